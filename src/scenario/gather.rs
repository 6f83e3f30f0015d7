//! Gathers a scenario's files into one tree: `extends` lies under a file,
//! `include` beside it.

use super::fault::{Faults, Place};
use super::keys::Root;
use super::record::Read;
use super::shape::Shape;
use super::source::{self, Origin};
use super::tree::{self, Node, Value, join_address};
use crate::limits;

/// Gathers `origin` and all that it names.
pub fn gather(origin: &Origin, faults: &mut Faults) -> Option<Node> {
    let text = match origin.read() {
        Ok(text) => text,
        Err(reason) => {
            let file = faults.add_file(&origin.name(), origin.clone(), "");
            let found = format!("cannot read `{}`: {reason}", origin.name());
            let fault = faults.error(
                Place::new(file, 0..0),
                found,
                "a scenario file, or the name of a built-in scenario",
            );
            fault.suggest(&origin.name(), super::embedded::names());
            return None;
        }
    };
    gather_text(origin, &text, &mut Vec::new(), faults)
}

/// Gathers a text and all that it names. `chain` holds the files that led here.
pub fn gather_text(
    origin: &Origin,
    text: &str,
    chain: &mut Vec<Origin>,
    faults: &mut Faults,
) -> Option<Node> {
    let file = faults.add_file(&origin.name(), origin.clone(), text);
    let before = faults.count();
    let mut file_node = tree::parse(file, text, faults);
    if faults.count() > before {
        // What a broken text seems to say is not worth faults of its own.
        return None;
    }
    if !chain.is_empty() {
        check_format(&file_node, faults);
    }
    chain.push(origin.clone());
    let under = take_paths(&mut file_node, "extends", faults);
    let beside = take_paths(&mut file_node, "include", faults);
    let mut whole = true;
    let mut base: Option<Node> = None;
    for (path, place) in &under {
        match gather_named(origin, path, *place, chain, faults) {
            Some(node) => match &mut base {
                Some(base) => overlay(base, node, &root_shape()),
                None => base = Some(node),
            },
            None => whole = false,
        }
    }
    for (path, place) in &beside {
        match gather_named(origin, path, *place, chain, faults) {
            Some(mut node) => {
                node.table_mut().and_then(|table| table.remove("format"));
                unite(&mut file_node, node, "", faults);
            }
            None => whole = false,
        }
    }
    chain.pop();
    if let Some(mut base) = base {
        let (key, place) = (file_node.key, file_node.place);
        overlay(&mut base, file_node, &root_shape());
        (base.key, base.place) = (key, place);
        file_node = base;
    }
    whole.then_some(file_node)
}

/// A file that others build on may state its format, which must be the same.
fn check_format(file_node: &Node, faults: &mut Faults) {
    let Some(format) = file_node.get("format") else {
        return;
    };
    if format.value != Value::Whole(1) {
        faults
            .error(format.place, format.found(), "format = 1")
            .at("format");
    }
}

/// Takes a list of paths out of a file's own table.
fn take_paths(file_node: &mut Node, name: &str, faults: &mut Faults) -> Vec<(String, Place)> {
    let Some(node) = file_node.table_mut().and_then(|table| table.remove(name)) else {
        return Vec::new();
    };
    let mut places: Vec<Place> = Vec::new();
    if let Value::List(list) = &node.value {
        places.extend(list.iter().map(|inner| inner.place));
    }
    let paths = Vec::<String>::read(&node, faults).unwrap_or_default();
    paths.into_iter().zip(places).collect()
}

