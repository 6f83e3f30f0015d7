//! Projects: formation, assembly, funding and value.

pub(super) mod assembly;
mod call;
mod dates;
mod effort;
pub(super) mod form;
pub(super) mod funding;
pub(super) mod hours;
pub(super) mod value;
