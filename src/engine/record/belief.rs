//! Beliefs, public figures, and the counts published at midnight.

use crate::model::{DAY, Instant};

/// A belief about delay and success.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Held {
    pub success: f32,
    /// Delay in days.
    pub delay: f32,
    /// When it was last renewed.
    pub renewed: Instant,
}

/// The public figure of a corridor and channel, and what gathers for the next.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Public {
    pub success: f64,
    /// Delay in days.
    pub delay: f64,
    /// Crossings decided this year.
    pub year: Decided,
    /// Crossings decided in all years that have had their figure published.
    pub published: Decided,
}

/// Crossings that were decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// Their number.
    pub number: u64,
    /// Of them successful.
    pub succeeded: u64,
    /// Their time from filing to decision, in seconds.
    pub seconds: u64,
}

impl Decided {
    /// Adds those of another year.
    pub fn add(&mut self, other: Self) {
        self.number += other.number;
        self.succeeded += other.succeeded;
        self.seconds += other.seconds;
    }

    /// Share of success and mean days; none if nothing was decided.
    #[must_use]
    pub fn means(self) -> Option<(f64, f64)> {
        let decided = self.number as f64;
        (self.number > 0).then(|| {
            (
                self.succeeded as f64 / decided,
                self.seconds as f64 / decided / f64::from(DAY),
            )
        })
    }
}

/// Counts of each jurisdiction at the last midnight, known in all others.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MidnightCounts {
    /// Residents by jurisdiction and where they came from.
    pub residents: Vec<Vec<i64>>,
    /// Settled organisations.
    pub settled: Vec<i64>,
}
