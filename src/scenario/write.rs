//! Writes a tree as TOML in one canonical way: keys in order of declaration, ids
//! in order of the alphabet, one spelling of each number.

use std::fmt::Write;

use super::shape::Shape;
use super::tree::{Node, Table, Value};

/// The text of a tree whose keys are those of `shape`.
#[must_use]
pub fn write(root: &Node, shape: &Shape) -> String {
    let mut text = String::new();
    section(&mut text, &[], root, shape);
    text
}

/// A table with a header of its own, or the keys at the top of the file.
fn section(text: &mut String, path: &[String], node: &Node, shape: &Shape) {
    let Some(table) = node.table() else { return };
    if !path.is_empty() {
        let _ = writeln!(text, "\n[{}]", path.join("."));
    }
    let keys = ordered(table, shape);
    for (key, inner, shape) in keys
        .iter()
        .filter(|(_, _, shape)| !has_headers(path, shape))
    {
        let mut line = String::new();
        value(&mut line, inner, shape);
        let _ = writeln!(text, "{} = {line}", bare(key));
    }
    for (key, inner, shape) in keys.iter().filter(|(_, _, shape)| has_headers(path, shape)) {
        let below: Vec<String> = path.iter().cloned().chain([bare(key)]).collect();
        match shape.inner() {
            Shape::Map { value, .. } => {
                for (id, entry) in inner.table().into_iter().flatten() {
                    let path_below: Vec<String> = below.iter().cloned().chain([bare(id)]).collect();
                    section(text, &path_below, entry, value);
                }
            }
            other => section(text, &below, inner, other),
        }
    }
}

/// Whether a key is written with headers: tables at the top, and tables of tables.
fn has_headers(path: &[String], shape: &Shape) -> bool {
    match shape.inner() {
        Shape::Record(..) => path.is_empty(),
        Shape::Map { value, .. } => matches!(value.inner(), Shape::Record(..)),
        Shape::Leaf { .. }
        | Shape::Optional(_)
        | Shape::List(_)
        | Shape::Choice(..)
        | Shape::Parameter { .. } => false,
    }
}

/// The keys of a table in order, each with its shape.
fn ordered<'a>(table: &'a Table, shape: &Shape) -> Vec<(&'a str, &'a Node, Shape)> {
    let unknown = || Shape::leaf("", serde_json::Value::Null);
    match shape.inner() {
        Shape::Record(_, record) | Shape::Choice(_, record) => {
            let keys = record().keys.into_iter();
            keys.filter_map(|key| {
                table
                    .get_key_value(key.name)
                    .map(|(name, node)| (name.as_str(), node, key.shape))
            })
            .collect()
        }
        Shape::Parameter { .. } => {
            let keys = super::parameter::KEYS.iter();
            keys.filter_map(|key| {
                table
                    .get_key_value(*key)
                    .map(|(name, node)| (name.as_str(), node, unknown()))
            })
            .collect()
        }
        Shape::Map { value, .. } | Shape::List(value) => table
            .iter()
            .map(|(name, node)| (name.as_str(), node, (**value).clone()))
            .collect(),
        Shape::Leaf { .. } | Shape::Optional(_) => table
            .iter()
            .map(|(name, node)| (name.as_str(), node, unknown()))
            .collect(),
    }
}

/// A value in one line.
fn value(text: &mut String, node: &Node, shape: &Shape) {
    match &node.value {
        Value::Text(word) => text.push_str(&quoted(word)),
        Value::Whole(whole) => drop(write!(text, "{whole}")),
        Value::Number(number) => text.push_str(&number_text(*number)),
        Value::Truth(truth) => drop(write!(text, "{truth}")),
        Value::Day(day) => drop(write!(text, "{day}")),
        Value::List(list) => {
            let element = shape.under("0").unwrap_or_else(|| shape.clone());
            text.push('[');
            for (index, inner) in list.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                value(text, inner, &element);
            }
            text.push(']');
        }
        Value::Table(table) => {
            let keys = ordered(table, shape);
            if keys.is_empty() {
                text.push_str("{}");
                return;
            }
            text.push_str("{ ");
            for (index, (key, inner, shape)) in keys.iter().enumerate() {
                if index > 0 {
                    text.push_str(", ");
                }
                text.push_str(&bare(key));
                text.push_str(" = ");
                value(text, inner, shape);
            }
            text.push_str(" }");
        }
    }
}

/// The shortest text that reads back as the same number; whole numbers without a
/// point, so that `5` and `5.0` are one scenario.
fn number_text(number: f64) -> String {
    /// Up to here every whole number is exact.
    const EXACT: f64 = 1e15;
    let whole = number.trunc();
    if whole.to_bits() == number.to_bits()
        && number.abs() < EXACT
        && !(number.is_sign_negative() && whole.abs() < 1.0)
    {
        format!("{}", whole as i64)
    } else {
        format!("{number:?}")
    }
}

/// A key, in quotes where TOML needs them.
fn bare(key: &str) -> String {
    let plain = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_');
    if plain { key.to_owned() } else { quoted(key) }
}

/// A basic string of TOML.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for letter in text.chars() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            control if control.is_control() => drop(write!(out, "\\u{:04X}", control as u32)),
            other => out.push(other),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_one_spelling() {
        let spelled: Vec<String> = [5.0, 0.1, -3.0, 0.0, -0.0, 1e15, 1e300, 1e-9]
            .map(number_text)
            .to_vec();
        assert_eq!(
            spelled,
            [
                "5",
                "0.1",
                "-3",
                "0",
                "-0.0",
                "1000000000000000.0",
                "1e300",
                "1e-9"
            ]
        );
    }

    #[test]
    fn a_text_is_quoted_so_that_it_reads_back() {
        let hard = "\"\\\n\t\u{0}\u{7f}中é";
        let text = format!("{} = {}", bare("a b"), quoted(hard));
        let read: toml::Table =
            toml::from_str(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        assert_eq!(read["a b"].as_str(), Some(hard));
    }
}
