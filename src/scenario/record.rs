//! The macros that turn a declaration of keys into a type, its reader, its
//! description and the walk over its parameters.
//!
//! `record!` declares a table with named keys, `choice!` a table that holds
//! exactly one of several keys, or (`unit enum`) one of several words. They exist
//! so that a key is written once: the reader, the "did you mean", the list of
//! keys and the JSON Schema cannot disagree.

use serde_json::json;

use super::fault::{Faults, Place, nearest};
use super::figure::Figure;
use super::shape::Shape;
use super::tree::{Node, Table};

/// A type that a node of the tree can be read into.
pub trait Read: Sized {
    /// Reads a node; on a fault collects it and gives nothing.
    fn read(node: &Node, faults: &mut Faults) -> Option<Self>;

    /// The value when the key is left out; nothing when it must be given.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// What such a node may hold.
    #[must_use]
    fn shape() -> Shape;

    /// Shows every parameter in it.
    fn visit<'a>(&'a self, _each: &mut dyn FnMut(&'a Figure)) {}

    /// Hands out every parameter in it for change.
    fn visit_mut(&mut self, _each: &mut dyn FnMut(&mut Figure)) {}

    /// Tells a default value which key it is for.
    fn stand_at(&mut self, _address: &str, _place: Place) {}
}

/// A type that can be the key of a table of tables.
pub trait ReadKey: Ord + Sized {
    /// What it is, for people.
    const WORDS: &'static str;

    /// The key of a text, if it is one.
    fn read_key(text: &str) -> Option<Self>;

    /// The pattern of such keys, as in JSON Schema.
    fn pattern() -> String;

    /// Keys to offer when one is not understood.
    #[must_use]
    fn known() -> Vec<&'static str> {
        Vec::new()
    }
}

/// Declares a table with named keys.
///
/// Per key: documentation, `pub name: Type`, and `= default` where there is one.
/// All keys are read before the first missing one gives up, so that every fault
/// of a table is found at once.
macro_rules! record {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $( $(#[doc = $doc:literal])+ pub $key:ident : $kind:ty $(= $default:expr)? ),* $(,)?
        }
    ) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $doc])+ pub $key: $kind, )*
        }

        impl $crate::scenario::record::Read for $name {
            fn read(
                node: &$crate::scenario::tree::Node,
                faults: &mut $crate::scenario::fault::Faults,
            ) -> Option<Self> {
                let known: &[&'static str] = &[$(stringify!($key)),*];
                let table = $crate::scenario::record::open(node, known, faults)?;
                $(
                    let $key: Option<$kind> = $crate::scenario::record::key(
                        (node, table),
                        known,
                        stringify!($key),
                        record!(@default $kind $(, $default)?),
                        faults,
                    );
                )*
                // A table without keys has no use for its content.
                let _ = table;
                Some(Self { $( $key: $key?, )* })
            }

            fn shape() -> $crate::scenario::shape::Shape {
                $crate::scenario::shape::Shape::Record(stringify!($name), || $crate::scenario::shape::Record {
                    about: concat!($($about, "\n"),+),
                    keys: vec![$( $crate::scenario::shape::Key {
                        name: stringify!($key),
                        about: concat!($($doc, "\n"),+),
                        shape: <$kind as $crate::scenario::record::Read>::shape(),
                        required: record!(@default $kind $(, $default)?).is_none(),
                        default: record!(@words $($default)?),
                    } ),*],
                })
            }

            #[allow(unused_variables, reason = "a table without keys shows nothing")]
            fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a $crate::scenario::figure::Figure)) {
                $( $crate::scenario::record::Read::visit(&self.$key, each); )*
            }

            #[allow(unused_variables, reason = "a table without keys shows nothing")]
            fn visit_mut(&mut self, each: &mut dyn FnMut(&mut $crate::scenario::figure::Figure)) {
                $( $crate::scenario::record::Read::visit_mut(&mut self.$key, each); )*
            }
        }
    };
    (@default $kind:ty, $default:expr) => { Some::<$kind>($default) };
    (@default $kind:ty) => { <$kind as $crate::scenario::record::Read>::absent() };
    (@words $default:expr) => { Some(stringify!($default)) };
    (@words) => { None };
}

