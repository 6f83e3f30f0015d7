//! The folder of a study: probed before hours of work, written whole or not at all.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Bytes the probe writes: enough to meet a full disk or a quota, little enough
/// to cost no time.
const PROBE_BYTES: usize = 4 << 20;

/// A folder or file that could not be written.
#[derive(Debug)]
pub struct Error {
    path: PathBuf,
    doing: &'static str,
    source: io::Error,
    /// The option by which another place is chosen.
    option: &'static str,
}

impl Error {
    fn new(path: &Path, doing: &'static str, source: io::Error) -> Self {
        Self {
            path: path.to_owned(),
            doing,
            source,
            option: "--output",
        }
    }

    /// The same of a place that another option names.
    #[must_use]
    pub(super) fn of_option(self, option: &'static str) -> Self {
        Self { option, ..self }
    }

    /// The page could not be set from its templates.
    pub(super) fn page(dir: &Path, source: minijinja::Error) -> Self {
        Self::new(&dir.join("report.html"), "set", io::Error::other(source))
    }

    /// The folder or file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What the user can do about it.
    #[must_use]
    pub fn cure(&self) -> String {
        let (what, instead) = match self.source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                ("", "choose a place you may write to, with")
            }
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge
            | io::ErrorKind::WriteZero => {
                ("free space on the disk, or ", "choose another one with")
            }
            io::ErrorKind::NotADirectory
            | io::ErrorKind::AlreadyExists
            | io::ErrorKind::IsADirectory => (
                "move away what stands in the way, or ",
                "choose another place with",
            ),
            _ => (
                "check the disk and the folder, or ",
                "choose another one with",
            ),
        };
        format!("{what}{instead} {}", self.option)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "cannot {} {}: {}; {}",
            self.doing,
            self.path.display(),
            self.source,
            self.cure()
        )
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
    let path = dir.join(".probe");
    let tried = fill(&path, |file| file.write_all(&vec![0x5a; PROBE_BYTES]));
    let removed = fs::remove_file(&path);
    tried.map_err(|source| Error::new(&path, "write", source))?;
    removed.map_err(|source| Error::new(&path, "remove", source))
}

/// Removes a folder with all it holds.
pub(super) fn remove(dir: &Path) -> Result<(), Error> {
    fs::remove_dir_all(dir).map_err(|source| Error::new(dir, "remove", source))
}

/// Renames a folder.
pub(super) fn rename(from: &Path, to: &Path) -> Result<(), Error> {
    fs::rename(from, to).map_err(|source| Error::new(to, "put in place", source))
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
    fill(&path, body).map_err(|source| Error::new(&path, "write", source))
}

/// Where a path leads: links are followed, so that what they lead to is written and not
/// they.
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

/// Whether something is there that is neither a file nor a folder: a pipe, a device.
pub(super) fn is_no_file(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// Writes into what is there and cannot be replaced: a pipe, a device.
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

fn make(dir: &Path) -> Result<(), Error> {
    fs::create_dir_all(dir).map_err(|source| Error::new(dir, "make the folder", source))
}

/// A dropped buffer swallows its error and a closed file may still be lost:
/// flush and sync say so.
fn fill(path: &Path, body: impl FnOnce(&mut BufWriter<File>) -> io::Result<()>) -> io::Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    body(&mut file)?;
    file.flush()?;
    file.get_ref().sync_all()
}
