//! How many of so many come about, by one uniform.

/// For each number below `n`, the chance that no more than so many of `n` come about,
/// each with the chance `p` by itself. How many of them a uniform gives is how many of
/// these it is not below: a higher chance never gives fewer.
#[must_use]
pub fn binomial(n: u32, p: f64) -> Vec<f64> {
    let all = f64::from(n);
    let mut sum = 0.0;
    (0..n)
        .map(|k| {
            let k = f64::from(k);
            let ways =
                libm::lgamma(all + 1.0) - libm::lgamma(k + 1.0) - libm::lgamma(all - k + 1.0);
            // With a chance of 0 or 1 a logarithm is infinite; no power of 0 is 1.
            let came = if k > 0.0 { k * libm::log(p) } else { 0.0 };
            let stayed = (all - k) * libm::log1p(-p);
            sum += libm::exp(ways + came + stayed);
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
                let known = library.cdf(k as u64);
                assert!((below - known).abs() < 1e-9, "{n} {p} {k}: {below} {known}");
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
