//! The state of a run: its parts, which advance day by day together.

use std::sync::Arc;

use rayon::prelude::*;

use super::mailbox::exchange;
use super::partition::Partition;
use crate::engine::ledger::audit::{Check, audit};
use crate::engine::ledger::fact::Listener;
use crate::engine::part::{Part, first_part};
use crate::engine::people::batch::Batch;
use crate::engine::record::{Decided, PotentialResident};
use crate::engine::run::Run;
use crate::engine::world::World;
use crate::id::indices;
use crate::model::{Instant, JurisdictionIndex, Weighed};

/// Everything that changes in a run. It can be copied and compared.
#[derive(Debug, Clone, PartialEq)]
pub struct State {
    /// Its parts. Together they hold what a single part would.
    pub parts: Vec<Part>,
    /// The projects of the next batch, if they have been drawn in advance.
    ahead: Option<Arc<Batch>>,
}

impl State {
    /// The state before the first event.
    #[must_use]
    pub fn first(world: &World<'_>, partition: Partition) -> Self {
        let partition = Arc::new(partition);
        let parts = (0..partition.parts()).map(|number| first_part(world, number, &partition));
        Self {
            parts: parts.collect(),
            ahead: None,
        }
    }

    /// Now.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.parts[0].now
    }

    /// When the potential projects drawn so far have formed.
    #[must_use]
    pub fn formed_until(&self) -> Instant {
        self.parts[0].batch.to
    }

    /// Potential residents of the projects drawn so far.
    #[must_use]
    pub fn potential_residents(&self) -> Arc<Vec<PotentialResident>> {
        Arc::clone(&self.parts[0].potential_residents)
    }

    /// Stores the projects of the next batch in advance.
    pub fn draw_ahead(&mut self, batch: Arc<Batch>) {
        self.ahead = Some(batch);
    }

    /// Arrivals, service starts, finishes and timers so far.
    #[must_use]
    pub fn events(&self) -> u64 {
        self.parts.iter().map(|part| part.events).sum()
    }

    /// Memory of a run in bytes, to a few per cent.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.parts.iter().map(Part::bytes).sum()
    }

    /// Stops recording causes: from here on trails keep only the time at each place.
    pub fn forget_causes(&mut self) {
        for part in &mut self.parts {
            part.trails.forget_causes();
        }
    }

    /// Whether the measured years are past and every project that counts is decided.
    #[must_use]
    pub fn is_over(&self, world: &World<'_>) -> bool {
        is_over(world, self.parts.iter())
    }

    /// Decided crossings of each corridor and channel: in this year, and in the years whose
    /// figures have been published.
    pub fn decided(&self) -> impl Iterator<Item = (Decided, Decided)> {
        let places = 0..self.parts[0].public.len();
        places.map(|place| (self.year_of(place), self.parts[0].public[place].published))
    }

    /// What leads weighed in the measured years, where a pilot asks.
    pub fn weighed(&self) -> impl Iterator<Item = Weighed> {
        self.parts
            .iter()
            .flat_map(|part| part.weighed.iter().copied())
    }

    fn year_of(&self, place: usize) -> Decided {
        let years = self.parts.iter().map(|part| part.public[place].year);
        years.fold(Decided::default(), |mut sum, year| {
            sum.add(year);
            sum
        })
    }

    /// Schedules every event that has no cause within the run.
    pub(in crate::engine) fn open<L: Listener>(&mut self, world: &World<'_>, listener: &mut [L]) {
        for (part, listener) in self.parts.iter_mut().zip(listener) {
            Run::new(world, part, listener).open();
        }
    }

    /// Runs to a midnight, or, if `ends_when_over`, to the midnight at which the run is over, if
    /// that is earlier. Each part has its own listener.
    ///
    /// # Panics
    ///
    /// If there are not as many listeners as parts.
    pub(in crate::engine) fn run_to<L: Listener + Send>(
        &mut self,
        world: &World<'_>,
        listener: &mut [L],
        (to, ends_when_over): (Instant, bool),
    ) {
        assert_eq!(self.parts.len(), listener.len(), "a listener for each part");
        let ahead = &mut self.ahead;
        let mut runs: Vec<Run<'_, '_, L>> = self
            .parts
            .iter_mut()
            .zip(listener)
            .map(|(part, listener)| Run::new(world, part, listener))
            .collect();
        loop {
            let now = runs[0].state.now;
            if now >= to {
                return;
            }
            if ends_when_over && is_over(world, runs.iter().map(|run| &*run.state)) {
                return;
            }
            if now >= runs[0].state.batch.to {
                begin_batch(world, &mut runs, ahead);
            }
            publish_counts(world, &mut runs);
            if let [run] = &mut runs[..] {
                run.pass_day();
            } else {
                runs.par_iter_mut().for_each(Run::pass_day);
            }
            let mut mailboxes: Vec<_> = runs.iter_mut().map(|run| &mut run.state.mailbox).collect();
            exchange(&mut mailboxes);
        }
    }

    /// Checks every identity of a run at its end.
    #[must_use]
    pub fn audit(&mut self, world: &World<'_>) -> Vec<Check> {
        let mut parts = self.parts.iter_mut();
        let mut checks = parts
            .next()
            .map_or_else(Vec::new, |part| audit(world, part));
        for part in parts {
            for (sum, check) in checks.iter_mut().zip(audit(world, part)) {
                sum.residual += check.residual;
            }
        }
        checks
    }
}

