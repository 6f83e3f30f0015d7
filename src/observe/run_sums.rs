//! All sums of a run.

use super::axes::Axes;
use super::ledger::{Account, Ledger};
use super::matched::{self, Crossings, Matched};
use super::projects::{NeedSums, ProjectSums};
use super::sum::{Sum, sums};
use super::work::{
    AgreementSums, OfficeSums, OrganisationSums, ProcedureSums, ProgrammeSums, ResidentSums,
    StepSums,
};
use crate::engine::{Partition, World};
use crate::id::PackedOption;
use crate::model::{
    Basis, Cause, Channel, JurisdictionIndex, Loss, OfficeIndex, Period, ProcedureIndex, Span,
};

/// The account of a loss: host, cause, channel, office, origin.
pub type LossKey = (
    JurisdictionIndex,
    Loss,
    Channel,
    PackedOption<OfficeIndex>,
    Option<Loss>,
);
/// The account of waiting without its cause: destination, channel, procedure, office.
pub type WaitPlace = (
    JurisdictionIndex,
    Channel,
    PackedOption<ProcedureIndex>,
    PackedOption<OfficeIndex>,
);
/// The account of waiting: destination, channel, procedure, office, cause.
pub type WaitKey = (
    JurisdictionIndex,
    Channel,
    PackedOption<ProcedureIndex>,
    PackedOption<OfficeIndex>,
    Cause,
);

impl Account for LossKey {
    fn number(self) -> u64 {
        let (host, cause, channel, office, origin) = self;
        let origin = origin.map_or(0, |origin| 1 + origin as u64);
        (host.index() as u64) << 48
            | origin << 40
            | (cause as u64) << 32
            | (channel as u64) << 16
            | office.number()
    }
}

/// A loss by what decided it.
impl Account for (Loss, Basis) {
    fn number(self) -> u64 {
        (self.0 as u64) << 48 | self.1.number()
    }
}

impl Account for WaitPlace {
    fn number(self) -> u64 {
        let (destination, channel, procedure, office) = self;
        let step = procedure.number() << 16 | office.number();
        (destination.index() as u64) << 48 | (channel as u64) << 32 | step
    }
}

/// A corridor: guest, host.
impl Account for (JurisdictionIndex, JurisdictionIndex) {
    fn number(self) -> u64 {
        (self.0.index() as u64) << 16 | self.1.index() as u64
    }
}

sums! {
    /// Arrivals of a slice.
    pub struct ArrivalSums {
        /// By kind of resource.
        pub kinds: [u64; 4],
        /// Risky ones.
        pub risky: u64,
        /// Risky ones that no step screened.
        pub unscreened: u64,
    }
}

sums! {
    /// Effort of research cases.
    pub struct BurdenSums {
        /// Applicants' seconds.
        pub applicants: u64,
        /// Fees, millionths of money.
        pub fees: u64,
        /// Officers' seconds.
        pub officers: u64,
        /// Cost of the officers' seconds, millionths of money.
        pub office_cost: u64,
    }
}

sums! {
    /// Value by month of earliest start.
    pub struct MonthSums {
        /// Potential, millionths.
        pub potential: u64,
        /// Realised, millionths.
        pub realised: u64,
    }
}

/// What a run counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scope {
    /// Its projects only.
    Projects,
    /// Everything but the waiting ledger, which is shown at the central parameters only.
    AllButWaiting,
    Everything,
}

