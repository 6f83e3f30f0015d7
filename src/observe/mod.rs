//! What is counted of a run: integer sums that merge in index order.
//!
//! An [`Outcome`] listens to the engine. It defines no indicator; that is done
//! once, in [`crate::stats`]. Projects and their needs count when the earliest
//! start lies in the measured years; everything else when its time does.

mod axes;
mod capacity;
mod histogram;
mod ledger;
mod listen;
mod log;
mod matched;
mod outcome;
mod projects;
mod sum;
mod work;

pub use axes::{Axes, Slice};
pub use histogram::Histogram;
pub use ledger::{Account, Ledger};
pub use log::{Log, LoggedStep};
pub use matched::{Crossings, Matched};
pub use outcome::{Asked, LossKey, Outcome, WaitKey, WaitPlace};
pub use projects::{NeedSums, ProjectSums};
pub use sum::Sum;
pub use work::{
    AgreementSums, OfficeSums, OrganisationSums, ProcedureSums, ProgrammeSums, ResidentSums,
    StepSums,
};
