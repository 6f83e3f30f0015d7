//! Calibration: one fixed point on the baseline alone.
//!
//! Arrivals, officers, passage that follows from elapsed time, permits of the
//! first day and reference beliefs depend on one another; a few rounds settle
//! them. The numbers enter the model and are never recomputed for a package, a
//! replication or an edit unless asked. Given what a pilot run measured, the same
//! function sets the officers again.

pub(crate) mod check;
mod coverage;
mod dates;
mod flows;
mod gates;
mod hours;
pub(crate) mod idle_changes;
mod initiation;
mod memory_estimate;
mod merge_calibration;
mod network;
mod offices;
mod other_duties;
mod queue;
mod residents;
mod routes;
mod steps;
mod surfaces;
mod survival;
mod visits;
mod volume;

#[cfg(test)]
mod tests;

use crate::model::{Calendar, Model, ProcedureIndex, Sustained};
use coverage::{Demand, OfAreas};
use flows::{Known, Traffic};
use gates::{Door, Sizes};
use initiation::Believed;
use network::Network;
use queue::Hours;
use residents::ExpectedStays;
use visits::Visits;
pub(crate) use visits::base;

pub(crate) use flows::{Beliefs, Flows};
pub(crate) use hours::expected_hours;
pub(crate) use memory_estimate::bytes;
pub(crate) use merge_calibration::merge_calibration;
pub(crate) use offices::{Basis, OfficeRow, takes_background};
pub(crate) use steps::Split;
pub use volume::Volume;

/// Rounds of the fixed point.
const ROUNDS: usize = 8;

/// Rounds in which residents and their arrivals settle.
const RESIDENT_ROUNDS: usize = 4;

/// Rounds in which the shares of surfaces settle, at most: each takes off nearly all that is
/// left, unless the shares of two counts move each other.
const SURFACE_ROUNDS: usize = 24;

/// What a pilot run measured of the baseline, to set right what the equations
/// expect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Traffic that replaces the expected.
    pub flows: Flows,
    /// By how much the success and the delay of a crossing differ from what the
    /// equations expect, by (origin, destination, channel). What is not named
    /// stays as expected.
    pub beliefs: Beliefs,
    /// By how many seconds of the wall clock a step took longer than the equations expect, by
    /// procedure, then by step. A procedure or step that is not named took as long as expected.
    pub excess: Vec<Vec<f64>>,
    /// What the baseline makes of posts, by jurisdiction, instead of the expected.
    pub stays: Vec<Option<Sustained>>,
}

impl Measured {
    /// What sets each public figure right, in the order of the network.
    fn corrections(&self, network: &Network) -> Vec<(f64, f64)> {
        let figures = network.figures.iter();
        figures
            .map(|place| self.beliefs.get(place).copied().unwrap_or((1.0, 1.0)))
            .collect()
    }
}

/// Expected public figures, set right.
fn correct(expected: &mut [Believed], corrections: &[(f64, f64)]) {
    for (figure, (of_success, of_delay)) in expected.iter_mut().zip(corrections) {
        if let Some((success, delay)) = figure {
            *success = (*success * of_success).min(1.0);
            *delay *= of_delay;
        }
    }
}

/// What a calibration found.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Expected or measured traffic of research cases.
    pub flows: Flows,
    /// Offices, in their order.
    pub offices: Vec<OfficeRow>,
    /// Steps at offices, in the order of procedures and steps.
    pub splits: Vec<Split>,
    /// Mean days from filing to decision, by procedure.
    pub decided_in_days: Vec<f64>,
    /// Share of those who ask that a permit covers, by procedure.
    pub covered: Vec<f64>,
    /// Share of applicants who know it, by procedure.
    pub aware: Vec<f64>,
}

/// What a calibration reads and none of its rounds changes.
struct Ground<'a> {
    network: Network,
    sizes: Sizes,
    visits: Vec<Visits>,
    hours: Vec<Hours<'a>>,
    /// The least elapsed time at each office, with its work.
    tightest: Vec<Option<(f64, f64)>>,
    /// The time of each step with an officer who is free.
    alone: Vec<f64>,
}

impl<'a> Ground<'a> {
    fn new(model: &Model, calendars: &'a [Calendar]) -> Self {
        let of_calendar = |calendar| Hours::new(calendar, &model.frame);
        let hours: Vec<Hours> = calendars.iter().map(of_calendar).collect();
        let procedures = model.procedures.iter();
        Self {
            network: routes::network(model),
            sizes: Sizes::new(model),
            visits: procedures
                .map(|procedure| visits::visits(model, procedure))
                .collect(),
            tightest: offices::tightest(model, &hours),
            alone: steps::alone(model, &hours),
            hours,
        }
    }

    /// The door of a procedure that a share of applicants know.
    fn door(&self, model: &Model, number: usize, aware: f64) -> Door {
        Door::new(model, number, aware, self.visits[number].success)
    }

    /// The splits of all steps as offices are staffed, and what is known of their
    /// times.
    fn splits(
        &self,
        model: &Model,
        rows: &[OfficeRow],
        excess: &[Vec<f64>],
        known: &mut Known,
    ) -> Vec<Split> {
        let splits = steps::split(
            model,
            (&self.hours, &self.visits, &self.alone),
            rows,
            excess,
        );
        // They are in the order of procedures and steps.
        let mut left = splits.as_slice();
        for (number, visits) in self.visits.iter().enumerate() {
            let (own, others) = left.split_at(visits.steps.len());
            left = others;
            let times = steps::times(model, &self.hours, number, visits, own);
            (known.prepared_in[number], known.decided_in[number]) = times;
        }
        splits
    }
}

