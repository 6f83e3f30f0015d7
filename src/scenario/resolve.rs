//! The resolved scenario: one text in canonical order, with its tables beside it.

use super::gather::root_shape;
use super::scenario::Scenario;
use super::table::{
    CORRIDORS_PATH, arrivals_path, branches_path, deadlines_path, holidays_path, pace_path,
};
use super::tree::{Node, Value};
use super::write::write;

/// A scenario as one text and its tables. Reading it again gives the same
/// scenario; its hash is the scenario's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved {
    /// The text: everything merged, nothing added.
    pub toml: String,
    /// The tables: path beside the text, and content.
    pub tables: Vec<(String, String)>,
}

/// Writes a scenario as one text. Defaults are not written, so that they stay
/// defaults.
#[must_use]
pub fn resolve(scenario: &Scenario) -> Resolved {
    resolve_tree(scenario, scenario.tree.clone())
}

/// Writes a scenario as it was stated, before edits, as one text. The same edits of this text
/// give the scenario again, calibrated alike.
#[must_use]
pub fn resolve_stated(scenario: &Scenario) -> Resolved {
    let stated = scenario.stated.as_deref().unwrap_or(&scenario.tree);
    resolve_tree(scenario, stated.clone())
}

fn resolve_tree(scenario: &Scenario, mut tree: Node) -> Resolved {
    // The tables move to one folder, whatever the folders of the files were.
    let root = &scenario.root;
    for (id, jurisdiction) in &root.jurisdiction {
        if jurisdiction.holidays.is_some() {
            let key = ["jurisdiction", id.as_str(), "holidays"];
            set_text(&mut tree, &key, &holidays_path(id));
        }
    }
    if root.gravity.is_some() {
        set_text(&mut tree, &["gravity", "corridors"], CORRIDORS_PATH);
    }
    for (id, office) in &root.office {
        for (key, table, path) in [
            ("branch_weights", &office.branch_weights, branches_path(id)),
            ("arrivals", &office.arrivals, arrivals_path(id)),
            ("pace", &office.pace, pace_path(id)),
        ] {
            if table.is_some() {
                set_text(&mut tree, &["office", id.as_str(), key], &path);
            }
        }
    }
    for (id, procedure) in &root.procedure {
        if procedure.deadline_days.is_some() {
            let key = ["procedure", id.as_str(), "deadline_days"];
            set_text(&mut tree, &key, &deadlines_path(id));
        }
    }
    let tables = scenario
        .tables
        .texts
        .iter()
        .map(|(path, text)| (path.clone(), text.clone()))
        .collect();
    Resolved {
        toml: write(&tree, &root_shape()),
        tables,
    }
}

fn set_text(tree: &mut Node, path: &[&str], text: &str) {
    let mut node = tree;
    for key in path {
        let Some(inner) = node.table_mut().and_then(|table| table.get_mut(*key)) else {
            return;
        };
        node = inner;
    }
    node.value = Value::Text(text.to_owned());
}
