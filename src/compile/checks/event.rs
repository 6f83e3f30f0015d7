//! Natural experiments: what an event names must exist, and what it observed must
//! not be an input of what is to predict it.

use super::super::compiler::{Compiler, Kind};
use super::indicator::{check_fits, check_indicator};
use crate::scenario::Figure;
use crate::scenario::Id;
use crate::scenario::Read;
use crate::scenario::facts::citations;
use crate::scenario::keys::Event;

/// What may follow the id of a fact that also says what came after: the part of it from
/// before, and what was changed.
const PARTS: &[&str] = &["before", "change"];

pub(super) fn check(compiler: &mut Compiler<'_>) {
    let root = compiler.root;
    if root.event.is_empty() {
        return;
    }
    let mut inputs: Vec<&Figure> = Vec::new();
    root.visit(&mut |figure: &Figure| {
        if is_input(&figure.address) {
            inputs.push(figure);
        }
    });
    let addresses: Vec<String> = inputs
        .iter()
        .map(|input| input.address.to_string())
        .collect();
    for (id, event) in &root.event {
        let address = format!("event.{id}");
        let reform = format!("{address}.reform");
        compiler.refer(Kind::Reform, event.reform.as_str(), &reform);
        check_indicator(compiler, &address, &event.indicator);
        figures(compiler, &address, event);
        fits(compiler, &address, event, &addresses);
    }
    for (id, event) in &root.event {
        for figure in &inputs {
            outcome_as_input(compiler, id, event, figure);
        }
    }
}

/// Whether a parameter reaches a run: figures that runs are compared with do not.
fn is_input(address: &str) -> bool {
    !address.is_empty() && !address.starts_with("event.") && !address.starts_with("target.")
}

fn figures(compiler: &mut Compiler<'_>, address: &str, event: &Event) {
    let given = [
        ("after", event.after.is_some()),
        ("change", event.change.is_some()),
    ];
    if !compiler.exactly_one(address, &given) {
        return;
    }
    if event.after.is_some() && event.before.is_none() {
        compiler.error(
            &format!("{address}.after"),
            "`after` without `before`",
            "both, or `change` instead",
        );
    }
    let before = event.before.as_ref().map(|figure| figure.value);
    let none_before = before.is_some_and(|before| before <= 0.0);
    if let Some(change) = &event.change {
        if change.value < -1.0 {
            compiler.error(
                &format!("{address}.change"),
                format!("a change of {} removes more than there was", change.value),
                "a share of `before`, at least -1",
            );
        } else if none_before {
            compiler.error(
                &format!("{address}.change"),
                "`change` is a share of `before`, which is 0",
                "`after` instead of `change`",
            );
        }
    }
    if none_before && event.after.as_ref().is_some_and(|after| after.value <= 0.0) {
        compiler.error(
            &format!("{address}.after"),
            "`before` and `after` are both 0",
            "at least one figure above 0",
        );
    }
}

fn fits(compiler: &mut Compiler<'_>, address: &str, event: &Event, addresses: &[String]) {
    check_fits(compiler, address, event.fits.as_ref(), addresses);
    match (event.fitted, &event.fits) {
        (true, None) => {
            compiler
                .error(
                    &format!("{address}.fitted"),
                    "`fitted = true` without `fits`",
                    "`fits`: the address of the parameter fitted to this event",
                )
                .cure("name the parameter, or write fitted = false");
        }
        (false, Some(_)) => {
            compiler
                .error(
                    &format!("{address}.fits"),
                    "`fits` without `fitted = true`",
                    "`fitted = true` beside `fits`",
                )
                .cure("write fitted = true: a parameter fitted to an event cannot predict it");
        }
        (true, Some(_)) | (false, None) => {}
    }
}

/// An input must not cite what came after, unless the event is fitted and says so.
fn outcome_as_input(compiler: &mut Compiler<'_>, id: &Id, event: &Event, figure: &Figure) {
    if event.fits.as_deref() == Some(&*figure.address) {
        return;
    }
    let observed = event.after.as_deref().or(event.change.as_deref());
    let outcome = observed.and_then(|figure| figure.source.as_deref());
    let (Some(outcome), Some(source)) = (outcome, figure.source.as_deref()) else {
        return;
    };
    let facts: Vec<&str> = citations(outcome).map(|cited| cited.id).collect();
    let wrong =
        citations(source).find(|cited| facts.contains(&cited.id) && !PARTS.contains(&cited.remark));
    let Some(wrong) = wrong else { return };
    let fact = wrong.id;
    let place = compiler.place(&format!("event.{id}"));
    compiler
        .error(
            &figure.address,
            format!("source `{fact}` reports the outcome of event `{id}`"),
            format!("`{fact}, before` or `{fact}, change`"),
        )
        .second(place, "the event to be predicted")
        .cure(
            "cite only what was known before; if the value was fitted to the outcome, set \
             fitted = true in the event and name this parameter in `fits`",
        );
}
