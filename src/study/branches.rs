//! All runs of one world: the baseline's, and the packages that branch off from it.
//!
//! Until the first change of a package comes in, its run is the baseline's own. So the
//! baseline is run once, and each package goes on from a copy of it on that day.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;

use super::under_way::{RunResult, ShareResult, UnderWay};
use super::watch::Counter;
use super::world::{SharedInput, StartState};
use crate::model::{Instant, Policy};

/// A run beside that of the baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch<'a> {
    /// The package.
    pub policy: &'a Policy,
    /// Nothing but its convergence is asked.
    pub for_share: bool,
}

/// What a run beside that of the baseline has brought.
#[derive(Debug)]
pub(super) enum BranchResult {
    /// Everything.
    Whole(Box<RunResult>),
    /// Its convergence.
    Share(ShareResult),
}

/// A branch with its place among the others, and the day on which it leaves.
type Leaving<'a> = (Instant, usize, Branch<'a>);

/// Runs the baseline and the branches, which come back in their order; none if told to
/// stop.
pub(super) fn run_all<'a>(
    (ground, start): (&'a SharedInput, StartState),
    baseline: &'a Policy,
    branches: &[Branch<'a>],
    counter: &Counter<'_>,
) -> Option<(RunResult, Vec<BranchResult>)> {
    let trunk = ground.begin(start, baseline);
    let mut leaving: Vec<Leaving<'_>> = branches
        .iter()
        .enumerate()
        .map(|(place, branch)| (trunk.leaves_at(branch.policy), place, *branch))
        .collect();
    leaving.sort_by_key(|(day, place, _)| (*day, *place));
    let results = Mutex::new(TreeResult::default());
    rayon::scope(|scope| grow(scope, trunk, &leaving, counter, &results));
    let results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    let (ran, mut came) = (results.baseline?, results.came);
    came.sort_by_key(|(place, _)| *place);
    let came: Vec<BranchResult> = came.into_iter().map(|(_, came)| came).collect();
    (came.len() == branches.len()).then_some((ran, came))
}

/// What has come of the runs so far, in whatever order; less than all if told to stop.
#[derive(Default)]
struct TreeResult {
    baseline: Option<RunResult>,
    came: Vec<(usize, BranchResult)>,
}

/// Goes on with the baseline, leaving a copy to the next branch on its day. A thread
/// carries the branch out first, so that it holds two states at a time; one that has
/// nothing else to do takes the baseline on meanwhile. The baseline waits as a task and
/// not as a call, for packages may be many and a stack is short.
fn grow<'s, 'a: 's>(
    scope: &Scope<'s>,
    mut trunk: UnderWay<'a>,
    leaving: &'s [Leaving<'a>],
    counter: &'s Counter<'s>,
    results: &'s Mutex<TreeResult>,
) {
    let stop = || counter.stop();
    let Some(((day, place, next), later)) = leaving.split_first() else {
        if let Some(ran) = trunk.finish(&stop) {
            counter.one();
            lock(results).baseline = Some(ran);
        }
        return;
    };
    if trunk.go_on(*day, &stop).is_none() {
        return;
    }
    let branch = trunk.branch(next.policy);
    scope.spawn(move |scope| grow(scope, trunk, later, counter, results));
    if let Some(came) = carry_out(branch, next.for_share, counter) {
        lock(results).came.push((*place, came));
    }
}

fn lock(results: &Mutex<TreeResult>) -> MutexGuard<'_, TreeResult> {
    results.lock().unwrap_or_else(PoisonError::into_inner)
}

fn carry_out(branch: UnderWay<'_>, for_share: bool, counter: &Counter<'_>) -> Option<BranchResult> {
    let stop = || counter.stop();
    let came = if for_share {
        BranchResult::Share(branch.finish_for_share(&stop)?)
    } else {
        BranchResult::Whole(Box::new(branch.finish(&stop)?))
    };
    counter.one();
    Some(came)
}
