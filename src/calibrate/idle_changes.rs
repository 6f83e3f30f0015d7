//! Changes of reforms that cannot move any outcome of a scenario, and why.

use super::Calibration;
use super::check::{Concern, Idle, Warning};
use super::takes_background;
use crate::compile::{Options, policy_of_change};
use crate::model::levers::compose;
use crate::model::{Model, Policy, ProcedureIndex};
use crate::scenario::{Scenario, split_address};

/// A warning for each change that cannot move any outcome.
#[must_use]
pub fn idle_changes(scenario: &Scenario, model: &Model, calibration: &Calibration) -> Vec<Warning> {
    let mut warnings = Vec::new();
    for (reform, change) in changes(scenario) {
        let id = (reform.as_str(), change.as_str());
        // What is wrong with a change is found where the packages are composed.
        let Ok(policy) = policy_of_change(scenario, model, id, &Options::default()) else {
            continue;
        };
        if let Some(reason) = reason(&policy, model, calibration) {
            warnings.push(Warning {
                subject: format!("reform.{reform}.change.{change}"),
                concern: Concern::IdleChange(reason),
            });
        }
    }
    warnings
}

/// Every change of every reform, by the ids of both.
#[must_use]
pub fn changes(scenario: &Scenario) -> Vec<(String, String)> {
    let reforms = scenario.root.reform.iter();
    reforms
        .flat_map(|(reform, stated)| {
            let changes = stated.change.keys();
            changes.map(move |change| (reform.to_string(), change.to_string()))
        })
        .collect()
}

fn reason(policy: &Policy, model: &Model, calibration: &Calibration) -> Option<Idle> {
    let is_filed = |procedure: usize| {
        let filed = calibration.flows.filed.get(procedure).copied();
        let other = &model.procedures[ProcedureIndex::from_index(procedure)];
        let has_others = other.background_a_year > 0.0 && takes_background(other);
        filed.unwrap_or_default() > 0.0 || has_others
    };
    if !policy.parallel.is_empty() {
        let mut procedures = policy.parallel.iter().flat_map(|change| &change.procedures);
        return procedures
            .all(|procedure| !is_filed(procedure.index()))
            .then_some(Idle::NobodyFiles);
    }
    if !policy.structure.is_empty() {
        if !policy
            .structure
            .keys()
            .any(|number| is_filed(number.index()))
        {
            return Some(Idle::NobodyFiles);
        }
        let mut structures = policy.structure.values();
        let unchanged =
            structures.all(|structure| structure.graphs.first() == structure.graphs.last());
        return unchanged.then_some(Idle::SameOrder);
    }
    let in_full = |steps: &[crate::model::levers::Step]| {
        let last = steps.iter().map(|step| step.level.start + step.level.ramp);
        last.fold(0.0, f64::max)
    };
    let moving: Vec<&crate::model::Move> = policy
        .moves
        .iter()
        .filter(|one| {
            let lever = &model.levers[one.lever.index()];
            let day = in_full(&one.steps);
            let value = compose(lever.base, lever.range, &one.steps, day, false);
            value.total_cmp(&lever.base).is_ne()
        })
        .collect();
    if moving.is_empty() {
        return Some(Idle::SameValue);
    }
    // A lever of a procedure that nobody files acts on nothing, unless it brings the procedure
    // into force.
    let acts = moving.iter().any(|one| {
        let address = split_address(&model.levers[one.lever.index()].address);
        let [kind, id, ..] = address.as_slice() else {
            return true;
        };
        if address.last().is_some_and(|lever| lever == "in_force") {
            return true;
        }
        let mut procedures = model.procedures.iter();
        let number = procedures.position(|procedure| procedure.id == *id);
        kind != "procedure" || number.is_none_or(is_filed)
    });
    (!acts).then_some(Idle::NobodyFiles)
}
