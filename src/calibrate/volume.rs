//! How many events a run is expected to have, and from which keys they come.
//!
//! An estimate before a run begins, to refuse what would never end. It is right within a
//! third for the built-in scenarios; nothing of it reaches a result.

use super::{Calibration, takes_background};
use crate::id::with_indices;
use crate::model::{Discipline, Model, ProjectKindIndex, Stay};

/// Events of one visit of a step: it comes to the queue, an officer begins, and ends; the
/// file travels on.
const A_VISIT: f64 = 3.0;

/// Events of one filing beside its steps: preparation, clocks, decision.
const A_FILING: f64 = 1.0;

/// A researcher is looked at once a year for each batch of projects, which takes about
/// this part of the time of an event.
const A_RESEARCHER: f64 = 0.02;

/// Seconds of a year.
const YEAR: f64 = crate::time::YEAR_SECONDS;

/// Events that one key of a scenario brings to a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// The address of the key.
    pub address: String,
    /// Events in the whole run.
    pub events: f64,
}

/// The expected events of a run of the baseline, by the keys that bring them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Volume {
    /// What each key brings.
    pub shares: Vec<Share>,
}

impl Volume {
    /// The events of a calibrated model, warm-up and run-off included.
    #[must_use]
    pub fn new(model: &Model, calibration: &Calibration) -> Self {
        let mut volume = Self::default();
        volume.other_cases(model, calibration);
        volume.duties(model, calibration);
        volume.own_cases(model, calibration);
        volume.people(model);
        volume.meetings(model);
        volume
    }

    /// All events.
    #[must_use]
    pub fn events(&self) -> f64 {
        self.shares.iter().map(|share| share.events).sum()
    }

    /// What brings most.
    #[must_use]
    pub fn greatest(&self) -> Option<&Share> {
        let by_events = |a: &&Share, b: &&Share| a.events.total_cmp(&b.events);
        self.shares.iter().max_by(by_events)
    }

    fn add(&mut self, address: String, events: f64) {
        if events > 0.0 {
            self.shares.push(Share { address, events });
        }
    }

    /// Background cases.
    fn other_cases(&mut self, model: &Model, calibration: &Calibration) {
        let a_case = a_case(model, calibration);
        for (procedure, a_case) in model.procedures.iter().zip(a_case) {
            if takes_background(procedure) {
                let cases = procedure.background_a_year / scale(model) * years(model);
                let address = format!("procedure.{}.background_a_year", procedure.id);
                self.add(address, cases * a_case);
            }
        }
    }

    /// Officers' other duties, and the cases that wait on the first day.
    fn duties(&mut self, model: &Model, calibration: &Calibration) {
        for row in &calibration.offices {
            let office = &model.offices[row.office];
            let address = format!("office.{}.officers", office.id);
            self.add(address, row.other_duties * years(model) * A_VISIT);
            let backlog = f64::from(office.backlog) * row.branches;
            self.add(format!("office.{}.backlog", office.id), backlog * A_VISIT);
        }
    }

    /// Potential projects and the cases of the index, which are shared out among kinds of
    /// project, organisations and residents by how much each may file.
    fn own_cases(&mut self, model: &Model, calibration: &Calibration) {
        let a_case = a_case(model, calibration);
        let filed = calibration.flows.filed.iter().zip(&a_case);
        let filed: f64 = filed
            .map(|(filed, a_case)| filed * (a_case + A_FILING))
            .sum();
        let mut sources = sources(model);
        let may_file: f64 = sources.iter().map(|source| source.may_file).sum();
        for source in &mut sources {
            let part = source.may_file / may_file.max(f64::MIN_POSITIVE);
            let events = (source.a_year + filed * part) * years(model);
            self.add(std::mem::take(&mut source.address), events);
        }
    }

    /// Who is looked at whether anything comes of it or not.
    fn people(&mut self, model: &Model) {
        for (place, jurisdiction) in model.jurisdictions.iter().enumerate() {
            let researchers = jurisdiction.researchers as f64 / scale(model);
            let address = format!("jurisdiction.{}.researchers", jurisdiction.id);
            self.add(address, researchers * years(model) * A_RESEARCHER);
            if let Some(stay) = &model.stays[place] {
                let residents = stay.could_lead(model.frame.scale);
                let address = first_residents(stay, &jurisdiction.id);
                self.add(address, residents * years(model));
            }
        }
        for organisation in &model.organisations {
            let address = format!("organisation.{}.stock", organisation.id);
            self.add(address, f64::from(organisation.stock));
        }
    }

