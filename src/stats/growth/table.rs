//! The table of costs: a row for each thing that was run.

use serde::Serialize;

use super::{Point, Range, Series, Spent};
use crate::stats::dictionary::{Column, Described};

/// A row of the table of costs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// What grows.
    pub series: Series,
    /// How far it has grown.
    pub value: f64,
    /// Researchers simulated.
    pub researchers: u64,
    /// Measured years.
    pub years: f64,
    /// Packages.
    pub packages: u32,
    /// Replications.
    pub replications: u32,
    /// Threads.
    pub threads: u32,
    /// Runs that were measured.
    pub runs: u32,
    /// Median seconds.
    pub seconds: f64,
    /// Least seconds.
    pub seconds_least: f64,
    /// Greatest seconds.
    pub seconds_greatest: f64,
    /// Median processor seconds.
    pub processor_seconds: Option<f64>,
    /// Events of one run.
    pub events: u64,
    /// Median nanoseconds of the processors an event, of the wall where those are not told.
    pub nanoseconds_an_event: f64,
    /// Least nanoseconds an event.
    pub nanoseconds_an_event_least: f64,
    /// Greatest nanoseconds an event.
    pub nanoseconds_an_event_greatest: f64,
    /// Median of the most memory, in millions of bytes.
    pub peak_megabytes: Option<f64>,
    /// Least of the most memory.
    pub peak_megabytes_least: Option<f64>,
    /// Greatest of the most memory.
    pub peak_megabytes_greatest: Option<f64>,
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

/// The row of a point; none of no run.
pub(super) fn row(point: &Point, runs: &[Spent]) -> Option<Row> {
    let seconds = Range::of(runs.iter().map(|run| run.seconds).collect())?;
    // What else runs on the machine lengthens the wall's time and hardly the processors'.
    let an_event =
        |run: &Spent| run.processor.unwrap_or(run.seconds) * 1e9 / run.events.max(1) as f64;
    let an_event = Range::of(runs.iter().map(an_event).collect())?;
    let told: Option<Vec<f64>> = runs.iter().map(|run| run.processor).collect();
    let peaks: Option<Vec<f64>> = (runs.iter())
        .map(|run| run.peak.map(|bytes| bytes as f64 / 1e6))
        .collect();
    let peak = peaks.and_then(Range::of);
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
        processor_seconds: told.and_then(Range::of).map(|range| range.median),
        events: runs.first()?.events,
        nanoseconds_an_event: an_event.median,
        nanoseconds_an_event_least: an_event.least,
        nanoseconds_an_event_greatest: an_event.greatest,
        peak_megabytes: peak.map(|range| range.median),
        peak_megabytes_least: peak.map(|range| range.least),
        peak_megabytes_greatest: peak.map(|range| range.greatest),
    })
}

/// The table of costs.
pub const COST: Described = Described {
    name: "cost",
    meaning: "What one thing that was run cost: the median of its runs, with the least and the \
              greatest. Seconds and memory are of one machine and hour: no two measurements give \
              the same bytes.",
    columns: &[
        Column::new(
            "series",
            "What grows: `researchers`, `years`, `packages` (together), `packages-apart` (each by \
             a run of its own), `load`, `threads` (several replications), `threads-one` (one).",
        ),
        Column::new("value", "How far it has grown, in its own unit."),
        Column::new("researchers", "Researchers simulated."),
        Column::new("years", "Measured years."),
        Column::new("packages", "Packages, the baseline among them."),
        Column::new("replications", "Replications."),
        Column::new("threads", "Threads asked for."),
        Column::new("runs", "Runs that were measured."),
        Column::new(
            "seconds",
            "Seconds of the wall clock. Of `load`: forming projects, warm-up and run. Of all else \
             calibration and pilot too.",
        ),
        Column::new("seconds_least", "The least."),
        Column::new("seconds_greatest", "The greatest."),
        Column::new(
            "processor_seconds",
            "Seconds of all processors; empty where the system does not tell.",
        ),
        Column::new(
            "events",
            "Events of the runs; those of the pilot are not counted.",
        ),
        Column::new(
            "nanoseconds_an_event",
            "Processor time by events, in billionths of a second; wall time where the system does \
             not tell.",
        ),
        Column::new("nanoseconds_an_event_least", "The least."),
        Column::new("nanoseconds_an_event_greatest", "The greatest."),
        Column::new(
            "peak_megabytes",
            "Most memory of the process at any time, in millions of bytes; empty where the system \
             does not tell.",
        ),
        Column::new("peak_megabytes_least", "The least."),
        Column::new("peak_megabytes_greatest", "The greatest."),
    ],
    statistic: false,
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_dictionary_names_the_columns_in_their_order() {
        let point = Point {
            series: Series::Load,
            value: 0.6,
            researchers: 1,
            years: 1.0,
            packages: 1,
            replications: 1,
            threads: 1,
        };
        let text = serde_json::to_string(&row(&point, &[Spent::default()])).unwrap_or_default();
        let places: Vec<_> = (COST.columns.iter())
            .map(|column| text.find(&format!("\"{}\":", column.name)))
            .collect();
        assert!(places.iter().all(Option::is_some), "{text}");
        assert!(places.is_sorted(), "{text}");
        assert_eq!(text.matches("\":").count(), COST.columns.len());
    }
}
