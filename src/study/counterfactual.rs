//! Counterfactual models: what keeps a potential from its value, removed in some
//! jurisdictions. Each edits a model after calibration, so that beliefs begin as in the
//! baseline and adapt.

use std::sync::Arc;

use crate::draw::Distribution;
use crate::model::{Calendar, CalendarIndex, Discipline, LeverId, Model, Procedure, Programme};
use crate::stats::{Counterfactual, DeepCause, DeepCauses};

/// Removes a deep cause in the jurisdictions that are marked.
fn remove(cause: DeepCause, model: &mut Model, places: &[bool]) {
    match cause {
        DeepCause::Pathway => open_every_way(model, places),
        DeepCause::Awareness => {
            set(model, places, 1.0, |procedure| vec![procedure.aware]);
            set_calls(model, places, 1.0, |programme| programme.aware);
        }
        DeepCause::Procedure => {
            take_no_time(model, places);
            each_procedure(model, places, |procedure| {
                procedure.patience = None;
                procedure.quit = 0.0;
            });
            set(model, places, 1.0, |procedure| vec![procedure.complete]);
            set(model, places, 0.0, |procedure| {
                procedure.steps.iter().map(|step| step.returned).collect()
            });
        }
    }
}

/// The model of a counterfactual. Packages and the evidence ceiling change no model: they are
/// policies.
pub(super) fn edited(mut model: Model, counterfactual: Counterfactual) -> Model {
    let places = model.reforming.clone();
    match counterfactual {
        Counterfactual::Package(_) | Counterfactual::EvidenceCeiling => {}
        Counterfactual::FrictionCeiling => remove_frictions(&mut model, &places),
        Counterfactual::Without(causes) => {
            causes
                .causes()
                .for_each(|cause| remove(cause, &mut model, &places));
        }
        Counterfactual::NoTime => take_no_time(&mut model, &places),
        Counterfactual::NoTimeEverywhere => {
            let all = vec![true; places.len()];
            take_no_time(&mut model, &all);
        }
    }
    model
}

/// All counterfactuals of a study. `packages` counts the baseline too.
pub(super) fn counterfactuals(packages: usize) -> impl Iterator<Item = Counterfactual> {
    let others = [
        Counterfactual::EvidenceCeiling,
        Counterfactual::FrictionCeiling,
        Counterfactual::NoTime,
        Counterfactual::NoTimeEverywhere,
    ];
    (0..packages)
        .map(Counterfactual::Package)
        .chain(others)
        .chain(DeepCauses::every().map(Counterfactual::Without))
}

/// Researchers that a thinned world keeps at least, so that its shares are steady.
const RESEARCHERS_AT_LEAST: u64 = 100_000;

/// How many researchers one researcher of a thinned run represents: 1 to 16.
pub(super) fn thinning(model: &Model) -> u32 {
    let researchers: u64 = model.jurisdictions.iter().map(|one| one.researchers).sum();
    let simulated = researchers / u64::from(model.frame.scale);
    [16, 8, 4, 2]
        .into_iter()
        .find(|factor| simulated / u64::from(*factor) >= RESEARCHERS_AT_LEAST)
        .unwrap_or(1)
}

/// Every need has a way of clear status, and every call is open.
fn open_every_way(model: &mut Model, places: &[bool]) {
    set(model, places, 1.0, |procedure| vec![procedure.pathway]);
    set(model, places, 0.0, |procedure| {
        vec![procedure.unclear, procedure.plan]
    });
    set_calls(model, places, 1.0, |programme| programme.open);
}

/// Gives a lever of the programmes of some jurisdictions a value.
pub(super) fn set_calls(
    model: &mut Model,
    places: &[bool],
    value: f64,
    lever: impl Fn(&Programme) -> LeverId,
) {
    let programmes = model.programmes.iter();
    let calls: Vec<LeverId> = programmes
        .filter(|programme| places[programme.jurisdiction.index()])
        .map(lever)
        .collect();
    for lever in calls {
        model.levers[lever.index()].base = value;
    }
}

/// Work, queues, passage, preparation and correction take no time. Returns, refusals and what
/// people know stay as they are.
pub(super) fn take_no_time(model: &mut Model, places: &[bool]) {
    each_procedure(model, places, |procedure| {
        procedure.adhoc = None;
        procedure.prepare = None;
        procedure.correct = None;
        for step in &mut procedure.steps {
            step.work = Distribution::Fixed(0.0);
            step.passage = None;
        }
    });
    let always = CalendarIndex::from_index(model.calendars.len());
    Arc::make_mut(&mut model.calendars).push(Calendar::always());
    let offices = model.offices.iter_mut();
    for office in offices.filter(|office| places[office.jurisdiction.index()]) {
        office.calendar = always;
        office.discipline = Discipline::FirstCome;
        office.unlimited = true;
        office.capacity = None;
    }
    // An agreement has two sides and no jurisdiction: it is quick where all are.
    if places.iter().all(|place| *place) {
        for agreement in &mut model.agreements {
            agreement.passage.distribution = Distribution::Fixed(0.0);
        }
    }
}

/// Pathways, clear status, open calls, knowledge and complete filings for all; no return,
/// passage or preparation. Work, refusal, exemption and screening stay as they are: what no
/// reform of these kinds can close.
fn remove_frictions(model: &mut Model, places: &[bool]) {
    open_every_way(model, places);
    set_calls(model, places, 1.0, |programme| programme.aware);
    set(model, places, 1.0, |procedure| {
        vec![procedure.aware, procedure.complete]
    });
    set(model, places, 0.0, |procedure| {
        procedure.steps.iter().map(|step| step.returned).collect()
    });
    each_procedure(model, places, |procedure| {
        procedure.prepare = None;
        procedure.correct = None;
        for step in &mut procedure.steps {
            step.passage = None;
        }
    });
}

/// Edits the procedures of some jurisdictions.
pub(super) fn each_procedure(model: &mut Model, places: &[bool], edit: impl Fn(&mut Procedure)) {
    let procedures = model.procedures.iter_mut();
    procedures
        .filter(|procedure| places[procedure.jurisdiction.index()])
        .for_each(edit);
}

/// Gives levers of the procedures of some jurisdictions a value.
pub(super) fn set(
    model: &mut Model,
    places: &[bool],
    value: f64,
    levers: impl Fn(&Procedure) -> Vec<LeverId>,
) {
    let procedures = model.procedures.iter();
    let moved: Vec<LeverId> = procedures
        .filter(|procedure| places[procedure.jurisdiction.index()])
        .flat_map(levers)
        .collect();
    for lever in moved {
        model.levers[lever.index()].base = value;
    }
}
