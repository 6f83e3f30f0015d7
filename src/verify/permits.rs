//! A permit as theory sees it: a place that is taken while it is valid.
//!
//! Needs of a holder come at the rate r. One that finds no valid permit asks for one, which
//! is valid for v on average; those that find one are covered. So needs that are covered
//! are those that Erlang's loss formula loses where there is one place: r v / (1 + r v),
//! whatever the law of validity (Erlang 1917; Sevast'yanov 1957, Theory of Probability and
//! its Applications 2, 104-112).
//!
//! Here needs come up at midnights. With a needs a day, the permit covers a / 2 others of
//! its own midnight, but for a^2 / 12, and those of as many midnights as its validity has
//! whole days behind it; where that ends evenly within a day, or half-way, these are half
//! a day fewer than it is long. Both make up for one another: what is left of r v is of the
//! order of a^2.

use super::prediction::{Predicted, Prediction, Quantity};
use super::settling::Settling;
use super::source::wait_source;
use super::unfit::{Unfit, unfit};
use crate::model::{
    DAY, Direction, Files, From, Holder, Model, NeedKind, Place, Procedure, ProjectKind, Scope,
    Slot, Span, Step,
};
use crate::scenario::keys::{Expect, Formula};

/// The year in which projects are counted, in days.
const YEAR: f64 = crate::time::YEAR_DAYS;

/// What theory says of the permits of a procedure.
///
/// # Errors
///
/// What stands in the way.
pub fn predict(model: &Model, expect: &Expect) -> Result<Predicted, Unfit> {
    let named = |id: &str| model.procedures.iter().position(|of| of.id == id);
    let Some(number) = expect.procedure.as_ref().and_then(|id| named(id.as_str())) else {
        return unfit("no procedure", "`procedure`, whose permits are asked for");
    };
    let procedure = &model.procedures[number];
    check_procedure(model, procedure)?;
    let rate = rate(model, procedure)?;
    let valid_days = base(model, procedure.valid_days);
    let expected = rate / YEAR * valid_days;
    // A permit of the first day is forgotten when it has run out.
    let mut settling = Settling::default();
    settling.add(
        || format!("permits of `{}`", procedure.id),
        valid_days * f64::from(DAY),
    );
    let covered = Prediction {
        quantity: Quantity::Covered(number),
        subject: procedure.id.clone(),
        formula: wait_source(Formula::validity),
        value: expected / (1.0 + expected),
    };
    Ok((vec![covered], settling))
}

fn base(model: &Model, slot: Slot) -> f64 {
    model.levers[slot.0 as usize].base
}

/// A grant must be had as soon as it is asked for, by everybody who has none.
fn check_procedure(model: &Model, of: &Procedure) -> Result<(), Unfit> {
    let all = |slot: Slot| base(model, slot) >= 1.0;
    let none = |slot: Slot| base(model, slot) <= 0.0;
    let everybody_asks = all(of.in_force)
        && all(of.pathway)
        && all(of.aware)
        && all(of.complete)
        && none(of.exempt)
        && none(of.unclear)
        && of.class.is_none()
        && of.meets.iter().all(|met| *met)
        && of.replaced_by.is_empty()
        && of.after.is_empty()
        && !of.after_transit;
    // An officer takes a second at least.
    let takes_no_time = |step: &Step| match step.place {
        Place::Agreement(number) => {
            let form = &model.agreements[number];
            form.passage.law.mean() <= 0.0 && none(form.refuse)
        }
        Place::Office(_) => false,
    };
    let granted_at_once = of.prepare.is_none()
        && of.clocks.is_empty()
        && of.steps.iter().all(takes_no_time)
        && of
            .steps
            .iter()
            .all(|step| none(step.returned) && none(step.refuse));
    if !(everybody_asks && granted_at_once) {
        return unfit(
            format!("`{}`, which is not granted at once to everybody", of.id),
            "no shares, no `prepare`, no `class`, no clock, and steps of agreements with \
             `passage.fixed = { days = 0 }` alone",
        );
    }
    let own = of.holder == Holder::researcher && of.scope == Scope::all;
    if !own || of.direction != Direction::exit || none(of.valid_days) {
        return unfit(
            format!(
                "`{}`, whose permits are not of each researcher who leaves",
                of.id
            ),
            "`direction = \"exit\"`, `holder = \"researcher\"`, `scope = \"all\"`, and \
             `valid_days` or `validity`",
        );
    }
    Ok(())
}

/// Needs of a researcher a year that come to the procedure.
fn rate(model: &Model, procedure: &Procedure) -> Result<f64, Unfit> {
    let passes = |need: &NeedKind| need.routes.contains(&procedure.route);
    let is_each = |need: &NeedKind| {
        let on_its_day = need.files == Files::before && need.files_before == Span::ZERO;
        need.share >= 1.0 && need.from == From::guest && on_its_day && !need.awarded
    };
    let fits = |kind: &ProjectKind| {
        let mut needs = kind.needs.iter().filter(|need| passes(need));
        let only = needs.next().is_some_and(is_each) && needs.next().is_none();
        only && kind.hosted_by_lead <= 0.0 && !kind.resident_led
    };
    let is_begun = model.belief.success.is_none_or(|success| success >= 1.0);
    let [kind] = &model.kinds[..] else {
        return unfit("several kinds of project, or none", "one kind of project");
    };
    if !fits(kind) || !is_begun || model.matching.is_some() || model.fields.len() != 1 {
        return unfit(
            format!("projects `{}` whose needs come in other ways", kind.id),
            "one `field`, no `matching`, `belief.success = 1`, `hosted_by_lead_share = 0`, and one \
             need of the guest with `share = 1`, `files = \"before\"`, `files_days_before = 0`",
        );
    }
    kind.rate_by_field
        .first()
        .map_or_else(|| unfit("no field", "one `field`"), |rate| Ok(*rate))
}
