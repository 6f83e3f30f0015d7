//! Rows that no finite coefficients fit best.
//!
//! Where a combination z = X g of the columns is 0 for every row that has moves and 0 or
//! more for the others, but not always 0, the likelihood rises without end along -g: the
//! rows with z > 0 have an expected count of 0 (Santos Silva and Tenreyro 2010, Economics
//! Letters 107(2); Correia, Guimarães and Zylkin 2019, arXiv:1903.01633). Such a g lies in
//! the null space of the rows with moves, which is small, and mostly nothing at all.

use super::linear::Factor;
use super::poisson::Design;

/// Rounds of the rectifier at most.
const ROUNDS: usize = 10_000;
/// A combination this near to 0 is 0; its largest value is of the order of 1.
const NOTHING: f64 = 1e-7;

/// Of the rows that are `within`, those not set apart. Takes the places of columns that
/// do not make up one another.
#[must_use]
pub fn within(design: &Design, kept: &[usize], mut within: Vec<bool>) -> Vec<bool> {
    loop {
        let apart = apart(design, kept, &within);
        if apart.is_empty() {
            return within;
        }
        for row in apart {
            within[row] = false;
        }
    }
}

/// Rows set apart by one combination; none where there is no such combination.
fn apart(design: &Design, kept: &[usize], within: &[bool]) -> Vec<usize> {
    let moves = |row: usize| within[row] && design.counts[row] > 0.0;
    let sums = design
        .sums(|row| f64::from(u8::from(moves(row))))
        .part(kept);
    let independent = sums.independent();
    if independent.iter().all(|independent| *independent) {
        return Vec::new();
    }
    let places = |wanted: bool| -> Vec<usize> {
        let flags = independent.iter().enumerate();
        let chosen = flags.filter(|(_, flag)| **flag == wanted);
        chosen.map(|(place, _)| place).collect()
    };
    let (first, rest) = (places(true), places(false));
    let Some(factor) = Factor::of(&sums.part(&first)) else {
        return Vec::new();
    };
    // Each dependent column less what the others make of it, among rows with moves.
    let made_up: Vec<Vec<f64>> = rest
        .iter()
        .map(|column| {
            let products: Vec<f64> = first.iter().map(|row| sums.at(*row, *column)).collect();
            factor.solve(&products)
        })
        .collect();
    let mut reduced = Design {
        names: vec![String::new(); rest.len()],
        ..Design::default()
    };
    let mut rows = Vec::new();
    for (row, is_within) in within.iter().enumerate() {
        if !is_within || moves(row) {
            continue;
        }
        let values = design.row(row);
        for (column, shares) in rest.iter().zip(&made_up) {
            let others = first.iter().zip(shares);
            let of_others: f64 = others
                .map(|(place, share)| values[kept[*place]] * share)
                .sum();
            reduced.values.push(values[kept[*column]] - of_others);
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

/// The iterative rectifier of Correia, Guimarães and Zylkin: regress u on the columns,
/// take what is above 0 of the fit as the next u, until the fit has nothing below 0.
fn rectify(design: &Design) -> Vec<bool> {
    let rows = design.counts.len();
    let none = vec![false; rows];
    let sums = design.sums(|_| 1.0);
    // A combination that is 0 on all rows tells nothing of them.
    let kept: Vec<usize> = sums
        .independent()
        .iter()
        .enumerate()
        .filter(|(_, independent)| **independent)
        .map(|(place, _)| place)
        .collect();
    let Some(factor) = Factor::of(&sums.part(&kept)).filter(|_| !kept.is_empty()) else {
        return none;
    };
    let mut wanted = vec![1.0; rows];
    for _ in 0..ROUNDS {
        let mut products = vec![0.0; kept.len()];
        for (row, u) in wanted.iter().enumerate() {
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
        if greatest < NOTHING {
            return none;
        }
        if least > -NOTHING * greatest {
            return fitted
                .iter()
                .map(|z| *z > NOTHING.sqrt() * greatest)
                .collect();
        }
        wanted = fitted.into_iter().map(|z| z.max(0.0)).collect();
    }
    none
}
