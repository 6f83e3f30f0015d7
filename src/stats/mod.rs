//! Statistics: the only place where an indicator is defined.
//!
//! A run is reduced to `Figures` (one value for each indicator and slice);
//! the figures of many runs are summarised into [`tables::Tables`]. Two
//! spreads are kept apart everywhere:
//!
//! - `luck`: replications at the central parameters. The interval is Student's,
//!   for the mean.
//! - `luck and unknowns`: one replication for each draw of the parameters. The
//!   interval says where the value may lie, not how well its mean is known:
//!   order statistics of the draws.

mod booked;
mod contest;
mod cost;
mod counterfactual;
mod evidence;
mod figures;
pub mod growth;
mod harm;
mod indicator;
mod interval;
mod named;
mod names;
mod package_key;
mod persistence;
mod region;
mod registers;
pub mod shares;
mod side_tables;
mod structure;
mod summary;
pub mod table;
pub mod tables;
mod target;
mod unit;
mod variance;

pub use booked::Booked;
pub use contest::contest;
pub(crate) use cost::cost_of;
pub use counterfactual::DeepCause;
pub(crate) use counterfactual::{Counterfactual, DeepCauses, ThinnedSample, shapley};
pub(crate) use evidence::evidence_rows;
pub(crate) use figures::{
    Context, Entry, Ideal, convergence, convergence_of_years, measure, share_of_losses,
};
pub(crate) use harm::{Harm, harmed};
pub(crate) use indicator::Better;
pub use indicator::{DayStatistic, Indicator};
pub use interval::{Coverage, Uncertainty};
pub(crate) use interval::{Scale, difference, percentile, statistic};
pub(crate) use named::{drawn_values, office_names, package_names, place_names};
pub(crate) use names::Names;
pub use package_key::PackageKey;
pub(crate) use package_key::{AS_STATED, BASELINE};
pub(crate) use persistence::persistence_rows;
pub(crate) use region::region_rows;
pub(crate) use registers::assumptions;
pub use registers::reforms;
pub(crate) use structure::{FormSample, structure_rows};
pub(crate) use summary::{Package, Point, Sample, Study, summarise};
pub(crate) use target::{Measure, Target, simulated, targets};
pub use unit::Unit;
pub use variance::{Quantity, Share, Source};
