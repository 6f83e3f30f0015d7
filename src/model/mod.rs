//! The model: a checked scenario with every reference resolved and every
//! parameter a number. It is built once and never changes; a run of it cannot
//! fail.
//!
//! The model holds data; [`crate::engine`] holds what happens to it.

pub mod calendar;
mod change;
mod entities;
mod graph;
mod indices;
mod ledger_causes;
pub mod levers;
mod period;
mod rhythm;
mod shares;

pub use crate::time::{DAY, Instant, Span};
pub use calendar::{Calendar, Reading};
pub use change::{ParallelProcedures, Policy, Structure};
pub use entities::*;
pub use graph::{Graph, bits};
pub use indices::*;
pub use ledger_causes::*;
pub use levers::{Lever, LeverId, Move};
pub use period::{HostGroup, Period};
pub use rhythm::{HOURS, Rhythm};
pub use shares::Shares;

/// Version of the model. It rises whenever the same scenario and seed give other results
/// than before; `tests/golden` holds results of this version.
pub const MODEL_VERSION: u32 = 1;
