//! Programmes, organisations and residents.

use jiff::civil::Date;

use super::calendars;
use super::compiler::{Compiler, Kind};
use super::distributions;
use super::level::days_between;
use crate::draw::Key;
use crate::model::{
    DAY, Frame, Instant, JurisdictionIndex, NaturalStay, Organisation, Programme, Stay, Sustained,
};
use crate::scenario::keys::{self, Id, JurisdictionId, Lever, MonthDay};

/// The programmes, in the order of their ids.
pub fn programmes(compiler: &mut Compiler, frame: Option<&Frame>) -> Vec<Programme> {
    let root = compiler.root;
    root.programme
        .iter()
        .map(|(id, given)| {
            let path = format!("programme.{id}");
            let jurisdiction = jurisdiction(compiler, &given.jurisdiction, &path);
            let calendar = calendars::of_jurisdiction(compiler, &given.jurisdiction);
            let day = compiler.calendars.day_length(calendar);
            let review = distributions::duration(compiler, &given.review, day);
            let mut procedure = |id: &Option<Id>, key: &str| {
                let id = id.as_ref()?.as_str();
                Some(compiler.index(Kind::Procedure, id, || format!("{path}.{key}")))
            };
            let agree = procedure(&given.agree, "agree");
            let remit = procedure(&given.remit, "remit");
            let award = given.award.value;
            let applications = given.applications_a_call.value;
            let success = given.success_share.value;
            Programme {
                id: id.to_string(),
                key: Key::named(&format!("programme:{id}")),
                jurisdiction,
                calls: frame.map_or_else(Vec::new, |frame| calls(&given.calls, frame)),
                review,
                open: compiler.lever_ids.lever(
                    Lever::open_share,
                    &path,
                    Some(&*given.open_share),
                    1.0,
                ),
                aware: compiler.lever_ids.lever(
                    Lever::aware_share,
                    &path,
                    given.aware_share.as_deref(),
                    1.0,
                ),
                success,
                applications: applications.round() as u32,
                award,
                budget_scale: compiler.lever_ids.multiplier(Lever::budget, &path),
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

/// The number of the jurisdiction to which the thing at `own` belongs.
fn jurisdiction(compiler: &mut Compiler, id: &JurisdictionId, path: &str) -> JurisdictionIndex {
    compiler.index(Kind::Jurisdiction, id.as_str(), || {
        format!("{path}.jurisdiction")
    })
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
pub fn organisations(compiler: &mut Compiler) -> Vec<Organisation> {
    let root = compiler.root;
    root.organisation
        .iter()
        .map(|(id, given)| {
            let path = format!("organisation.{id}");
            let jurisdiction = jurisdiction(compiler, &given.jurisdiction, &path);
            let routes = compiler.numbers(Kind::Route, &given.route, &format!("{path}.route"));
            Organisation {
                id: id.to_string(),
                key: Key::named(&format!("organisation:{id}")),
                jurisdiction,
                arrivals: compiler.lever_ids.lever(
                    Lever::arrivals_a_year,
                    &path,
                    Some(&*given.arrivals_a_year),
                    0.0,
                ),
                stock: given.stock.value.round() as u32,
                routes,
                close: compiler.lever_ids.lever(
                    Lever::close_hazard_a_year,
                    &path,
                    given.close_hazard_a_year.as_deref(),
                    0.0,
                ),
            }
        })
        .collect()
}

/// Residents, by jurisdiction.
pub fn stays(compiler: &mut Compiler) -> Vec<Option<Stay>> {
    let root = compiler.root;
    for id in root.stay.keys() {
        compiler.refer(Kind::Jurisdiction, id.as_str(), &format!("stay.{id}"));
    }
    root.jurisdiction
        .keys()
        .map(|id| root.stay.get(id).map(|given| stay(compiler, id, given)))
        .collect()
}

fn stay(compiler: &mut Compiler, id: &keys::JurisdictionId, given: &keys::Stay) -> Stay {
    let path = format!("stay.{id}");
    let kind = compiler.index(Kind::Project, given.project.as_str(), || {
        format!("{path}.project")
    });
    let bundle = given
        .bundle
        .iter()
        .map(|(id, item)| {
            let address = || format!("{path}.bundle.{id}");
            let number = compiler.index(Kind::Procedure, id.as_str(), address);
            let need = item.need_share.as_ref().map_or(1.0, |share| share.value);
            (number, item.hazard.value, need)
        })
        .collect();
    let years_at_most = given.years_at_most.as_ref().map(|years| years.value);
    let natural = given.natural_exit_a_year.as_ref();
    Stay {
        stock: given
            .stock
            .as_ref()
            .map_or(0, |stock| stock.value.round() as u32),
        exit: compiler.lever_ids.lever(
            Lever::exit_hazard_a_year,
            &path,
            Some(&*given.exit_hazard_a_year),
            0.0,
        ),
        bundle,
        projects_a_year: given.projects_a_year.value,
        kind,
        years_at_most,
        natural: natural.map(|exit| NaturalStay {
            exit_a_year: exit.value,
            longest: years_at_most.unwrap_or(f64::INFINITY),
            // Filled when all kinds of project are known.
            posts: Vec::new(),
            sustained: Sustained::ALL,
        }),
    }
}
