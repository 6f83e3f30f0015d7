//! Gravity fitted to a sample, and what it expects of every pair.

use super::cluster;
use super::poisson::{self, Dropped, Fit, Unfit};
use super::sample::{Form, Sample, terms};
use crate::draw::normal_quantile;

/// A coefficient with its errors. Without a value it was left out of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// What is multiplied.
    pub name: String,
    /// Its coefficient.
    pub estimate: Option<f64>,
    /// Error clustered by ordered pair.
    pub by_pair: Option<f64>,
    /// Error robust to the law of each count, as if all were independent.
    pub robust: Option<f64>,
    /// Error clustered by origin and by destination at once.
    pub by_place: Option<f64>,
}

impl Term {
    /// The 95 % interval by pair.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        ends(self.estimate, self.by_pair)
    }
}

/// Ends of a 95 % interval, normal.
#[must_use]
pub fn ends(estimate: Option<f64>, error: Option<f64>) -> Option<(f64, f64)> {
    let (estimate, half) = (estimate?, normal_quantile(0.975) * error?);
    Some((estimate - half, estimate + half))
}

/// A fitted gravity.
#[derive(Debug, Clone, PartialEq)]
pub struct Gravity {
    /// Its form.
    pub form: Form,
    /// Its terms, without the effects of years.
    pub terms: Vec<Term>,
    /// Columns left out.
    pub dropped: Vec<Dropped>,
    /// Rows: pairs times years.
    pub rows: usize,
    /// Pairs.
    pub pairs: usize,
    /// Rows set apart by separation.
    pub apart: usize,
    /// Rows without moves.
    pub zeros: usize,
    /// Moves.
    pub moves: f64,
    /// Poisson deviance.
    pub deviance: f64,
    /// Squared correlation of observed and expected.
    pub correlation: f64,
    /// Expected moves, by row; rows are pairs times fitted years in the sample's order.
    pub expected: Vec<f64>,
}

impl Gravity {
    /// Coefficients in the order of the form's terms; 0 where one was left out.
    #[must_use]
    pub fn coefficients(&self) -> Vec<f64> {
        let terms = self.terms.iter();
        terms.map(|term| term.estimate.unwrap_or(0.0)).collect()
    }
}

/// Fits a form to the sample's fitted years, with effects of years.
///
/// # Errors
///
/// When nothing moves or the iteration does not settle.
pub fn fit(sample: &Sample, form: Form) -> Result<Gravity, Unfit> {
    let (design, of_pair) = sample.design(form);
    let fit = poisson::fit(&design)?;
    let count = sample.pairs.len();
    let places = sample.places.len();
    let rows = design.counts.len();
    let pair = |row: usize| sample.pairs[of_pair[row]];
    let by_pair = cluster::covariance(&design, &fit, count, |row| of_pair[row]);
    let alone = cluster::covariance(&design, &fit, rows, |row| row);
    let by_origin = cluster::covariance(&design, &fit, places, |row| pair(row).origin);
    let by_destination = cluster::covariance(&design, &fit, places, |row| pair(row).destination);
    let by_place = match (&by_origin, &by_destination, &by_pair) {
        (Some(first), Some(second), Some(both)) => Some(cluster::two_way(first, second, both)),
        _ => None,
    };
    let errors = [
        by_pair.as_ref().map(cluster::errors),
        alone.as_ref().map(cluster::errors),
        by_place,
    ];
    let terms = terms(form)
        .iter()
        .map(|name| term(&design.names, &fit, name, &errors))
        .collect();
    let mut pairs = of_pair;
    pairs.dedup();
    Ok(Gravity {
        form,
        terms,
        dropped: fit.dropped,
        rows,
        pairs: pairs.len(),
        apart: fit.apart,
        zeros: design.counts.iter().filter(|count| **count <= 0.0).count(),
        moves: design.counts.iter().sum(),
        deviance: fit.deviance,
        correlation: squared_correlation(&design.counts, &fit.expected),
        expected: fit.expected,
    })
}

fn term(names: &[String], fit: &Fit, name: &str, errors: &[Option<Vec<Option<f64>>>; 3]) -> Term {
    let place = fit.kept.iter().position(|column| names[*column] == name);
    let error = |which: usize| errors[which].as_ref()?[place?];
    Term {
        name: name.to_owned(),
        estimate: place.map(|place| fit.coefficients[place]),
        by_pair: error(0),
        robust: error(1),
        by_place: error(2),
    }
}

/// The square of Pearson's correlation.
#[must_use]
pub fn squared_correlation(one: &[f64], other: &[f64]) -> f64 {
    let count = one.len() as f64;
    let (a, b) = (
        one.iter().sum::<f64>() / count,
        other.iter().sum::<f64>() / count,
    );
    let (mut across, mut of_one, mut of_other) = (0.0, 0.0, 0.0);
    for (x, y) in one.iter().zip(other) {
        across += (x - a) * (y - b);
        of_one += (x - a) * (x - a);
        of_other += (y - b) * (y - b);
    }
    across * across / (of_one * of_other)
}
