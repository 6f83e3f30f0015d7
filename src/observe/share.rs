//! The realised share of the potential value, for runs of which nothing else is asked.

use super::axes::{Axes, Slice};
use super::outcome::Outcome;
use crate::engine::{Fact, Listener};

/// Potential and realised value of the projects that count, in millionths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Share {
    axes: Axes,
    potential: u64,
    realised: u64,
}

impl Share {
    /// Goes on from what an outcome whose books are still open has counted.
    #[must_use]
    pub fn of(outcome: &Outcome) -> Self {
        let axes = outcome.axes.clone();
        let years = (0..axes.years()).map(|year| axes.index(Slice::Year(year)));
        let (potential, realised) = years
            .map(|year| &outcome.projects[year])
            .fold((0, 0), |(potential, realised), sums| {
                (potential + sums.potential, realised + sums.realised)
            });
        Self {
            axes,
            potential,
            realised,
        }
    }

    /// Realised over potential; none if nothing could be.
    #[must_use]
    pub fn convergence(&self) -> Option<f64> {
        (self.potential > 0).then(|| self.realised as f64 / self.potential as f64)
    }
}

impl Listener for Share {
    fn hear(&mut self, fact: &Fact<'_>) {
        let Fact::ProjectEnded {
            project, realised, ..
        } = fact
        else {
            return;
        };
        if self.axes.measured(project.earliest) {
            self.potential += project.potential;
            self.realised += realised;
        }
    }
}
