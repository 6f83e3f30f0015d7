//! Crossings: needs, organisations and entitlements on a route of procedures.

pub(super) mod border;
pub(super) mod end;
pub(super) mod gate;
pub(super) mod journey;
pub(super) mod longest_step;
pub(super) mod route;
pub(super) mod route_table;
pub(super) mod stages;
