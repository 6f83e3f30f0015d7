//! The tree of a scenario: owned values that know their places.

use std::collections::BTreeMap;
use std::sync::Arc;

use toml::de::{DeTable, DeValue};
use toml::value::Datetime;

use super::fault::{Fault, Faults, Place};

/// A table of the tree.
pub type Table = BTreeMap<String, Node>;

/// A value with the place of its key, its own place and its address.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// The place of its key (for an element of a list: the element).
    pub key: Place,
    /// The place of the value.
    pub place: Place,
    /// Its address in the whole tree; set by [`Node::set_addresses`].
    pub address: Arc<str>,
    pub value: Value,
}

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// Another number.
    Number(f64),
    /// True or false.
    Truth(bool),
    /// A date, a time or both.
    Day(Datetime),
    List(Vec<Node>),
    Table(Table),
}

impl Node {
    /// An empty table at a place.
    #[must_use]
    pub fn empty(place: Place) -> Self {
        Self {
            key: place,
            place,
            address: Arc::from(""),
            value: Value::Table(Table::new()),
        }
    }

    /// The table, if it is one.
    #[must_use]
    pub fn table(&self) -> Option<&Table> {
        if let Value::Table(table) = &self.value {
            return Some(table);
        }
        None
    }

    /// The table to change, if it is one.
    pub fn table_mut(&mut self) -> Option<&mut Table> {
        if let Value::Table(table) = &mut self.value {
            return Some(table);
        }
        None
    }

    /// The string, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        if let Value::Text(text) = &self.value {
            return Some(text);
        }
        None
    }

    /// The number, whole or not, if it is one.
    #[must_use]
    pub fn number(&self) -> Option<f64> {
        match self.value {
            Value::Number(number) => Some(number),
            Value::Whole(number) => Some(number as f64),
            Value::Text(_) | Value::Truth(_) | Value::Day(_) | Value::List(_) | Value::Table(_) => {
                None
            }
        }
    }

    /// The value under `key` of a table.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.table()?.get(key)
    }

    /// The value at an address.
    #[must_use]
    pub fn find(&self, address: &str) -> Option<&Node> {
        let mut node = self;
        for part in split_address(address) {
            node = match &node.value {
                Value::Table(table) => table.get(&part)?,
                Value::List(list) => list.get(part.parse::<usize>().ok()?)?,
                Value::Text(_)
                | Value::Whole(_)
                | Value::Number(_)
                | Value::Truth(_)
                | Value::Day(_) => return None,
            };
        }
        Some(node)
    }

    /// That the value does not fit, as the headline of a fault.
    #[must_use]
    pub fn found(&self) -> String {
        format!("{} is not allowed here", self.thing())
    }

    /// What the value is.
    fn thing(&self) -> String {
        match &self.value {
            Value::Text(text) => format!("the text {:?}", shorten(text)),
            Value::Whole(number) => format!("the number {number}"),
            Value::Number(number) => format!("the number {number}"),
            Value::Truth(truth) => format!("{truth}"),
            Value::Day(day) => format!("the date or time {day}"),
            Value::List(list) if list.is_empty() => "an empty list".to_owned(),
            Value::List(_) => "a list".to_owned(),
            Value::Table(table) if table.is_empty() => "an empty table".to_owned(),
            Value::Table(_) => "a table".to_owned(),
        }
    }

    /// Writes its address into each node under this one.
    pub fn set_addresses(&mut self, own: &str) {
        self.address = Arc::from(own);
        match &mut self.value {
            Value::Table(table) => {
                for (key, node) in table {
                    node.set_addresses(&join_address(own, key));
                }
            }
            Value::List(list) => {
                for (index, node) in list.iter_mut().enumerate() {
                    node.set_addresses(&join_address(own, &index.to_string()));
                }
            }
            Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::Truth(_)
            | Value::Day(_) => {}
        }
    }
}

impl Faults {
    /// Records that a value is not what its key expects.
    pub fn unfit(&mut self, node: &Node, expected: impl Into<String>) -> &mut Fault {
        self.error(node.place, node.found(), expected)
            .at(&node.address)
    }
}

/// An address one step deeper. A key with a dot in it is quoted.
#[must_use]
pub fn join_address(own: &str, key: &str) -> String {
    let bare = !key.is_empty() && !key.contains(['.', '"']);
    let key = if bare {
        key.to_owned()
    } else {
        format!("{key:?}")
    };
    if own.is_empty() {
        key
    } else {
        format!("{own}.{key}")
    }
}

/// The keys of an address.
#[must_use]
pub fn split_address(address: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for letter in address.chars() {
        match letter {
            '"' => quoted = !quoted,
            '.' if !quoted => parts.push(std::mem::take(&mut part)),
            other => part.push(other),
        }
    }
    parts.push(part);
    parts
}

