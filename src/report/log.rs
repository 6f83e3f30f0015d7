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

/// Writes a log: a file beside the one asked for, put in its place once it is whole.
///
/// # Errors
///
/// When the folder cannot be made or the file not be written.
pub fn write_log<'a>(rows: impl Iterator<Item = LogRow<'a>>, path: &Path) -> Result<(), Error> {
    let dir = path.parent().unwrap_or(Path::new(""));
    let name = path.file_name().unwrap_or(path.as_os_str());
    let partial = format!("{}.partial", name.to_string_lossy());
    disk::stream(dir, &partial, |file| {
        let mut table = csv::Writer::from_writer(file);
        for row in rows {
            table.serialize(row).map_err(io::Error::other)?;
        }
        table.flush()
    })?;
    disk::rename(&dir.join(partial), path)
}
