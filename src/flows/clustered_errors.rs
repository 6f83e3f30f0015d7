//! Standard errors that are valid for any distribution of counts: the sandwich B M B, with B
//! the inverse of the information and M the sum over clusters of s s', s the cluster's sum of
//! scores x (y - mu) (Liang and Zeger 1986, Biometrika 73(1)), times G / (G - 1) for G clusters.

use super::matrix::SymmetricMatrix;
use super::poisson::{DesignMatrix, PoissonFit};

/// Covariance of the coefficients. `cluster` gives each row's cluster, below `count`; none if
/// there are fewer than two clusters.
#[must_use]
pub fn covariance(
    design: &DesignMatrix,
    fit: &PoissonFit,
    count: usize,
    cluster: impl Fn(usize) -> usize,
) -> Option<SymmetricMatrix> {
    if count < 2 {
        return None;
    }
    let width = fit.kept.len();
    let mut scores = vec![0.0; count * width];
    for (row, (observed, expected)) in design.counts.iter().zip(&fit.expected).enumerate() {
        let residual = observed - expected;
        let cluster_scores = &mut scores[cluster(row) * width..][..width];
        let values = design.row(row);
        for (score, column) in cluster_scores.iter_mut().zip(&fit.kept) {
            *score += residual * values[*column];
        }
    }
    let groups = count as f64;
    let mut meat = SymmetricMatrix::zero(width);
    for cluster_scores in scores.chunks_exact(width.max(1)) {
        meat.add_outer(cluster_scores, groups / (groups - 1.0));
    }
    meat.mirror();
    Some(fit.bread.sandwich(&meat))
}

/// The standard error of each coefficient; none if the variance is not above 0, which is
/// possible for sums and differences of covariances.
#[must_use]
pub fn standard_errors(covariance: &SymmetricMatrix) -> Vec<Option<f64>> {
    (0..covariance.size())
        .map(|place| square_root(covariance.get(place, place)))
        .collect()
}

/// Standard errors clustered two ways at once: V(first) + V(second) - V(both) (Cameron,
/// Gelbach and Miller 2011, Journal of Business and Economic Statistics 29(2)).
#[must_use]
pub fn two_way_errors(
    first: &SymmetricMatrix,
    second: &SymmetricMatrix,
    both: &SymmetricMatrix,
) -> Vec<Option<f64>> {
    (0..both.size())
        .map(|place| {
            let variance = |matrix: &SymmetricMatrix| matrix.get(place, place);
            square_root(variance(first) + variance(second) - variance(both))
        })
        .collect()
}

fn square_root(value: f64) -> Option<f64> {
    (value > 0.0).then(|| value.sqrt())
}
