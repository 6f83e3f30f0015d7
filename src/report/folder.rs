//! The folder of a study, from its first file to its place in the output folder.
//!
//! A study is written to `<study>.partial` and renamed when whole; the old one is moved
//! aside before that and removed after it. A kill at any point leaves the old or the new
//! study whole, and the next start of the same study finishes what was begun.

use std::fmt;
use std::path::{Path, PathBuf};

use super::content::{self, Content, Identity, MANIFEST, MANIFEST_PARTIAL, State};
use super::disk::{self, Error};
use super::lock::{Lock, LockError};

/// Old studies kept aside at most, because something in each cannot be removed.
const ASIDE_AT_MOST: usize = 100;

/// Endings that the program gives to folders of a study itself.
const RESERVED: [&str; 2] = [".partial", ".interrupted"];

/// A study's folder while it is written. If it is dropped before it is closed, a folder
/// without results is removed.
#[derive(Debug)]
pub struct Folder {
    places: Places,
    identity: Identity,
    notes: Vec<String>,
    /// Whether `<study>.interrupted` is an earlier try at this study.
    interrupted: bool,
    is_closed: bool,
    lock: Lock,
}

/// The paths of the folders of a study.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Places {
    output: PathBuf,
    /// The study.
    whole: PathBuf,
    /// The study under way.
    partial: PathBuf,
    /// The interrupted study before it.
    interrupted: PathBuf,
}

/// A closed folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placed {
    /// The folder of the study: its own, or the partial one.
    pub folder: PathBuf,
    /// What could not be removed, each in a sentence.
    pub left: Vec<String>,
}

/// Why a folder cannot be used.
#[derive(Debug)]
pub enum FolderError {
    /// It holds a study of another scenario or command.
    Taken(PathBuf, content::Kind),
    /// It holds something that is no study.
    Strange(PathBuf),
    /// Another run is writing it.
    Busy(PathBuf),
    /// The program uses the study's name itself.
    Reserved(String),
    /// It cannot be written.
    Disk(Error),
}

