//! The queues of a verification file as theory sees them.

use super::formula::{erlang_c, visits, wait_mg1, wait_mmc};
use crate::draw::Law;
use crate::model::{Discipline, Model, Place, Procedure, bits};
use crate::scenario::keys::{Expect, Formula};
use crate::scenario::{Faults, Scenario};

/// Seconds of the year in which filings are counted.
const YEAR_SECONDS: f64 = 365.25 * 86_400.0;
const HOUR: f64 = 3600.0;

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

/// An office with all that comes to it.
struct Station<'a> {
    office: usize,
    servers: u32,
    /// Arrivals a second, and their work.
    streams: Vec<(f64, &'a Law)>,
}

impl Station<'_> {
    fn rate(&self) -> f64 {
        self.streams.iter().map(|(rate, _)| rate).sum()
    }

    fn mean(&self) -> f64 {
        self.moment(Law::mean)
    }

    fn moment(&self, of: impl Fn(&Law) -> f64) -> f64 {
        let sum: f64 = self.streams.iter().map(|(rate, law)| rate * of(law)).sum();
        sum / self.rate()
    }

    fn load(&self) -> f64 {
        self.rate() * self.mean() / f64::from(self.servers)
    }

    fn is_exponential(&self) -> bool {
        let mean = self.mean();
        self.streams.iter().all(
            |(_, law)| matches!(law, Law::Exponential(own) if (own / mean - 1.0).abs() < 1e-12),
        )
    }

    fn wait(&self, formula: Formula) -> f64 {
        match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => {
                wait_mmc(self.servers, self.rate(), self.mean())
            }
            Formula::mg1 => wait_mg1(self.rate(), self.mean(), self.moment(Law::second_moment)),
        }
    }

    fn waits(&self, formula: Formula) -> f64 {
        match formula {
            Formula::mmc | Formula::jackson | Formula::tandem => {
                erlang_c(self.servers, self.rate() * self.mean())
            }
            Formula::mg1 => self.load(),
        }
    }
}

fn wait_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::mg1 => "Pollaczek 1930, Khinchine 1932 (Kleinrock 1975, 5.6)",
        Formula::jackson => "Jackson 1963, theorem 1 (Kleinrock 1975, 4.8)",
        Formula::tandem => "Burke 1956 (Kleinrock 1975, 4.1)",
    }
}

fn waits_source(formula: Formula) -> &'static str {
    match formula {
        Formula::mmc => "Erlang C (Erlang 1917; Kleinrock 1975, 3.5)",
        Formula::mg1 => "Poisson arrivals see time averages (Wolff 1982)",
        Formula::jackson | Formula::tandem => {
            "arrivals see the network without themselves (Sevcik and Mitrani 1981)"
        }
    }
}

