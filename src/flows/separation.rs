//! Separation: rows for which no finite coefficients are best.
//!
//! If a combination z = X g of the columns is 0 for every row with moves and 0 or more for the
//! others, but not always 0, the likelihood rises without bound along -g: the rows with z > 0
//! have an expected count of 0 (Santos Silva and Tenreyro 2010, Economics
//! Letters 107(2); Correia, Guimarães and Zylkin 2019, arXiv:1903.01633). Such a g lies in
//! the null space of the rows with moves, which is small and usually empty.

use super::matrix::CholeskyFactor;
use super::poisson::{DesignMatrix, true_indices};

/// Limit of the iterations of the rectifier.
const ITERATIONS: usize = 10_000;
/// A combination this close to 0 counts as 0; its largest value is of the order of 1.
const TOLERANCE: f64 = 1e-7;

/// Whether each row remains after separation. `kept` are linearly independent columns.
#[must_use]
pub fn remaining_rows(design: &DesignMatrix, kept: &[usize]) -> Vec<bool> {
    let mut within = vec![true; design.counts.len()];
    loop {
        let separated = separated_rows(design, kept, &within);
        if separated.is_empty() {
            return within;
        }
        for row in separated {
            within[row] = false;
        }
    }
}

/// Rows separated by one combination of columns; empty if there is none.
fn separated_rows(design: &DesignMatrix, kept: &[usize], within: &[bool]) -> Vec<usize> {
    let has_moves = |row: usize| within[row] && design.counts[row] > 0.0;
    let sums = design
        .cross_products(|row| f64::from(u8::from(has_moves(row))))
        .submatrix(kept);
    let independent = sums.independent_columns();
    let first = true_indices(&independent);
    let rest: Vec<usize> = (0..independent.len())
        .filter(|column| !independent[*column])
        .collect();
    if rest.is_empty() {
        return Vec::new();
    }
    let Some(factor) = CholeskyFactor::new(&sums.submatrix(&first)) else {
        return Vec::new();
    };
    // Each dependent column minus its projection on the independent ones, over rows with moves.
    let projections: Vec<Vec<f64>> = rest
        .iter()
        .map(|column| {
            let products: Vec<f64> = first.iter().map(|row| sums.get(*row, *column)).collect();
            factor.solve(&products)
        })
        .collect();
    let mut reduced = DesignMatrix {
        names: vec![String::new(); rest.len()],
        ..DesignMatrix::default()
    };
    let mut rows = Vec::new();
    for (row, is_within) in within.iter().enumerate() {
        if !is_within || has_moves(row) {
            continue;
        }
        let values = design.row(row);
        for (column, shares) in rest.iter().zip(&projections) {
            let terms = first.iter().zip(shares);
            let projection: f64 = terms
                .map(|(other, share)| values[kept[*other]] * share)
                .sum();
            reduced.values.push(values[kept[*column]] - projection);
        }
        reduced.counts.push(0.0);
        rows.push(row);
    }
    let positive = rectify(&reduced);
    let chosen = rows.into_iter().zip(positive);
    chosen
        .filter(|(_, positive)| *positive)
        .map(|(row, _)| row)
        .collect()
}

/// The iterative rectifier of Correia, Guimarães and Zylkin: regress u on the columns and take
/// the positive part of the fit as the next u, until the fit is not negative.
fn rectify(design: &DesignMatrix) -> Vec<bool> {
    let rows = design.counts.len();
    let none = vec![false; rows];
    let sums = design.cross_products(|_| 1.0);
    let kept = true_indices(&sums.independent_columns());
    let Some(factor) = CholeskyFactor::new(&sums.submatrix(&kept)).filter(|_| !kept.is_empty())
    else {
        return none;
    };
    let mut target = vec![1.0; rows];
    for _ in 0..ITERATIONS {
        let mut products = vec![0.0; kept.len()];
        for (row, u) in target.iter().enumerate() {
            for (product, column) in products.iter_mut().zip(&kept) {
                *product += design.row(row)[*column] * u;
            }
        }
        let shares = factor.solve(&products);
        let fitted: Vec<f64> = (0..rows)
            .map(|row| {
                let parts = kept.iter().zip(&shares);
                parts
                    .map(|(column, share)| design.row(row)[*column] * share)
                    .sum()
            })
            .collect();
        let greatest = fitted.iter().copied().fold(0.0, f64::max);
        let least = fitted.iter().copied().fold(0.0, f64::min);
        if greatest < TOLERANCE {
            return none;
        }
        if least > -TOLERANCE * greatest {
            return fitted
                .iter()
                .map(|z| *z > TOLERANCE.sqrt() * greatest)
                .collect();
        }
        target = fitted.into_iter().map(|z| z.max(0.0)).collect();
    }
    none
}
