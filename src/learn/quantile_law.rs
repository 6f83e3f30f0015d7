//! Durations as quantiles of what was seen: no value beyond the least and the greatest.

use crate::draw::Quantiles;

/// Limit of the pieces of a law.
const MAX_PIECES: usize = 48;

/// Share of the durations by which a straight piece may miss their distribution function.
const SHARE_TOLERANCE: f64 = 0.01;

/// The same, in standard errors of a distribution function at its middle, 1 / (2 sqrt(n)): a law
/// need not follow chance.
const CHANCE_TOLERANCE: f64 = 0.6;

/// Share of the sum of all durations by which the sum of a piece may be missed.
const SUM_TOLERANCE: f64 = 0.002;

/// Fewest durations that make a law measured; one of fewer is assumed.
const MEASURED: usize = 30;

/// A distribution of durations in seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct QuantileLaw {
    /// Probabilities and seconds; neither falls.
    pub knots: Vec<(f64, f64)>,
    /// Number of durations behind it.
    pub n: usize,
    /// Standard deviation of their mean, divided by the mean; 0 if all are 0.
    pub relative_error: f64,
    mean: f64,
}

impl QuantileLaw {
    /// The law of durations in seconds. Between the least and the greatest the quantile function
    /// is a chain of straight lines, each over durations that are spread evenly enough.
    #[must_use]
    pub fn new(mut durations: Vec<f64>) -> Self {
        durations.sort_unstable_by(f64::total_cmp);
        let n = durations.len();
        let knots = match (durations.first(), durations.last()) {
            (Some(first), Some(last)) if last - first >= 1.0 => knots(&durations),
            (Some(_), Some(_)) => {
                let middle = durations[n / 2];
                vec![(0.0, middle), (1.0, middle)]
            }
            (None, _) | (_, None) => vec![(0.0, 0.0), (1.0, 0.0)],
        };
        let law = Quantiles::new(&knots);
        let mean = law.mean();
        let variance = (law.second_moment() - mean * mean).max(0.0);
        let relative_error = if mean > 0.0 {
            libm::sqrt(variance / n.max(1) as f64) / mean
        } else {
            0.0
        };
        Self {
            knots,
            n,
            relative_error,
            mean,
        }
    }

    /// Mean in seconds.
    #[must_use]
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The value if all durations are the same to a second.
    #[must_use]
    pub fn constant(&self) -> Option<f64> {
        let (first, last) = (self.knots.first()?.1, self.knots.last()?.1);
        (last - first < 1.0).then_some(last)
    }

    /// Whether there are enough durations to call the law measured.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.n >= MEASURED
    }
}

/// A run of sorted durations, and how far a straight line misses it.
#[derive(Debug, Clone, Copy)]
struct Piece {
    from: usize,
    to: usize,
    /// Where it is cut, if it is.
    cut: usize,
    /// Greatest miss, in tolerances.
    miss: f64,
}

impl Piece {
    fn new(sorted: &[f64], (from, to): (usize, usize), tolerance: f64, total: f64) -> Self {
        let run = &sorted[from..to];
        let mut piece = Self {
            from,
            to,
            cut: from,
            miss: 0.0,
        };
        let (first, last) = (run[0], run[run.len() - 1]);
        if last - first < 1.0 {
            return piece;
        }
        let slope = (run.len() - 1) as f64 / (last - first);
        let mut greatest = 0.0;
        let mut sum = 0.0;
        for (place, value) in run.iter().enumerate() {
            sum += value;
            let miss = place as f64 - (value - first) * slope;
            if miss.abs() > greatest {
                greatest = miss.abs();
                // Where too many come early, the cut is after this duration, otherwise before.
                piece.cut = from + place + usize::from(miss > 0.0);
            }
        }
        let line = run.len() as f64 * f64::midpoint(first, last);
        let sum_miss = (line - sum).abs() / (SUM_TOLERANCE * total);
        piece.miss = (greatest / tolerance).max(sum_miss);
        if piece.cut <= from || piece.cut >= to {
            piece.cut = usize::midpoint(from, to).max(from + 1);
        }
        piece
    }
}

