//! The world of longer runs without decay, which show whether the effects of settled years last.

use std::ops::Range;

use super::calibrated::{Correction, calibrated};
use super::counterfactual::thinning;
use super::plan::{Extras, Plan};
use crate::compile::Options;
use crate::model::Model;
use crate::scenario::{Faults, Scenario};
use crate::stats::{LATER, LONG_YEARS};

/// Replications of a longer run in a thinned world, in which they cost little.
const THINNED_REPLICATIONS: u32 = 4;

/// What longer runs are made of.
pub(super) struct LongWorld {
    /// The scenario without decay.
    pub scenario: Scenario,
    /// The central parameters with more measured years, thinned where that is possible.
    pub model: Model,
    /// The settled years of the study.
    pub settled: Range<usize>,
    /// Replications of each package.
    pub replications: u32,
}

impl LongWorld {
    /// None without settled years, with settled years as late as those compared with, or in a
    /// study of packages alone.
    pub fn new(
        scenario: &Scenario,
        plan: &Plan,
        central: &Model,
        correction: &Correction,
    ) -> Result<Option<Self>, Faults> {
        let frame = &central.frame;
        let settled = frame.first_settled_year..frame.years.len().min(LATER.start);
        if plan.extras == Extras::None || settled.is_empty() || plan.ordered().len() == 1 {
            return Ok(None);
        }
        let factor = thinning(central);
        let options = Options {
            scale: Some(frame.scale * factor),
            years: Some(LONG_YEARS as f64),
            ..plan.options(0)
        };
        let replications = match plan.extras {
            Extras::Thorough => plan.replications,
            Extras::None | Extras::Usual if factor > 1 => THINNED_REPLICATIONS,
            Extras::None | Extras::Usual => 1,
        };
        Ok(Some(Self {
            scenario: without_decay(scenario),
            model: calibrated(scenario, &options, correction)?.0,
            settled,
            replications: replications.min(plan.replications),
        }))
    }
}

/// The scenario with reforms that last.
fn without_decay(scenario: &Scenario) -> Scenario {
    let mut lasting = scenario.clone();
    for reform in lasting.root.reform.values_mut() {
        reform.decay_half_life_years = None;
        for change in reform.change.values_mut() {
            change.decay_half_life_years = None;
        }
    }
    lasting
}
