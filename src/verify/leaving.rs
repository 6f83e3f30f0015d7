//! An office that files leave unserved, for it has no room or they have no patience.

use super::prediction::{Prediction, Quantity};
use super::source::{wait_source, waits_source};
use super::station::Station;
use super::unfit::{Unfit, unfit};
use crate::draw::Law;
use crate::model::{Procedure, Slot};
use crate::scenario::keys::Formula;
use crate::time::HOUR_SECONDS;

/// Whether a formula is of such an office.
pub fn is_of(formula: Formula) -> bool {
    matches!(formula, Formula::mmck | Formula::patience)
}

/// Whether the chain of births and deaths is that of an office.
///
/// # Errors
///
/// What stands in the way.
pub fn check(station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let office = &station.model.offices[station.office];
    // Nobody waits where there is room for the officers' cases alone: then the law of work
    // counts by its mean only (Sevast'yanov 1957, Theory of Probability and its
    // Applications 2, 104-112).
    let nobody_waits = office.capacity == Some(station.servers);
    if !(station.is_exponential() || formula == Formula::mmck && nobody_waits) {
        return unfit(
            format!(
                "work at `{}` that is not exponential with one mean",
                office.id
            ),
            "`work.exponential`, the same for every step at the office, or, without patience, a \
             `capacity` of as many cases as officers",
        );
    }
    for stream in &station.streams {
        let procedure = &station.model.procedures[stream.procedure];
        let is_zero = |slot: Slot| station.model.levers[slot.0 as usize].base <= 0.0;
        let comes_once = procedure.steps.len() == 1 && is_zero(procedure.steps[0].returned);
        if !comes_once || procedure.refile_share > 0.0 || !procedure.clocks.is_empty() {
            return unfit(
                format!(
                    "`{}`, whose files come again or from elsewhere, or have a limit",
                    procedure.id
                ),
                "one step, `return_share = 0`, `refile_share = 0`, no clock",
            );
        }
        let gives_up = procedure.background_patience.is_some();
        if formula == Formula::patience && !waits_alike(station, procedure) {
            return unfit(
                format!("`{}` with another patience", procedure.id),
                "`background_patience.exponential`, not in working days, the same for every \
                 procedure of the office",
            );
        }
        if formula != Formula::patience && gives_up {
            return unfit(
                format!("`{}`, whose applicants give up", procedure.id),
                "no `background_patience`, or `formula = \"patience\"`",
            );
        }
    }
    Ok(())
}

/// Whether applicants of a procedure are patient as those of the first at the office are,
/// without memory.
fn waits_alike(station: &Station<'_>, procedure: &Procedure) -> bool {
    let own = procedure.background_patience.as_ref();
    own.is_some_and(|own| {
        let is_it = matches!(own.law, Law::Exponential(_)) && !own.working;
        is_it && station.patience() == Some(own)
    })
}

/// What theory says of such an office.
pub fn predict(station: &Station<'_>, formula: Formula) -> Vec<Prediction> {
    let office = station.office;
    let chain = station.branch().steady();
    let (waits, wait) = chain.wait_of_served();
    let source = wait_source(formula);
    let lost = if waits > 0.0 {
        source
    } else {
        "Erlang's loss formula (Erlang 1917; Sevast'yanov 1957)"
    };
    let mut said = Vec::new();
    if station.branch().room.is_some() {
        said.push((Quantity::TurnedAway(office), lost, chain.turned_away()));
    }
    if station.patience().is_some() {
        said.push((Quantity::GivesUp(office), source, chain.gives_up()));
    }
    said.push((Quantity::Number(office), lost, chain.number()));
    said.push((Quantity::Utilisation(office), lost, chain.utilisation()));
    if waits > 0.0 {
        said.push((Quantity::Wait(office), source, wait / HOUR_SECONDS));
        said.push((Quantity::Waits(office), waits_source(formula), waits));
    }
    let of = |(quantity, formula, value)| Prediction {
        quantity,
        subject: station.model.offices[office].id.clone(),
        formula,
        value,
    };
    said.into_iter().map(of).collect()
}
