//! The registers of a study: parameters, and changes as encoded.

use super::PackageKey;
use super::cost::cost_of;
use super::tables::{Assumption, ReformRow, Status};
use crate::compile::Package;
use crate::compile::select;
use crate::model::Model;
use crate::model::levers::{Level, Operation, Range, Step, compose};
use crate::scenario::keys::{Change, Root};
use crate::scenario::{Figure, Grade, Scenario, visit_parameters};

/// Every parameter that a file gives, in the order of the keys, then what the
/// calibration set.
#[must_use]
pub fn assumptions(scenario: &Scenario, model: &Model) -> Vec<Assumption> {
    let fitted: Vec<&String> = scenario
        .root
        .target
        .values()
        .filter(|target| target.fitted)
        .filter_map(|target| target.fits.as_ref())
        .collect();
    let mut rows = Vec::new();
    visit_parameters(&scenario.root, &mut |figure: &Figure| {
        if figure.address.is_empty() {
            return;
        }
        let address = figure.address.to_string();
        rows.push(Assumption {
            value: figure.value,
            low: figure.low,
            high: figure.high,
            grade: figure.grade,
            status: if fitted.contains(&&address) {
                Status::Fitted
            } else {
                Status::Given
            },
            source: figure.source.clone().unwrap_or_default(),
            address,
        });
    });
    let calibrated = model
        .offices
        .iter()
        .filter(|office| !office.officers_stated && !office.unlimited);
    rows.extend(calibrated.map(|office| Assumption {
        address: format!("office.{}.officers", office.id),
        value: model.levers[office.officers.index()].base,
        low: None,
        high: None,
        grade: Grade::assumed,
        status: Status::Calibrated,
        source: String::new(),
    }));
    let states_scale = scenario
        .root
        .belief
        .as_ref()
        .is_some_and(|belief| belief.effort_scale.is_some());
    let scale = model.belief.effort_in_force().filter(|_| !states_scale);
    rows.extend(scale.map(|(_, scale)| Assumption {
        address: "belief.effort_scale".to_owned(),
        value: scale,
        low: None,
        high: None,
        grade: Grade::assumed,
        status: Status::Calibrated,
        source: String::new(),
    }));
    rows
}

/// Every change of every reform: each address that it moves, before and after.
#[must_use]
pub fn reforms(scenario: &Scenario, model: &Model) -> Vec<ReformRow> {
    let mut rows = Vec::new();
    for package in Package::singles(scenario) {
        let cost = cost_of(&package, &scenario.root, &model.frame).total();
        for id in package.reforms() {
            for (name, change) in scenario
                .root
                .reform
                .get(id)
                .into_iter()
                .flat_map(|reform| &reform.change)
            {
                for (address, before, after) in moved(&scenario.root, model, change) {
                    let size = size_of(change);
                    rows.push(ReformRow {
                        reform: PackageKey::new(package.clone()),
                        change: name.to_string(),
                        address,
                        before,
                        after,
                        grade: size.map(|(_, figure)| figure.grade),
                        source: size
                            .and_then(|(_, figure)| figure.source.clone())
                            .unwrap_or_default(),
                        cost: Some(cost),
                    });
                }
            }
        }
    }
    rows
}

/// The operation of a change and its size.
fn size_of(change: &Change) -> Option<(Operation, &Figure)> {
    let set = change
        .set
        .as_deref()
        .map(|figure| (Operation::Set(figure.value), figure));
    let raise = change
        .raise
        .as_deref()
        .map(|figure| (Operation::Raise(figure.value), figure));
    let lower = change
        .lower
        .as_deref()
        .map(|figure| (Operation::Lower(figure.value), figure));
    let scale = change
        .scale
        .as_deref()
        .map(|figure| (Operation::Scale(figure.value), figure));
    let add = change
        .add
        .as_deref()
        .map(|figure| (Operation::Add(figure.value), figure));
    set.or(raise).or(lower).or(scale).or(add)
}

/// Addresses that a change moves, each with its value before and at full level.
fn moved(root: &Root, model: &Model, change: &Change) -> Vec<(String, String, String)> {
    let reached = select::acts_on(root, change).addresses();
    let listed = |ids: &[crate::scenario::Id]| {
        ids.iter()
            .map(ToString::to_string)
            .collect::<Vec<String>>()
            .join(", ")
    };
    let structural =
        |address: &String, from: String, to: &str| (address.clone(), from, to.to_owned());
    if !change.remove.is_empty() {
        return reached
            .iter()
            .map(|address| structural(address, listed(&change.remove), "removed"))
            .collect();
    }
    if !change.merge.is_empty() {
        return reached
            .iter()
            .map(|address| structural(address, listed(&change.merge), "done as one"))
            .collect();
    }
    if !change.parallel.is_empty() {
        return reached
            .iter()
            .map(|address| structural(address, listed(&change.parallel), "side by side"))
            .collect();
    }
    if !change.open.is_empty() {
        let opened = |owner: &String| format!("{owner}.in_force");
        return reached
            .iter()
            .map(|owner| structural(&opened(owner), "0".to_owned(), "1"))
            .collect();
    }
    let (Some(lever), Some((operation, _))) = (change.lever, size_of(change)) else {
        return Vec::new();
    };
    let row = |owner: String| {
        let address = format!("{owner}.{lever}");
        let lever = model.levers.iter().find(|lever| lever.address == address)?;
        let step = Step {
            operation,
            level: FULL,
            background: false,
        };
        let after = compose(lever.base, lever.range, &[step], 1.0, false);
        let (before, after) = (number(lever.base, lever.range), number(after, lever.range));
        Some((address, before, after))
    };
    reached.into_iter().filter_map(row).collect()
}

/// All of a change, at once.
const FULL: Level = Level {
    start: 0.0,
    ramp: 0.0,
    half_life: None,
    floor: 0.0,
    intensity: 1.0,
};

/// Four significant digits are enough to read a change.
fn number(value: f64, range: Range) -> String {
    let decimals = match range {
        Range::Share => 4,
        Range::AtLeastZero if value.abs() >= 100.0 => 1,
        Range::AtLeastZero => 3,
    };
    let text = format!("{value:.decimals$}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
