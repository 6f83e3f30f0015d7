//! Theory of an office that some files leave unserved, because of its capacity or their
//! patience.

use super::prediction::{Prediction, TheoryQuantity};
use super::source::{wait_source, waiting_share_source};
use super::station::Station;
use super::unfit::{Unfit, unfit};
use crate::calibrate::base;
use crate::draw::Distribution;
use crate::model::{LeverId, Procedure};
use crate::scenario::keys::Formula;
use crate::time::HOUR_SECONDS;

/// Whether a formula is for such an office.
pub fn applies_to(formula: Formula) -> bool {
    matches!(formula, Formula::mmck | Formula::patience)
}

/// Checks that the birth-death process describes the office.
///
/// # Errors
///
/// The reason why it does not.
pub fn check(station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let office = &station.model.offices[station.office];
    // No file waits if the capacity equals the number of officers. Then only the mean of work
    // matters (Sevast'yanov 1957, Theory of Probability and its
    // Applications 2, 104-112).
    let has_no_queue = office.capacity == Some(station.servers);
    if !(station.is_exponential() || formula == Formula::mmck && has_no_queue) {
        return unfit(
            format!("work at `{}` is not exponential with one mean", office.id),
            "`work.exponential`, the same for every step at the office; or, without patience, a \
             `capacity` equal to the number of officers",
        );
    }
    for stream in &station.streams {
        let procedure = &station.model.procedures[stream.procedure];
        let is_zero = |lever: LeverId| base(station.model, lever) <= 0.0;
        let visits_once = procedure.steps.len() == 1 && is_zero(procedure.steps[0].returned);
        if !visits_once || procedure.refile_share > 0.0 || !procedure.clocks.is_empty() {
            return unfit(
                format!(
                    "files of `{}` return, come from another step, or have a limit",
                    procedure.id
                ),
                "one step, `return_share = 0`, `refile_share = 0`, no clock",
            );
        }
        let has_patience = procedure.background_patience.is_some();
        if formula == Formula::patience && !has_same_patience(station, procedure) {
            return unfit(
                format!("applicants of `{}` have a different patience", procedure.id),
                "`background_patience.exponential`, not in working days, the same for every \
                 procedure of the office",
            );
        }
        if formula != Formula::patience && has_patience {
            return unfit(
                format!("applicants of `{}` give up", procedure.id),
                "no `background_patience`, or `formula = \"patience\"`",
            );
        }
    }
    Ok(())
}

/// Whether the patience of a procedure is exponential and equal to that of the first procedure
/// at the office.
fn has_same_patience(station: &Station<'_>, procedure: &Procedure) -> bool {
    let patience = procedure.background_patience.as_ref();
    patience.is_some_and(|patience| {
        let is_exponential =
            matches!(patience.distribution, Distribution::Exponential(_)) && !patience.working;
        is_exponential && station.patience() == Some(patience)
    })
}

/// The predictions for such an office.
pub fn predict(station: &Station<'_>, formula: Formula) -> Vec<Prediction> {
    let office = station.office;
    let queue = station.birth_death_queue();
    let chain = queue.steady_state();
    let (waiting_share, wait) = chain.wait_of_served();
    let source = wait_source(formula);
    let loss_source = if waiting_share > 0.0 {
        source
    } else {
        "Erlang's loss formula (Erlang 1917; Sevast'yanov 1957)"
    };
    let mut predictions = Vec::new();
    if queue.room.is_some() {
        predictions.push((
            TheoryQuantity::TurnedAway(office),
            loss_source,
            chain.turned_away(),
        ));
    }
    if queue.patience.is_some() {
        predictions.push((
            TheoryQuantity::GivesUp(office),
            source,
            chain.abandonment_share(),
        ));
    }
    predictions.push((TheoryQuantity::Number(office), loss_source, chain.number()));
    predictions.push((
        TheoryQuantity::Utilisation(office),
        loss_source,
        chain.utilisation(),
    ));
    if waiting_share > 0.0 {
        predictions.push((TheoryQuantity::Wait(office), source, wait / HOUR_SECONDS));
        predictions.push((
            TheoryQuantity::Waits(office),
            waiting_share_source(formula),
            waiting_share,
        ));
    }
    let prediction = |(quantity, formula, value)| Prediction {
        quantity,
        subject: station.model.offices[office].id.clone(),
        formula,
        value,
    };
    predictions.into_iter().map(prediction).collect()
}
