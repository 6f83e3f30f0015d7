//! How many threads a command starts.

/// The cores that this process may use.
pub fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// The threads of a command: as many as asked for, and at most one a core. More would only
/// wait for one another; results are the same bytes for any number.
pub fn threads(wanted: Option<u16>, quiet: bool) -> usize {
    let cores = cores();
    let wanted = wanted.map_or(cores, usize::from);
    if wanted > cores && !quiet {
        eprintln!("note: {cores} threads in place of {wanted}: there are {cores} cores");
    }
    wanted.min(cores)
}
