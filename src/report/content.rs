//! The content of a folder: a study, the remains of one, or something else.

use std::ffi::OsStr;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::disk::{self, Error, PROBE};

/// The file that identifies the content of a folder.
pub const MANIFEST: &str = "manifest.json";
/// The manifest while it is written.
pub(super) const MANIFEST_PARTIAL: &str = ".manifest.json.partial";
/// The manifest of a folder that is being removed.
const REMOVED: &str = ".manifest.json.removed";

/// The command that made a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// `compare`: tables, charts and page.
    Study,
    /// `run`: tables alone.
    Tables,
    /// `measure`: the cost of runs.
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

/// The kind and scenario of a study. A study replaces another with the same identity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The command that makes it.
    pub kind: Kind,
    /// Hash of the scenario.
    pub hash: String,
}

impl Identity {
    /// Whether a folder of `old` may be replaced without `--force`: it has the same scenario,
    /// and everything in it is made again.
    pub(super) fn succeeds(&self, old: &Self) -> bool {
        let holds_as_much =
            self.kind == old.kind || (self.kind == Kind::Study && old.kind == Kind::Tables);
        self.hash == old.hash && holds_as_much
    }
}

/// The state of a study.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum State {
    /// Begun; files beside the manifest may be missing.
    Begun,
    /// Interrupted, with everything that was finished.
    Partial,
    /// Whole.
    Whole,
}

/// The content of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Content {
    /// Nothing.
    Absent,
    /// An empty folder, or one of ours that was being removed.
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
    /// Reads the content of a path.
    pub fn read(path: &Path) -> Self {
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

/// Whether a file serves only the program.
fn is_scratch(name: &OsStr) -> bool {
    [MANIFEST, MANIFEST_PARTIAL, REMOVED, PROBE]
        .iter()
        .any(|scratch| name == *scratch)
}

/// Identity and state of a folder, from its manifest. Manifests of older versions have no
/// kind and, for flows, no state: a folder had a manifest only once it was whole.
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

/// Removes a folder of ours. The manifest is renamed first, so that a folder that cannot be
/// removed completely no longer counts as whole.
pub(super) fn remove(path: &Path) -> Result<(), Error> {
    let is_folder = fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_dir());
    let manifest = path.join(MANIFEST);
    if is_folder && disk::exists(&manifest) {
        disk::rename(&manifest, &path.join(REMOVED))
            .map_err(|source| Error::new(&manifest, "remove", source))?;
    }
    if is_folder {
        remove_except_marker(path)?;
    }
    disk::remove_tree(path)
}

/// Removes everything except the file that marks the folder as ours.
fn remove_except_marker(path: &Path) -> Result<(), Error> {
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
