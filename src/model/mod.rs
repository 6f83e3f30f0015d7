//! The model: a checked scenario with every reference resolved and every
//! parameter a number. It is built once and never changes; a run of it cannot
//! fail.
//!
//! The model holds data; [`crate::engine`] holds what happens to it.

mod basis;
mod belief;
pub mod calendar;
mod change;
mod entities;
mod graph;
mod indices;
mod ledger_causes;
pub mod levers;
mod matching;
mod paperwork;
mod period;
mod posts;
mod rhythm;
mod shares;
mod stay;
mod surface;
mod tier;

pub use crate::time::{DAY, Instant, Span};
pub use basis::{Basis, Reason};
pub use belief::{Belief, Deterrence, EffortRule, Weighed};
pub(crate) use calendar::{Calendar, Reading};
pub use change::Policy;
pub(crate) use change::{ParallelProcedures, Structure};
pub use entities::*;
pub(crate) use graph::{Graph, bits};
pub use indices::*;
pub use ledger_causes::*;
pub use levers::Move;
pub(crate) use levers::{Lever, LeverId};
pub use matching::{Fill, Matching};
pub(crate) use paperwork::{complete_share, paperwork, return_share};
pub use period::{HostGroup, Period};
pub(crate) use rhythm::{HOURS, Rhythm};
pub(crate) use shares::Shares;
pub use stay::{NaturalStay, PostStream, Stay, Sustained};
pub use surface::{SolvedShare, Surface};
pub use tier::{Tier, TierOf};

/// Version of the model. It rises whenever the same scenario and seed give other results
/// than before; `tests/golden` holds results of this version.
pub const MODEL_VERSION: u32 = 7;
