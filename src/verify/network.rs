//! The queues of a verification file as theory sees them.

use super::fitting::station;
use super::prediction::{Predicted, Prediction, Quantity};
use super::settling::Settling;
use super::source::{wait_source, waits_source};
use super::traffic::flows;
use super::unfit::{Unfit, unfit};
use super::{leaving, permits, residents};
use crate::id::indices;
use crate::model::{Model, OfficeIndex, Place, Procedure, Step};
use crate::scenario::keys::{Expect, Formula};
use crate::scenario::{Faults, Problem, Scenario};
use crate::time::HOUR_SECONDS;

/// Seconds of work below which rounding to whole ones shows in a long run.
const BRIEF: f64 = 120.0;

/// What theory says of a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Said {
    /// Of every `expect`, or, where there is none, of a network that has a product form.
    pub predictions: Vec<Prediction>,
    /// Where there is no `expect` and theory says nothing: what was found, and what it
    /// would want.
    pub silent: Option<Unfit>,
    /// How long the system takes to forget that it began empty.
    pub settling: Settling,
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
            Ok((predictions, settling)) => Said {
                predictions,
                silent: None,
                settling,
            },
            Err(unfit) => Said {
                silent: Some(unfit),
                ..Said::default()
            },
        });
    }
    let mut problems = Vec::new();
    let mut said = Said::default();
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
            Ok((mut predictions, settling)) => {
                said.predictions.append(&mut predictions);
                said.settling.join(settling);
            }
            Err((found, wanted)) => problems.push(Problem {
                address,
                found,
                wanted,
                cure: None,
            }),
        }
    }
    scenario.locate(problems).map(|()| said)
}

/// What theory is asked of.
struct Subject {
    formula: Formula,
    /// Offices whose queues are asked for.
    offices: Vec<OfficeIndex>,
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
        let wanted = |office: &OfficeIndex| match (&expect.office, procedure) {
            (Some(id), _) => model.offices[*office].id == id.as_str(),
            (None, Some(procedure)) => comes_to(&model.procedures[procedure], *office),
            (None, None) => true,
        };
        let offices: Vec<OfficeIndex> = indices(model.offices.len()).filter(wanted).collect();
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
        let is_met = |office: &OfficeIndex| {
            let comes = |number: &usize| {
                let steps = model.procedures[*number].steps.iter().zip(&flows[*number]);
                let mut here = steps.filter(|(step, _)| step.place == Place::Office(*office));
                here.any(|(_, visits)| *visits > 0.0)
            };
            procedures.iter().any(comes)
        };
        let offices: Vec<OfficeIndex> = indices(model.offices.len()).filter(is_met).collect();
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

fn comes_to(procedure: &Procedure, office: OfficeIndex) -> bool {
    let mut steps = procedure.steps.iter();
    steps.any(|step| step.place == Place::Office(office))
}

fn predict(model: &Model, subject: &Subject, flows: &[Vec<f64>]) -> Result<Predicted, Unfit> {
    let formula = subject.formula;
    let mut found = Vec::new();
    let mut settling = Settling::default();
    // By office and procedure.
    let mut waits = vec![vec![0.0; model.procedures.len()]; model.offices.len()];
    for &office in &subject.offices {
        let station = station(model, office, formula, flows)?;
        let id = &model.offices[office].id;
        settling.add(
            || format!("office `{id}` with load {:.2}", station.load()),
            station.relaxation(formula),
        );
        if leaving::is_of(formula) {
            found.extend(leaving::predict(&station, formula));
            continue;
        }
        let of_each = station.waits_of_each(formula);
        let streams = || station.streams.iter().zip(&of_each);
        let queued: f64 = streams().map(|(stream, wait)| stream.rate * wait).sum();
        for (stream, wait) in streams() {
            waits[office.index()][stream.procedure] = *wait;
        }
        let mut push = |quantity, formula, value| {
            found.push(Prediction {
                quantity,
                subject: id.clone(),
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
        let seconds = elapsed(model, number, &flows[number], &waits);
        settling.add_way(seconds);
        found.push(Prediction {
            quantity: Quantity::Elapsed(number),
            subject: model.procedures[number].id.clone(),
            formula: wait_source(formula),
            value: seconds / HOUR_SECONDS,
        });
    }
    if found.is_empty() {
        return unfit("no office", "an office or a procedure with offices");
    }
    Ok((found, settling))
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
                Place::Office(office) => waits[office.index()][procedure],
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
