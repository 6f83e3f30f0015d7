//! A model that takes over what was found of another: the same world before it was
//! edited.

use super::{Calibration, other_duties, residents, surfaces, with_residents};
use crate::model::Model;

/// Gives a model that was built from an edited scenario the officers, passages,
/// permits of the first day, other duties, solved factors and reference beliefs of the calibrated
/// model it is an edit of. Officers that the edit itself states stay. Returns the
/// loads and splits that the edited world then has, or none if the two models are
/// not of the same offices and steps.
pub fn merge_calibration(
    model: &mut Model,
    built: &Model,
    calibrated: &Model,
    calibration: &Calibration,
) -> Option<Calibration> {
    if !is_same_world(model, built) {
        return None;
    }
    for (number, office) in built.offices.iter().enumerate() {
        let (own, known) = (
            model.offices[number].officers.index(),
            office.officers.index(),
        );
        let is_edited = model.offices[number].officers_stated != office.officers_stated
            || model.levers[own]
                .base
                .total_cmp(&built.levers[known].base)
                .is_ne();
        if !is_edited {
            model.levers[own].base = calibrated.levers[known].base;
        }
    }
    for (number, procedure) in built.procedures.iter().enumerate() {
        let rules = &mut model.procedures[number];
        let known = &calibrated.procedures[number];
        rules.demand_a_holder = known.demand_a_holder;
        rules.area_valid_days = known.area_valid_days;
        for (place, step) in procedure.steps.iter().enumerate() {
            // What is expected of a step is its mean in the world as stated.
            rules.steps[place].expected = known.steps[place].expected;
            if step.elapsed.is_some() {
                rules.steps[place]
                    .passage
                    .clone_from(&known.steps[place].passage);
            }
        }
    }
    surfaces::take_over(model, calibrated);
    let stays = calibrated.stays.iter().map(|stay| {
        let natural = stay.as_ref()?.natural.as_ref()?;
        Some(natural.sustained)
    });
    residents::take_over(model, &stays.collect::<Vec<_>>());
    other_duties::take_on(model, &calibration.offices);
    model
        .belief
        .reference
        .clone_from(&calibrated.belief.reference);
    model
        .belief
        .setbacks
        .clone_from(&calibrated.belief.setbacks);
    let found = calibrated.belief.effort_in_force();
    model.belief.fit_scale(found.map(|(_, scale)| scale));
    // Loads and splits as they come to be, with officers and passages held.
    let mut held = model.clone();
    for office in &mut held.offices {
        office.officers_stated |= office.load.is_some();
        office.load = None;
    }
    for procedure in &mut held.procedures {
        for step in &mut procedure.steps {
            step.elapsed = None;
        }
    }
    Some(with_residents(&mut held, None).0)
}

fn is_same_world(one: &Model, other: &Model) -> bool {
    let steps = |model: &Model| -> Vec<Vec<String>> {
        let procedures = model.procedures.iter();
        procedures
            .map(|procedure| {
                let steps = procedure.steps.iter().map(|step| step.id.clone());
                std::iter::once(procedure.id.clone()).chain(steps).collect()
            })
            .collect()
    };
    one.offices.len() == other.offices.len()
        && one
            .offices
            .iter()
            .zip(&other.offices)
            .all(|(a, b)| a.id == b.id)
        && steps(one) == steps(other)
}
