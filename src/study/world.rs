//! One world: a draw of the parameters with one replication, warmed up once and then run
//! under every package.

use std::sync::Arc;

use super::under_way::{RunResult, ShareResult, UnderWay};
use crate::draw::RandomStream;
use crate::engine::{
    Formation, Listener, Partition, Population, State, World, run_off, warm_up_apart,
};
use crate::model::{Instant, Model, Policy};
use crate::observe::{RunSums, Scope};

/// The population and the potential projects of one replication: the same for every policy,
/// and for every model that differs only in what happens afterwards.
#[derive(Debug)]
pub struct Generated {
    population: Population,
    formation: Formation,
    luck: RandomStream,
    /// The seed and the replication that it was drawn for.
    drawn_for: (u64, u32),
}

impl Generated {
    /// Draws institutions, researchers and potential projects.
    #[must_use]
    pub fn new(model: &Model, seed: u64, replication: u32) -> Self {
        Self::generated_by(Formation::fitting, model, seed, replication)
    }

    /// The same with one of the generators of [`Formation`]. All of them give the same
    /// projects.
    #[must_use]
    pub fn generated_by(
        generate: impl FnOnce(&Model, &Population, RandomStream, Instant) -> Formation,
        model: &Model,
        seed: u64,
        replication: u32,
    ) -> Self {
        let population = Population::new(model, seed);
        let luck = RandomStream::new(seed, u64::from(replication));
        let formation = generate(model, &population, luck, model.frame.end);
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

    /// All that a run of a model under a policy reads, for [`crate::engine::warm_up`] and
    /// [`crate::engine::run_on`]. The model is the one drawn for, or one that differs only
    /// in what happens afterwards.
    #[must_use]
    pub fn world<'a>(&'a self, model: &'a Model, policy: &'a Policy) -> World<'a> {
        World::new(model, policy, &self.population, &self.formation, self.luck)
    }

    /// What was generated for one model, reused if another model generates the same.
    #[must_use]
    pub fn reused_or_new(
        earlier: &Arc<Self>,
        (drawn_from, model): (&Model, &Model),
        seed: u64,
        replication: u32,
    ) -> Arc<Self> {
        if earlier.drawn_for == (seed, replication) && generate_alike(drawn_from, model) {
            Arc::clone(earlier)
        } else {
            Arc::new(Self::new(model, seed, replication))
        }
    }
}

/// Whether two models agree in everything that generation reads.
fn generate_alike(one: &Model, other: &Model) -> bool {
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
    generated: Arc<Generated>,
}

impl SharedInput {
    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// The run from a start under a policy.
    #[must_use]
    pub fn begin<'a>(&'a self, start: StartState, policy: &'a Policy) -> UnderWay<'a> {
        UnderWay {
            world: self.generated.world(&self.model, policy),
            state: start.state,
            part_sums: start.part_sums,
        }
    }
}

/// The state in which the runs of a world start, on the first measured day, and the sums
/// by then.
#[derive(Debug, Clone)]
pub struct StartState {
    state: State,
    /// By part of the run.
    part_sums: Vec<RunSums>,
}

impl StartState {
    /// Without the waiting ledger from here on.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        for sums in &mut self.part_sums {
            sums.scope = Scope::AllButWaiting;
        }
        self.state.forget_causes();
        self
    }

    /// Without the crossings that other runs would be paired with from here on.
    #[must_use]
    pub fn unpaired(mut self) -> Self {
        for sums in &mut self.part_sums {
            sums.is_paired = false;
            sums.crossings.iter_mut().for_each(Vec::clear);
        }
        self
    }
}

/// A world at the first measured day. All packages start from copies of it.
#[derive(Debug, Clone)]
pub struct WarmedUp {
    shared: SharedInput,
    start: StartState,
}

impl WarmedUp {
    /// Generates the potential projects of a model and fills its queues.
    #[must_use]
    pub fn new(model: Model, seed: u64, replication: u32) -> Self {
        Self::in_parts(model, seed, replication, 1)
    }

    /// The same in several parts, which can run in parallel. Parts change no result.
    #[must_use]
    pub fn in_parts(model: Model, seed: u64, replication: u32, parts: usize) -> Self {
        let generated = Arc::new(Generated::new(&model, seed, replication));
        Self::with(model, generated, parts)
    }

    /// Fills the queues of a model whose potential projects have been generated.
    #[must_use]
    pub fn with(model: Model, generated: Arc<Generated>, parts: usize) -> Self {
        let baseline = Policy::default();
        let world = generated.world(&model, &baseline);
        let partition = Partition::balanced(&model, &generated.population, parts);
        let mut part_sums = RunSums::for_parts(&world, &partition);
        let state = warm_up_apart(&world, partition, &mut part_sums);
        Self {
            shared: SharedInput { model, generated },
            start: StartState { state, part_sums },
        }
    }

    /// The input and the start of its runs: a single run need not copy them.
    #[must_use]
    pub fn into_parts(self) -> (SharedInput, StartState) {
        (self.shared, self.start)
    }

    /// Without the waiting ledger from here on.
    #[must_use]
    pub fn without_waiting(mut self) -> Self {
        self.start = self.start.without_waiting();
        self
    }

    /// The model.
    #[must_use]
    pub fn model(&self) -> &Model {
        &self.shared.model
    }

    /// The run under a policy, at the first measured day.
    #[must_use]
    pub fn begin<'a>(&'a self, policy: &'a Policy) -> UnderWay<'a> {
        self.shared.begin(self.start.clone(), policy)
    }

    /// Runs under a policy until every counted project is decided; none if stopped before.
    #[must_use]
    pub fn run(&self, policy: &Policy, stop: &(dyn Fn() -> bool + Sync)) -> Option<RunResult> {
        self.begin(policy).finish(stop)
    }

    /// The same run where only the convergence is needed and no other run follows.
    #[must_use]
    pub fn into_run_for_share(
        self,
        policy: &Policy,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<ShareResult> {
        let (shared, start) = self.into_parts();
        shared
            .begin(start.unpaired(), policy)
            .finish_for_share(stop)
    }

    /// The same run where only potential and realised value are needed.
    #[must_use]
    pub fn into_run_for_value(
        self,
        policy: &Policy,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Option<RunResult> {
        let (shared, start) = self.into_parts();
        shared
            .begin(start.unpaired(), policy)
            .finish_for_value(stop)
    }

    /// Runs under a policy with another listener, with or without prefetching, and returns
    /// the number of events. Benchmarks time it.
    ///
    /// # Panics
    ///
    /// If it was warmed up in several parts.
    #[must_use]
    pub fn run_with_listener(
        &self,
        policy: &Policy,
        prefetches: bool,
        listener: &mut (impl Listener + Send),
    ) -> u64 {
        let mut world = self.shared.generated.world(self.model(), policy);
        world.prefetches = prefetches;
        let mut state = self.start.state.clone();
        run_off(&world, &mut state, listener);
        state.events()
    }
}
