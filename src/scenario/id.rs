//! Names of things in a scenario, and paths of its tables.

use std::fmt;
use std::sync::Arc;

use super::fault::Faults;
use super::record::{Read, ReadKey};
use super::shape::Shape;
use super::source::Origin;
use super::tree::Node;

const ID: &str = "an id: lower-case letters, digits and hyphens, starting with a letter";
const ID_PATTERN: &str = "^[a-z][a-z0-9-]*$";
const JURISDICTION: &str = "an ISO 3166 alpha-3 code, for example CHN";
const JURISDICTION_PATTERN: &str = "^[A-Z]{3}$";

/// Declares a name that is a checked text.
macro_rules! name {
    ($(#[doc = $about:literal])+ $name:ident, $words:expr, $pattern:expr, $valid:expr) => {
        $(#[doc = $about])+
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// The name of a text, if it is one.
            #[must_use]
            pub fn new(text: &str) -> Option<Self> {
                let valid: fn(&str) -> bool = $valid;
                valid(text).then(|| Self(Arc::from(text)))
            }

            /// The name as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.as_str() == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.as_str() == *other
            }
        }

        impl Read for $name {
            fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
                let name = node.text().and_then(Self::new);
                if name.is_none() {
                    faults.unfit(node, $words);
                }
                name
            }

            fn shape() -> Shape {
                Shape::pattern($words, $pattern)
            }
        }

        impl ReadKey for $name {
            const WORDS: &'static str = $words;

            fn read_key(text: &str) -> Option<Self> {
                Self::new(text)
            }

            fn pattern() -> String {
                $pattern.to_owned()
            }
        }
    };
}

name! {
    /// The name of a thing: lower-case letters, digits, hyphens; first a letter.
    Id, ID, ID_PATTERN, is_id
}

name! {
    /// The code of a jurisdiction: three capital letters (ISO 3166 alpha-3; ROW
    /// for the rest of the world).
    JurisdictionId, JURISDICTION, JURISDICTION_PATTERN,
    |text| text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

name! {
    /// An id, or the beginning of ids followed by `*`.
    Pattern, "an id, or a prefix followed by `*`", r"^([a-z][a-z0-9-]*\*?|\*)$",
    |text| text == "*" || is_id(text.strip_suffix('*').unwrap_or(text))
}

fn is_id(text: &str) -> bool {
    text.starts_with(|letter: char| letter.is_ascii_lowercase())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

impl Pattern {
    /// Whether it means `id`.
    #[must_use]
    pub fn matches(&self, id: &Id) -> bool {
        match self.0.strip_suffix('*') {
            Some(beginning) => id.as_str().starts_with(beginning),
            None => *id == *self.as_str(),
        }
    }
}

/// The path of a CSV table, beside the file that names it.
#[derive(Debug, Clone)]
pub struct TablePath {
    /// The path as written.
    pub written: String,
    /// The file it leads to.
    pub origin: Origin,
}

impl PartialEq for TablePath {
    fn eq(&self, other: &Self) -> bool {
        self.written == other.written
    }
}

impl Read for TablePath {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let Some(written) = node.text().filter(|text| !text.trim().is_empty()) else {
            faults.unfit(node, "the path of a CSV file");
            return None;
        };
        let from = faults.files().get(node.place.file as usize);
        let origin = from
            .map_or(Origin::Given, |file| file.origin.clone())
            .beside(written);
        Some(Self {
            written: written.to_owned(),
            origin,
        })
    }

    fn shape() -> Shape {
        Shape::pattern("path of a CSV file", ".")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_what_the_format_says() {
        for good in ["a", "chn-data-out", "x2"] {
            assert!(Id::new(good).is_some(), "{good}");
        }
        for bad in ["", "2x", "-a", "A", "a_b", "a b", "é"] {
            assert!(Id::new(bad).is_none(), "{bad}");
        }
        assert!(JurisdictionId::new("ROW").is_some());
        assert!(JurisdictionId::new("row").is_none() && JurisdictionId::new("CHNA").is_none());
    }

    #[test]
    fn a_star_ends_a_beginning() {
        let matches = |pattern: &str, id: &str| {
            let id = Id::new(id).unwrap_or_else(|| panic!("{id}"));
            Pattern::new(pattern).is_some_and(|pattern| pattern.matches(&id))
        };
        assert!(
            matches("chn-*", "chn-visa")
                && matches("*", "chn-visa")
                && matches("chn-visa", "chn-visa")
        );
        assert!(!matches("chn-*", "deu-visa") && !matches("chn", "chn-visa"));
        assert!(Pattern::new("*-visa").is_none());
    }
}
