//! One draw of the parameters with one luck, warmed up once and then run under
//! every package.

use crate::draw::Luck;
use crate::engine::{Check, Deaf, Formation, Population, State, World, audit, run_on, warm_up};
use crate::model::{DAY, Model, Policy, Tick};
use crate::observe::Outcome;

/// A world at the first measured day. All packages start from copies of it.
#[derive(Debug, Clone)]
pub struct Warm {
    model: Model,
    population: Population,
    formation: Formation,
    luck: Luck,
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
}

/// Simulated time between two looks at whether to stop.
const STRETCH: Tick = 60 * DAY;

impl Warm {
    /// Forms the potential projects of a model and fills its queues.
    #[must_use]
    pub fn new(model: Model, seed: u64, replication: u32) -> Self {
        let population = Population::new(&model, seed);
        let luck = Luck::new(seed, u64::from(replication));
        let formation = Formation::new(&model, &population, luck, model.frame.end);
        let baseline = Policy::default();
        let world = World::new(&model, &baseline, &population, &formation, luck);
        let mut outcome = Outcome::new(&world);
        let state = warm_up(&world, &mut outcome);
        Self {
            model,
            population,
            formation,
            luck,
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
        let world = World::new(
            &self.model,
            policy,
            &self.population,
            &self.formation,
            self.luck,
        );
        let mut state = self.state.clone();
        let mut outcome = self.outcome.clone();
        while state.now < self.model.frame.end {
            if stop() {
                return None;
            }
            // Both are midnights, and a run does not see where it paused.
            let to = state
                .now
                .saturating_add(STRETCH)
                .min(self.model.frame.end.div_ceil(DAY) * DAY);
            run_on(&world, &mut state, to, &mut outcome);
        }
        outcome.close(&world, &state);
        let checks = audit(&world, &mut state);
        Some(Ran { outcome, checks })
    }

    /// Runs on under a policy and keeps nothing: what a bench times.
    #[must_use]
    pub fn run_deaf(&self, policy: &Policy) -> u64 {
        let world = World::new(
            &self.model,
            policy,
            &self.population,
            &self.formation,
            self.luck,
        );
        let mut state = self.state.clone();
        run_on(&world, &mut state, self.model.frame.end, &mut Deaf);
        state.events
    }
}
