//! The keys of the table of variance: quantity, source and kind of share.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::scenario::Group;

/// The quantity that varies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// The indicator of a package.
    Level,
    /// Its difference from the baseline.
    Difference,
}

/// A source of variance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Randomness, with every parameter known.
    Stochastic,
    /// All parameters together.
    Parametric,
    /// A group of parameters.
    Group(Group),
}

impl Source {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stochastic => "luck",
            Self::Parametric => "unknowns",
            Self::Group(group) => group.name(),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Source {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// The kind of share in a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Share {
    /// One of two parts that add to 1.
    Part,
    /// The total effect of a group.
    Total,
    /// The first-order effect of a group.
    First,
}
