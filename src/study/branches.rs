//! All runs of one world: the baseline, and the packages that branch off from it.
//!
//! Until the first change of a package, its run equals that of the baseline. So the
//! baseline is run once, and each package goes on from a copy of it on that day.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rayon::Scope;

use super::under_way::{RunResult, ShareResult, UnderWay};
use super::watch::Counter;
use super::world::{SharedInput, StartState};
use crate::model::{Instant, Policy};

/// A run that branches off from the baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Branch<'a> {
    /// The package.
    pub policy: &'a Policy,
    /// Whether only its convergence is needed.
    pub for_share: bool,
}

/// The result of a branch.
#[derive(Debug)]
pub(super) enum BranchResult {
    /// Everything.
    Whole(Box<RunResult>),
    /// Its convergence.
    Share(ShareResult),
}

/// A branch with the day on which it leaves and its place among the others.
type Departure<'a> = (Instant, usize, Branch<'a>);

/// Runs the baseline and the branches. Results come in the order of the branches; none
/// if stopped.
pub(super) fn run_all<'a>(
    (shared, start): (&'a SharedInput, StartState),
    baseline: &'a Policy,
    branches: &[Branch<'a>],
    counter: &Counter<'_>,
) -> Option<(RunResult, Vec<BranchResult>)> {
    let trunk = shared.begin(start, baseline);
    let mut departures: Vec<Departure<'_>> = branches
        .iter()
        .enumerate()
        .map(|(place, branch)| (trunk.leaves_at(branch.policy), place, *branch))
        .collect();
    departures.sort_by_key(|(day, place, _)| (*day, *place));
    let finished = Mutex::new(Finished::default());
    rayon::scope(|scope| advance(scope, trunk, &departures, counter, &finished));
    let finished = finished
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    let (baseline, mut results) = (finished.baseline?, finished.branches);
    results.sort_by_key(|(place, _)| *place);
    let results: Vec<BranchResult> = results.into_iter().map(|(_, result)| result).collect();
    (results.len() == branches.len()).then_some((baseline, results))
}

/// The runs finished so far, in any order; some are missing if the study was stopped.
#[derive(Default)]
struct Finished {
    baseline: Option<RunResult>,
    branches: Vec<(usize, BranchResult)>,
}

/// Advances the baseline to the day of the next branch and copies it there. The current
/// thread runs the branch; an idle thread may continue the baseline, so a thread holds at
/// most two states. The baseline is spawned, not called, because recursion over many
/// packages would overflow the stack.
fn advance<'s, 'a: 's>(
    scope: &Scope<'s>,
    mut trunk: UnderWay<'a>,
    departures: &'s [Departure<'a>],
    counter: &'s Counter<'s>,
    finished: &'s Mutex<Finished>,
) {
    let stop = || counter.stop();
    let Some(((day, place, next), later)) = departures.split_first() else {
        if let Some(run) = trunk.finish(&stop) {
            counter.add_run();
            lock(finished).baseline = Some(run);
        }
        return;
    };
    if trunk.run_to(*day, &stop).is_none() {
        return;
    }
    let branch = trunk.branch(next.policy);
    scope.spawn(move |scope| advance(scope, trunk, later, counter, finished));
    if let Some(result) = run_branch(branch, next.for_share, counter) {
        lock(finished).branches.push((*place, result));
    }
}

fn lock(finished: &Mutex<Finished>) -> MutexGuard<'_, Finished> {
    finished.lock().unwrap_or_else(PoisonError::into_inner)
}

fn run_branch(
    branch: UnderWay<'_>,
    for_share: bool,
    counter: &Counter<'_>,
) -> Option<BranchResult> {
    let stop = || counter.stop();
    let result = if for_share {
        BranchResult::Share(branch.finish_for_share(&stop)?)
    } else {
        BranchResult::Whole(Box::new(branch.finish(&stop)?))
    };
    counter.add_run();
    Some(result)
}
