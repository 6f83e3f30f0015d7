//! Poisson pseudo-maximum likelihood: the mean of a count is exp(x b), for any distribution
//! (Gourieroux, Monfort and Trognon 1984, Econometrica 52(3); for gravity Santos Silva
//! and Tenreyro 2006, Review of Economics and Statistics 88(4)).

use std::fmt;

use super::matrix::{CholeskyFactor, SymmetricMatrix};
use super::separation;

/// Limit of the iterations; a well-posed fit takes about ten.
const MAX_STEPS: usize = 100;
/// Relative change of the deviance below which the iteration has converged.
const TOLERANCE: f64 = 1e-12;

/// Counts and their explanatory variables, one row for each count.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DesignMatrix {
    /// Names of the columns.
    pub names: Vec<String>,
    /// Values, row by row.
    pub values: Vec<f64>,
    /// Counts, 0 or more; they need not be integers.
    pub counts: Vec<f64>,
}

impl DesignMatrix {
    /// The values of one row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f64] {
        let width = self.names.len();
        &self.values[index * width..(index + 1) * width]
    }

    /// Weighted sums of squares and products of the columns.
    pub(super) fn cross_products(&self, weight: impl Fn(usize) -> f64) -> SymmetricMatrix {
        let mut sums = SymmetricMatrix::zero(self.names.len());
        for index in 0..self.counts.len() {
            let weight = weight(index);
            if weight > 0.0 {
                sums.add_outer(self.row(index), weight);
            }
        }
        sums.mirror();
        sums
    }
}

/// A column left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DroppedColumn {
    /// Name of the column.
    pub name: String,
    pub reason: DropReason,
}

/// Why a column is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DropReason {
    /// The column is a linear combination of earlier ones.
    Collinear,
    /// The column separates rows without any move, so no finite coefficient is best.
    Separated,
}

impl fmt::Display for DroppedColumn {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            DropReason::Collinear => write!(formatter, "`{}`: collinear with others", self.name),
            DropReason::Separated => {
                write!(formatter, "`{}`: separates rows without moves", self.name)
            }
        }
    }
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FitError {
    /// No row has a count above 0.
    NoMoves,
    /// The iteration did not converge.
    NotConverged,
}

impl fmt::Display for FitError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoMoves => "no pair of the sample has any move; expected: at least one",
            Self::NotConverged => {
                "the iteration does not converge; check the files for values that are far too large or too small"
            }
        })
    }
}

impl std::error::Error for FitError {}

/// A fitted model.
#[derive(Debug, Clone, PartialEq)]
pub struct PoissonFit {
    /// Indices of the columns in the fit.
    pub kept: Vec<usize>,
    /// Columns left out.
    pub dropped: Vec<DroppedColumn>,
    /// Coefficients of the columns in the fit.
    pub coefficients: Vec<f64>,
    /// Expected count of each row; 0 for separated rows.
    pub expected: Vec<f64>,
    /// Separated rows: they have no moves and do not affect the fit.
    pub separated: usize,
    /// 2 sum (y ln(y / mu) - y + mu).
    pub deviance: f64,
    /// Inverse of the information X' W X, W = mu.
    pub bread: SymmetricMatrix,
}

impl PoissonFit {
    /// The coefficient of a column; none if it was left out.
    #[must_use]
    pub fn coefficient(&self, design: &DesignMatrix, name: &str) -> Option<f64> {
        let column = design.names.iter().position(|other| other == name)?;
        let place = self.kept.iter().position(|kept| *kept == column)?;
        Some(self.coefficients[place])
    }
}

/// Fits by iteratively reweighted least squares. Collinear columns are left out first, later
/// ones before earlier ones, then separated rows (see `separation`).
///
/// # Errors
///
/// If there are no moves, or the iteration does not converge.
pub fn fit(design: &DesignMatrix) -> Result<PoissonFit, FitError> {
    if !design.counts.iter().any(|count| *count > 0.0) {
        return Err(FitError::NoMoves);
    }
    let independent = design.cross_products(|_| 1.0).independent_columns();
    let mut kept = true_indices(&independent);
    let drop_column = |column: usize, reason: DropReason| DroppedColumn {
        name: design.names[column].clone(),
        reason,
    };
    let collinear = (0..independent.len()).filter(|column| !independent[*column]);
    let mut dropped: Vec<DroppedColumn> = collinear
        .map(|column| drop_column(column, DropReason::Collinear))
        .collect();
    let within = separation::remaining_rows(design, &kept);
    if within.contains(&false) {
        let still = design
            .cross_products(|row| f64::from(u8::from(within[row])))
            .submatrix(&kept)
            .independent_columns();
        let separated = kept.iter().zip(&still).filter(|(_, still)| !**still);
        dropped.extend(separated.map(|(column, _)| drop_column(*column, DropReason::Separated)));
        let still = true_indices(&still);
        kept = still.into_iter().map(|index| kept[index]).collect();
    }
    iterate(design, kept, dropped, &within)
}

