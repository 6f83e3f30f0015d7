//! Whether an office fits a formula.

use super::leaving;
use super::station::{Station, Stream};
use super::unfit::{Unfit, unfit};
use crate::draw::Law;
use crate::model::{Discipline, Model, OfficeIndex, Place, Step};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// An office under a formula.
///
/// # Errors
///
/// What the formula does not allow.
pub fn station<'a>(
    model: &'a Model,
    office: OfficeIndex,
    formula: Formula,
    flows: &[Vec<f64>],
) -> Result<Station<'a>, Unfit> {
    let of = &model.offices[office];
    let officers = model.levers[of.officers.0 as usize].base;
    let (order, wanted) = match formula {
        Formula::priority => (
            of.discipline == Discipline::Priority,
            "`hours = \"always\"`, `queue.priority`, one branch, whole officers",
        ),
        Formula::panel => (
            matches!(of.discipline, Discipline::Panel { .. }),
            "`hours = \"always\"`, `queue.panel`, one branch",
        ),
        Formula::closing => (
            of.discipline == Discipline::FirstCome,
            "hours at which it closes, first come first served, one branch, whole officers",
        ),
        Formula::mmck => (
            of.discipline == Discipline::FirstCome && of.capacity.is_some(),
            "`hours = \"always\"`, first come first served, `capacity`, one branch, whole officers",
        ),
        Formula::patience
        | Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc => (
            of.discipline == Discipline::FirstCome,
            "`hours = \"always\"`, first come first served, one branch, whole officers",
        ),
        Formula::residents | Formula::validity => (false, "no office"),
    };
    if of.capacity.is_some() && !leaving::is_of(formula) {
        return unfit(
            format!("office `{}` that turns away when it is full", of.id),
            "no `capacity`, for only a single office with room for so many has a formula (\"mmck\")",
        );
    }
    let closes = !model.calendars[of.calendar].is_always();
    let plain = order
        && closes == (formula == Formula::closing)
        && of.branches == 1
        && !of.unlimited
        && officers.fract() <= 0.0;
    if !plain {
        return unfit(format!("office `{}`", of.id), wanted);
    }
    if of.rhythm.is_some() {
        return unfit(
            format!("office `{}` with hours of arrival", of.id),
            "a Poisson stream that is the same at any hour: no `arrivals`",
        );
    }
    if of.load.is_some() {
        return unfit(
            format!("office `{}` with a `load`", of.id),
            "`officers` alone: those of a load, and their other duties, follow from the calibration",
        );
    }
    let mut streams = Vec::new();
    for (number, (procedure, flow)) in model.procedures.iter().zip(flows).enumerate() {
        for (step, visits) in procedure.steps.iter().zip(flow) {
            let rate = procedure.background_a_year / YEAR_SECONDS * visits;
            if step.place == Place::Office(office) && rate > 0.0 {
                if step.work.mean() <= 0.0 {
                    return unfit(
                        format!("`{}.{}` without work", procedure.id, step.id),
                        "work at every step that is done at the office",
                    );
                }
                streams.push(Stream {
                    rate,
                    work: &step.work,
                    class: step.priority,
                    procedure: number,
                });
            }
        }
    }
    let station = Station {
        model,
        office,
        servers: officers as u32,
        streams,
    };
    check(model, &station, formula)?;
    comes_at_random(model, office, formula, flows)?;
    Ok(station)
}

