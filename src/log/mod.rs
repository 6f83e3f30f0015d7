//! Event logs: what happened to each case of a procedure, and when; from real files or
//! from simulated ones.
//!
//! Logs are tables (CSV) or XES (IEEE 1849), packed with gzip or not. The format is detected
//! from the content, not from the file name.

mod bounds;
mod column_role;
pub mod compare;
mod csv_log;
mod log_fault;
mod log_file;
mod log_notes;
mod raw_log;
mod spreadsheet_formula;
mod timestamp;
mod xes;

use std::path::Path;

pub use log_fault::LogFault;
pub use log_notes::LogNotes;
pub use spreadsheet_formula::{is_formula, without_apostrophe};

use log_fault::ReadFault;
use log_file::LogFormat;

/// An event log: what happened to each case of a real or a simulated procedure, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventLog {
    /// Activities, sorted by name.
    pub activities: Vec<String>,
    /// Resources, sorted by name; empty if the log names none.
    pub resources: Vec<String>,
    /// Cases, by the time of their first event, then by id.
    pub cases: Vec<CaseLog>,
}

/// What happened to one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseLog {
    /// The id of the case in the log.
    pub id: String,
    /// The events, by end, then by place in the file; at least one.
    pub events: Vec<Event>,
}

/// One event of a case. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Index of the activity.
    pub activity: u32,
    /// When it began, if known; never after `end`.
    pub start: Option<i64>,
    /// When it was completed.
    pub end: i64,
    /// Index of the resource, if known.
    pub resource: Option<u32>,
}

/// Names of a log's columns, or of its keys in XES. A column without a name here is found by
/// its usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The case that an event belongs to.
    pub case: Option<String>,
    /// What happened.
    pub activity: Option<String>,
    /// When it was completed.
    pub timestamp: Option<String>,
    /// When it began.
    pub start: Option<String>,
    /// The resource: who did it.
    pub resource: Option<String>,
}

/// Reads a log. Times without an offset are taken as UTC. If a column (or key) marks events
/// as `start` or `complete`, each start is joined to a completion of the same case and
/// activity, in order.
///
/// # Errors
///
/// The first fault: the file cannot be read, is no log, lacks a column, or a cell holds no
/// valid time, case or activity.
pub fn read(path: &Path, columns: &Columns) -> Result<EventLog, LogFault> {
    read_with_notes(path, columns).map(|(log, _)| log)
}

/// [`read`], with counts of what was left out or looks wrong.
///
/// # Errors
///
/// As [`read`].
pub fn read_with_notes(path: &Path, columns: &Columns) -> Result<(EventLog, LogNotes), LogFault> {
    read_unplaced(path, columns).map_err(|fault| fault.in_file(path))
}

fn read_unplaced(path: &Path, columns: &Columns) -> Result<(EventLog, LogNotes), ReadFault> {
    let (format, mark_bytes, content) = log_file::detect_format(log_file::open(path)?)?;
    let raw = match format {
        LogFormat::Table(separator) => csv_log::read(content, separator, mark_bytes, columns)?,
        LogFormat::Xes => xes::read(content, mark_bytes, columns)?,
    };
    raw.into_log()
}

/// Parses a time in any format of logs, in milliseconds since 1970 UTC. None if the text is no
/// time, or day and month could be exchanged.
#[must_use]
pub fn time(text: &str) -> Option<i64> {
    timestamp::parse(text)?.unambiguous_time()
}

impl EventLog {
    /// The number of events of each activity.
    #[must_use]
    pub fn event_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.activities.len()];
        for event in self.cases.iter().flat_map(|case| &case.events) {
            counts[event.activity as usize] += 1;
        }
        counts
    }

    /// The cases with a first event in `from` (inclusive) to `until` (exclusive), in
    /// milliseconds since 1970 UTC; none is no bound. All events of such a case are kept, and
    /// activities and resources keep their indices.
    #[must_use]
    pub fn select(&self, from: Option<i64>, until: Option<i64>) -> EventLog {
        let is_selected = |case: &&CaseLog| {
            case.events.first().is_some_and(|first| {
                from.is_none_or(|from| first.end >= from)
                    && until.is_none_or(|until| first.end < until)
            })
        };
        Self {
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            cases: self.cases.iter().filter(is_selected).cloned().collect(),
        }
    }
}
