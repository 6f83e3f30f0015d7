//! A file on its way through one procedure.

pub(super) mod background_file;
mod background_service;
pub(super) mod case;
pub(super) mod chain;
pub(super) mod chain_step;
pub(super) mod clock;
pub(super) mod filing;
pub(super) mod frailty;
pub(super) mod outcome;
pub(super) mod permit;
pub(super) mod step;
pub(super) mod timing;
