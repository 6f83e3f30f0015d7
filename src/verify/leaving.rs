//! An office that files leave unserved, for it has no room or they have no patience.

use super::network::{Prediction, Quantity};
use super::station::{Station, Unfit, unfit, wait_source, waits_source};
use crate::scenario::keys::Formula;

const HOUR: f64 = 3600.0;

/// Whether the chain of births and deaths is that of an office.
///
/// # Errors
///
/// What stands in the way.
pub fn check(station: &Station<'_>) -> Result<(), Unfit> {
    let office = &station.model.offices[station.office];
    // Nobody waits where there is room for the officers' cases alone: then the law of work
    // counts by its mean only (Sevast'yanov 1957, Theory of Probability and its
    // Applications 2, 104-112).
    let nobody_waits = office.capacity == Some(station.servers);
    if !station.is_exponential() && !nobody_waits {
        return unfit(
            format!(
                "work at `{}` that is not exponential with one mean",
                office.id
            ),
            "`work.exponential`, the same for every step at the office, or a `capacity` of as \
             many cases as officers",
        );
    }
    for stream in &station.streams {
        let procedure = &station.model.procedures[stream.procedure];
        let returns = |slot: crate::model::Slot| station.model.levers[slot.0 as usize].base > 0.0;
        let comes_once = procedure.steps.len() == 1 && !returns(procedure.steps[0].returned);
        if !comes_once || procedure.refile_share > 0.0 {
            return unfit(
                format!(
                    "`{}`, whose files may come again or from elsewhere",
                    procedure.id
                ),
                "one step, `return_share = 0` and `refile_share = 0`",
            );
        }
    }
    Ok(())
}

/// What theory says of such an office.
pub fn predict(station: &Station<'_>, formula: Formula) -> Vec<Prediction> {
    let office = station.office;
    let chain = station.branch().steady();
    let (waits, wait) = chain.wait_of_served();
    let source = wait_source(formula);
    let lost = match station.branch().room {
        Some(room) if room == station.servers => {
            "Erlang's loss formula (Erlang 1917; Sevast'yanov 1957)"
        }
        Some(_) | None => source,
    };
    let mut said = vec![
        (Quantity::TurnedAway(office), lost, chain.turned_away()),
        (Quantity::Number(office), lost, chain.number()),
        (Quantity::Utilisation(office), lost, chain.utilisation()),
    ];
    if waits > 0.0 {
        said.push((Quantity::Wait(office), source, wait / HOUR));
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
