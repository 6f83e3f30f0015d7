//! Reading of the types that every record is built from: optional values, lists,
//! tables by id, truths, numbers and texts.

use std::collections::BTreeMap;

use serde_json::json;

use super::fault::Faults;
use super::figure::Figure;
use super::record::{Read, ReadKey};
use super::shape::Shape;
use super::tree::{Node, Value};

impl<T: Read> Read for Option<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        T::read(node, faults).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn shape() -> Shape {
        Shape::Optional(Box::new(T::shape()))
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Figure)) {
        if let Some(inner) = self {
            inner.visit(each);
        }
    }

    fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Figure)) {
        if let Some(inner) = self {
            inner.visit_mut(each);
        }
    }
}

impl<T: Read> Read for Vec<T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Value::List(list) = &node.value else {
            faults.unfit(node, "a list");
            return None;
        };
        // Every element is read before the first bad one gives up.
        let read: Vec<Option<T>> = list.iter().map(|inner| T::read(inner, faults)).collect();
        read.into_iter().collect()
    }

    fn absent() -> Option<Self> {
        Some(Vec::new())
    }

    fn shape() -> Shape {
        Shape::List(Box::new(T::shape()))
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Figure)) {
        for inner in self {
            inner.visit(each);
        }
    }

    fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Figure)) {
        for inner in self {
            inner.visit_mut(each);
        }
    }
}

impl<K: ReadKey, T: Read> Read for BTreeMap<K, T> {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Some(table) = node.table() else {
            faults.unfit(node, "a table");
            return None;
        };
        // What cannot be read is left out, so that the rest can be checked.
        let mut map = Self::new();
        for (text, inner) in table {
            let key = K::read_key(text);
            if key.is_none() {
                let found = format!(
                    "the key {:?} is not allowed here",
                    super::tree::shorten(text)
                );
                faults
                    .error(inner.key, found, K::WORDS)
                    .at(&node.address)
                    .suggest(text, K::known());
            }
            if let (Some(key), Some(value)) = (key, T::read(inner, faults)) {
                map.insert(key, value);
            }
        }
        Some(map)
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }

    fn shape() -> Shape {
        Shape::Map {
            key: K::WORDS,
            pattern: K::pattern(),
            value: Box::new(T::shape()),
        }
    }

    fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a Figure)) {
        for inner in self.values() {
            inner.visit(each);
        }
    }

    fn visit_mut(&mut self, each: &mut dyn FnMut(&mut Figure)) {
        for inner in self.values_mut() {
            inner.visit_mut(each);
        }
    }
}

impl Read for bool {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if let Value::Truth(truth) = node.value {
            return Some(truth);
        }
        faults.unfit(node, "true or false");
        None
    }

    fn shape() -> Shape {
        Shape::leaf("true or false", json!({ "type": "boolean" }))
    }
}

impl Read for u32 {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        if let Value::Whole(number) = node.value
            && let Ok(number) = u32::try_from(number)
        {
            return Some(number);
        }
        faults.unfit(node, "a whole number from 0 to 4294967295");
        None
    }

    fn shape() -> Shape {
        Shape::leaf(
            "whole number",
            json!({ "type": "integer", "minimum": 0, "maximum": u32::MAX }),
        )
    }
}

impl Read for f64 {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let number = node.number();
        if number.is_none() {
            faults.unfit(node, "a number");
        }
        number
    }

    fn shape() -> Shape {
        Shape::leaf("number", json!({ "type": "number" }))
    }
}

impl Read for String {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let text = node.text().map(str::to_owned);
        if text.is_none() {
            faults.unfit(node, "a text in quotes");
        }
        text
    }

    fn shape() -> Shape {
        Shape::leaf("text", json!({ "type": "string" }))
    }
}

impl ReadKey for String {
    const WORDS: &'static str = "text";

    fn read_key(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn pattern() -> String {
        ".*".to_owned()
    }
}
