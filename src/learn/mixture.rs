//! Durations as a mixture of lognormal distributions with an atom at 0.

/// Limit of the parts of a mixture.
const MAX_PARTS: usize = 4;

/// Histogram cells for the logarithms of durations; narrow compared with any part.
const CELLS: usize = 512;

/// Least standard deviation of a part's logarithm: durations within 10 % of each other count as
/// equal.
const MIN_SIGMA: f64 = 0.1;

/// Limit of the iterations of EM.
const ITERATIONS: usize = 500;

/// One lognormal part, by the mean and standard deviation of the logarithm of seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MixturePart {
    /// Share of all durations.
    pub share: f64,
    /// Mean of the logarithm.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl MixturePart {
    /// Mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        libm::exp(self.mu + self.sigma * self.sigma / 2.0)
    }

    /// Standard deviation divided by mean.
    #[must_use]
    pub fn cv(&self) -> f64 {
        libm::sqrt(libm::expm1(self.sigma * self.sigma))
    }
}

/// A distribution of durations.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Share of durations below a second.
    pub zero_share: f64,
    /// The other parts, from short to long; with `zero_share` their shares add to 1.
    pub parts: Vec<MixturePart>,
    /// Number of fitted durations.
    pub n: usize,
}

impl Mixture {
    /// Fits durations in seconds by maximum likelihood (EM: Dempster, Laird and Rubin
    /// 1977); the number of parts by the Bayesian information criterion (Schwarz 1978).
    #[must_use]
    pub fn fit(durations: &[f64]) -> Self {
        let n = durations.len();
        let mut logs: Vec<f64> = durations
            .iter()
            .filter(|seconds| **seconds >= 1.0)
            .map(|seconds| libm::log(*seconds))
            .collect();
        logs.sort_by(f64::total_cmp);
        let zero_share = (n - logs.len()) as f64 / n.max(1) as f64;
        if logs.is_empty() {
            return Self {
                zero_share: 1.0,
                parts: Vec::new(),
                n,
            };
        }
        let cells = cells(&logs);
        let positive = logs.len() as f64;
        let best = (1..=MAX_PARTS)
            .map(|parts| {
                let (likelihood, fitted) = fit_parts(&logs, &cells, parts);
                let parameters = 3.0 * parts as f64 - 1.0;
                (parameters * libm::log(positive) - 2.0 * likelihood, fitted)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let mut parts = best.map(|(_, parts)| parts).unwrap_or_default();
        // A part with less than half a case is noise of the fit.
        parts.retain(|part| part.share * positive >= 0.5);
        let kept: f64 = parts.iter().map(|part| part.share).sum();
        for part in &mut parts {
            part.share *= (1.0 - zero_share) / kept;
        }
        parts.sort_by(|a, b| a.mu.total_cmp(&b.mu));
        Self {
            zero_share,
            parts,
            n,
        }
    }

    /// Mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.parts.iter().map(|part| part.share * part.mean()).sum()
    }
}

/// Middles of the cells that are not empty, and the number of durations in each.
fn cells(logs: &[f64]) -> Vec<(f64, f64)> {
    let (low, high) = (logs[0], logs[logs.len() - 1]);
    let width = (high - low) / CELLS as f64;
    if width <= 0.0 {
        return vec![(low, logs.len() as f64)];
    }
    let mut counts = vec![0.0; CELLS];
    for log in logs {
        let cell = ((log - low) / width) as usize;
        counts[cell.min(CELLS - 1)] += 1.0;
    }
    let middle = |cell: usize| low + (cell as f64 + 0.5) * width;
    let cells = counts.into_iter().enumerate();
    cells
        .filter(|(_, count)| *count > 0.0)
        .map(|(cell, count)| (middle(cell), count))
        .collect()
}

/// Log-likelihood and parts, by EM starting from quantiles.
fn fit_parts(logs: &[f64], cells: &[(f64, f64)], count: usize) -> (f64, Vec<MixturePart>) {
    let n = logs.len() as f64;
    let spread = (logs[logs.len() - 1] - logs[0]) / (2.0 * count as f64);
    let start = |place: usize| {
        let rank = (place as f64 + 0.5) / count as f64 * n;
        MixturePart {
            share: 1.0 / count as f64,
            mu: logs[(rank as usize).min(logs.len() - 1)],
            sigma: spread.max(3.0 * MIN_SIGMA),
        }
    };
    let mut parts: Vec<MixturePart> = (0..count).map(start).collect();
    let mut before = f64::NEG_INFINITY;
    let mut likelihood = before;
    for _ in 0..ITERATIONS {
        let mut sums = vec![(0.0, 0.0, 0.0); count];
        likelihood = 0.0;
        for (x, weight) in cells {
            let densities: Vec<f64> = parts.iter().map(|part| density(part, *x)).collect();
            let total: f64 = densities.iter().sum::<f64>() + f64::MIN_POSITIVE;
            likelihood += weight * libm::log(total);
            for (sum, density) in sums.iter_mut().zip(&densities) {
                let part_weight = weight * density / total;
                sum.0 += part_weight;
                sum.1 += part_weight * x;
                sum.2 += part_weight * x * x;
            }
        }
        for (part, (weight, first, second)) in parts.iter_mut().zip(sums) {
            part.share = weight / n;
            if weight > 1e-9 {
                part.mu = first / weight;
                let variance = (second / weight - part.mu * part.mu).max(0.0);
                part.sigma = libm::sqrt(variance).max(MIN_SIGMA);
            }
        }
        if likelihood - before < 1e-7 * n {
            break;
        }
        before = likelihood;
    }
    (likelihood, parts)
}

/// Share times normal density, without the constant factor.
fn density(part: &MixturePart, x: f64) -> f64 {
    let z = (x - part.mu) / part.sigma;
    part.share / part.sigma * libm::exp(-z * z / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of a lognormal distribution, as a sample without randomness.
    fn sample(mu: f64, sigma: f64, n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| {
                let u = (i as f64 + 0.5) / n as f64;
                libm::exp(mu + sigma * crate::draw::normal_quantile(u))
            })
            .collect()
    }

    #[test]
    fn one_distribution_gives_one_part() {
        let fit = Mixture::fit(&sample(9.0, 0.8, 2000));
        assert_eq!(fit.parts.len(), 1, "{fit:?}");
        let part = fit.parts[0];
        assert!((part.mu - 9.0).abs() < 0.02 && (part.sigma - 0.8).abs() < 0.02);
        assert!(fit.zero_share.abs() < 1e-12);
    }

    #[test]
    fn seconds_and_days_give_two_parts() {
        let mut durations = sample(2.0, 0.5, 1000);
        durations.extend(sample(11.0, 0.7, 3000));
        durations.extend(vec![0.0; 1000]);
        let fit = Mixture::fit(&durations);
        assert_eq!(fit.parts.len(), 2, "{fit:?}");
        assert!((fit.zero_share - 0.2).abs() < 1e-12);
        assert!((fit.parts[0].share - 0.2).abs() < 0.01);
        assert!((fit.parts[1].mu - 11.0).abs() < 0.05);
        let mean = durations.iter().sum::<f64>() / durations.len() as f64;
        assert!((fit.mean() / mean - 1.0).abs() < 0.03);
    }

    #[test]
    fn the_same_each_time_is_a_narrow_part() {
        let fit = Mixture::fit(&[3600.0; 40]);
        assert_eq!(fit.parts.len(), 1);
        assert!((fit.mean() / 3600.0 - 1.0).abs() < 0.01);
    }
}
