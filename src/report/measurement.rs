//! A measurement to its folder.

use std::path::Path;

use serde::Serialize;

use super::charts::{self, Gallery, Skipped};
use super::content::Kind;
use super::description::CostDescription;
use super::disk::Error;
use super::folder::{Folder, Placed};
use super::manifest::scenario_hash;
use super::tables;
use super::written::Written;
use crate::model::MODEL_VERSION;
use crate::scenario::Scenario;
use crate::stats::growth::Row;
use crate::study::{GrowthPlan, GrowthResult};

/// Version of the manifest itself.
const VERSION: u32 = 1;

/// The manifest of a measurement: how it was made. It is the only file with a date or a
/// machine.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GrowthManifest {
    /// Version of the manifest.
    pub manifest: u32,
    /// A measurement.
    pub kind: Kind,
    /// Version of the program.
    pub program: &'static str,
    /// Version of the model.
    pub model_version: u32,
    /// The scenario's name.
    pub study: String,
    /// Hash of the resolved scenario with its tables.
    pub scenario_hash: String,
    /// Seed of all draws.
    pub seed: u64,
    /// Planned measurements of each point.
    pub rounds: u32,
    /// `whole` or `partial`.
    pub state: &'static str,
    /// When it ended, UTC.
    pub date: String,
    /// Cores that the program may use.
    pub cores: usize,
    /// The processor's name, where the system reports it.
    pub processor: Option<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// The command line.
    pub command: Vec<String>,
}

/// When and where a measurement was made.
#[derive(Debug, Clone, PartialEq)]
pub struct Occasion {
    /// When it ended, UTC.
    pub date: String,
    /// Cores that the program may use.
    pub cores: usize,
    /// The processor's name, where the system reports it.
    pub processor: Option<String>,
    /// Seconds it took.
    pub seconds: f64,
    /// The command line.
    pub command: Vec<String>,
}

impl GrowthManifest {
    /// The manifest of a measurement.
    #[must_use]
    pub fn new(
        scenario: &Scenario,
        plan: &GrowthPlan,
        result: &GrowthResult,
        occasion: Occasion,
    ) -> Self {
        let Occasion {
            date,
            cores,
            processor,
            seconds,
            command,
        } = occasion;
        Self {
            manifest: VERSION,
            kind: Kind::Measurement,
            program: env!("CARGO_PKG_VERSION"),
            model_version: MODEL_VERSION,
            study: scenario.name.clone(),
            scenario_hash: scenario_hash(scenario),
            seed: plan.seed,
            rounds: plan.rounds,
            state: if result.partial { "partial" } else { "whole" },
            date,
            cores,
            processor,
            seconds,
            command,
        }
    }
}

/// Writes table, charts and manifest. A whole measurement is then put in its place, a
/// partial one is left. Returns its place and the charts left out, each with its reason.
///
/// # Errors
///
/// When a file cannot be written or the folder cannot be renamed.
pub fn publish_growth(
    scenario: &Scenario,
    result: &GrowthResult,
    manifest: &GrowthManifest,
    folder: Folder,
) -> Result<(Placed, Vec<Skipped>), Error> {
    let about = CostDescription {
        title: scenario.root.title.clone(),
        study: scenario.name.clone(),
        partial: result.partial,
        version: manifest.program.to_owned(),
    };
    let text = serde_json::to_string_pretty(manifest).unwrap_or_default();
    let rows = result.growth.rows();
    let (written, placed) = folder.publish(&format!("{text}\n"), result.partial, |folder| {
        write_costs(&about, &rows, folder.path())
    })?;
    Ok((placed, written.skipped))
}

/// Writes the table of costs with its dictionary, and a chart for each thing that grew.
///
/// # Errors
///
/// As [`publish_growth`].
pub fn write_costs(about: &CostDescription, rows: &[Row], dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    tables::write_one(rows, dir, &mut written.files)?;
    written.add_charts(&draw_costs(about, rows), dir)?;
    Ok(written)
}

/// Every chart of costs that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw_costs(about: &CostDescription, rows: &[Row]) -> Gallery {
    charts::costs(about, rows)
}
