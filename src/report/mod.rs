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
mod content;
mod csv_table;
mod describe;
mod description;
pub mod disk;
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
mod summary;
mod tables;
mod text;
mod written;

pub use charts::Skipped;
pub use content::{Identity, Kind, MANIFEST};
pub use describe::describe;
pub use description::{
    ChannelLabel, CitedSource, Concern, CostDescription, Description, Grades, Limit, OfficeLabel,
    PackageLabel, Place, Procedure, TargetLabel,
};
pub use disk::{Error, probe};
pub use file_set::{FileSetError, write_files};
pub use fitted::{fitted_file, write_fitted};
pub use flows::{draw_flows, write_flows};
pub use folder::{Folder, FolderError, Placed};
pub use log::write_log;
pub use manifest::{Manifest, scenario_hash};
pub use measurement::{GrowthManifest, Occasion, draw_costs, publish_growth, write_costs};
pub use new_file::NewFile;
pub use publish::{Published, draw, html, publish, publish_tables, summary, write, write_tables};
pub use text::concern::sentence as concern_sentence;
pub use written::Written;
