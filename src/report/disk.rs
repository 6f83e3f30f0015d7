//! Files and folders on the disk: each change is synced, and its error names the cure.

use std::ffi::OsStr;
use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes the probe writes: enough to detect a full disk or a quota, too few to cost time.
const PROBE_BYTES: usize = 4 << 20;

/// The file that the probe writes and removes.
pub(super) const PROBE: &str = ".probe";

/// The user's alternative where nothing can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Instead {
    /// Name another place with this option.
    Option(&'static str),
    /// Have the result printed with this option.
    Print(&'static str),
}

impl Instead {
    /// The clause for it, after "free space on the disk, or" and the like.
    fn clause(self, place: &str) -> String {
        match self {
            Self::Option(option) => format!("choose {place} with {option}"),
            Self::Print(option) => format!("print the result with {option}"),
        }
    }
}

/// A folder or file that could not be written.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    doing: &'static str,
    source: io::Error,
    instead: Instead,
    /// What is kept of the results, as the end of the sentence; may be empty.
    kept: String,
}

impl Error {
    pub(super) fn new(path: &Path, doing: &'static str, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            doing,
            source,
            instead: Instead::Option("--output"),
            kept: String::new(),
        }
    }

    /// The same error with another alternative.
    #[must_use]
    pub(super) fn or(self, instead: Instead) -> Self {
        Self { instead, ..self }
    }

    /// The same error for the file that the user named.
    #[must_use]
    pub(super) fn of_file(self, path: &Path) -> Self {
        Self {
            path: path.to_owned(),
            ..self
        }
    }

    /// The same error, with what is kept of the results.
    #[must_use]
    pub(super) fn keeping(self, kept: String) -> Self {
        Self { kept, ..self }
    }

    /// A fault of the page's templates.
    pub(super) fn page(dir: &Path, source: minijinja::Error) -> Self {
        Self::new(&dir.join("report.html"), "set", io::Error::other(source))
    }

    /// The folder or file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The cause, without the cure.
    pub(super) fn reason(&self) -> String {
        let (path, source) = (self.path.display(), &self.source);
        format!("cannot {} {path}: {source}", self.doing)
    }

    /// What the user can do about it.
    #[must_use]
    pub fn cure(&self) -> String {
        let or = |first: &str, place: &str| format!("{first}, or {}", self.instead.clause(place));
        match self.source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                self.instead.clause("a place you may write to,")
            }
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::WriteZero => or("free space on the disk", "another one"),
            io::ErrorKind::FileTooLarge => or(
                "raise the limit on the size of files (`ulimit -f`)",
                "another disk",
            ),
            io::ErrorKind::NotADirectory
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::DirectoryNotEmpty
            | io::ErrorKind::IsADirectory => {
                or("move away what stands in the way", "another place")
            }
            _ => or("check the disk and the folder", "another one"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.reason(), self.cure())?;
        if !self.kept.is_empty() {
            write!(f, "; {}", self.kept)?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.source)
    }
}

/// Makes the folder and proves that files of some size can be written to it.
///
/// # Errors
///
/// When the folder cannot be made, or a test file cannot be written, synced or
/// removed.
pub fn probe(dir: &Path) -> Result<(), Error> {
    make(dir)?;
    let path = dir.join(PROBE);
    fill(&path, |file| file.write_all(&vec![0x5a; PROBE_BYTES]))?;
    change(|| fs::remove_file(&path)).map_err(|source| Error::new(&path, "remove", source))
}

/// Whether anything exists at a path, including a broken link.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Makes a folder and those above it.
pub(super) fn make(dir: &Path) -> Result<(), Error> {
    change(|| fs::create_dir_all(dir)).map_err(|source| Error::new(dir, "make the folder", source))
}

/// Removes one file or link.
pub(super) fn remove_file(path: &Path) -> Result<(), Error> {
    change(|| fs::remove_file(path)).map_err(|source| Error::new(path, "remove", source))
}

/// Removes a folder with its content, or a link but not its target. Removal continues after
/// an error; the first error is returned.
pub(super) fn remove_tree(path: &Path) -> Result<(), Error> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    if !is_folder {
        return remove_file(path);
    }
    let entries = fs::read_dir(path).map_err(|source| Error::new(path, "read", source))?;
    let mut first = None;
    for entry in entries {
        let removed = match entry {
            Ok(entry) => remove_tree(&entry.path()),
            Err(source) => Err(Error::new(path, "read", source)),
        };
        first = first.or(removed.err());
    }
    match first {
        Some(error) => Err(error),
        None => {
            change(|| fs::remove_dir(path)).map_err(|source| Error::new(path, "remove", source))
        }
    }
}

