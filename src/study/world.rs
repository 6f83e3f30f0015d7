//! One draw of the parameters with one luck, warmed up once and then run under
//! every package.

use std::sync::Arc;

use super::under_way::{RunResult, ShareResult, UnderWay};
use crate::draw::Luck;
use crate::engine::{
    Formation, Listener, Partition, Population, State, World, run_off, warm_up_apart,
};
use crate::model::{Instant, Model, Policy};
use crate::observe::{RunSums, Scope};

/// Who there is and what could be, under one luck: the same for every policy, and
/// for every model that differs only in what happens afterwards.
#[derive(Debug)]
pub struct Generated {
    population: Population,
    formation: Formation,
    luck: Luck,
    /// The seed and the replication that it was drawn for.
    drawn_for: (u64, u32),
}

impl Generated {
    /// Draws institutions, researchers and potential projects.
    #[must_use]
    pub fn new(model: &Model, seed: u64, replication: u32) -> Self {
        Self::generated_by(Formation::fitting, model, seed, replication)
    }

    /// The same with potential projects generated in one of the ways of [`Formation`]. All of
    /// them give the same projects.
    #[must_use]
    pub fn generated_by(
        way: impl FnOnce(&Model, &Population, Luck, Instant) -> Formation,
        model: &Model,
        seed: u64,
        replication: u32,
    ) -> Self {
        let population = Population::new(model, seed);
        let luck = Luck::new(seed, u64::from(replication));
        let formation = way(model, &population, luck, model.frame.end);
        Self {
            population,
            formation,
            luck,
            drawn_for: (seed, replication),
        }
    }

    /// The potential projects.
    #[must_use]
    pub fn formation(&self) -> &Formation {
        &self.formation
    }

    /// All that a run of a model under a policy reads: what [`crate::engine::warm_up`] and
    /// [`crate::engine::run_on`] advance before any listener. The model is the one that was
    /// drawn for, or one that differs only in what happens afterwards.
    #[must_use]
    pub fn world<'a>(&'a self, model: &'a Model, policy: &'a Policy) -> World<'a> {
        World::new(model, policy, &self.population, &self.formation, self.luck)
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

/// What every run of a world reads.
#[derive(Debug, Clone)]
pub struct SharedInput {
    model: Model,
    formed: Arc<Generated>,
}

impl SharedInput {
    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The run that goes on from a start under a policy.
    #[must_use]
    pub fn begin<'a>(&'a self, start: StartState, policy: &'a Policy) -> UnderWay<'a> {
        UnderWay {
            world: self.formed.world(&self.model, policy),
            state: start.state,
            heard: start.heard,
        }
    }
}

/// Where the runs of a world start: the first measured day, and what was counted by then.
#[derive(Debug, Clone)]
pub struct StartState {
    state: State,
    /// By part of the run.
    heard: Vec<RunSums>,
}

impl StartState {
    /// From here on without the waiting ledger.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        for heard in &mut self.heard {
            heard.scope = Scope::AllButWaiting;
        }
        self.state.forget_causes();
        self
    }

    /// From here on without what other worlds would be paired with.
    #[must_use]
    pub fn unpaired(mut self) -> Self {
        for heard in &mut self.heard {
            heard.is_paired = false;
            heard.crossings.iter_mut().for_each(Vec::clear);
        }
        self
    }
}

/// A world at the first measured day. All packages start from copies of it.
#[derive(Debug, Clone)]
pub struct WarmedUp {
    ground: SharedInput,
    start: StartState,
}

impl WarmedUp {
    /// Forms the potential projects of a model and fills its queues.
    #[must_use]
    pub fn new(model: Model, seed: u64, replication: u32) -> Self {
        Self::in_parts(model, seed, replication, 1)
    }

    /// The same in so many parts, which can run side by side. They change no result.
    #[must_use]
    pub fn in_parts(model: Model, seed: u64, replication: u32, parts: usize) -> Self {
        let formed = Arc::new(Generated::new(&model, seed, replication));
        Self::with(model, formed, parts)
    }

    /// Fills the queues of a model whose potential projects have been drawn.
    #[must_use]
    pub fn with(model: Model, formed: Arc<Generated>, parts: usize) -> Self {
        let baseline = Policy::default();
        let world = formed.world(&model, &baseline);
        let partition = Partition::balanced(&model, &formed.population, parts);
        let mut heard = RunSums::for_parts(&world, &partition);
        let state = warm_up_apart(&world, partition, &mut heard);
        Self {
            ground: SharedInput { model, formed },
            start: StartState { state, heard },
        }
    }

    /// What its runs read, and where they start: for a single run nothing need be copied.
    #[must_use]
    pub fn into_parts(self) -> (SharedInput, StartState) {
        (self.ground, self.start)
    }

    /// From here on without the waiting ledger.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.start = self.start.without_waiting();
        self
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.ground.model
    }

    /// The run under a policy, at the first measured day.
    #[must_use]
    pub fn begin<'a>(&'a self, policy: &'a Policy) -> UnderWay<'a> {
        self.ground.begin(self.start.clone(), policy)
    }

    /// Runs on under a policy until every counted project is decided; none if
    /// told to stop before.
    #[must_use]
    pub fn run(&self, policy: &Policy, stop: &(dyn Fn() -> bool + Sync)) -> Option<RunResult> {
        self.begin(policy).finish(stop)
    }

    /// The same run, of which only the convergence is asked; no other follows.
    #[must_use]
    pub fn into_run_for_share(
        self,
        policy: &Policy,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<ShareResult> {
        let (ground, start) = self.into_parts();
        ground
            .begin(start.unpaired(), policy)
            .finish_for_share(stop)
    }

    /// Runs on under a policy before any other listener, with or without asking memory
    /// ahead: what a bench times. Its events.
    ///
    /// # Panics
    ///
    /// If it was warmed up in several parts.
    #[must_use]
    pub fn run_before(
        &self,
        policy: &Policy,
        looks_ahead: bool,
        hear: &mut (impl Listener + Send),
    ) -> u64 {
        let mut world = self.ground.formed.world(self.model(), policy);
        world.looks_ahead = looks_ahead;
        let mut state = self.start.state.clone();
        run_off(&world, &mut state, hear);
        state.events()
    }
}
