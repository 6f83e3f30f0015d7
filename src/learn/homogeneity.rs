//! Tests of homogeneity: p-values of the hypothesis that two groups of cases come from one
//! distribution.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use crate::log::compare::kolmogorov_smirnov;

/// The p-value of the two-sample Kolmogorov-Smirnov test, by its limit with Stephens'
/// correction (1970). Both samples are sorted; ties make the p-value too large.
#[must_use]
pub fn durations_p_value(left: &[i64], right: &[i64]) -> f64 {
    if left.is_empty() || right.is_empty() {
        return 1.0;
    }
    let (n, m) = (left.len() as f64, right.len() as f64);
    let effective = libm::sqrt(n * m / (n + m));
    let distance = kolmogorov_smirnov(left, right);
    kolmogorov_tail((effective + 0.12 + 0.11 / effective) * distance)
}

/// The probability that Kolmogorov's statistic exceeds a value.
fn kolmogorov_tail(value: f64) -> f64 {
    // Below, the series hardly converges, and the probability is 1 to all digits.
    if value < 0.2 {
        return 1.0;
    }
    let term = |k: u32| {
        let k = f64::from(k);
        let sign = if k % 2.0 > 0.5 { 1.0 } else { -1.0 };
        sign * libm::exp(-2.0 * k * k * value * value)
    };
    let mut sum = 0.0;
    for k in 1..=100 {
        let more = sum + term(k);
        // Later terms are smaller still.
        if more.total_cmp(&sum).is_eq() {
            break;
        }
        sum = more;
    }
    (2.0 * sum).clamp(0.0, 1.0)
}

/// The p-value of Pearson's chi-squared test of homogeneity of two tables of counts.
#[must_use]
pub fn counts_p_value<K: Ord>(left: &BTreeMap<K, f64>, right: &BTreeMap<K, f64>) -> f64 {
    let (n, m) = (left.values().sum::<f64>(), right.values().sum::<f64>());
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
    for (key, a) in left {
        add(*a, right.get(key).copied().unwrap_or(0.0));
    }
    for (key, b) in right {
        if !left.contains_key(key) {
            add(0.0, *b);
        }
    }
    chi_squared_tail(statistic, kinds as usize - 1)
}

/// The probability that a chi-squared variable with `freedom` degrees of freedom exceeds a
/// value.
#[must_use]
pub fn chi_squared_tail(value: f64, freedom: usize) -> f64 {
    ChiSquared::new(freedom as f64).map_or(1.0, |distribution| distribution.sf(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(a: f64, b: f64, tolerance: f64) -> bool {
        (a - b).abs() < tolerance
    }

    #[test]
    fn p_values_of_durations_by_hand() {
        assert!(near(durations_p_value(&[1, 2, 3], &[1, 2, 3]), 1.0, 1e-12));
        let (early, late): (Vec<i64>, Vec<i64>) = ((0..40).collect(), (40..80).collect());
        assert!(durations_p_value(&early, &late) < 1e-9);
        // Smirnov 1948: the 5 % point is 1.3581.
        assert!(near(kolmogorov_tail(1.3581), 0.05, 1e-4));
        assert!(near(kolmogorov_tail(1.6276), 0.01, 1e-4));
    }

    #[test]
    fn p_values_of_counts_by_hand() {
        let table = |a: f64, b: f64| BTreeMap::from([("yes", a), ("no", b)]);
        // 2 x 2 with rows 30/20 and 20/30: statistic 4, one degree of freedom.
        assert!(near(
            counts_p_value(&table(30.0, 20.0), &table(20.0, 30.0)),
            0.0455,
            1e-4
        ));
        assert!(near(
            counts_p_value(&table(5.0, 5.0), &table(50.0, 50.0)),
            1.0,
            1e-9
        ));
        let one = BTreeMap::from([("yes", 4.0)]);
        assert!(
            near(counts_p_value(&one, &one), 1.0, 1e-12),
            "nothing to differ in"
        );
    }
}
