//! The world of a run: data that it looks up and never changes.

use std::sync::Arc;

use crate::draw::{Key, RandomStream};
use crate::engine::crossing::border::serves;
use crate::engine::crossing::route::Route;
use crate::engine::crossing::route_table::RouteTable;
use crate::engine::file::chain::{Chain, chains};
use crate::engine::people::batch::Batch;
use crate::engine::people::formation::Formation;
use crate::engine::people::population::{Population, people_key};
use crate::engine::project::hours::hours_moved;
use crate::engine::record::{BranchId, PotentialResident, RouteId};
use crate::id::{Id, indices, with_indices};
use crate::model::levers::Operation;
use crate::model::{
    Awareness, Channel, Instant, InstitutionIndex, JurisdictionIndex, LeverId, Model, OfficeIndex,
    Place, Policy, Procedure, ProcedureIndex, ProgrammeIndex, ResearcherIndex, Rhythm, StepIndex,
    Structure,
};

/// A stream of background cases.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stream<'a> {
    pub key: Key,
    pub procedure: ProcedureIndex,
    pub branch: BranchId,
    /// Mean seconds from one case to the next.
    pub mean_gap: f64,
    /// The weekly rhythm of the office, if cases do not arrive evenly.
    pub rhythm: Option<&'a Rhythm>,
}

/// The data that a run reads.
#[derive(Debug, Clone)]
pub struct World<'a> {
    /// The model.
    pub model: &'a Model,
    /// The policy.
    pub policy: &'a Policy,
    /// The population.
    pub population: &'a Population,
    /// Potential projects.
    pub formation: &'a Formation,
    /// The random stream of the replication.
    pub luck: RandomStream,
    /// The first branch of each office.
    first_branch: Vec<u32>,
    /// Branches of each office.
    pub branches: Vec<u32>,
    /// All branches.
    pub branch_count: u32,
    /// The jurisdiction that each office serves: that of its procedures, wherever the office is.
    pub serves: Vec<JurisdictionIndex>,
    /// Which procedures a crossing meets.
    pub(in crate::engine) routes: RouteTable,
    /// Streams of background cases.
    pub streams: Vec<Stream<'a>>,
    /// Programmes of each jurisdiction.
    pub programmes_of: Vec<Vec<ProgrammeIndex>>,
    /// Structural changes of each procedure.
    pub structure: Vec<Option<&'a Structure>>,
    /// For each procedure, the least share of applicants who know it. For these no memory is ever
    /// needed, and none is kept.
    pub aware_floor: Vec<f64>,
    /// The procedures whose expected hours the policy moves.
    pub(in crate::engine) hours_moved: Vec<ProcedureIndex>,
    /// The awareness of each channel.
    pub awareness: [Option<&'a Awareness>; Channel::ALL.len()],
    /// Whether a run prefetches records. It changes no result.
    pub prefetches: bool,
    /// The office of each procedure's first step, or none.
    pub first_office: Vec<Option<OfficeIndex>>,
    /// The steps of each procedure whose background cases can be kept as background files.
    pub(in crate::engine) chains: Vec<Option<Chain>>,
    /// Whether a run keeps background files. It changes no result.
    pub keeps_background_files: bool,
    /// The key under which each jurisdiction's institutions are numbered.
    institution_keys: Vec<Key>,
    /// The key under which each jurisdiction's researchers are numbered.
    researcher_keys: Vec<Key>,
}

