//! Forecasts of who moves where: gravity, shares of the past, and both.
//!
//! Pair memory takes each pair's factor over gravity as a draw from a gamma law of mean 1
//! and strength a. With n moves where gravity expects e, its mean becomes (n + a) / (e + a)
//! (Poisson and gamma; Greenwood and Yule 1920, Journal of the Royal Statistical Society
//! 83(2)): a pair with much past keeps its factor, one with little comes back to gravity.
//!
//! The last year can have a layer of its own: its factor is a draw about the pair's lasting
//! one f with strength b, and with m moves where e is expected becomes (m + b f) / (e + b).
//! A large pair goes by its last year, a small one by its past, one without any by gravity.

use super::gravity::{self, Gravity};
use super::poisson::{Unfit, one_deviance};
use super::sample::{Form, Sample};

/// Strengths tried, in moves.
const STRENGTHS: [f64; 9] = [0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0];
/// Years of memory tried, the last ones; all fitted years are tried too.
const WINDOWS: [usize; 4] = [1, 2, 3, 5];

/// How pairs are remembered.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Memory {
    /// The last so many fitted years.
    pub years: usize,
    /// Strength a of gravity, in moves.
    pub strength: f64,
    /// Strength b of the lasting factor against the last year, in moves; none: the last
    /// year has no layer of its own.
    pub lasting: Option<f64>,
}

/// One memory that was tried, and its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tried {
    /// The memory.
    pub memory: Memory,
    /// Mean Poisson deviance a pair and year in the years held back.
    pub deviance: f64,
}

/// Every memory tried on the last fitted years, fitted to those before them, and the best.
///
/// # Errors
///
/// When gravity cannot be fitted to the earlier years.
pub fn choose(sample: &Sample) -> Result<(Memory, Vec<Tried>), Unfit> {
    let held_back = held_back(sample);
    let earlier = sample.earlier(held_back);
    let gravity = gravity::fit(&earlier, Form::Ties)?;
    let all = earlier.years.fitted.len();
    let mut windows: Vec<usize> = WINDOWS.into_iter().filter(|years| *years < all).collect();
    windows.push(all);
    let pull = pull(&earlier, &gravity);
    let mut tried = Vec::new();
    for years in windows {
        for strength in STRENGTHS {
            let layers = STRENGTHS.into_iter().map(Some);
            for lasting in std::iter::once(None).chain(layers) {
                let memory = Memory {
                    years,
                    strength,
                    lasting,
                };
                let weights = remembered(&earlier, &gravity, &pull, memory);
                tried.push(Tried {
                    memory,
                    deviance: deviance(&earlier, &weights),
                });
            }
        }
    }
    let least = tried
        .iter()
        .min_by(|a, b| a.deviance.total_cmp(&b.deviance));
    let best = least.map_or(
        Memory {
            years: all,
            strength: 1.0,
            lasting: None,
        },
        |tried| tried.memory,
    );
    Ok((best, tried))
}

/// As many fitted years as are judged, though never more than half.
#[must_use]
pub fn held_back(sample: &Sample) -> usize {
    let half = sample.years.fitted.len() / 2;
    sample.years.judged.len().min(half).max(1)
}

/// Gravity's moves of each pair at the researchers of the last fitted year.
#[must_use]
pub fn pull(sample: &Sample, gravity: &Gravity) -> Vec<f64> {
    let last = sample.years.fitted.len() - 1;
    let coefficients = gravity.coefficients();
    (0..sample.pairs.len())
        .map(|pair| sample.pull(pair, gravity.form, last, &coefficients))
        .collect()
}

/// Gravity times each pair's own factor.
#[must_use]
pub fn remembered(sample: &Sample, gravity: &Gravity, pull: &[f64], memory: Memory) -> Vec<f64> {
    let years = sample.years.fitted.len();
    let pairs = pull.iter().enumerate();
    pairs
        .map(|(pair, pull)| {
            let moved = sample.fitted_moves(pair);
            let expected = &gravity.expected[pair * years..(pair + 1) * years];
            pull * factor(moved, expected, memory)
        })
        .collect()
}

/// A pair's factor over gravity from what moved and what gravity expects, by year.
#[must_use]
pub fn factor(moved: &[f64], expected: &[f64], memory: Memory) -> f64 {
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
pub fn past(sample: &Sample, years: usize) -> Vec<f64> {
    let first = sample.years.fitted.len() - years;
    (0..sample.pairs.len())
        .map(|pair| sample.fitted_moves(pair)[first..].iter().sum())
        .collect()
}

/// Mean deviance a pair and judged year, each year's total given.
fn deviance(sample: &Sample, weights: &[f64]) -> f64 {
    let whole: f64 = weights.iter().sum();
    let years = sample.years.judged.len();
    let mut sum = 0.0;
    for year in 0..years {
        let total: f64 = (0..weights.len())
            .map(|pair| sample.judged_moves(pair)[year])
            .sum();
        for (pair, weight) in weights.iter().enumerate() {
            let count = sample.judged_moves(pair)[year];
            sum += one_deviance(count, total * weight / whole);
        }
    }
    sum / (weights.len() * years) as f64
}
