//! Checks that an office fits a formula.

use super::station::{ArrivalStream, Station};
use super::unfit::{Unfit, unfit};
use super::unserved_files;
use crate::calibrate::base;
use crate::draw::Distribution;
use crate::model::{Discipline, Model, OfficeIndex, Place, Step};
use crate::scenario::keys::Formula;
use crate::time::YEAR_SECONDS;

/// Builds an office under a formula.
///
/// # Errors
///
/// The reason why the formula does not apply.
pub fn build_station<'a>(
    model: &'a Model,
    number: OfficeIndex,
    formula: Formula,
    visits: &[Vec<f64>],
) -> Result<Station<'a>, Unfit> {
    let office = &model.offices[number];
    let officers = base(model, office.officers);
    let (has_discipline, wanted) = match formula {
        Formula::priority => (
            office.discipline == Discipline::Priority,
            "`hours = \"always\"`, `queue.priority`, one branch, whole officers",
        ),
        Formula::panel => (
            matches!(office.discipline, Discipline::Panel { .. }),
            "`hours = \"always\"`, `queue.panel`, one branch",
        ),
        Formula::closing => (
            office.discipline == Discipline::FirstCome,
            "closing hours, first come first served, one branch, whole officers",
        ),
        Formula::mmck => (
            office.discipline == Discipline::FirstCome && office.capacity.is_some(),
            "`hours = \"always\"`, first come first served, `capacity`, one branch, whole officers",
        ),
        Formula::patience
        | Formula::mmc
        | Formula::mg1
        | Formula::jackson
        | Formula::tandem
        | Formula::mdc => (
            office.discipline == Discipline::FirstCome,
            "`hours = \"always\"`, first come first served, one branch, whole officers",
        ),
        Formula::residents | Formula::validity => (false, "no `office`"),
    };
    if office.capacity.is_some() && !unserved_files::applies_to(formula) {
        return unfit(
            format!("office `{}` turns files away when it is full", office.id),
            "no `capacity`: only a single office with one has a formula (\"mmck\")",
        );
    }
    let closes = !model.calendars[office.calendar].is_always();
    let fits = has_discipline
        && closes == (formula == Formula::closing)
        && office.branches == 1
        && !office.unlimited
        && officers.fract() <= 0.0;
    if !fits {
        return unfit(
            format!("office `{}` does not fit the formula", office.id),
            wanted,
        );
    }
    if office.rhythm.is_some() {
        return unfit(
            format!("office `{}` has hours of arrival", office.id),
            "no `arrivals`: the same arrival rate at all hours",
        );
    }
    if office.load.is_some() {
        return unfit(
            format!("office `{}` has a `load`", office.id),
            "only `officers`: with a `load` they follow from the calibration",
        );
    }
    let mut streams = Vec::new();
    for (index, (procedure, visits)) in model.procedures.iter().zip(visits).enumerate() {
        for (step, visits) in procedure.steps.iter().zip(visits) {
            let rate = procedure.background_a_year / YEAR_SECONDS * visits;
            if step.place == Place::Office(number) && rate > 0.0 {
                if step.work.mean() <= 0.0 {
                    return unfit(
                        format!("`{}.{}` has no work", procedure.id, step.id),
                        "work at every step of the office",
                    );
                }
                streams.push(ArrivalStream {
                    rate,
                    work: &step.work,
                    class: step.priority,
                    procedure: index,
                });
            }
        }
    }
    let station = Station {
        model,
        office: number,
        servers: officers as u32,
        streams,
    };
    check(model, &station, formula)?;
    check_arrivals(model, number, formula, visits)?;
    Ok(station)
}

