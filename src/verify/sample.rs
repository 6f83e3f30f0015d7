//! One replication of a verification file, and what it measures.

use super::prediction::Quantity;
use super::residents;
use crate::draw::Luck;
use crate::engine::{
    Fact, Formation, Listener, Population, PotentialResident, State, World, run_off, warm_up,
};
use crate::model::{Instant, Model, OfficeIndex, Policy, Span};
use crate::time::HOUR_SECONDS;

/// What an office saw in the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct AtOffice {
    came: u64,
    turned_away: u64,
    served: u64,
    waited: u64,
    seconds: u64,
}

/// How many lived in a jurisdiction, over the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Lived {
    now: u64,
    since: Instant,
    /// Persons x seconds.
    persons: u64,
    /// Persons squared x seconds.
    squares: u64,
}

impl Lived {
    /// The same up to an instant: of a window, what lies in it.
    fn up_to(self, at: Instant, [from, to]: [Instant; 2]) -> Self {
        let passed = u64::from(at.min(to).saturating_since(self.since.max(from)));
        Self {
            since: at,
            persons: self.persons + self.now * passed,
            squares: self.squares + self.now * self.now * passed,
            ..self
        }
    }
}

/// Counts services, decisions and residents of the measured years.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Tally {
    from: Instant,
    to: Instant,
    offices: Vec<AtOffice>,
    /// Decisions and their seconds, by procedure.
    decided: Vec<(u64, u64)>,
    /// Files of the index, by procedure.
    filed: Vec<u64>,
    /// Projects begun, by the jurisdiction of the guest.
    guests: Vec<u64>,
    /// Residents, by jurisdiction.
    residents: Vec<Lived>,
    /// Potential and realised value of the projects that count.
    pub value: (u64, u64),
}

impl Tally {
    fn new(model: &Model, first: &[PotentialResident]) -> Self {
        let mut residents = vec![Lived::default(); model.jurisdictions.len()];
        for resident in first {
            residents[resident.jurisdiction.index()].now += 1;
        }
        Self {
            from: model.frame.measured_from,
            to: model.frame.measured_to,
            offices: vec![AtOffice::default(); model.offices.len()],
            decided: vec![(0, 0); model.procedures.len()],
            filed: vec![0; model.procedures.len()],
            guests: vec![0; model.jurisdictions.len()],
            residents,
            value: (0, 0),
        }
    }

    fn counts(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

impl Listener for Tally {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Served {
                office, waited, at, ..
            } if self.counts(*at) => {
                let own = &mut self.offices[office.index()];
                own.served += 1;
                own.waited += u64::from(*waited > Span::ZERO);
                own.seconds += u64::from(*waited);
            }
            Fact::Reached { office, at, .. } if self.counts(*at) => {
                self.offices[office.index()].came += 1;
            }
            Fact::TurnedAway { office, at, .. } if self.counts(*at) => {
                self.offices[office.index()].turned_away += 1;
            }
            Fact::Decided {
                procedure,
                filed,
                at,
                ..
            } if self.counts(*at) => {
                let (count, seconds) = &mut self.decided[procedure.index()];
                *count += 1;
                *seconds += u64::from(*at - *filed);
            }
            Fact::Residents {
                jurisdiction,
                change,
                at,
            } => {
                let own = &mut self.residents[jurisdiction.index()];
                *own = own.up_to(*at, [self.from, self.to]);
                own.now = own.now.saturating_add_signed(i64::from(*change));
            }
            Fact::Filed {
                procedure,
                research: true,
                at,
                ..
            } if self.counts(*at) => self.filed[procedure.index()] += 1,
            Fact::ProjectEnded {
                project,
                realised,
                begun,
                ..
            } if self.counts(project.earliest) => {
                self.guests[project.guest.index()] += u64::from(begun.is_some());
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
    let mut tally = Tally::new(model, formation.first_residents());
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
                let own = self.tally.offices[office.index()];
                ratio(own.seconds, own.served) / HOUR_SECONDS
            }
            Quantity::Waits(office) => {
                let own = self.tally.offices[office.index()];
                ratio(own.waited, own.served)
            }
            Quantity::TurnedAway(office) => {
                let own = self.tally.offices[office.index()];
                ratio(own.turned_away, own.came)
            }
            Quantity::GivesUp(office) => {
                let own = self.tally.offices[office.index()];
                1.0 - ratio(own.served, own.came - own.turned_away)
            }
            Quantity::Covered(procedure) => {
                let place = model.procedures[procedure].jurisdiction;
                1.0 - ratio(
                    self.tally.filed[procedure],
                    self.tally.guests[place.index()],
                )
            }
            Quantity::Residents(place) => self.lived(place).persons as f64 / self.seconds(),
            Quantity::Spread => {
                let of = |place: usize| {
                    let (lived, mean) = (self.lived(place), residents::mean(model, place));
                    let [once, twice] = [lived.persons, lived.squares].map(|sum| sum as f64);
                    let squares = (twice - 2.0 * mean * once) / self.seconds() + mean * mean;
                    (squares, mean)
                };
                let all = residents::places(model).map(of);
                let (squares, means) =
                    all.fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
                squares / means
            }
            Quantity::Number(office) => self.in_window(office, |sums| sums.queued + sums.busy),
            Quantity::Queue(office) => self.in_window(office, |sums| sums.queued),
            Quantity::Utilisation(office) => {
                let officers = model.levers[model.offices[office].officers.0 as usize].base;
                self.in_window(office, |sums| sums.busy) / officers
            }
            Quantity::Elapsed(procedure) => {
                let (count, seconds) = self.tally.decided[procedure];
                ratio(seconds, count) / HOUR_SECONDS
            }
        }
    }

    /// The measured time.
    fn seconds(&self) -> f64 {
        f64::from(self.tally.to - self.tally.from)
    }

    /// Residents of a jurisdiction, all measured years over.
    fn lived(&self, place: usize) -> Lived {
        let window = [self.tally.from, self.tally.to];
        self.tally.residents[place].up_to(self.tally.to, window)
    }

    /// The mean over the measured years of what an office's branch integrates.
    fn in_window(&self, office: OfficeIndex, of: impl Fn(&crate::engine::Sums) -> u64) -> f64 {
        let parts = self.state.parts.iter();
        let sum: u64 = parts
            .flat_map(|part| part.branches.iter().zip(&part.marks))
            .filter(|(branch, _)| branch.office == office)
            .map(|(_, [start, end])| of(end) - of(start))
            .sum();
        sum as f64 / self.seconds()
    }
}