/// The indices of the flags that are set.
pub(super) fn true_indices(flags: &[bool]) -> Vec<usize> {
    (0..flags.len()).filter(|index| flags[*index]).collect()
}

/// Copies the kept columns of a row.
fn gather(design: &DesignMatrix, kept: &[usize], row: usize, into: &mut [f64]) {
    let values = design.row(row);
    for (cell, column) in into.iter_mut().zip(kept) {
        *cell = values[*column];
    }
}

fn iterate(
    design: &DesignMatrix,
    kept: Vec<usize>,
    dropped: Vec<DroppedColumn>,
    within: &[bool],
) -> Result<PoissonFit, FitError> {
    let rows = design.counts.len();
    let inside = || (0..rows).filter(|row| within[*row]);
    let mean = inside().map(|row| design.counts[row]).sum::<f64>() / inside().count() as f64;
    // The starting values must be above 0 in every row.
    let mut expected: Vec<f64> = (0..rows)
        .map(|row| {
            if within[row] {
                f64::midpoint(design.counts[row], mean)
            } else {
                0.0
            }
        })
        .collect();
    let mut linear: Vec<f64> = expected.iter().map(|mu| libm::log(*mu)).collect();
    let mut deviance = f64::INFINITY;
    let mut x = vec![0.0; kept.len()];
    for _ in 0..MAX_STEPS {
        let mut information = SymmetricMatrix::zero(kept.len());
        let mut scores = vec![0.0; kept.len()];
        for row in inside() {
            gather(design, &kept, row, &mut x);
            let mu = expected[row];
            let working = linear[row] + (design.counts[row] - mu) / mu;
            information.add_outer(&x, mu);
            for (score, value) in scores.iter_mut().zip(&x) {
                *score += mu * working * value;
            }
        }
        information.mirror();
        let factor = CholeskyFactor::new(&information).ok_or(FitError::NotConverged)?;
        let coefficients = factor.solve(&scores);
        for row in inside() {
            gather(design, &kept, row, &mut x);
            linear[row] = x.iter().zip(&coefficients).map(|(x, b)| x * b).sum();
            expected[row] = libm::exp(linear[row]);
        }
        let new_deviance = total_deviance(&design.counts, &expected);
        if !new_deviance.is_finite() || expected.iter().any(|mu| !mu.is_finite()) {
            return Err(FitError::NotConverged);
        }
        let change = (new_deviance - deviance).abs();
        deviance = new_deviance;
        // The deviance can be 0, if each group has one value.
        if change <= TOLERANCE * (deviance + mean) {
            let mut information = SymmetricMatrix::zero(kept.len());
            for row in inside() {
                gather(design, &kept, row, &mut x);
                information.add_outer(&x, expected[row]);
            }
            information.mirror();
            let bread = CholeskyFactor::new(&information)
                .ok_or(FitError::NotConverged)?
                .inverse();
            let separated = rows - inside().count();
            return Ok(PoissonFit {
                kept,
                dropped,
                coefficients,
                expected,
                separated,
                deviance,
                bread,
            });
        }
    }
    Err(FitError::NotConverged)
}

/// Poisson deviance 2 sum (y ln(y / mu) - y + mu); infinite if a count above 0 has an expected
/// count of 0.
#[must_use]
pub fn total_deviance(counts: &[f64], expected: &[f64]) -> f64 {
    let parts = counts.iter().zip(expected);
    parts.map(|(count, mu)| unit_deviance(*count, *mu)).sum()
}

/// The deviance of one count.
#[must_use]
pub fn unit_deviance(count: f64, expected: f64) -> f64 {
    let logarithm = if count > 0.0 {
        count * libm::log(count / expected)
    } else {
        0.0
    };
    2.0 * (logarithm - count + expected)
}
