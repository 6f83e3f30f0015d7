//! What a folder holds: a study of ours, what is left of one, or something else.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::disk::{self, Error, PROBE};

/// The file that says what a folder holds.
pub const MANIFEST: &str = "manifest.json";
/// The manifest while it is written.
pub(super) const MANIFEST_PARTIAL: &str = ".manifest.json.partial";
/// The manifest of a folder that is being removed.
const REMOVED: &str = ".manifest.json.removed";

/// Which command made a study's folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `compare`: tables, charts and page.
    Study,
    /// `run`: tables alone.
    Tables,
    /// `measure`: what runs cost.
    Measurement,
    /// `fit flows`: tables and charts of flows.
    Flows,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Study => "a study",
            Self::Tables => "the tables of a run",
            Self::Measurement => "a measurement",
            Self::Flows => "a fit of flows",
        })
    }
}

/// What makes one study the successor of another: same kind, same scenario.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// Which command makes it.
    pub kind: Kind,
    /// Hash of the scenario.
    pub hash: String,
}

impl Identity {
    /// Whether a folder of `old` may be replaced without being asked: it is of the same
    /// scenario, and all that it holds is made anew.
    pub(super) fn succeeds(&self, old: &Self) -> bool {
        let holds_as_much =
            self.kind == old.kind || (self.kind == Kind::Study && old.kind == Kind::Tables);
        self.hash == old.hash && holds_as_much
    }
}

/// How far a study has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Begun; nothing says that a file beside the manifest is there.
    Begun,
    /// Cut short, with all that was finished.
    Partial,
    /// Whole.
    Whole,
}

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing.
    Absent,
    /// An empty folder, or one of ours that was being removed: nothing in it is of use.
    Remains,
    /// A folder of ours.
    Ours {
        identity: Identity,
        state: State,
        /// Whether it holds more than a manifest.
        has_results: bool,
    },
    /// Anything else.
    Foreign,
}

impl Content {
    /// Looks at a path.
    pub fn of(path: &Path) -> Self {
        if !disk::exists(path) {
            return Self::Absent;
        }
        let Ok(entries) = fs::read_dir(path) else {
            return Self::Foreign;
        };
        let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        if let Some((identity, state)) = manifest(path) {
            let has_results = names.iter().any(|name| !is_scratch(name));
            return Self::Ours {
                identity,
                state,
                has_results,
            };
        }
        let is_remains = names.iter().any(|name| name == REMOVED)
            || names
                .iter()
                .all(|name| is_scratch(name) && name != MANIFEST);
        if is_remains {
            Self::Remains
        } else {
            Self::Foreign
        }
    }

    /// Whether it is a whole study.
    pub fn is_whole(&self) -> bool {
        matches!(
            self,
            Self::Ours {
                state: State::Whole,
                ..
            }
        )
    }
}

/// Whether a file is of use to the program alone.
fn is_scratch(name: &OsStr) -> bool {
    [MANIFEST, MANIFEST_PARTIAL, REMOVED, PROBE]
        .iter()
        .any(|scratch| name == *scratch)
}

/// Whose folder it is, by its manifest. Those of older versions name neither kind nor, for
/// flows, a state: a folder had a manifest only once it was whole.
fn manifest(folder: &Path) -> Option<(Identity, State)> {
    let text = fs::read_to_string(folder.join(MANIFEST)).ok()?;
    let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
    let word = |key: &str| manifest.get(key).and_then(serde_json::Value::as_str);
    let kind = match word("kind") {
        Some("study") => Kind::Study,
        Some("tables") => Kind::Tables,
        Some("measurement") => Kind::Measurement,
        Some("flows") => Kind::Flows,
        Some(_) => return None,
        None if manifest.get("rounds").is_some() => Kind::Measurement,
        None if manifest.get("redraws").is_some() => Kind::Flows,
        None => Kind::Study,
    };
    let state = match word("state") {
        Some("begun") => State::Begun,
        Some("partial") => State::Partial,
        Some("whole") | None => State::Whole,
        Some(_) => return None,
    };
    let hash = word("scenario_hash")?.to_owned();
    Some((Identity { kind, hash }, state))
}

/// Removes a folder of ours. Its manifest loses its name first: what is left where the
/// rest cannot be removed no longer says that it is whole.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|there| there.is_dir());
    let manifest = path.join(MANIFEST);
    if is_folder && disk::exists(&manifest) {
        disk::rename(&manifest, &path.join(REMOVED))
            .map_err(|source| Error::new(&manifest, "remove", source))?;
    }
    if is_folder {
        remove_but_the_mark(path)?;
    }
    disk::remove_tree(path)
}

/// Removes all but the file that marks the folder as ours.
fn remove_but_the_mark(path: &Path) -> Result<(), Error> {
    let entries = fs::read_dir(path).map_err(|source| Error::new(path, "read", source))?;
    let mut first = None;
    for entry in entries
        .flatten()
        .filter(|entry| entry.file_name() != REMOVED)
    {
        first = first.or(disk::remove_tree(&entry.path()).err());
    }
    first.map_or(Ok(()), Err)
}
