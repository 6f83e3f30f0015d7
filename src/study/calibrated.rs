//! A model with its officers, passages and beliefs set.

use super::world::Warm;
use crate::model::calibrate::{Calibration, Flows, calibrate};
use crate::model::{DAY, Model, Options, Policy, Transform, build};
use crate::observe::Outcome;
use crate::scenario::{Faults, Scenario};

/// The luck of the pilot run, which no replication shares.
const PILOT: u32 = u32::MAX;

/// The model of a draw, calibrated on its baseline: first by what is expected,
/// then once more by the traffic that a pilot run measured.
///
/// # Errors
///
/// All faults that only show when the tables are put together.
pub fn calibrated(
    scenario: &Scenario,
    options: &Options,
) -> Result<(Model, Calibration), Faults> {
    // Calibrated as it is, whatever is switched off afterwards.
    let plain = Options {
        transform: Transform::default(),
        ..*options
    };
    let mut model = build(scenario, &plain)?;
    let expected = calibrate(&mut model, None);
    let needs_pilot = model
        .offices
        .iter()
        .any(|office| !office.unlimited && office.load.is_some());
    let mut found = expected;
    if needs_pilot {
        let pilot = Warm::new(model.clone(), options.seed, PILOT).measured();
        found = calibrate(&mut model, Some(&flows(&pilot)));
    }
    model.transform = options.transform;
    Ok((model, found))
}

/// The model of a draw, calibrated.
///
/// # Errors
///
/// As [`calibrated`].
pub fn model_of(scenario: &Scenario, options: &Options) -> Result<Model, Faults> {
    calibrated(scenario, options).map(|(model, _)| model)
}

/// The traffic of a run, a year.
fn flows(outcome: &Outcome) -> Flows {
    let years = outcome.axes.years_long();
    let a_year = |count: u64| count as f64 / years;
    Flows {
        filed: outcome
            .procedures
            .iter()
            .map(|[research, _]| a_year(research.filed.iter().sum()))
            .collect(),
        reached: outcome
            .offices
            .iter()
            .map(|office| a_year(office.came[0]))
            .collect(),
    }
}

impl Warm {
    /// What the baseline measures up to the end of the measured years.
    fn measured(&self) -> Outcome {
        // A day more, for the integrals are read when the measured years are over.
        self.run_to(&Policy::default(), self.model().frame.measured_to + DAY)
    }
}
