//! One replication of a verification file, and what it measures.

use super::network::Quantity;
use crate::draw::Luck;
use crate::engine::{Fact, Formation, Listener, Population, State, World, run_off, warm_up};
use crate::model::{Model, Policy, Tick};

const HOUR: f64 = 3600.0;

/// What an office saw in the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct AtOffice {
    came: u64,
    turned_away: u64,
    served: u64,
    waited: u64,
    seconds: u64,
}

/// Counts services and decisions of the measured years.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    from: Tick,
    to: Tick,
    offices: Vec<AtOffice>,
    /// Decisions and their seconds, by procedure.
    decided: Vec<(u64, u64)>,
    /// Potential and realised value of the projects that count.
    pub value: (u64, u64),
}

impl Tally {
    fn new(model: &Model) -> Self {
        Self {
            from: model.frame.measured_from,
            to: model.frame.measured_to,
            offices: vec![AtOffice::default(); model.offices.len()],
            decided: vec![(0, 0); model.procedures.len()],
            value: (0, 0),
        }
    }

    fn counts(&self, at: Tick) -> bool {
        self.from <= at && at < self.to
    }
}

impl Listener for Tally {
    fn hear(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Served {
                office, waited, at, ..
            } if self.counts(*at) => {
                let own = &mut self.offices[usize::from(*office)];
                own.served += 1;
                own.waited += u64::from(*waited > 0);
                own.seconds += u64::from(*waited);
            }
            Fact::Reached { office, at, .. } if self.counts(*at) => {
                self.offices[usize::from(*office)].came += 1;
            }
            Fact::TurnedAway { office, at, .. } if self.counts(*at) => {
                self.offices[usize::from(*office)].turned_away += 1;
            }
            Fact::Decided {
                procedure,
                filed,
                at,
                ..
            } if self.counts(*at) => {
                let (count, seconds) = &mut self.decided[usize::from(*procedure)];
                *count += 1;
                *seconds += u64::from(at - filed);
            }
            Fact::ProjectEnded {
                project, realised, ..
            } if self.counts(project.earliest) => {
                self.value.0 += project.potential;
                self.value.1 += realised;
            }
            Fact::Served { .. }
            | Fact::Decided { .. }
            | Fact::ProjectEnded { .. }
            | Fact::NeedEnded { .. }
            | Fact::Passed { .. }
            | Fact::Arrived { .. }
            | Fact::Filed { .. }
            | Fact::StepEnded { .. }
            | Fact::Reached { .. }
            | Fact::TurnedAway { .. }
            | Fact::Awarded { .. }
            | Fact::Agreed { .. }
            | Fact::Residents { .. }
            | Fact::StayYear { .. }
            | Fact::Organisation { .. } => {}
        }
    }
}

/// A replication at its end.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// What was heard.
    pub tally: Tally,
    /// The state at the end.
    pub state: State,
    /// Residuals of the identities, by name and subject.
    pub residuals: Vec<(&'static str, String, i64)>,
}

/// Runs one replication of a model under a policy until its measured years are past
/// and every project that counts is decided.
#[must_use]
pub fn sample(
    model: &Model,
    policy: &Policy,
    population: &Population,
    seed: u64,
    replication: u32,
) -> Sample {
    let luck = Luck::new(seed, u64::from(replication));
    let frame = &model.frame;
    let formation = Formation::new(model, population, luck, frame.end);
    let world = World::new(model, policy, population, &formation, luck);
    let mut tally = Tally::new(model);
    let mut state = warm_up(&world, &mut tally);
    run_off(&world, &mut state, &mut tally);
    let residuals = state
        .audit(&world)
        .into_iter()
        .map(|check| (check.check, check.subject, check.residual))
        .collect();
    Sample {
        tally,
        state,
        residuals,
    }
}

impl Sample {
    /// Sum of the residuals of all identities, without their signs.
    #[must_use]
    pub fn off(&self) -> u64 {
        self.residuals
            .iter()
            .map(|(_, _, residual)| residual.unsigned_abs())
            .sum()
    }

    /// The value of a quantity in this replication.
    #[must_use]
    pub fn value(&self, model: &Model, quantity: Quantity) -> f64 {
        let ratio = |sum: u64, count: u64| sum as f64 / count as f64;
        match quantity {
            Quantity::Wait(office) => {
                let own = self.tally.offices[office];
                ratio(own.seconds, own.served) / HOUR
            }
            Quantity::Waits(office) => {
                let own = self.tally.offices[office];
                ratio(own.waited, own.served)
            }
            Quantity::TurnedAway(office) => {
                let own = self.tally.offices[office];
                ratio(own.turned_away, own.came)
            }
            Quantity::GivesUp(office) => {
                let own = self.tally.offices[office];
                1.0 - ratio(own.served, own.came - own.turned_away)
            }
            Quantity::Number(office) => self.in_window(office, |sums| sums.queued + sums.busy),
            Quantity::Queue(office) => self.in_window(office, |sums| sums.queued),
            Quantity::Utilisation(office) => {
                let officers = model.levers[model.offices[office].officers.0 as usize].base;
                self.in_window(office, |sums| sums.busy) / officers
            }
            Quantity::Elapsed(procedure) => {
                let (count, seconds) = self.tally.decided[procedure];
                ratio(seconds, count) / HOUR
            }
        }
    }

    /// The mean over the measured years of what an office's branch integrates.
    fn in_window(&self, office: usize, of: impl Fn(&crate::engine::Sums) -> u64) -> f64 {
        let parts = self.state.parts.iter();
        let sum: u64 = parts
            .flat_map(|part| part.branches.iter().zip(&part.marks))
            .filter(|(branch, _)| branch.office as usize == office)
            .map(|(_, [start, end])| of(end) - of(start))
            .sum();
        sum as f64 / f64::from(self.tally.to - self.tally.from)
    }
}
