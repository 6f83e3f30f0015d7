//! Whether two groups of cases could be one: chances under which their differences are
//! accident.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::log::compare::kolmogorov_smirnov;

/// The chance of two samples as far apart if both were of one law: the two-sample test of
/// Kolmogorov and Smirnov by its limit, with Stephens' correction (1970). Both samples
/// stand in order; ties make it err on the side of one law.
#[must_use]
pub fn durations(one: &[i64], other: &[i64]) -> f64 {
    if one.is_empty() || other.is_empty() {
        return 1.0;
    }
    let (n, m) = (one.len() as f64, other.len() as f64);
    let effective = libm::sqrt(n * m / (n + m));
    let apart = kolmogorov_smirnov(one, other);
    kolmogorov((effective + 0.12 + 0.11 / effective) * apart)
}

/// The chance that Kolmogorov's statistic is above a value.
fn kolmogorov(value: f64) -> f64 {
    // Below it the series hardly converges, and the chance is 1 to all digits.
    if value < 0.2 {
        return 1.0;
    }
    let term = |k: u32| {
        let k = f64::from(k);
        let sign = if k % 2.0 > 0.5 { 1.0 } else { -1.0 };
        sign * libm::exp(-2.0 * k * k * value * value)
    };
    (2.0 * (1..=100).map(term).sum::<f64>()).clamp(0.0, 1.0)
}

/// The chance of two tables of counts as far apart if both were of one law (Pearson's
/// chi-squared test of homogeneity).
#[must_use]
pub fn counts<K: Ord>(one: &BTreeMap<K, f64>, other: &BTreeMap<K, f64>) -> f64 {
    let (n, m) = (one.values().sum::<f64>(), other.values().sum::<f64>());
    if n <= 0.0 || m <= 0.0 {
        return 1.0;
    }
    let mut statistic = 0.0;
    let mut kinds = 0.0;
    let mut add = |a: f64, b: f64| {
        let (expect_a, expect_b) = ((a + b) * n / (n + m), (a + b) * m / (n + m));
        statistic += (a - expect_a) * (a - expect_a) / expect_a;
        statistic += (b - expect_b) * (b - expect_b) / expect_b;
        kinds += 1.0;
    };
    for (key, a) in one {
        add(*a, other.get(key).copied().unwrap_or(0.0));
    }
    for (key, b) in other {
        if !one.contains_key(key) {
            add(0.0, *b);
        }
    }
    chi_squared(statistic, kinds as usize - 1)
}

/// The chance that a chi-squared of so many degrees of freedom is above a value.
#[must_use]
pub fn chi_squared(value: f64, freedom: usize) -> f64 {
    ChiSquared::new(freedom as f64).map_or(1.0, |law| law.sf(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, by: f64) -> bool {
        (a - b).abs() < by
    }

    #[test]
    fn chances_by_hand() {
        assert!(near(durations(&[1, 2, 3], &[1, 2, 3]), 1.0, 1e-12));
        let (early, late): (Vec<i64>, Vec<i64>) = ((0..40).collect(), (40..80).collect());
        assert!(durations(&early, &late) < 1e-9);
        // Smirnov 1948: the 5 % point is 1.3581.
        assert!(near(kolmogorov(1.3581), 0.05, 1e-4));
        assert!(near(kolmogorov(1.6276), 0.01, 1e-4));
    }

    #[test]
    fn tables_by_hand() {
        let table = |a: f64, b: f64| BTreeMap::from([("yes", a), ("no", b)]);
        // 2 x 2 with rows 30/20 and 20/30: statistic 4, one degree of freedom.
        assert!(near(
            counts(&table(30.0, 20.0), &table(20.0, 30.0)),
            0.0455,
            1e-4
        ));
        assert!(near(
            counts(&table(5.0, 5.0), &table(50.0, 50.0)),
            1.0,
            1e-9
        ));
        let one = BTreeMap::from([("yes", 4.0)]);
        assert!(near(counts(&one, &one), 1.0, 1e-12), "nothing to differ in");
    }
}
