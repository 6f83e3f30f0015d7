//! The queues of a verification file as theory sees them.

use super::formula::visits;
use super::station::{Unfit, station, unfit, wait_source, waits_source};
use super::{leaving, permits, residents};
use crate::model::calibrate::takes_background;
use crate::model::{Duration, Model, Place, Procedure, Step, bits};
use crate::scenario::keys::{Expect, Formula};
use crate::scenario::{Faults, Scenario};
use crate::time::HOUR_SECONDS;

/// Seconds of work below which rounding to whole ones shows in a long run.
const BRIEF: f64 = 120.0;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// Mean wait for an officer, in hours.
    Wait(usize),
    /// Mean number in the queue.
    Queue(usize),
    /// Share of officers' time at work.
    Utilisation(usize),
    /// Share of arrivals that wait.
    Waits(usize),
    /// Mean time from filing to decision, in hours.
    Elapsed(usize),
    /// Mean number at an office, waiting and in service.
    Number(usize),
    /// Share of arrivals that find no room.
    TurnedAway(usize),
    /// Of those that find room, the share that gives up while waiting.
    GivesUp(usize),
    /// Mean number of residents of a jurisdiction.
    Residents(usize),
    /// Variance of the number of residents over its mean, of all jurisdictions together.
    Spread,
    /// Share of needs that a permit of a procedure covers.
    Covered(usize),
}

/// One thing that theory says.
#[derive(Debug, Clone, PartialEq)]
pub struct Prediction {
    /// What is measured.
    pub quantity: Quantity,
    /// The office or procedure.
    pub subject: String,
    /// The formula, with its source.
    pub formula: &'static str,
    /// Its value.
    pub value: f64,
}

/// What theory says of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// Of every `expect`, or, where there is none, of a network that has a product form.
    pub predictions: Vec<Prediction>,
    /// Where there is no `expect` and theory says nothing: what was found, and what it
    /// would want.
    pub silent: Option<Unfit>,
}

/// What theory says of every `expect` of a scenario; of one without any, what it says of
/// a network of offices with a product form, if it is one.
///
/// # Errors
///
/// Everything about the scenario that the formula of an `expect` does not allow.
pub fn said(scenario: &Scenario, model: &Model) -> Result<Said, Faults> {
    if scenario.root.expect.is_empty() {
        let network = flows(model).and_then(|flows| {
            let all = Subject::network(model, &flows)?;
            predict(model, &all, &flows)
        });
        return Ok(match network {
            Ok(predictions) => Said {
                predictions,
                silent: None,
            },
            Err(unfit) => Said {
                predictions: Vec::new(),
                silent: Some(unfit),
            },
        });
    }
    let mut faults = scenario.faults();
    let mut found = Vec::new();
    for (id, expect) in &scenario.root.expect {
        let address = format!("expect.{}", id.as_str());
        let result = if expect.formula == Formula::residents {
            residents::predict(model)
        } else if expect.formula == Formula::validity {
            permits::predict(model, expect)
        } else {
            flows(model).and_then(|flows| {
                let subject = Subject::of(model, expect);
                predict(model, &subject, &flows)
            })
        };
        match result {
            Ok(mut predictions) => found.append(&mut predictions),
            Err((what, wanted)) => {
                let place = scenario.place(&address);
                faults.error(place, what, wanted).at(&address);
            }
        }
    }
    if faults.has_errors() {
        return Err(faults);
    }
    Ok(Said {
        predictions: found,
        silent: None,
    })
}

/// What theory is asked of.
struct Subject {
    formula: Formula,
    /// Offices whose queues are asked for.
    offices: Vec<usize>,
    /// Procedures whose time until the decision is.
    procedures: Vec<usize>,
}

