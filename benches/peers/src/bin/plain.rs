//! The yardstick: the standard library's binary heap, and no framework.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use peers::works::{Span, agents, exponential, lognormal, mm3, pipeline};
use peers::{Ask, RandomStream, Office, Sums, program};
use rand::{RngExt, SeedableRng};
use rand_distr::Distribution;

fn main() {
    program("plain", |ask, seed| match ask {
        Ask::Mm3(size) => run_mm3(size, seed),
        Ask::Pipeline(size) => run_pipeline(size, seed),
        Ask::Agents(agents) => run_agents(agents, seed),
    });
}

struct Entry<What> {
    at: f64,
    what: What,
}

impl<What> Ord for Entry<What> {
    fn cmp(&self, other: &Self) -> Ordering {
        // The heap hands out its greatest, and times that are not negative are in the
        // order of their bits.
        other.at.to_bits().cmp(&self.at.to_bits())
    }
}

impl<What> PartialOrd for Entry<What> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<What> PartialEq for Entry<What> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<What> Eq for Entry<What> {}

/// What is due, and the day it is.
struct Calendar<What> {
    now: f64,
    to: f64,
    heap: BinaryHeap<Entry<What>>,
}

impl<What> Calendar<What> {
    fn new(span: Span, room: usize) -> Self {
        Self {
            now: 0.0,
            to: span.to,
            heap: BinaryHeap::with_capacity(room),
        }
    }

    fn due_in(&mut self, days: f64, what: What) {
        let at = self.now + days;
        self.heap.push(Entry { at, what });
    }

    fn next(&mut self) -> Option<What> {
        let Entry { at, what } = self.heap.pop().filter(|entry| entry.at < self.to)?;
        self.now = at;
        Some(what)
    }
}

fn run_mm3(size: u64, seed: u64) -> Sums {
    enum Due {
        Arrival,
        Finish,
    }
    let span = mm3::span(size);
    let mut sums = Sums::new(span);
    let mut luck = RandomStream::seed_from_u64(seed);
    let (gap, work) = (
        exponential(1.0 / mm3::ARRIVALS_A_DAY),
        exponential(mm3::WORK),
    );
    let mut office = Office::new(mm3::OFFICERS);
    let mut calendar = Calendar::new(span, 8);
    calendar.due_in(gap.sample(&mut luck), Due::Arrival);
    while let Some(due) = calendar.next() {
        let now = calendar.now;
        sums.line(office.in_line(), now);
        match due {
            Due::Arrival => {
                calendar.due_in(gap.sample(&mut luck), Due::Arrival);
                sums.arrived(now);
                if office.takes(now) {
                    sums.started(now, now);
                    calendar.due_in(work.sample(&mut luck), Due::Finish);
                }
            }
            Due::Finish => {
                sums.events += 1;
                if let Some(came) = office.next_case() {
                    sums.started(came, now);
                    calendar.due_in(work.sample(&mut luck), Due::Finish);
                }
            }
        }
    }
    sums
}

fn run_pipeline(size: u64, seed: u64) -> Sums {
    enum Due {
        Filing,
        Finish { step: u8, filed: f64 },
        Corrected { filed: f64 },
    }
    let span = pipeline::span(size);
    let mut sums = Sums::new(span);
    let mut luck = RandomStream::seed_from_u64(seed);
    let gap = exponential(1.0 / pipeline::APPLICATIONS_A_DAY);
    let correction = exponential(pipeline::CORRECTION);
    let work = pipeline::WORK.map(lognormal);
    let mut offices = pipeline::OFFICERS.map(Office::new);
    let mut calendar = Calendar::new(span, 1024);
    calendar.due_in(gap.sample(&mut luck), Due::Filing);
    while let Some(due) = calendar.next() {
        let now = calendar.now;
        let reached = match due {
            Due::Filing => {
                calendar.due_in(gap.sample(&mut luck), Due::Filing);
                Some((0, now))
            }
            Due::Corrected { filed } => {
                sums.events += 1;
                Some((0, filed))
            }
            Due::Finish { step, filed } => {
                sums.events += 1;
                let office = usize::from(step);
                if let Some(filed) = offices[office].next_case() {
                    sums.events += 1;
                    let days = work[office].sample(&mut luck);
                    calendar.due_in(days, Due::Finish { step, filed });
                }
                match office {
                    pipeline::REVIEW if luck.random_bool(pipeline::RETURNED) => {
                        calendar.due_in(correction.sample(&mut luck), Due::Corrected { filed });
                        None
                    }
                    pipeline::DECISION => {
                        sums.decided(filed, luck.random_bool(pipeline::REFUSED), now);
                        None
                    }
                    _ => Some((office + 1, filed)),
                }
            }
        };
        if let Some((office, filed)) = reached {
            sums.arrived(now);
            if offices[office].takes(filed) {
                sums.events += 1;
                let step = office as u8;
                let days = work[office].sample(&mut luck);
                calendar.due_in(days, Due::Finish { step, filed });
            }
        }
    }
    sums
}

fn run_agents(agents: u64, seed: u64) -> Sums {
    enum Due {
        Filing { agent: u32 },
        Finish,
    }
    let span = agents::span();
    let mut sums = Sums::new(span);
    let mut luck = RandomStream::seed_from_u64(seed);
    let (rest, work) = (exponential(agents::REST), exponential(agents::WORK));
    let officers = agents::officers(agents);
    let mut office = Office::new(officers);
    let mut calendar = Calendar::new(span, agents as usize + officers as usize);
    for agent in 0..agents as u32 {
        calendar.due_in(rest.sample(&mut luck), Due::Filing { agent });
    }
    while let Some(due) = calendar.next() {
        let now = calendar.now;
        match due {
            Due::Filing { agent } => {
                calendar.due_in(rest.sample(&mut luck), Due::Filing { agent });
                sums.arrived(now);
                if office.takes(now) {
                    sums.started(now, now);
                    calendar.due_in(work.sample(&mut luck), Due::Finish);
                }
            }
            Due::Finish => {
                sums.events += 1;
                if let Some(came) = office.next_case() {
                    sums.started(came, now);
                    calendar.due_in(work.sample(&mut luck), Due::Finish);
                }
            }
        }
    }
    sums
}
