//! The folder of a measurement: what runs cost, as a table and charts.

use std::path::Path;

use super::charts::{self, Gallery};
use super::disk::Error;
use super::{Written, tables};
use crate::stats::growth::Row;

/// What the rows do not say about a measurement, for people. Neither date nor machine
/// is among it: they stand in the manifest alone.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CostDescription {
    /// Title of the scenario.
    pub title: String,
    /// Stem of the scenario's file.
    pub study: String,
    /// Whether the measurement was cut short.
    pub partial: bool,
    /// Version of the program.
    pub version: String,
}

/// Writes the table of costs with its dictionary, and a chart for each thing that grew.
///
/// # Errors
///
/// As [`super::write()`].
pub fn write_costs(about: &CostDescription, rows: &[Row], dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    tables::write_one(rows, dir, &mut written.files)?;
    super::write_charts(&draw_costs(about, rows), dir, &mut written)?;
    Ok(written)
}

/// Every chart of costs that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw_costs(about: &CostDescription, rows: &[Row]) -> Gallery {
    charts::costs(about, rows)
}
