//! Designs of studies, and the threads that carry them out.
//!
//! A study is a list of units. A unit is one world (one draw of the parameters,
//! one luck), warmed up once; every package starts from a copy of that state.
//! Units run beside each other and are gathered in their order, so that the
//! number of threads changes no byte.

mod compare;
mod fit;
mod plan;
mod unit;
mod unlock;
mod variant;
mod watch;
mod world;

pub use compare::{Done, Failure, compare};
pub use fit::{Fit, fit};
pub use plan::{Draw, Extras, Plan};
pub use unlock::UNLOCKS;
pub use variant::{VARIANTS, Variant};
pub use watch::{Unwatched, Watch};
pub use world::{Ran, Warm};

use crate::model::{Model, Options, build};
use crate::scenario::{Faults, Scenario};

/// The model of a draw, calibrated on its baseline.
///
/// # Errors
///
/// All faults that only show when the tables are put together.
pub fn model_of(scenario: &Scenario, options: &Options) -> Result<Model, Faults> {
    build(scenario, options)
}
