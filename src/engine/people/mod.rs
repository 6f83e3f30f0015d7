//! People: researchers and institutions, what they know, and who stays.

pub(super) mod batch;
pub(super) mod expected;
pub(super) mod formation;
pub(super) mod generator;
mod habits;
pub(super) mod learning;
pub(super) mod population;
mod residents;
pub(super) mod settling;
pub(super) mod stay;
