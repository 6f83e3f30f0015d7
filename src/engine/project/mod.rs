//! Projects: formation, assembly, funding and value.

pub(super) mod assembly;
mod call;
mod dates;
pub(super) mod form;
pub(super) mod funding;
pub(super) mod value;