/// All sums of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct RunSums {
    /// Measured time and dimensions.
    pub axes: Axes,
    /// Replications in it.
    pub replications: u64,
    /// Projects by slice.
    pub projects: Vec<ProjectSums>,
    /// Losses in millionths, by period.
    pub losses: Ledger<LossKey, [u64; Period::ALL.len()]>,
    /// The same losses by what decided them.
    pub bases: Ledger<(Loss, Basis), [u64; Period::ALL.len()]>,
    /// What it counts.
    pub scope: Scope,
    /// Whether its crossings are kept, to be paired with those of other runs.
    pub is_paired: bool,
    /// The waiting ledger in seconds, by cause at each place.
    pub waiting: Ledger<WaitPlace, [u64; Cause::ALL.len()]>,
    /// Needs by channel and slice.
    pub needs: Vec<Vec<NeedSums>>,
    /// Arrivals by slice; the host is where they arrive.
    pub arrivals: Vec<ArrivalSums>,
    /// Research and background cases by procedure.
    pub procedures: Vec<[ProcedureSums; 2]>,
    /// Offices.
    pub offices: Vec<OfficeSums>,
    /// Agreements.
    pub agreements: Vec<AgreementSums>,
    /// Programmes by measured year.
    pub programmes: Vec<Vec<ProgrammeSums>>,
    /// Residents by jurisdiction.
    pub residents: Vec<ResidentSums>,
    /// Organisations by kind.
    pub organisations: Vec<OrganisationSums>,
    /// Effort by measured year.
    pub burden: Vec<BurdenSums>,
    /// Value by month, of all and of each host.
    pub months: Vec<Vec<MonthSums>>,
    /// Value by corridor (guest, host).
    pub corridors: Ledger<(JurisdictionIndex, JurisdictionIndex), MonthSums>,
    /// Crossings by key, until they are paired.
    pub crossings: Crossings,
    /// The slices of crossings and their seconds, until they are added up.
    pub(super) crossed: Vec<Vec<([u16; 3], Span)>>,
    /// Needs that the baseline filed too, by channel, once paired.
    pub matched: Vec<Matched>,
    /// Events.
    pub events: u64,
    /// Branches of each office; no sum.
    pub branches: Vec<u32>,
    /// Cost of an hour at each office, millionths of money.
    pub(super) hour_costs: Vec<u64>,
}

impl RunSums {
    /// The sums of a run before its first event.
    #[must_use]
    pub fn new(world: &World<'_>) -> Self {
        let model = world.model;
        let axes = Axes::new(model);
        let (slices, years) = (axes.count(), axes.years());
        let channels = Channel::ALL.len();
        let mut residents: Vec<ResidentSums> = Vec::new();
        residents.resize_with(axes.jurisdictions, || ResidentSums {
            seconds: vec![0; years],
            ..ResidentSums::default()
        });
        let first = world.formation.first_residents().iter();
        for resident in first.filter(|resident| resident.is_there(model)) {
            residents[resident.jurisdiction.index()].there += 1;
        }
        let cases = |steps: usize| ProcedureSums {
            filed: vec![0; years],
            steps: vec![StepSums::default(); steps],
            ..ProcedureSums::default()
        };
        let organisations = model.organisations.iter().map(|kind| OrganisationSums {
            before: i64::from(kind.stock),
            ..OrganisationSums::default()
        });
        Self {
            replications: 1,
            projects: vec![ProjectSums::default(); slices],
            losses: Ledger::default(),
            bases: Ledger::default(),
            scope: Scope::Everything,
            is_paired: true,
            waiting: Ledger::default(),
            needs: vec![vec![NeedSums::default(); slices]; channels],
            arrivals: vec![ArrivalSums::default(); slices],
            procedures: model
                .procedures
                .iter()
                .map(|p| [cases(p.steps.len()), cases(p.steps.len())])
                .collect(),
            offices: vec![OfficeSums::default(); model.offices.len()],
            agreements: vec![AgreementSums::default(); model.agreements.len()],
            programmes: vec![vec![ProgrammeSums::default(); years]; model.programmes.len()],
            residents,
            organisations: organisations.collect(),
            burden: vec![BurdenSums::default(); years],
            months: vec![vec![MonthSums::default(); axes.months()]; 1 + axes.jurisdictions],
            corridors: Ledger::default(),
            crossings: vec![Vec::new(); channels],
            crossed: vec![Vec::new(); channels],
            matched: vec![Matched::default(); channels],
            events: 0,
            branches: world.branches.clone(),
            hour_costs: model
                .offices
                .iter()
                .map(|office| (office.cost_an_hour * 1e6) as u64)
                .collect(),
            axes,
        }
    }

