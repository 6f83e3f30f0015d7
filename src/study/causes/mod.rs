//! Whether each cause of loss stands out where it alone is in the way: three worlds with one deep
//! cause, six with one channel.

mod worlds;

pub(crate) use worlds::OnlyWorld;
use worlds::{acts, saves_a_night, without_exemptions};

use rayon::prelude::*;

use super::compare::{StudyError, start_pool};
use super::levers::central_model;
use super::plan::Plan;
use super::under_way::RunResult;
use super::watch::Watch;
use super::world::WarmedUp;
use crate::compile::{Package, policy};
use crate::model::{Model, Policy};
use crate::observe::ProjectSums;
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
    /// Whether every count, value and duration of projects is that of the baseline: by host,
    /// partner, field and year. A reform that saves a night between two jurisdictions may change
    /// how long needs stand ready in projects that wait for others.
    pub is_same: bool,
}

impl OnlyResult {
    /// Whether a reform of the scenario acts on the cause.
    #[must_use]
    pub fn is_acted_on(&self) -> bool {
        self.reforms.iter().any(|reform| reform.acts)
    }

    /// Whether the losses are of the kind expected, the reforms that act on the cause close more
    /// than all others together, and those change nothing. If none acts on it, none may change
    /// anything.
    #[must_use]
    pub fn holds(&self) -> bool {
        let others = self.reforms.iter().filter(|reform| !reform.acts);
        let sum = |acts: bool| -> f64 {
            let reforms = self.reforms.iter().filter(|reform| reform.acts == acts);
            reforms.map(|reform| reform.effect).sum()
        };
        let closes = !self.is_acted_on() || sum(true) > sum(false).max(0.0);
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
            is_same: agree(
                &with.projects,
                &baseline.projects,
                saves_a_night(model, &policy),
            ),
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

/// Whether two runs agree in their projects, except, if a reform saves a night, in how long needs
/// stand ready: a project that another jurisdiction stops learns of it a night sooner.
fn agree(with: &[ProjectSums], baseline: &[ProjectSums], saves_a_night: bool) -> bool {
    let mut pairs = with.iter().zip(baseline);
    with.len() == baseline.len()
        && pairs.all(|(with, baseline)| {
            let mut with = with.clone();
            if saves_a_night {
                with.stranded = baseline.stranded;
            }
            with == *baseline
        })
}

fn off_by(run: &RunResult) -> u64 {
    let residuals = run.checks.iter().map(|check| check.residual.unsigned_abs());
    residuals.sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::DeepCause;

    fn reform(acts: bool, effect: f64, is_same: bool) -> ReformThere {
        ReformThere {
            reform: "a".to_owned(),
            acts,
            effect,
            is_same,
        }
    }

    fn with(reforms: Vec<ReformThere>) -> OnlyResult {
        OnlyResult {
            world: OnlyWorld::Cause(DeepCause::Awareness),
            lost: 0.4,
            expected: 1.0,
            reforms,
            residual: 0,
        }
    }

    #[test]
    fn a_world_holds_if_what_acts_closes_more_and_all_else_changes_nothing() {
        let idle = || reform(false, 0.0, true);
        assert!(with(vec![reform(true, 0.01, false), idle()]).holds());
        assert!(!with(vec![reform(true, 0.0, true), idle()]).holds());
        assert!(!with(vec![reform(true, 0.01, false), reform(false, 0.0, false)]).holds());
        let mut few = with(vec![reform(true, 0.01, false)]);
        few.expected = 0.949;
        assert!(!few.holds());
    }

    #[test]
    fn where_no_reform_acts_none_may_change_anything() {
        assert!(with(vec![reform(false, 0.0, true)]).holds());
        assert!(!with(vec![reform(false, 0.0, false)]).holds());
    }

    #[test]
    fn a_saved_night_changes_how_long_needs_stand_ready_and_nothing_else() {
        let baseline = [ProjectSums {
            stranded: 86_400,
            realised: 7,
            ..ProjectSums::default()
        }];
        let sooner = [ProjectSums {
            stranded: 0,
            ..baseline[0].clone()
        }];
        let richer = [ProjectSums {
            realised: 8,
            ..baseline[0].clone()
        }];
        assert!(agree(&baseline, &baseline, false));
        assert!(agree(&sooner, &baseline, true));
        assert!(!agree(&sooner, &baseline, false));
        assert!(!agree(&richer, &baseline, true));
    }
}
