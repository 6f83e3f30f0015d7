//! Offices: their branches, officers and queues.

pub(super) mod background;
pub mod branch;
pub(super) mod panel;
pub(super) mod service;
pub(super) mod staffing;
