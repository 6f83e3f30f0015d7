//! A finished study to its folder.

use super::compare::Done;
use super::describe::describe;
use super::manifest::Manifest;
use super::plan::Plan;
use crate::report::{self, Error, Folder, Placed};
use crate::scenario::{Scenario, resolve};

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

/// Said at the head of a resolved scenario with edits.
const EDITED: &str = "# Edited by `--set` after its calibration: this text shows what ran, but is calibrated\n\
                      # anew if it is run itself. The command on the page makes the study again.\n\n";

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
        let resolved = resolve(scenario);
        let mut text = resolved.toml;
        if scenario.unedited.is_some() {
            text.insert_str(0, EDITED);
        }
        folder.write("scenario.toml", &text)?;
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
