//! Theory of residents: they arrive by a Poisson process, and their stays are independent.
//!
//! That is M/G/infinity: their number is Poisson with mean arrival rate x mean stay, for any
//! distribution of stays (immigration and death; Kleinrock 1975, Queueing Systems I, 3.4; that
//! only the mean matters: Sevast'yanov 1957). In the simulation a stay ends after a whole number
//! of years, with the same probability each year (geometric).

use super::prediction::{Prediction, Predictions, TheoryQuantity};
use super::settling::Settling;
use super::source::wait_source;
use super::unfit::{Unfit, unfit};
use crate::calibrate::base;
use crate::model::{DAY, From, Model, NeedKind, ProjectKind};
use crate::scenario::keys::Formula;

/// Mean days of a year of a stay, and of a year in which projects are counted: a year of a stay
/// ends on its anniversary.
const YEAR: f64 = crate::time::YEAR_DAYS;

/// The jurisdictions with residents.
pub fn jurisdictions(model: &Model) -> impl Iterator<Item = usize> {
    (0..model.jurisdictions.len()).filter(|&jurisdiction| model.stays[jurisdiction].is_some())
}

/// Mean number of residents of a jurisdiction, brought by its researchers.
#[must_use]
pub fn mean_residents(model: &Model, place: usize) -> f64 {
    let researchers = model.jurisdictions[place].researchers / u64::from(model.frame.scale);
    let rates =
        researcher_led_kinds(model).flat_map(|kind| kind.rate_by_field.iter().zip(&model.fields));
    let rate: f64 = rates.map(|(rate, field)| rate * field.share).sum();
    researchers as f64 * rate / exit(model, place)
}

/// The relaxation time of the number of residents in seconds: after t years the share
/// (1 - exit)^t of the first residents is left.
fn relaxation(model: &Model, place: usize) -> f64 {
    let exit = exit(model, place).min(1.0 - f64::EPSILON);
    let years = -1.0 / libm::log1p(-exit);
    // The current year of a stay ends as a whole.
    years.max(1.0) * YEAR * f64::from(DAY)
}

/// The probability that a resident leaves at the end of a year.
fn exit(model: &Model, place: usize) -> f64 {
    model.stays[place]
        .as_ref()
        .map_or(f64::NAN, |stay| base(model, stay.exit))
}

/// Kinds of project led by researchers.
fn researcher_led_kinds(model: &Model) -> impl Iterator<Item = &ProjectKind> {
    model.kinds.iter().filter(|kind| !kind.resident_led)
}

/// The predictions for the residents of every jurisdiction.
///
/// # Errors
///
/// The reason why the formula does not apply.
pub fn predict(model: &Model) -> Result<Predictions, Unfit> {
    check(model)?;
    let prediction = |quantity, subject: &str, value| Prediction {
        quantity,
        subject: subject.to_owned(),
        formula: wait_source(Formula::residents),
        value,
    };
    let residents = |place: usize| {
        let id = &model.jurisdictions[place].id;
        prediction(
            TheoryQuantity::Residents(place),
            id,
            mean_residents(model, place),
        )
    };
    let mut predictions: Vec<Prediction> = jurisdictions(model).map(residents).collect();
    predictions.push(prediction(TheoryQuantity::Spread, "all jurisdictions", 1.0));
    let mut settling = Settling::default();
    for place in jurisdictions(model) {
        let id = &model.jurisdictions[place].id;
        settling.add(|| format!("residents of `{id}`"), relaxation(model, place));
    }
    Ok((predictions, settling))
}

fn check(model: &Model) -> Result<(), Unfit> {
    if jurisdictions(model).next().is_none() {
        return unfit("there are no residents", "`stay.<jurisdiction>`");
    }
    if !model.procedures.is_empty() || model.matching.is_some() || !model.programmes.is_empty() {
        return unfit(
            "the scenario has procedures, programmes or `matching`",
            "none of them, so that residents arrive as projects form",
        );
    }
    if model.belief.success.is_some_and(|success| success < 1.0) {
        return unfit("some projects do not begin", "`belief.success = 1`");
    }
    for kind in researcher_led_kinds(model) {
        let is_post = |need: &NeedKind| need.post && need.essential && need.from == From::guest;
        let has_one_post = kind.needs.len() == 1 && kind.needs.iter().all(is_post);
        let stays = kind
            .needs
            .iter()
            .all(|need| need.share >= 1.0 && need.transit.is_none());
        if !(has_one_post && stays && kind.hosted_by_lead >= 1.0 && kind.lead >= DAY) {
            return unfit(
                format!("projects `{}` bring residents in other ways", kind.id),
                "`hosted_by_lead_share = 1`, `lead_days` of 1 or more, and one need: an essential \
                 post of the guest, with `share = 1` and no `transit`",
            );
        }
    }
    for place in jurisdictions(model) {
        let Some(stay) = &model.stays[place] else {
            continue;
        };
        let leaves = base(model, stay.exit) > 0.0;
        let is_endless = stay.years_at_most.is_none() && stay.natural.is_none();
        let is_uniform = stay.bundle.is_empty() && is_endless;
        if !leaves || !is_uniform || stay.projects_a_year > 0.0 {
            return unfit(
                format!(
                    "residents of `{}` differ from one another",
                    model.jurisdictions[place].id
                ),
                "`exit_hazard_a_year` above 0, no `bundle`, no `years_at_most` \
                 or `natural_exit_a_year`, `projects_a_year = 0`",
            );
        }
    }
    Ok(())
}