/// Calibrates a model. `measured` is the traffic of a pilot run, if there was one.
pub fn calibrate(model: &mut Model, measured: Option<&Measured>) -> Calibration {
    match measured {
        Some(Measured { stays, .. }) if !stays.is_empty() => residents::take_over(model, stays),
        Some(_) | None if residents::follow_arrivals(model) => {
            for _ in 0..RESIDENT_ROUNDS {
                let (_, expected) = with_residents(model, measured);
                residents::settle(model, &expected);
            }
        }
        Some(_) | None => {}
    }
    with_residents(model, measured).0
}

/// Calibrates a model by the equations, and solves the shares of its surfaces anew. `found` is
/// by how much pilots found more filings of each procedure than the equations expect.
pub fn solve(model: &mut Model, found: &[f64]) -> Calibration {
    if model.surfaces.is_empty() {
        return calibrate(model, None);
    }
    let follow_arrivals = residents::follow_arrivals(model);
    for round in 0..SURFACE_ROUNDS {
        let (calibration, expected) = with_residents(model, None);
        if follow_arrivals {
            residents::settle(model, &expected);
        }
        let moved = surfaces::step(model, &calibration.flows.filed, found);
        if moved < surfaces::SOLVED && round >= RESIDENT_ROUNDS {
            break;
        }
    }
    with_residents(model, None).0
}

/// Calibrates a model with the residents that it has.
fn with_residents(model: &mut Model, measured: Option<&Measured>) -> (Calibration, ExpectedStays) {
    other_duties::forget(model);
    let procedures = model.procedures.len();
    let calendars = model.calendars.clone();
    let ground = Ground::new(model, &calendars);
    let Ground { network, sizes, .. } = &ground;
    let mut aware: Vec<f64> = (0..procedures)
        .map(|number| gates::aware(model, sizes, number, 0.0))
        .collect();
    let mut known = Known {
        covered: vec![0.0; network.asked.len()],
        doors: (0..procedures)
            .map(|number| ground.door(model, number, aware[number]))
            .collect(),
        decided_in: vec![0.0; procedures],
        prepared_in: vec![0.0; procedures],
        hours: match model.belief.effort_in_force() {
            Some(_) => hours::of_crossings(model, network),
            None => Vec::new(),
        },
    };
    let corrections = measured.map(|measured| measured.corrections(network));
    let mut beliefs: Vec<Believed> = vec![None; network.figures.len()];
    let mut covered = vec![0.0; procedures];
    let mut filed = vec![0.0; procedures];
    let mut rows = Vec::new();
    let mut splits = Vec::new();
    let mut posts = Vec::new();
    let (mut areas, mut demand) = (OfAreas::default(), Vec::<Demand>::new());
    for _ in 0..ROUNDS {
        let traffic: Traffic = flows::traffic(model, network, &known, &beliefs);
        let before = std::mem::replace(
            &mut filed,
            match measured {
                Some(Measured { flows, .. }) if flows.filed.len() >= procedures => {
                    flows.filed[..procedures].to_vec()
                }
                Some(_) | None => traffic.filed,
            },
        );
        (beliefs, posts) = (traffic.beliefs, traffic.posts);
        if let Some(corrections) = &corrections {
            correct(&mut beliefs, corrections);
        }
        for number in 0..procedures {
            aware[number] = gates::aware(model, sizes, number, filed[number]);
            known.doors[number] = ground.door(model, number, aware[number]);
        }
        areas = OfAreas::new(model, network, &traffic.demand, &known.doors);
        for (number, covered) in covered.iter_mut().enumerate() {
            let own = network.asked_of(ProcedureIndex::from_index(number));
            *covered = coverage::coverage(
                (model, sizes, &areas),
                (&network.asked[own.clone()], &traffic.demand[own.clone()]),
                known.doors[number].granted(),
                &mut known.covered[own],
            );
        }
        demand = traffic.demand;
        // Officers and times follow from filings alone, which a pilot holds fast.
        if rows.is_empty() || filed != before {
            let flows = measured.map(|measured| &measured.flows);
            rows = offices::staff(model, &ground, &filed, flows);
            let excess = measured.map_or(&[][..], |measured| &measured.excess);
            splits = ground.splits(model, &rows, excess, &mut known);
        }
    }
    let expected = ExpectedStays {
        posts,
        multipliers: residents::multipliers(model, &known, &covered),
    };
    coverage::set_first_permits(model, network, &areas, &demand, &covered);
    steps::write(model, &splits);
    other_duties::take_on(model, &rows);
    let figures = network.figures.iter().zip(beliefs);
    model.belief.reference = figures
        .filter_map(|(place, figure)| Some((*place, figure?)))
        .collect();
    let calibration = Calibration {
        flows: Flows {
            filed,
            reached: measured.map_or_else(Vec::new, |measured| measured.flows.reached.clone()),
        },
        offices: rows,
        splits,
        decided_in_days: known.decided_in.iter().map(|s| gates::days(*s)).collect(),
        covered,
        aware,
    };
    (calibration, expected)
}
