//! A run after the warm-up, which can stop and branch.

use crate::engine::{Check, Decided, Listener, State, World, run_off_to};
use crate::model::{DAY, Instant, Policy, Span};
use crate::observe::{RunSums, Scope};
use crate::stats;

/// The result of a run under a package.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// What was counted.
    pub sums: RunSums,
    /// Identities that must hold.
    pub checks: Vec<Check>,
}

/// The result of a run that was needed for its convergence only.
#[derive(Debug, Clone)]
pub struct ShareResult {
    /// Realised over potential value in the years of the headline; none without potential value.
    pub convergence: Option<f64>,
    /// Identities that must hold.
    pub checks: Vec<Check>,
    pub events: u64,
}

/// Simulated time between two checks whether to stop.
const STRETCH: Span = Span::from_seconds(60 * DAY.seconds());

/// A run under way: its world, its state, and its sums so far.
#[derive(Debug, Clone)]
pub struct UnderWay<'a> {
    pub(super) world: World<'a>,
    pub(super) state: State,
    /// The sums of each part of the run.
    pub(super) part_sums: Vec<RunSums>,
}

impl<'a> UnderWay<'a> {
    /// The first midnight at which a run under a policy may differ from this baseline run.
    /// Until then both have the same events.
    #[must_use]
    pub fn leaves_at(&self, policy: &Policy) -> Instant {
        let first = self.world.model.frame.measured_from;
        // A package that changes nothing is run too: the study shows that it differs by
        // exactly zero. What a run remembers depends on what the policy may ever ask for.
        if self.world.remembers_as_under(policy) {
            policy.acts_from().unwrap_or(first)
        } else {
            first
        }
    }

    /// Runs to a midnight, or to the end if that comes first; none if stopped.
    pub fn run_to(&mut self, to: Instant, stop: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        run_to(&self.world, &mut self.state, &mut self.part_sums, to, stop)
    }

    /// The sums so far, before [`RunSums::close`].
    #[must_use]
    pub fn sums_so_far(&self) -> RunSums {
        RunSums::merge_parts(self.part_sums.clone())
    }

    /// Bytes that its state takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.state.bytes()
    }

    /// The decisions of each corridor and channel since the first turn of the year. Earlier
    /// ones are biased, because a failure is seen sooner than a success.
    #[must_use]
    pub fn decided(&self) -> Vec<Decided> {
        let turns = &self.world.model.frame.turns_of_year;
        let has_turned = turns.first().is_some_and(|turn| *turn < self.state.now());
        let decided = self.state.decided().map(|(year, mut decided)| {
            if has_turned {
                decided.add(year);
            }
            decided
        });
        decided.collect()
    }

    /// Posts whose earliest start lies in a span, by jurisdiction, of the projects drawn so far.
    #[must_use]
    pub fn posts_needed(&self, from: Instant, to: Instant) -> Vec<u64> {
        let mut needed = vec![0; self.world.model.jurisdictions.len()];
        for post in self.state.potential_residents().iter() {
            if (from..to).contains(&post.start) {
                needed[post.jurisdiction.index()] += 1;
            }
        }
        needed
    }

    /// A copy that goes on under a policy.
    #[must_use]
    pub fn branch(&self, policy: &'a Policy) -> Self {
        Self {
            world: self.world.under(policy),
            state: self.state.clone(),
            part_sums: self.part_sums.clone(),
        }
    }

    /// Runs until every counted project is decided; none if stopped before.
    #[must_use]
    pub fn finish(mut self, stop: &(dyn Fn() -> bool + Sync)) -> Option<RunResult> {
        self.run_to(Instant::NEVER, stop)?;
        let Self {
            world,
            mut state,
            part_sums,
        } = self;
        let mut sums = RunSums::merge_parts(part_sums);
        sums.close(&world, &state);
        let checks = state.audit(&world);
        Some(RunResult { sums, checks })
    }

    /// The same for a run of which only potential and realised value are needed.
    #[must_use]
    pub fn finish_for_value(mut self, stop: &(dyn Fn() -> bool + Sync)) -> Option<RunResult> {
        for sums in &mut self.part_sums {
            sums.scope = Scope::Projects;
        }
        self.state.forget_causes();
        self.finish(stop)
    }

    /// The same for a run that is needed for its convergence only.
    #[must_use]
    pub fn finish_for_share(self, stop: &(dyn Fn() -> bool + Sync)) -> Option<ShareResult> {
        let RunResult { sums, checks } = self.finish_for_value(stop)?;
        Some(ShareResult {
            convergence: stats::convergence(&sums),
            checks,
            events: sums.events,
        })
    }
}

/// Runs in stretches that end at midnights, so that pauses change no result. An idle thread
/// generates the projects of the next batch during the last stretch before it.
fn run_to(
    world: &World<'_>,
    state: &mut State,
    listeners: &mut [impl Listener + Send],
    to: Instant,
    stop: &(dyn Fn() -> bool + Sync),
) -> Option<()> {
    while state.now() < to && !state.is_over(world) {
        if stop() {
            return None;
        }
        let ends = state.formed_until();
        let next = state.now().saturating_add(STRETCH).min(to);
        if next < ends || state.now() >= ends || world.formation.whole().is_some() {
            run_off_to(world, state, next, listeners);
            continue;
        }
        let (residents, in_parts) = (state.potential_residents(), state.parts.len() > 1);
        let ((), ahead) = rayon::join(
            || run_off_to(world, state, ends, listeners),
            || world.batch(ends, &residents, in_parts),
        );
        state.draw_ahead(ahead);
    }
    Some(())
}
