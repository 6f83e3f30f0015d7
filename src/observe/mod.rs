//! The sums of a run: integers that merge in index order.
//!
//! [`RunSums`] listens to the engine. It defines no indicator; that is done
//! once, in [`crate::stats`]. Projects and their needs count when the earliest
//! start lies in the measured years; everything else when its own time does.

mod axes;
mod capacity;
mod histogram;
mod ledger;
mod listen;
mod log;
mod matched;
mod projects;
mod run_sums;
mod sum;
mod work;

pub(crate) use axes::Axes;
pub use axes::Slice;
pub(crate) use histogram::Histogram;

pub(crate) use log::{Log, LoggedStep};
pub(crate) use matched::Crossings;
pub(crate) use projects::{NeedSums, ProjectSums};
pub use run_sums::RunSums;
pub(crate) use run_sums::{LossKey, Scope, WaitKey};
pub(crate) use sum::Sum;
pub use work::OfficeSums;
pub(crate) use work::{OrganisationSums, ProcedureSums, ResidentSums};
