//! Theory of permits: a permit is a server that is busy while it is valid.
//!
//! Needs of a holder arrive at rate r. A need without a valid permit applies for one, which is
//! valid for v on average; a need with one is covered. So the covered share is the loss of
//! Erlang's formula with one server, r v / (1 + r v), for any distribution of validity (Erlang 1917; Sevast'yanov 1957, Theory of Probability and
//! its Applications 2, 104-112).
//!
//! In the simulation needs arise at midnight. With a needs a day, a permit covers a / 2 other
//! needs of its first midnight (up to a^2 / 12), and those of the midnights within its validity.
//! If the validity ends uniformly within a day, or half-way, these are half a day fewer than its
//! length. Both effects cancel: the error of r v is of order a^2.

use super::prediction::{Prediction, Predictions, TheoryQuantity};
use super::settling::Settling;
use super::source::wait_source;
use super::unfit::{Unfit, unfit};
use crate::calibrate::base;
use crate::model::{
    DAY, Direction, Files, From, Holder, LeverId, Model, NeedKind, Place, Procedure, ProjectKind,
    Scope, Span, Step,
};
use crate::scenario::keys::{Expect, Formula};

/// The year in which projects are counted, in days.
const YEAR: f64 = crate::time::YEAR_DAYS;

/// The predictions for the permits of a procedure.
///
/// # Errors
///
/// The reason why the formula does not apply.
pub fn predict(model: &Model, expect: &Expect) -> Result<Predictions, Unfit> {
    let position = |id: &str| {
        let mut procedures = model.procedures.iter();
        procedures.position(|procedure| procedure.id == id)
    };
    let number = expect
        .procedure
        .as_ref()
        .and_then(|id| position(id.as_str()));
    let Some(number) = number else {
        return unfit("no procedure is given", "the `procedure` of the permits");
    };
    let procedure = &model.procedures[number];
    check_procedure(model, procedure)?;
    let rate = rate(model, procedure)?;
    let valid_days = base(model, procedure.valid_days);
    let expected = rate / YEAR * valid_days;
    // Permits of the first day no longer matter when they have expired.
    let mut settling = Settling::default();
    settling.add(
        || format!("permits of `{}`", procedure.id),
        valid_days * f64::from(DAY),
    );
    let covered = Prediction {
        quantity: TheoryQuantity::Covered(number),
        subject: procedure.id.clone(),
        formula: wait_source(Formula::validity),
        value: expected / (1.0 + expected),
    };
    Ok((vec![covered], settling))
}

/// Checks that everyone without a permit applies, and is granted one at once.
fn check_procedure(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let is_one = |lever: LeverId| base(model, lever) >= 1.0;
    let is_zero = |lever: LeverId| base(model, lever) <= 0.0;
    let everyone_applies = is_one(procedure.in_force)
        && is_one(procedure.pathway)
        && is_one(procedure.aware)
        && is_one(procedure.complete)
        && is_zero(procedure.exempt)
        && is_zero(procedure.unclear)
        && procedure.class.is_none()
        && procedure.tier.is_none()
        && procedure.meets.iter().all(|met| *met)
        && procedure.replaced_by.is_empty()
        && procedure.after.is_empty()
        && !procedure.after_transit;
    // An officer takes at least a second.
    let takes_no_time = |step: &Step| match step.place {
        Place::Agreement(number) => {
            let agreement = &model.agreements[number];
            agreement.passage.distribution.mean() <= 0.0 && is_zero(agreement.refuse)
        }
        Place::Office(_) => false,
    };
    let granted_at_once = procedure.prepare.is_none()
        && procedure.clocks.is_empty()
        && procedure.steps.iter().all(takes_no_time)
        && procedure
            .steps
            .iter()
            .all(|step| is_zero(step.returned) && is_zero(step.refuse));
    if !(everyone_applies && granted_at_once) {
        return unfit(
            format!("`{}` is not granted to everyone at once", procedure.id),
            "no shares, no `prepare`, no `class`, no clock, and only steps of agreements with \
             `passage.fixed = { days = 0 }`",
        );
    }
    let is_personal = procedure.holder == Holder::researcher && procedure.scope == Scope::all;
    if !is_personal || procedure.direction != Direction::exit || is_zero(procedure.valid_days) {
        return unfit(
            format!(
                "permits of `{}` are not for each researcher who leaves",
                procedure.id
            ),
            "`direction = \"exit\"`, `holder = \"researcher\"`, `scope = \"all\"`, and \
             `valid_days` or `validity`",
        );
    }
    Ok(())
}

/// Needs per researcher and year that use the procedure.
fn rate(model: &Model, procedure: &Procedure) -> Result<f64, Unfit> {
    let uses = |need: &NeedKind| need.routes.contains(&procedure.route);
    let is_regular = |need: &NeedKind| {
        let files_on_its_day = need.files == Files::before && need.files_before == Span::ZERO;
        need.share >= 1.0 && need.from == From::guest && files_on_its_day && !need.awarded
    };
    let fits = |kind: &ProjectKind| {
        let mut needs = kind.needs.iter().filter(|need| uses(need));
        let has_one_need = needs.next().is_some_and(is_regular) && needs.next().is_none();
        has_one_need && kind.hosted_by_lead <= 0.0 && !kind.resident_led
    };
    let always_begins = model.belief.success.is_none_or(|success| success >= 1.0);
    let [kind] = &model.kinds[..] else {
        return unfit(
            "there is not exactly one kind of project",
            "one kind of project",
        );
    };
    if !fits(kind)
        || !always_begins
        || model.matching.is_some()
        || model.fields.len() != 1
        || !model.activities.is_empty()
    {
        return unfit(
            format!("needs of projects `{}` arise in other ways", kind.id),
            "one `field`, no `activity`, no `matching`, `belief.success = 1`, `hosted_by_lead_share = 0`, and one \
             need of the guest with `share = 1`, `files = \"before\"`, `files_days_before = 0`",
        );
    }
    kind.rate_by_field.first().map_or_else(
        || unfit("there is no field", "one `field`"),
        |rate| Ok(*rate),
    )
}
