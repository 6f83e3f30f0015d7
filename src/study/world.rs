//! One draw of the parameters with one luck, warmed up once and then run under
//! every package.

use std::sync::Arc;

use crate::draw::Luck;
use crate::engine::{
    Check, Deaf, Decided, Formation, Listener, Population, State, World, audit, run_on, warm_up,
};
use crate::model::{DAY, Model, Policy, Tick};
use crate::observe::{Outcome, Share};

/// Who there is and what could be, under one luck: the same for every policy, and
/// for every model that differs only in what happens afterwards.
#[derive(Debug)]
pub struct Formed {
    population: Population,
    formation: Formation,
    luck: Luck,
    /// The seed and the replication that it was drawn for.
    drawn_for: (u64, u32),
}

impl Formed {
    /// Draws institutions, researchers and potential projects.
    #[must_use]
    pub fn new(model: &Model, seed: u64, replication: u32) -> Self {
        let population = Population::new(model, seed);
        let luck = Luck::new(seed, u64::from(replication));
        let formation = Formation::new(model, &population, luck, model.frame.end);
        Self {
            population,
            formation,
            luck,
            drawn_for: (seed, replication),
        }
    }

    /// What has been drawn for one model, if another would draw the same.
    #[must_use]
    pub fn of(
        known: &Arc<Self>,
        (drawn_from, model): (&Model, &Model),
        seed: u64,
        replication: u32,
    ) -> Arc<Self> {
        if known.drawn_for == (seed, replication) && form_alike(drawn_from, model) {
            Arc::clone(known)
        } else {
            Arc::new(Self::new(model, seed, replication))
        }
    }
}

/// Whether two models agree in all that formation reads.
fn form_alike(one: &Model, other: &Model) -> bool {
    one.frame.end == other.frame.end
        && one.frame.scale == other.frame.scale
        && one.jurisdictions == other.jurisdictions
        && one.fields == other.fields
        && one.corridors == other.corridors
        && one.simulated == other.simulated
        && one.kinds == other.kinds
        && one.matching == other.matching
        && one.programmes == other.programmes
        && one.stays == other.stays
}

/// A world at the first measured day. All packages start from copies of it.
#[derive(Debug, Clone)]
pub struct Warm {
    model: Model,
    formed: Arc<Formed>,
    state: State,
    outcome: Outcome,
}

/// What a run under a package has brought.
#[derive(Debug, Clone)]
pub struct Ran {
    /// What was counted.
    pub outcome: Outcome,
    /// Identities that must hold.
    pub checks: Vec<Check>,
    /// What was decided of each corridor and channel, in the years published.
    pub decided: Vec<Decided>,
}

/// What a run has brought of which only the convergence was asked.
#[derive(Debug, Clone)]
pub struct RanForShare {
    /// Realised over potential value; none if nothing could be.
    pub convergence: Option<f64>,
    /// Identities that must hold.
    pub checks: Vec<Check>,
    /// Events.
    pub events: u64,
}

fn world<'a>(model: &'a Model, formed: &'a Formed, policy: &'a Policy) -> World<'a> {
    World::new(
        model,
        policy,
        &formed.population,
        &formed.formation,
        formed.luck,
    )
}

/// Simulated time between two looks at whether to stop.
const STRETCH: Tick = 60 * DAY;

impl Warm {
    /// Forms the potential projects of a model and fills its queues.
    #[must_use]
    pub fn new(model: Model, seed: u64, replication: u32) -> Self {
        let formed = Arc::new(Formed::new(&model, seed, replication));
        Self::with(model, formed)
    }

    /// Fills the queues of a model whose potential projects have been drawn.
    #[must_use]
    pub fn with(model: Model, formed: Arc<Formed>) -> Self {
        let baseline = Policy::default();
        let world = world(&model, &formed, &baseline);
        let mut outcome = Outcome::new(&world);
        let state = warm_up(&world, &mut outcome);
        Self {
            model,
            formed,
            state,
            outcome,
        }
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Runs on under a policy until every counted project is decided; none if
    /// told to stop before.
    #[must_use]
    pub fn run(&self, policy: &Policy, stop: &(dyn Fn() -> bool + Sync)) -> Option<Ran> {
        let world = world(&self.model, &self.formed, policy);
        let mut outcome = self.outcome.clone();
        let mut state = self.run_through(&world, &mut outcome, stop)?;
        outcome.close(&world, &state);
        let checks = audit(&world, &mut state);
        let decided = state.public.iter().map(|public| public.published).collect();
        Some(Ran {
            outcome,
            checks,
            decided,
        })
    }

    /// The same run, of which only the convergence is asked.
    #[must_use]
    pub fn run_for_share(
        &self,
        policy: &Policy,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<RanForShare> {
        let world = world(&self.model, &self.formed, policy);
        let mut share = Share::of(&self.outcome);
        let mut state = self.run_through(&world, &mut share, stop)?;
        Some(RanForShare {
            convergence: share.convergence(),
            checks: audit(&world, &mut state),
            events: state.events,
        })
    }

    fn run_through(
        &self,
        world: &World<'_>,
        hear: &mut impl Listener,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<State> {
        let mut state = self.state.clone();
        while state.now < self.model.frame.end {
            if stop() {
                return None;
            }
            // Both are midnights, and a run does not see where it paused.
            let to = state
                .now
                .saturating_add(STRETCH)
                .min(self.model.frame.end.div_ceil(DAY) * DAY);
            run_on(world, &mut state, to, hear);
        }
        Some(state)
    }

    /// Runs on under a policy and keeps nothing, with or without asking memory ahead:
    /// what a bench times. Its events.
    #[must_use]
    pub fn run_deaf(&self, policy: &Policy, looks_ahead: bool) -> u64 {
        let mut world = world(&self.model, &self.formed, policy);
        world.looks_ahead = looks_ahead;
        let mut state = self.state.clone();
        run_on(&world, &mut state, self.model.frame.end, &mut Deaf);
        state.events
    }
}
