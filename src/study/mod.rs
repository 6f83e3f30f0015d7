//! Designs of studies, and the threads that carry them out.
//!
//! A study is a list of units. A unit is one world (one draw of the parameters,
//! one luck), warmed up once; every package starts from a copy of that state.
//! Units run beside each other and are gathered in their order, so that the
//! number of threads changes no byte.

mod bound;
mod calibrated;
mod compare;
mod fit;
mod growth;
mod log;
mod plan;
mod tree;
mod under_way;
mod unit;
mod unlock;
mod variant;
mod watch;
mod world;

pub use calibrated::{Correction, calibrated};
pub use compare::{Done, Failure, compare, start_threads};
pub(crate) use fit::parameter;
pub use fit::{Fit, fit};
pub use growth::{Grown, GrowthPlan, Meter, Reading, growth};
pub use log::{Logged, log};
pub use plan::{Draw, Extras, Plan, default_name};
pub use under_way::{Ran, UnderWay};
pub use unlock::UNLOCKS;
pub use variant::{VARIANTS, Variant};
pub use watch::{Threads, Unwatched, Watch};
pub use world::{Formed, Warm};
