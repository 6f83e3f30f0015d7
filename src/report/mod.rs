//! Tables, charts, page and summary of a study, written to its folder.
//!
//! Nothing here forms a statistic: a number shown is a number of a row of
//! [`Tables`], put into a unit, chosen, sorted, or added to the other parts of
//! one whole. No other module writes a file.
//!
//! # What is expected of the rows
//!
//! - An empty dimension means all; a row with every dimension empty is a world row.
//! - `losses` and `waiting`: the rows of a package with an empty jurisdiction,
//!   or all its rows where there are none, are parts of one whole. No row is a
//!   sum of others.
//! - `unlock` belongs to the cause: it stands on the cause's row without a
//!   channel, or is the same on all rows of the cause.
//! - `offices`: the statistic is of `utilisation`; `losses`, `waiting`: of
//!   `share`; `distributions`: of `days`. Tables without a column `spread` hold
//!   the spread over replications.
//! - A package under a variant of the world stands in the sensitivity table alone.

pub mod charts;
mod content;
mod csv_table;
pub mod disk;
mod file_set;
mod finding;
mod fitted;
mod flows;
mod folder;
mod growth;
mod lock;
mod log;
mod markdown;
mod narrowing;
mod new_file;
mod number;
mod page;
mod rows;
mod summary;
mod tables;
mod text;

use std::path::Path;

use serde::Serialize;

use crate::model::Channel;
use crate::stats::PackageKey;
use crate::stats::tables::Tables;
pub use charts::Skipped;
pub use content::{Identity, Kind, MANIFEST};
pub use disk::{Error, probe};
pub use file_set::{Taken, write_files};
pub use fitted::{Value, fitted_text, write_fitted};
pub use flows::{draw_flows, write_flows};
pub use folder::{Folder, Placed, Refusal};
pub use growth::{CostDescription, draw_costs, write_costs};
pub use log::{LogRow, write_log};
pub use new_file::NewFile;

/// What the tables do not say about a study, for people.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Description {
    /// Title of the scenario.
    pub title: String,
    /// Stem of the scenario's file; names the study.
    pub study: String,
    /// First measured day, `2024-01-01`.
    pub start: String,
    /// Measured years.
    pub years: u32,
    /// Years simulated before the first measured day.
    pub warm_up_years: u32,
    /// Replications of each package.
    pub replications: u32,
    /// Draws of the parameters from their ranges; 0 when only central values ran.
    pub draws: u32,
    /// Packages in the order in which they are shown, `baseline` first.
    pub packages: Vec<PackageLabel>,
    /// Jurisdictions.
    pub jurisdictions: Vec<Place>,
    /// Offices.
    pub offices: Vec<OfficeLabel>,
    /// Procedures.
    pub procedures: Vec<Procedure>,
    /// Channels in their fixed order.
    pub channels: Vec<ChannelLabel>,
    /// Statutory limits to be drawn on the curves of elapsed days.
    pub limits: Vec<Limit>,
    /// Targets, with what their authors say of them.
    pub targets: Vec<TargetLabel>,
    /// Sources cited by parameters and targets, each once.
    pub sources: Vec<CitedSource>,
    /// Command that makes the study again.
    pub command: String,
    /// How many parameters rest on what.
    pub grades: Grades,
    /// Researchers per agent; more than 1 is a preview.
    pub scale: u32,
    /// What bears on the headline and is no row, in sentences.
    pub warnings: Vec<String>,
    /// What `check` warns of.
    pub concerns: Vec<Concern>,
    /// Whether the study was cut short.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
    /// Currency of money.
    pub currency: String,
    /// Whom a reform harms, in sentences.
    pub harmed: Vec<String>,
    /// Further notes, in sentences.
    pub notes: Vec<String>,
}

/// A package as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackageLabel {
    /// The package.
    pub id: PackageKey,
    /// English label.
    pub label_en: String,
    /// Chinese label; empty when there is none.
    pub label_zh: String,
    /// Changes it makes.
    pub changes: u32,
}

/// A jurisdiction as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// Its id.
    pub id: String,
    /// English label.
    pub label_en: String,
    /// Chinese label; empty when there is none.
    pub label_zh: String,
}

/// A channel as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChannelLabel {
    /// The channel.
    pub channel: Channel,
    /// Its label.
    pub label: String,
}

