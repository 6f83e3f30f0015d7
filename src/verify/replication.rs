//! One replication of a verification file and its measurements.

use super::prediction::TheoryQuantity;
use super::residents;
use crate::calibrate::base;
use crate::draw::RandomStream;
use crate::engine::{
    Fact, Formation, Listener, Population, PotentialResident, State, World, run_off, warm_up,
};
use crate::model::{Instant, Model, OfficeIndex, Policy, Span};
use crate::time::HOUR_SECONDS;

/// Counts of an office in the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct OfficeCounts {
    arrivals: u64,
    turned_away: u64,
    served: u64,
    waited: u64,
    seconds: u64,
}

/// The number of residents of a jurisdiction, integrated over the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct ResidentCount {
    now: u64,
    since: Instant,
    /// Persons times seconds.
    persons: u64,
    /// Squared persons times seconds.
    squares: u64,
}

impl ResidentCount {
    /// Advances the integrals to an instant, counting only the time within the window.
    fn advanced_to(self, at: Instant, [from, to]: [Instant; 2]) -> Self {
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
pub struct MeasuredCounts {
    from: Instant,
    to: Instant,
    offices: Vec<OfficeCounts>,
    /// Decisions and their seconds, by procedure.
    decided: Vec<(u64, u64)>,
    /// Filed research cases, by procedure.
    filed: Vec<u64>,
    /// Projects begun, by the jurisdiction of the guest.
    guests: Vec<u64>,
    /// Residents, by jurisdiction.
    residents: Vec<ResidentCount>,
    /// Potential and realised value of the projects that count.
    pub value: (u64, u64),
}

impl MeasuredCounts {
    fn new(model: &Model, first: &[PotentialResident]) -> Self {
        let mut residents = vec![ResidentCount::default(); model.jurisdictions.len()];
        for resident in first.iter().filter(|resident| resident.is_there(model)) {
            residents[resident.jurisdiction.index()].now += 1;
        }
        Self {
            from: model.frame.measured_from,
            to: model.frame.measured_to,
            offices: vec![OfficeCounts::default(); model.offices.len()],
            decided: vec![(0, 0); model.procedures.len()],
            filed: vec![0; model.procedures.len()],
            guests: vec![0; model.jurisdictions.len()],
            residents,
            value: (0, 0),
        }
    }

    fn is_measured(&self, at: Instant) -> bool {
        self.from <= at && at < self.to
    }
}

impl Listener for MeasuredCounts {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Served {
                office, waited, at, ..
            } if self.is_measured(*at) => {
                let counts = &mut self.offices[office.index()];
                counts.served += 1;
                counts.waited += u64::from(*waited > Span::ZERO);
                counts.seconds += u64::from(*waited);
            }
            Fact::Reached { office, at, .. } if self.is_measured(*at) => {
                self.offices[office.index()].arrivals += 1;
            }
            Fact::TurnedAway { office, at, .. } if self.is_measured(*at) => {
                self.offices[office.index()].turned_away += 1;
            }
            Fact::Decided {
                procedure,
                filed,
                at,
                ..
            } if self.is_measured(*at) => {
                let (count, seconds) = &mut self.decided[procedure.index()];
                *count += 1;
                *seconds += u64::from(*at - *filed);
            }
            Fact::Residents {
                jurisdiction,
                change,
                at,
                ..
            } => {
                let residents = &mut self.residents[jurisdiction.index()];
                *residents = residents.advanced_to(*at, [self.from, self.to]);
                residents.now = residents.now.saturating_add_signed(i64::from(*change));
            }
            Fact::Filed {
                procedure,
                research: true,
                at,
                ..
            } if self.is_measured(*at) => self.filed[procedure.index()] += 1,
            Fact::ProjectEnded {
                project,
                realised,
                begun,
                ..
            } if self.is_measured(project.earliest) => {
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
pub struct Replication {
    pub counts: MeasuredCounts,
    /// The state at the end.
    pub state: State,
    /// Residuals of the identities, by name and subject.
    pub residuals: Vec<(&'static str, String, i64)>,
}

/// Runs one replication of a model under a policy until its measured years are past
/// and every project that counts is decided.
#[must_use]
pub fn run_replication(
    model: &Model,
    policy: &Policy,
    population: &Population,
    seed: u64,
    replication: u32,
) -> Replication {
    let luck = RandomStream::new(seed, u64::from(replication));
    let frame = &model.frame;
    let formation = Formation::new(model, population, luck, frame.end);
    let world = World::new(model, policy, population, &formation, luck);
    let mut counts = MeasuredCounts::new(model, formation.first_residents());
    let mut state = warm_up(&world, &mut counts);
    run_off(&world, &mut state, &mut counts);
    let residuals = state
        .audit(&world)
        .into_iter()
        .map(|check| (check.check, check.subject, check.residual))
        .collect();
    Replication {
        counts,
        state,
        residuals,
    }
}

impl Replication {
    /// Sum of the absolute residuals of all identities.
    #[must_use]
    pub fn residual_sum(&self) -> u64 {
        self.residuals
            .iter()
            .map(|(_, _, residual)| residual.unsigned_abs())
            .sum()
    }

    /// The value of a quantity in this replication.
    #[must_use]
    pub fn value(&self, model: &Model, quantity: TheoryQuantity) -> f64 {
        let ratio = |sum: u64, count: u64| sum as f64 / count as f64;
        match quantity {
            TheoryQuantity::Wait(office) => {
                let counts = self.counts.offices[office.index()];
                ratio(counts.seconds, counts.served) / HOUR_SECONDS
            }
            TheoryQuantity::Waits(office) => {
                let counts = self.counts.offices[office.index()];
                ratio(counts.waited, counts.served)
            }
            TheoryQuantity::TurnedAway(office) => {
                let counts = self.counts.offices[office.index()];
                ratio(counts.turned_away, counts.arrivals)
            }
            TheoryQuantity::GivesUp(office) => {
                let counts = self.counts.offices[office.index()];
                1.0 - ratio(counts.served, counts.arrivals - counts.turned_away)
            }
            TheoryQuantity::Covered(procedure) => {
                let place = model.procedures[procedure].jurisdiction;
                1.0 - ratio(
                    self.counts.filed[procedure],
                    self.counts.guests[place.index()],
                )
            }
            TheoryQuantity::Residents(place) => {
                self.residents(place).persons as f64 / self.seconds()
            }
            TheoryQuantity::Spread => {
                let (mut squares, mut means) = (0.0, 0.0);
                for place in residents::jurisdictions(model) {
                    let count = self.residents(place);
                    let mean = residents::mean_residents(model, place);
                    let [persons, persons_squared] =
                        [count.persons, count.squares].map(|sum| sum as f64);
                    squares +=
                        (persons_squared - 2.0 * mean * persons) / self.seconds() + mean * mean;
                    means += mean;
                }
                squares / means
            }
            TheoryQuantity::Number(office) => {
                self.mean_in_window(office, |sums| sums.queued + sums.busy)
            }
            TheoryQuantity::Queue(office) => self.mean_in_window(office, |sums| sums.queued),
            TheoryQuantity::Utilisation(office) => {
                let officers = base(model, model.offices[office].officers);
                self.mean_in_window(office, |sums| sums.busy) / officers
            }
            TheoryQuantity::Elapsed(procedure) => {
                let (count, seconds) = self.counts.decided[procedure];
                ratio(seconds, count) / HOUR_SECONDS
            }
        }
    }

    /// Length of the measured time.
    fn seconds(&self) -> f64 {
        f64::from(self.counts.to - self.counts.from)
    }

    /// Residents of a jurisdiction over all measured years.
    fn residents(&self, place: usize) -> ResidentCount {
        let window = [self.counts.from, self.counts.to];
        self.counts.residents[place].advanced_to(self.counts.to, window)
    }

    /// The mean of an integral of an office over the measured years.
    fn mean_in_window(
        &self,
        office: OfficeIndex,
        integral: impl Fn(&crate::engine::Sums) -> u64,
    ) -> f64 {
        let parts = self.state.parts.iter();
        let sum: u64 = parts
            .flat_map(|part| part.branches.iter().zip(&part.marks))
            .filter(|(branch, _)| branch.office == office)
            .map(|(_, [start, end])| integral(end) - integral(start))
            .sum();
        sum as f64 / self.seconds()
    }
}
