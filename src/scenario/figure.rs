//! A number of a scenario with its range, how well it is known, and its place.

use std::fmt;
use std::sync::Arc;

use serde::{Serialize, Serializer};

use super::fault::Place;

/// How well a number is known.
#[allow(
    non_camel_case_types,
    reason = "a file writes the words as they are here"
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Grade {
    /// Measured for this aspect.
    measured,
    /// Measured in a procedure like it.
    analogue,
    /// Reasoned, not measured.
    assumed,
}

impl Grade {
    /// Every grade, the best known first.
    pub const ALL: [Self; 3] = [Self::measured, Self::analogue, Self::assumed];

    /// The word as a file writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::measured => "measured",
            Self::analogue => "analogue",
            Self::assumed => "assumed",
        }
    }

    /// The grade that a word names.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grade| grade.as_str() == text)
    }
}

impl Serialize for Grade {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl fmt::Display for Grade {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

/// A number with its range, grade, source and place.
#[derive(Debug, Clone)]
pub struct Figure {
    /// The central value.
    pub value: f64,
    /// The lowest value thought possible; none: certain.
    pub low: Option<f64>,
    /// The highest value thought possible; none: certain.
    pub high: Option<f64>,
    /// How well it is known.
    pub grade: Grade,
    /// Ids of the fact table, or sources in words, with `;` between two.
    pub source: Option<String>,
    /// Why this value.
    pub note: Option<String>,
    /// Its address in the scenario.
    pub address: Arc<str>,
    /// Its place in a file.
    pub place: Place,
}

impl PartialEq for Figure {
    /// Two figures are equal when they say the same; their place in a file
    /// does not matter.
    fn eq(&self, other: &Self) -> bool {
        let bits = |number: Option<f64>| number.map(f64::to_bits);
        self.value.to_bits() == other.value.to_bits()
            && bits(self.low) == bits(other.low)
            && bits(self.high) == bits(other.high)
            && self.grade == other.grade
            && self.source == other.source
            && self.note == other.note
            && self.address == other.address
    }
}
