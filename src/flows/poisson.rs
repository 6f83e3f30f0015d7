//! Poisson pseudo-maximum likelihood: the mean of a count is exp(x b), whatever its law
//! (Gourieroux, Monfort and Trognon 1984, Econometrica 52(3); for gravity Santos Silva
//! and Tenreyro 2006, Review of Economics and Statistics 88(4)).

use std::fmt;

use super::linear::{Factor, Square};
use super::separation;

/// Steps of the iteration at most; a well-posed fit takes about ten.
const STEPS: usize = 100;
/// Change of the deviance, as a share of it, below which the iteration has settled.
const SETTLED: f64 = 1e-12;

/// What counts are explained by: a row each, with the same columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Design {
    /// What the columns are called.
    pub names: Vec<String>,
    /// Their values, row by row.
    pub values: Vec<f64>,
    /// The counts, 0 or more; they need not be whole.
    pub counts: Vec<f64>,
}

impl Design {
    /// The values of one row.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f64] {
        let width = self.names.len();
        &self.values[index * width..(index + 1) * width]
    }

    /// Sums of squares and products of the columns over rows, each row with its weight.
    pub(super) fn sums(&self, weight: impl Fn(usize) -> f64) -> Square {
        let mut sums = Square::zero(self.names.len());
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
pub struct Dropped {
    /// Its name.
    pub name: String,
    /// Why.
    pub reason: Reason,
}

/// Why a column is left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The columns before it make it up.
    Collinear,
    /// It sets apart rows without a single move, so that no finite coefficient is best.
    Separated,
}

impl fmt::Display for Dropped {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.reason {
            Reason::Collinear => write!(formatter, "`{}`: collinear with others", self.name),
            Reason::Separated => {
                write!(formatter, "`{}`: separates rows without moves", self.name)
            }
        }
    }
}

/// Why there is no fit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// No row has a count above 0.
    NoMoves,
    /// The iteration did not settle.
    Unsettled,
}

impl fmt::Display for Unfit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::NoMoves => "no pair of the sample has a single move",
            Self::Unsettled => {
                "the iteration does not settle; a column may be of another order than the rest"
            }
        })
    }
}

impl std::error::Error for Unfit {}

/// A fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Fit {
    /// Columns that were kept, by their place in the design.
    pub kept: Vec<usize>,
    /// The others.
    pub dropped: Vec<Dropped>,
    /// Coefficients of the columns kept.
    pub coefficients: Vec<f64>,
    /// Expected count of each row; 0 where a row is set apart.
    pub expected: Vec<f64>,
    /// Rows set apart: they have no moves and no say.
    pub apart: usize,
    /// 2 sum (y ln(y / mu) - y + mu).
    pub deviance: f64,
    /// Steps taken.
    pub steps: usize,
    /// Inverse of the information X' W X, W = mu.
    pub bread: Square,
}

impl Fit {
    /// The coefficient of a column of the design; none where it was left out.
    #[must_use]
    pub fn coefficient(&self, design: &Design, name: &str) -> Option<f64> {
        let column = design.names.iter().position(|other| other == name)?;
        let place = self.kept.iter().position(|kept| *kept == column)?;
        Some(self.coefficients[place])
    }
}

/// Fits by iteratively reweighted least squares, after rows are set apart that no finite
/// coefficients fit (`separation`) and collinear columns left out, later ones first.
///
/// # Errors
///
/// When nothing moves, or the iteration does not settle.
pub fn fit(design: &Design) -> Result<Fit, Unfit> {
    if !design.counts.iter().any(|count| *count > 0.0) {
        return Err(Unfit::NoMoves);
    }
    let all = vec![true; design.counts.len()];
    let independent = design.sums(|_| 1.0).independent();
    let mut dropped = missing(design, &independent, Reason::Collinear);
    let mut kept = places(&independent);
    let within = separation::within(design, &kept, all);
    let apart = within.iter().filter(|is_within| !**is_within).count();
    if apart > 0 {
        let still = design
            .sums(|row| f64::from(u8::from(within[row])))
            .part(&kept)
            .independent();
        let gone = kept.iter().zip(&still).filter(|(_, still)| !**still);
        dropped.extend(gone.map(|(column, _)| Dropped {
            name: design.names[*column].clone(),
            reason: Reason::Separated,
        }));
        kept = places(&still).into_iter().map(|at| kept[at]).collect();
    }
    iterate(design, kept, dropped, &within)
}

