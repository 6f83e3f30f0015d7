//! Means and 95 % intervals.

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

/// From this many draws on, percentiles are better than a normal distribution.
const PERCENTILES_FROM: usize = 40;

/// Mean and 95 % interval of a sample; missing values are left out. One value
/// has no interval.
///
/// Luck: Student's interval of the mean, m +- t s / sqrt(n), with t the 97.5 %
/// quantile at n - 1 degrees of freedom. Unknowns: Student's prediction interval
/// of one more value, m +- t s sqrt(1 + 1/n) (Geisser 1993); from 40 draws on
/// the 2.5 and 97.5 % percentiles (Hyndman and Fan 1996, type 7).
#[must_use]
pub fn statistic(spread: Uncertainty, values: impl IntoIterator<Item = Option<f64>>) -> Statistic {
    let values: Vec<f64> = values
        .into_iter()
        .flatten()
        .filter(|value| value.is_finite())
        .collect();
    let n = values.len();
    if n == 0 {
        return Statistic::default();
    }
    let count = n as f64;
    let mean = values.iter().sum::<f64>() / count;
    let ends = if n < 2 {
        None
    } else if spread == Uncertainty::Parametric && n >= PERCENTILES_FROM {
        let mut sorted = values;
        sorted.sort_by(f64::total_cmp);
        percentile(&sorted, 0.025).zip(percentile(&sorted, 0.975))
    } else {
        let squares: f64 = values
            .iter()
            .map(|value| (value - mean) * (value - mean))
            .sum();
        let deviation = (squares / (count - 1.0)).sqrt();
        let factor = match spread {
            Uncertainty::Stochastic => (1.0 / count).sqrt(),
            Uncertainty::Parametric => (1.0 + 1.0 / count).sqrt(),
        };
        let half = student(n - 1) * deviation * factor;
        Some((mean - half, mean + half))
    };
    Statistic {
        estimate: Some(mean),
        low: ends.map(|ends| ends.0),
        high: ends.map(|ends| ends.1),
        n: n as u32,
    }
}

/// Keeps the interval of a share within 0 to 1.
#[must_use]
pub fn within_share(statistic: Statistic) -> Statistic {
    let clamp = |end: Option<f64>| end.map(|end| end.clamp(0.0, 1.0));
    Statistic {
        low: clamp(statistic.low),
        high: clamp(statistic.high),
        ..statistic
    }
}

/// Keeps the low end of a quantity that cannot be negative (a count, days, money) at 0. A
/// negative estimate, of a quantity that can be, is left as it is.
#[must_use]
pub fn at_least_zero(statistic: Statistic) -> Statistic {
    if statistic.estimate.is_none_or(|estimate| estimate < 0.0) {
        return statistic;
    }
    Statistic {
        low: statistic.low.map(|low| low.max(0.0)),
        ..statistic
    }
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
    let rank = q.clamp(0.0, 1.0) * last as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(last);
    Some(sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(value: Option<f64>, wanted: f64) {
        let value = value.unwrap_or(f64::NAN);
        assert!((value - wanted).abs() < 1e-3, "{value} is not {wanted}");
    }

    #[test]
    fn luck_is_students_interval_of_the_mean() {
        let interval = statistic(Uncertainty::Stochastic, [1.0, 2.0, 3.0, 4.0].map(Some));
        close(interval.estimate, 2.5);
        // t(3) = 3.1824, s = 1.2910.
        close(interval.low, 2.5 - 3.1824 * 1.2910 / 2.0);
        assert_eq!(interval.n, 4);
    }

    #[test]
    fn unknowns_are_wider_than_luck() {
        let values = [1.0, 2.0, 3.0, 4.0].map(Some);
        let luck = statistic(Uncertainty::Stochastic, values);
        let unknowns = statistic(Uncertainty::Parametric, values);
        assert!(unknowns.high > luck.high);
        let many = statistic(
            Uncertainty::Parametric,
            (0..=100).map(|i| Some(f64::from(i))),
        );
        close(many.low, 2.5);
        close(many.high, 97.5);
    }

    #[test]
    fn missing_is_empty_and_one_has_no_interval() {
        assert_eq!(
            statistic(Uncertainty::Stochastic, [None, None]),
            Statistic::default()
        );
        let one = statistic(Uncertainty::Stochastic, [Some(0.5), None]);
        assert_eq!((one.estimate, one.low, one.n), (Some(0.5), None, 1));
    }
}
