//! Errors of forecasts of moves by pair.
//!
//! The common part of commuters is 2 sum min(T, F) / (sum T + sum F), T observed and F
//! forecast: 1 if they agree, 0 if they have nothing in common (Lenormand, Bassolas
//! and Ramasco 2016, Journal of Transport Geography 51).

use super::poisson::unit_deviance;
use crate::draw::{Key, open_unit, philox};
use crate::stats::percentile;

/// The totals that every forecast is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GivenTotals {
    /// All moves of each year.
    Year,
    /// All moves of each origin and year.
    Origin,
}

impl GivenTotals {
    /// The name in tables.
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
pub struct ObservedMoves {
    /// Index of the origin of each pair.
    pub origins: Vec<usize>,
    /// Moves by year, then by pair.
    pub moves: Vec<Vec<f64>>,
}

impl ObservedMoves {
    /// The forecast of each year: observed totals, distributed by weights.
    #[must_use]
    pub fn forecast(&self, weights: &[f64], totals: GivenTotals) -> Vec<Vec<f64>> {
        let group = |pair: usize| match totals {
            GivenTotals::Year => 0,
            GivenTotals::Origin => self.origins[pair],
        };
        let groups = self.origins.iter().max().map_or(1, |last| last + 1);
        let sums = |values: &[f64]| {
            let mut sums = vec![0.0; groups];
            for (pair, value) in values.iter().enumerate() {
                sums[group(pair)] += value;
            }
            sums
        };
        let weight_sums = sums(weights);
        let years = self.moves.iter().map(|moves| {
            let totals = sums(moves);
            let pairs = weights.iter().enumerate();
            pairs
                .map(|(pair, weight)| {
                    let group = group(pair);
                    // An origin without weights has a forecast of 0.
                    if weight_sums[group] > 0.0 {
                        totals[group] * weight / weight_sums[group]
                    } else {
                        0.0
                    }
                })
                .collect()
        });
        years.collect()
    }
}

/// Sums over years from which the errors of one pair are computed.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct ErrorSums {
    common: f64,
    total: f64,
    absolute: f64,
    deviance: f64,
}

/// Errors of a forecast.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MoveErrors {
    /// Common part of commuters.
    pub common_part: f64,
    /// Mean absolute error, in moves per pair and year.
    pub absolute: f64,
    /// Mean Poisson deviance per pair and year; infinite if a pair with a forecast of 0 has
    /// moves.
    pub deviance: f64,
}

/// A forecast compared with observed moves.
#[derive(Debug, Clone, PartialEq)]
pub struct ScoredForecast {
    sums: Vec<ErrorSums>,
    years: usize,
    /// Share of the observed moves between pairs with a forecast of 0.
    pub ruled_out: f64,
}

impl ScoredForecast {
    /// Compares a forecast with observed moves, both by year and then by pair, over the chosen
    /// pairs.
    #[must_use]
    pub fn new(observed: &[Vec<f64>], forecast: &[Vec<f64>], chosen: &[usize]) -> Self {
        let mut sums = vec![ErrorSums::default(); chosen.len()];
        let (mut moves, mut ruled_out) = (0.0, 0.0);
        for (observed, forecast) in observed.iter().zip(forecast) {
            for (sum, pair) in sums.iter_mut().zip(chosen) {
                let (observed, forecast) = (observed[*pair], forecast[*pair]);
                sum.common += 2.0 * observed.min(forecast);
                sum.total += observed + forecast;
                sum.absolute += (observed - forecast).abs();
                sum.deviance += unit_deviance(observed, forecast);
                moves += observed;
                if forecast <= 0.0 {
                    ruled_out += observed;
                }
            }
        }
        Self {
            sums,
            years: observed.len(),
            ruled_out: ruled_out / moves,
        }
    }

    /// The errors over all chosen pairs.
    #[must_use]
    pub fn errors(&self) -> MoveErrors {
        self.errors_over(0..self.sums.len())
    }

    /// The errors over pairs, which may be repeated.
    fn errors_over(&self, pairs: impl Iterator<Item = usize>) -> MoveErrors {
        let mut sum = ErrorSums::default();
        let mut count = 0_usize;
        for pair in pairs {
            let pair = self.sums[pair];
            sum.common += pair.common;
            sum.total += pair.total;
            sum.absolute += pair.absolute;
            sum.deviance += pair.deviance;
            count += 1;
        }
        let rows = (count * self.years) as f64;
        MoveErrors {
            common_part: sum.common / sum.total,
            absolute: sum.absolute / rows,
            deviance: sum.deviance / rows,
        }
    }
}

/// The errors of several forecasts on bootstrap samples of pairs, by sample and then by forecast
/// (Efron 1979, Annals of Statistics 7(1)). Forecasts are not fitted again.
#[must_use]
pub fn bootstrap_errors(
    forecasts: &[ScoredForecast],
    redraws: u32,
    seed: u64,
) -> Vec<Vec<MoveErrors>> {
    let pairs = forecasts.first().map_or(0, |forecast| forecast.sums.len());
    (0..redraws)
        .map(|redraw| {
            let drawn = bootstrap_draw(pairs, u64::from(redraw), seed);
            let errors = |forecast: &ScoredForecast| forecast.errors_over(drawn.iter().copied());
            forecasts.iter().map(errors).collect()
        })
        .collect()
}

/// Draws `count` of `count` indices with replacement.
#[must_use]
pub fn bootstrap_draw(count: usize, redraw: u64, seed: u64) -> Vec<usize> {
    let key = Key::named("redraw").with(seed).with(redraw).bits();
    let index = |bits: u64| ((open_unit(bits) * count as f64) as usize).min(count - 1);
    (0..count.div_ceil(2) as u64)
        .flat_map(|block| philox([block, 0], key))
        .take(count)
        .map(index)
        .collect()
}

/// The 2.5 and 97.5 % percentiles (Hyndman and Fan 1996, type 7); none if there are fewer than
/// 40 values, or one is not finite.
#[must_use]
pub fn percentile_interval(mut values: Vec<f64>) -> Option<(f64, f64)> {
    const FEWEST: usize = 40;
    if values.len() < FEWEST || values.iter().any(|value| !value.is_finite()) {
        return None;
    }
    values.sort_by(f64::total_cmp);
    percentile(&values, 0.025).zip(percentile(&values, 0.975))
}
