//! The folder that a command writes its results to.

use std::path::Path;

use super::exit::Exit;
use super::output;
use crate::report::{Folder, Identity, Kind, Placed, Skipped, scenario_hash};
use crate::scenario::Scenario;

/// The folder that a command requests.
pub struct FolderRequest<'a> {
    /// The folder that contains it.
    pub output: &'a Path,
    pub name: &'a str,
    /// The kind of results.
    pub kind: Kind,
    /// Whether it replaces results of another scenario.
    pub force: bool,
    /// Whether notes are left out.
    pub quiet: bool,
}

/// Begins the folder before the work, so that a fault of the folder wastes no hours.
pub fn begin(request: &FolderRequest, scenario: &Scenario) -> Result<Folder, Exit> {
    let identity = Identity {
        kind: request.kind,
        hash: scenario_hash(scenario),
    };
    let folder = Folder::begin(request.output, request.name, identity, request.force)
        .map_err(Exit::input)?;
    if !request.quiet {
        for note in folder.notes() {
            output::notice(note);
        }
    }
    Ok(folder)
}

/// Prints which old results could not be removed. `--quiet` does not hide this.
pub fn print_left(placed: &Placed) {
    for left in &placed.left {
        output::notice(left);
    }
}

/// Prints which charts were not drawn, and why.
pub fn print_skipped(skipped: &[Skipped]) {
    for skipped in skipped {
        output::notice(format!("left out: {}: {}", skipped.chart, skipped.reason));
    }
}
