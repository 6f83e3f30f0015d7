//! Writes a finished study to its folder.

use std::path::Path;

use super::charts::{self, Gallery, Skipped};
use super::command::SCENARIO_FILE;
use super::describe::describe;
use super::description::Description;
use super::disk::{self, Error};
use super::folder::{Folder, Placed};
use super::manifest::Manifest;
use super::rows::Rows;
use super::text::files;
use super::written::Written;
use super::{page, summary as text, tables as csv};
use crate::scenario::{Scenario, resolve_stated};
use crate::stats::tables::Tables;
use crate::study::{Plan, StudyResult};

/// A published study.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// Its folder.
    pub placed: Placed,
    /// The summary.
    pub summary: String,
    /// Charts left out, each with its reason.
    pub skipped: Vec<Skipped>,
}

/// Writes tables, charts, page, resolved scenario and manifest. A whole study is then put in
/// its place, a partial one is left.
///
/// # Errors
///
/// When a file cannot be written or the folder cannot be renamed.
pub fn publish(
    scenario: &Scenario,
    plan: &Plan,
    done: &StudyResult,
    manifest: &Manifest,
    folder: Folder,
) -> Result<Published, Error> {
    let description = describe(scenario, plan, done);
    let (written, placed) = folder.publish(&manifest.json(), done.partial, |folder| {
        let written = write(&description, &done.tables, folder.path())?;
        let resolved = resolve_stated(scenario);
        let mut text = resolved.toml;
        if !scenario.edits.is_empty() {
            text.insert_str(0, files::EDITED);
        }
        folder.write(SCENARIO_FILE, &text)?;
        for (path, text) in &resolved.tables {
            folder.write(path, text)?;
        }
        Ok(written)
    })?;
    Ok(Published {
        placed,
        summary: summary(&description, &done.tables),
        skipped: written.skipped,
    })
}

/// Writes the tables and the manifest alone.
///
/// # Errors
///
/// As [`publish`].
pub fn publish_tables(
    done: &StudyResult,
    manifest: &Manifest,
    folder: Folder,
) -> Result<Placed, Error> {
    let written = folder.publish(&manifest.json(), done.partial, |folder| {
        write_tables(&done.tables, folder.path())
    });
    written.map(|(_, placed)| placed)
}

/// Writes every table, chart, the summary and the page into `dir`.
///
/// A missing folder is made; its other files stay. Every file is flushed and synced before
/// the next one, so that a full disk is detected here.
///
/// # Errors
///
/// When a folder cannot be made or a file cannot be written whole; the error
/// names the path and the cure.
pub fn write(description: &Description, tables: &Tables, dir: &Path) -> Result<Written, Error> {
    let mut written = Written::default();
    csv::write(tables, dir, &mut written.files)?;
    let rows = Rows::new(description, tables);
    let gallery = charts::gallery(&rows);
    written.add_charts(&gallery, dir)?;
    disk::write(dir, "summary.md", text::text(&rows).as_bytes())?;
    written.files.push("summary.md".to_owned());
    let page = page::html(&rows, &gallery).map_err(|error| Error::page(dir, error))?;
    disk::write(dir, "report.html", page.as_bytes())?;
    written.files.push("report.html".to_owned());
    Ok(written)
}

/// Writes every table and the data dictionary into `dir`.
///
/// # Errors
///
/// As [`write()`].
pub fn write_tables(tables: &Tables, dir: &Path) -> Result<Vec<String>, Error> {
    let mut files = Vec::new();
    csv::write(tables, dir, &mut files)?;
    Ok(files)
}

/// The page `report.html` as text, with its charts in it.
///
/// # Errors
///
/// If the template of the page asks for what the rows do not have: a fault of the program.
pub fn html(description: &Description, tables: &Tables) -> Result<String, Error> {
    let rows = Rows::new(description, tables);
    page::html(&rows, &charts::gallery(&rows)).map_err(|error| Error::page(Path::new(""), error))
}

/// The summary as text, for a terminal or a test.
#[must_use]
pub fn summary(description: &Description, tables: &Tables) -> String {
    text::text(&Rows::new(description, tables))
}

/// Every chart that the rows allow, and the reasons for the others.
#[must_use]
pub fn draw(description: &Description, tables: &Tables) -> Gallery {
    charts::gallery(&Rows::new(description, tables))
}