    /// Meetings of panels.
    fn meetings(&mut self, model: &Model) {
        for office in &model.offices {
            if let Discipline::Panel { every, .. } = office.discipline {
                let days = f64::from(model.frame.end.day()) / f64::from(every.max(1));
                let address = format!("office.{}.branches", office.id);
                self.add(address, f64::from(office.branches) * days);
            }
        }
    }
}

/// What files research cases.
struct Source {
    /// The key that sets how many there are.
    address: String,
    /// Potential projects, wishes and years of residence, a year.
    a_year: f64,
    /// Crossings that they may set out on, a year.
    may_file: f64,
}

/// The key that sets how many residents there are on the first day.
fn first_residents(stay: &Stay, id: &str) -> String {
    match stay.natural {
        Some(_) => format!("stay.{id}.natural_exit_a_year"),
        None => format!("stay.{id}.stock"),
    }
}

fn sources(model: &Model) -> Vec<Source> {
    let mut sources = Vec::new();
    for (number, kind) in with_indices(&model.kinds) {
        let needs: f64 = kind.needs.iter().map(|need| need.share).sum();
        if kind.resident_led {
            for (place, stay) in model.stays.iter().enumerate() {
                let Some(stay) = stay.as_ref().filter(|stay| stay.kind == number) else {
                    continue;
                };
                let a_year = stay.could_lead(model.frame.scale) * stay.projects_a_year;
                let id = &model.jurisdictions[place].id;
                sources.push(Source {
                    address: format!("stay.{id}.projects_a_year"),
                    a_year,
                    may_file: a_year * needs,
                });
            }
            continue;
        }
        let (address, _) = rate(model, number);
        let a_year = potential(model, number);
        sources.push(Source {
            address,
            a_year,
            may_file: a_year * needs,
        });
    }
    for organisation in &model.organisations {
        let a_year = model.levers[organisation.arrivals.0 as usize].base;
        sources.push(Source {
            address: format!("organisation.{}.arrivals_a_year", organisation.id),
            a_year,
            may_file: a_year,
        });
    }
    for (place, stay) in model.stays.iter().enumerate() {
        if let Some(stay) = stay {
            let shares: f64 = stay.bundle.iter().map(|(_, _, share)| share).sum();
            sources.push(Source {
                address: first_residents(stay, &model.jurisdictions[place].id),
                a_year: 0.0,
                may_file: f64::from(stay.stock) / scale(model) * shares,
            });
        }
    }
    sources
}

/// Potential projects of a kind a year of a researcher, and the key that sets them: a
/// field whose multiplier outweighs all others, or the rate of all.
fn rate(model: &Model, kind: ProjectKindIndex) -> (String, f64) {
    let kind = &model.kinds[kind];
    let fields = model.fields.iter().zip(&kind.rate_by_field);
    let of_fields: Vec<f64> = fields.map(|(field, rate)| field.share * rate).collect();
    let sum: f64 = of_fields.iter().sum();
    let least = kind
        .rate_by_field
        .iter()
        .copied()
        .fold(f64::INFINITY, f64::min);
    let mut outweighing = model.fields.iter().zip(&of_fields).zip(&kind.rate_by_field);
    let field = outweighing.find(|((_, own), rate)| **own > sum / 2.0 && **rate > 10.0 * least);
    let address = field.map_or_else(
        || format!("project.{}.rate_a_year", kind.id),
        |((field, _), _)| format!("project.{}.field.{}", kind.id, field.id),
    );
    (address, sum)
}

/// Events of one filing of each procedure, in its steps.
fn a_case(model: &Model, calibration: &Calibration) -> Vec<f64> {
    let mut a_case = vec![0.0; model.procedures.len()];
    for split in &calibration.splits {
        a_case[split.procedure] += split.visits * A_VISIT;
    }
    a_case
}

/// Potential projects of a kind a year.
pub(super) fn potential(model: &Model, kind: ProjectKindIndex) -> f64 {
    if model.kinds[kind].resident_led {
        let stays = model.stays.iter().flatten();
        let of_kind = stays.filter(|stay| stay.kind == kind);
        return of_kind
            .map(|stay| stay.could_lead(model.frame.scale) * stay.projects_a_year)
            .sum();
    }
    let researchers = model.jurisdictions.iter().map(|place| place.researchers);
    researchers.sum::<u64>() as f64 / scale(model) * rate(model, kind).1
}

/// One in how many is simulated.
pub(super) fn scale(model: &Model) -> f64 {
    f64::from(model.frame.scale)
}

/// Simulated years, warm-up and run-off included.
pub(super) fn years(model: &Model) -> f64 {
    f64::from(model.frame.end) / YEAR
}
