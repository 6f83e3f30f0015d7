//! The gravity model: fits to a sample, with coefficients and expected moves.

use super::clustered_errors;
use super::flow_sample::{FlowSample, GravityForm, terms};
use super::poisson::{self, DroppedColumn, FitError, PoissonFit};
use crate::draw::normal_quantile;

/// A coefficient with its standard errors. It has no value if it was left out of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct GravityTerm {
    /// Name of the explanatory variable.
    pub name: String,
    /// Coefficient.
    pub estimate: Option<f64>,
    /// Standard error clustered by ordered pair.
    pub by_pair: Option<f64>,
    /// Standard error robust to the distribution of counts, for independent rows.
    pub robust: Option<f64>,
    /// Standard error clustered by origin and by destination at once.
    pub by_place: Option<f64>,
}

impl GravityTerm {
    /// The 95 % interval by pair.
    #[must_use]
    pub fn interval(&self) -> Option<(f64, f64)> {
        interval_95(self.estimate, self.by_pair)
    }
}

/// The normal 95 % interval.
#[must_use]
pub fn interval_95(estimate: Option<f64>, error: Option<f64>) -> Option<(f64, f64)> {
    let (estimate, half) = (estimate?, normal_quantile(0.975) * error?);
    Some((estimate - half, estimate + half))
}

/// A fitted gravity model.
#[derive(Debug, Clone, PartialEq)]
pub struct GravityFit {
    /// The explanatory variables.
    pub form: GravityForm,
    /// The coefficients, without the effects of years.
    pub terms: Vec<GravityTerm>,
    /// Columns left out.
    pub dropped: Vec<DroppedColumn>,
    /// Number of rows: pairs times years.
    pub rows: usize,
    /// Number of pairs.
    pub pairs: usize,
    /// Rows removed by separation.
    pub separated: usize,
    /// Rows without moves.
    pub zeros: usize,
    /// Sum of moves.
    pub moves: f64,
    /// Poisson deviance.
    pub deviance: f64,
    /// Squared correlation of observed and expected.
    pub correlation: f64,
    /// Expected moves, by row; rows are pairs times fitted years in the sample's order.
    pub expected: Vec<f64>,
}

impl GravityFit {
    /// Coefficients in the order of the form's terms; 0 if one was left out.
    #[must_use]
    pub fn coefficients(&self) -> Vec<f64> {
        let terms = self.terms.iter();
        terms.map(|term| term.estimate.unwrap_or(0.0)).collect()
    }
}

/// Fits the model to the sample's fitted years, with effects of years.
///
/// # Errors
///
/// If there are no moves, or the iteration does not converge.
pub fn fit(sample: &FlowSample, form: GravityForm) -> Result<GravityFit, FitError> {
    let (design, row_pairs) = sample.design(form);
    let fit = poisson::fit(&design)?;
    let count = sample.pairs.len();
    let places = sample.places.len();
    let rows = design.counts.len();
    let pair = |row: usize| sample.pairs[row_pairs[row]];
    let by_pair = clustered_errors::covariance(&design, &fit, count, |row| row_pairs[row]);
    let independent = clustered_errors::covariance(&design, &fit, rows, |row| row);
    let by_origin = clustered_errors::covariance(&design, &fit, places, |row| pair(row).origin);
    let by_destination =
        clustered_errors::covariance(&design, &fit, places, |row| pair(row).destination);
    let by_place = match (&by_origin, &by_destination, &by_pair) {
        (Some(first), Some(second), Some(both)) => {
            Some(clustered_errors::two_way_errors(first, second, both))
        }
        _ => None,
    };
    let errors = [
        by_pair.as_ref().map(clustered_errors::standard_errors),
        independent.as_ref().map(clustered_errors::standard_errors),
        by_place,
    ];
    let terms = terms(form)
        .iter()
        .map(|name| term(&design.names, &fit, name, &errors))
        .collect();
    let mut pairs = row_pairs;
    pairs.dedup();
    Ok(GravityFit {
        form,
        terms,
        dropped: fit.dropped,
        rows,
        pairs: pairs.len(),
        separated: fit.separated,
        zeros: design.counts.iter().filter(|count| **count <= 0.0).count(),
        moves: design.counts.iter().sum(),
        deviance: fit.deviance,
        correlation: squared_correlation(&design.counts, &fit.expected),
        expected: fit.expected,
    })
}

fn term(
    names: &[String],
    fit: &PoissonFit,
    name: &str,
    errors: &[Option<Vec<Option<f64>>>; 3],
) -> GravityTerm {
    let place = fit.kept.iter().position(|column| names[*column] == name);
    let error = |which: usize| errors[which].as_ref()?[place?];
    GravityTerm {
        name: name.to_owned(),
        estimate: place.map(|place| fit.coefficients[place]),
        by_pair: error(0),
        robust: error(1),
        by_place: error(2),
    }
}

/// The square of Pearson's correlation.
#[must_use]
pub fn squared_correlation(left: &[f64], right: &[f64]) -> f64 {
    let count = left.len() as f64;
    let mean_x = left.iter().sum::<f64>() / count;
    let mean_y = right.iter().sum::<f64>() / count;
    let (mut xy, mut xx, mut yy) = (0.0, 0.0, 0.0);
    for (x, y) in left.iter().zip(right) {
        xy += (x - mean_x) * (y - mean_y);
        xx += (x - mean_x) * (x - mean_x);
        yy += (y - mean_y) * (y - mean_y);
    }
    xy * xy / (xx * yy)
}
