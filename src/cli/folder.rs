//! The folder that a command writes its results to.

use std::path::Path;

use super::exit::Exit;
use super::output;
use crate::report::{Folder, Identity, Kind, Placed, Skipped, scenario_hash};
use crate::scenario::Scenario;

/// What a command asks of its folder.
pub struct Wanted<'a> {
    /// The folder in which it gets a folder of its own.
    pub output: &'a Path,
    /// The name of that folder.
    pub name: &'a str,
    /// Which command makes it.
    pub kind: Kind,
    /// Whether it replaces results of another scenario.
    pub force: bool,
    /// Whether notes are left out.
    pub quiet: bool,
}

/// Begins the folder, before hours of work and not after them.
pub fn begin(wanted: &Wanted, scenario: &Scenario) -> Result<Folder, Exit> {
    let identity = Identity {
        kind: wanted.kind,
        hash: scenario_hash(scenario),
    };
    let folder =
        Folder::begin(wanted.output, wanted.name, identity, wanted.force).map_err(Exit::input)?;
    if !wanted.quiet {
        for note in folder.notes() {
            output::notice(note);
        }
    }
    Ok(folder)
}

/// Says what of the old results could not be removed. That is no progress and no warning
/// of the scenario: `--quiet` does not hide it.
pub fn tell_left(placed: &Placed) {
    for left in &placed.left {
        output::notice(left);
    }
}

/// Says which charts were not drawn, and why.
pub fn tell_skipped(skipped: &[Skipped]) {
    for skipped in skipped {
        output::notice(format!("left out: {}: {}", skipped.chart, skipped.reason));
    }
}
