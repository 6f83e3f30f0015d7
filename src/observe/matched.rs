//! The same needs in two runs.
//!
//! A reform may admit harder cases, so that the mean days of all filings rise although
//! each case takes less time. Days over the needs filed in both runs avoid this bias.

use super::histogram::Histogram;
use super::sum::sums;
use crate::model::Span;

/// Crossings by channel: key of the need, seconds from filing to the outcome.
pub type Crossings = Vec<Vec<(u64, Span)>>;

sums! {
    /// Needs filed here and in the baseline, of one channel.
    pub struct Matched {
        /// Seconds in the baseline.
        pub baseline: Histogram,
        /// Seconds here.
        pub own: Histogram,
    }
}

impl Matched {
    /// A run paired with itself.
    #[must_use]
    pub fn with_itself(elapsed: &Histogram) -> Self {
        Self {
            baseline: elapsed.clone(),
            own: elapsed.clone(),
        }
    }
}

/// Pairs the crossings of two runs by key; both must be sorted.
#[must_use]
pub fn pair(baseline: &Crossings, own: &Crossings) -> Vec<Matched> {
    baseline
        .iter()
        .zip(own)
        .map(|(baseline, own)| pair_channel(baseline, own))
        .collect()
}

fn pair_channel(baseline: &[(u64, Span)], own: &[(u64, Span)]) -> Matched {
    let mut matched = Matched::default();
    let (mut i, mut j) = (0, 0);
    while let (Some(left), Some(right)) = (baseline.get(i), own.get(j)) {
        match left.0.cmp(&right.0) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                matched.baseline.add(left.1);
                matched.own.add(right.1);
                i += 1;
                j += 1;
            }
        }
    }
    matched
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_needs_filed_in_both_runs_count() {
        let crossing = |(key, seconds)| (key, Span::from_seconds(seconds));
        let baseline = [(1, 10), (3, 30), (5, 50)].map(crossing);
        let matched = pair_channel(&baseline, &[(3, 20), (4, 1), (5, 40)].map(crossing));
        assert_eq!((matched.baseline.sum(), matched.own.sum()), (80, 60));
        assert_eq!(matched.own.count(), 2);
    }
}
