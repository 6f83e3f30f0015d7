//! The simulation engine. Advances a model under a policy and a random stream, event by
//! event, and reports facts to a listener.
//!
//! A run is pure: no clock, no file, and it cannot fail. Its parts may run in parallel, which
//! changes no result.
//!
//! Start reading at `run.rs`, the order of a day. `record` holds what a run keeps, as plain
//! data; the other folders hold the verbs, each named after its subject.

mod agenda;
mod crossing;
mod file;
mod ledger;
mod office;
mod part;
mod people;
mod project;
mod record;
mod run;
mod store;
mod world;

pub use crossing::border::{Partition, State};
pub use ledger::audit::Check;
pub use ledger::fact;
pub use ledger::fact::{Fact, Listener, NullListener};
pub use ledger::trail::Segment;

pub(crate) use office::branch::Sums;

pub use people::formation::Formation;
pub use people::population::Population;
pub(crate) use record::{Decided, PotentialResident};
pub(crate) use store::key_table::KeyTable;
pub use world::World;

use crate::model::Instant;

/// The state at the end of the warm-up, from which every package starts.
#[must_use]
pub fn warm_up(world: &World<'_>, listener: &mut (impl Listener + Send)) -> State {
    let whole = Partition::whole(world.model.jurisdictions.len());
    warm_up_apart(world, whole, std::slice::from_mut(listener))
}

/// The same in parts, each with a listener of its own.
///
/// # Panics
///
/// If there are not as many listeners as parts.
#[must_use]
pub fn warm_up_apart<L: Listener + Send>(
    world: &World<'_>,
    partition: Partition,
    listener: &mut [L],
) -> State {
    let mut state = State::first(world, partition);
    state.open(world, listener);
    state.run_to(world, listener, (world.model.frame.measured_from, false));
    state
}

/// Runs on from a state of one part to an instant, a midnight.
///
/// # Panics
///
/// If the state has several parts.
pub fn run_on(
    world: &World<'_>,
    state: &mut State,
    to: Instant,
    listener: &mut (impl Listener + Send),
) {
    state.run_to(world, std::slice::from_mut(listener), (to, false));
}

/// Runs on from a state to an instant, a midnight, or to the midnight at which the run is
/// over, if that comes before. Each part has a listener of its own.
///
/// # Panics
///
/// If there are not as many listeners as parts.
pub fn run_off_to<L: Listener + Send>(
    world: &World<'_>,
    state: &mut State,
    to: Instant,
    listener: &mut [L],
) {
    state.run_to(world, listener, (to, true));
}

/// The run-off of a state of one part: runs on, with formation, until every project that
/// counts is decided.
///
/// # Panics
///
/// If the state has several parts.
pub fn run_off(world: &World<'_>, state: &mut State, listener: &mut (impl Listener + Send)) {
    run_off_to(world, state, Instant::NEVER, std::slice::from_mut(listener));
}
