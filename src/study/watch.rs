//! Progress of a study, and how it is stopped.

use std::sync::atomic::{AtomicUsize, Ordering};

/// Receives the progress of a study and can stop it.
pub trait Watch: Sync {
    /// `done` of `total` runs are done.
    fn progress(&self, done: usize, total: usize);
    /// Whether to stop now and keep the finished runs.
    fn stop(&self) -> bool;
    /// The variance over draws is going to be split: `split` runs beside `others`.
    fn splits(&self, others: usize, split: usize) {
        let _ = (others, split);
    }
    /// Offices, with their load, that have more work than open time at the baseline. Their
    /// queues grow as long as a run lasts.
    fn overloaded(&self, offices: &[(String, f64)]) {
        let _ = offices;
    }
    /// Fewer threads are started than requested, because their runs would not fit into memory.
    fn held_back(&self, threads: &Threads) {
        let _ = threads;
    }
}

/// How many threads a study starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Threads {
    /// Threads requested.
    pub wanted: usize,
    /// Threads started.
    pub started: usize,
    /// Bytes that the runs of one thread are expected to take.
    pub bytes_each: u64,
    /// Free bytes.
    pub free: u64,
}

impl Threads {
    /// The threads that fit into memory, one at least.
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

/// A watcher that ignores everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unwatched;

impl Watch for Unwatched {
    fn progress(&self, _done: usize, _total: usize) {}

    fn stop(&self) -> bool {
        false
    }
}

/// Counts runs and informs the watcher.
pub(super) struct Counter<'a> {
    watch: &'a dyn Watch,
    done: AtomicUsize,
    total: usize,
}

impl<'a> Counter<'a> {
    pub fn new(watch: &'a dyn Watch, total: usize) -> Self {
        watch.progress(0, total);
        Self {
            watch,
            done: AtomicUsize::new(0),
            total,
        }
    }

    /// One more run is done.
    pub fn add_run(&self) {
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        self.watch.progress(done, self.total);
    }

    pub fn stop(&self) -> bool {
        self.watch.stop()
    }
}
