//! What a distance would be by chance: the same distance between parts of a log.

use serde::Serialize;

use super::distance::{self, Distances, MEASURES};
use super::sample::{Sample, Vocabulary};
use crate::draw::{Key, philox};

/// How a comparison is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// How often the real log is parted in two at random.
    pub halvings: u32,
    /// Seed of the parting.
    pub seed: u64,
}

/// Mean of a distance over the partings, and the range that holds 95 % of them.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Mean.
    pub mean: f64,
    /// 2.5 % quantile.
    pub low: f64,
    /// 97.5 % quantile.
    pub high: f64,
}

/// Draws parts of logs and measures them. A part has as many cases in every comparison,
/// for a distance between samples grows as they become smaller, and the more the richer
/// the thing measured is.
pub(super) struct Yardstick<'a> {
    /// Cases of a part.
    pub(super) size: usize,
    pub(super) plan: Plan,
    pub(super) vocabulary: &'a Vocabulary,
}

impl Yardstick<'_> {
    /// Parts of one log against parts of another.
    pub(super) fn between(&self, left: &Sample, right: &Sample) -> [Spread; MEASURES.len()] {
        // Where each part is a whole log, no round differs from another.
        let whole = self.size == left.cases() && self.size == right.cases();
        let rounds = if whole { 1 } else { self.plan.halvings };
        spread(rounds, |round| {
            // The same case may stand in both logs: each has a luck of its own.
            let chosen = self.parts(left, "left", round, 1);
            let from_left = left.profile(self.vocabulary, |place| chosen[place] == Some(0));
            let chosen = self.parts(right, "right", round, 1);
            let from_right = right.profile(self.vocabulary, |place| chosen[place] == Some(0));
            distance::all(&from_left, &from_right)
        })
    }

    /// Parts of a log against other parts of it that share no case with them.
    pub(super) fn halves(&self, log: &Sample) -> [Spread; MEASURES.len()] {
        spread(self.plan.halvings, |round| {
            let chosen = self.parts(log, "halves", round, 2);
            let part = |number| log.profile(self.vocabulary, |place| chosen[place] == Some(number));
            distance::all(&part(0), &part(1))
        })
    }

    /// Which part each case of a log falls to; none for those left over. The draw of a
    /// case is keyed by its id, so that no order of cases matters.
    fn parts(&self, log: &Sample, name: &str, round: u32, parts: usize) -> Vec<Option<usize>> {
        let key = Key::named(name).with(self.plan.seed).bits();
        let mut order: Vec<(u64, Key, usize)> = log
            .keys()
            .enumerate()
            .map(|(place, case)| {
                let luck = philox([case.bits(), u64::from(round)], key)[0];
                (luck, case, place)
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

/// A distance in every round, as means and ranges.
fn spread(rounds: u32, distances: impl Fn(u32) -> Distances) -> [Spread; MEASURES.len()] {
    let rounds: Vec<Distances> = (0..rounds).map(distances).collect();
    std::array::from_fn(|measure| {
        let mut values: Vec<f64> = rounds.iter().map(|round| round[measure]).collect();
        values.sort_by(f64::total_cmp);
        Spread {
            mean: values.iter().sum::<f64>() / values.len().max(1) as f64,
            low: quantile(&values, 0.025),
            high: quantile(&values, 0.975),
        }
    })
}

/// Quantile of sorted values (Hyndman and Fan 1996, type 7); 0 of none.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return 0.0;
    };
    let rank = share * last as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64)
}
