//! Whether the effect of settled years lasts: a longer run without decay.

use std::ops::Range;

use serde::Serialize;

use crate::observe::{RunSums, Slice};

/// Measured years of the longer run.
pub const YEARS: usize = 12;
/// Its last years, with which the settled ones are compared: the ninth to the twelfth.
pub const LATER: Range<usize> = 8..YEARS;
/// An effect that differs by more than this part from the later one has not settled.
const TOLERANCE: f64 = 0.15;

/// Convergence in two groups of years of a longer run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LongSample {
    /// Number of the package.
    pub package: usize,
    pub replication: u32,
    /// In the settled years of the study.
    pub settled: Option<f64>,
    /// In years nine to twelve.
    pub later: Option<f64>,
}

impl LongSample {
    /// The sample of a run with [`YEARS`] measured years.
    #[must_use]
    pub fn new(package: usize, replication: u32, run: &RunSums, settled: Range<usize>) -> Self {
        let share = |years: Range<usize>| {
            let projects = years.map(|year| &run.projects[run.axes.index(Slice::Year(year))]);
            let (realised, potential) = projects.fold((0, 0), |(realised, potential), sums| {
                (realised + sums.realised, potential + sums.potential)
            });
            (potential > 0).then(|| realised as f64 / potential as f64)
        };
        Self {
            package,
            replication,
            settled: share(settled),
            later: share(LATER),
        }
    }
}

/// How the effect of settled years goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Course {
    /// It stays.
    #[serde(rename = "settled")]
    Settled,
    /// It is larger later.
    #[serde(rename = "still rising")]
    Rising,
    /// It is smaller later.
    #[serde(rename = "fading")]
    Fading,
}

impl Course {
    /// The course that follows from the ratio of the settled effect to the later one.
    #[must_use]
    pub fn from_ratio(ratio: f64) -> Self {
        if ratio < 1.0 - TOLERANCE {
            Self::Rising
        } else if ratio > 1.0 + TOLERANCE {
            Self::Fading
        } else {
            Self::Settled
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_effect_within_fifteen_percent_has_settled() {
        let courses = [0.84, 0.86, 1.0, 1.14, 1.16].map(Course::from_ratio);
        let [rising, low, same, high, fading] = courses;
        assert_eq!(rising, Course::Rising);
        assert_eq!([low, same, high], [Course::Settled; 3]);
        assert_eq!(fading, Course::Fading);
    }
}
