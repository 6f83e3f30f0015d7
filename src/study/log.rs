//! One run kept as an event log.

use super::calibrated::Correction;
use super::compare::{StudyError, pool};
use super::plan::Plan;
use super::world::Generated;
use crate::compile::{Options, Package, policy};
use crate::engine::{run_on, warm_up};
use crate::model::{Instant, Model, Policy};
use crate::observe::{Log, LoggedStep};
use crate::scenario::{Faults, Scenario};

/// The steps of a run, and what their numbers mean.
#[derive(Debug, Clone, PartialEq)]
pub struct RunLog {
    /// What each step of each procedure is called.
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

/// Runs a package once more at the central parameters, first replication, and keeps each
/// step of the cases filed in the measured years. It is the run whose figures a study
/// prints; listening to it changes nothing.
///
/// # Errors
///
/// As [`super::compare()`].
pub fn log(scenario: &Scenario, plan: &Plan, package: &Package) -> Result<RunLog, StudyError> {
    let pool = pool(plan.threads.unwrap_or(0))?;
    let options = plan.options(0);
    let logged = pool.install(|| kept(scenario, plan, package, &options));
    logged.map_err(StudyError::Faults)
}

fn kept(
    scenario: &Scenario,
    plan: &Plan,
    package: &Package,
    options: &Options,
) -> Result<RunLog, Faults> {
    let expected = super::calibrated::Expected::new(scenario, options)?;
    let correction = Correction::of(&expected, options, 1);
    let (model, _) = expected.corrected(scenario, options, &correction)?;
    let policy = policy(scenario, &model, package, options)?;
    let (steps, under_way) = steps(&model, &policy, plan.seed);
    let root = &scenario.root;
    let label = |procedure: usize, step: usize| {
        let of = &model.procedures[procedure];
        let id = of.steps[step].id.as_str();
        let given = root.procedure.iter().find(|(id, _)| id.as_str() == of.id);
        let given = given.and_then(|(_, given)| given.step.iter().find(|(own, _)| *own == id));
        let label = given.and_then(|(_, step)| step.label.as_ref());
        let english = label.and_then(|label| label.get("en"));
        english.cloned().unwrap_or_else(|| id.to_owned())
    };
    let office = |place: &crate::model::Place| match place {
        crate::model::Place::Office(office) => model.offices[*office].id.clone(),
        crate::model::Place::Agreement(_) => String::new(),
    };
    let all = model.procedures.iter().enumerate();
    Ok(RunLog {
        activities: all
            .map(|(number, of)| {
                (0..of.steps.len())
                    .map(|step| label(number, step))
                    .collect()
            })
            .collect(),
        procedures: model.procedures.iter().map(|of| of.id.clone()).collect(),
        offices: model
            .procedures
            .iter()
            .map(|of| of.steps.iter().map(|step| office(&step.place)).collect())
            .collect(),
        first_day: model.frame.first_day,
        steps,
        under_way,
    })
}

/// The steps of a run from its first day to the end of its frame.
fn steps(model: &Model, policy: &Policy, seed: u64) -> (Vec<LoggedStep>, usize) {
    let formed = Generated::new(model, seed, 0);
    let world = formed.world(model, policy);
    let mut log = Log::new(&model.frame);
    let mut state = warm_up(&world, &mut log);
    let end: Instant = model.frame.end;
    run_on(&world, &mut state, end, &mut log);
    log.close()
}