fn missing(design: &Design, independent: &[bool], reason: Reason) -> Vec<Dropped> {
    let names = design.names.iter().zip(independent);
    names
        .filter(|(_, independent)| !**independent)
        .map(|(name, _)| Dropped {
            name: name.clone(),
            reason,
        })
        .collect()
}

fn places(flags: &[bool]) -> Vec<usize> {
    let places = flags.iter().enumerate().filter(|(_, flag)| **flag);
    places.map(|(place, _)| place).collect()
}

/// Row `row` of the kept columns.
fn gather(design: &Design, kept: &[usize], row: usize, into: &mut [f64]) {
    let values = design.row(row);
    for (cell, column) in into.iter_mut().zip(kept) {
        *cell = values[*column];
    }
}

fn iterate(
    design: &Design,
    kept: Vec<usize>,
    dropped: Vec<Dropped>,
    within: &[bool],
) -> Result<Fit, Unfit> {
    let rows = design.counts.len();
    let inside = || (0..rows).filter(|row| within[*row]);
    let mean = inside().map(|row| design.counts[row]).sum::<f64>() / inside().count() as f64;
    // Between the count and the mean of all: a start that every row allows.
    let mut expected: Vec<f64> = (0..rows)
        .map(|row| {
            if within[row] {
                f64::midpoint(design.counts[row], mean)
            } else {
                0.0
            }
        })
        .collect();
    let mut index: Vec<f64> = expected.iter().map(|mu| libm::log(*mu)).collect();
    let mut deviance = f64::INFINITY;
    let mut x = vec![0.0; kept.len()];
    for steps in 1..=STEPS {
        let mut information = Square::zero(kept.len());
        let mut scores = vec![0.0; kept.len()];
        for row in inside() {
            gather(design, &kept, row, &mut x);
            let mu = expected[row];
            let working = index[row] + (design.counts[row] - mu) / mu;
            information.add_outer(&x, mu);
            for (score, value) in scores.iter_mut().zip(&x) {
                *score += mu * working * value;
            }
        }
        information.mirror();
        let factor = Factor::of(&information).ok_or(Unfit::Unsettled)?;
        let coefficients = factor.solve(&scores);
        for row in inside() {
            gather(design, &kept, row, &mut x);
            index[row] = x.iter().zip(&coefficients).map(|(x, b)| x * b).sum();
            expected[row] = libm::exp(index[row]);
        }
        let now = of_deviance(&design.counts, &expected);
        if !now.is_finite() || expected.iter().any(|mu| !mu.is_finite()) {
            return Err(Unfit::Unsettled);
        }
        let moved = (now - deviance).abs();
        deviance = now;
        // The least deviance may be 0, where groups hold one value each.
        if moved <= SETTLED * (now + mean) {
            let mut information = Square::zero(kept.len());
            for row in inside() {
                gather(design, &kept, row, &mut x);
                information.add_outer(&x, expected[row]);
            }
            information.mirror();
            let bread = Factor::of(&information).ok_or(Unfit::Unsettled)?.inverse();
            let apart = rows - inside().count();
            return Ok(Fit {
                kept,
                dropped,
                coefficients,
                expected,
                apart,
                deviance,
                steps,
                bread,
            });
        }
    }
    Err(Unfit::Unsettled)
}

/// Poisson deviance 2 sum (y ln(y / mu) - y + mu); infinite where something moves that
/// was expected not to.
#[must_use]
pub fn of_deviance(counts: &[f64], expected: &[f64]) -> f64 {
    let parts = counts.iter().zip(expected);
    parts.map(|(count, mu)| one_deviance(*count, *mu)).sum()
}

/// The part of one count.
#[must_use]
pub fn one_deviance(count: f64, expected: f64) -> f64 {
    let logarithm = if count > 0.0 {
        count * libm::log(count / expected)
    } else {
        0.0
    };
    2.0 * (logarithm - count + expected)
}
