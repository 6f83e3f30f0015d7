//! Scenario files: from text to a checked tree of typed keys, with every fault
//! at its place.

mod corners;
mod day;
mod embedded;
pub mod facts;
mod fault;
mod figure;
mod forms;
mod gather;
mod group;
mod id;
mod init;
pub mod keys;
mod parameter;
mod problem;
mod record;
mod regime;
pub mod register;
mod resolve;
mod rows;
#[allow(
    clippy::module_inception,
    reason = "the file is named after the type in it"
)]
mod scenario;
pub mod schema;
mod set;
pub(crate) mod shape;
mod sheet;
mod source;
mod standard_types;
mod table;
mod tree;
mod write;

pub use embedded::names as built_in;
pub use fault::Faults;
pub(crate) use fault::{Fault, Level, Place, nearest};
pub use figure::{Figure, Grade};
pub(crate) use group::groups;
pub use group::{Group, is_uncertain};
pub(crate) use id::Pattern;
pub use id::{Id, JurisdictionId};
pub use init::init_like;

pub(crate) use problem::Problem;
pub(crate) use record::{Read, one_of};
pub use resolve::resolve;
pub(crate) use resolve::resolve_stated;
pub use scenario::Scenario;

pub(crate) use corners::{at_corner, check_corners};
pub(crate) use forms::{check_forms, with_form};
pub(crate) use sheet::{Row, Sheet};
pub use source::Origin;
pub(crate) use table::{Holiday, WEEKDAYS};
pub(crate) use tree::{Node, split_address};
pub(crate) use write::quoted;

/// Shows every parameter of a scenario, in order of the keys.
pub fn visit_parameters<'a>(root: &'a keys::Root, each: &mut dyn FnMut(&'a Figure)) {
    root.visit(each);
}

/// Hands out every parameter of a scenario, to replace values by draws.
pub fn visit_parameters_mut(root: &mut keys::Root, each: &mut dyn FnMut(&mut Figure)) {
    root.visit_mut(each);
}

/// Reads a scenario from a file, or by the name of a built-in one, and applies
/// edits of the form `address=value`. What the calibration found is kept through
/// edits, unless one of them is of what only the calibration reads.
///
/// What the keys mean together is not checked here but in [`crate::compile::load`]. Faults of
/// keys and of tables are among the warnings of the scenario that is returned, which is then
/// without what cannot be read.
///
/// # Errors
///
/// All faults of files that cannot be read or are no TOML.
pub fn read(path: &str, sets: &[String]) -> Result<Scenario, Faults> {
    let mut faults = Faults::new();
    let origin = source::find(&Origin::Given, path);
    let tree = gather::gather(&origin, &mut faults);
    finish(&stem(path), origin, tree, sets, faults)
}

/// Reads a scenario from a text; files that it names are looked up in the current
/// folder.
///
/// # Errors
///
/// As [`read`].
pub fn read_text(name: &str, text: &str, sets: &[String]) -> Result<Scenario, Faults> {
    let mut faults = Faults::new();
    let tree = gather::gather_text(&Origin::Given, text, &mut Vec::new(), &mut faults);
    finish(name, Origin::Given, tree, sets, faults)
}

fn stem(path: &str) -> String {
    let stem = std::path::Path::new(path).file_stem();
    stem.map_or_else(
        || "scenario".to_owned(),
        |stem| stem.to_string_lossy().into_owned(),
    )
}

fn finish(
    name: &str,
    origin: Origin,
    tree: Option<Node>,
    sets: &[String],
    mut faults: Faults,
) -> Result<Scenario, Faults> {
    let Some(mut tree) = tree else {
        return Err(faults.errors());
    };
    regime::expand(&mut tree, &mut faults);
    let stated = (!sets.is_empty()).then(|| tree.clone());
    for edit in sets {
        set::apply(&mut tree, edit, &mut faults);
    }
    set::check_twice(sets, &mut faults);
    tree.set_addresses("");
    let root = keys::Root::read(&tree, &mut faults).or_else(|| without_unreadable(&tree, &faults));
    let Some(root) = root else {
        return Err(faults.errors());
    };
    let tables = table::read_all(&root, &tree, &mut faults);
    let stated = stated.map(|mut stated| {
        stated.set_addresses("");
        Box::new(stated)
    });
    let unedited = stated
        .as_deref()
        .filter(|_| !sets.iter().any(|edit| set::asks_to_calibrate(edit, &root)))
        .and_then(|stated| {
            let mut faults = faults.same_files();
            let root = keys::Root::read(stated, &mut faults);
            root.filter(|_| !faults.has_errors())
        })
        .map(Box::new);
    Ok(Scenario {
        name: name.to_owned(),
        root,
        tree,
        tables,
        warnings: faults,
        origin,
        edits: sets.to_vec(),
        stated,
        unedited,
        events_at_most: crate::limits::EVENTS,
    })
}

/// The keys of a tree in which one of the tables that have no ids cannot be read: it is left
/// out, or another replaces it where there must be one.
fn without_unreadable(tree: &Node, faults: &Faults) -> Option<keys::Root> {
    const REQUIRED: &str = "format = 1\ntitle = \"-\"\n[study]\nstart = 2024-01-01\n\
                            warm_up_years = 0\nyears = 1\ndiscount_a_year = 0\n";
    let shape = gather::root_shape();
    let is_map = |key: &str| {
        let shape = shape.under(key);
        shape.is_some_and(|shape| matches!(shape.inner(), shape::Shape::Map { .. }))
    };
    let mut readable = tree.clone();
    let table = readable.table_mut()?;
    for fault in faults.list() {
        let key = split_address(&fault.address).swap_remove(0);
        // Of a table of ids reading leaves out what it must.
        if !(is_map(&key) && table.get(&key).is_some_and(|node| node.table().is_some())) {
            table.remove(&key);
        }
    }
    let mut ignored = faults.same_files();
    for (key, node) in tree::parse(0, REQUIRED, &mut ignored).table()? {
        table.entry(key.clone()).or_insert_with(|| node.clone());
    }
    readable.set_addresses("");
    keys::Root::read(&readable, &mut ignored)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_format_loads() {
        let scenario =
            read("tests/valid/format.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
        let mut addresses = Vec::new();
        visit_parameters(&scenario.root, &mut |figure| {
            addresses.push(figure.address.to_string());
        });
        assert!(addresses.contains(&"procedure.chn-data-out.step.check.return_share".to_owned()));
        assert!(addresses.contains(&"study.rho_a_year".to_owned()));
    }
}