/// A source that parameters cite, with what the fact table says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CitedSource {
    /// The id of the fact, or the citation as the scenario gives it.
    pub cited: String,
    /// What is known, in a sentence; empty where the fact table has no such id, and then so
    /// is the rest.
    pub fact: String,
    /// Figures with units; may be empty.
    pub figure: String,
    /// Author or body, title, year and section.
    pub source: String,
    /// Addresses on the web.
    pub addresses: Vec<String>,
    /// Whether the addresses are those of the source, so that the page may link to them; an
    /// address of a mirror is shown as text.
    pub linked: bool,
    /// How the figure came into the table, in words.
    pub status: String,
}

/// A target as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetLabel {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// What it is of, and how far it can be trusted; may be empty.
    pub note: String,
}

/// An office as people call it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfficeLabel {
    /// Its id.
    pub id: String,
    /// Its label; offices of several jurisdictions may share one.
    pub label: String,
    /// Its jurisdiction.
    pub jurisdiction: String,
}

/// A procedure as people call it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Procedure {
    /// Its id.
    pub id: String,
    /// Its label.
    pub label: String,
    /// Its channel.
    pub channel: Channel,
}

/// A statutory limit of a channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Limit {
    /// Channel whose curve it is drawn on.
    pub channel: Channel,
    /// What the law says, in a few words.
    pub label: String,
    /// Calendar days.
    pub days: f64,
}

/// A warning of `check`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Concern {
    /// What is the matter, the same words for all of its kind.
    pub kind: String,
    /// Address in the scenario.
    pub address: String,
    /// What was found there; empty when the kind says it all.
    pub found: String,
}

/// Parameters by the grade of their evidence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Grades {
    /// Measured on the thing itself.
    pub measured: u32,
    /// Taken from something like it.
    pub analogue: u32,
    /// Assumed, with a stated range.
    pub assumed: u32,
}

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Written {
    /// Files, relative to the folder, in the order of writing.
    pub files: Vec<String>,
    /// Charts left out, each with its reason.
    pub skipped: Vec<Skipped>,
}

/// Writes every table, chart, the summary and the page into `dir`.
///
/// The folder is made where it is missing; what else lies in it stays. Every
/// file is flushed and synced before the next one is begun, so that a full disk
/// surfaces here and not at a reader's.
///
/// # Errors
///
/// When a folder cannot be made or a file cannot be written whole; the error
/// names the path and the cure.
pub fn write(description: &Description, tables: &Tables, dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    tables::write(tables, dir, &mut written.files)?;
    let rows = rows::Rows::new(description, tables);
    let gallery = charts::gallery(&rows);
    write_charts(&gallery, dir, &mut written)?;
    disk::write(dir, "summary.md", summary::text(&rows).as_bytes())?;
    written.files.push("summary.md".to_owned());
    let page = page::html(&rows, &gallery).map_err(|error| Error::page(dir, error))?;
    disk::write(dir, "report.html", page.as_bytes())?;
    written.files.push("report.html".to_owned());
    Ok(written)
}

/// Writes the charts of a gallery as SVG and PNG.
fn write_charts(gallery: &charts::Gallery, dir: &Path, written: &mut Written) -> Result<(), Error> {
    for chart in &gallery.charts {
        let name = format!("charts/{}.svg", chart.name);
        disk::write(dir, &name, chart.svg().as_bytes())?;
        written.files.push(name);
        match chart.png() {
            Ok(bytes) => {
                let name = format!("charts/{}.png", chart.name);
                disk::write(dir, &name, &bytes)?;
                written.files.push(name);
            }
            Err(reason) => written.skipped.push(Skipped {
                chart: format!("{}.png", chart.name),
                reason,
            }),
        }
    }
    written.skipped.extend(gallery.skipped.iter().cloned());
    Ok(())
}

/// Writes every table with its data dictionary into `dir`, and nothing else.
///
/// # Errors
///
/// As [`write()`].
pub fn write_tables(tables: &Tables, dir: &Path) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    tables::write(tables, dir, &mut files)?;
    Ok(files)
}

/// The summary as text, for a terminal or a test.
#[must_use]
pub fn summary(description: &Description, tables: &Tables) -> String {
    summary::text(&rows::Rows::new(description, tables))
}

/// Every chart that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw(description: &Description, tables: &Tables) -> charts::Gallery {
    charts::gallery(&rows::Rows::new(description, tables))
}
