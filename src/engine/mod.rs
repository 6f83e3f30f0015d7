//! The engine: verbs. It takes a model, a policy and a luck through time.

pub mod agenda;
mod keyed;
mod slab;
mod trail;