impl Subject {
    /// What an `expect` asks for.
    fn of(model: &Model, expect: &Expect) -> Self {
        let formula = expect.formula;
        let procedure = expect.procedure.as_ref().and_then(|id| {
            let mut all = model.procedures.iter();
            all.position(|procedure| procedure.id == id.as_str())
        });
        let wanted = |office: &usize| match (&expect.office, procedure) {
            (Some(id), _) => model.offices[*office].id == id.as_str(),
            (None, Some(procedure)) => comes_to(&model.procedures[procedure], *office),
            (None, None) => true,
        };
        let offices: Vec<usize> = (0..model.offices.len()).filter(wanted).collect();
        // Classes are told apart, and closed hours seen, by the time until the decision, of
        // those who go nowhere else.
        let by_procedure = matches!(formula, Formula::priority | Formula::closing);
        let goes_nowhere_else = |number: usize| {
            let mut steps = model.procedures[number].steps.iter();
            steps.all(|step| matches!(step.place, Place::Office(at) if offices.contains(&at)))
        };
        // Where files leave unserved, the queue alone is asked for.
        let leave = leaving::is_of(formula);
        let procedures = (0..model.procedures.len()).filter(|&number| match expect.office {
            _ if leave => false,
            None if procedure.is_some() => procedure == Some(number),
            _ => {
                by_procedure
                    && goes_nowhere_else(number)
                    && procedure.is_none_or(|procedure| procedure == number)
            }
        });
        Self {
            formula,
            procedures: procedures.collect(),
            offices,
        }
    }

    /// All of a network of offices, where that is what a model is.
    fn network(model: &Model, flows: &[Vec<f64>]) -> Result<Self, Unfit> {
        let filed = |number: &usize| model.procedures[*number].background_a_year > 0.0;
        let procedures: Vec<usize> = (0..model.procedures.len()).filter(filed).collect();
        let is_met = |office: &usize| {
            let comes = |number: &usize| {
                let steps = model.procedures[*number].steps.iter().zip(&flows[*number]);
                let mut here = steps.filter(|(step, _)| step.place == Place::Office(*office));
                here.any(|(_, visits)| *visits > 0.0)
            };
            procedures.iter().any(comes)
        };
        let offices: Vec<usize> = (0..model.offices.len()).filter(is_met).collect();
        if offices.is_empty() {
            return unfit("no office that anybody files at", "`background_a_year`");
        }
        for &number in &procedures {
            let procedure = &model.procedures[number];
            let brief = |step: &&Step| {
                let work = step.work.mean();
                matches!(step.place, Place::Office(_)) && work > 0.0 && work < BRIEF
            };
            if let Some(step) = procedure.steps.iter().find(brief) {
                return unfit(
                    format!(
                        "`{}.{}` with {:.0} s of work on average",
                        procedure.id,
                        step.id,
                        step.work.mean()
                    ),
                    "work of two minutes or more: officers work whole seconds",
                );
            }
            if !procedure.clocks.is_empty() {
                return unfit(format!("`{}` with a limit", procedure.id), "no limits");
            }
            if procedure.background_patience.is_some() && offices.len() > 1 {
                return unfit(
                    format!("`{}`, whose applicants give up", procedure.id),
                    "no `background_patience`: a network that files leave has no product form",
                );
            }
        }
        // Of those that files leave unserved, a single office has a formula.
        if let [office] = offices[..] {
            let gives_up = |number: &usize| {
                let procedure = &model.procedures[*number];
                procedure.background_patience.is_some()
            };
            let formula = match (procedures.iter().any(gives_up), &model.offices[office]) {
                (true, _) => Some(Formula::patience),
                (false, of) if of.capacity.is_some() => Some(Formula::mmck),
                (false, _) => None,
            };
            if let Some(formula) = formula {
                return Ok(Self {
                    formula,
                    offices,
                    procedures: Vec::new(),
                });
            }
        }
        Ok(Self {
            formula: Formula::jackson,
            // Where nobody waits there is no queue to ask for.
            offices: offices
                .into_iter()
                .filter(|&office| !model.offices[office].unlimited)
                .collect(),
            procedures,
        })
    }
}

fn comes_to(procedure: &Procedure, office: usize) -> bool {
    let mut steps = procedure.steps.iter();
    steps.any(|step| step.place == Place::Office(office))
}

