//! How the elapsed time of a step splits into queue, work and passage.

use super::gates::wall_seconds;
use super::offices::OfficeRow;
use super::queue::Hours;
use super::visits::{Visits, base};
use crate::model::{Discipline, Duration, Model, OfficeIndex, Place, bits};

/// The elapsed time of one step, in seconds of the wall clock.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    pub procedure: usize,
    pub step: usize,
    /// Its office; none: an agreement.
    pub office: Option<OfficeIndex>,
    /// How often it is done, a filing.
    pub visits: f64,
    /// Known elapsed time.
    pub known: Option<f64>,
    /// Waiting for an officer, and for the office to open.
    pub queue: f64,
    /// With an officer.
    pub work: f64,
    pub passage: f64,
    /// What a pilot run took beyond these three, below 0 if it took less: files do not come to
    /// a step at any hour, as the equations assume.
    pub excess: f64,
}

impl Split {
    /// The whole.
    #[must_use]
    pub fn elapsed(&self) -> f64 {
        self.queue + self.work + self.passage + self.excess
    }
}

/// Seconds of the wall clock with an officer who is free, of all steps in the order of
/// procedures and steps.
pub fn alone(model: &Model, hours: &[Hours]) -> Vec<f64> {
    let steps = model.procedures.iter().flat_map(|given| &given.steps);
    steps
        .map(|step| match step.place {
            Place::Office(office) => {
                hours[model.offices[office].calendar.index()].elapsed(step.work.mean())
            }
            Place::Agreement(_) => 0.0,
        })
        .collect()
}

/// The splits of all steps, with what a pilot found beyond the equations; `alone` are their
/// times with an officer who is free.
pub fn split(
    model: &Model,
    (hours, visits, alone): (&[Hours], &[Visits], &[f64]),
    rows: &[OfficeRow],
    excess: &[Vec<f64>],
) -> Vec<Split> {
    let mut splits = Vec::new();
    for (number, procedure) in model.procedures.iter().enumerate() {
        let papers = &hours[procedure.calendar.index()];
        for (place, step) in procedure.steps.iter().enumerate() {
            let known = step
                .elapsed
                .as_ref()
                .map(|elapsed| wall_seconds(elapsed, papers.open_share));
            let (office, queue, work, passage) = match step.place {
                Place::Office(office) => {
                    let (work, alone) = (step.work.mean(), alone[splits.len()]);
                    let (queue, work) = at_office(model, hours, &rows[office.index()], work, alone);
                    let passage = step
                        .passage
                        .as_ref()
                        .map_or(0.0, |passage| wall_seconds(passage, papers.open_share));
                    (Some(office), queue, work, passage)
                }
                Place::Agreement(agreement) => {
                    let negotiation = &model.agreements[agreement].passage;
                    (None, 0.0, 0.0, wall_seconds(negotiation, papers.open_share))
                }
            };
            let excess = excess.get(number).and_then(|steps| steps.get(place));
            let excess = excess.copied().unwrap_or_default();
            splits.push(Split {
                procedure: number,
                step: place,
                office,
                visits: visits[number].steps[place],
                known,
                queue,
                work,
                passage: known.map_or(passage, |known| (known - queue - work - excess).max(0.0)),
                excess,
            });
        }
    }
    splits
}

/// Seconds of the wall clock in the queue and with an officer.
fn at_office(model: &Model, hours: &[Hours], row: &OfficeRow, work: f64, alone: f64) -> (f64, f64) {
    if work <= 0.0 {
        return (0.0, 0.0);
    }
    let office = &model.offices[row.office];
    let hours = &hours[office.calendar.index()];
    if matches!(office.discipline, Discipline::Panel { .. }) && !office.unlimited {
        // It meets when the office opens: no night lies before short work.
        let share = hours.open_share.max(1e-9);
        return (row.queue_open / share, work.max(alone - hours.elapsed(1.0)));
    }
    (hours.elapsed(work + row.queue_open) - alone, alone)
}

/// Mean seconds of preparation, and from filing to decision, by the splits of the
/// procedure's own steps.
pub fn times(
    model: &Model,
    hours: &[Hours],
    number: usize,
    visits: &Visits,
    splits: &[Split],
) -> (f64, f64) {
    let procedure = &model.procedures[number];
    let share = hours[procedure.calendar.index()].open_share;
    let wall = |duration: Option<&Duration>| {
        duration.map_or(0.0, |duration| wall_seconds(duration, share))
    };
    let prepared = wall(procedure.prepare.as_ref());
    let corrected = wall(procedure.correct.as_ref());
    let complete = base(model, procedure.complete).max(0.01);
    let incomplete = 1.0 - complete;
    let kept = 1.0 - procedure.quit;
    let at_counter = incomplete * kept / (complete + incomplete * procedure.quit);
    let rounds = visits.returns * kept + at_counter;
    let passages: Vec<f64> = splits
        .iter()
        .map(|split| split.visits * split.elapsed())
        .collect();
    // The longest path decides where branches run side by side.
    let graph = &procedure.graph;
    let mut ends = vec![0.0_f64; passages.len()];
    for _ in 0..passages.len() {
        for step in graph.active_steps() {
            let begins = bits(graph.before[step]).map(|before| ends[before]);
            ends[step] = begins.fold(0.0, f64::max) + passages[step];
        }
    }
    let longest = ends.into_iter().fold(0.0, f64::max);
    (prepared, longest + rounds * corrected)
}

/// Writes passage that follows from elapsed time, and what is expected of each
/// step, into the model.
pub fn write(model: &mut Model, splits: &[Split]) {
    for split in splits {
        let step = &mut model.procedures[split.procedure].steps[split.step];
        step.expected = split.elapsed();
        let (Some(elapsed), Some(known)) = (&step.elapsed, split.known) else {
            continue;
        };
        step.passage = (split.passage > 0.0 && known > 0.0).then(|| Duration {
            distribution: elapsed.distribution.times(split.passage / known),
            working: elapsed.working,
        });
    }
}
