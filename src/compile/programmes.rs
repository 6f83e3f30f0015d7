//! Programmes, organisations and residents.

use jiff::civil::Date;

use super::calendars;
use super::laws;
use super::site::Site;
use super::time::days_between;
use crate::draw::Key;
use crate::model::{DAY, Frame, Instant, Organisation, Programme, Stay};
use crate::scenario::keys::{self, Lever, MonthDay};

/// The programmes, in the order of their ids.
pub fn programmes(site: &mut Site, frame: &Frame) -> Vec<Programme> {
    let root = site.root;
    root.programme
        .iter()
        .map(|(id, given)| {
            let own = format!("programme.{id}");
            let jurisdiction = site.jurisdiction(&given.jurisdiction);
            let calendar = calendars::of_jurisdiction(site, &given.jurisdiction);
            let day = site.calendars.day_length(calendar);
            let review = laws::duration(site, &given.review, day);
            let agree = given.agree.as_ref().map(|id| site.procedure(id));
            let remit = given.remit.as_ref().map(|id| site.procedure(id));
            let award = given.award.value;
            let applications = given.applications_a_call.value;
            let success = given.success_share.value;
            Programme {
                id: id.to_string(),
                key: Key::named(&format!("programme:{id}")),
                jurisdiction,
                calls: calls(&given.calls, frame),
                review,
                open: site
                    .slots
                    .lever(Lever::open_share, &own, Some(&*given.open_share), 1.0),
                success,
                applications: applications.round() as u32,
                award,
                budget_scale: site.slots.multiplier(Lever::budget, &own),
                budget_awards: given
                    .budget_a_call
                    .as_ref()
                    .map_or(success * applications, |budget| budget.value / award),
                agree,
                remit,
            }
        })
        .collect()
}

/// The midnights UTC that end the closing dates, over the whole time.
fn calls(days: &[MonthDay], frame: &Frame) -> Vec<Instant> {
    let first = frame.first_day;
    let last = first.year() + (frame.end.day() / 365) as i16 + 1;
    let mut ticks: Vec<Instant> = (first.year() - 1..=last)
        .flat_map(|year| {
            days.iter()
                .filter_map(move |day| Date::new(year, day.month, day.day).ok())
        })
        .map(|day| (days_between(first, day) + 1) * i64::from(DAY))
        .filter(|tick| *tick >= 0 && *tick <= i64::from(frame.end))
        .map(|tick| Instant::from_seconds(tick as u32))
        .collect();
    ticks.sort_unstable();
    ticks.dedup();
    ticks
}

/// The kinds of organisation, in the order of their ids.
pub fn organisations(site: &mut Site) -> Vec<Organisation> {
    let root = site.root;
    root.organisation
        .iter()
        .map(|(id, given)| {
            let own = format!("organisation.{id}");
            let jurisdiction = site.jurisdiction(&given.jurisdiction);
            Organisation {
                id: id.to_string(),
                key: Key::named(&format!("organisation:{id}")),
                jurisdiction,
                arrivals: site.slots.lever(
                    Lever::arrivals_a_year,
                    &own,
                    Some(&*given.arrivals_a_year),
                    0.0,
                ),
                stock: given.stock.value.round() as u32,
                routes: given
                    .route
                    .iter()
                    .filter_map(|route| site.routes.get(route.as_str()))
                    .collect(),
                close: site.slots.lever(
                    Lever::close_hazard_a_year,
                    &own,
                    given.close_hazard_a_year.as_deref(),
                    0.0,
                ),
            }
        })
        .collect()
}

/// Residents, by jurisdiction.
pub fn stays(site: &mut Site) -> Vec<Option<Stay>> {
    let root = site.root;
    root.jurisdiction
        .keys()
        .map(|id| root.stay.get(id).map(|given| stay(site, id, given)))
        .collect()
}

fn stay(site: &mut Site, id: &keys::JurisdictionId, given: &keys::Stay) -> Stay {
    let kind = site.kind(&given.project);
    let bundle = given
        .bundle
        .iter()
        .map(|(id, item)| {
            let number = site.procedure(id);
            let need = item.need_share.as_ref().map_or(1.0, |share| share.value);
            (number, item.hazard.value, need)
        })
        .collect();
    Stay {
        stock: given.stock.value.round() as u32,
        exit: site.slots.lever(
            Lever::exit_hazard_a_year,
            &format!("stay.{id}"),
            Some(&*given.exit_hazard_a_year),
            0.0,
        ),
        bundle,
        projects_a_year: given.projects_a_year.value,
        kind,
        years_at_most: given.years_at_most.as_ref().map(|years| years.value),
    }
}
