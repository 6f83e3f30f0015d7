//! Offices and agreements.

use super::calendars;
use super::laws;
use super::site::Site;
use super::tables;
use crate::draw::Key;
use crate::model::{Agreement, Discipline, Office, Rhythm, Span};
use crate::scenario::keys::{self, Id, Lever, Per, Queue};

/// The offices, in the order of their ids.
pub fn offices(site: &mut Site) -> Vec<Office> {
    let root = site.root;
    root.office
        .iter()
        .map(|(id, given)| office(site, id, given))
        .collect()
}

fn office(site: &mut Site, id: &Id, given: &keys::Office) -> Office {
    let address = format!("office.{id}");
    let jurisdiction = site.jurisdiction(&given.jurisdiction);
    let internal = given.per == Per::institution;
    let calendar = calendar(site, id, given, &address);
    let weights = weights(site, id);
    // A thinned world has its officers thinned alike, down to the one that every
    // branch has.
    let thin = f64::from(site.options.scale.unwrap_or(site.root.study.scale).max(1));
    let stated = given.officers.as_ref().map_or(1.0, |stated| stated.value);
    let officers = (stated / thin).max(1.0);
    let officers = site.slots.lever(Lever::officers, &address, None, officers);
    Office {
        id: id.to_string(),
        key: Key::named(&format!("office:{id}")),
        jurisdiction,
        branches: if internal { 0 } else { given.branches },
        weights,
        internal,
        calendar,
        discipline: discipline(&given.queue, thin),
        unlimited: given.unlimited,
        officers,
        load: given
            .load
            .as_ref()
            .map(|load| site.options.load.unwrap_or(load.value)),
        officers_stated: given.officers.is_some(),
        rhythm: tables::arrivals(site, id).and_then(|weights| {
            Rhythm::new(&weights, calendars::into_week(site, &given.jurisdiction))
        }),
        // A thinned branch has room for one case at least.
        capacity: given
            .capacity
            .map(|room| (f64::from(room) / thin).round().max(1.0) as u32),
        cost_an_hour: given.cost_an_hour.as_ref().map_or(0.0, |cost| cost.value),
        backlog: given
            .backlog
            .as_ref()
            .map_or(0, |backlog| backlog.value.round() as u32),
    }
}

/// The calendar of an office, at its pace.
fn calendar(site: &mut Site, id: &Id, given: &keys::Office, address: &str) -> usize {
    let place = calendars::calendar(site, &given.jurisdiction, given.hours, &given.also_closed);
    let Some(weights) = tables::pace(site, id) else {
        return place;
    };
    let paced = calendars::paced(site, &given.jurisdiction, place, &weights);
    paced.unwrap_or_else(|| {
        site.fault(
            &format!("{address}.pace"),
            "no open hour with a weight above 0",
            "at least one hour in which work goes on",
        );
        place
    })
}

/// Running sums of the branches' shares; empty where they are alike.
fn weights(site: &Site, id: &Id) -> Vec<f64> {
    let Some(weights) = tables::branch_weights(site, id) else {
        return Vec::new();
    };
    let whole: f64 = weights.iter().sum();
    let mut sum = 0.0;
    let mut running: Vec<f64> = weights
        .iter()
        .map(|weight| {
            sum += weight / whole;
            sum
        })
        .collect();
    // Rounding must leave no institution without a branch.
    if let Some(last) = running.last_mut() {
        *last = 1.0;
    }
    running
}

fn discipline(queue: &Queue, thin: f64) -> Discipline {
    match queue {
        Queue::first_come(_) => Discipline::FirstCome,
        Queue::priority(_) => Discipline::Priority,
        Queue::nearest_limit(_) => Discipline::NearestLimit,
        Queue::panel(panel) => Discipline::Panel {
            every: panel.every_wd.value.round().max(1.0) as u32,
            at_most: (panel.at_most.value / thin).round().max(1.0) as u32,
        },
    }
}

/// The agreements, in the order of their ids. Working days are those of the first
/// procedure that asks for the agreement.
pub fn agreements(site: &mut Site) -> Vec<Agreement> {
    let root = site.root;
    root.agreement
        .iter()
        .map(|(id, given)| {
            let address = format!("agreement.{id}");
            let day = working_day(site, id);
            let passage = laws::duration(site, &given.passage, day);
            let slots = &mut site.slots;
            Agreement {
                id: id.to_string(),
                passage,
                passage_scale: slots.multiplier(Lever::passage, &address),
                spread: slots.multiplier(Lever::spread, &address),
                refuse: slots.lever(
                    Lever::refuse_share,
                    &address,
                    given.refuse_share.as_deref(),
                    0.0,
                ),
                valid_days: slots.lever(
                    Lever::valid_days,
                    &address,
                    given.valid_days.as_deref(),
                    0.0,
                ),
            }
        })
        .collect()
}

fn working_day(site: &mut Site, id: &Id) -> Span {
    let root = site.root;
    let user = root.procedure.values().find(|procedure| {
        procedure
            .step
            .values()
            .any(|step| step.agreement.as_ref() == Some(id))
    });
    let Some(user) = user else {
        return crate::model::DAY;
    };
    let calendar = calendars::of_jurisdiction(site, &user.jurisdiction);
    site.calendars.day_length(calendar)
}
