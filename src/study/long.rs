//! A longer side run without decay, which shows whether the effects of settled years last.

use std::ops::Range;
use std::sync::Arc;

use super::calibrated::{Correction, calibrated};
use super::counterfactual::thinning;
use super::design::{Design, with_name};
use super::job::JobResult;
use super::plan::{Extras, Plan, WorldId};
use super::world::{Generated, WarmedUp};
use crate::compile::{Options, policy};
use crate::model::Model;
use crate::scenario::{Faults, Scenario};
use crate::stats::{LATER, LONG_YEARS, LongSample};

/// Replications of a longer run in a thinned world, in which they cost little.
const THINNED_REPLICATIONS: u32 = 4;

/// What longer runs are made of.
pub(super) struct LongWorld {
    /// The scenario without decay.
    scenario: Scenario,
    /// The central parameters with more measured years, thinned where that is possible.
    model: Model,
    /// The settled years of the study.
    settled: Range<usize>,
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

impl Design<'_> {
    /// Carries out the longer run of a package, by its number; none if stopped.
    pub(super) fn run_long(
        &self,
        number: usize,
        world: WorldId,
    ) -> Result<Option<JobResult>, Faults> {
        let Some(long) = &self.long else {
            return Ok(Some(JobResult::default()));
        };
        let options = self.plan.options(0);
        let package = &self.packages[number];
        let policy = policy(&long.scenario, &long.model, package, &options)?;
        let seed = self.plan.seed;
        let generated = Arc::new(Generated::new(&long.model, seed, world.replication));
        let warm = WarmedUp::with(long.model.clone(), generated, self.parts);
        let Some(run) = warm.into_run_for_value(&policy, &|| self.counter.stop()) else {
            return Ok(None);
        };
        self.counter.add_run();
        let settled = long.settled.clone();
        Ok(Some(JobResult {
            long: Some(LongSample::new(
                number,
                world.replication,
                &run.sums,
                settled,
            )),
            checks: with_name(&format!("longer {}", package.name()), run.checks),
            events: run.sums.events,
            ..JobResult::default()
        }))
    }
}