impl<'a> World<'a> {
    /// Prepares the look-ups.
    #[must_use]
    pub fn new(
        model: &'a Model,
        policy: &'a Policy,
        population: &'a Population,
        formation: &'a Formation,
        luck: RandomStream,
    ) -> Self {
        let mut first_branch = Vec::new();
        let mut branches = Vec::new();
        let mut branch_count = 0;
        for office in &model.offices {
            let count = if office.internal {
                population.institutions_of(office.jurisdiction).max(1)
            } else {
                office.branches
            };
            first_branch.push(branch_count);
            branches.push(count);
            branch_count += count;
        }
        let mut world = Self {
            model,
            policy,
            population,
            formation,
            luck,
            first_branch,
            branches,
            branch_count,
            serves: serves(model),
            routes: RouteTable::new(model),
            streams: Vec::new(),
            programmes_of: model.programmes_by_jurisdiction(),
            structure: structures(model, policy),
            aware_floor: aware_floors(model, policy),
            hours_moved: hours_moved(model, policy),
            prefetches: true,
            first_office: model.procedures.iter().map(first_office).collect(),
            chains: chains(&model.procedures),
            keeps_background_files: true,
            awareness: std::array::from_fn(|channel| model.awareness.get(&Channel::ALL[channel])),
            institution_keys: indices::<JurisdictionIndex>(model.jurisdictions.len())
                .map(|place| model.jurisdictions[place].key.with(0x494E_5354))
                .collect(),
            researcher_keys: indices(model.jurisdictions.len())
                .map(|place| people_key(model, place))
                .collect(),
        };
        world.lay_streams();
        world
    }

    /// The same world under another policy. Most look-ups depend only on the model.
    #[must_use]
    pub fn under(&self, policy: &'a Policy) -> Self {
        Self {
            policy,
            structure: structures(self.model, policy),
            aware_floor: aware_floors(self.model, policy),
            hours_moved: hours_moved(self.model, policy),
            ..self.clone()
        }
    }

    /// The potential projects of the batch that begins at an instant. `residents_before` are the
    /// residents of the first day and of earlier batches. All threads may draw it in parallel.
    #[must_use]
    pub fn batch(
        &self,
        from: Instant,
        residents_before: &[PotentialResident],
        in_parallel: bool,
    ) -> Arc<Batch> {
        let drawn_for = (self.model, self.population, self.luck);
        self.formation
            .batch(drawn_for, from, residents_before, in_parallel)
    }

    /// A route by its number.
    #[must_use]
    pub fn route(&self, id: RouteId) -> &Route {
        &self.routes[id]
    }

    /// The branch of an office that serves an institution. Files of an
    /// institution always go to the same branch.
    #[must_use]
    pub fn branch(
        &self,
        office: OfficeIndex,
        jurisdiction: JurisdictionIndex,
        institution: InstitutionIndex,
    ) -> BranchId {
        let definition = &self.model.offices[office];
        if definition.internal && definition.jurisdiction == jurisdiction {
            return self.branch_of(
                office,
                (institution.index() as u32).min(self.branches[office.index()] - 1),
            );
        }
        if self.branches[office.index()] == 1 {
            return self.branch_of(office, 0);
        }
        let researchers = self.population.researchers(jurisdiction);
        if researchers == 0 {
            return self.branch_of(office, 0);
        }
        // Institutions are in the order of their researchers. A branch serves a neighbourhood with
        // its weight of researchers, so provincial offices of all kinds serve the same provinces.
        let (first, count) = self.population.members(jurisdiction, institution);
        let middle = (first as f64 + count as f64 / 2.0) / researchers as f64;
        self.branch_of(office, self.branch_at(office, middle))
    }

    /// Whether a background case of a procedure, filed now, is kept as a background file.
    #[inline]
    pub(in crate::engine) fn keeps_in_one_record(&self, procedure: ProcedureIndex) -> bool {
        self.keeps_background_files
            && self.chains[procedure.index()].is_some()
            && self.structure[procedure.index()].is_none()
    }

    /// The branch of an office in the neighbourhood of a branch of another.
    #[must_use]
    pub fn branch_beside(
        &self,
        office: OfficeIndex,
        home: BranchId,
        home_office: OfficeIndex,
    ) -> BranchId {
        if self.branches[office.index()] == 1 {
            return self.branch_of(office, 0);
        }
        let number = home.index() - self.first_branch[home_office.index()];
        let weights = &self.model.offices[home_office].weights;
        let end = if weights.is_empty() {
            f64::from(number + 1) / f64::from(self.branches[home_office.index()])
        } else {
            weights[number as usize]
        };
        let middle = end - self.branch_share(home_office, number) / 2.0;
        self.branch_of(office, self.branch_at(office, middle.clamp(0.0, 1.0)))
    }

    /// A branch of an office by its number there.
    #[inline]
    #[must_use]
    pub fn branch_of(&self, office: OfficeIndex, number: u32) -> BranchId {
        Id::after((self.first_branch[office.index()] + number) as usize)
    }

