//! The engine: verbs. It takes a model, a policy and a luck through time, one
//! event at a time, and utters facts.
//!
//! A run is pure: no clock, no file, no thread, and it cannot fail.

mod agenda;
mod ahead;
mod audit;
mod background;
mod branch;
mod case;
mod clock;
mod crossing;
mod desk;
mod ending;
mod errand;
pub mod fact;
mod frailty;
mod funding;
mod gate;
mod keyed;
mod learning;
mod permit;
mod population;
mod project;
mod run;
mod service;
mod settling;
mod sheet;
mod size;
mod slab;
mod state;
mod stay;
mod today;
mod token;
mod trail;
mod value;
mod world;

pub use audit::{Check, audit};
pub use branch::{Branch, Sums};
pub use errand::Errand;
pub use fact::{Deaf, Fact, Listener};
pub use keyed::Keyed;
pub use population::{Batch, Formation, Population, ResidentSeed, Seed};
pub use state::{Decided, State};
pub use trail::{Segment, Trail, Where};
pub use world::World;

use crate::model::Tick;
use run::Run;

/// The state at the end of the warm-up, from which every package starts.
#[must_use]
pub fn warm_up(world: &World<'_>, hear: &mut impl Listener) -> State {
    let mut state = run::first_state(world);
    let to = world.model.frame.measured_from;
    let mut run = Run::new(world, &mut state, hear);
    run.open();
    run.run_to(to, |_, _| false);
    state
}

/// Runs on from a state to an instant, a midnight.
pub fn run_on(world: &World<'_>, state: &mut State, to: Tick, hear: &mut impl Listener) {
    Run::new(world, state, hear).run_to(to, |_, _| false);
}

/// Runs on from a state to an instant, a midnight, or to the midnight at which the run is
/// over, if that comes before.
pub fn run_off_to(world: &World<'_>, state: &mut State, to: Tick, hear: &mut impl Listener) {
    Run::new(world, state, hear).run_to(to, is_over);
}

/// Whether the measured years are past and every project that counts is decided.
#[must_use]
pub fn is_over(world: &World<'_>, state: &State) -> bool {
    // Whatever may start in the measured years has formed by their end.
    let frame = &world.model.frame;
    let decided = state.tally.counted == state.tally.to_count;
    state.now >= frame.end || state.now >= frame.measured_to && decided
}

/// The run-off: runs on, with formation, until every project that counts is decided.
pub fn run_off(world: &World<'_>, state: &mut State, hear: &mut impl Listener) {
    run_off_to(world, state, Tick::MAX, hear);
}

#[cfg(test)]
mod tests;
