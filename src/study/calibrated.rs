//! Models calibrated on their baseline, with one correction by a pilot run.

use super::world::Warm;
use crate::model::calibrate::{Calibration, Flows, calibrate};
use crate::model::{DAY, Model, Options, Policy, Transform, build};
use crate::scenario::{Faults, Scenario};

/// What a pilot run of the baseline filed at each procedure for each filing that
/// the equations expected. Found once at the central parameters; every draw is
/// corrected alike, so that a draw costs no run of its own.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Correction {
    ratios: Vec<f64>,
}

/// The replication number of pilot runs; no study reaches it.
const PILOT: u32 = u32::MAX;

/// How far a pilot may move an expectation; what is filed a few times a year
/// measures nothing.
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
        let warm = Warm::new(model, central.seed, PILOT);
        let Some(ran) = warm.run(&Policy::default(), &|| false) else {
            return Ok(Self::default());
        };
        let ratios = found
            .flows
            .filed
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
            .collect();
        Ok(Self { ratios })
    }
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
    if !correction.ratios.is_empty() {
        let filed = found
            .flows
            .filed
            .iter()
            .zip(&correction.ratios)
            .map(|(expected, ratio)| expected * ratio)
            .collect();
        let measured = Flows {
            filed,
            reached: Vec::new(),
        };
        found = calibrate(&mut model, Some(&measured));
    }
    model.transform = options.transform;
    Ok((model, found))
}