/// What theory says of every `expect` of a scenario.
///
/// # Errors
///
/// Everything about the scenario that the formula does not allow.
pub fn predictions(scenario: &Scenario, model: &Model) -> Result<Vec<Prediction>, Faults> {
    let mut faults = scenario.faults();
    let mut found = Vec::new();
    for (id, expect) in &scenario.root.expect {
        let address = format!("expect.{}", id.as_str());
        let result = flows(model).and_then(|flows| predict(model, expect, &flows));
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
    Ok(found)
}

/// What was found, and what the formula wants.
type Unfit = (String, String);

fn unfit<T>(found: impl Into<String>, wanted: &str) -> Result<T, Unfit> {
    Err((found.into(), wanted.to_owned()))
}

/// Visits of one case to each step of each procedure.
fn flows(model: &Model) -> Result<Vec<Vec<f64>>, Unfit> {
    if model
        .jurisdictions
        .iter()
        .any(|place| place.researchers > 0)
        && !model.kinds.is_empty()
    {
        return unfit(
            "researchers with projects",
            "only `background_a_year`: no formula knows when projects file",
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
    let mut entry = vec![0.0; n];
    if first.count_ones() != 1 || base(procedure.complete) < 1.0 {
        return unfit(
            format!(
                "`{}` with several first steps or incomplete files",
                procedure.id
            ),
            "one first step and `complete_share = 1`",
        );
    }
    bits(first).for_each(|i| entry[i] = 1.0);
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
        for next in bits(procedure.graph.next[i]) {
            moves[i][next] += (1.0 - returned) * (1.0 - refused);
        }
    }
    Ok(visits(&entry, &moves))
}

fn predict(model: &Model, expect: &Expect, flows: &[Vec<f64>]) -> Result<Vec<Prediction>, Unfit> {
    let formula = expect.formula;
    let number = |id: &str| {
        model
            .procedures
            .iter()
            .position(|procedure| procedure.id == id)
    };
    let procedure = expect.procedure.as_ref().and_then(|id| number(id.as_str()));
    let wanted = |office: usize| match (&expect.office, procedure) {
        (Some(id), _) => model.offices[office].id == id.as_str(),
        (None, Some(procedure)) => model.procedures[procedure]
            .steps
            .iter()
            .any(|step| step.place == Place::Office(office)),
        (None, None) => true,
    };
    let mut found = Vec::new();
    let mut waits = vec![0.0; model.offices.len()];
    for office in (0..model.offices.len()).filter(|office| wanted(*office)) {
        let station = station(model, office, formula, flows)?;
        waits[office] = station.wait(formula);
        let mut push = |quantity, formula, value| {
            found.push(Prediction {
                quantity,
                subject: model.offices[office].id.clone(),
                formula,
                value,
            });
        };
        push(
            Quantity::Wait(office),
            wait_source(formula),
            waits[office] / HOUR,
        );
        let little = "L = lambda W (Little 1961)";
        push(
            Quantity::Queue(office),
            little,
            station.rate() * waits[office],
        );
        let load = "lambda E(S) / c (Kleinrock 1975, 2.1)";
        push(Quantity::Utilisation(office), load, station.load());
        push(
            Quantity::Waits(office),
            waits_source(formula),
            station.waits(formula),
        );
    }
    if let (None, Some(procedure)) = (&expect.office, procedure) {
        found.push(Prediction {
            quantity: Quantity::Elapsed(procedure),
            subject: model.procedures[procedure].id.clone(),
            formula: wait_source(formula),
            value: elapsed(model, procedure, &flows[procedure], &waits) / HOUR,
        });
    }
    if found.is_empty() {
        return unfit("no office", "an office or a procedure with offices");
    }
    Ok(found)
}

fn station<'a>(
    model: &'a Model,
    office: usize,
    formula: Formula,
    flows: &[Vec<f64>],
) -> Result<Station<'a>, Unfit> {
    let of = &model.offices[office];
    let officers = model.levers[of.officers.0 as usize].base;
    let plain = model.calendars[of.calendar].is_always()
        && of.discipline == Discipline::FirstCome
        && of.branches == 1
        && !of.unlimited
        && officers.fract() <= 0.0;
    if !plain {
        return unfit(
            format!("office `{}`", of.id),
            "`hours = \"always\"`, first come first served, one branch, whole officers",
        );
    }
    let mut streams = Vec::new();
    for (procedure, flow) in model.procedures.iter().zip(flows) {
        for (step, visits) in procedure.steps.iter().zip(flow) {
            let rate = procedure.background_a_year / YEAR_SECONDS * visits;
            if step.place == Place::Office(office) && rate > 0.0 {
                streams.push((rate, &step.work));
            }
        }
    }
    let station = Station {
        office,
        servers: officers as u32,
        streams,
    };
    check(model, &station, formula)?;
    Ok(station)
}

fn check(model: &Model, station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let id = &model.offices[station.office].id;
    if station.streams.is_empty() || station.load() >= 1.0 {
        return unfit(
            format!("office `{id}` with load {}", station.load()),
            "a load above 0 and below 1",
        );
    }
    match formula {
        Formula::mmc | Formula::jackson | Formula::tandem if !station.is_exponential() => unfit(
            format!("work at `{id}` that is not exponential with one mean"),
            "`work.exponential`, the same for every step at the office",
        ),
        Formula::mg1 if station.servers != 1 => unfit(
            format!("{} officers at `{id}`", station.servers),
            "`officers = 1`",
        ),
        Formula::mmc | Formula::mg1 | Formula::jackson | Formula::tandem => Ok(()),
    }
}

/// Mean time from filing to decision: by Little's law the sum over steps of
/// visits times wait, work, passage and correction.
fn elapsed(model: &Model, procedure: usize, flow: &[f64], waits: &[f64]) -> f64 {
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
                Place::Office(office) => waits[office],
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
