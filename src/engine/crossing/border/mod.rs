//! Messages between jurisdictions, and the parts of a run that are simulated in parallel.
//!
//! The rest of the engine reports `News` to the other side of a crossing or sends a `Word` to a
//! jurisdiction. Only this folder handles messages.

mod incoming;
mod mailbox;
mod message;
mod partition;
mod parts;
mod sides;

pub use mailbox::Mailbox;
pub(in crate::engine) use message::{Failure, Word};
pub use partition::Partition;
pub(in crate::engine) use partition::serves;
pub use parts::State;
pub(in crate::engine) use sides::News;
