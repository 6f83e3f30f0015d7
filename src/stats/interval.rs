//! Means and intervals, and what an interval covers.

use std::fmt;

use serde::{Serialize, Serializer};
use statrs::distribution::{ContinuousCDF, StudentsT};

use super::tables::Statistic;

/// What varies between the values of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Uncertainty {
    /// Randomness: replications at the central parameters.
    Stochastic,
    /// Randomness and parameters: one replication of each draw.
    Parametric,
}

impl Uncertainty {
    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Stochastic => "luck",
            Self::Parametric => "luck and unknowns",
        }
    }
}

impl fmt::Display for Uncertainty {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

impl Serialize for Uncertainty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// What the two ends of an interval cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Coverage {
    /// The mean, with 95 % confidence.
    #[default]
    Mean,
    /// The middle 95 % of the draws.
    Middle95,
    /// The middle 80 % of the draws.
    Middle80,
    /// All draws, from the lowest to the highest.
    Range,
}

impl Coverage {
    /// What the interval over a number of values covers. Order statistics at p (n + 1) exist
    /// from 39 draws on for 95 % and from 9 on for 80 %.
    #[must_use]
    pub const fn over(spread: Uncertainty, n: u32) -> Self {
        match (spread, n) {
            (Uncertainty::Stochastic, _) => Self::Mean,
            (Uncertainty::Parametric, 39..) => Self::Middle95,
            (Uncertainty::Parametric, 9..=38) => Self::Middle80,
            (Uncertainty::Parametric, 0..=8) => Self::Range,
        }
    }

    /// The part of the draws below its low end, and above its high end; none for a mean.
    const fn tail(self) -> Option<f64> {
        match self {
            Self::Mean => None,
            Self::Middle95 => Some(0.025),
            Self::Middle80 => Some(0.1),
            Self::Range => Some(0.0),
        }
    }
}

/// The values that a quantity can take, which decide the scale of the interval of its mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// From 0 to 1: logits.
    Share,
    /// Zero and above: logarithms.
    Positive,
    /// Any number, such as a difference: as it is.
    Plain,
}

impl Scale {
    /// The value on this scale; not finite at its ends.
    fn transform(self, value: f64) -> f64 {
        match self {
            Self::Share => libm::log(value / (1.0 - value)),
            Self::Positive => libm::log(value),
            Self::Plain => value,
        }
    }

    fn back(self, value: f64) -> f64 {
        match self {
            Self::Share => 1.0 / (1.0 + libm::exp(-value)),
            Self::Positive => libm::exp(value),
            Self::Plain => value,
        }
    }

    /// Cuts a value to those possible.
    const fn cut(self, value: f64) -> f64 {
        match self {
            Self::Share => value.clamp(0.0, 1.0),
            Self::Positive => value.max(0.0),
            Self::Plain => value,
        }
    }
}

/// The paired difference of a figure; missing where either side is.
#[must_use]
pub fn difference(value: Option<f64>, reference: Option<f64>) -> Option<f64> {
    value
        .zip(reference)
        .map(|(value, reference)| value - reference)
}

/// Mean and interval of a sample; missing values are left out. One value has no interval.
///
/// Luck: Student's 95 % interval of the mean m, g(m) +- t s / sqrt(n), where g is the scale, s
/// the standard deviation of g(x), and t the 97.5 % quantile at n - 1 degrees of freedom. If a
/// value lies at an end of the scale, the interval is computed without it and cut.
///
/// Unknowns: order statistics at p (n + 1) of the draws (Hyndman and Fan 1996, type 6): the
/// middle 95 % from 39 draws on, the middle 80 % from 9 on, else the range.
#[must_use]
pub fn statistic(
    spread: Uncertainty,
    scale: Scale,
    values: impl IntoIterator<Item = Option<f64>>,
) -> Statistic {
    let mut values: Vec<f64> = values
        .into_iter()
        .flatten()
        .filter(|value| value.is_finite())
        .collect();
    if values.is_empty() {
        return Statistic::default();
    }
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let n = values.len() as u32;
    let covers = Coverage::over(spread, n);
    let ends = match covers.tail() {
        _ if n < 2 => None,
        None => Some(interval_of_mean(scale, mean, &values)),
        Some(tail) => {
            values.sort_by(f64::total_cmp);
            order_statistic(&values, tail).zip(order_statistic(&values, 1.0 - tail))
        }
    };
    Statistic {
        estimate: Some(mean),
        low: ends.map(|ends| ends.0),
        high: ends.map(|ends| ends.1),
        n,
        covers,
    }
}