    /// The sums of each part of a run before its first event. Residents and organisations of
    /// the first day count in the part of their jurisdiction.
    #[must_use]
    pub fn for_parts(world: &World<'_>, partition: &Partition) -> Vec<Self> {
        let sums_of = |part: usize| {
            let mut sums = Self::new(world);
            sums.replications = u64::from(part == 0);
            for (place, residents) in sums.residents.iter_mut().enumerate() {
                if partition.part_of(JurisdictionIndex::from_index(place)) != part {
                    residents.there = 0;
                }
            }
            let organisations = world.model.organisations.iter();
            for (count, kind) in sums.organisations.iter_mut().zip(organisations) {
                if partition.part_of(kind.jurisdiction) != part {
                    count.before = 0;
                }
            }
            sums
        };
        (0..partition.parts()).map(sums_of).collect()
    }

    /// Merges the sums of the parts of a run, before [`Self::close`].
    ///
    /// # Panics
    ///
    /// Without a part.
    #[must_use]
    pub fn merge_parts(mut parts: Vec<Self>) -> Self {
        align_residents(&mut parts);
        let mut parts = parts.into_iter();
        let Some(mut merged) = parts.next() else {
            panic!("a run has one part at least");
        };
        for mut part in parts {
            for channel in 0..part.crossed.len() {
                part.add_up_crossings(channel);
                merged.crossings[channel].append(&mut part.crossings[channel]);
            }
            merged.absorb(&part);
        }
        merged
    }

    /// Pairs the crossings with those of the baseline, and drops them. Where none are
    /// kept it is paired with itself, and meets all of them.
    pub fn pair(&mut self, baseline: &Crossings) {
        if !self.is_paired {
            let channels = self.needs.iter();
            self.matched = channels
                .map(|needs| Matched::with_itself(&needs[0].elapsed))
                .collect();
            return;
        }
        self.matched = matched::pair(baseline, &self.crossings);
        self.crossings = Vec::new();
    }

    /// The waiting ledger in seconds.
    pub fn waits(&self) -> impl Iterator<Item = (WaitKey, u64)> {
        self.waiting
            .sorted()
            .into_iter()
            .flat_map(|(place, ticks)| {
                let (destination, channel, procedure, office) = *place;
                Cause::ALL
                    .into_iter()
                    .zip(*ticks)
                    .filter(|(_, ticks)| *ticks > 0)
                    .map(move |(cause, ticks)| {
                        ((destination, channel, procedure, office, cause), ticks)
                    })
            })
    }

    /// The sums of all projects.
    #[must_use]
    pub fn total(&self) -> &ProjectSums {
        &self.projects[0]
    }
}

/// Counts residents up to the same instant in all parts.
fn align_residents(parts: &mut [RunSums]) {
    let places = parts.first().map_or(0, |part| part.residents.len());
    for place in 0..places {
        let counted = parts.iter().map(|part| part.residents[place].since);
        let up_to = counted.max().unwrap_or_default();
        for part in &mut *parts {
            part.residents[place].change(up_to, 0, &part.axes.year_starts);
        }
    }
}

impl Sum for RunSums {
    fn absorb(&mut self, other: &Self) {
        self.replications += other.replications;
        self.projects.absorb(&other.projects);
        self.losses.absorb(&other.losses);
        self.bases.absorb(&other.bases);
        self.waiting.absorb(&other.waiting);
        self.needs.absorb(&other.needs);
        self.arrivals.absorb(&other.arrivals);
        self.procedures.absorb(&other.procedures);
        self.offices.absorb(&other.offices);
        self.agreements.absorb(&other.agreements);
        self.programmes.absorb(&other.programmes);
        self.residents.absorb(&other.residents);
        self.organisations.absorb(&other.organisations);
        self.burden.absorb(&other.burden);
        self.months.absorb(&other.months);
        self.corridors.absorb(&other.corridors);
        self.matched.absorb(&other.matched);
        self.events += other.events;
    }
}
