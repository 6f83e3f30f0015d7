//! An event log as a CSV file.

use serde::Serialize;

use super::csv_table::write_csv;
use super::disk::Error;
use super::new_file::NewFile;

/// A step of a case that has ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LogRow<'a> {
    /// The case.
    pub case: u32,
    /// What was done.
    pub activity: &'a str,
    /// The id of the procedure.
    pub procedure: &'a str,
    /// The id of the office; where nobody decides, empty.
    pub office: &'a str,
    /// When it was taken up, UTC.
    pub start: String,
    /// When it was done, UTC.
    pub timestamp: String,
}

/// The columns of a log, in the order of its rows. A log without steps has them too.
const COLUMNS: [&str; 6] = [
    "case",
    "activity",
    "procedure",
    "office",
    "start",
    "timestamp",
];

/// Writes a log.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_log<'a>(rows: impl Iterator<Item = LogRow<'a>>, file: NewFile) -> Result<(), Error> {
    file.write(|file| write_csv(COLUMNS, rows, file))
}
