//! One run kept as an event log.

use super::calibrated::{Correction, Expected};
use super::compare::{StudyError, start_pool};
use super::plan::Plan;
use super::world::Generated;
use crate::compile::{Options, Package, policy};
use crate::engine::{run_on, warm_up};
use crate::model::{Instant, Model, Policy};
use crate::observe::{Log, LoggedStep};
use crate::scenario::{Faults, Scenario};

/// The event log of a run: its steps, with the names of procedures, steps and offices.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLog {
    /// The name of each step of each procedure.
    pub activities: Vec<Vec<String>>,
    /// The id of each procedure.
    pub procedures: Vec<String>,
    /// The office of each step of each procedure; an agreement has none.
    pub offices: Vec<Vec<String>>,
    /// The day that ticks are counted from.
    pub first_day: jiff::civil::Date,
    /// The steps of decided cases, case by case in the order of filing.
    pub steps: Vec<LoggedStep>,
    /// Cases that were still under way and are left out.
    pub under_way: usize,
}

/// Repeats the run of a package at the central parameters, first replication, and keeps
/// each step of the cases filed in the measured years. A log changes no figure of the run.
///
/// # Errors
///
/// As [`super::compare()`].
pub fn log(scenario: &Scenario, plan: &Plan, package: &Package) -> Result<RunLog, StudyError> {
    let pool = start_pool(plan.threads.unwrap_or(0))?;
    let options = plan.options(0);
    let logged = pool.install(|| log_run(scenario, plan, package, &options));
    logged.map_err(StudyError::Faults)
}

fn log_run(
    scenario: &Scenario,
    plan: &Plan,
    package: &Package,
    options: &Options,
) -> Result<RunLog, Faults> {
    let expected = Expected::new(scenario, options)?;
    let correction = Correction::measure(&expected, options, 1);
    let (model, _) = expected.corrected(scenario, options, &correction)?;
    let policy = policy(scenario, &model, package, options)?;
    let (steps, under_way) = steps(&model, &policy, plan.seed);
    let root = &scenario.root;
    let label = |procedure: usize, step: usize| {
        let procedure = &model.procedures[procedure];
        let id = procedure.steps[step].id.as_str();
        let mut stated = root.procedure.iter();
        let stated = stated.find(|(id, _)| id.as_str() == procedure.id);
        let step = stated.and_then(|(_, stated)| stated.step.iter().find(|(key, _)| *key == id));
        let label = step.and_then(|(_, step)| step.label.as_ref());
        let english = label.and_then(|label| label.get("en"));
        english.cloned().unwrap_or_else(|| id.to_owned())
    };
    let office = |place: &crate::model::Place| match place {
        crate::model::Place::Office(office) => model.offices[*office].id.clone(),
        crate::model::Place::Agreement(_) => String::new(),
    };
    let procedures = model.procedures.iter().enumerate();
    Ok(RunLog {
        activities: procedures
            .map(|(number, procedure)| {
                (0..procedure.steps.len())
                    .map(|step| label(number, step))
                    .collect()
            })
            .collect(),
        procedures: model
            .procedures
            .iter()
            .map(|procedure| procedure.id.clone())
            .collect(),
        offices: model
            .procedures
            .iter()
            .map(|procedure| {
                let steps = procedure.steps.iter();
                steps.map(|step| office(&step.place)).collect()
            })
            .collect(),
        first_day: model.frame.first_day,
        steps,
        under_way,
    })
}

/// The steps of a run from its first day to the end of its frame.
fn steps(model: &Model, policy: &Policy, seed: u64) -> (Vec<LoggedStep>, usize) {
    let generated = Generated::new(model, seed, 0);
    let world = generated.world(model, policy);
    let mut log = Log::new(&model.frame);
    let mut state = warm_up(&world, &mut log);
    let end: Instant = model.frame.end;
    run_on(&world, &mut state, end, &mut log);
    log.close()
}
