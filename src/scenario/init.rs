//! A new jurisdiction, begun as a copy of another.

use std::collections::{BTreeMap, BTreeSet};

use super::gather::root_shape;
use super::id::JurisdictionId;
use super::shape::Shape;
use super::tree::{Node, Table, Value};
use super::write::write;

/// Tables whose entries belong to a jurisdiction by their key `jurisdiction`.
const OWNED: &[&str] = &[
    "office",
    "procedure",
    "programme",
    "organisation",
    "agreement",
];

/// Keys that say something of the old jurisdiction alone.
const LEFT_OUT: &[&str] = &[
    "label",
    "holidays",
    "branch_weights",
    "arrivals",
    "pace",
    "deadline_days",
    "latitude",
    "longitude",
];

/// The text of the tables of `to`, copied from `from`: the jurisdiction with its
/// institutions, offices, procedures, programmes, organisations and stay. Every
/// number keeps its range and is marked as assumed.
///
/// # Errors
///
/// In words, when the scenario has no such jurisdiction, or has the new one.
pub fn init_like(
    tree: &Node,
    from: &JurisdictionId,
    to: &JurisdictionId,
) -> Result<String, String> {
    let Some(old) = tree.find(&format!("jurisdiction.{from}")) else {
        let known: Vec<&str> = tree
            .get("jurisdiction")
            .and_then(Node::table)
            .into_iter()
            .flatten()
            .map(|(id, _)| id.as_str())
            .collect();
        return Err(format!(
            "unknown jurisdiction {from}; expected one of {}",
            known.join(", ")
        ));
    };
    if tree.find(&format!("jurisdiction.{to}")).is_some() {
        return Err(format!("the scenario already has a jurisdiction {to}"));
    }
    let names = names(tree, from, to);
    let copier = Copier {
        from,
        to,
        names: &names,
    };
    let shape = root_shape();
    let mut text = Table::new();
    for (kind, id, node) in [("jurisdiction", from, Some(old))]
        .into_iter()
        .chain([(
            "institution",
            from,
            tree.find(&format!("institution.{from}")),
        )])
        .chain([("stay", from, tree.find(&format!("stay.{from}")))])
    {
        if let Some(node) = node {
            insert(&mut text, kind, id.as_str(), node, &copier, &shape);
        }
    }
    for kind in OWNED {
        for (id, node) in tree.get(kind).and_then(Node::table).into_iter().flatten() {
            if names.contains_key(&format!("{kind}.{id}")) {
                insert(&mut text, kind, id, node, &copier, &shape);
            }
        }
    }
    let mut root = Node::empty(tree.place);
    root.value = Value::Table(text);
    let head = format!(
        "# {to}, begun as a copy of {from}. Every number is assumed until you give it a source.\n\
         # Still to write: labels, holidays, the place on the map, and rows of {to} in the table of corridors.\n\
         # Include this file from a scenario that has the other jurisdictions.\n"
    );
    Ok(head + &write(&root, &shape))
}

/// The new names of what is copied, by "kind.id".
fn names(tree: &Node, from: &JurisdictionId, to: &JurisdictionId) -> BTreeMap<String, String> {
    let (old, new) = (
        format!("{from}-").to_lowercase(),
        format!("{to}-").to_lowercase(),
    );
    let is_of_jurisdiction =
        |node: &Node| node.get("jurisdiction").and_then(Node::text) == Some(from.as_str());
    let mut names = BTreeMap::new();
    let mut offices: BTreeSet<&str> = BTreeSet::new();
    // Procedures come first: of the offices in the jurisdiction, only
    // those that serve them are its own. A foreign consulate is not.
    for kind in ["procedure"].iter().chain(OWNED) {
        for (id, node) in tree.get(kind).and_then(Node::table).into_iter().flatten() {
            let copied = id.starts_with(&old)
                || (is_of_jurisdiction(node)
                    && (*kind != "office" || offices.contains(id.as_str())));
            if !copied {
                continue;
            }
            let name = format!("{new}{}", id.strip_prefix(&old).unwrap_or(id));
            names.insert(format!("{kind}.{id}"), name);
            let steps = node.get("step").and_then(Node::table).into_iter().flatten();
            offices.extend(steps.filter_map(|(_, step)| step.get("office").and_then(Node::text)));
        }
    }
    names
}

struct Copier<'a> {
    from: &'a JurisdictionId,
    to: &'a JurisdictionId,
    names: &'a BTreeMap<String, String>,
}

fn insert(text: &mut Table, kind: &str, id: &str, node: &Node, copier: &Copier<'_>, shape: &Shape) {
    let Some(inner) = shape.under(kind).and_then(|kind| kind.under(id)) else {
        return;
    };
    let place = node.place;
    let copy = copier.copy(node, &inner);
    let table = text
        .entry(kind.to_owned())
        .or_insert_with(|| Node::empty(place));
    if let Some(table) = table.table_mut() {
        table.insert(copier.rename(Some(kind), id), copy);
    }
}

impl Copier<'_> {
    fn copy(&self, node: &Node, shape: &Shape) -> Node {
        let mut copy = node.clone();
        if matches!(shape.inner(), Shape::Parameter { .. }) {
            copy.value = Value::Table(self.parameter(node));
            return copy;
        }
        match &mut copy.value {
            Value::Text(text) => *text = self.rename(None, text),
            Value::List(list) => {
                // A list of partners must not name the new jurisdiction itself.
                list.retain(|inner| inner.text() != Some(self.to.as_str()));
                let element = shape.under("0").unwrap_or_else(|| shape.clone());
                *list = list
                    .iter()
                    .map(|inner| self.copy(inner, &element))
                    .collect();
            }
            Value::Table(table) => {
                let kept = std::mem::take(table)
                    .into_iter()
                    .filter(|(key, _)| !LEFT_OUT.contains(&key.as_str()));
                for (key, inner) in kept {
                    let copy = shape
                        .under(&key)
                        .map_or_else(|| inner.clone(), |shape| self.copy(&inner, &shape));
                    table.insert(self.rename(None, &key), copy);
                }
            }
            Value::Whole(_) | Value::Number(_) | Value::Truth(_) | Value::Day(_) => {}
        }
        copy
    }

    fn parameter(&self, node: &Node) -> Table {
        let text = |text: &str| Node {
            value: Value::Text(text.to_owned()),
            ..node.clone()
        };
        let mut table = Table::new();
        match node.table() {
            Some(old) => {
                let kept = old
                    .iter()
                    .filter(|(key, _)| ["value", "low", "high"].contains(&key.as_str()));
                table.extend(kept.map(|(key, inner)| (key.clone(), inner.clone())));
            }
            None => drop(table.insert("value".to_owned(), node.clone())),
        }
        table.insert("grade".to_owned(), text("assumed"));
        table.insert("note".to_owned(), text(&format!("as in {}", self.from)));
        table
    }

    /// The new name of a copied thing or of the jurisdiction; others stay.
    fn rename(&self, kind: Option<&str>, text: &str) -> String {
        if text == self.from.as_str() {
            return self.to.to_string();
        }
        let kinds: &[&str] = kind.as_ref().map_or(OWNED, std::slice::from_ref);
        let new = kinds
            .iter()
            .find_map(|kind| self.names.get(&format!("{kind}.{text}")));
        new.map_or_else(|| text.to_owned(), Clone::clone)
    }
}
