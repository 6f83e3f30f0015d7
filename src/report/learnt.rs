//! A scenario that was learnt from a log, as a file with its tables beside it.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::disk::{Error, Instead};
use super::folder::Refusal;
use super::new_file::NewFile;
use crate::learn::Text;

/// Why it was not written.
#[derive(Debug)]
pub enum Taken {
    /// A file is there already.
    There(PathBuf),
    /// The file cannot be written.
    Refused(Refusal),
}

impl fmt::Display for Taken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::There(path) => write!(
                f,
                "{} is there already; name another file with --output, or replace it with --force",
                path.display()
            ),
            Self::Refused(refusal) => refusal.fmt(f),
        }
    }
}

impl From<Error> for Taken {
    fn from(error: Error) -> Self {
        Self::Refused(Refusal::Disk(error))
    }
}

impl From<Refusal> for Taken {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

/// Writes a scenario and its tables: the scenario last, so that it never lacks a table.
///
/// # Errors
///
/// When a file is there and is not to be replaced, or cannot be written. A table with the
/// text that it is to have is not in the way.
pub fn write_learnt(text: &Text, path: &Path, replace: bool) -> Result<(), Taken> {
    let dir = path.parent().unwrap_or(Path::new(""));
    if !replace {
        if path.exists() {
            return Err(Taken::There(path.to_owned()));
        }
        for (name, table) in &text.tables {
            let path = dir.join(name);
            let is_other = fs::read(&path).is_ok_and(|old| old != table.as_bytes());
            if is_other {
                return Err(Taken::There(path));
            }
        }
    }
    let write = |path: &Path, text: &str| -> Result<(), Taken> {
        let file = NewFile::begin(path, Instead::Option("--output"))?;
        Ok(file.write(|file| file.write_all(text.as_bytes()))?)
    };
    for (name, table) in &text.tables {
        write(&dir.join(name), table)?;
    }
    write(path, &text.scenario)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(table: &str) -> Text {
        Text {
            scenario: "format = 1\n".to_owned(),
            tables: vec![("log/holidays.csv".to_owned(), table.to_owned())],
        }
    }

    #[test]
    fn no_file_of_the_user_is_replaced_unasked() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        let (path, table) = (
            place.path().join("log.toml"),
            place.path().join("log/holidays.csv"),
        );
        fs::create_dir(place.path().join("log")).expect("a folder");
        fs::write(&table, "mine").expect("written");
        let refused = write_learnt(&text("date\n"), &path, false).expect_err("refused");
        assert!(refused.to_string().contains("holidays.csv"), "{refused}");
        assert!(refused.to_string().contains("--force"), "{refused}");
        assert!(!path.exists());
        write_learnt(&text("date\n"), &path, true).expect("replaced");
        assert_eq!(fs::read_to_string(&table).expect("read"), "date\n");
        // A table that an earlier try left as it should be is not in the way.
        fs::remove_file(&path).expect("removed");
        write_learnt(&text("date\n"), &path, false).expect("written");
        assert_eq!(fs::read_dir(place.path()).expect("read").count(), 2);
    }
}
