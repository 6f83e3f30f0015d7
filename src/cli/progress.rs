//! Progress on a terminal, plain lines in a log, and Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::output;
use crate::study::{Threads, Watch};

/// Progress lines without a terminal, at most.
const LINES: usize = 20;

/// Shows on a terminal what a command is doing; elsewhere it shows nothing.
pub struct PhaseLine {
    bar: Option<ProgressBar>,
}

impl PhaseLine {
    pub fn new() -> Self {
        let bar = output::is_terminal().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{msg}");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_spinner()));
            bar
        });
        Self { bar }
    }

    /// Shows what is done now.
    pub fn show(&self, text: String) {
        if let Some(bar) = &self.bar {
            if bar.is_finished() {
                bar.reset();
            }
            bar.set_message(text);
            bar.tick();
        }
    }

    /// Clears the line, so that something else can be written.
    pub fn clear(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Drop for PhaseLine {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Watches a study from the command line.
pub struct Watcher {
    stopped: Arc<AtomicBool>,
    bar: Option<ProgressBar>,
    /// Parts of progress reported so far, out of [`LINES`].
    reported: AtomicUsize,
    quiet: bool,
}

impl Watcher {
    /// Begins to listen for Ctrl-C; a second one ends at once.
    pub fn new(quiet: bool) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        let flag = Arc::clone(&stopped);
        // Without a handler Ctrl-C ends the program at once.
        let _ = ctrlc::set_handler(move || {
            if flag.swap(true, Ordering::SeqCst) {
                std::process::exit(130);
            }
            output::notice(
                "\nstopping; what is finished will be kept (once more to leave at once)",
            );
        });
        let bar = (!quiet && output::is_terminal()).then(|| {
            let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{bar:30} {pos} of {len} runs, {eta} left");
            bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bar
        });
        Self {
            stopped,
            bar,
            reported: AtomicUsize::new(0),
            quiet,
        }
    }

    /// Whether Ctrl-C was pressed.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Removes the bar.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

impl Watch for Watcher {
    fn progress(&self, done: usize, total: usize) {
        if let Some(bar) = &self.bar {
            bar.set_length(total as u64);
            bar.set_position(done as u64);
        } else if !self.quiet && total > 0 {
            let part = done * LINES / total;
            if self.reported.fetch_max(part, Ordering::SeqCst) < part {
                let noun = if total == 1 { "run" } else { "runs" };
                output::notice(format!("{done} of {total} {noun}"));
            }
        }
    }

    fn stop(&self) -> bool {
        self.stopped()
    }

    fn splits(&self, others: usize, split: usize) {
        if !self.quiet {
            let times = (others + split) as f64 / others.max(1) as f64;
            output::notice(format!(
                "splitting the spread takes {split} runs beside {others}: {times:.1} times as long as without --split",
            ));
        }
    }

    fn overloaded(&self, offices: &[(String, f64)]) {
        /// Offices named in the warning, at most.
        const NAMED: usize = 5;
        if self.quiet {
            return;
        }
        let named = offices.iter().take(NAMED);
        let mut named: Vec<String> = named
            .map(|(office, load)| format!("`{office}` (load {load:.2})"))
            .collect();
        if offices.len() > NAMED {
            named.push(format!("{} more", offices.len() - NAMED));
        }
        output::notice(format_args!(
            "warning: more work than open time, so that queues grow without end, at {}",
            named.join(", ")
        ));
    }

    fn held_back(&self, threads: &Threads) {
        if !self.quiet {
            let gigabytes = |bytes: u64| bytes as f64 / 1e9;
            output::notice(format!(
                "{} of {} threads: the runs of each take about {:.1} GB, and {:.1} GB are free",
                threads.started,
                threads.wanted,
                gigabytes(threads.bytes_each),
                gigabytes(threads.free),
            ));
        }
    }
}
