//! How records are kept in memory.

pub mod keyed;
pub(super) mod prefetch;
pub(super) mod size;
pub mod slab;
