//! Studies: plan, jobs, threads and results.
//!
//! A study is a list of jobs. A job is one world (one draw of the parameters,
//! one replication), warmed up once. Every package starts from a copy of that state.
//! Jobs run in parallel and are gathered in their order, so that the number of threads
//! changes no byte.

mod bound;
mod branches;
mod calibrated;
mod compare;
mod counterfactual;
mod design;
mod fit;
mod growth;
mod job;
mod log;
mod plan;
mod under_way;
mod unlock;
mod variant;
mod watch;
mod world;

pub use calibrated::{Correction, calibrated};
pub use compare::{StudyError, StudyResult, compare, start_threads};
pub(crate) use fit::parameter;
pub use fit::{Fit, fit};
pub use growth::{GrowthPlan, GrowthResult, Meter, Reading, growth};
pub use log::{RunLog, log};
pub use plan::{Extras, Plan, WorldId, default_name};
pub use under_way::{RunResult, UnderWay};
pub use unlock::UNLOCKS;
pub use variant::{VARIANTS, Variant};
pub use watch::{Threads, Unwatched, Watch};
pub use world::{Generated, WarmedUp};
