//! Yardsticks: what a distance is by chance, measured between parts of a log.

use serde::Serialize;

use super::distance_measure::{self, DistanceValues, MEASURES};
use super::log_sample::{LogSample, Vocabulary};
use crate::draw::{Key, philox};
use crate::stats::percentile;

/// Settings of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ComparePlan {
    /// Number of random splits of the real log into halves.
    pub halvings: u32,
    /// Seed of the splits.
    pub seed: u64,
}

/// Mean of a distance over the splits, and the range that contains 95 % of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct DistanceRange {
    pub mean: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// Draws parts of logs and measures their distances. All parts have the same number of cases,
/// because a distance grows as samples become smaller.
pub(super) struct Yardstick<'a> {
    /// Cases in each part.
    pub(super) size: usize,
    pub(super) plan: ComparePlan,
    pub(super) vocabulary: &'a Vocabulary,
}

impl Yardstick<'_> {
    /// Distances between parts of one log and parts of another.
    pub(super) fn between(
        &self,
        left: &LogSample,
        right: &LogSample,
    ) -> [DistanceRange; MEASURES.len()] {
        // If each part is a whole log, all rounds are equal.
        let is_whole = self.size == left.cases() && self.size == right.cases();
        let rounds = if is_whole { 1 } else { self.plan.halvings };
        range_over_rounds(rounds, |round| {
            // A case may occur in both logs: the draws of each log are independent.
            let chosen = self.assign_parts(left, "left", round, 1);
            let from_left = left.profile(self.vocabulary, |place| chosen[place] == Some(0));
            let chosen = self.assign_parts(right, "right", round, 1);
            let from_right = right.profile(self.vocabulary, |place| chosen[place] == Some(0));
            distance_measure::measure_all(&from_left, &from_right)
        })
    }

    /// Distances between disjoint parts of a log.
    pub(super) fn halves(&self, log: &LogSample) -> [DistanceRange; MEASURES.len()] {
        range_over_rounds(self.plan.halvings, |round| {
            let chosen = self.assign_parts(log, "halves", round, 2);
            let part = |number| log.profile(self.vocabulary, |place| chosen[place] == Some(number));
            distance_measure::measure_all(&part(0), &part(1))
        })
    }

    /// The part of each case of a log; none for cases left over. The draw of a case is keyed by
    /// its id, so that the order of cases does not matter.
    fn assign_parts(
        &self,
        log: &LogSample,
        name: &str,
        round: u32,
        parts: usize,
    ) -> Vec<Option<usize>> {
        let key = Key::named(name).with(self.plan.seed).bits();
        let mut order: Vec<(u64, Key, usize)> = log
            .keys()
            .enumerate()
            .map(|(place, case)| {
                let draw = philox([case.bits(), u64::from(round)], key)[0];
                (draw, case, place)
            })
            .collect();
        let mut chosen = vec![None; order.len()];
        let mut rest = order.as_mut_slice();
        for part in 0..parts {
            let size = self.size.min(rest.len());
            if size < rest.len() {
                rest.select_nth_unstable(size);
            }
            let (taken, left) = rest.split_at_mut(size);
            for (_, _, place) in taken {
                chosen[*place] = Some(part);
            }
            rest = left;
        }
        chosen
    }
}

/// Mean and range of each distance over all rounds.
fn range_over_rounds(
    rounds: u32,
    distances: impl Fn(u32) -> DistanceValues,
) -> [DistanceRange; MEASURES.len()] {
    let rounds: Vec<DistanceValues> = (0..rounds).map(distances).collect();
    std::array::from_fn(|measure| {
        let mut values: Vec<f64> = rounds.iter().map(|round| round[measure]).collect();
        values.sort_by(f64::total_cmp);
        DistanceRange {
            mean: values.iter().sum::<f64>() / values.len().max(1) as f64,
            low: percentile(&values, 0.025).unwrap_or(0.0),
            high: percentile(&values, 0.975).unwrap_or(0.0),
        }
    })
}
