//! The model: a checked scenario with every reference resolved and every
//! parameter a number. It is built once and never changes; a run of it cannot
//! fail.
//!
//! Nouns live here, verbs in [`crate::engine`].

pub mod calendar;
mod change;
mod graph;
mod indices;
pub mod levers;
mod nouns;
mod rhythm;
mod shares;
mod words;

pub use crate::time::{DAY, Instant, Span};
pub use calendar::{Calendar, Reading};
pub use change::{ParallelProcedures, Policy, Structure};
pub use graph::{Graph, bits};
pub use indices::*;
pub use levers::{Lever, Move, Slot};
pub use nouns::*;
pub use rhythm::{HOURS, Rhythm};
pub use shares::Shares;
pub use words::*;

/// Version of the model. It rises whenever the same scenario and seed give other results
/// than before; `tests/golden` holds results of this version.
pub const MODEL_VERSION: u32 = 1;
