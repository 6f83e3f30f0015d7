//! Files that belong together, such as a scenario with its tables.

use std::fmt;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::disk::{Error, Instead};
use super::folder::FolderError;
use super::new_file::NewFile;

/// Why files were not written.
#[derive(Debug)]
pub enum FileSetError {
    /// A file is there already.
    Exists(PathBuf),
    /// The file cannot be written.
    Unwritable(FolderError),
}

impl fmt::Display for FileSetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exists(path) => write!(
                f,
                "{} is there already; choose another place, or replace it with --force",
                path.display()
            ),
            Self::Unwritable(error) => error.fmt(f),
        }
    }
}

impl From<Error> for FileSetError {
    fn from(error: Error) -> Self {
        Self::Unwritable(FolderError::Disk(error))
    }
}

impl From<FolderError> for FileSetError {
    fn from(error: FolderError) -> Self {
        Self::Unwritable(error)
    }
}

/// Writes files in their order, each whole. An existing file with the same text is no
/// obstacle. `option` names the option by which the user can choose another place.
///
/// # Errors
///
/// When a file with another text exists and is not to be replaced (then nothing is written),
/// or when a file cannot be written.
pub fn write_files(
    files: &[(PathBuf, &str)],
    replace: bool,
    option: &'static str,
) -> Result<(), FileSetError> {
    let differs = |(path, text): &&(PathBuf, &str)| {
        path.exists() && !fs::read(path).is_ok_and(|old| old == text.as_bytes())
    };
    if let Some((path, _)) = files.iter().find(differs).filter(|_| !replace) {
        return Err(FileSetError::Exists(path.clone()));
    }
    for (path, text) in files {
        let file = NewFile::begin(path, Instead::Option(option))?;
        file.write(|file| file.write_all(text.as_bytes()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_file_of_the_user_is_replaced_unasked() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        let (path, table) = (
            place.path().join("log.toml"),
            place.path().join("log/holidays.csv"),
        );
        let files = [(table.clone(), "date\n"), (path.clone(), "format = 1\n")];
        fs::create_dir(place.path().join("log")).expect("a folder");
        fs::write(&table, "mine").expect("written");
        let refused = write_files(&files, false, "--output").expect_err("refused");
        assert!(refused.to_string().contains("holidays.csv"), "{refused}");
        assert!(refused.to_string().contains("--force"), "{refused}");
        assert!(!path.exists());
        write_files(&files, true, "--output").expect("replaced");
        assert_eq!(fs::read_to_string(&table).expect("read"), "date\n");
        // A file that an earlier try wrote with the same text is no obstacle.
        fs::remove_file(&path).expect("removed");
        write_files(&files, false, "--output").expect("written");
        assert_eq!(fs::read_dir(place.path()).expect("read").count(), 2);
    }
}
