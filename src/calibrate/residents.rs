//! How many residents the arrivals of the baseline sustain.
//!
//! Arrivals follow from how many residents there are (they raise matching and know procedures),
//! and residents from arrivals; a few rounds settle them.

use super::flows::Known;
use super::visits::base;
use crate::model::{Model, Stay, Sustained};

/// What a pilot run measured of the stays in a jurisdiction, over what the equations expect.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StayRatios {
    /// Share of the posts needed that are taken up.
    pub taken_up: f64,
    /// Probability of leaving at the end of a year.
    pub exit: f64,
    /// Years from the earliest start of a post to the arrival, as measured.
    pub late_years: f64,
}

/// Expected posts taken up a year, and expected product of the multipliers on the exit of a
/// year, by jurisdiction.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExpectedStays {
    pub posts: Vec<f64>,
    pub multipliers: Vec<f64>,
}

/// Whether the residents of the first day follow from arrivals anywhere.
pub fn follow_arrivals(model: &Model) -> bool {
    let mut stays = model.stays.iter().flatten();
    stays.any(|stay| stay.natural.is_some())
}

/// The expected product of the multipliers of all jurisdictions, with `covered` of those who ask
/// for each procedure holding a permit.
pub fn multipliers(model: &Model, known: &Known, covered: &[f64]) -> Vec<f64> {
    let of_stay = |stay: &Stay| {
        let factors = stay.bundle.iter().map(|(procedure, factor, needed)| {
            let number = procedure.index();
            let passed = known.doors[number].gate(covered[number]).pass;
            1.0 - needed * passed * (1.0 - factor)
        });
        factors.product()
    };
    let stays = model.stays.iter();
    stays
        .map(|stay| stay.as_ref().map_or(1.0, of_stay))
        .collect()
}

/// Sets the residents of the first day to what is expected, set right by a pilot. `ratios` is
/// empty without one.
pub fn settle(model: &mut Model, expected: &ExpectedStays, ratios: &[StayRatios]) {
    let scale = model.frame.scale;
    let exits: Vec<f64> = model
        .stays
        .iter()
        .map(|stay| stay.as_ref().map_or(0.0, |stay| base(model, stay.exit)))
        .collect();
    for (place, stay) in model.stays.iter_mut().enumerate() {
        let Some(stay) = stay else { continue };
        let Some(natural) = &stay.natural else {
            continue;
        };
        let ratio = ratios.get(place).copied().unwrap_or(StayRatios {
            taken_up: 1.0,
            exit: 1.0,
            late_years: 0.0,
        });
        let needed: f64 = natural.posts_a_year.iter().sum();
        let taken_up = expected.posts[place] / needed.max(f64::MIN_POSITIVE) * ratio.taken_up;
        let multiplier = (expected.multipliers[place] * ratio.exit).min(1.0);
        let sustained = Sustained {
            taken_up: taken_up.clamp(0.0, 1.0),
            late_years: ratio.late_years,
            multiplier,
            exit: (exits[place] * multiplier).min(1.0),
        };
        stay.sustain(sustained, scale);
    }
}
