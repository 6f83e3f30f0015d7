//! Designs of studies, and the threads that carry them out.
//!
//! A study is a list of units. A unit is one world (one draw of the parameters,
//! one luck), warmed up once; every package starts from a copy of that state.
//! Units run beside each other and are gathered in their order, so that the
//! number of threads changes no byte.

mod bound;
mod calibrated;
mod command;
mod compare;
mod describe;
mod fit;
mod growth;
mod log;
mod manifest;
mod plan;
mod publish;
mod tree;
mod under_way;
mod unit;
mod unlock;
mod variant;
mod watch;
mod world;

pub use calibrated::{Correction, calibrated};
pub use compare::{Done, Failure, compare, start_threads};
pub use describe::describe;
pub use fit::{Fit, fit, fitted_file};
pub use growth::{
    Grown, GrowthManifest, GrowthPlan, Meter, Occasion, Reading, growth, publish_growth,
};
pub use log::{Logged, log, log_rows};
pub use manifest::{Manifest, scenario_hash};
pub use plan::{Draw, Extras, Plan};
pub use publish::{Published, publish, publish_tables};
pub use under_way::{Ran, UnderWay};
pub use unlock::UNLOCKS;
pub use variant::{VARIANTS, Variant};
pub use watch::{Threads, Unwatched, Watch};
pub use world::{Formed, Warm};
