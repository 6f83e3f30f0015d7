//! Offices and agreements.

use std::collections::BTreeMap;

use super::calendars;
use super::compiler::{Compiler, Kind};
use super::distributions;
use crate::draw::Key;
use crate::model::{
    Agreement, CalendarIndex, Discipline, HOURS, JurisdictionIndex, Office, Rhythm, Span, Tier,
};
use crate::scenario::keys::{self, Id, Lever, Per, Queue};

/// The offices, in the order of their ids.
pub fn offices(compiler: &mut Compiler) -> Vec<Office> {
    let root = compiler.root;
    root.office
        .iter()
        .map(|(id, given)| office(compiler, id, given))
        .collect()
}

fn office(compiler: &mut Compiler, id: &Id, given: &keys::Office) -> Office {
    let address = format!("office.{id}");
    let jurisdiction: JurisdictionIndex =
        compiler.index(Kind::Jurisdiction, given.jurisdiction.as_str(), || {
            format!("{address}.jurisdiction")
        });
    let also_closed = format!("{address}.also_closed");
    compiler.numbers(Kind::Jurisdiction, &given.also_closed, &also_closed);
    let internal = given.per == Per::institution;
    let calendar = calendar(compiler, id, given, &address);
    let tables = &compiler.scenario.tables;
    let weights = weights(compiler, id);
    // A thinned world has its officers thinned alike, down to the one that every
    // branch has.
    let thin = f64::from(
        compiler
            .options
            .scale
            .unwrap_or(compiler.root.study.scale)
            .max(1),
    );
    let stated = given.officers.as_ref().map_or(1.0, |stated| stated.value);
    let officers = (stated / thin).max(1.0);
    let officers = compiler
        .lever_ids
        .lever(Lever::officers, &address, None, officers);
    let tiers = tiers(compiler, &address, given);
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
            .map(|load| compiler.options.load.unwrap_or(load.value)),
        officers_stated: given.officers.is_some(),
        rhythm: hours_of_week(&tables.arrivals, id).and_then(|weights| {
            Rhythm::new(
                &weights,
                calendars::into_week(compiler, &given.jurisdiction),
            )
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
        tiers,
    }
}

/// The tiers of an office, best first. Drawn shares are scaled to add to 1.
fn tiers(compiler: &mut Compiler, address: &str, given: &keys::Office) -> Vec<Tier> {
    let whole: f64 = given.tier.values().map(|share| share.value).sum();
    let shares: Vec<f64> = given
        .tier
        .values()
        .map(|share| share.value / whole)
        .collect();
    let mut up_to = 0.0;
    let mut tiers = Vec::with_capacity(shares.len());
    for (number, (id, share)) in given.tier.keys().zip(&shares).enumerate() {
        up_to += share;
        let pair = share + shares.get(number + 1).copied().unwrap_or(0.0);
        let part = if pair > 0.0 { share / pair } else { 1.0 };
        let is_last = number + 1 == shares.len();
        let lever = (!is_last).then(|| {
            let address = format!("{address}.tier.{id}");
            compiler.lever_ids.share(Lever::tier_share, &address, part)
        });
        tiers.push(Tier {
            up_to,
            pair,
            part,
            lever,
        });
    }
    tiers
}

/// The calendar of an office, at its pace.
fn calendar(
    compiler: &mut Compiler,
    id: &Id,
    given: &keys::Office,
    address: &str,
) -> CalendarIndex {
    let place = calendars::calendar(
        compiler,
        &given.jurisdiction,
        given.hours,
        &given.also_closed,
    );
    let Some(weights) = hours_of_week(&compiler.scenario.tables.paces, id) else {
        return place;
    };
    let paced = calendars::paced(compiler, &given.jurisdiction, place, &weights);
    paced.unwrap_or_else(|| {
        if compiler.calendars.are_covered() {
            compiler.error(
                &format!("{address}.pace"),
                "no open hour has a weight above 0",
                "at least one open hour with a weight above 0",
            );
        }
        place
    })
}

/// The weights of the hours of the week that an office states.
fn hours_of_week(tables: &BTreeMap<Id, Vec<f64>>, id: &Id) -> Option<[f64; HOURS]> {
    tables.get(id)?.as_slice().try_into().ok()
}

/// Running sums of the branches' shares; empty where they are alike.
fn weights(compiler: &Compiler, id: &Id) -> Vec<f64> {
    let Some(rows) = compiler.scenario.tables.branch_weights.get(id) else {
        return Vec::new();
    };
    let weights: Vec<f64> = rows.iter().map(|row| row.weight).collect();
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
pub fn agreements(compiler: &mut Compiler) -> Vec<Agreement> {
    let root = compiler.root;
    root.agreement
        .iter()
        .map(|(id, given)| {
            let address = format!("agreement.{id}");
            let day = working_day(compiler, id);
            let passage = distributions::duration(compiler, &given.passage, day);
            let lever_ids = &mut compiler.lever_ids;
            Agreement {
                id: id.to_string(),
                passage,
                passage_scale: lever_ids.multiplier(Lever::passage, &address),
                spread: lever_ids.multiplier(Lever::spread, &address),
                refuse: lever_ids.lever(
                    Lever::refuse_share,
                    &address,
                    given.refuse_share.as_deref(),
                    0.0,
                ),
                valid_days: lever_ids.lever(
                    Lever::valid_days,
                    &address,
                    given.valid_days.as_deref(),
                    0.0,
                ),
            }
        })
        .collect()
}

fn working_day(compiler: &mut Compiler, id: &Id) -> Span {
    let root = compiler.root;
    let user = root.procedure.values().find(|procedure| {
        procedure
            .step
            .values()
            .any(|step| step.agreement.as_ref() == Some(id))
    });
    let Some(user) = user else {
        return crate::model::DAY;
    };
    let calendar = calendars::of_jurisdiction(compiler, &user.jurisdiction);
    compiler.calendars.day_length(calendar)
}
