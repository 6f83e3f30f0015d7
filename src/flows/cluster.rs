//! Errors that hold whatever the law of the counts: the sandwich B M B, with B the inverse
//! of the information and M the sum over clusters of s s', s the cluster's sum of scores
//! x (y - mu) (Liang and Zeger 1986, Biometrika 73(1)), times G / (G - 1) for G clusters.

use super::linear::Square;
use super::poisson::{Design, Fit};

/// Covariance of the coefficients kept. `cluster` gives each row's cluster, below `count`;
/// none where there are fewer than two.
#[must_use]
pub fn covariance(
    design: &Design,
    fit: &Fit,
    count: usize,
    cluster: impl Fn(usize) -> usize,
) -> Option<Square> {
    if count < 2 {
        return None;
    }
    let width = fit.kept.len();
    let mut scores = vec![0.0; count * width];
    for (row, (observed, expected)) in design.counts.iter().zip(&fit.expected).enumerate() {
        let left = observed - expected;
        let own = &mut scores[cluster(row) * width..][..width];
        let values = design.row(row);
        for (score, column) in own.iter_mut().zip(&fit.kept) {
            *score += left * values[*column];
        }
    }
    let groups = count as f64;
    let mut meat = Square::zero(width);
    for own in scores.chunks_exact(width.max(1)) {
        meat.add_outer(own, groups / (groups - 1.0));
    }
    meat.mirror();
    Some(fit.bread.around(&meat))
}

/// Standard errors, a column each; none where a variance is not above 0, as can happen
/// where covariances are added and taken away.
#[must_use]
pub fn errors(covariance: &Square) -> Vec<Option<f64>> {
    (0..covariance.size())
        .map(|place| variance(covariance.at(place, place)))
        .collect()
}

/// Standard errors clustered two ways at once: V(first) + V(second) - V(both) (Cameron,
/// Gelbach and Miller 2011, Journal of Business and Economic Statistics 29(2)).
#[must_use]
pub fn two_way(first: &Square, second: &Square, both: &Square) -> Vec<Option<f64>> {
    (0..both.size())
        .map(|place| {
            let own = |one: &Square| one.at(place, place);
            variance(own(first) + own(second) - own(both))
        })
        .collect()
}

fn variance(value: f64) -> Option<f64> {
    (value > 0.0).then(|| value.sqrt())
}
