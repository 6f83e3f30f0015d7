//! Counterfactual runs in a thinned world, at the central parameters.

use std::sync::Arc;

use super::counterfactual::edited;
use super::design::{Design, with_name};
use super::job::JobResult;
use super::plan::WorldId;
use super::world::{Generated, WarmedUp};
use crate::compile::{Options, Package, policy};
use crate::scenario::Faults;
use crate::stats::{Counterfactual, ThinnedSample};

impl Design<'_> {
    /// Carries out one counterfactual; none if stopped.
    pub(super) fn run_thinned(
        &self,
        counterfactual: Counterfactual,
        world: WorldId,
    ) -> Result<Option<JobResult>, Faults> {
        let options = Options {
            at_ceiling: counterfactual == Counterfactual::EvidenceCeiling,
            ..self.plan.options(0)
        };
        let package = match counterfactual {
            Counterfactual::Package(number) => self.packages[number].clone(),
            Counterfactual::EvidenceCeiling => Package::full(self.scenario),
            Counterfactual::FrictionCeiling
            | Counterfactual::Without(_)
            | Counterfactual::NoTime
            | Counterfactual::NoTimeEverywhere => Package::baseline(),
        };
        let model = self.thinned.as_ref().unwrap_or(&self.central).clone();
        let policy = policy(self.scenario, &model, &package, &options)?;
        let model = edited(model, counterfactual);
        let generated = Arc::new(Generated::new(&model, self.plan.seed, world.replication));
        let warm = WarmedUp::with(model, generated, self.parts);
        let Some(run) = warm.into_run_for_share(&policy, &|| self.counter.stop()) else {
            return Ok(None);
        };
        self.counter.add_run();
        let name = match counterfactual {
            Counterfactual::Package(_) => format!("thinned {}", package.name()),
            other => format!("thinned {other}"),
        };
        let thinned = run.convergence.map(|share| ThinnedSample {
            counterfactual,
            replication: world.replication,
            share,
        });
        Ok(Some(JobResult {
            thinned,
            checks: with_name(&name, run.checks),
            events: run.events,
            ..JobResult::default()
        }))
    }
}
