//! Longer side runs without decay.

use std::sync::Arc;

use super::design::{Design, with_name};
use super::job::JobResult;
use super::plan::WorldId;
use super::world::{Generated, WarmedUp};
use crate::compile::policy;
use crate::scenario::Faults;
use crate::stats::LongSample;

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