fn interval_of_mean(scale: Scale, mean: f64, values: &[f64]) -> (f64, f64) {
    let moved: Vec<f64> = values.iter().map(|value| scale.transform(*value)).collect();
    let scale_in_use = if moved.iter().all(|value| value.is_finite()) {
        scale
    } else {
        Scale::Plain
    };
    let moved = match scale_in_use {
        Scale::Plain => values,
        Scale::Share | Scale::Positive => &moved,
    };
    let count = moved.len() as f64;
    let centre = moved.iter().sum::<f64>() / count;
    let squares: f64 = moved
        .iter()
        .map(|value| (value - centre) * (value - centre))
        .sum();
    let half = student(moved.len() - 1) * (squares / (count - 1.0) / count).sqrt();
    let at = scale_in_use.transform(mean);
    let end = |half: f64| {
        if half == 0.0 {
            mean
        } else {
            scale.cut(scale_in_use.back(at + half))
        }
    };
    (end(-half), end(half))
}

/// The value at rank p (n + 1) of a sorted sample, between two neighbours in proportion, and
/// within the sample (Hyndman and Fan 1996, type 6).
fn order_statistic(sorted: &[f64], p: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    let rank = (p * (sorted.len() as f64 + 1.0) - 1.0).clamp(0.0, last as f64);
    Some(between(sorted, rank))
}

/// The value at a rank, counted from 0, between two neighbours in proportion.
fn between(sorted: &[f64], rank: f64) -> f64 {
    let last = sorted.len() - 1;
    let below = (rank.floor() as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64)
}

/// The 97.5 % quantile of Student's t.
fn student(freedom: usize) -> f64 {
    StudentsT::new(0.0, 1.0, freedom as f64)
        .map_or(f64::NAN, |distribution| distribution.inverse_cdf(0.975))
}

/// The value that a share `q` of a sorted sample does not exceed (Hyndman and Fan 1996,
/// type 7); none if the sample is empty.
#[must_use]
pub fn percentile(sorted: &[f64], q: f64) -> Option<f64> {
    let last = sorted.len().checked_sub(1)?;
    Some(between(sorted, q.clamp(0.0, 1.0) * last as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Option<f64>, wanted: f64) {
        let value = value.unwrap_or(f64::NAN);
        assert!((value - wanted).abs() < 1e-3, "{value} is not {wanted}");
    }

    fn numbers(range: std::ops::RangeInclusive<u32>) -> impl Iterator<Item = Option<f64>> {
        range.map(|value| Some(f64::from(value)))
    }

    #[test]
    fn luck_is_students_interval_of_the_mean() {
        let four = || [1.0, 2.0, 3.0, 4.0].map(Some);
        let interval = statistic(Uncertainty::Stochastic, Scale::Plain, four());
        close(interval.estimate, 2.5);
        // t(3) = 3.1824, s = 1.2910.
        close(interval.low, 2.5 - 3.1824 * 1.2910 / 2.0);
        assert_eq!((interval.n, interval.covers), (4, Coverage::Mean));
        // The logarithms have s = 0.6012.
        let interval = statistic(Uncertainty::Stochastic, Scale::Positive, four());
        close(interval.low, 2.5 * libm::exp(-3.1824 * 0.6012 / 2.0));
        close(interval.high, 2.5 * libm::exp(3.1824 * 0.6012 / 2.0));
    }

    #[test]
    fn an_interval_holds_possible_values_alone() {
        let interval =
            |scale, values: [f64; 3]| statistic(Uncertainty::Stochastic, scale, values.map(Some));
        let share = interval(Scale::Share, [0.01, 0.5, 0.99]);
        assert!(share.low > Some(0.0) && share.high < Some(1.0), "{share:?}");
        let at_an_end = interval(Scale::Share, [0.0, 0.5, 1.0]);
        assert_eq!((at_an_end.low, at_an_end.high), (Some(0.0), Some(1.0)));
        let days = interval(Scale::Positive, [0.0, 1.0, 500.0]);
        assert_eq!(days.low, Some(0.0));
        let equal = interval(Scale::Share, [0.3, 0.3, 0.3]);
        assert_eq!(equal.low, equal.estimate);
    }

    #[test]
    fn unknowns_are_order_statistics_of_the_draws() {
        let over = |last: u32| {
            let values = numbers(1..=last);
            let one = statistic(Uncertainty::Parametric, Scale::Share, values);
            (one.low, one.high, one.covers)
        };
        assert_eq!(over(4), (Some(1.0), Some(4.0), Coverage::Range));
        assert_eq!(over(9), (Some(1.0), Some(9.0), Coverage::Middle80));
        let (low, high, covers) = over(10);
        close(low, 1.1);
        close(high, 9.9);
        assert_eq!(covers, Coverage::Middle80);
        let (low, high, covers) = over(39);
        close(low, 1.0);
        close(high, 39.0);
        assert_eq!(covers, Coverage::Middle95);
    }

    #[test]
    fn missing_is_empty_and_one_has_no_interval() {
        assert_eq!(
            statistic(Uncertainty::Stochastic, Scale::Plain, [None, None]),
            Statistic::default()
        );
        let one = statistic(Uncertainty::Stochastic, Scale::Share, [Some(0.5), None]);
        assert_eq!((one.estimate, one.low, one.n), (Some(0.5), None, 1));
    }
}