/// Renames a file or folder.
pub(super) fn rename(from: &Path, to: &Path) -> io::Result<()> {
    change(|| fs::rename(from, to))
}

/// Makes the names in a folder survive a loss of power. Where the system cannot sync a
/// folder (Windows), its own order of writing must do.
pub(super) fn sync_folder(dir: &Path) -> Result<(), Error> {
    let dir = if dir.as_os_str().is_empty() {
        Path::new(".")
    } else {
        dir
    };
    match change(|| File::open(dir).and_then(|folder| folder.sync_all())) {
        Ok(()) => Ok(()),
        Err(source) => match source.kind() {
            io::ErrorKind::InvalidInput
            | io::ErrorKind::Unsupported
            | io::ErrorKind::PermissionDenied
            | io::ErrorKind::IsADirectory => Ok(()),
            _ => Err(Error::new(dir, "sync", source)),
        },
    }
}

/// Syncs a folder and all folders in it.
pub(super) fn sync_tree(dir: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(dir).map_err(|source| Error::new(dir, "read", source))?;
    for entry in entries.flatten() {
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            sync_tree(&entry.path())?;
        }
    }
    sync_folder(dir)
}

/// Writes one file whole, making its folder where needed.
pub(super) fn write(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    stream(dir, name, |file| file.write_all(bytes))
}

/// Writes one file piece by piece, for tables too long to be held twice.
pub(super) fn stream(
    dir: &Path,
    name: &str,
    body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let path = dir.join(name);
    make(path.parent().unwrap_or(dir))?;
    fill(&path, body)
}

/// Writes one file under a partial name and renames it, so that readers see the old or the
/// new file, whole.
pub(super) fn replace(
    path: &Path,
    partial: &Path,
    body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    fill(partial, body)?;
    if let Err(source) = rename(partial, path) {
        let _ = remove_file(partial);
        return Err(Error::new(path, "put in place", source));
    }
    sync_folder(path.parent().unwrap_or(Path::new("")))
}

/// The hidden name beside a file or folder: `.<name>.<ending>`.
pub(super) fn hidden(path: &Path, ending: &str) -> PathBuf {
    let mut name = std::ffi::OsString::from(".");
    name.push(path.file_name().unwrap_or(OsStr::new("")));
    name.push(".");
    name.push(ending);
    path.with_file_name(name)
}

/// The target of a path. Links are followed, so that their target is written and not the
/// link replaced.
pub(super) fn followed(path: &Path) -> PathBuf {
    const LINKS: usize = 32;
    let mut path = path.to_owned();
    for _ in 0..LINKS {
        let Ok(target) = fs::read_link(&path) else {
            break;
        };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

/// Whether a path is neither a file nor a folder: a pipe, a device.
pub(super) fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}

/// Writes into a pipe or a device, which cannot be replaced.
pub(super) fn pour(
    path: &Path,
    body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let write = || {
        let mut file = BufWriter::new(File::options().write(true).open(path)?);
        body(&mut file)?;
        file.flush()
    };
    write().map_err(|source| Error::new(path, "write", source))
}

/// Writes a file and syncs it; an incomplete file is removed. Flush and sync report errors
/// that a dropped buffer or a closed file would hide.
fn fill(
    path: &Path,
    body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>,
) -> Result<(), Error> {
    let failed = |source| Error::new(path, "write", source);
    let mut file = BufWriter::new(change(|| File::create(path)).map_err(failed)?);
    let written = change(|| {
        body(&mut file)?;
        file.flush()?;
        file.get_ref().sync_all()
    });
    if let Err(source) = written {
        // A dropped buffer would try to write its rest again.
        let _ = file.into_parts();
        let _ = remove_file(path);
        return Err(failed(source));
    }
    Ok(())
}

/// Makes one change to the disk. All changes pass here, so that a test can stop before any
/// of them, like a kill.
fn change<T>(operation: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    #[cfg(test)]
    stop::before_change()?;
    operation()
}

/// A stop after some changes, like a kill: no later change on this thread happens.
#[cfg(test)]
pub(super) mod stop {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        static LEFT: Cell<Option<usize>> = const { Cell::new(None) };
    }

    /// Allows this many more changes.
    pub fn after(changes: usize) {
        LEFT.set(Some(changes));
    }

    /// Allows changes again. Returns whether the stop was reached.
    pub fn lift() -> bool {
        LEFT.take() == Some(0)
    }

    pub fn before_change() -> io::Result<()> {
        match LEFT.get() {
            None => Ok(()),
            Some(0) => Err(io::Error::other("stopped by the test")),
            Some(left) => {
                LEFT.set(Some(left - 1));
                Ok(())
            }
        }
    }
}
