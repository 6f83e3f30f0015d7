//! The largest deep cause where parameters lie elsewhere in their ranges.

use super::counterfactual::DeepCause;
use super::tables::{Design, RegionRow};

/// The rows of one draw or corner.
pub fn region_rows(
    design: Design,
    number: u32,
    shares: [f64; 3],
) -> impl Iterator<Item = RegionRow> {
    let greatest = shares.into_iter().fold(f64::NEG_INFINITY, f64::max);
    DeepCause::ALL.into_iter().map(move |cause| {
        let share = shares[cause as usize];
        RegionRow {
            design,
            number,
            cause,
            share,
            largest: share >= greatest,
        }
    })
}