/// Declares a table that holds exactly one of several keys, or with `unit enum`
/// one word of several.
macro_rules! choice {
    (
        $(#[doc = $about:literal])+
        pub unit enum $name:ident {
            $( $(#[doc = $doc:literal])+ $key:ident ),* $(,)?
        }
    ) => {
        $(#[doc = $about])+
        // A file writes the words as they are here.
        #[allow(non_camel_case_types, reason = "a file writes the words as they are here")]
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $( $(#[doc = $doc])+ $key, )*
        }

        impl $name {
            /// Every word, in order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$key),*];

            /// The word as a file writes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$key => stringify!($key), )*
                }
            }

            /// What the word means, in a line.
            #[must_use]
            pub fn meaning(self) -> String {
                let about = match self {
                    $( Self::$key => concat!($($doc),+), )*
                };
                about.trim().to_owned()
            }

            /// The word of a text.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl $crate::scenario::record::Read for $name {
            fn read(
                node: &$crate::scenario::tree::Node,
                faults: &mut $crate::scenario::fault::Faults,
            ) -> Option<Self> {
                $crate::scenario::record::word(node, &[$(stringify!($key)),*], faults)
                    .and_then(|index| Self::ALL.get(index).copied())
            }

            fn shape() -> $crate::scenario::shape::Shape {
                $crate::scenario::record::words_shape(&[$( (stringify!($key), concat!($($doc, "\n"),+)) ),*])
            }
        }

        impl $crate::scenario::record::ReadKey for $name {
            const WORDS: &'static str = stringify!($name);

            fn read_key(text: &str) -> Option<Self> {
                Self::from_text(text)
            }

            fn pattern() -> String {
                format!("^({})$", [$(stringify!($key)),*].join("|"))
            }

            fn known() -> Vec<&'static str> {
                vec![$(stringify!($key)),*]
            }
        }
    };
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident {
            $( $(#[doc = $doc:literal])+ $key:ident($kind:ty) ),* $(,)?
        }
    ) => {
        $(#[doc = $about])+
        #[allow(non_camel_case_types, reason = "a file writes the keys as they are here")]
        #[allow(
            clippy::large_enum_variant,
            reason = "a scenario holds few of them, and a box would show in every match"
        )]
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $( $(#[doc = $doc])+ $key($kind), )*
        }

        impl $name {
            /// The key that a file writes.
            #[must_use]
            pub const fn as_str(&self) -> &'static str {
                match self {
                    $( Self::$key(_) => stringify!($key), )*
                }
            }
        }

        impl $crate::scenario::record::Read for $name {
            fn read(
                node: &$crate::scenario::tree::Node,
                faults: &mut $crate::scenario::fault::Faults,
            ) -> Option<Self> {
                let (key, inner) = $crate::scenario::record::only_key(node, &[$(stringify!($key)),*], faults)?;
                $(
                    if key == stringify!($key) {
                        return <$kind as $crate::scenario::record::Read>::read(inner, faults).map(Self::$key);
                    }
                )*
                None
            }

            fn shape() -> $crate::scenario::shape::Shape {
                $crate::scenario::shape::Shape::Choice(stringify!($name), || $crate::scenario::shape::Record {
                    about: concat!($($about, "\n"),+),
                    keys: vec![$( $crate::scenario::shape::Key {
                        name: stringify!($key),
                        about: concat!($($doc, "\n"),+),
                        shape: <$kind as $crate::scenario::record::Read>::shape(),
                        required: false,
                        default: None,
                    } ),*],
                })
            }

            fn visit<'a>(&'a self, each: &mut dyn FnMut(&'a $crate::scenario::figure::Figure)) {
                match self {
                    $( Self::$key(inner) => $crate::scenario::record::Read::visit(inner, each), )*
                }
            }

            fn visit_mut(&mut self, each: &mut dyn FnMut(&mut $crate::scenario::figure::Figure)) {
                match self {
                    $( Self::$key(inner) => $crate::scenario::record::Read::visit_mut(inner, each), )*
                }
            }
        }
    };
}

pub(crate) use {choice, record};

/// The table of a node, after naming the keys it should not hold.
pub fn open<'a>(node: &'a Node, known: &[&'static str], faults: &mut Faults) -> Option<&'a Table> {
    let Some(table) = node.table() else {
        faults.unfit(node, "a table");
        return None;
    };
    for (key, inner) in table {
        if !known.contains(&key.as_str()) {
            unknown_key(node, key, inner, known, faults);
        }
    }
    Some(table)
}

fn unknown_key(node: &Node, key: &str, inner: &Node, known: &[&'static str], faults: &mut Faults) {
    let found = format!("unknown key `{}`", super::tree::shorten(key));
    let fault = faults
        .error(inner.key, found, one_of(known))
        .at(&node.address);
    let retired = RETIRED.iter();
    let mut retired = retired.filter(|(table, name, _)| *table == &*node.address && *name == key);
    if let Some((_, _, cure)) = retired.next() {
        fault.cure(*cure);
    } else {
        fault.suggest(key, known.iter().copied());
    }
}

/// Keys that older files may hold (table and key), and what to write instead.
const RETIRED: [(&str, &str, &str); 3] = [
    (
        "matching",
        "programmes",
        "remove it: whether a call is open is decided when a project asks for an award",
    ),
    (
        "matching",
        "residents",
        "write `ceiling`, the base with everything that may be added, and `residents_part`, the residents' part of that",
    ),
    (
        "matching",
        "organisations",
        "write `ceiling`, the base with everything that may be added, and `residents_part`; organisations add the rest",
    ),
];

/// Reads one key of a table, or takes its default. A missing key that another key seems to
/// misspell is one fault: the unknown key, which offers it.
pub fn key<T: Read>(
    (node, table): (&Node, &Table),
    known: &[&'static str],
    name: &'static str,
    default: Option<T>,
    faults: &mut Faults,
) -> Option<T> {
    if let Some(inner) = table.get(name) {
        return T::read(inner, faults);
    }
    let Some(mut default) = default else {
        let misspells =
            |key: &str| !known.contains(&key) && nearest(key, known.iter().copied()) == Some(name);
        if table.iter().any(|(key, _)| misspells(key)) {
            return None;
        }
        faults
            .error(
                node.key,
                format!("the key `{name}` is missing"),
                format!("the key `{name}`"),
            )
            .at(&node.address);
        return None;
    };
    default.stand_at(&super::tree::join_address(&node.address, name), node.key);
    Some(default)
}

/// The one key of a table that must hold exactly one.
pub fn only_key<'a>(
    node: &'a Node,
    known: &[&'static str],
    faults: &mut Faults,
) -> Option<(&'a str, &'a Node)> {
    let Some(table) = node.table() else {
        let expected = format!("a table with one key: {}", one_of(known));
        faults.unfit(node, expected);
        return None;
    };
    let mut entries = table.iter();
    let Some((first, inner)) = entries.next() else {
        let expected = format!("one key: {}", one_of(known));
        faults
            .error(node.place, "the table is empty", expected)
            .at(&node.address);
        return None;
    };
    if let Some((second, other)) = entries.next() {
        faults
            .error(
                other.key,
                format!("`{first}` and `{second}` are both given"),
                format!("exactly one key: {}", one_of(known)),
            )
            .at(&node.address)
            .second(inner.key, "the other key");
        return None;
    }
    if !known.contains(&first.as_str()) {
        unknown_key(node, first, inner, known, faults);
        return None;
    }
    Some((first, inner))
}

/// The index of the word that a node holds.
pub fn word(node: &Node, known: &[&'static str], faults: &mut Faults) -> Option<usize> {
    let Some(text) = node.text() else {
        faults.unfit(node, one_of(known));
        return None;
    };
    let index = known.iter().position(|word| *word == text);
    if index.is_none() {
        let fault = faults.unfit(node, one_of(known));
        fault.suggest(text, known.iter().copied());
    }
    index
}

/// The shape of one word of several.
#[must_use]
pub fn words_shape(words: &[(&'static str, &'static str)]) -> Shape {
    let list: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let quoted: Vec<String> = list.iter().map(|word| format!("\"{word}\"")).collect();
    Shape::leaf(&quoted.join(" or "), json!({ "enum": list }))
}

/// "`a`, `b` or `c`".
#[must_use]
pub fn one_of(words: &[&str]) -> String {
    match words {
        [] => "no key".to_owned(),
        [only] => format!("`{only}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|word| format!("`{word}`")).collect();
            format!("{} or `{last}`", first.join(", "))
        }
    }
}
