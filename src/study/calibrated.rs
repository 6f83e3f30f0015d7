//! Models calibrated on their baseline, with one correction by a pilot run.

use std::collections::BTreeMap;

use super::world::{Ran, Warm};
use crate::engine::Decided;
use crate::model::calibrate::{Beliefs, Calibration, Flows, Measured, calibrate};
use crate::model::{Channel, DAY, Model, Options, Policy, Transform, build};
use crate::scenario::{Faults, Scenario};

/// What a pilot run of the baseline brought for each thing that the equations
/// expected: filings at each procedure, success and delay of each corridor and
/// channel. Found once at the central parameters; every draw is corrected alike, so
/// that a draw costs no run of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    filed: Vec<f64>,
    beliefs: Beliefs,
}

/// The replication number of pilot runs; no study reaches it.
const PILOT: u32 = u32::MAX;

/// What a pilot has seen fewer times measures nothing: the relative error of a
/// count of thirty is near a fifth (1 / sqrt 30).
const FEWEST: f64 = 30.0;

impl Correction {
    /// Runs the baseline once with what the equations expect, and compares.
    ///
    /// # Errors
    ///
    /// All faults that only show when the tables are put together.
    pub fn new(scenario: &Scenario, options: &Options) -> Result<Self, Faults> {
        let central = Options {
            draw: 0,
            ..*options
        };
        let (model, found) = calibrated(scenario, &central, &Self::default())?;
        if model.kinds.is_empty() {
            return Ok(Self::default());
        }
        let years = f64::from(model.frame.measured_to - model.frame.measured_from)
            / (365.25 * f64::from(DAY));
        let places = model.jurisdictions.len();
        let expected = model.belief.reference.clone();
        let warm = Warm::new(model, central.seed, PILOT);
        let Some(ran) = warm.run(&Policy::default(), &|| false) else {
            return Ok(Self::default());
        };
        Ok(Self {
            filed: filed(&found.flows.filed, &ran, years),
            beliefs: beliefs(&expected, &ran.decided, places),
        })
    }
}

/// Filings of a pilot for each that was expected, by procedure.
fn filed(expected: &[f64], ran: &Ran, years: f64) -> Vec<f64> {
    expected
        .iter()
        .enumerate()
        .map(|(number, expected)| {
            let filed: u64 = ran.outcome.procedures[number][0].filed.iter().sum();
            if filed as f64 >= FEWEST && expected * years >= 1.0 {
                filed as f64 / years / expected
            } else {
                1.0
            }
        })
        .collect()
}

/// Success and delay of a pilot's crossings for each that was expected. A corridor
/// that saw few takes the figure of its channel over all corridors.
fn beliefs(expected: &Beliefs, decided: &[Decided], places: usize) -> Beliefs {
    let heard = |&(origin, destination, channel): &(usize, usize, usize)| {
        decided[(origin * places + destination) * Channel::ALL.len() + channel]
    };
    // What was decided, and what the equations expected of as many.
    let mut channels: BTreeMap<usize, (Decided, [f64; 2])> = BTreeMap::new();
    for (place, (success, delay)) in expected {
        let decided = heard(place);
        let (sum, [successes, days]) = channels.entry(place.2).or_default();
        sum.add(decided);
        *successes += decided.all as f64 * success;
        *days += decided.all as f64 * delay;
    }
    let ratio = |decided: Decided, success: f64, delay: f64| {
        let (seen, days) = decided.means()?;
        let part = |seen: f64, expected: f64| {
            if expected > 0.0 { seen / expected } else { 1.0 }
        };
        (decided.all as f64 >= FEWEST).then(|| (part(seen, success), part(days, delay)))
    };
    expected
        .iter()
        .map(|(place, (success, delay))| {
            let (sum, [successes, days]) = channels[&place.2];
            let all = sum.all as f64;
            let found = ratio(heard(place), *success, *delay)
                .or_else(|| ratio(sum, successes / all, days / all))
                .unwrap_or((1.0, 1.0));
            (*place, found)
        })
        .collect()
}

/// The model of a draw, calibrated on its baseline. Transforms come after the
/// calibration: what is known of the baseline stays known.
///
/// # Errors
///
/// All faults that only show when the tables are put together.
pub fn calibrated(
    scenario: &Scenario,
    options: &Options,
    correction: &Correction,
) -> Result<(Model, Calibration), Faults> {
    let plain = Options {
        transform: Transform::default(),
        ..*options
    };
    let mut model = build(scenario, &plain)?;
    let mut found = calibrate(&mut model, None);
    if !correction.filed.is_empty() {
        let filed = found
            .flows
            .filed
            .iter()
            .zip(&correction.filed)
            .map(|(expected, ratio)| expected * ratio)
            .collect();
        let measured = Measured {
            flows: Flows {
                filed,
                reached: Vec::new(),
            },
            beliefs: correction.beliefs.clone(),
        };
        found = calibrate(&mut model, Some(&measured));
    }
    model.transform = options.transform;
    Ok((model, found))
}
