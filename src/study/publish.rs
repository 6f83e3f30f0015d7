//! A finished study to its folder.

use super::command::SCENARIO_FILE;
use super::compare::Done;
use super::describe::describe;
use super::manifest::Manifest;
use super::plan::Plan;
use crate::report::{self, Error, Folder, Placed};
use crate::scenario::{Scenario, resolve_stated};

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Where the study is.
    pub placed: Placed,
    /// The summary.
    pub summary: String,
    /// Charts left out, each with its reason.
    pub skipped: Vec<(String, String)>,
}

/// The head of the scenario of a study with edits.
const EDITED: &str = "# The scenario as stated, before the edits by `--set` with which the study ran.\n\
                      # They stand in summary.md and on the page, in the command that makes the study again.\n\n";

/// Writes tables, charts, page, resolved scenario and manifest; a whole study is
/// then put in its place, a partial one stays where it is.
///
/// # Errors
///
/// When a file cannot be written or the folder cannot be renamed.
pub fn publish(
    scenario: &Scenario,
    plan: &Plan,
    done: &Done,
    manifest: &Manifest,
    folder: Folder,
) -> Result<Published, Error> {
    let description = describe(scenario, plan, done);
    let (written, placed) = folder.publish(&manifest.json(), done.partial, |folder| {
        let written = report::write(&description, &done.tables, folder.path())?;
        let resolved = resolve_stated(scenario);
        let mut text = resolved.toml;
        if !scenario.edits.is_empty() {
            text.insert_str(0, EDITED);
        }
        folder.write(SCENARIO_FILE, &text)?;
        for (path, text) in &resolved.tables {
            folder.write(path, text)?;
        }
        Ok(written)
    })?;
    let skipped = written
        .skipped
        .into_iter()
        .map(|skipped| (skipped.chart, skipped.reason))
        .collect();
    Ok(Published {
        placed,
        summary: report::summary(&description, &done.tables),
        skipped,
    })
}

/// Writes the tables and the manifest alone.
///
/// # Errors
///
/// As [`publish`].
pub fn publish_tables(done: &Done, manifest: &Manifest, folder: Folder) -> Result<Placed, Error> {
    let written = folder.publish(&manifest.json(), done.partial, |folder| {
        report::write_tables(&done.tables, folder.path())
    });
    written.map(|(_, placed)| placed)
}
