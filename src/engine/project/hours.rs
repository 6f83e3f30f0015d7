//! Hours that applicants expect to work on the papers of each procedure.

use crate::calibrate::expected_hours;
use crate::id::with_indices;
use crate::model::{Model, Place, Policy, Procedure, ProcedureIndex};

/// Expected hours by procedure at some values of the levers; none where hope alone decides.
pub(in crate::engine) fn hours(model: &Model, values: &[f64]) -> Vec<f64> {
    if model.belief.effort().is_none() {
        return Vec::new();
    }
    let procedures = model.procedures.iter();
    procedures
        .map(|procedure| expected_hours(model, procedure, values))
        .collect()
}

/// The procedures whose expected hours a policy moves; none where hope alone decides.
pub(in crate::engine) fn hours_moved(model: &Model, policy: &Policy) -> Vec<ProcedureIndex> {
    if model.belief.effort().is_none() {
        return Vec::new();
    }
    let moves = |procedure: &Procedure| {
        let own = [procedure.in_force, procedure.exempt, procedure.complete];
        let of_steps = procedure.steps.iter().flat_map(|step| {
            let agreed = match step.place {
                Place::Office(_) => step.refuse,
                Place::Agreement(agreement) => model.agreements[agreement].refuse,
            };
            [step.documents, step.returned, step.refuse, agreed]
        });
        let mut levers = own.into_iter().chain(of_steps);
        levers.any(|lever| policy.moves.iter().any(|change| change.lever == lever))
    };
    with_indices::<ProcedureIndex, _>(&model.procedures)
        .filter(|(_, procedure)| moves(procedure))
        .map(|(number, _)| number)
        .collect()
}
