//! Structural breaks in the history of refusals.
//!
//! A year is a *break* if its change from the year before, in the log odds of refusal or in
//! the logarithm of decisions, lies more than three standard deviations from the mean of the
//! earlier changes that are no breaks (the control limits of Shewhart 1931, Economic Control
//! of Quality of Manufactured Product). At least five earlier changes must be known. After a
//! break the earlier years do not help to forecast, so the forecast is the last year's share
//! until two years without a break have passed.
//!
//! The rule was fixed before its results were seen, and nothing in it is fitted.

use std::collections::{BTreeMap, BTreeSet};

/// Distance from the mean of earlier changes, in standard deviations, that makes a break.
const DEVIATIONS: f64 = 3.0;

/// Fewest earlier changes for a break.
const MIN_CHANGES: usize = 5;

/// Years for which a break affects forecasts.
pub const YEARS_AFTER_BREAK: i32 = 2;

/// The years with a break in a series of yearly values.
#[must_use]
pub fn break_years(values: &BTreeMap<i32, f64>) -> BTreeSet<i32> {
    let mut breaks = BTreeSet::new();
    let mut regular: Vec<f64> = Vec::new();
    for (year, value) in values {
        let Some(before) = values.get(&(year - 1)) else {
            continue;
        };
        let change = value - before;
        if !change.is_finite() {
            continue;
        }
        if regular.len() >= MIN_CHANGES && is_outside(change, &regular) {
            breaks.insert(*year);
        } else {
            regular.push(change);
        }
    }
    breaks
}

fn is_outside(change: f64, regular: &[f64]) -> bool {
    let n = regular.len() as f64;
    let mean = regular.iter().sum::<f64>() / n;
    let squares: f64 = regular
        .iter()
        .map(|change| (change - mean) * (change - mean))
        .sum();
    (change - mean).abs() > DEVIATIONS * libm::sqrt(squares / (n - 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn breaks_of(values: &[f64]) -> Vec<i32> {
        let by_year = values
            .iter()
            .zip(2001..)
            .map(|(value, year)| (year, *value));
        break_years(&by_year.collect()).into_iter().collect()
    }

    #[test]
    fn a_change_beyond_three_deviations_is_a_break() {
        // Changes of 1 and -1 by turns: mean 0.2, standard deviation 1.095.
        let calm = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        assert_eq!(breaks_of(&[&calm[..], &[4.4]].concat()), [0; 0]);
        assert_eq!(breaks_of(&[&calm[..], &[4.6]].concat()), [2007]);
        // The change back is a break too, because the first one does not count as regular.
        assert_eq!(
            breaks_of(&[&calm[..], &[9.0, 0.0, 1.0]].concat()),
            [2007, 2008]
        );
        // Too few earlier changes.
        assert_eq!(breaks_of(&[0.0, 1.0, 0.0, 1.0, 0.0, 99.0]), [0; 0]);
    }

    #[test]
    fn a_year_after_a_gap_is_no_break() {
        let calm = [0.0, 1.0, 0.0, 1.0, 0.0, 1.0];
        let mut years: BTreeMap<i32, f64> =
            calm.into_iter().zip(2001..).map(|(v, y)| (y, v)).collect();
        years.insert(2010, 99.0);
        assert!(break_years(&years).is_empty());
    }
}
