//! A scenario that was read.

use std::collections::BTreeMap;

use super::fault::{Faults, Place};
use super::keys;
use super::source::Origin;
use super::table::Tables;
use super::tree::{Node, join_address, split_address};

/// A scenario as its files say it.
#[derive(Debug, Clone)]
pub struct Scenario {
    /// What it is called: the stem of its file.
    pub name: String,
    /// The typed keys.
    pub root: keys::Root,
    /// The tree they were read from, which knows every place.
    pub tree: Node,
    /// Its CSV tables.
    pub tables: Tables,
    /// What is probably not as meant.
    pub warnings: Faults,
    /// The file it was loaded from.
    pub origin: Origin,
    /// The edits of the command line, as they were given.
    pub edits: Vec<String>,
    /// The tree before edits, where there are edits.
    pub stated: Option<Box<Node>>,
    /// The keys before edits, where there are edits that the calibration must not
    /// see: it is of the world as stated.
    pub unedited: Option<Box<keys::Root>>,
    /// Events that a run of it may be expected to have.
    pub events_at_most: f64,
}

impl Scenario {
    /// A collector without faults that can point into the scenario's files.
    #[must_use]
    pub fn faults(&self) -> Faults {
        self.warnings.same_files()
    }

    /// The scenario that the calibration is of: this one without its edits.
    #[must_use]
    pub fn as_stated(&self) -> Option<Self> {
        let root = self.unedited.as_deref()?.clone();
        Some(Self {
            root,
            unedited: None,
            ..self.clone()
        })
    }

    /// The name under which the program carries the scenario; none for a user's file.
    #[must_use]
    pub fn built_in_name(&self) -> Option<&str> {
        match &self.origin {
            Origin::Embedded(file) => Some(file.strip_suffix(".toml").unwrap_or(file)),
            Origin::Disk(_) | Origin::Given => None,
        }
    }

    /// The files that the program carries of this scenario: path and text, each once.
    #[must_use]
    pub fn carried_files(&self) -> BTreeMap<&str, &str> {
        let files = self.warnings.files().iter();
        files
            .filter_map(|file| match &file.origin {
                Origin::Embedded(path) => Some((path.as_str(), file.text.as_str())),
                Origin::Disk(_) | Origin::Given => None,
            })
            .collect()
    }

    /// Lets the calibration see the edits too.
    pub fn recalibrate(&mut self) {
        self.unedited = None;
    }

    /// The place of the value of an address; where it is left out, the nearest
    /// table around it.
    #[must_use]
    pub fn place(&self, address: &str) -> Place {
        place_of(&self.tree, address)
    }
}

/// The place of the value at an address, or of the key of the nearest table
/// around it.
#[must_use]
pub fn place_of(tree: &Node, address: &str) -> Place {
    if let Some(node) = tree.find(address) {
        return if node.table().is_some() {
            node.key
        } else {
            node.place
        };
    }
    let mut parts = split_address(address);
    while parts.pop().is_some() {
        let around = parts
            .iter()
            .fold(String::new(), |own, part| join_address(&own, part));
        if let Some(node) = tree.find(&around) {
            return node.key;
        }
    }
    tree.key
}
