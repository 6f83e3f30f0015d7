//! Officers' open time, and the sums taken from the state at the end of a run.

use super::axes::Slice;
use super::run_sums::RunSums;
use super::sum::Sum;
use crate::engine::{State, World};
use crate::model::levers::{Move, compose};
use crate::model::{Discipline, HostGroup, Instant, Office, Span};

/// A part-time share of an officer below this length a day is ignored.
const LEAST_PART: Span = Span::from_seconds(60);

impl RunSums {
    /// Closes the books: open time of officers, integrals of the branches,
    /// residents up to the end of the measured years.
    pub fn close(&mut self, world: &World<'_>, state: &State) {
        let (to, starts) = (self.axes.to, self.axes.year_starts.clone());
        for residents in &mut self.residents {
            residents.change(to, 0, &starts);
        }
        for (number, office) in world.model.offices.iter().enumerate() {
            self.offices[number].capacity = self.capacity(world, number, office);
            self.offices[number].places = self.places(world, number, office);
        }
        let parts = state.parts.iter();
        for (branch, [start, end]) in parts.flat_map(|part| part.branches.iter().zip(&part.marks)) {
            let office = &mut self.offices[branch.office.index()];
            office.busy += end.busy + end.busy_part - start.busy - start.busy_part;
            office.waiting += end.queued - start.queued;
        }
        for channel in 0..self.crossed.len() {
            self.add_up_crossings(channel);
        }
        self.add_up_cohorts();
        self.events = state.events();
        for channel in &mut self.crossings {
            channel.sort_unstable();
        }
    }

    /// Adds the time of each crossing of a channel to its slices.
    pub(super) fn add_up_crossings(&mut self, channel: usize) {
        let needs = &mut self.needs[channel];
        for (places, seconds) in self.crossed[channel].drain(..) {
            for place in places {
                needs[usize::from(place)].elapsed.add(seconds);
            }
        }
    }

    /// Years, sections and totals are the sums of the cohorts.
    fn add_up_cohorts(&mut self) {
        for year in 0..self.axes.years() {
            for group in HostGroup::ALL {
                let cohort = self.axes.cohort(year, group);
                let (period, group) = (Some(self.axes.period(year)), Some(group));
                for slice in [
                    Slice::All,
                    Slice::Year(year),
                    Slice::Section(None, group),
                    Slice::Section(period, None),
                    Slice::Section(period, group),
                ] {
                    let sum = self.axes.index(slice);
                    add_to(&mut self.projects, sum, cohort);
                    add_to(&mut self.arrivals, sum, cohort);
                    for needs in &mut self.needs {
                        add_to(needs, sum, cohort);
                    }
                }
            }
        }
    }

    /// Open seconds of all officers of an office in the measured years; 0 where
    /// officers are not counted: a panel, officers without limit.
    fn capacity(&self, world: &World<'_>, number: usize, office: &Office) -> u64 {
        let boundless = office.unlimited || world.model.transform.unlimited_officers;
        if boundless || matches!(office.discipline, Discipline::Panel { .. }) {
            return 0;
        }
        let calendar = &world.model.calendars[office.calendar];
        let open = |officers: f64, from: Instant, to: Instant| {
            let officers = officers.max(1.0);
            let full = officers as u32;
            let part = Span::from_seconds_f64(
                f64::from(calendar.day_length()) * (officers - f64::from(full)),
            );
            let of_part = if part >= LEAST_PART {
                calendar.open_part(to, part) - calendar.open_part(from, part)
            } else {
                0
            };
            u64::from(full) * (calendar.open(to) - calendar.open(from)) + of_part
        };
        let (first, last) = (self.axes.from.day(), self.axes.to.day());
        let is_moved = |step: &Move| step.lever == office.officers;
        let seconds: u64 = if world.policy.moves.iter().any(is_moved) {
            (first..last)
                .map(|day| {
                    open(
                        officers_on(world, office, day),
                        Instant::midnight(day),
                        Instant::midnight(day + 1),
                    )
                })
                .sum()
        } else {
            open(
                officers_on(world, office, first),
                Instant::midnight(first),
                Instant::midnight(last),
            )
        };
        seconds * u64::from(world.branches[number])
    }

    /// Places at the meetings of a panel in the measured years. More officers let
    /// it take more cases at a sitting.
    fn places(&self, world: &World<'_>, number: usize, office: &Office) -> u64 {
        let boundless = office.unlimited || world.model.transform.unlimited_officers;
        let Discipline::Panel { every, at_most } = office.discipline else {
            return 0;
        };
        if boundless {
            return 0;
        }
        let calendar = &world.model.calendars[office.calendar];
        let base = world.model.levers[office.officers.index()].base;
        let mut places = 0;
        for meeting in 1_u64.. {
            let opening = calendar.opening_of(meeting * u64::from(every));
            if opening >= self.axes.to {
                break;
            }
            if opening >= self.axes.from {
                let more = if base > 0.0 {
                    officers_on(world, office, opening.day()) / base
                } else {
                    1.0
                };
                places += (f64::from(at_most) * more + 0.5) as u64;
            }
        }
        places * u64::from(world.branches[number])
    }
}

/// Adds one of the sums to another.
fn add_to<S: Sum>(sums: &mut [S], sum: usize, part: usize) {
    if let Ok([sum, part]) = sums.get_disjoint_mut([sum, part]) {
        sum.absorb(part);
    }
}

/// Officers a branch on a day.
fn officers_on(world: &World<'_>, office: &Office, day: u32) -> f64 {
    let lever = &world.model.levers[office.officers.index()];
    let mut changes = world.policy.moves.iter();
    let change = changes.find(|step| step.lever == office.officers);
    change.map_or(lever.base, |step| {
        let on = f64::from(day);
        compose(lever.base, lever.range, &step.steps, on, false)
    })
}
