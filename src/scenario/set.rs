//! Edits from the command line: `--set address=value`.

use super::fault::{Fault, Faults, Place};
use super::gather::root_shape;
use super::keys::Root;
use super::shape::Shape;
use super::source::Origin;
use super::tree::{self, Node, Value, join_address, split_address};

/// Applies one edit to the whole tree.
pub fn apply(root: &mut Node, edit: &str, faults: &mut Faults) {
    let file = faults.add_file("--set", Origin::Given, edit);
    let Some((address, value)) = edit.split_once('=') else {
        faults.error(
            Place::new(file, 0..edit.len()),
            "the edit has no `=`",
            "address=value",
        );
        return;
    };
    let place = Place::new(file, 0..address.len());
    let address = address.trim();
    let parts = split_address(address);
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let offset = edit.len() - value.trim_start().len();
    let mut grammar = faults.same_files();
    let Some(value) = tree::parse_value(file, offset, value.trim(), &mut grammar) else {
        let place = Place::new(file, offset..edit.trim_end().len().max(offset));
        refuse(value.trim(), place, &parts, faults).at(address);
        return;
    };
    if let ["extends" | "include", ..] | ["jurisdiction", _, "regime"] = parts.as_slice() {
        let found = format!("`{address}` cannot be edited: it is applied before edits are");
        faults.error(place, found, "the address of another key");
        return;
    }
    put(root, &parts, (place, address), value, faults);
}

/// Puts a value at an address, made where the keys allow it.
pub fn put(
    root: &mut Node,
    parts: &[&str],
    (place, address): (Place, &str),
    value: Node,
    faults: &mut Faults,
) {
    // Keys made on the way to a wrong address must not stay.
    let mut edited = root.clone();
    if let Some((target, shape)) = target(&mut edited, parts, place, address, faults) {
        replace(target, value, shape.as_ref());
        *root = edited;
    }
}

/// Reports a text that is no value, with what the key at the address wants.
fn refuse<'a>(text: &str, place: Place, parts: &[&str], faults: &'a mut Faults) -> &'a mut Fault {
    let shape = parts
        .iter()
        .try_fold(root_shape(), |shape, part| shape.under(part));
    let wanted = shape.as_ref().and_then(Shape::words);
    let found = if text.is_empty() {
        "there is no value after `=`".to_owned()
    } else {
        format!("`{text}` is not a value")
    };
    let fault = faults.error(place, found, wanted.unwrap_or("a TOML value"));
    if !text.is_empty() && shape.is_none_or(|shape| shape.may_be_text()) {
        fault.cure(format!("put texts in quotes: '\"{text}\"'"));
    }
    fault
}

/// Reports an address that two edits set: the second would win without a word.
pub fn check_twice(edits: &[String], faults: &mut Faults) {
    let address = |edit: &str| {
        edit.split_once('=')
            .map(|(address, _)| address.trim().to_owned())
    };
    for (number, edit) in edits.iter().enumerate() {
        let Some(own) = address(edit) else { continue };
        let earlier = edits[..number].iter();
        let Some(first) = earlier
            .rev()
            .find(|other| address(other).as_ref() == Some(&own))
        else {
            continue;
        };
        let file = faults.add_file("--set", Origin::Given, edit);
        faults
            .error(
                Place::new(file, 0..own.len()),
                format!("two edits set the same address: `{first}` and `{edit}`"),
                "one edit for each address",
            )
            .cure("remove one of the two");
    }
}

/// Whether an edit is of what only the calibration reads, and so asks for a new one:
/// the load aimed at of an office, the known elapsed time of a step, a surface and its count.
pub fn asks_to_calibrate(edit: &str, root: &Root) -> bool {
    let address = edit.split_once('=').map_or(edit, |(address, _)| address);
    let parts = split_address(address.trim());
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["office", _, "load", ..]
        | ["procedure", _, "step", _, "elapsed", ..]
        | ["surface", ..] => true,
        ["target", id, "observed", ..] => root.is_kept(id),
        _ => false,
    }
}

/// The node at an address, made where the keys allow it.
fn target<'a>(
    root: &'a mut Node,
    parts: &[&str],
    place: Place,
    address: &str,
    faults: &mut Faults,
) -> Option<(&'a mut Node, Option<Shape>)> {
    let mut node = root;
    let mut shape = Some(root_shape());
    let mut path = String::new();
    for &part in parts {
        let inner = shape.as_ref().and_then(|shape| shape.under(part));
        // A key that may be left out can be set; a new id cannot.
        let may_add = inner.is_some()
            && shape.as_ref().is_some_and(|shape| {
                matches!(shape.inner(), Shape::Record(..) | Shape::Choice(..))
            });
        let choices = children(node, shape.as_ref());
        let found = match &mut node.value {
            Value::Table(table) => {
                if may_add && !table.contains_key(part) {
                    table.insert(part.to_owned(), Node::empty(place));
                }
                table.get_mut(part)
            }
            Value::List(list) => part
                .parse::<usize>()
                .ok()
                .and_then(|index| list.get_mut(index)),
            Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::Truth(_)
            | Value::Day(_) => None,
        };
        let Some(found) = found else {
            let within = if path.is_empty() {
                "the scenario".to_owned()
            } else {
                format!("`{path}`")
            };
            let fault = faults.error(
                place,
                format!("no `{part}` in {within}"),
                "the address of a key in the scenario",
            );
            let near = super::fault::nearest(part, choices.iter().map(String::as_str));
            if let Some(near) = near {
                let mut meant = join_address(&path, near);
                if let Some(rest) = address.strip_prefix(&join_address(&path, part)) {
                    meant.push_str(rest);
                }
                fault.cure(format!("did you mean `{meant}`?"));
            }
            return None;
        };
        path = join_address(&path, part);
        (node, shape) = (found, inner);
    }
    Some((node, shape))
}

/// The keys that are, or could be, in a node.
fn children(node: &Node, shape: Option<&Shape>) -> Vec<String> {
    let mut keys: Vec<String> = node
        .table()
        .map(|table| table.keys().cloned().collect())
        .unwrap_or_default();
    if let Some(Shape::Record(_, record) | Shape::Choice(_, record)) = shape.map(Shape::inner) {
        keys.extend(record().keys.iter().map(|key| key.name.to_owned()));
    }
    keys.sort();
    keys.dedup();
    keys
}

/// Puts the value in place. A parameter keeps its grade and source, and its range
/// as long as the value lies in it.
fn replace(target: &mut Node, value: Node, shape: Option<&Shape>) {
    let parameter = shape.is_some_and(|shape| matches!(shape.inner(), Shape::Parameter { .. }));
    let number = number_of(&value);
    match (&mut target.value, number) {
        (Value::Table(table), Some(new)) if parameter && !table.is_empty() => {
            let end = |name: &str| table.get(name).and_then(number_of);
            let within = end("low").is_none_or(|low| low <= new)
                && end("high").is_none_or(|high| new <= high);
            if !within {
                table.remove("low");
                table.remove("high");
            }
            table.insert("value".to_owned(), value);
        }
        (_, Some(_) | None) => *target = value,
    }
}

fn number_of(node: &Node) -> Option<f64> {
    match node.value {
        Value::Whole(number) => Some(number as f64),
        Value::Number(number) => Some(number),
        Value::Text(_) | Value::Truth(_) | Value::Day(_) | Value::List(_) | Value::Table(_) => None,
    }
}
