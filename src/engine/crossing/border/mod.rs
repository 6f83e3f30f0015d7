//! What passes between jurisdictions: messages, the two sides of a crossing, and the parts of
//! a run that go side by side.

pub(in crate::engine) mod mailbox;
pub(in crate::engine) mod message;
pub(in crate::engine) mod partition;
pub(in crate::engine) mod parts;
pub(in crate::engine) mod sides;
