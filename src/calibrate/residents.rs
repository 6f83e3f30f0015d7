//! How many residents the arrivals of the baseline sustain.
//!
//! Arrivals follow from how many residents there are (they raise matching and know procedures),
//! and residents from arrivals; a few rounds settle them.

use super::flows::Known;
use super::visits::base;
use crate::model::{Model, Stay, Sustained};

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

/// Sets the residents of the first day to what is expected.
pub fn settle(model: &mut Model, expected: &ExpectedStays) {
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
        let needed = natural.posts_a_year().max(f64::MIN_POSITIVE);
        let multiplier = expected.multipliers[place];
        let sustained = Sustained {
            taken_up: (expected.posts[place] / needed).min(1.0),
            late_years: 0.0,
            multiplier,
            exit: exits[place] * multiplier,
        };
        stay.sustain(sustained, scale);
    }
}

/// Sets the residents of the first day to what is known of each jurisdiction's stays.
pub fn take_over(model: &mut Model, known: &[Option<Sustained>]) {
    let scale = model.frame.scale;
    for (stay, known) in model.stays.iter_mut().zip(known) {
        if let (Some(stay), Some(known)) = (stay, known) {
            stay.sustain(*known, scale);
        }
    }
}
