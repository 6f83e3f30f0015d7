//! Binomial numbers by inversion: one uniform, one number.

/// The binomial distribution function at 0 to `n` - 1. The number that belongs to a uniform is
/// the number of values that are not above it, so a higher `p` never gives a smaller number.
#[must_use]
pub fn binomial(n: u32, p: f64) -> Vec<f64> {
    let trials = f64::from(n);
    let mut sum = 0.0;
    (0..n)
        .map(|k| {
            let k = f64::from(k);
            let ways =
                libm::lgamma(trials + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(trials - k + 1.0);
            // The logarithm is infinite for a `p` of 0, but 0 to the power of 0 is 1.
            let successes = if k > 0.0 { k * libm::log(p) } else { 0.0 };
            let failures = (trials - k) * libm::log1p(-p);
            sum += libm::exp(ways + successes + failures);
            sum
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_distribution_of_a_library() {
        use statrs::distribution::{Binomial, DiscreteCDF};
        for (n, p) in [(1, 0.3), (3, 0.5), (8, 0.05), (40, 0.9), (900, 0.4)] {
            let Ok(library) = Binomial::new(p, u64::from(n)) else {
                panic!("{n} and {p} make a distribution");
            };
            for (k, below) in binomial(n, p).into_iter().enumerate() {
                let exact = library.cdf(k as u64);
                assert!((below - exact).abs() < 1e-9, "{n} {p} {k}: {below} {exact}");
            }
        }
    }

    #[test]
    fn what_is_certain_is_certain() {
        let count = |n, p, u: f64| binomial(n, p).partition_point(|below| *below <= u);
        for u in [1e-300, 0.5, 1.0 - f64::EPSILON] {
            assert_eq!(count(5, 0.0, u), 0);
            assert_eq!(count(5, 1.0, u), 5);
            assert_eq!(count(0, 0.4, u), 0);
        }
    }

    #[test]
    fn a_higher_chance_never_gives_fewer() {
        let (low, high) = (binomial(12, 0.31), binomial(12, 0.32));
        assert!(low.iter().zip(&high).all(|(low, high)| high < low));
    }
}
