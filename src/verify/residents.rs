//! Residents as theory sees them: they come by a Poisson process, and how long one stays
//! has nothing to do with the others.
//!
//! That is M/G/infinity: their number is Poisson, and its mean is arrivals x mean stay,
//! whatever the law of stays (immigration and death; Kleinrock 1975, Queueing Systems I,
//! 3.4; by the mean alone: Sevast'yanov 1957, with room for all). Here a stay ends with a
//! year of it, with a chance that is the same each year: whole years, geometric.

use super::prediction::{Predicted, Prediction, Quantity};
use super::settling::Settling;
use super::source::wait_source;
use super::unfit::{Unfit, unfit};
use crate::model::{DAY, From, Model, NeedKind, ProjectKind};
use crate::scenario::keys::Formula;

/// A year of a stay is over at the first midnight after 365.25 days. Stays begin at a
/// midnight, so that it takes this many days.
const YEAR_OF_STAY: f64 = 366.0;

/// The year in which projects are counted, in days.
const YEAR: f64 = crate::time::YEAR_DAYS;

/// The jurisdictions where residents live.
pub fn places(model: &Model) -> impl Iterator<Item = usize> {
    (0..model.jurisdictions.len()).filter(|&place| model.stays[place].is_some())
}

/// Mean number of residents of a jurisdiction whose researchers bring them.
#[must_use]
pub fn mean(model: &Model, place: usize) -> f64 {
    let researchers = model.jurisdictions[place].researchers / u64::from(model.frame.scale);
    let of_kinds = posting(model).flat_map(|kind| kind.rate_by_field.iter().zip(&model.fields));
    let rate: f64 = of_kinds.map(|(rate, field)| rate * field.share).sum();
    researchers as f64 * rate / YEAR * YEAR_OF_STAY / exit(model, place)
}

/// How long the number of residents takes to forget how many there were, in seconds: of
/// those of the first day the share (1 - exit)^t is left after t years.
fn relaxation(model: &Model, place: usize) -> f64 {
    let exit = exit(model, place).min(1.0 - f64::EPSILON);
    let years = -1.0 / libm::log1p(-exit);
    // The year of a stay that is under way ends as a whole.
    years.max(1.0) * YEAR_OF_STAY * f64::from(DAY)
}

/// The chance that a resident of a jurisdiction leaves at the end of a year.
fn exit(model: &Model, place: usize) -> f64 {
    model.stays[place]
        .as_ref()
        .map_or(f64::NAN, |stay| model.levers[stay.exit.0 as usize].base)
}

/// Kinds of project that researchers lead.
fn posting(model: &Model) -> impl Iterator<Item = &ProjectKind> {
    model.kinds.iter().filter(|kind| !kind.resident_led)
}

/// What theory says of the residents of every jurisdiction.
///
/// # Errors
///
/// What stands in the way.
pub fn predict(model: &Model) -> Result<Predicted, Unfit> {
    check(model)?;
    let said = |quantity, subject: &str, value| Prediction {
        quantity,
        subject: subject.to_owned(),
        formula: wait_source(Formula::residents),
        value,
    };
    let of = |place: usize| {
        let id = &model.jurisdictions[place].id;
        said(Quantity::Residents(place), id, mean(model, place))
    };
    let mut all: Vec<Prediction> = places(model).map(of).collect();
    all.push(said(Quantity::Spread, "all jurisdictions", 1.0));
    let mut settling = Settling::default();
    for place in places(model) {
        let id = &model.jurisdictions[place].id;
        settling.add(|| format!("residents of `{id}`"), relaxation(model, place));
    }
    Ok((all, settling))
}

fn check(model: &Model) -> Result<(), Unfit> {
    if places(model).next().is_none() {
        return unfit("no residents", "`stay.<jurisdiction>`");
    }
    if !model.procedures.is_empty() || model.matching.is_some() || !model.programmes.is_empty() {
        return unfit(
            "procedures, programmes or `matching`",
            "none: a post that every project fills on its day, so that residents come as projects form",
        );
    }
    if model.belief.success.is_some_and(|success| success < 1.0) {
        return unfit("projects that are not begun", "`belief.success = 1`");
    }
    for kind in posting(model) {
        let comes = |need: &NeedKind| need.post && need.essential && need.from == From::guest;
        let alike = kind.needs.len() == 1 && kind.needs.iter().all(comes);
        let stays = kind
            .needs
            .iter()
            .all(|need| need.share >= 1.0 && need.transit.is_none());
        if !(alike && stays && kind.hosted_by_lead >= 1.0 && kind.lead >= DAY) {
            return unfit(
                format!("projects `{}` that bring residents in other ways", kind.id),
                "`hosted_by_lead_share = 1`, `lead_days` of 1 or more, and one need: an essential \
                 post of the guest, with `share = 1` and no `transit`",
            );
        }
    }
    for place in places(model) {
        let Some(stay) = &model.stays[place] else {
            continue;
        };
        let leaves = model.levers[stay.exit.0 as usize].base > 0.0;
        let alike = stay.bundle.is_empty() && stay.years_at_most.is_none();
        if !leaves || !alike || stay.projects_a_year > 0.0 {
            return unfit(
                format!(
                    "residents of `{}` who differ",
                    model.jurisdictions[place].id
                ),
                "`exit_hazard_a_year` above 0, no `bundle`, no `years_at_most`, \
                 `projects_a_year = 0`",
            );
        }
    }
    Ok(())
}
