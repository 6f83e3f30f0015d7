//! A single file, written whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

use super::disk::{self, Error, Instead};
use super::folder::FolderError;
use super::lock::{Lock, LockError};

/// A file to be written. It is written under a hidden partial name and renamed when whole;
/// a pipe or a device is written directly.
#[derive(Debug)]
pub struct NewFile {
    /// The file, links followed.
    path: PathBuf,
    instead: Instead,
    /// None for a pipe or a device.
    lock: Option<Lock>,
}

impl NewFile {
    /// Checks, before the work, that the file the user named with `option` can be written.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made or written to, when the path is a folder, or when
    /// another run is writing the file.
    pub fn named_by(path: &Path, option: &'static str) -> Result<Self, FolderError> {
        Self::begin(path, Instead::Option(option))
    }

    pub(super) fn begin(path: &Path, instead: Instead) -> Result<Self, FolderError> {
        // A system link to a pipe, such as /dev/stdout, has no target path.
        if disk::is_no_file(path) {
            return Ok(Self {
                path: path.to_owned(),
                instead,
                lock: None,
            });
        }
        let failed = |doing, source| FolderError::Disk(Error::new(path, doing, source).or(instead));
        let path = disk::followed(path);
        if path.is_dir() || path.file_name().is_none() {
            return Err(failed("write", io::ErrorKind::IsADirectory.into()));
        }
        let folder = path.parent().unwrap_or(Path::new(""));
        disk::make(folder).map_err(|error| error.or(instead))?;
        let lock = match Lock::take(&path) {
            Ok(lock) => lock,
            Err(LockError::Busy) => {
                let source = io::Error::new(
                    io::ErrorKind::ResourceBusy,
                    "another run of tidegate is writing it",
                );
                return Err(failed("write", source));
            }
            Err(LockError::Disk(error)) => return Err(FolderError::Disk(error.or(instead))),
        };
        Ok(Self {
            path,
            instead,
            lock: Some(lock),
        })
    }

    /// Writes the file. An incomplete file is removed.
    pub(super) fn write(
        self,
        body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
    ) -> Result<(), Error> {
        let written = if self.lock.is_some() {
            disk::replace(&self.path, &disk::hidden(&self.path, "partial"), body)
        } else {
            disk::pour(&self.path, body)
        };
        written.map_err(|error| error.or(self.instead).of_file(&self.path))
    }
}
