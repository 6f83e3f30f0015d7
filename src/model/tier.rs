//! Tiers under which an office takes its applicants.

use super::{LeverId, Office, OfficeIndex};

/// A tier of an office.
#[derive(Debug, Clone, PartialEq)]
pub struct Tier {
    /// Share of applicants of this tier and of those before it, at the baseline.
    pub up_to: f64,
    /// Share of this tier and the next, at the baseline.
    pub pair: f64,
    /// What part of that pair this tier is, at the baseline.
    pub part: f64,
    /// The same part as reforms move it; the last tier has none.
    pub lever: Option<LeverId>,
}

/// A tier of an office, by its place among the tiers.
pub type TierOf = (OfficeIndex, usize);

impl Office {
    /// The tier of an applicant with this uniform, at some values of the levers. A lever moves the
    /// bound between its tier and the next, and no other.
    #[must_use]
    pub fn tier(&self, u: f64, values: &[f64]) -> usize {
        let above = |tier: &Tier| {
            tier.lever.is_some_and(|lever| {
                u >= tier.up_to + tier.pair * (values[lever.index()] - tier.part)
            })
        };
        self.tiers.iter().take_while(|tier| above(tier)).count()
    }

    /// The share of applicants of a tier, at some values of the levers.
    #[must_use]
    pub fn tier_share(&self, number: usize, values: &[f64]) -> f64 {
        let bound = |tier: &Tier| match tier.lever {
            Some(lever) => tier.up_to + tier.pair * (values[lever.index()] - tier.part),
            None => 1.0,
        };
        let before = self.tiers[..number].iter().map(bound).fold(0.0, f64::max);
        (bound(&self.tiers[number]) - before).max(0.0)
    }
}
