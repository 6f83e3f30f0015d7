//! How records are kept in memory.

pub mod key_table;
pub(super) mod prefetch;
pub(super) mod size;
pub mod slab;
