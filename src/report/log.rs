//! An event log as a CSV file.

use std::io;
use std::path::Path;

use serde::Serialize;

use super::disk::{self, Error};

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

/// The columns of a log, in the order of its rows.
const COLUMNS: [&str; 6] = [
    "case",
    "activity",
    "procedure",
    "office",
    "start",
    "timestamp",
];

/// Writes a log: a file beside the one asked for, put in its place once it is whole.
///
/// # Errors
///
/// When the folder cannot be made or the file not be written.
pub fn write_log<'a>(rows: impl Iterator<Item = LogRow<'a>>, path: &Path) -> Result<(), Error> {
    put(rows, path).map_err(|error| error.of_option("--log"))
}

fn put<'a>(rows: impl Iterator<Item = LogRow<'a>>, path: &Path) -> Result<(), Error> {
    let path = &disk::followed(path);
    let body = |file: &mut io::BufWriter<std::fs::File>| {
        // A log without steps still says what its columns are.
        let mut table = csv::WriterBuilder::new()
            .has_headers(false)
            .from_writer(file);
        table.write_record(COLUMNS)?;
        for row in rows {
            table.serialize(row).map_err(io::Error::other)?;
        }
        table.flush()
    };
    if disk::is_no_file(path) {
        return disk::pour(path, body);
    }
    let dir = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or(path.as_os_str());
    let partial = format!("{}.partial", name.to_string_lossy());
    disk::stream(dir, &partial, body)?;
    disk::rename(&dir.join(partial), path)
}