/// Visits of one case to each step of each procedure.
fn flows(model: &Model) -> Result<Vec<Vec<f64>>, Unfit> {
    let has_researchers = model.jurisdictions.iter().any(|at| at.researchers > 0);
    let others = [
        (
            has_researchers && !model.kinds.is_empty(),
            "researchers with projects",
        ),
        (!model.organisations.is_empty(), "organisations that settle"),
        (model.stays.iter().any(Option::is_some), "residents"),
    ];
    if let Some((_, who)) = others.iter().find(|(file, _)| *file) {
        return unfit(
            *who,
            "only `background_a_year`: no formula knows when others file",
        );
    }
    model
        .procedures
        .iter()
        .map(|procedure| flow(model, procedure))
        .collect()
}

fn flow(model: &Model, procedure: &Procedure) -> Result<Vec<f64>, Unfit> {
    let base = |slot: crate::model::Slot| model.levers[slot.0 as usize].base;
    let n = procedure.steps.len();
    let first = procedure.graph.first();
    let shares = procedure.graph.shares.as_ref();
    let mut entry = shares.map_or(vec![0.0; n], |shares| shares.begins().to_vec());
    let several = shares.is_none() && first.count_ones() != 1;
    if several || base(procedure.complete) < 1.0 {
        return unfit(
            format!(
                "`{}` with several first steps or incomplete files",
                procedure.id
            ),
            "one first step and `complete_share = 1`",
        );
    }
    if procedure.refile_share > 0.0 && procedure.steps.iter().any(|step| base(step.refuse) > 0.0) {
        return unfit(
            format!("`{}` whose refused files are filed again", procedure.id),
            "`refile_share = 0`",
        );
    }
    if procedure.background_a_year > 0.0 && !takes_background(procedure) {
        return unfit(
            format!(
                "`{}`, which begins with an agreement: nobody else files it",
                procedure.id
            ),
            "a first step at an office",
        );
    }
    if let Some(step) = procedure.steps.iter().find(|step| step.elapsed.is_some()) {
        return unfit(
            format!("`{}.{}` with a known `elapsed`", procedure.id, step.id),
            "`passage`: what `elapsed` leaves for it is found by the calibration",
        );
    }
    keeps_no_hours(model, procedure)?;
    if shares.is_none() {
        bits(first).for_each(|i| entry[i] = 1.0);
    }
    let mut moves = vec![vec![0.0; n]; n];
    for (i, step) in procedure.steps.iter().enumerate() {
        let (returned, refused) = (base(step.returned), base(step.refuse));
        if returned > 0.0 && step.frailty > 0.0 {
            return unfit(
                format!(
                    "`{}.{}` whose returns depend on the file",
                    procedure.id, step.id
                ),
                "`frailty = 0`",
            );
        }
        if procedure.graph.next[i].count_ones() > 1 {
            return unfit(
                format!("a fork after `{}.{}`", procedure.id, step.id),
                "a chain of steps",
            );
        }
        moves[i][step.return_to] += returned;
        for (next, share) in shares.iter().flat_map(|s| s.after(i).iter().enumerate()) {
            moves[i][next] += (1.0 - returned) * (1.0 - refused) * share;
        }
        for next in bits(procedure.graph.next[i]) {
            moves[i][next] += (1.0 - returned) * (1.0 - refused);
        }
    }
    Ok(visits(&entry, &moves))
}

