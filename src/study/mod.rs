//! Studies: plan, jobs, threads and results.
//!
//! A study is a list of jobs. A job is one world (one draw of the parameters,
//! one replication), warmed up once. Every package starts from a copy of that state.
//! Jobs run in parallel and are gathered in their order, so that the number of threads
//! changes no byte.

mod bound;
mod branches;
mod calibrated;
mod causes;
mod compare;
mod counterfactual;
mod design;
mod fit;
mod growth;
mod job;
mod levers;
mod log;
mod pilot;
mod plan;
mod stay_ratios;
mod structure;
mod thinned;
mod under_way;
mod unlock;
mod variant;
mod watch;
mod world;

pub use calibrated::{Correction, Expected, FoundEffort, calibrated};
pub(crate) use causes::{OnlyResult, OnlyWorld, causes};
pub(crate) use compare::start_threads;
pub use compare::{StudyError, StudyResult, compare};
pub(crate) use fit::{Fit, fit, parameter};
pub use growth::{GrowthPlan, GrowthResult};
pub(crate) use growth::{Meter, Reading, growth};
pub(crate) use levers::{ChangeEffect, levers};
pub(crate) use log::RunLog;
pub use log::log;
pub use pilot::Remaining;
pub(crate) use plan::default_name;
pub use plan::{Extras, Plan};
pub use under_way::{RunResult, UnderWay};
pub(crate) use unlock::removed_with;

pub use watch::{Threads, Unwatched, Watch};
pub use world::{Generated, WarmedUp};
