//! The keys of the table of variance: of what a row is a share, and whose.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::scenario::Group;

/// Of what the variance is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Quantity {
    /// The indicator of a package.
    Level,
    /// Its difference from the baseline.
    Difference,
}

/// Where variance comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// Randomness, with every parameter known.
    Luck,
    /// All parameters together.
    Unknowns,
    /// A group of parameters.
    Group(Group),
}

impl Source {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Luck => "luck",
            Self::Unknowns => "unknowns",
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

/// Which share of the variance a row holds.
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
