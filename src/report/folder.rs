//! The folder of a study: begun as `<study>.partial`, renamed when whole.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use super::disk::{self, Error};

/// The file that says what a folder holds.
pub const MANIFEST: &str = "manifest.json";

/// A study's folder in the making.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    whole: PathBuf,
    partial: PathBuf,
}

/// Why a folder cannot be used.
#[derive(Debug)]
pub enum Refusal {
    /// A study of another scenario stands there.
    Taken(PathBuf),
    /// Something that is no study stands there.
    Strange(PathBuf),
    /// It cannot be written.
    Disk(Error),
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(path) => write!(
                formatter,
                "{} holds a study of another scenario; replace it with --force, or choose another folder with --output",
                path.display()
            ),
            Self::Strange(path) => write!(
                formatter,
                "{} is there and is no study; move it away, or choose another folder with --output",
                path.display()
            ),
            Self::Disk(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for Refusal {}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Disk(error)
    }
}

impl Folder {
    /// Begins the folder of `study` in `output`, and proves that it can be
    /// written. What an interrupted study left is removed; a whole one stays
    /// until the new one is whole.
    ///
    /// # Errors
    ///
    /// When a study of another scenario stands there (unless `force`), when what
    /// stands there is no study, or when the disk cannot be written.
    pub fn begin(output: &Path, study: &str, hash: &str, force: bool) -> Result<Self, Refusal> {
        let folder = Self {
            whole: output.join(study),
            partial: output.join(format!("{study}.partial")),
        };
        if folder.whole.exists() {
            match hash_of(&folder.whole) {
                None => return Err(Refusal::Strange(folder.whole)),
                Some(old) if old != hash && !force => return Err(Refusal::Taken(folder.whole)),
                Some(_) => {}
            }
        }
        if folder.partial.exists() {
            // Whatever is there was begun and never finished; it has a manifest
            // or only our probe.
            disk::remove(&folder.partial)?;
        }
        disk::probe(&folder.partial)?;
        Ok(folder)
    }

    /// Where the files go until the study is whole.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.partial
    }

    /// Where the study will stand.
    #[must_use]
    pub fn whole(&self) -> &Path {
        &self.whole
    }

    /// Writes a file beside the tables.
    ///
    /// # Errors
    ///
    /// When it cannot be written whole.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        disk::write(&self.partial, name, text.as_bytes())
    }

    /// Takes away what was begun and cannot be finished. The error that led here is told
    /// already; what cannot be removed either is removed when the next one begins.
    pub fn give_up(self) {
        let _ = disk::remove(&self.partial);
    }

    /// Puts the finished study in its place.
    ///
    /// # Errors
    ///
    /// When the old one cannot be removed or the new one cannot be renamed.
    pub fn finish(self) -> Result<PathBuf, Error> {
        if self.whole.exists() {
            disk::remove(&self.whole)?;
        }
        disk::rename(&self.partial, &self.whole)?;
        Ok(self.whole)
    }
}

/// The scenario hash of the study in a folder; none where there is no study.
fn hash_of(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(manifest.get("scenario_hash")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn begin(output: &Path, hash: &str, force: bool) -> Result<Folder, Refusal> {
        Folder::begin(output, "study", hash, force)
    }

    #[test]
    fn only_the_same_scenario_replaces_a_study() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        let first = begin(place.path(), "a", false).expect("a new folder");
        first
            .write(MANIFEST, "{\"scenario_hash\": \"a\"}")
            .expect("a manifest");
        first.finish().expect("renamed");
        assert!(matches!(
            begin(place.path(), "b", false),
            Err(Refusal::Taken(_))
        ));
        assert!(begin(place.path(), "b", true).is_ok());
        assert!(begin(place.path(), "a", false).is_ok());
    }

    #[test]
    fn what_is_no_study_is_never_replaced() {
        let Ok(place) = tempfile::tempdir() else {
            return;
        };
        fs::create_dir_all(place.path().join("study/letters")).expect("a folder");
        assert!(matches!(
            begin(place.path(), "a", true),
            Err(Refusal::Strange(_))
        ));
    }
}
