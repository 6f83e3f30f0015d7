//! How a study is watched and stopped while it runs.

use std::sync::atomic::{AtomicUsize, Ordering};

/// What a watcher learns, and how it stops a study.
pub trait Watch: Sync {
    /// So many of so many runs are done.
    fn progress(&self, done: usize, of: usize);
    /// Whether to finish now with what there is.
    fn stop(&self) -> bool;
    /// The spread over draws is going to be split: so many runs beside so many others.
    fn splits(&self, others: usize, split: usize) {
        let _ = (others, split);
    }
    /// Offices have more work than open time at the baseline, each with its load: their
    /// queues grow as long as a run lasts.
    fn overloaded(&self, offices: &[(String, f64)]) {
        let _ = offices;
    }
    /// Threads are held back, because their runs would not fit into memory.
    fn held_back(&self, threads: &Threads) {
        let _ = threads;
    }
}

/// How many threads a study starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    /// Threads that were asked for.
    pub wanted: usize,
    /// Threads that are started.
    pub started: usize,
    /// Bytes that the runs of one thread are expected to take.
    pub bytes_each: u64,
    /// Bytes that are free.
    pub free: u64,
}

impl Threads {
    /// As many of those wanted as fit into memory, one at least.
    #[must_use]
    pub fn fitting(wanted: usize, bytes_each: u64, free: u64) -> Self {
        let fit = usize::try_from(free / bytes_each.max(1)).unwrap_or(usize::MAX);
        Self {
            wanted,
            started: wanted.min(fit).max(1),
            bytes_each,
            free,
        }
    }
}

/// Nobody watches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _done: usize, _of: usize) {}

    fn stop(&self) -> bool {
        false
    }
}

/// Counts runs and tells the watcher.
pub(super) struct Counter<'a> {
    watch: &'a dyn Watch,
    done: AtomicUsize,
    of: usize,
}

impl<'a> Counter<'a> {
    pub fn new(watch: &'a dyn Watch, of: usize) -> Self {
        watch.progress(0, of);
        Self {
            watch,
            done: AtomicUsize::new(0),
            of,
        }
    }

    /// One more run is done.
    pub fn one(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.watch.progress(done, self.of);
    }

    pub fn stop(&self) -> bool {
        self.watch.stop()
    }
}
