//! The lock on a place in an output folder: one writer at a time.
//!
//! The operating system holds the lock and drops it whenever the program ends, so a lock
//! is never stale. The lock file is hidden and is removed with the lock; the file of a
//! killed program is used again.

use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::disk::{self, Error};

/// Attempts to open a lock file that its last holder has just removed.
const TRIES: usize = 100;

/// A lock that is held.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
    /// Why the file system could not lock; the program continues without a lock.
    pub missing: Option<io::Error>,
}

/// Why a lock is not held.
#[derive(Debug)]
pub(super) enum LockError {
    /// Another program holds it.
    Busy,
    /// The lock file cannot be made.
    Disk(Error),
}

impl Lock {
    /// Takes the lock on `path`, which lies beside `.<name>.lock`, without waiting.
    pub fn take(path: &Path) -> Result<Self, LockError> {
        let path = disk::hidden(path, "lock");
        for _ in 0..TRIES {
            let file = open(&path)
                .map_err(|source| LockError::Disk(Error::new(&path, "make the lock", source)))?;
            let missing = match file.try_lock() {
                Ok(()) => None,
                Err(TryLockError::WouldBlock) => return Err(LockError::Busy),
                Err(TryLockError::Error(error)) => Some(error),
            };
            let lock = Self {
                file,
                path: path.clone(),
                missing,
            };
            // Between opening and locking, the last holder may have removed the file. A
            // lock on a file without a name excludes no other program.
            if lock.has_its_name() {
                return Ok(lock);
            }
        }
        Err(LockError::Busy)
    }

    /// Whether the locked file still has its name, so that other programs find the lock.
    pub fn has_its_name(&self) -> bool {
        is_same(&self.file, &self.path)
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Removed while the lock is still held, so that no new lock file of another program
        // is removed. Only Unix can distinguish two files of one name; elsewhere it stays.
        if cfg!(unix) && self.has_its_name() {
            let _ = std::fs::remove_file(&self.path);
        }
    }
}

/// Opens the lock file for writing, or for reading if it belongs to another user, which is
/// enough for a lock on most systems.
fn open(path: &Path) -> io::Result<File> {
    let opened = File::options()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path);
    match opened {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied && path.exists() => {
            File::open(path)
        }
        opened => opened,
    }
}

#[cfg(unix)]
fn is_same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let identity = |file: std::fs::Metadata| (file.dev(), file.ino());
    let held = file.metadata().map(identity);
    let named = std::fs::symlink_metadata(path).map(identity);
    held.is_ok() && held.ok() == named.ok()
}

#[cfg(not(unix))]
fn is_same(_file: &File, path: &Path) -> bool {
    path.exists()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_holder_is_refused_until_the_first_lets_go() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        let path = place.path().join("study");
        let first = Lock::take(&path).expect("free");
        assert!(matches!(Lock::take(&path), Err(LockError::Busy)));
        drop(first);
        assert_eq!(std::fs::read_dir(place.path()).expect("read").count(), 0);
        assert!(Lock::take(&path).is_ok());
    }

    #[test]
    fn a_lock_file_that_was_left_behind_is_used_again() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        std::fs::write(place.path().join(".study.lock"), "").expect("written");
        assert!(Lock::take(&place.path().join("study")).is_ok());
    }

    #[cfg(unix)]
    #[test]
    fn a_lock_whose_file_was_removed_is_detected() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        let path = place.path().join("study");
        let first = Lock::take(&path).expect("free");
        std::fs::remove_file(place.path().join(".study.lock")).expect("removed");
        assert!(!first.has_its_name());
        let second = Lock::take(&path).expect("free again");
        drop(first);
        assert!(second.has_its_name(), "the first removes its own file only");
    }
}
