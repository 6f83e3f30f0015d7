//! How many threads a command starts.

use super::exit::Exit;
use super::{output, run};
use crate::study;

/// The cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Starts the threads of a command that runs no study.
pub fn start() -> Result<(), Exit> {
    study::start_threads(cores()).map_err(run::exit)
}

/// The threads of a command: the number requested, at most one a core, because more would
/// only wait for each other. Their number changes no byte of the results.
pub fn threads(wanted: Option<u16>, quiet: bool) -> usize {
    let cores = cores();
    let wanted = wanted.map_or(cores, usize::from);
    if wanted > cores && !quiet {
        output::notice(format_args!(
            "note: {cores} threads instead of {wanted}: there are {cores} cores"
        ));
    }
    wanted.min(cores)
}
