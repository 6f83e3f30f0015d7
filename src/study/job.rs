//! The jobs of a study. A job is one world, warmed up once, and the packages run in it.

use super::counterfactual::counterfactuals;
use super::plan::{Extras, Plan, WorldId};
use super::unlock::UNLOCKS;
use super::variant::{VARIANTS, Variant};
use crate::compile::Cube;
use crate::engine::Check;
use crate::scenario::Group;
use crate::stats::{Counterfactual, Entry, LongSample, Point, Sample, ThinnedSample};

/// What one job runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    /// Every package.
    Main(WorldId),
    /// Baseline and `full` of a variant.
    Variant(Variant, WorldId),
    /// The baseline with one cause removed, by its place in the list.
    Unlock(usize, WorldId),
    /// A counterfactual in a thinned world.
    Thinned(Counterfactual, WorldId),
    /// The longer run of a package, by its number.
    Long(usize, WorldId),
    /// Every package at a point that splits the variance over draws.
    Split(Point, WorldId),
}

/// The result of one job.
#[derive(Debug, Default)]
pub(super) struct JobResult {
    /// One sample for each package of the main design or of a variant.
    pub samples: Vec<Sample>,
    /// The indicator of each value.
    pub entries: Vec<Entry>,
    /// Identities, each with the name of its run.
    pub checks: Vec<(String, Check)>,
    /// Convergence with a cause removed, by its place in the list.
    pub unlocked: Option<(usize, WorldId, f64)>,
    /// Convergence of a thinned run.
    pub thinned: Option<ThinnedSample>,
    /// What a longer run shows.
    pub long: Option<LongSample>,
    /// Events of all runs.
    pub events: u64,
}

/// The jobs of a plan, the main design first; `long` counts the replications of longer runs.
pub(super) fn list_jobs(plan: &Plan, uncertain: &[Group], long: u32) -> Vec<Job> {
    let worlds = plan.world_ids();
    let extra: &[WorldId] = match plan.extras {
        Extras::None => &[],
        Extras::Usual => &worlds[..worlds.len().min(1)],
        Extras::Thorough => &worlds[..worlds.len().min(plan.replications as usize)],
    };
    let main = worlds.iter().map(|world| Job::Main(*world));
    let variants = VARIANTS
        .iter()
        .flat_map(|variant| extra.iter().map(|world| Job::Variant(*variant, *world)));
    let unlocks = (0..UNLOCKS.len())
        .flat_map(|place| extra.iter().map(move |world| Job::Unlock(place, *world)));
    let thinned = counterfactuals(plan.ordered().len())
        .flat_map(|one| extra.iter().map(move |world| Job::Thinned(one, *world)));
    let longer = &worlds[..worlds.len().min(long as usize)];
    let longer = (0..plan.ordered().len())
        .flat_map(|number| longer.iter().map(move |world| Job::Long(number, *world)));
    // Draw by draw, so that an interrupted study has some draws at every point.
    let points = points(plan, uncertain);
    let drawn = worlds.iter().filter(|world| world.draw > 0);
    let split = drawn.flat_map(|world| points.iter().map(|point| Job::Split(*point, *world)));
    main.chain(variants)
        .chain(unlocks)
        .chain(thinned)
        .chain(longer)
        .chain(split)
        .collect()
}

/// The points at which a plan splits the variance over draws. A group without uncertain
/// parameters needs no run: its runs would repeat those of the draw.
fn points(plan: &Plan, uncertain: &[Group]) -> Vec<Point> {
    if !plan.split {
        return Vec::new();
    }
    let groups = uncertain.iter().map(|group| Point::But(*group));
    [Point::Second, Point::Replication]
        .into_iter()
        .chain(groups)
        .collect()
}

/// Marks the replication of a draw in the second sample. It equals no replication of a
/// study and not that of the pilot.
const SECOND: u32 = 1 << 31;

/// The parameters and the replication of a draw at a point.
pub(super) fn sample_at(point: Point, world: WorldId) -> (Cube, WorldId) {
    let second = WorldId {
        replication: SECOND | world.replication,
        ..world
    };
    match point {
        Point::Second => (Cube::Second, second),
        Point::But(group) => (Cube::FirstBut(group), world),
        Point::Replication => (Cube::First, second),
    }
}
