//! A scenario that was learnt from a log, as a file with its tables beside it.

use std::fmt;
use std::path::{Path, PathBuf};

use super::disk::{self, Error};
use crate::learn::Text;

/// Why it was not written.
#[derive(Debug)]
pub enum Taken {
    /// A file is there already.
    There(PathBuf),
    /// The disk.
    Disk(Error),
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::There(path) => write!(
                f,
                "{} is there already; choose another place, or replace it with --force",
                path.display()
            ),
            Self::Disk(error) => error.fmt(f),
        }
    }
}

/// Writes a scenario and its tables: the scenario last, so that it never lacks a table.
///
/// # Errors
///
/// When a file is there and is not to be replaced, or cannot be written.
pub fn write_learnt(text: &Text, path: &Path, replace: bool) -> Result<(), Taken> {
    if path.exists() && !replace {
        return Err(Taken::There(path.to_owned()));
    }
    let dir = path.parent().unwrap_or(Path::new(""));
    for (name, table) in &text.tables {
        disk::write(dir, name, table.as_bytes()).map_err(Taken::Disk)?;
    }
    let name = path.file_name().unwrap_or(path.as_os_str());
    let partial = format!("{}.partial", name.to_string_lossy());
    disk::write(dir, &partial, text.scenario.as_bytes()).map_err(Taken::Disk)?;
    disk::rename(&dir.join(partial), path).map_err(Taken::Disk)
}
