//! Calibration: one fixed point on the baseline alone.
//!
//! Arrivals, officers, passage that follows from elapsed time, permits of the
//! first day and reference beliefs depend on one another; a few rounds settle
//! them. The numbers enter the model and are never recomputed for a package, a
//! replication or an edit unless asked. Given what a pilot run measured, the same
//! function sets the officers again.

mod adopt;
mod alive;
mod duties;
mod flows;
mod gates;
mod offices;
mod queue;
mod routes;
mod steps;
mod visits;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::Model;
use flows::{Known, Traffic};
use queue::Hours;

pub use adopt::adopt;
pub use flows::{Beliefs, Flows};
pub use offices::{Basis, OfficeRow};
pub use queue::{erlang_c, overflow, wait};
pub use steps::Split;

/// Rounds of the fixed point.
const ROUNDS: usize = 8;

/// What a pilot run measured of the baseline, to set right what the equations
/// expect.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Measured {
    /// Traffic, in place of the expected.
    pub flows: Flows,
    /// By how much the success and the delay of a crossing differ from what the
    /// equations expect, by (origin, destination, channel). What is not named
    /// stays as expected.
    pub beliefs: Beliefs,
}

impl Measured {
    /// Expected public figures, set right.
    fn correct(&self, expected: Beliefs) -> Beliefs {
        expected
            .into_iter()
            .map(|(place, (success, delay))| {
                let (of_success, of_delay) =
                    self.beliefs.get(&place).copied().unwrap_or((1.0, 1.0));
                (place, ((success * of_success).min(1.0), delay * of_delay))
            })
            .collect()
    }
}

/// What a calibration found.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// Expected or measured traffic of the index's own cases.
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

/// Expected traffic of the baseline, by the model as it stands.
#[must_use]
pub fn expected_flows(model: &Model) -> Flows {
    let mut copy = model.clone();
    calibrate(&mut copy, None).flows
}

/// Calibrates a model. `measured` is the traffic of a pilot run, if there was one.
pub fn calibrate(model: &mut Model, measured: Option<&Measured>) -> Calibration {
    duties::forget(model);
    let procedures = model.procedures.len();
    let streams = routes::streams(model);
    let others = routes::others(model);
    let visits: Vec<visits::Visits> = model
        .procedures
        .iter()
        .map(|procedure| visits::visits(model, procedure))
        .collect();
    let mut known = Known {
        covered: vec![BTreeMap::new(); procedures],
        aware: (0..procedures)
            .map(|number| gates::aware(model, number, 0.0))
            .collect(),
        success: visits.iter().map(|visits| visits.success).collect(),
        decided_in: vec![0.0; procedures],
        prepared_in: vec![0.0; procedures],
    };
    let mut beliefs = BTreeMap::new();
    let mut covered = vec![0.0; procedures];
    let mut filed = vec![0.0; procedures];
    let mut rows = Vec::new();
    let mut splits = Vec::new();
    let calendars = model.calendars.clone();
    let of_calendar = |calendar| Hours::new(calendar, &model.frame);
    let hours: Vec<Hours> = calendars.iter().map(of_calendar).collect();
    for _ in 0..ROUNDS {
        let traffic: Traffic = flows::traffic(model, &streams, &others, &known, &beliefs);
        filed = match measured {
            Some(Measured { flows, .. }) if flows.filed.len() >= procedures => {
                flows.filed[..procedures].to_vec()
            }
            Some(_) | None => traffic.filed,
        };
        beliefs = match measured {
            Some(measured) => measured.correct(traffic.beliefs),
            None => traffic.beliefs,
        };
        for number in 0..procedures {
            known.aware[number] = gates::aware(model, number, filed[number]);
            let gate = gates::gate(
                model,
                number,
                0.0,
                known.aware[number],
                known.success[number],
            );
            (known.covered[number], covered[number]) =
                gates::coverage(model, number, &traffic.demand[number], gate.granted);
        }
        rows = offices::staff(
            model,
            &hours,
            &visits,
            &filed,
            measured.map(|measured| &measured.flows),
        );
        splits = steps::split(model, &hours, &visits, &rows);
        for (number, visits) in visits.iter().enumerate() {
            let times = steps::times(model, &hours, number, visits, &splits);
            (known.prepared_in[number], known.decided_in[number]) = times;
        }
    }
    for (number, covered) in covered.iter().enumerate() {
        model.procedures[number].demand_a_holder = gates::demand_a_holder(model, number, *covered);
    }
    steps::write(model, &splits);
    duties::take_on(model, &rows);
    model.belief.reference = beliefs;
    Calibration {
        flows: Flows {
            filed,
            reached: measured.map_or_else(Vec::new, |measured| measured.flows.reached.clone()),
        },
        offices: rows,
        splits,
        decided_in_days: known.decided_in.iter().map(|s| gates::days(*s)).collect(),
        covered,
        aware: known.aware,
    }
}