/// Knots for sorted durations that are not all the same.
fn knots(sorted: &[f64]) -> Vec<(f64, f64)> {
    let n = sorted.len() as f64;
    let total: f64 = sorted.iter().sum();
    let tolerance = (SHARE_TOLERANCE * n).max(CHANCE_TOLERANCE * libm::sqrt(n) / 2.0);
    let piece = |ends: (usize, usize)| Piece::new(sorted, ends, tolerance, total);
    let mut pieces = vec![piece((0, sorted.len()))];
    while pieces.len() < MAX_PIECES {
        let by_miss = |a: &(usize, &Piece), b: &(usize, &Piece)| a.1.miss.total_cmp(&b.1.miss);
        let Some((place, worst)) = pieces.iter().enumerate().max_by(by_miss) else {
            break;
        };
        let (worst, cut) = (*worst, worst.cut);
        if worst.miss <= 1.0 || cut <= worst.from || cut >= worst.to {
            break;
        }
        pieces[place] = piece((worst.from, cut));
        pieces.insert(place + 1, piece((cut, worst.to)));
    }
    let ends = |piece: &Piece| {
        [
            (piece.from as f64 / n, sorted[piece.from]),
            (piece.to as f64 / n, sorted[piece.to - 1]),
        ]
    };
    pieces.iter().flat_map(ends).collect()
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

    /// Mean, quantiles and bounds of a law beside those of the durations.
    fn assert_close(durations: Vec<f64>) {
        let mut sorted = durations.clone();
        sorted.sort_by(f64::total_cmp);
        let law = QuantileLaw::new(durations);
        let quantiles = Quantiles::new(&law.knots);
        let n = sorted.len();
        let mean = sorted.iter().sum::<f64>() / n as f64;
        assert!((law.mean() / mean - 1.0).abs() < 0.03, "{mean} {law:?}");
        assert_eq!(quantiles.bounds(), (sorted[0], sorted[n - 1]));
        // The distribution functions differ by little more than the tolerance of two pieces.
        let tolerance = 2.0 * SHARE_TOLERANCE.max(CHANCE_TOLERANCE / 2.0 / libm::sqrt(n as f64));
        for (place, value) in sorted.iter().enumerate() {
            let (before, after) = (place as f64 / n as f64, (place + 1) as f64 / n as f64);
            let share = quantiles.cdf(*value);
            assert!(share >= before - tolerance, "{place} {value} {share}");
            let share = quantiles.cdf(value - 1e-6 * (1.0 + value));
            assert!(share <= after + tolerance, "{place} {value} {share}");
        }
        assert!(law.knots.len() <= 2 * MAX_PIECES);
    }

    #[test]
    fn the_law_is_that_of_the_durations() {
        assert_close(sample(9.0, 0.8, 2000));
        assert_close(sample(9.0, 2.0, 50_000));
        let mut durations = sample(2.0, 0.5, 1000);
        durations.extend(sample(11.0, 0.7, 3000));
        durations.extend(vec![0.0; 1000]);
        assert_close(durations);
        // One of a hundred takes a thousand times as long as all others.
        let mut durations = vec![60.0; 99];
        durations.push(60_000.0);
        assert_close(durations);
        assert_close(vec![0.0, 0.0, 30.0]);
    }

    #[test]
    fn the_same_each_time_is_a_constant() {
        let law = QuantileLaw::new(vec![3600.0; 40]);
        assert!(
            law.constant()
                .is_some_and(|value| (value - 3600.0).abs() < 1e-9)
        );
        assert!(law.is_measured() && !QuantileLaw::new(vec![1.0, 2.0, 9.0]).is_measured());
        assert_eq!(QuantileLaw::new(Vec::new()).constant(), Some(0.0));
    }
}
