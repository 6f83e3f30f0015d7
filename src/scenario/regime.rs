//! Regimes: tables written once and copied for each jurisdiction that uses them.

use std::sync::Arc;

use super::fault::Faults;
use super::gather::{root_shape, underlay};
use super::shape::Shape;
use super::tree::{Node, Table, Value};

/// The tables that a regime may hold.
const PARTS: &[&str] = &[
    "office",
    "procedure",
    "programme",
    "organisation",
    "stay",
    "agreement",
];

/// Copies each jurisdiction's regime into the tree and takes the regimes out.
///
/// In ids and texts `@` becomes the jurisdiction's id in lower case; a text that
/// is only `@` becomes the id itself. What the file writes for such an id wins.
pub fn expand(root: &mut Node, faults: &mut Faults) {
    let Some(table) = root.table_mut() else {
        return;
    };
    let regimes = table.remove("regime");
    let users = take_users(table, faults);
    let known: Vec<String> = regimes
        .as_ref()
        .and_then(Node::table)
        .map(|all| all.keys().cloned().collect())
        .unwrap_or_default();
    if let Some(regimes) = &regimes {
        check(regimes, &users, faults);
    }
    let root_shape = root_shape();
    let shape = |part: &&'static str| {
        let under = root_shape.under(part);
        (*part, under.unwrap_or_else(|| root_shape.clone()))
    };
    let shapes: Vec<(&str, Shape)> = PARTS.iter().map(shape).collect();
    for (jurisdiction, regime) in &users {
        let name = regime.text().unwrap_or_default();
        let Some(parts) = regimes
            .as_ref()
            .and_then(|all| all.get(name))
            .and_then(Node::table)
        else {
            let fault = faults.error(
                regime.place,
                format!("unknown regime `{name}`"),
                "the id of a table `[regime.<id>]`",
            );
            fault
                .at(&format!("jurisdiction.{jurisdiction}.regime"))
                .suggest(name, known.iter().map(String::as_str));
            continue;
        };
        for (part, shape) in &shapes {
            let Some(node) = parts.get(*part) else {
                continue;
            };
            let copy = copied(node, jurisdiction, &jurisdiction.to_lowercase());
            match table.get_mut(*part) {
                Some(written) => underlay(written, copy, shape),
                None => drop(table.insert((*part).to_owned(), copy)),
            }
        }
    }
}

/// The jurisdictions that name a regime, with the value that names it. The key is
/// taken out: what it asked for is in the tree afterwards.
fn take_users(table: &mut Table, faults: &mut Faults) -> Vec<(String, Node)> {
    let Some(jurisdictions) = table.get_mut("jurisdiction").and_then(Node::table_mut) else {
        return Vec::new();
    };
    let mut users = Vec::new();
    for (id, jurisdiction) in jurisdictions {
        let Some(regime) = jurisdiction
            .table_mut()
            .and_then(|table| table.remove("regime"))
        else {
            continue;
        };
        if regime.text().is_some() {
            users.push((id.clone(), regime));
        } else {
            faults
                .error(regime.place, regime.found(), "the id of a regime")
                .at(&format!("jurisdiction.{id}.regime"));
        }
    }
    users
}

fn check(regimes: &Node, users: &[(String, Node)], faults: &mut Faults) {
    let Some(table) = regimes.table() else {
        faults
            .error(regimes.place, regimes.found(), "tables `[regime.<id>...]`")
            .at("regime");
        return;
    };
    for (id, regime) in table {
        let address = format!("regime.{id}");
        let Some(parts) = regime.table() else {
            faults
                .error(regime.place, regime.found(), "a table")
                .at(&address);
            continue;
        };
        for (part, node) in parts
            .iter()
            .filter(|(part, _)| !PARTS.contains(&part.as_str()))
        {
            let fault = faults.error(
                node.key,
                format!("unknown key `{part}`"),
                super::record::one_of(PARTS),
            );
            fault.at(&address).suggest(part, PARTS.iter().copied());
        }
        if !users.iter().any(|(_, user)| user.text() == Some(id)) {
            faults
                .warn(
                    regime.key,
                    format!("no jurisdiction uses the regime `{id}`"),
                    "at least one jurisdiction with this `regime`",
                )
                .at(&address);
        }
    }
}

/// A copy of a node for a jurisdiction.
fn copied(node: &Node, jurisdiction: &str, lower: &str) -> Node {
    let new = |text: &str| {
        if text == "@" {
            jurisdiction.to_owned()
        } else {
            text.replace('@', lower)
        }
    };
    let value = match &node.value {
        Value::Text(text) => Value::Text(new(text)),
        Value::List(list) => {
            let list = list.iter();
            Value::List(list.map(|one| copied(one, jurisdiction, lower)).collect())
        }
        Value::Table(table) => {
            let table = table.iter();
            let table = table.map(|(key, inner)| (new(key), copied(inner, jurisdiction, lower)));
            Value::Table(table.collect())
        }
        other @ (Value::Whole(_) | Value::Number(_) | Value::Truth(_) | Value::Day(_)) => {
            other.clone()
        }
    };
    Node {
        key: node.key,
        place: node.place,
        address: Arc::clone(&node.address),
        value,
    }
}
