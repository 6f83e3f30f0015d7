//! What passes between jurisdictions, and the parts of a run that go side by side.
//!
//! This is the door: elsewhere in the engine, code tells the other side of a crossing its
//! `News` or sends a jurisdiction a `Word`, and knows nothing of messages.

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