    /// The number in its office of the branch at a point of the unit interval.
    #[must_use]
    pub fn branch_at(&self, office: OfficeIndex, u: f64) -> u32 {
        let count = self.branches[office.index()];
        let weights = &self.model.offices[office].weights;
        let branch = if weights.is_empty() {
            (u * f64::from(count)) as u32
        } else {
            weights.partition_point(|&end| end <= u) as u32
        };
        branch.min(count - 1)
    }

    /// The share of institutions that a branch serves.
    #[must_use]
    pub fn branch_share(&self, office: OfficeIndex, branch: u32) -> f64 {
        let weights = &self.model.offices[office].weights;
        if weights.is_empty() {
            return 1.0 / f64::from(self.branches[office.index()]);
        }
        let i = branch as usize;
        weights[i] - if i == 0 { 0.0 } else { weights[i - 1] }
    }

    fn lay_streams(&mut self) {
        let model = self.model;
        let scale = f64::from(model.frame.scale);
        for (p, procedure) in with_indices::<ProcedureIndex, _>(&model.procedures) {
            let rate = procedure.background_a_year / scale;
            let Some(office) = self.first_office[p.index()] else {
                continue;
            };
            for number in 0..self.branches[office.index()] {
                let rate = rate * self.branch_share(office, number);
                if rate > 0.0 {
                    self.streams.push(Stream {
                        key: procedure.key.with(0x4241_434B).with(u64::from(number)),
                        procedure: p,
                        branch: self.branch_of(office, number),
                        mean_gap: crate::time::YEAR_SECONDS / rate,
                        rhythm: model.offices[office].rhythm.as_ref(),
                    });
                }
            }
        }
    }

    /// Whether a run under another policy keeps the same memories of procedures.
    #[must_use]
    pub fn remembers_as_under(&self, policy: &Policy) -> bool {
        self.aware_floor == aware_floors(self.model, policy)
    }

    /// The key of an institution.
    #[must_use]
    pub fn institution_key(
        &self,
        jurisdiction: JurisdictionIndex,
        institution: InstitutionIndex,
    ) -> Key {
        self.institution_keys[jurisdiction.index()].with(institution.index() as u64)
    }

    /// The key of a researcher.
    #[must_use]
    pub fn researcher_key(
        &self,
        jurisdiction: JurisdictionIndex,
        researcher: ResearcherIndex,
    ) -> Key {
        self.researcher_keys[jurisdiction.index()].with(researcher.index() as u64)
    }
}

fn first_office(procedure: &Procedure) -> Option<OfficeIndex> {
    let of_step = |step: StepIndex| match procedure.steps[step].place {
        Place::Office(office) => Some(office),
        Place::Agreement(_) => None,
    };
    procedure
        .graph
        .first_steps()
        .map(StepIndex::from_index)
        .find_map(of_step)
}

/// What a policy changes in the order of each procedure's steps.
fn structures<'a>(model: &Model, policy: &'a Policy) -> Vec<Option<&'a Structure>> {
    indices(model.procedures.len())
        .map(|procedure| policy.structure.get(&procedure))
        .collect()
}

/// The least share of applicants who know each procedure: the baseline, less a margin for
/// rounding, if no change lowers it; otherwise 0.
fn aware_floors(model: &Model, policy: &Policy) -> Vec<f64> {
    let lowers = |operation: Operation, base: f64| match operation {
        Operation::Set(value) => value < base,
        Operation::Raise(_) => false,
        Operation::Lower(part) => part > 0.0,
        Operation::Scale(factor) => factor < 1.0,
        Operation::Add(sum) => sum < 0.0,
    };
    let falls = |lever: LeverId| {
        let base = model.levers[lever.index()].base;
        let change = policy.moves.iter().find(|step| step.lever == lever);
        change.is_some_and(|change| change.steps.iter().any(|step| lowers(step.operation, base)))
    };
    model
        .procedures
        .iter()
        .map(|procedure| {
            if model.aware_may_fall || falls(procedure.aware) {
                0.0
            } else {
                let base = model.levers[procedure.aware.0 as usize].base;
                if base < 1.0 { base * (1.0 - 1e-9) } else { 1.0 }
            }
        })
        .collect()
}
