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

pub use axes::{Axes, Slice};
pub use histogram::Histogram;
pub use ledger::{Account, Ledger};
pub use log::{Log, LoggedStep};
pub use matched::{Crossings, Matched};
pub use projects::{NeedSums, ProjectSums};
pub use run_sums::{LossKey, RunSums, Scope, WaitKey, WaitPlace};
pub use sum::Sum;
pub use work::{
    AgreementSums, OfficeSums, OrganisationSums, ProcedureSums, ProgrammeSums, ResidentSums,
    StepSums,
};