/// The first words of a long text.
#[must_use]
pub fn shorten(text: &str) -> String {
    const LONGEST: usize = 60;
    if text.chars().count() <= LONGEST {
        text.to_owned()
    } else {
        text.chars().take(LONGEST).collect::<String>() + "..."
    }
}

/// Reads a text into a tree; faults of its grammar are collected.
pub fn parse(file: u32, text: &str, faults: &mut Faults) -> Node {
    let (root, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        let span = error.span().unwrap_or(0..0);
        faults.error(Place::new(file, span), error.message(), "valid TOML");
    }
    let mut node = Node::empty(Place::new(file, 0..0));
    node.value = Value::Table(convert_table(file, root.get_ref(), faults));
    node
}

/// Reads one value, as `--set` writes it.
pub fn parse_value(file: u32, offset: usize, text: &str, faults: &mut Faults) -> Option<Node> {
    match DeValue::parse(text) {
        Ok(value) => {
            let place = |span: std::ops::Range<usize>| {
                Place::new(file, span.start + offset..span.end + offset)
            };
            let here = place(value.span());
            let mut node = convert(file, here, here, value.get_ref(), faults)?;
            // Places inside a nested value would miss the offset; the whole
            // value is near enough.
            flatten_places(&mut node, here);
            Some(node)
        }
        Err(error) => {
            let span = error.span().unwrap_or(0..text.len());
            faults.error(
                Place::new(file, span.start + offset..span.end + offset),
                error.message(),
                "a TOML value",
            );
            None
        }
    }
}

/// Gives a node and all under it one place.
pub fn flatten_places(node: &mut Node, place: Place) {
    node.key = place;
    node.place = place;
    match &mut node.value {
        Value::Table(table) => table
            .values_mut()
            .for_each(|inner| flatten_places(inner, place)),
        Value::List(list) => list
            .iter_mut()
            .for_each(|inner| flatten_places(inner, place)),
        Value::Text(_) | Value::Whole(_) | Value::Number(_) | Value::Truth(_) | Value::Day(_) => {}
    }
}

fn convert_table(file: u32, table: &DeTable<'_>, faults: &mut Faults) -> Table {
    let mut owned = Table::new();
    for (key, value) in table {
        let key_place = Place::new(file, key.span());
        let place = Place::new(file, value.span());
        if let Some(node) = convert(file, key_place, place, value.get_ref(), faults) {
            owned.insert(key.get_ref().to_string(), node);
        }
    }
    owned
}

fn convert(
    file: u32,
    key: Place,
    place: Place,
    value: &DeValue<'_>,
    faults: &mut Faults,
) -> Option<Node> {
    let value = match value {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(truth) => Value::Truth(*truth),
        DeValue::Datetime(day) => Value::Day(*day),
        DeValue::Integer(number) => {
            let Ok(whole) = i64::from_str_radix(number.as_str(), number.radix()) else {
                let found = format!("the number {} is too large", shorten(number.as_str()));
                faults.error(
                    place,
                    found,
                    "a whole number of at most 9223372036854775807",
                );
                return None;
            };
            Value::Whole(whole)
        }
        DeValue::Float(number) => {
            let parsed = number
                .as_str()
                .parse::<f64>()
                .ok()
                .filter(|parsed| parsed.is_finite());
            let Some(parsed) = parsed else {
                faults.error(
                    place,
                    format!("the number {} is not finite", shorten(number.as_str())),
                    "a finite number",
                );
                return None;
            };
            Value::Number(parsed)
        }
        DeValue::Array(list) => {
            let mut owned = Vec::new();
            for value in list {
                let place = Place::new(file, value.span());
                owned.extend(convert(file, place, place, value.get_ref(), faults));
            }
            Value::List(owned)
        }
        DeValue::Table(table) => Value::Table(convert_table(file, table, faults)),
    };
    Some(Node {
        key,
        place,
        address: Arc::from(""),
        value,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_finds_its_value_and_its_place() {
        let mut faults = Faults::new();
        let text = "[a.\"b.c\"]\nd = [1, { e = 2 }]\n";
        let mut root = parse(0, text, &mut faults);
        root.set_addresses("");
        let found = root
            .find("a.\"b.c\".d.1.e")
            .unwrap_or_else(|| panic!("not found"));
        assert_eq!(found.value, Value::Whole(2));
        assert_eq!(&*found.address, "a.\"b.c\".d.1.e");
        assert_eq!(
            &text[found.place.start as usize..found.place.end as usize],
            "2"
        );
        assert_eq!(&text[found.key.start as usize..found.key.end as usize], "e");
        assert!(root.find("a.x").is_none() && root.find("a.\"b.c\".d.7").is_none());
    }
}
