//! From a drawn duration to whole seconds.

use crate::draw::Distribution;

/// Whole seconds of work, from seconds with half a second added for rounding: 0 if there is no
/// work, otherwise at least 1. A repeated step takes at least 1, so that no loop repeats within an
/// instant.
#[inline]
pub(in crate::engine) fn whole_seconds(seconds: f64, round: impl FnOnce() -> u32) -> u32 {
    if seconds <= 0.5 && round() == 0 {
        0
    } else {
        (seconds as u32).max(1)
    }
}

/// A value of a distribution with its spread about the mean changed.
#[inline]
pub(in crate::engine) fn spread_about(value: f64, distribution: &Distribution, spread: f64) -> f64 {
    if (spread - 1.0).abs() < f64::EPSILON {
        return value;
    }
    let mean = distribution.mean();
    (mean + (value - mean) * spread).max(0.0)
}
