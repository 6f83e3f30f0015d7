//! Tables, charts, page and summary of a study, written to its folder.
//!
//! This module computes no statistic: a number shown is a number of a row of
//! [`Tables`](crate::stats::tables::Tables), converted, chosen, sorted, or added to the other
//! parts of one whole. No other module writes a file.
//!
//! # Requirements on the rows
//!
//! - An empty dimension means all; a row with every dimension empty is a world row.
//! - `losses` and `waiting`: the rows of a package with an empty jurisdiction,
//!   or all its rows where there are none, are parts of one whole. No row is a
//!   sum of others.
//! - `unlock` belongs to the cause: it is on the cause's row without a channel,
//!   or the same on all rows of the cause.
//! - `offices`: the statistic is of `utilisation`; `losses`, `waiting`: of
//!   `share`; `distributions`: of `days`. Tables without a column `spread` hold
//!   the spread over replications.
//! - A package under a variant of the world is in the sensitivity table only.

pub mod charts;
mod command;
mod contender;
mod content;
mod csv_table;
mod describe;
mod description;
pub(crate) mod disk;
mod experiments;
mod file_set;
mod finding;
mod fitted;
mod flows;
mod folder;
mod lock;
mod log;
mod manifest;
mod markdown;
mod measurement;
mod narrowing;
mod new_file;
mod number;
mod page;
mod publish;
mod rows;
mod structure;
mod summary;
mod tables;
mod text;
mod written;

pub(crate) use charts::Skipped;
pub use content::{Identity, Kind};

pub use describe::describe;
pub use description::{
    ChannelLabel, CitedSource, Concern, CostDescription, Description, Grades, Limit, NotEncoded,
    OfficeLabel, PackageLabel, Place, Procedure, TargetLabel,
};
pub use disk::probe;

pub(crate) use file_set::write_files;
pub(crate) use fitted::{fitted_file, write_fitted};
pub(crate) use flows::write_flows;
pub use folder::Folder;
pub(crate) use folder::Placed;
pub use log::write_log;
pub(crate) use manifest::{Manifest, scenario_hash};
pub use measurement::{GrowthManifest, Occasion, draw_costs, publish_growth, write_costs};
pub use new_file::NewFile;
pub use publish::publish;
pub(crate) use publish::publish_tables;
pub use publish::{Published, draw, html, summary, write, write_tables};
pub(crate) use text::concern::sentence as concern_sentence;