fn gather_named(
    from: &Origin,
    path: &str,
    place: Place,
    chain: &mut Vec<Origin>,
    faults: &mut Faults,
) -> Option<Node> {
    let origin = source::find(from, path);
    if chain.contains(&origin) {
        let names: Vec<String> = chain.iter().chain([&origin]).map(Origin::name).collect();
        let fault = faults.error(
            place,
            format!("these files include one another: {}", names.join(" -> ")),
            "files without a cycle",
        );
        let built_in = path.strip_suffix(".toml");
        if let Some(name) = built_in.filter(|name| super::embedded::names().any(|own| own == *name))
        {
            fault.cure(format!(
                "`{name}` without `.toml` names the built-in scenario"
            ));
        }
        return None;
    }
    if faults.files().len() >= limits::FILES {
        faults.error(
            place,
            format!("the scenario has more than {} files", limits::FILES),
            "fewer files",
        );
        return None;
    }
    match origin.read() {
        Ok(text) => gather_text(&origin, &text, chain, faults),
        Err(reason) => {
            let found = format!("cannot read `{}`: {reason}", origin.name());
            let expected = "a scenario file, or the name of a built-in scenario; \
                          paths start at the folder of the file that names them";
            let fault = faults.error(place, found, expected);
            fault.suggest(path, super::embedded::names());
            None
        }
    }
}

/// The shape of a whole file.
#[must_use]
pub fn root_shape() -> Shape {
    Root::shape()
}

/// The shape under a key; a regime holds tables like those of a file.
fn shape_under(shape: &Shape, key: &str) -> Option<Shape> {
    if let Shape::Record("Root", _) = shape
        && key == "regime"
    {
        return Some(Shape::Map {
            key: "id",
            pattern: String::new(),
            value: Box::new(root_shape()),
        });
    }
    shape.under(key)
}

/// Lays `over` on `base`, key by key; `over` wins. Where a table chooses among
/// kinds, another kind takes the place of the old one whole.
pub fn overlay(base: &mut Node, over: Node, shape: &Shape) {
    if !goes_by_key(base, &over, shape) {
        *base = over;
        return;
    }
    let (Value::Table(under), Value::Table(table)) = (&mut base.value, over.value) else {
        return;
    };
    (base.key, base.place) = (over.key, over.place);
    for (key, inner) in table {
        let Some(old) = under.get_mut(&key) else {
            under.insert(key, inner);
            continue;
        };
        match shape_under(shape, &key) {
            Some(shape) => overlay(old, inner, &shape),
            None => *old = inner,
        }
    }
}

/// Lays `under` beneath `base`, which wins: what [`overlay`] makes of the two, without
/// a walk over all that `base` holds.
pub fn underlay(base: &mut Node, under: Node, shape: &Shape) {
    if !goes_by_key(&under, base, shape) {
        return;
    }
    let (Value::Table(table), Value::Table(more)) = (&mut base.value, under.value) else {
        return;
    };
    for (key, inner) in more {
        let Some(own) = table.get_mut(&key) else {
            table.insert(key, inner);
            continue;
        };
        if let Some(shape) = shape_under(shape, &key) {
            underlay(own, inner, &shape);
        }
    }
}

/// Whether one node laid on another leaves what it does not name: both are tables, and
/// of one kind where a table chooses among kinds.
fn goes_by_key(base: &Node, over: &Node, shape: &Shape) -> bool {
    let (Value::Table(under), Value::Table(table)) = (&base.value, &over.value) else {
        return false;
    };
    !matches!(shape.inner(), Shape::Choice(..)) || table.keys().any(|key| under.contains_key(key))
}

/// Puts `other` beside `own`: tables unite, any other key may be in one only.
fn unite(own: &mut Node, other: Node, address: &str, faults: &mut Faults) {
    let (Value::Table(table), Value::Table(more)) = (&mut own.value, other.value) else {
        let name = tree::split_address(address).pop().unwrap_or_default();
        faults
            .error(
                other.key,
                format!("`{name}` is set in two included files"),
                "each key in only one included file",
            )
            .at(address)
            .second(own.key, "also set here")
            .cure("use `extends` if one file should override the other");
        return;
    };
    for (key, inner) in more {
        match table.get_mut(&key) {
            Some(old) => unite(old, inner, &join_address(address, &key), faults),
            None => drop(table.insert(key, inner)),
        }
    }
}
