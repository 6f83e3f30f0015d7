//! The table of costs: a row for each thing that was run.

use super::{Point, Range, Series, Spent};
use crate::stats::table::table;

table! {
    /// What one thing that was run cost: the median of its runs, with the least and the
    /// greatest. Seconds and memory are of one machine and hour: no two measurements give the
    /// same bytes.
    pub struct Row as "cost" {
        /// What grows: `researchers`, `years`, `packages` (together), `packages-apart` (each
        /// by a run of its own), `load`, `threads` (several replications), `threads-one`
        /// (one).
        series: Series,
        /// How far it has grown, in its own unit.
        value: f64,
        /// Researchers simulated.
        researchers: u64,
        /// Measured years.
        years: f64,
        /// Packages, the baseline among them.
        packages: u32,
        /// Replications.
        replications: u32,
        /// Threads asked for.
        threads: u32,
        /// Runs that were measured.
        runs: u32,
        /// Seconds of the wall clock. Of `load`: forming projects, warm-up and run. Of all
        /// else calibration and pilot too.
        seconds: f64,
        /// The least.
        seconds_least: f64,
        /// The greatest.
        seconds_greatest: f64,
        /// Seconds of all processors; empty where the system does not tell.
        processor_seconds: Option<f64>,
        /// Events of the runs; those of the pilot are not counted.
        events: u64,
        /// Processor time by events, in billionths of a second; wall time where the system
        /// does not tell.
        nanoseconds_an_event: f64,
        /// The least.
        nanoseconds_an_event_least: f64,
        /// The greatest.
        nanoseconds_an_event_greatest: f64,
        /// Most memory of the process at any time, in millions of bytes; empty where the
        /// system does not tell.
        peak_megabytes: Option<f64>,
        /// The least.
        peak_megabytes_least: Option<f64>,
        /// The greatest.
        peak_megabytes_greatest: Option<f64>,
    }
}

impl Row {
    /// Seconds.
    #[must_use]
    pub const fn seconds(&self) -> Range {
        Range {
            median: self.seconds,
            least: self.seconds_least,
            greatest: self.seconds_greatest,
        }
    }

    /// Nanoseconds an event.
    #[must_use]
    pub const fn an_event(&self) -> Range {
        Range {
            median: self.nanoseconds_an_event,
            least: self.nanoseconds_an_event_least,
            greatest: self.nanoseconds_an_event_greatest,
        }
    }

    /// Millions of bytes at most.
    #[must_use]
    pub fn peak(&self) -> Option<Range> {
        Some(Range {
            median: self.peak_megabytes?,
            least: self.peak_megabytes_least?,
            greatest: self.peak_megabytes_greatest?,
        })
    }
}

/// The row of a point; none without runs.
pub(super) fn row(point: &Point, runs: &[Spent]) -> Option<Row> {
    let seconds = Range::from_values(runs.iter().map(|run| run.seconds).collect())?;
    // Other programs lengthen wall-clock time but hardly processor time.
    let an_event =
        |run: &Spent| run.processor.unwrap_or(run.seconds) * 1e9 / run.events.max(1) as f64;
    let an_event = Range::from_values(runs.iter().map(an_event).collect())?;
    let processor: Option<Vec<f64>> = runs.iter().map(|run| run.processor).collect();
    let peaks: Option<Vec<f64>> = (runs.iter())
        .map(|run| run.peak.map(|bytes| bytes as f64 / 1e6))
        .collect();
    let peak = peaks.and_then(Range::from_values);
    Some(Row {
        series: point.series,
        value: point.value,
        researchers: point.researchers,
        years: point.years,
        packages: point.packages,
        replications: point.replications,
        threads: point.threads,
        runs: runs.len() as u32,
        seconds: seconds.median,
        seconds_least: seconds.least,
        seconds_greatest: seconds.greatest,
        processor_seconds: processor
            .and_then(Range::from_values)
            .map(|range| range.median),
        events: runs.first()?.events,
        nanoseconds_an_event: an_event.median,
        nanoseconds_an_event_least: an_event.least,
        nanoseconds_an_event_greatest: an_event.greatest,
        peak_megabytes: peak.map(|range| range.median),
        peak_megabytes_least: peak.map(|range| range.least),
        peak_megabytes_greatest: peak.map(|range| range.greatest),
    })
}
