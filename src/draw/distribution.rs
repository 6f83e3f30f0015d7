//! Distributions of durations and values, sampled by inversion: one uniform, one value.

use std::sync::Arc;

use super::{LognormalSpread, Quantiles, standard_exponential, standard_normal};

/// A distribution on the positive numbers, in the unit of its parameters.
#[derive(Debug, Clone, PartialEq)]
pub enum Distribution {
    /// Always the same value.
    Fixed(f64),
    /// Exponential with this mean.
    Exponential(f64),
    /// Lognormal.
    Lognormal {
        /// Median: e to the power of the mean of the logarithm.
        median: f64,
        /// Spread about the median.
        spread: Arc<LognormalSpread>,
    },
    /// Gamma, as a table of its quantile function.
    Gamma {
        /// Mean.
        mean: f64,
        /// Coefficient of variation.
        cv: f64,
        /// Quantiles for mean 1 at equally spaced normal scores.
        table: Box<[f64]>,
    },
    /// Triangular.
    Triangular {
        /// Least.
        low: f64,
        /// Most likely.
        mode: f64,
        /// Greatest.
        high: f64,
    },
    /// Number of trials until the first success, times the length of a trial.
    Geometric {
        /// Probability of success of a trial.
        share: f64,
        /// Length of a trial.
        every: f64,
    },
    /// Straight lines between knots of the quantile function.
    Quantiles(Box<Quantiles>),
    /// A mixture: share and distribution of each part.
    Mixture(Box<[(f64, Distribution)]>),
}

// Normal scores of the gamma table run from -SPAN to SPAN. The tails beyond have a probability of
// 1e-15 and get the end values.
const SPAN: f64 = 8.0;
const CELLS: usize = 1024;

impl Distribution {
    /// A lognormal distribution by its mean and coefficient of variation.
    #[must_use]
    pub fn lognormal(mean: f64, cv: f64) -> Self {
        if mean <= 0.0 {
            return Self::Fixed(0.0);
        }
        let variance = libm::log1p(cv * cv);
        Self::Lognormal {
            median: mean * libm::exp(-variance / 2.0),
            spread: LognormalSpread::shared(libm::sqrt(variance)),
        }
    }

    /// A gamma distribution by its mean and coefficient of variation.
    #[must_use]
    pub fn gamma(mean: f64, cv: f64) -> Self {
        let shape = 1.0 / (cv * cv);
        let table = (0..=CELLS)
            .map(|i| {
                let z = -SPAN + 2.0 * SPAN * i as f64 / CELLS as f64;
                gamma_quantile(shape, super::normal_cdf(z)) / shape
            })
            .collect();
        Self::Gamma { mean, cv, table }
    }