impl fmt::Display for FolderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Taken(path, kind) => write!(
                f,
                "{} holds {kind} of another scenario or command; replace it with --force, or choose another folder with --output",
                path.display()
            ),
            Self::Strange(path) => write!(
                f,
                "{} is there and is no study, so that not even --force replaces it; move it away, or choose another folder with --output",
                path.display()
            ),
            Self::Busy(path) => write!(
                f,
                "another run of tidegate is writing {}; wait until it ends, or choose another folder with --output",
                path.display()
            ),
            Self::Reserved(name) => write!(
                f,
                "a study called `{name}` would share a folder with what tidegate keeps of another study; give the scenario file another name"
            ),
            Self::Disk(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for FolderError {}

impl From<Error> for FolderError {
    fn from(error: Error) -> Self {
        Self::Disk(error)
    }
}

impl Folder {
    /// Begins the folder of `study` in `output`, and proves that it can be written.
    /// First it finishes a killed run of the study: a whole study not yet in its place is put
    /// there. A whole study stays until the new one is whole; an interrupted study of the
    /// same scenario moves to `<study>.interrupted`.
    ///
    /// # Errors
    ///
    /// When another run writes the study, when the folder holds a study of another scenario
    /// (unless `force`) or something that is no study, or when the disk cannot be written.
    pub fn begin(
        output: &Path,
        study: &str,
        identity: Identity,
        force: bool,
    ) -> Result<Self, FolderError> {
        check_name(study)?;
        let places = Places::new(output, study);
        disk::make(output)?;
        let lock = lock(&places)?;
        let mut notes = Vec::new();
        if let Some(error) = &lock.missing {
            notes.push(format!(
                "{} cannot be locked ({error}): start no second run of this study meanwhile",
                output.display()
            ));
        }
        places.recover(&mut notes)?;
        check_whole(&places.whole, &identity, force)?;
        let interrupted = places.clear(&identity, force, &mut notes)?;
        let folder = Self {
            places,
            identity,
            notes,
            interrupted,
            is_closed: false,
            lock,
        };
        folder.start()?;
        Ok(folder)
    }

    /// Makes the folder, writes its identity, and tests the disk.
    fn start(&self) -> Result<(), Error> {
        disk::make(&self.places.partial)?;
        let begun = serde_json::json!({
            "manifest": 1,
            "kind": self.identity.kind,
            "scenario_hash": self.identity.hash,
            "state": State::Begun,
        });
        self.write_manifest(&format!("{begun:#}\n"))?;
        disk::probe(&self.places.partial)
    }

    /// The folder of the files until the study is whole.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.places.partial
    }

    /// Notes for the user on the state of the folder, in sentences.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
    }

    /// Writes a file beside the tables.
    ///
    /// # Errors
    ///
    /// When it cannot be written whole.
    pub fn write(&self, name: &str, text: &str) -> Result<(), Error> {
        disk::write(&self.places.partial, name, text.as_bytes())
    }

    /// Writes a study with `body` and closes the folder with its manifest: a whole study
    /// is put in its place, a partial one is left. `manifest` names the kind and the hash
    /// that the folder was begun with.
    ///
    /// # Errors
    ///
    /// When a file cannot be written or the folder cannot be renamed; the error says what
    /// is kept.
    pub fn publish<T>(
        mut self,
        manifest: &str,
        is_partial: bool,
        body: impl FnOnce(&Self) -> Result<T, Error>,
    ) -> Result<(T, Placed), Error> {
        let written = self.keep_lock().and_then(|()| {
            let written = body(&self)?;
            // Everything else is on the disk before the manifest declares it whole.
            disk::sync_tree(&self.places.partial)?;
            self.write_manifest(manifest)?;
            Ok(written)
        });
        let written = match written {
            Ok(written) => written,
            Err(error) => {
                let results = self.kept_results();
                return Err(error.keeping(results));
            }
        };
        self.is_closed = true;
        let placed = if is_partial {
            Placed {
                folder: self.places.partial.clone(),
                left: Vec::new(),
            }
        } else {
            self.place()?
        };
        Ok((written, placed))
    }

    /// Puts the whole study in its place.
    fn place(&self) -> Result<Placed, Error> {
        let mut left = self.places.swap_in()?;
        let interrupted = &self.places.interrupted;
        let is_ours = match Content::read(interrupted) {
            Content::Ours { identity, .. } => self.interrupted || self.identity.succeeds(&identity),
            Content::Remains => true,
            Content::Absent | Content::Foreign => false,
        };
        if is_ours && let Err(error) = content::remove(interrupted) {
            left.push(not_removed("the interrupted study", interrupted, &error));
        }
        Ok(Placed {
            folder: self.places.whole.clone(),
            left,
        })
    }

    /// Takes the lock again if it is gone: a removed output folder takes the lock with it.
    fn keep_lock(&mut self) -> Result<(), Error> {
        if self.lock.has_its_name() {
            return Ok(());
        }
        disk::make(&self.places.output)?;
        match Lock::take(&self.places.whole) {
            Ok(lock) => {
                self.lock = lock;
                Ok(())
            }
            Err(LockError::Disk(error)) => Err(error),
            Err(LockError::Busy) => {
                let why = "the output folder was removed during the run, and another run is writing the study";
                let source = std::io::Error::other(why);
                Err(Error::new(&self.places.whole, "write", source))
            }
        }
    }

    fn write_manifest(&self, text: &str) -> Result<(), Error> {
        use std::io::Write;
        let dir = &self.places.partial;
        disk::replace(&dir.join(MANIFEST), &dir.join(MANIFEST_PARTIAL), |file| {
            file.write_all(text.as_bytes())
        })
    }

    /// What is kept of an unfinished study, for the end of an error.
    fn kept_results(&self) -> String {
        let partial = &self.places.partial;
        match Content::read(partial) {
            Content::Ours {
                has_results: true, ..
            } if self.lock.has_its_name() => format!(
                "the files written before that stay in {}",
                partial.display()
            ),
            Content::Ours { .. } | Content::Absent | Content::Remains | Content::Foreign => {
                "nothing of this run is kept".to_owned()
            }
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.is_closed || !self.lock.has_its_name() {
            return;
        }
        match Content::read(&self.places.partial) {
            Content::Remains
            | Content::Ours {
                has_results: false, ..
            } => {
                // The cause is an error already; the next start removes the folder too.
                let _ = content::remove(&self.places.partial);
            }
            Content::Absent | Content::Foreign | Content::Ours { .. } => {}
        }
    }
}

impl Places {
    fn new(output: &Path, study: &str) -> Self {
        Self {
            output: output.to_owned(),
            whole: output.join(study),
            partial: output.join(format!("{study}.partial")),
            interrupted: output.join(format!("{study}.interrupted")),
        }
    }

    /// Hidden paths for old studies while the new one replaces them. A visible `<study>.old`
    /// may be a user's own copy.
    fn aside(&self) -> impl Iterator<Item = PathBuf> {
        let numbered = |number| match number {
            1 => disk::hidden(&self.whole, "old"),
            _ => disk::hidden(&self.whole, &format!("old-{number}")),
        };
        (1..=ASIDE_AT_MOST).map(numbered)
    }

    /// Finishes a killed run: puts a finished study in its place, or the old one back, and
    /// removes old ones kept aside.
    fn recover(&self, notes: &mut Vec<String>) -> Result<(), FolderError> {
        if Content::read(&self.partial).is_whole() {
            if Content::read(&self.whole) == Content::Foreign {
                return Err(FolderError::Strange(self.whole.clone()));
            }
            notes.extend(self.swap_in()?);
            notes.push(format!(
                "an earlier run had finished its study but not put it in place; it is in {} now",
                self.whole.display()
            ));
        }
        let aside: Vec<PathBuf> = self.aside().filter(|old| disk::exists(old)).collect();
        if !disk::exists(&self.whole)
            && let Some(old) = aside.iter().rfind(|old| Content::read(old).is_whole())
        {
            disk::rename(old, &self.whole)
                .map_err(|source| Error::new(&self.whole, "put back", source))?;
            disk::sync_folder(&self.output)?;
        }
        for old in aside {
            if let Content::Ours { .. } | Content::Remains = Content::read(&old)
                && let Err(error) = content::remove(&old)
            {
                notes.push(not_removed("an old study", &old, &error));
            }
        }
        Ok(())
    }

