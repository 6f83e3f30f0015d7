//! How far a forecast of pairs is from what came.
//!
//! The common part of commuters is 2 sum min(T, F) / (sum T + sum F), T observed and F
//! forecast: 1 where they agree, 0 where they have nothing in common (Lenormand, Bassolas
//! and Ramasco 2016, Journal of Transport Geography 51).

use super::poisson::one_deviance;
use crate::draw::{Key, open_unit, philox};

/// What is known of totals, the same for every forecast.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Totals {
    /// All moves of each year.
    Year,
    /// All moves of each origin and year.
    Origin,
}

impl Totals {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Year => "year",
            Self::Origin => "origin and year",
        }
    }
}

/// Observed moves of pairs in some years.
#[derive(Debug, Clone, PartialEq)]
pub struct Observed {
    /// Number of the origin of each pair.
    pub origins: Vec<usize>,
    /// Moves, by year and then by pair.
    pub moves: Vec<Vec<f64>>,
}

impl Observed {
    /// A forecast of each year: totals as observed, shared out by weights.
    #[must_use]
    pub fn forecast(&self, weights: &[f64], totals: Totals) -> Vec<Vec<f64>> {
        let group = |pair: usize| match totals {
            Totals::Year => 0,
            Totals::Origin => self.origins[pair],
        };
        let groups = self.origins.iter().max().map_or(1, |most| most + 1);
        let sums = |values: &[f64]| {
            let mut sums = vec![0.0; groups];
            for (pair, value) in values.iter().enumerate() {
                sums[group(pair)] += value;
            }
            sums
        };
        let whole = sums(weights);
        let years = self.moves.iter().map(|moves| {
            let total = sums(moves);
            let pairs = weights.iter().enumerate();
            pairs
                .map(|(pair, weight)| {
                    let group = group(pair);
                    // An origin of which a forecast knows nothing sends nobody.
                    if whole[group] > 0.0 {
                        total[group] * weight / whole[group]
                    } else {
                        0.0
                    }
                })
                .collect()
        });
        years.collect()
    }
}

/// What the errors of one pair add up from, over the years looked at.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Parts {
    common: f64,
    both: f64,
    apart: f64,
    deviance: f64,
}

/// Errors of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Errors {
    /// Common part of commuters.
    pub common_part: f64,
    /// Mean absolute error, moves a pair and year.
    pub absolute: f64,
    /// Mean Poisson deviance a pair and year; infinite where something moved that the
    /// forecast ruled out.
    pub deviance: f64,
}

/// A forecast held against what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    parts: Vec<Parts>,
    years: usize,
    /// Share of the moves that came between pairs for which none were forecast.
    pub ruled_out: f64,
}

impl Judged {
    /// Holds a forecast against what came, both by year and then by pair, over the pairs
    /// chosen.
    #[must_use]
    pub fn new(observed: &[Vec<f64>], forecast: &[Vec<f64>], chosen: &[usize]) -> Self {
        let mut parts = vec![Parts::default(); chosen.len()];
        let (mut all, mut ruled_out) = (0.0, 0.0);
        for (came, said) in observed.iter().zip(forecast) {
            for (part, pair) in parts.iter_mut().zip(chosen) {
                let (came, said) = (came[*pair], said[*pair]);
                part.common += 2.0 * came.min(said);
                part.both += came + said;
                part.apart += (came - said).abs();
                part.deviance += one_deviance(came, said);
                all += came;
                if said <= 0.0 {
                    ruled_out += came;
                }
            }
        }
        Self {
            parts,
            years: observed.len(),
            ruled_out: ruled_out / all,
        }
    }

    /// The errors.
    #[must_use]
    pub fn errors(&self) -> Errors {
        self.over(0..self.parts.len())
    }

    /// The errors over pairs, each as often as it is named.
    fn over(&self, pairs: impl Iterator<Item = usize>) -> Errors {
        let mut sum = Parts::default();
        let mut count = 0_usize;
        for pair in pairs {
            let part = self.parts[pair];
            sum.common += part.common;
            sum.both += part.both;
            sum.apart += part.apart;
            sum.deviance += part.deviance;
            count += 1;
        }
        let rows = (count * self.years) as f64;
        Errors {
            common_part: sum.common / sum.both,
            absolute: sum.apart / rows,
            deviance: sum.deviance / rows,
        }
    }
}

/// The errors of several forecasts on the same redrawn pairs, by redraw and then by
/// forecast: pairs are drawn with replacement, keyed by the redraw and the draw alone
/// (the bootstrap; Efron 1979, Annals of Statistics 7(1)). Forecasts are held as they are.
#[must_use]
pub fn redrawn(judged: &[Judged], redraws: u32, seed: u64) -> Vec<Vec<Errors>> {
    let pairs = judged.first().map_or(0, |judged| judged.parts.len());
    (0..redraws)
        .map(|redraw| {
            let drawn = draws(pairs, u64::from(redraw), seed);
            let each = judged.iter();
            each.map(|judged| judged.over(drawn.iter().copied()))
                .collect()
        })
        .collect()
}

/// Draws with replacement of `count` things.
#[must_use]
pub fn draws(count: usize, redraw: u64, seed: u64) -> Vec<usize> {
    let key = Key::named("redraw").with(seed).with(redraw).bits();
    let place = |bits: u64| ((open_unit(bits) * count as f64) as usize).min(count - 1);
    (0..count.div_ceil(2) as u64)
        .flat_map(|block| philox([block, 0], key))
        .take(count)
        .map(place)
        .collect()
}

/// The 2.5 and 97.5 % percentiles (Hyndman and Fan 1996, type 7); none of fewer than 40
/// values, or where one is not finite.
#[must_use]
pub fn percentiles(mut values: Vec<f64>) -> Option<(f64, f64)> {
    const FEWEST: usize = 40;
    if values.len() < FEWEST || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    values.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let rank = share * (values.len() - 1) as f64;
        let below = rank.floor() as usize;
        let above = (below + 1).min(values.len() - 1);
        values[below] + (values[above] - values[below]) * (rank - below as f64)
    };
    Some((at(0.025), at(0.975)))
}
