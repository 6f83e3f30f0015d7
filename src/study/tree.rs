//! All runs of one world: the baseline's, and the packages that branch off from it.
//!
//! Until the first change of a package comes in, its run is the baseline's own. So the
//! baseline is run once, and each package goes on from a copy of it on that day.

use super::under_way::{Ran, RanForShare, UnderWay};
use super::watch::Counter;
use super::world::{Ground, Start};
use crate::model::{Policy, Tick};

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
pub(super) enum Came {
    /// Everything.
    Whole(Box<Ran>),
    /// Its convergence.
    Share(RanForShare),
}

/// A branch with its place among the others, and the day on which it leaves.
type Leaving<'a> = (Tick, usize, Branch<'a>);

/// Runs the baseline and the branches, which come back in their order; none if told to
/// stop.
pub(super) fn run_all<'a>(
    (ground, start): (&'a Ground, Start),
    baseline: &'a Policy,
    branches: &[Branch<'a>],
    counter: &Counter<'_>,
) -> Option<(Ran, Vec<Came>)> {
    let trunk = ground.begin(start, baseline);
    let mut leaving: Vec<Leaving<'_>> = branches
        .iter()
        .enumerate()
        .map(|(place, branch)| (trunk.leaves_at(branch.policy), place, *branch))
        .collect();
    leaving.sort_by_key(|(day, place, _)| (*day, *place));
    let (ran, mut came) = grow(trunk, &leaving, counter)?;
    came.sort_by_key(|(place, _)| *place);
    Some((ran, came.into_iter().map(|(_, came)| came).collect()))
}

/// Goes on with the baseline, leaving a copy to the next branch on its day. A thread
/// carries the branch out first, so that it holds two states at a time; one that has
/// nothing else to do takes the baseline on meanwhile.
fn grow<'a>(
    mut trunk: UnderWay<'a>,
    leaving: &[Leaving<'a>],
    counter: &Counter<'_>,
) -> Option<(Ran, Vec<(usize, Came)>)> {
    let stop = || counter.stop();
    let Some(((day, place, next), later)) = leaving.split_first() else {
        let ran = trunk.finish(&stop)?;
        counter.one();
        return Some((ran, Vec::new()));
    };
    trunk.go_on(*day, &stop)?;
    let branch = trunk.branch(next.policy);
    let (own, rest) = rayon::join(
        || carry_out(branch, next.for_share, counter),
        || grow(trunk, later, counter),
    );
    let (ran, mut came) = rest?;
    came.push((*place, own?));
    Some((ran, came))
}

fn carry_out(branch: UnderWay<'_>, for_share: bool, counter: &Counter<'_>) -> Option<Came> {
    let stop = || counter.stop();
    let came = if for_share {
        Came::Share(branch.finish_for_share(&stop)?)
    } else {
        Came::Whole(Box::new(branch.finish(&stop)?))
    };
    counter.one();
    Some(came)
}
