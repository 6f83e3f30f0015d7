//! What a key may hold, as data: for the list of keys, the JSON Schema and the
//! walk of an address.

use serde_json::{Value, json};

/// What a key may hold.
#[derive(Debug, Clone)]
pub enum Shape {
    /// A single value.
    Leaf {
        /// What it is, for people.
        words: String,
        /// What it is, as JSON Schema.
        schema: Value,
    },
    /// A value or nothing.
    Optional(Box<Shape>),
    List(Box<Shape>),
    /// A table whose keys are ids.
    Map {
        /// What the ids are, for people.
        key: &'static str,
        /// Pattern of the ids, as in JSON Schema.
        pattern: String,
        /// What each id holds.
        value: Box<Shape>,
    },
    /// A table with the stated keys.
    Record(&'static str, fn() -> Record),
    /// A table with exactly one of the stated keys.
    Choice(&'static str, fn() -> Record),
    /// A number, or a table of value, range, grade and source.
    Parameter {
        /// Its bounds, for people.
        words: &'static str,
        /// Its bounds, as JSON Schema.
        bounds: Value,
    },
}

/// A table's keys.
#[derive(Debug, Clone)]
pub struct Record {
    /// What the table is.
    pub about: &'static str,
    /// Its keys in order of declaration.
    pub keys: Vec<Key>,
}

/// One key of a table.
#[derive(Debug, Clone)]
pub struct Key {
    pub name: &'static str,
    /// What it means.
    pub about: &'static str,
    /// What it holds.
    pub shape: Shape,
    /// Whether a file must give it.
    pub required: bool,
    /// Its default, as declared.
    pub default: Option<&'static str>,
}

impl Shape {
    /// A single value.
    #[must_use]
    pub fn leaf(words: &str, schema: Value) -> Self {
        Self::Leaf {
            words: words.to_owned(),
            schema,
        }
    }

    /// A string that must match a pattern.
    #[must_use]
    pub fn pattern(words: &str, pattern: &str) -> Self {
        Self::leaf(words, json!({ "type": "string", "pattern": pattern }))
    }

    /// The shape without `Optional` around it.
    #[must_use]
    pub fn inner(&self) -> &Self {
        match self {
            Self::Optional(inner) => inner.inner(),
            Self::Leaf { .. }
            | Self::List(_)
            | Self::Map { .. }
            | Self::Record(..)
            | Self::Choice(..)
            | Self::Parameter { .. } => self,
        }
    }

    /// What a single value or a number of this shape is, for people.
    #[must_use]
    pub fn words(&self) -> Option<&str> {
        match self.inner() {
            Self::Leaf { words, .. } => Some(words),
            Self::Parameter { words, .. } => Some(words),
            Self::List(_)
            | Self::Map { .. }
            | Self::Record(..)
            | Self::Choice(..)
            | Self::Optional(_) => None,
        }
    }

    /// The largest number that a parameter of this shape may be; none if there is none.
    #[must_use]
    pub fn largest(&self) -> Option<f64> {
        match self.inner() {
            Self::Parameter { bounds, .. } => bounds.get("maximum")?.as_f64(),
            Self::Leaf { .. }
            | Self::List(_)
            | Self::Map { .. }
            | Self::Record(..)
            | Self::Choice(..)
            | Self::Optional(_) => None,
        }
    }

    /// Whether a text can fit it.
    #[must_use]
    pub fn may_be_text(&self) -> bool {
        match self.inner() {
            Self::Leaf { schema, .. } => {
                let kind = schema.get("type").and_then(Value::as_str);
                !matches!(kind, Some("number" | "integer" | "boolean"))
            }
            Self::Parameter { .. } => false,
            Self::List(_)
            | Self::Map { .. }
            | Self::Record(..)
            | Self::Choice(..)
            | Self::Optional(_) => true,
        }
    }

    /// What the key `name` of a table of this shape holds.
    #[must_use]
    pub fn under(&self, name: &str) -> Option<Self> {
        match self.inner() {
            Self::Record(_, keys) | Self::Choice(_, keys) => keys()
                .keys
                .into_iter()
                .find(|key| key.name == name)
                .map(|key| key.shape),
            Self::Map { value, .. } | Self::List(value) => Some((**value).clone()),
            Self::Leaf { .. } | Self::Parameter { .. } | Self::Optional(_) => None,
        }
    }
}
