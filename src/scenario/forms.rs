//! A scenario under another form of the model: the edits of a row of the structure table.

use super::corners::part_fits;
use super::fault::{Faults, Place};
use super::gather::root_shape;
use super::id::Id;
use super::keys::Root;
use super::record::Read as _;
use super::scenario::Scenario;
use super::set;
use super::tree::{Node, Value, flatten_places, join_address, parse_value, split_address};

/// The scenario under one of its `[structure.<id>]` tables. It is calibrated anew.
///
/// # Errors
///
/// Edits that match no key, have no value, or give a key what it cannot hold.
pub fn with_form(scenario: &Scenario, id: &Id) -> Result<Scenario, Faults> {
    let mut faults = scenario.faults();
    let edited = edited(scenario, id, &mut faults);
    let Some((tree, root)) = edited.filter(|_| !faults.has_errors()) else {
        return Err(faults.errors());
    };
    Ok(Scenario {
        root,
        tree,
        unedited: None,
        ..scenario.clone()
    })
}

/// Collects the faults in the addresses that all forms edit. Values are read where a form is
/// applied.
pub fn check_forms(scenario: &Scenario, faults: &mut Faults) {
    for id in scenario.root.structure.keys() {
        for (kind, text, place) in edits(scenario, id) {
            kind.resolve(&scenario.tree, (text, place), faults);
        }
    }
}

/// The edits of a form, each with its place.
fn edits<'a>(scenario: &'a Scenario, id: &Id) -> Vec<(Edit, &'a str, Place)> {
    let form = format!("structure.{id}");
    let mut edits = Vec::new();
    for kind in [Edit::Set, Edit::Scale, Edit::Remove] {
        let list = scenario.tree.find(&join_address(&form, kind.key()));
        if let Some(Value::List(list)) = list.map(|node| &node.value) {
            let texts = list.iter();
            edits.extend(texts.filter_map(|edit| Some((kind, edit.text()?, edit.place))));
        }
    }
    edits
}

/// The tree and the keys of a scenario under a form; none if they cannot be read.
fn edited(scenario: &Scenario, id: &Id, faults: &mut Faults) -> Option<(Node, Root)> {
    let mut tree = scenario.tree.clone();
    for (kind, text, place) in edits(scenario, id) {
        if let Some(resolved) = kind.resolve(&tree, (text, place), faults) {
            resolved.apply(&mut tree, faults);
        }
    }
    tree.set_addresses("");
    let root = Root::read(&tree, faults)?;
    Some((tree, root))
}

/// What a form does with keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edit {
    Set,
    Scale,
    Remove,
}

impl Edit {
    /// The key that lists such edits.
    const fn key(self) -> &'static str {
        match self {
            Self::Set => "set",
            Self::Scale => "scale",
            Self::Remove => "remove",
        }
    }

    /// What an edit, written at a place, changes in a tree; none if it is faulty.
    fn resolve<'a>(
        self,
        tree: &Node,
        (text, place): (&'a str, Place),
        faults: &mut Faults,
    ) -> Option<Resolved<'a>> {
        let (address, value) = self.parts(text, place, faults)?;
        let parts = split_address(address);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        if let ["extends" | "include" | "structure", ..] = parts.as_slice() {
            let found = format!("`{address}` cannot be edited here");
            faults.error(place, found, "the address of another key");
            return None;
        }
        let is_pattern = parts.iter().any(|part| part.ends_with('*'));
        let addresses = matching(tree, &parts);
        let change = match (self, value) {
            (Self::Set, Some(value)) => Change::Set(value),
            (Self::Scale, Some(value)) => match value.number() {
                Some(factor) if factor > 0.0 => Change::Scale(factor),
                Some(_) | None => {
                    faults.error(place, value.found(), "a factor above 0");
                    return None;
                }
            },
            (Self::Set | Self::Scale | Self::Remove, _) => Change::Remove,
        };
        if addresses.is_empty() {
            if is_pattern || self != Self::Set {
                let found = format!("`{address}` matches no key of the scenario");
                faults.error(place, found, "the address of keys that the scenario states");
                return None;
            }
            // Whether the keys allow it.
            let value = Node::empty(place);
            let before = faults.error_count();
            set::put(&mut tree.clone(), &parts, (place, address), value, faults);
            if faults.error_count() > before {
                return None;
            }
        }
        Some(Resolved {
            address,
            place,
            addresses,
            change,
        })
    }

    /// The address of an edit and its value.
    fn parts<'a>(
        self,
        text: &'a str,
        place: Place,
        faults: &mut Faults,
    ) -> Option<(&'a str, Option<Node>)> {
        let expected = match self {
            Self::Set => "address=value",
            Self::Scale => "address=factor",
            Self::Remove => "the address of a key, without a value",
        };
        let value = match (self, text.split_once('=')) {
            (Self::Remove, None) => return Some((text.trim(), None)),
            (Self::Set | Self::Scale, Some((address, value))) => {
                let mut grammar = faults.same_files();
                parse_value(place.file, 0, value.trim(), &mut grammar).map(|value| (address, value))
            }
            (Self::Remove, Some(_)) | (Self::Set | Self::Scale, None) => None,
        };
        let Some((address, mut value)) = value else {
            faults.error(place, format!("`{text}`"), expected);
            return None;
        };
        flatten_places(&mut value, place);
        Some((address.trim(), Some(value)))
    }
}

