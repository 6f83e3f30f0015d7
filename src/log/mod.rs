//! Event logs: what happened to each case of a procedure, and when; from real files or
//! from simulated ones.
//!
//! Read are tables (CSV) and XES (IEEE 1849), either packed with gzip or not; which of
//! them a file is, its beginning tells and not its name.

mod bounds;
pub mod compare;
mod fault;
mod formula;
mod join;
mod moment;
mod names;
mod notes;
mod open;
mod table;
mod xes;

use std::path::Path;

pub use fault::LogFault;
pub use formula::{is_formula, without_apostrophe};
pub use notes::Notes;

use fault::Fault;
use open::Kind;

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
    /// What the log calls the case.
    pub id: String,
    /// Its events, by their end, then by their place in the file; at least one.
    pub events: Vec<Event>,
}

/// One thing that happened to a case. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Index of the activity.
    pub activity: u32,
    /// When it began, where the log tells; never after `end`.
    pub start: Option<i64>,
    /// When it was complete.
    pub end: i64,
    /// Index of who did it, where the log tells.
    pub resource: Option<u32>,
}

/// What the columns of a log are called, or in XES its keys. What is left out is found by
/// the usual names.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// The case that an event belongs to.
    pub case: Option<String>,
    /// What happened.
    pub activity: Option<String>,
    /// When it was complete.
    pub timestamp: Option<String>,
    /// When it began.
    pub start: Option<String>,
    /// Who did it.
    pub resource: Option<String>,
}

/// Reads a log. Times without an offset are taken as UTC. A column (or key) that says
/// `start` or `complete` of events joins each start to a complete event of its case and
/// activity, first to first.
///
/// # Errors
///
/// The first thing that keeps the log from being used: the file cannot be read, is no log,
/// lacks a column, or holds something else where a time, a case or an activity is wanted.
pub fn read(path: &Path, columns: &Columns) -> Result<EventLog, LogFault> {
    read_with_notes(path, columns).map(|(log, _)| log)
}

/// [`read`], and what of the file is not in the log.
///
/// # Errors
///
/// As [`read`].
pub fn read_with_notes(path: &Path, columns: &Columns) -> Result<(EventLog, Notes), LogFault> {
    read_plain(path, columns).map_err(|fault| fault.in_file(path))
}

fn read_plain(path: &Path, columns: &Columns) -> Result<(EventLog, Notes), Fault> {
    let (kind, marks, opened) = open::kind(open::reader(path)?)?;
    let raw = match kind {
        Kind::Table(separator) => table::read(opened, separator, marks, columns)?,
        Kind::Xes => xes::read(opened, marks, columns)?,
    };
    raw.joined()
}

/// A time as logs write them, in milliseconds since 1970 UTC; none if the text is no time,
/// or leaves open which of day and month stands first.
#[must_use]
pub fn time(text: &str) -> Option<i64> {
    moment::parse(text)?.sure_time()
}

impl EventLog {
    /// The cases whose first event lies in `from` (inclusive) to `until` (exclusive), in
    /// milliseconds since 1970 UTC; an end left out has no bound. All events of such a case
    /// are kept, and all activities and resources keep their index.
    #[must_use]
    pub fn select(&self, from: Option<i64>, until: Option<i64>) -> EventLog {
        let within = |case: &&CaseLog| {
            case.events.first().is_some_and(|first| {
                from.is_none_or(|from| first.end >= from)
                    && until.is_none_or(|until| first.end < until)
            })
        };
        Self {
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            cases: self.cases.iter().filter(within).cloned().collect(),
        }
    }
}