    /// Moves the old study aside and the partial one, which is whole, into its place, then
    /// removes the old one. Returns what could not be removed.
    fn swap_in(&self) -> Result<Vec<String>, Error> {
        let stays = |error: Error| {
            error.keeping(format!(
                "the finished study stays in {} and is put in place when this study is next started",
                self.partial.display()
            ))
        };
        let mut old = None;
        if disk::exists(&self.whole) {
            let aside = self.aside().find(|aside| !disk::exists(aside));
            let aside = aside.unwrap_or_else(|| disk::hidden(&self.whole, "old"));
            disk::rename(&self.whole, &aside)
                .map_err(|source| stays(Error::new(&self.whole, "move away", source)))?;
            old = Some(aside);
        }
        if let Err(source) = disk::rename(&self.partial, &self.whole) {
            if let Some(old) = &old {
                // If this fails too, the next start does it.
                let _ = disk::rename(old, &self.whole);
            }
            return Err(stays(Error::new(&self.whole, "put in place", source)));
        }
        disk::sync_folder(&self.output)?;
        let mut left = Vec::new();
        if let Some(old) = old
            && let Err(error) = content::remove(&old)
        {
            left.push(not_removed("the old study", &old, &error));
        }
        Ok(left)
    }

    /// Makes room for the partial folder. Returns whether it moved away an interrupted study
    /// that this one replaces.
    fn clear(
        &self,
        identity: &Identity,
        force: bool,
        notes: &mut Vec<String>,
    ) -> Result<bool, FolderError> {
        match Content::read(&self.partial) {
            Content::Absent => Ok(false),
            Content::Foreign => Err(FolderError::Strange(self.partial.clone())),
            Content::Remains
            | Content::Ours {
                has_results: false, ..
            } => {
                content::remove(&self.partial)?;
                Ok(false)
            }
            Content::Ours { identity: old, .. } if !force && !identity.succeeds(&old) => {
                Err(FolderError::Taken(self.partial.clone(), old.kind))
            }
            Content::Ours { .. } => {
                self.keep_interrupted(identity, force)?;
                notes.push(format!(
                    "what an earlier run finished before it ended is in {} until the new study is whole",
                    self.interrupted.display()
                ));
                Ok(true)
            }
        }
    }

    /// Moves the partial folder to the interrupted one and replaces an older one.
    fn keep_interrupted(&self, identity: &Identity, force: bool) -> Result<(), FolderError> {
        match Content::read(&self.interrupted) {
            Content::Absent => {}
            Content::Foreign => return Err(FolderError::Strange(self.interrupted.clone())),
            Content::Ours { identity: old, .. } if !force && !identity.succeeds(&old) => {
                return Err(FolderError::Taken(self.interrupted.clone(), old.kind));
            }
            Content::Ours { .. } | Content::Remains => content::remove(&self.interrupted)?,
        }
        disk::rename(&self.partial, &self.interrupted)
            .map_err(|source| Error::new(&self.partial, "move away", source))?;
        Ok(disk::sync_folder(&self.output)?)
    }
}

fn lock(places: &Places) -> Result<Lock, FolderError> {
    Lock::take(&places.whole).map_err(|error| match error {
        LockError::Busy => FolderError::Busy(places.whole.clone()),
        LockError::Disk(error) => FolderError::Disk(error),
    })
}

/// Refuses a study whose folder could be the partial or hidden one of another study, also
/// on file systems that ignore case.
fn check_name(study: &str) -> Result<(), FolderError> {
    let name = study.to_lowercase();
    let is_reserved = RESERVED.iter().any(|ending| name.ends_with(ending))
        || name.starts_with('.')
        || name.is_empty()
        || name.contains(['/', '\\']);
    if is_reserved {
        Err(FolderError::Reserved(study.to_owned()))
    } else {
        Ok(())
    }
}

fn check_whole(whole: &Path, identity: &Identity, force: bool) -> Result<(), FolderError> {
    match Content::read(whole) {
        Content::Absent | Content::Remains => Ok(()),
        Content::Foreign => Err(FolderError::Strange(whole.to_owned())),
        Content::Ours { identity: old, .. } if force || identity.succeeds(&old) => Ok(()),
        Content::Ours { identity: old, .. } => Err(FolderError::Taken(whole.to_owned(), old.kind)),
    }
}

fn not_removed(what: &str, place: &Path, error: &Error) -> String {
    format!(
        "{what} in {} could not be removed: {}; remove it by hand",
        place.display(),
        error.reason()
    )
}

#[cfg(test)]
mod tests;
