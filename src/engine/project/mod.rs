//! Projects: how they form, assemble and what they are worth.

pub(super) mod assembly;
pub(super) mod form;
pub(super) mod funding;
pub(super) mod value;
