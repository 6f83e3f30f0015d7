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
mod room;
mod shares;
mod volume;
mod words;

pub use build::{Cube, Options, Package, UnknownPackage, build, drawn, drawn_value, policy};
pub use calendar::{Calendar, DAY, NEVER, Reading, Tick};
pub use change::{Abreast, Policy, Structure};
pub use graph::{Graph, bits};
pub use levers::{Lever, Move, Slot};
pub use nouns::*;
pub use rhythm::{HOURS, Rhythm};
pub use room::bytes;
pub use shares::Shares;
pub use volume::{Share, Volume};
pub use words::*;
