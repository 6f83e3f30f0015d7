//! What a distance would be by chance: the same distance between parts of a log.

use super::distance::{self, Distances, MEASURES};
use super::sample::{Sample, Vocabulary};
use super::{Plan, Spread, quantile};
use crate::draw::{Key, philox};

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