/// Whether the measured years are past and every project that counts is decided.
fn is_over<'a>(world: &World<'_>, parts: impl Iterator<Item = &'a Part>) -> bool {
    // Every project that may start in the measured years has formed by their end.
    let frame = &world.model.frame;
    let (mut now, mut counted, mut to_count) = (Instant::START, 0, 0);
    for part in parts {
        now = part.now;
        counted += part.tally.counted;
        to_count += part.tally.to_count;
    }
    now >= frame.end || now >= frame.measured_to && counted == to_count
}

/// Begins a batch: its potential projects and the residents that their posts would create.
fn begin_batch<L: Listener>(
    world: &World<'_>,
    runs: &mut [Run<'_, '_, L>],
    ahead: &mut Option<Arc<Batch>>,
) {
    let (now, known) = (
        runs[0].state.now,
        Arc::clone(&runs[0].state.potential_residents),
    );
    let in_parts = runs.len() > 1;
    let batch = ahead
        .take()
        .unwrap_or_else(|| world.batch(now, &known, in_parts));
    let potential_residents = if batch.residents.is_empty() {
        known
    } else {
        Arc::new([&known[..], &batch.residents[..]].concat())
    };
    for run in runs {
        run.begin_batch(&batch, &potential_residents);
    }
}

/// Publishes the counts of residents and organisations to all jurisdictions, every midnight, and
/// the crossings decided in a year, when it ends.
fn publish_counts<L: Listener>(world: &World<'_>, runs: &mut [Run<'_, '_, L>]) {
    let partition = Arc::clone(&runs[0].state.partition);
    for place in indices::<JurisdictionIndex>(world.model.jurisdictions.len()) {
        let part = &runs[partition.part_of(place)].state;
        let (residents, settled) = (
            part.residents[place.index()].clone(),
            part.settled[place.index()],
        );
        for run in &mut *runs {
            run.state.at_midnight.residents[place.index()].clone_from(&residents);
            run.state.at_midnight.settled[place.index()] = settled;
        }
    }
    let now = runs[0].state.now;
    if runs.len() > 1 && world.model.frame.turns_of_year.contains(&now) {
        for place in 0..runs[0].state.public.len() {
            let mut year = Decided::default();
            for run in &*runs {
                year.add(run.state.public[place].year);
            }
            for run in &mut *runs {
                run.state.public[place].year = year;
            }
        }
    }
}
