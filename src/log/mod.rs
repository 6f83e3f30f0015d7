//! Event logs: what happened to each case of a procedure, and when; from real files or
//! from simulated ones.
//!
//! Logs are tables (CSV) or XES (IEEE 1849), packed with gzip or not. The format is detected
//! from the content, not from the file name.

mod bounds;
mod column_role;
pub mod compare;
mod csv_log;
mod event_log;
mod log_fault;
mod log_file;
mod log_notes;
mod raw_log;
mod read_fault;
mod spreadsheet_formula;
mod timestamp;
mod xes;

use std::path::Path;

pub use column_role::Columns;
pub use event_log::{CaseLog, Event, EventLog};
pub use log_fault::LogFault;
pub use log_notes::LogNotes;
pub(crate) use spreadsheet_formula::{is_formula, without_apostrophe};

use log_file::LogFormat;
use read_fault::ReadFault;

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
