//! Pair memory: forecasts from gravity and from past moves of each pair.
//!
//! Each pair has a factor over gravity, drawn from a gamma distribution with mean 1 and
//! strength a. With n moves when gravity expects e, its mean becomes (n + a) / (e + a)
//! (Poisson and gamma; Greenwood and Yule 1920, Journal of the Royal Statistical Society
//! 83(2)). A pair with many past moves keeps its factor; one with few returns to gravity.
//!
//! The last year can have a second layer: its factor varies about the lasting factor f with
//! strength b, and with m moves when e is expected becomes (m + b f) / (e + b). So a large pair
//! follows its last year, a small one its past, and one without moves follows gravity.

use super::flow_sample::{FlowSample, GravityForm};
use super::gravity::{self, GravityFit};
use super::poisson::{FitError, unit_deviance};

/// Strengths tried, in moves.
const STRENGTHS: [f64; 9] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0];
/// Years of memory tried, the last ones; all fitted years are tried too.
const WINDOWS: [usize; 4] = [1, 2, 3, 5];

/// Parameters of pair memory.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairMemory {
    /// Number of the last fitted years that count.
    pub years: usize,
    /// Strength a of gravity, in moves.
    pub strength: f64,
    /// Strength b of the lasting factor against the last year, in moves; none: no layer for the
    /// last year.
    pub lasting: Option<f64>,
}

/// A memory that was tried, with its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MemoryTrial {
    pub memory: PairMemory,
    /// Mean Poisson deviance per pair and year in the test years.
    pub deviance: f64,
}

/// Tries memories on the last fitted years, with gravity fitted to earlier years. Returns the
/// best and all of them.
///
/// # Errors
///
/// If gravity cannot be fitted to the earlier years.
pub fn choose(sample: &FlowSample) -> Result<(PairMemory, Vec<MemoryTrial>), FitError> {
    let earlier = sample.earlier(test_years(sample));
    let gravity = gravity::fit(&earlier, GravityForm::Ties)?;
    let year_count = earlier.years.fitted.len();
    let mut windows: Vec<usize> = WINDOWS
        .into_iter()
        .filter(|years| *years < year_count)
        .collect();
    windows.push(year_count);
    let base = gravity_weights(&earlier, &gravity);
    let mut trials = Vec::new();
    for years in windows {
        for strength in STRENGTHS {
            let layers = STRENGTHS.into_iter().map(Some);
            for lasting in std::iter::once(None).chain(layers) {
                let memory = PairMemory {
                    years,
                    strength,
                    lasting,
                };
                let weights = memory_weights(&earlier, &gravity, &base, memory);
                trials.push(MemoryTrial {
                    memory,
                    deviance: deviance(&earlier, &weights),
                });
            }
        }
    }
    let best = trials
        .iter()
        .min_by(|a, b| a.deviance.total_cmp(&b.deviance));
    let best = best.map_or(
        PairMemory {
            years: year_count,
            strength: 1.0,
            lasting: None,
        },
        |trial| trial.memory,
    );
    Ok((best, trials))
}

/// The number of test years: as many as judged years, but at most half of the fitted ones.
#[must_use]
pub fn test_years(sample: &FlowSample) -> usize {
    let half = sample.years.fitted.len() / 2;
    sample.years.judged.len().min(half).max(1)
}

/// The moves that gravity expects of each pair with the researchers of the last fitted year.
#[must_use]
pub fn gravity_weights(sample: &FlowSample, gravity: &GravityFit) -> Vec<f64> {
    let last = sample.years.fitted.len() - 1;
    let coefficients = gravity.coefficients();
    (0..sample.pairs.len())
        .map(|pair| sample.gravity_weight(pair, gravity.form, last, &coefficients))
        .collect()
}

/// The weights of gravity times each pair's factor.
#[must_use]
pub fn memory_weights(
    sample: &FlowSample,
    gravity: &GravityFit,
    base: &[f64],
    memory: PairMemory,
) -> Vec<f64> {
    let years = sample.years.fitted.len();
    let pairs = base.iter().enumerate();
    pairs
        .map(|(pair, weight)| {
            let moved = sample.fitted_moves(pair);
            let expected = &gravity.expected[pair * years..(pair + 1) * years];
            weight * factor(moved, expected, memory)
        })
        .collect()
}

/// A pair's factor over gravity, from its moves and the expected ones by year.
#[must_use]
pub fn factor(moved: &[f64], expected: &[f64], memory: PairMemory) -> f64 {
    let first = moved.len().saturating_sub(memory.years);
    let sum = |values: &[f64]| values[first..].iter().sum::<f64>();
    let lasting = (sum(moved) + memory.strength) / (sum(expected) + memory.strength);
    match (memory.lasting, moved.last(), expected.last()) {
        (Some(strength), Some(moved), Some(expected)) => {
            (moved + strength * lasting) / (expected + strength)
        }
        _ => lasting,
    }
}

/// Moves of each pair in the last fitted years.
#[must_use]
pub fn past_moves(sample: &FlowSample, years: usize) -> Vec<f64> {
    let first = sample.years.fitted.len() - years;
    (0..sample.pairs.len())
        .map(|pair| sample.fitted_moves(pair)[first..].iter().sum())
        .collect()
}

/// Mean deviance per pair and judged year, with the total of each year given.
fn deviance(sample: &FlowSample, weights: &[f64]) -> f64 {
    let weight_sum: f64 = weights.iter().sum();
    let years = sample.years.judged.len();
    let mut sum = 0.0;
    for year in 0..years {
        let total: f64 = (0..weights.len())
            .map(|pair| sample.judged_moves(pair)[year])
            .sum();
        for (pair, weight) in weights.iter().enumerate() {
            let count = sample.judged_moves(pair)[year];
            sum += unit_deviance(count, total * weight / weight_sum);
        }
    }
    sum / (weights.len() * years) as f64
}
