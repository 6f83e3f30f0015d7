//! Whether each cause of loss stands out where it alone is in the way: three worlds with one deep
//! cause, six with one channel.

mod worlds;

pub(crate) use worlds::OnlyWorld;
use worlds::{acts, without_exemptions};

use rayon::prelude::*;

use super::compare::{StudyError, start_pool};
use super::levers::central_model;
use super::plan::Plan;
use super::under_way::RunResult;
use super::watch::Watch;
use super::world::WarmedUp;
use crate::compile::{Package, policy};
use crate::model::{Model, Policy};
use crate::scenario::Scenario;
use crate::stats::{convergence, difference, share_of_losses};

/// The least share of losses that are of the kind expected.
const LEAST_SHARE: f64 = 0.95;

/// What a world with one thing in the way shows.
#[derive(Debug, Clone, PartialEq)]
pub struct OnlyResult {
    /// The world.
    pub world: OnlyWorld,
    /// Share of the potential value that is lost, in the settled years.
    pub lost: f64,
    /// Share of these losses that are of the kind expected.
    pub expected: f64,
    /// Each reform alone; none in the worlds of channels.
    pub reforms: Vec<ReformThere>,
    /// Sum of the absolute residuals of all identities of all runs.
    pub residual: u64,
}

/// What one reform does in a world with one cause.
#[derive(Debug, Clone, PartialEq)]
pub struct ReformThere {
    /// Its id.
    pub reform: String,
    /// Whether one of its changes moves a lever of the cause.
    pub acts: bool,
    /// Change of convergence.
    pub effect: f64,
    /// Whether every count and value of projects is that of the baseline: by host, partner, field
    /// and year.
    pub is_same: bool,
}

impl OnlyResult {
    /// Whether the losses are of the kind expected, the reforms that act on the cause close more
    /// than all others together, and those change nothing.
    #[must_use]
    pub fn holds(&self) -> bool {
        let others = self.reforms.iter().filter(|reform| !reform.acts);
        let sum = |acts: bool| -> f64 {
            let reforms = self.reforms.iter().filter(|reform| reform.acts == acts);
            reforms.map(|reform| reform.effect).sum()
        };
        let closes = self.reforms.is_empty() || sum(true) > sum(false).max(0.0);
        // A channel that no project needs loses nothing.
        let is_of_its_kind = match self.world {
            OnlyWorld::Channel(_) if self.lost <= 0.0 => true,
            OnlyWorld::Channel(_) | OnlyWorld::Cause(_) => self.expected >= LEAST_SHARE,
        };
        is_of_its_kind && others.into_iter().all(|reform| reform.is_same) && closes
    }
}

/// Runs each world thinned, at the central parameters, one replication.
///
/// # Errors
///
/// As [`super::compare()`].
pub fn causes(
    scenario: &Scenario,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<Vec<OnlyResult>, StudyError> {
    let pool = start_pool(plan.threads.unwrap_or(0))?;
    let model = pool
        .install(|| central_model(scenario, plan, false))
        .map_err(StudyError::Faults)?;
    let packages = Package::singles(scenario).into_iter();
    let policies: Result<Vec<Policy>, _> = packages
        .map(|package| policy(scenario, &model, &package, &plan.options(0)))
        .collect();
    let policies = policies.map_err(StudyError::Faults)?;
    let stop = || watch.stop();
    let worlds = OnlyWorld::all();
    let results: Option<Vec<OnlyResult>> = pool.install(|| {
        let worlds = worlds.par_iter().with_max_len(1);
        worlds
            .map(|world| only(*world, (&model, &policies), plan.seed, &stop))
            .collect()
    });
    results.ok_or(StudyError::Stopped)
}

fn only(
    world: OnlyWorld,
    (model, policies): (&Model, &[Policy]),
    seed: u64,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<OnlyResult> {
    let edited = world.edited(model.clone());
    let warm = WarmedUp::new(edited, seed, 0).without_waiting();
    let mut residual = 0;
    let mut run = |policy: &Policy| {
        let done = warm.begin(policy).finish_for_projects(stop)?;
        residual += off_by(&done);
        Some(done.sums)
    };
    let baseline = run(&Policy::default())?;
    let mut reforms = Vec::new();
    for policy in policies {
        let policy = without_exemptions(model, policy.clone());
        let Some(acts) = acts(world, model, &policy) else {
            continue;
        };
        let with = run(&policy)?;
        let effect = difference(convergence(&with), convergence(&baseline))?;
        reforms.push(ReformThere {
            reform: policy.name.clone(),
            acts,
            effect,
            is_same: with.projects == baseline.projects,
        });
    }
    let lost = 1.0 - convergence(&baseline).unwrap_or(1.0);
    let expected = share_of_losses(&baseline, |(_, cause, channel, _, origin)| {
        world.expects(*cause, *channel, *origin)
    });
    Some(OnlyResult {
        world,
        lost,
        expected,
        reforms,
        residual,
    })
}

fn off_by(run: &RunResult) -> u64 {
    let residuals = run.checks.iter().map(|check| check.residual.unsigned_abs());
    residuals.sum()
}
