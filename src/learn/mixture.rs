//! Durations as a mixture of lognormal laws with an atom at nothing.

/// Most parts of a mixture.
const PARTS: usize = 4;

/// Cells that logarithms of durations are counted in: fine beside any part's spread.
const CELLS: usize = 512;

/// Narrowest standard deviation of a part's logarithm: two durations within a tenth of
/// one another are the same habit.
const NARROWEST: f64 = 0.1;

const ROUNDS: usize = 500;

/// One part: its share, and the mean and standard deviation of the logarithm of seconds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Part {
    /// Its share of all durations.
    pub share: f64,
    /// Mean of the logarithm.
    pub mu: f64,
    /// Standard deviation of the logarithm.
    pub sigma: f64,
}

impl Part {
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

/// A law of durations.
#[derive(Debug, Clone, PartialEq)]
pub struct Mixture {
    /// Share that takes less than a second.
    pub nothing: f64,
    /// The other parts, from short to long; with `nothing` their shares add to 1.
    pub parts: Vec<Part>,
    /// Durations that it was fitted to.
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
        let nothing = (n - logs.len()) as f64 / n.max(1) as f64;
        if logs.is_empty() {
            return Self {
                nothing: 1.0,
                parts: Vec::new(),
                n,
            };
        }
        let cells = cells(&logs);
        let whole = logs.len() as f64;
        let best = (1..=PARTS)
            .map(|parts| {
                let (likelihood, found) = em(&logs, &cells, parts);
                let parameters = 3.0 * parts as f64 - 1.0;
                (parameters * libm::log(whole) - 2.0 * likelihood, found)
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        let mut parts = best.map(|(_, parts)| parts).unwrap_or_default();
        // A part that stands for less than half a case is noise of the fit.
        parts.retain(|part| part.share * whole >= 0.5);
        let kept: f64 = parts.iter().map(|part| part.share).sum();
        for part in &mut parts {
            part.share *= (1.0 - nothing) / kept;
        }
        parts.sort_by(|a, b| a.mu.total_cmp(&b.mu));
        Self { nothing, parts, n }
    }

    /// Mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.parts.iter().map(|part| part.share * part.mean()).sum()
    }
}

/// Middles of cells and the durations in each.
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
    let all = counts.into_iter().enumerate();
    all.filter(|(_, count)| *count > 0.0)
        .map(|(cell, count)| (middle(cell), count))
        .collect()
}

/// Log-likelihood and parts after EM from quantiles.
fn em(logs: &[f64], cells: &[(f64, f64)], count: usize) -> (f64, Vec<Part>) {
    let n = logs.len() as f64;
    let spread = (logs[logs.len() - 1] - logs[0]) / (2.0 * count as f64);
    let start = |place: usize| {
        let rank = (place as f64 + 0.5) / count as f64 * n;
        Part {
            share: 1.0 / count as f64,
            mu: logs[(rank as usize).min(logs.len() - 1)],
            sigma: spread.max(3.0 * NARROWEST),
        }
    };
    let mut parts: Vec<Part> = (0..count).map(start).collect();
    let mut before = f64::NEG_INFINITY;
    let mut likelihood = before;
    for _ in 0..ROUNDS {
        let mut sums = vec![(0.0, 0.0, 0.0); count];
        likelihood = 0.0;
        for (x, weight) in cells {
            let densities: Vec<f64> = parts.iter().map(|part| density(part, *x)).collect();
            let all: f64 = densities.iter().sum::<f64>() + f64::MIN_POSITIVE;
            likelihood += weight * libm::log(all);
            for (sum, density) in sums.iter_mut().zip(&densities) {
                let own = weight * density / all;
                sum.0 += own;
                sum.1 += own * x;
                sum.2 += own * x * x;
            }
        }
        for (part, (weight, first, second)) in parts.iter_mut().zip(sums) {
            part.share = weight / n;
            if weight > 1e-9 {
                part.mu = first / weight;
                let variance = (second / weight - part.mu * part.mu).max(0.0);
                part.sigma = libm::sqrt(variance).max(NARROWEST);
            }
        }
        if likelihood - before < 1e-7 * n {
            break;
        }
        before = likelihood;
    }
    (likelihood, parts)
}

/// Share times density of a normal law, up to the constant that all have.
fn density(part: &Part, x: f64) -> f64 {
    let z = (x - part.mu) / part.sigma;
    part.share / part.sigma * libm::exp(-z * z / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles of a lognormal law, as a sample without luck.
    fn sample(mu: f64, sigma: f64, n: usize) -> Vec<f64> {
        (0..n)
            .map(|i| {
                let u = (i as f64 + 0.5) / n as f64;
                libm::exp(mu + sigma * crate::draw::normal_quantile(u))
            })
            .collect()
    }

    #[test]
    fn one_law_is_found_as_one_part() {
        let found = Mixture::fit(&sample(9.0, 0.8, 2000));
        assert_eq!(found.parts.len(), 1, "{found:?}");
        let part = found.parts[0];
        assert!((part.mu - 9.0).abs() < 0.02 && (part.sigma - 0.8).abs() < 0.02);
        assert!(found.nothing.abs() < 1e-12);
    }

    #[test]
    fn seconds_and_days_are_told_apart() {
        let mut both = sample(2.0, 0.5, 1000);
        both.extend(sample(11.0, 0.7, 3000));
        both.extend(vec![0.0; 1000]);
        let found = Mixture::fit(&both);
        assert_eq!(found.parts.len(), 2, "{found:?}");
        assert!((found.nothing - 0.2).abs() < 1e-12);
        assert!((found.parts[0].share - 0.2).abs() < 0.01);
        assert!((found.parts[1].mu - 11.0).abs() < 0.05);
        let mean = both.iter().sum::<f64>() / both.len() as f64;
        assert!((found.mean() / mean - 1.0).abs() < 0.03);
    }

    #[test]
    fn the_same_each_time_is_a_narrow_part() {
        let found = Mixture::fit(&[3600.0; 40]);
        assert_eq!(found.parts.len(), 1);
        assert!((found.mean() / 3600.0 - 1.0).abs() < 0.01);
    }
}