/// Checks that arrivals fit the formula: a Poisson process from outside, or the output of offices
/// that keep the product form.
fn check_arrivals(
    model: &Model,
    office: OfficeIndex,
    formula: Formula,
    visits: &[Vec<f64>],
) -> Result<(), Unfit> {
    let from_outside = match formula {
        Formula::mg1 | Formula::mdc | Formula::priority | Formula::panel | Formula::closing => true,
        Formula::mmc | Formula::jackson | Formula::tandem => false,
        _ => return Ok(()),
    };
    for (procedure, visits) in model.procedures.iter().zip(visits) {
        let is_here = |step: &Step| step.place == Place::Office(office);
        if procedure.background_a_year <= 0.0 || !procedure.steps.iter().any(is_here) {
            continue;
        }
        let id = &procedure.id;
        for (number, (step, visits)) in procedure.steps.iter().zip(visits).enumerate() {
            let is_first_and_only = procedure.graph.shares.is_none()
                && procedure.graph.first() & (1 << number) != 0
                && *visits <= 1.0 + 1e-9;
            if from_outside && is_here(step) && *visits > 0.0 && !is_first_and_only {
                return unfit(
                    format!(
                        "files come to `{id}.{}` repeatedly, or from another step",
                        step.id
                    ),
                    "files that come to the office once and directly from outside, because only they \
                     form a Poisson process",
                );
            }
            let Place::Office(other) = step.place else {
                continue;
            };
            let other_office = &model.offices[other];
            let keeps_poisson = matches!(step.work, Distribution::Exponential(_))
                && other_office.discipline == Discipline::FirstCome
                && other_office.capacity.is_none()
                && model.calendars[other_office.calendar].is_always();
            if !from_outside && other != office && !other_office.unlimited && !keeps_poisson {
                return unfit(
                    format!(
                        "files pass `{id}.{}`, which changes their arrivals",
                        step.id
                    ),
                    "exponential work, first come first served, `hours = \"always\"` and no \
                     `capacity` at every office that they pass",
                );
            }
        }
    }
    Ok(())
}

fn check(model: &Model, station: &Station<'_>, formula: Formula) -> Result<(), Unfit> {
    let id = &model.offices[station.office].id;
    if station.streams.is_empty() {
        return unfit(format!("office `{id}` has no arrivals"), "arrivals");
    }
    if unserved_files::applies_to(formula) {
        return unserved_files::check(station, formula);
    }
    let has_patience = |stream: &&ArrivalStream<'_>| {
        let procedure = &station.model.procedures[stream.procedure];
        procedure.background_patience.is_some()
    };
    if let Some(stream) = station.streams.iter().find(has_patience) {
        let procedure = &station.model.procedures[stream.procedure].id;
        return unfit(
            format!("applicants of `{procedure}` give up"),
            "no `background_patience`: only a single office with it has a formula (\"patience\")",
        );
    }
    let (load, limit) = match (formula, station.panel()) {
        (Formula::panel, Some((every, most))) => (station.rate() * every / f64::from(most), 1.0),
        (Formula::closing, _) => (station.load(), station.open_share()),
        _ => (station.load(), 1.0),
    };
    if load >= limit {
        return unfit(
            format!("office `{id}` has load {}", load / limit),
            "a load above 0 and below 1",
        );
    }
    let visits_once = |stream: &ArrivalStream<'_>| {
        let steps = &model.procedures[stream.procedure].steps;
        let here = |place| place == Place::Office(station.office);
        steps.iter().filter(|step| here(step.place)).count() == 1
    };
    match formula {
        Formula::mmc | Formula::jackson | Formula::tandem | Formula::closing
            if !station.is_exponential() =>
        {
            unfit(
                format!("work at `{id}` is not exponential with one mean"),
                "`work.exponential`, the same for every step at the office",
            )
        }
        Formula::mdc if !station.is_constant() => unfit(
            format!("work at `{id}` is not constant"),
            "`work.fixed`, the same for every step at the office",
        ),
        Formula::priority if station.servers > 1 && !station.is_exponential() => unfit(
            format!(
                "`{id}` has {} officers, and work is not exponential with one mean",
                station.servers
            ),
            "`officers = 1`, or `work.exponential`, the same for every step at the office",
        ),
        Formula::priority if !station.streams.iter().all(visits_once) => unfit(
            format!("a procedure visits `{id}` at several steps"),
            "one step of each procedure at the office",
        ),
        Formula::mg1 if station.servers != 1 => unfit(
            format!("`{id}` has {} officers", station.servers),
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
