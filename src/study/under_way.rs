//! A run after the warm-up, which can stop and branch.

use crate::engine::{Check, Decided, Listener, State, World, run_off_to};
use crate::model::{DAY, Instant, Policy, Span};
use crate::observe::{RunSums, Scope};
use crate::stats;

/// What a run under a package has brought.
#[derive(Debug, Clone)]
pub struct RunResult {
    /// What was counted.
    pub outcome: RunSums,
    /// Identities that must hold.
    pub checks: Vec<Check>,
}

/// What a run has brought of which only the convergence was asked.
#[derive(Debug, Clone)]
pub struct ShareResult {
    /// Realised over potential value; none if nothing could be.
    pub convergence: Option<f64>,
    /// Identities that must hold.
    pub checks: Vec<Check>,
    /// Events.
    pub events: u64,
}

/// Simulated time between two looks at whether to stop.
const STRETCH: Span = Span::from_seconds(60 * DAY.seconds());

/// A run under way: its world, its state, and what it has counted so far.
#[derive(Debug, Clone)]
pub struct UnderWay<'a> {
    pub(super) world: World<'a>,
    pub(super) state: State,
    /// What each part of the run has counted.
    pub(super) heard: Vec<RunSums>,
}

impl<'a> UnderWay<'a> {
    /// The first midnight at which a run under a policy may differ from this one of the
    /// baseline. Up to then it is this one, event by event.
    #[must_use]
    pub fn leaves_at(&self, policy: &Policy) -> Instant {
        let first = self.world.model.frame.measured_from;
        // A package that changes nothing is run too: that it differs by exactly zero is
        // to be seen, not assumed. What is remembered from before depends on what may ever be asked.
        if self.world.remembers_as_under(policy) {
            policy.acts_from().unwrap_or(first)
        } else {
            first
        }
    }

    /// Goes on to a midnight, or to the end if that comes first; none if told to stop.
    pub fn go_on(&mut self, to: Instant, stop: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        go_on(&self.world, &mut self.state, &mut self.heard, to, stop)
    }

    /// What it has counted so far; its books are open.
    #[must_use]
    pub fn so_far(&self) -> RunSums {
        RunSums::of_parts(self.heard.clone())
    }

    /// Bytes that its state takes.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.state.bytes()
    }

    /// What was decided of each corridor and channel since the first turn of the year.
    /// Before it, a run sees failures before successes and means nothing.
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

    /// A copy that goes on under a policy.
    #[must_use]
    pub fn branch(&self, policy: &'a Policy) -> Self {
        Self {
            world: self.world.under(policy),
            state: self.state.clone(),
            heard: self.heard.clone(),
        }
    }

    /// Goes on until every counted project is decided; none if told to stop before.
    #[must_use]
    pub fn finish(mut self, stop: &(dyn Fn() -> bool + Sync)) -> Option<RunResult> {
        self.go_on(Instant::NEVER, stop)?;
        let Self {
            world,
            mut state,
            heard,
        } = self;
        let mut outcome = RunSums::of_parts(heard);
        outcome.close(&world, &state);
        let checks = state.audit(&world);
        Some(RunResult { outcome, checks })
    }

    /// The same, of which only the convergence is asked.
    #[must_use]
    pub fn finish_for_share(mut self, stop: &(dyn Fn() -> bool + Sync)) -> Option<ShareResult> {
        for heard in &mut self.heard {
            heard.scope = Scope::Projects;
        }
        self.state.forget_causes();
        let RunResult { outcome, checks } = self.finish(stop)?;
        Some(ShareResult {
            convergence: stats::convergence(&outcome),
            checks,
            events: outcome.events,
        })
    }
}

/// A run does not see where it pauses: only at midnights. What forms in the time that
/// follows is drawn beside the last stretch before it, by a thread that has nothing else
/// to do.
fn go_on(
    world: &World<'_>,
    state: &mut State,
    hear: &mut [impl Listener + Send],
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
            run_off_to(world, state, next, hear);
            continue;
        }
        let (known, in_parts) = (state.potential_residents(), state.parts.len() > 1);
        let ((), ahead) = rayon::join(
            || run_off_to(world, state, ends, hear),
            || world.batch(ends, &known, in_parts),
        );
        state.draw_ahead(ahead);
    }
    Some(())
}
