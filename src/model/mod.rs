//! The model: a checked scenario with every reference resolved and every
//! parameter a number. It is built once and never changes; a run of it cannot
//! fail.
//!
//! Nouns live here, verbs in [`crate::engine`].

mod build;
pub mod calendar;
pub mod calibrate;
mod change;
pub mod check;
mod graph;
pub mod levers;
mod nouns;
mod rhythm;
mod shares;
mod words;

pub use crate::time::{DAY, NEVER, Tick};
pub use build::{Cube, Options, Package, UnknownPackage, build, drawn, drawn_value, policy};
pub use calendar::{Calendar, Reading};
pub use change::{Abreast, Policy, Structure};
pub use graph::{Graph, bits};
pub use levers::{Lever, Move, Slot};
pub use nouns::*;
pub use rhythm::{HOURS, Rhythm};
pub use shares::Shares;
pub use words::*;
