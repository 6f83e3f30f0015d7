//! The facts that a run reports, and the identities that must hold.

pub mod audit;
pub mod fact;
pub mod trail;