    /// The value at probability `u` in (0, 1); non-decreasing in `u` except
    /// between the parts of a mixture.
    #[must_use]
    pub fn quantile(&self, u: f64) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Exponential(mean) => mean * standard_exponential(u),
            Self::Lognormal { median, spread } => median * spread.factor(u),
            Self::Gamma { mean, table, .. } => {
                let place = (standard_normal(u) + SPAN) / (2.0 * SPAN) * CELLS as f64;
                let place = place.clamp(0.0, CELLS as f64);
                let cell = (place as usize).min(CELLS - 1);
                let part = place - cell as f64;
                mean * (table[cell] + part * (table[cell + 1] - table[cell]))
            }
            Self::Triangular { low, mode, high } => {
                let width = high - low;
                if width <= 0.0 {
                    return *low;
                }
                let turn = (mode - low) / width;
                if u < turn {
                    low + libm::sqrt(u * width * (mode - low))
                } else {
                    high - libm::sqrt((1.0 - u) * width * (high - mode))
                }
            }
            Self::Geometric { share, every } => {
                if *share >= 1.0 {
                    return *every;
                }
                let trials = libm::floor(standard_exponential(u) / -libm::log1p(-share)) + 1.0;
                every * trials
            }
            Self::Quantiles(quantiles) => quantiles.quantile(u),
            Self::Mixture(parts) => {
                let mut left = u;
                for (i, (share, distribution)) in parts.iter().enumerate() {
                    if left < *share || i + 1 == parts.len() {
                        let inner = (left / share).clamp(1e-16, 1.0 - 1e-16);
                        return distribution.quantile(inner);
                    }
                    left -= share;
                }
                0.0
            }
        }
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> f64 {
        match self {
            Self::Fixed(value) => *value,
            Self::Exponential(mean) | Self::Gamma { mean, .. } => *mean,
            Self::Lognormal { median, spread } => {
                median * libm::exp(spread.sigma() * spread.sigma() / 2.0)
            }
            Self::Triangular { low, mode, high } => (low + mode + high) / 3.0,
            Self::Geometric { share, every } => every / share,
            Self::Quantiles(quantiles) => quantiles.mean(),
            Self::Mixture(parts) => parts
                .iter()
                .map(|(share, distribution)| share * distribution.mean())
                .sum(),
        }
    }

    /// The second moment.
    #[must_use]
    pub fn second_moment(&self) -> f64 {
        match self {
            Self::Fixed(value) => value * value,
            Self::Exponential(mean) => 2.0 * mean * mean,
            Self::Gamma { mean, cv, .. } => mean * mean * (1.0 + cv * cv),
            Self::Lognormal { median, spread } => {
                median * median * libm::exp(2.0 * spread.sigma() * spread.sigma())
            }
            Self::Triangular { low, mode, high } => {
                let variance =
                    (low * low + mode * mode + high * high - low * mode - low * high - mode * high)
                        / 18.0;
                let mean = self.mean();
                variance + mean * mean
            }
            Self::Geometric { share, every } => every * every * (2.0 - share) / (share * share),
            Self::Quantiles(quantiles) => quantiles.second_moment(),
            Self::Mixture(parts) => parts
                .iter()
                .map(|(share, distribution)| share * distribution.second_moment())
                .sum(),
        }
    }

    /// The distribution of every value times `factor`.
    #[must_use]
    pub fn times(&self, factor: f64) -> Self {
        match self {
            Self::Fixed(value) => Self::Fixed(value * factor),
            Self::Exponential(mean) => Self::Exponential(mean * factor),
            Self::Lognormal { median, spread } if factor > 0.0 => Self::Lognormal {
                median: median * factor,
                spread: Arc::clone(spread),
            },
            Self::Lognormal { .. } => Self::Fixed(0.0),
            Self::Gamma { mean, cv, table } => Self::Gamma {
                mean: mean * factor,
                cv: *cv,
                table: table.clone(),
            },
            Self::Triangular { low, mode, high } => Self::Triangular {
                low: low * factor,
                mode: mode * factor,
                high: high * factor,
            },
            Self::Geometric { share, every } => Self::Geometric {
                share: *share,
                every: every * factor,
            },
            Self::Quantiles(quantiles) => Self::Quantiles(Box::new(quantiles.times(factor))),
            Self::Mixture(parts) => Self::Mixture(
                parts
                    .iter()
                    .map(|(share, distribution)| (*share, distribution.times(factor)))
                    .collect(),
            ),
        }
    }
}

/// Quantile of the gamma distribution with unit scale by bisection on the regularised
/// incomplete gamma function; slow, used once per table entry.
fn gamma_quantile(shape: f64, p: f64) -> f64 {
    let (mut low, mut high) = (0.0, shape + 1.0);
    while gamma_cdf(shape, high) < p && high < 1e6 {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if gamma_cdf(shape, middle) < p {
            low = middle;
        } else {
            high = middle;
        }
        if high - low <= 1e-15 * high {
            break;
        }
    }
    0.5 * (low + high)
}

/// Regularised lower incomplete gamma function: series below shape + 1,
/// continued fraction (Lentz) above (Abramowitz and Stegun 1964, 6.5.29, 6.5.31).
fn gamma_cdf(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let front = libm::exp(shape * libm::log(x) - x - libm::lgamma(shape));
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-17 {
                break;
            }
        }
        return front * sum;
    }
    let mut b = x + 1.0 - shape;
    let mut c = 1e300;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..10_000 {
        let i = f64::from(i);
        let a = -i * (i - shape);
        b += 2.0;
        d = 1.0 / (a * d + b);
        c = b + a / c;
        let step = d * c;
        h *= step;
        if (step - 1.0).abs() < 1e-16 {
            break;
        }
    }
    1.0 - front * h
}