/// Nothing on the way of its files keeps hours where nobody waits for an officer: what comes
/// out of a closed door comes in the morning, and no formula knows for how long it was in.
fn keeps_no_hours(model: &Model, procedure: &Procedure) -> Result<(), Unfit> {
    let id = &procedure.id;
    let keeps = |time: &Duration| time.working && !model.calendars[procedure.calendar].is_always();
    if procedure.correct.as_ref().is_some_and(keeps) {
        return unfit(
            format!("`{id}` whose corrections count working time"),
            "`correct` in hours or days",
        );
    }
    for step in &procedure.steps {
        let passage = match step.place {
            Place::Office(_) => step.passage.as_ref(),
            Place::Agreement(agreement) => Some(&model.agreements[agreement].passage),
        };
        if passage.is_some_and(keeps) {
            return unfit(
                format!("`{id}.{}` whose passage counts working time", step.id),
                "`passage` in hours or days",
            );
        }
        let Place::Office(office) = step.place else {
            continue;
        };
        let of = &model.offices[office];
        if of.unlimited && step.work.mean() > 0.0 && !model.calendars[of.calendar].is_always() {
            return unfit(
                format!("office `{}`, where nobody waits but for its hours", of.id),
                "`hours = \"always\"` and no `pace`",
            );
        }
        if of.unlimited && of.rhythm.is_some() {
            return unfit(
                format!("office `{}` with hours of arrival", of.id),
                "a Poisson stream that is the same at any hour: no `arrivals`",
            );
        }
    }
    Ok(())
}

fn predict(model: &Model, subject: &Subject, flows: &[Vec<f64>]) -> Result<Vec<Prediction>, Unfit> {
    let formula = subject.formula;
    let mut found = Vec::new();
    // By office and procedure.
    let mut waits = vec![vec![0.0; model.procedures.len()]; model.offices.len()];
    for &office in &subject.offices {
        let station = station(model, office, formula, flows)?;
        if leaving::is_of(formula) {
            found.extend(leaving::predict(&station, formula));
            continue;
        }
        let of_each = station.waits_of_each(formula);
        let streams = || station.streams.iter().zip(&of_each);
        let queued: f64 = streams().map(|(stream, wait)| stream.rate * wait).sum();
        for (stream, wait) in streams() {
            waits[office][stream.procedure] = *wait;
        }
        let mut push = |quantity, formula, value| {
            found.push(Prediction {
                quantity,
                subject: model.offices[office].id.clone(),
                formula,
                value,
            });
        };
        // Where it closes, a wait ends when an officer takes the file, though he may stop:
        // what is measured of it is the time until the decision.
        if formula != Formula::closing {
            let wait = queued / station.rate() / HOUR_SECONDS;
            push(Quantity::Wait(office), wait_source(formula), wait);
            let little = "L = lambda W (Little 1961)";
            push(Quantity::Queue(office), little, queued);
        }
        if formula != Formula::panel {
            let load = "lambda E(S) / c (Kleinrock 1975, 2.1)";
            push(Quantity::Utilisation(office), load, station.load());
        }
        if let Some(share) = station.waits(formula) {
            push(Quantity::Waits(office), waits_source(formula), share);
        }
    }
    for &number in &subject.procedures {
        found.push(Prediction {
            quantity: Quantity::Elapsed(number),
            subject: model.procedures[number].id.clone(),
            formula: wait_source(formula),
            value: elapsed(model, number, &flows[number], &waits) / HOUR_SECONDS,
        });
    }
    if found.is_empty() {
        return unfit("no office", "an office or a procedure with offices");
    }
    Ok(found)
}

/// Mean time from filing to decision: by Little's law the sum over steps of
/// visits times wait, work, passage and correction.
fn elapsed(model: &Model, procedure: usize, flow: &[f64], waits: &[Vec<f64>]) -> f64 {
    let of = &model.procedures[procedure];
    let correction = of
        .correct
        .as_ref()
        .map_or(0.0, |correct| correct.law.mean());
    of.steps
        .iter()
        .zip(flow)
        .map(|(step, visits)| {
            let wait = match step.place {
                Place::Office(office) => waits[office][procedure],
                Place::Agreement(agreement) => model.agreements[agreement].passage.law.mean(),
            };
            let passage = step
                .passage
                .as_ref()
                .map_or(0.0, |passage| passage.law.mean());
            let returned = model.levers[step.returned.0 as usize].base;
            visits * (wait + step.work.mean() + passage + returned * correction)
        })
        .sum()
}
