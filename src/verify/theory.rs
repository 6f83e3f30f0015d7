//! The predictions of theory for a verification file.

use super::fitting::build_station;
use super::prediction::{Prediction, Predictions, TheoryQuantity};
use super::settling::Settling;
use super::source::{wait_source, waiting_share_source};
use super::traffic::mean_visits;
use super::unfit::{Unfit, unfit};
use super::{permits, residents, unserved_files};
use crate::calibrate::base;
use crate::id::indices;
use crate::model::{Model, OfficeIndex, Place, Procedure, Step};
use crate::scenario::keys::{Expect, Formula};
use crate::scenario::{Faults, Problem, Scenario};
use crate::time::HOUR_SECONDS;

/// Seconds of work below which rounding to whole seconds is visible in a long run.
const MIN_WORK: f64 = 120.0;

/// The predictions for a scenario.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct TheoryPredictions {
    /// For every `expect` table; without any, for a network with a product form.
    pub predictions: Vec<Prediction>,
    /// Without an `expect` table: why no formula applies.
    pub unfit: Option<Unfit>,
    /// The required warm-up.
    pub settling: Settling,
}

/// Predicts every `expect` table of a scenario. Without any, predicts the network of offices if
/// it has a product form.
///
/// # Errors
///
/// Everything in the scenario that the formula of an `expect` table does not allow.
pub fn predict_theory(scenario: &Scenario, model: &Model) -> Result<TheoryPredictions, Faults> {
    if scenario.root.expect.is_empty() {
        let network = mean_visits(model).and_then(|visits| {
            let subject = Subject::network(model, &visits)?;
            predict(model, &subject, &visits)
        });
        return Ok(match network {
            Ok((predictions, settling)) => TheoryPredictions {
                predictions,
                unfit: None,
                settling,
            },
            Err(unfit) => TheoryPredictions {
                unfit: Some(unfit),
                ..TheoryPredictions::default()
            },
        });
    }
    let mut problems = Vec::new();
    let mut predictions = TheoryPredictions::default();
    for (id, expect) in &scenario.root.expect {
        let address = format!("expect.{}", id.as_str());
        let result = if expect.formula == Formula::residents {
            residents::predict(model)
        } else if expect.formula == Formula::validity {
            permits::predict(model, expect)
        } else {
            mean_visits(model).and_then(|visits| {
                let subject = Subject::from_expect(model, expect);
                predict(model, &subject, &visits)
            })
        };
        match result {
            Ok((mut expected, settling)) => {
                predictions.predictions.append(&mut expected);
                predictions.settling.join(settling);
            }
            Err((found, wanted)) => problems.push(Problem {
                address,
                found,
                expected: wanted,
                cure: None,
            }),
        }
    }
    scenario.locate(problems).map(|()| predictions)
}

/// What is predicted, and by which formula.
struct Subject {
    formula: Formula,
    /// Offices with predicted queues.
    offices: Vec<OfficeIndex>,
    /// Procedures with a predicted time until the decision.
    procedures: Vec<usize>,
}

impl Subject {
    /// The subject of an `expect` table.
    fn from_expect(model: &Model, expect: &Expect) -> Self {
        let formula = expect.formula;
        let procedure = expect.procedure.as_ref().and_then(|id| {
            let mut procedures = model.procedures.iter();
            procedures.position(|procedure| procedure.id == id.as_str())
        });
        let is_expected = |office: &OfficeIndex| match (&expect.office, procedure) {
            (Some(id), _) => model.offices[*office].id == id.as_str(),
            (None, Some(procedure)) => visits_office(&model.procedures[procedure], *office),
            (None, None) => true,
        };
        let offices: Vec<OfficeIndex> = indices(model.offices.len()).filter(is_expected).collect();
        // Priority classes and closing hours are tested by the time until the decision, for
        // procedures that visit no other office.
        let by_procedure = matches!(formula, Formula::priority | Formula::closing);
        let visits_no_other_office = |number: usize| {
            let mut steps = model.procedures[number].steps.iter();
            steps.all(
                |step| matches!(step.place, Place::Office(office) if offices.contains(&office)),
            )
        };
        // If files leave unserved, only the queue is predicted.
        let only_queue = unserved_files::applies_to(formula);
        let procedures = (0..model.procedures.len()).filter(|&number| match expect.office {
            _ if only_queue => false,
            None if procedure.is_some() => procedure == Some(number),
            _ => {
                by_procedure
                    && visits_no_other_office(number)
                    && procedure.is_none_or(|procedure| procedure == number)
            }
        });
        Self {
            formula,
            procedures: procedures.collect(),
            offices,
        }
    }

