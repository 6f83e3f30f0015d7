//! Stays of a pilot run beside those that the equations expect.

use super::pilot::FEWEST;
use crate::model::{Model, Sustained};
use crate::observe::RunSums;

/// What a pilot measured of the stays in a jurisdiction, over what the equations expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct StayRatios {
    /// Share of the posts needed that are taken up.
    taken_up: f64,
    /// Probability of leaving at the end of a year.
    exit: f64,
    /// Years from the earliest start of a post to the arrival, as measured.
    late_years: f64,
}

/// The expected stays of a model, set right.
pub(super) fn corrected_stays(model: &Model, ratios: &[StayRatios]) -> Vec<Option<Sustained>> {
    let stays = model.stays.iter().zip(ratios);
    let stays = stays.map(|(stay, ratios)| {
        let expected = stay.as_ref()?.natural.as_ref()?.sustained;
        Some(Sustained {
            taken_up: (expected.taken_up * ratios.taken_up).min(1.0),
            late_years: ratios.late_years,
            multiplier: expected.multiplier * ratios.exit,
            exit: (expected.exit * ratios.exit).min(1.0),
        })
    });
    stays.collect()
}

/// Stays of a pilot over those expected, by jurisdiction. One with few takes the ratio of all.
pub(super) fn stay_ratios(model: &Model, sums: &RunSums, needed: &[u64]) -> Vec<StayRatios> {
    let counts = model.stays.iter().zip(&sums.residents).zip(needed);
    let counts = counts.map(|((stay, sums), needed)| {
        let natural = stay.as_ref().and_then(|stay| stay.natural.as_ref());
        natural.map_or_else(StayCounts::default, |natural| StayCounts {
            came: sums.came as f64,
            expected: *needed as f64 * natural.sustained.taken_up,
            late_years: sums.late as f64 / crate::time::YEAR_SECONDS,
            left: (sums.left - sums.natural) as f64,
            expected_left: (sums.years - sums.natural) as f64 * natural.sustained.exit,
            hazard: natural.exit_a_year,
        })
    });
    let counts: Vec<StayCounts> = counts.collect();
    let mut all = StayCounts::default();
    for one in &counts {
        all.came += one.came;
        all.expected += one.expected;
        all.late_years += one.late_years;
        all.left += one.left;
        all.expected_left += one.expected_left;
        // Weighted by arrivals below.
        all.hazard += one.hazard * one.came;
    }
    all.hazard /= all.came.max(1.0);
    let of_all = all.ratios(StayRatios {
        taken_up: 1.0,
        exit: 1.0,
        late_years: 0.0,
    });
    counts.iter().map(|one| one.ratios(of_all)).collect()
}

/// What a pilot counted of stays, and what the equations expected of the same posts and years.
#[derive(Debug, Clone, Copy, Default)]
struct StayCounts {
    came: f64,
    expected: f64,
    /// Sum over those who came.
    late_years: f64,
    left: f64,
    expected_left: f64,
    /// Natural exit a year.
    hazard: f64,
}

impl StayRatios {
    /// The ratios of this pilot and of a further one to the equations.
    pub fn then(self, further: Self) -> Self {
        Self {
            taken_up: self.taken_up * further.taken_up,
            exit: self.exit * further.exit,
            late_years: further.late_years,
        }
    }
}

impl StayCounts {
    /// The ratios, or what holds of all where there are too few.
    fn ratios(self, of_all: StayRatios) -> StayRatios {
        let mut ratios = of_all;
        if self.came >= FEWEST && self.expected > 0.0 {
            ratios.late_years = self.late_years / self.came;
            // Who comes late must not have reached the natural end.
            let still = crate::draw::exp(-self.hazard * ratios.late_years);
            ratios.taken_up = self.came / self.expected / still;
        }
        if self.left >= FEWEST && self.expected_left > 0.0 {
            ratios.exit = self.left / self.expected_left;
        }
        ratios
    }
}
