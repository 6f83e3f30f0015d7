//! How many threads a command starts.

use super::exit::Exit;
use super::{output, run};
use crate::study;

/// The cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Starts the threads of a command that runs without a study of its own.
pub fn start() -> Result<(), Exit> {
    study::start_threads(cores()).map_err(run::failed)
}

/// The threads of a command: as many as asked for, and at most one a core. More would only
/// wait for one another; results are the same bytes for any number.
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