/// That files come to an office as its formula has it: as a Poisson stream from outside, or
/// from offices whose output is one, or has the product form with it.
fn comes_at_random(
    model: &Model,
    office: OfficeIndex,
    formula: Formula,
    flows: &[Vec<f64>],
) -> Result<(), Unfit> {
    let from_outside = match formula {
        Formula::mg1 | Formula::mdc | Formula::priority | Formula::panel | Formula::closing => true,
        Formula::mmc | Formula::jackson | Formula::tandem => false,
        _ => return Ok(()),
    };
    for (procedure, flow) in model.procedures.iter().zip(flows) {
        let here = |step: &Step| step.place == Place::Office(office);
        if procedure.background_a_year <= 0.0 || !procedure.steps.iter().any(here) {
            continue;
        }
        let id = &procedure.id;
        for (number, (step, visits)) in procedure.steps.iter().zip(flow).enumerate() {
            let straight = procedure.graph.shares.is_none()
                && procedure.graph.first() & (1 << number) != 0
                && *visits <= 1.0 + 1e-9;
            if from_outside && here(step) && *visits > 0.0 && !straight {
                return unfit(
                    format!(
                        "`{id}.{}`, to which files come again, or from elsewhere",
                        step.id
                    ),
                    "files that come to the office once and straight from outside: only those \
                     come as a Poisson stream",
                );
            }
            let Place::Office(other) = step.place else {
                continue;
            };
            let of = &model.offices[other];
            let plain = matches!(step.work, Law::Exponential(_))
                && of.discipline == Discipline::FirstCome
                && of.capacity.is_none()
                && model.calendars[of.calendar].is_always();
            if !from_outside && other != office && !of.unlimited && !plain {
                return unfit(
                    format!("`{id}.{}` on the way of its files", step.id),
                    "exponential work, first come first served, always open and with room for all \
                     at every office that they pass",
                );
            }
        }
    }
    Ok(())
}

fn check(model: &Model, station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let id = &model.offices[station.office].id;
    if station.streams.is_empty() {
        return unfit(format!("office `{id}` to which nothing comes"), "arrivals");
    }
    if leaving::is_of(formula) {
        return leaving::check(station, formula);
    }
    let gives_up = |stream: &&Stream<'_>| {
        let procedure = &station.model.procedures[stream.procedure];
        procedure.background_patience.is_some()
    };
    if let Some(stream) = station.streams.iter().find(gives_up) {
        let procedure = &station.model.procedures[stream.procedure].id;
        return unfit(
            format!("`{procedure}`, whose applicants give up"),
            "no `background_patience`, for only a single office that they leave has a formula \
             (\"patience\")",
        );
    }
    let (load, most) = match (formula, station.meetings()) {
        (Formula::panel, Some((every, most))) => (station.rate() * every / f64::from(most), 1.0),
        (Formula::closing, _) => (station.load(), station.open_share()),
        _ => (station.load(), 1.0),
    };
    if load >= most {
        return unfit(
            format!("office `{id}` with load {}", load / most),
            "a load above 0 and below 1",
        );
    }
    let once_each = |stream: &Stream<'_>| {
        let steps = &model.procedures[stream.procedure].steps;
        let here = |place| place == Place::Office(station.office);
        steps.iter().filter(|step| here(step.place)).count() == 1
    };
    match formula {
        Formula::mmc | Formula::jackson | Formula::tandem | Formula::closing
            if !station.is_exponential() =>
        {
            unfit(
                format!("work at `{id}` that is not exponential with one mean"),
                "`work.exponential`, the same for every step at the office",
            )
        }
        Formula::mdc if !station.is_constant() => unfit(
            format!("work at `{id}` that is not constant"),
            "`work.fixed`, the same for every step at the office",
        ),
        Formula::priority if station.servers > 1 && !station.is_exponential() => unfit(
            format!(
                "{} officers at `{id}` whose work is not exponential with one mean",
                station.servers
            ),
            "`officers = 1`, or `work.exponential`, the same for every step at the office",
        ),
        Formula::priority if !station.streams.iter().all(once_each) => unfit(
            format!("a procedure that comes to `{id}` at several steps"),
            "one step of each procedure",
        ),
        Formula::mg1 if station.servers != 1 => unfit(
            format!("{} officers at `{id}`", station.servers),
            "`officers = 1`",
        ),
        Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc
        | Formula::priority
        | Formula::panel
        | Formula::closing
        | Formula::mmck
        | Formula::patience
        | Formula::residents
        | Formula::validity => Ok(()),
    }
}
