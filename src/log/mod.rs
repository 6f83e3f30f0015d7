//! Event logs: what happened to each case of a procedure, and when; from real files or
//! from simulated ones.
//!
//! Read are tables (CSV) and XES (IEEE 1849), either packed with gzip or not; which of
//! them a file is, its beginning tells and not its name.

mod bounds;
pub mod compare;
mod event_log;
mod fault;
mod formula;
mod join;
mod log_fault;
mod moment;
mod names;
mod notes;
mod open;
mod table;
mod xes;

use std::path::Path;

pub use event_log::{CaseLog, Event, EventLog};
pub use formula::{is_formula, without_apostrophe};
pub use log_fault::LogFault;
pub use names::Columns;
pub use notes::Notes;

use fault::Fault;
use open::Kind;

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
