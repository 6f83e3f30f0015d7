//! Hours that applicants expect to work on their files.

use super::network::Network;
use super::visits;
use crate::id::with_indices;
use crate::model::{Model, Procedure, ProcedureIndex, paperwork};

/// Hours of work on the papers of a procedure that a need expects which meets it, at these
/// values of the levers: documents times hours a document times rounds, if it files at all.
#[must_use]
pub fn expected_hours(model: &Model, procedure: &Procedure, values: &[f64]) -> f64 {
    let value = |lever: crate::model::LeverId| values[lever.index()];
    let steps = procedure.steps.iter();
    let documents: f64 = steps.map(|step| value(step.documents)).sum();
    let hours = documents * procedure.hours_a_document;
    let files = value(procedure.in_force) * (1.0 - value(procedure.exempt));
    if hours <= 0.0 || files <= 0.0 {
        return 0.0;
    }
    let paperwork = paperwork(model, procedure, values);
    hours * files * visits::expected_rounds(model, procedure, (values, paperwork))
}

/// Expected hours of each crossing of a network at the baseline, over classes and programmes.
pub fn of_crossings(model: &Model, network: &Network) -> Vec<f64> {
    let values: Vec<f64> = model.levers.iter().map(|lever| lever.base).collect();
    let procedures = with_indices::<ProcedureIndex, _>(&model.procedures);
    let of_procedures: Vec<f64> = procedures
        .map(|(_, procedure)| expected_hours(model, procedure, &values))
        .collect();
    let of_way = |way: usize| -> f64 {
        let stops = &network.stops[network.ways[way].stops.clone()];
        let each = stops
            .iter()
            .map(|stop| of_procedures[stop.procedure as usize]);
        each.sum()
    };
    let crossings = network.crossings.iter();
    crossings
        .map(|crossing| {
            let parts = network.parts[crossing.parts.clone()].iter();
            parts.map(|part| part.share * of_way(part.way)).sum()
        })
        .collect()
}