    /// The whole model as a network of offices.
    fn network(model: &Model, visits: &[Vec<f64>]) -> Result<Self, Unfit> {
        let is_filed = |number: &usize| model.procedures[*number].background_a_year > 0.0;
        let procedures: Vec<usize> = (0..model.procedures.len()).filter(is_filed).collect();
        let is_visited = |office: &OfficeIndex| {
            let visits_it = |number: &usize| {
                let mut steps = model.procedures[*number].steps.iter().zip(&visits[*number]);
                steps.any(|(step, visits)| step.place == Place::Office(*office) && *visits > 0.0)
            };
            procedures.iter().any(visits_it)
        };
        let offices: Vec<OfficeIndex> = indices(model.offices.len()).filter(is_visited).collect();
        if offices.is_empty() {
            return unfit("no office has background cases", "`background_a_year`");
        }
        for &number in &procedures {
            let procedure = &model.procedures[number];
            let is_brief = |step: &&Step| {
                let work = step.work.mean();
                matches!(step.place, Place::Office(_)) && work > 0.0 && work < MIN_WORK
            };
            if let Some(step) = procedure.steps.iter().find(is_brief) {
                return unfit(
                    format!(
                        "`{}.{}` has {:.0} s of work on average",
                        procedure.id,
                        step.id,
                        step.work.mean()
                    ),
                    "at least two minutes of work, because officers work whole seconds",
                );
            }
            if procedure.background_patience.is_some() && offices.len() > 1 {
                return unfit(
                    format!("applicants of `{}` give up", procedure.id),
                    "no `background_patience`, because a network with it has no product form",
                );
            }
        }
        // A single office has a formula even if files leave unserved.
        if let [office] = offices[..] {
            let has_patience = |number: &usize| {
                let procedure = &model.procedures[*number];
                procedure.background_patience.is_some()
            };
            let has_capacity = model.offices[office].capacity.is_some();
            let formula = match (procedures.iter().any(has_patience), has_capacity) {
                (true, _) => Some(Formula::patience),
                (false, true) => Some(Formula::mmck),
                (false, false) => None,
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
            // Offices with unlimited officers have no queue.
            offices: offices
                .into_iter()
                .filter(|&office| !model.offices[office].unlimited)
                .collect(),
            procedures,
        })
    }
}

fn visits_office(procedure: &Procedure, office: OfficeIndex) -> bool {
    let mut steps = procedure.steps.iter();
    steps.any(|step| step.place == Place::Office(office))
}

fn predict(model: &Model, subject: &Subject, visits: &[Vec<f64>]) -> Result<Predictions, Unfit> {
    let formula = subject.formula;
    let mut predictions = Vec::new();
    let mut settling = Settling::default();
    // By office and procedure.
    let mut waits = vec![vec![0.0; model.procedures.len()]; model.offices.len()];
    for &office in &subject.offices {
        let station = build_station(model, office, formula, visits)?;
        let id = &model.offices[office].id;
        settling.add(
            || format!("office `{id}` with load {:.2}", station.load()),
            station.relaxation(formula),
        );
        if unserved_files::applies_to(formula) {
            predictions.extend(unserved_files::predict(&station, formula));
            continue;
        }
        let stream_waits = station.stream_waits(formula);
        let streams = || station.streams.iter().zip(&stream_waits);
        let queued: f64 = streams().map(|(stream, wait)| stream.rate * wait).sum();
        for (stream, wait) in streams() {
            waits[office.index()][stream.procedure] = *wait;
        }
        let mut push = |quantity, formula, value| {
            predictions.push(Prediction {
                quantity,
                subject: id.clone(),
                formula,
                value,
            });
        };
        // A wait ends when an officer takes the file, but closing time may interrupt the work.
        // So with closing hours only the time until the decision is tested.
        if formula != Formula::closing {
            let wait = queued / station.rate() / HOUR_SECONDS;
            push(TheoryQuantity::Wait(office), wait_source(formula), wait);
            let source = "L = lambda W (Little 1961)";
            push(TheoryQuantity::Queue(office), source, queued);
        }
        if formula != Formula::panel {
            let source = "lambda E(S) / c (Kleinrock 1975, 2.1)";
            push(TheoryQuantity::Utilisation(office), source, station.load());
        }
        if let Some(share) = station.waiting_share(formula) {
            push(
                TheoryQuantity::Waits(office),
                waiting_share_source(formula),
                share,
            );
        }
    }
    for &number in &subject.procedures {
        let seconds = decision_time(model, number, &visits[number], &waits);
        settling.add_decision_time(seconds);
        predictions.push(Prediction {
            quantity: TheoryQuantity::Elapsed(number),
            subject: model.procedures[number].id.clone(),
            formula: wait_source(formula),
            value: seconds / HOUR_SECONDS,
        });
    }
    if predictions.is_empty() {
        return unfit(
            "no office is given",
            "an office, or a procedure with offices",
        );
    }
    Ok((predictions, settling))
}

/// Mean time from filing to decision: by Little's law the sum over steps of
/// visits times wait, work, passage and correction.
fn decision_time(model: &Model, number: usize, visits: &[f64], waits: &[Vec<f64>]) -> f64 {
    let procedure = &model.procedures[number];
    let correction = procedure
        .correct
        .as_ref()
        .map_or(0.0, |correct| correct.distribution.mean());
    procedure
        .steps
        .iter()
        .zip(visits)
        .map(|(step, visits)| {
            let wait = match step.place {
                Place::Office(office) => waits[office.index()][number],
                Place::Agreement(agreement) => {
                    model.agreements[agreement].passage.distribution.mean()
                }
            };
            let passage = step
                .passage
                .as_ref()
                .map_or(0.0, |passage| passage.distribution.mean());
            let returned = base(model, step.returned);
            visits * (wait + step.work.mean() + passage + returned * correction)
        })
        .sum()
}