/// An edit with what it changes in a tree.
struct Resolved<'a> {
    address: &'a str,
    place: Place,
    /// Keys that stand in the tree; none: one that is added.
    addresses: Vec<Vec<String>>,
    change: Change,
}

enum Change {
    Set(Node),
    Scale(f64),
    Remove,
}

impl Resolved<'_> {
    fn apply(self, tree: &mut Node, faults: &mut Faults) {
        match self.change {
            Change::Set(value) if self.addresses.is_empty() => {
                let parts = split_address(self.address);
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                set::put(tree, &parts, (self.place, self.address), value, faults);
            }
            Change::Set(value) => {
                each(tree, &self.addresses, |node| {
                    // A value that the key cannot hold is a fault of the edit.
                    node.place = value.place;
                    node.value = value.value.clone();
                });
            }
            Change::Scale(factor) => scale_all(tree, &self.addresses, factor),
            Change::Remove => remove_all(tree, &self.addresses),
        }
    }
}

/// The addresses of a tree that fit an address with patterns.
fn matching(tree: &Node, parts: &[&str]) -> Vec<Vec<String>> {
    let mut found: Vec<(Vec<String>, &Node)> = vec![(Vec::new(), tree)];
    for part in parts {
        let mut further = Vec::new();
        for (address, node) in &found {
            let Some(table) = node.table() else { continue };
            for (key, inner) in table.iter().filter(|(key, _)| part_fits(part, key)) {
                let mut address = address.clone();
                address.push(key.clone());
                further.push((address, inner));
            }
        }
        found = further;
    }
    found.into_iter().map(|(address, _)| address).collect()
}

fn node_mut<'a>(tree: &'a mut Node, address: &[String]) -> Option<&'a mut Node> {
    address
        .iter()
        .try_fold(tree, |node, part| node.table_mut()?.get_mut(part))
}

fn each(tree: &mut Node, addresses: &[Vec<String>], change: impl Fn(&mut Node)) {
    for address in addresses {
        if let Some(node) = node_mut(tree, address) {
            change(node);
        }
    }
}

/// Multiplies parameters and both ends of their ranges, up to what they may be at most.
fn scale_all(tree: &mut Node, addresses: &[Vec<String>], factor: f64) {
    for address in addresses {
        let shape = address
            .iter()
            .try_fold(root_shape(), |shape, part| shape.under(part));
        let largest = shape.and_then(|shape| shape.largest());
        let scaled =
            |number: f64| Value::Number((number * factor).min(largest.unwrap_or(f64::INFINITY)));
        let Some(node) = node_mut(tree, address) else {
            continue;
        };
        if let Some(number) = node.number() {
            node.value = scaled(number);
        } else if let Some(table) = node.table_mut() {
            for end in ["value", "low", "high"] {
                if let Some(end) = table.get_mut(end)
                    && let Some(number) = end.number()
                {
                    end.value = scaled(number);
                }
            }
        }
    }
}

fn remove_all(tree: &mut Node, addresses: &[Vec<String>]) {
    for address in addresses {
        let Some((last, around)) = address.split_last() else {
            continue;
        };
        if let Some(table) = node_mut(tree, around).and_then(Node::table_mut) {
            table.remove(last);
        }
    }
}
