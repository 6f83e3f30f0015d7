//! What the number of documents of a procedure does to its filings.

use super::{Model, Procedure};

/// Paperwork of a procedure relative to the baseline: f + (1 - f) n / n0, with n the documents of
/// all steps under today's values of the levers, n0 those of the baseline, and f the part that
/// does not depend on them. 1 without documents at the baseline.
#[inline]
pub fn paperwork(model: &Model, procedure: &Procedure, values: &[f64]) -> f64 {
    if procedure.fixed_part >= 1.0 {
        return 1.0;
    }
    let steps = procedure.steps.iter();
    let (now, before) = steps.fold((0.0, 0.0), |(now, before), step| {
        let lever = step.documents.index();
        (now + values[lever], before + model.levers[lever].base)
    });
    if before <= 0.0 {
        return 1.0;
    }
    // In this form it is exactly 1 where nothing has changed.
    1.0 - (1.0 - procedure.fixed_part) * (1.0 - now / before)
}

/// Share of filings that are complete, given the share with the baseline's paperwork.
#[inline]
pub fn complete_share(share: f64, paperwork: f64) -> f64 {
    if is_as_before(paperwork) {
        share
    } else {
        libm::pow(share, paperwork)
    }
}

/// Share of files that a step returns, given the share with the baseline's paperwork.
#[inline]
pub fn return_share(share: f64, paperwork: f64) -> f64 {
    if is_as_before(paperwork) {
        share
    } else {
        1.0 - libm::pow(1.0 - share, paperwork)
    }
}

#[inline]
fn is_as_before(paperwork: f64) -> bool {
    (paperwork - 1.0).abs() <= 0.0
}
