//! The state of a part of a run, which can be copied and compared.

use std::sync::Arc;

use crate::draw::Key;
use crate::engine::agenda::Agenda;
use crate::engine::crossing::border::{Mailbox, Partition};
use crate::engine::ledger::trail::Trails;
use crate::engine::office::branch::{Branch, Branches, Sums};
use crate::engine::people::batch::Batch;
use crate::engine::project::hours::hours;
use crate::engine::record::{
    Application, BackgroundFile, Case, ClockState, Crossing, Held, MidnightCounts,
    PotentialResident, ProjectState, Public, Tally, Token, UNKNOWN_SETBACKS, kind,
};
use crate::engine::store::key_table::KeyTable;
use crate::engine::store::slab::Slab;
use crate::engine::world::World;
use crate::id::with_indices;
use crate::model::Instant;
use crate::model::{Channel, Discipline, JurisdictionIndex, OfficeIndex, Weighed};

/// The state of the jurisdictions of one part. Lists by jurisdiction, branch or resident cover
/// all of them, but only the entries of the part's own jurisdictions are used.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The number of the part.
    pub number: usize,
    /// Which jurisdictions belong to which part.
    pub partition: Arc<Partition>,
    pub now: Instant,
    /// What is due.
    pub agenda: Agenda,
    /// Values of levers for research cases.
    pub values: Vec<f64>,
    /// Values of levers for background cases.
    pub background: Vec<f64>,
    /// Hours that applicants expect, by procedure, where effort may deter.
    pub hours: Vec<f64>,
    /// What leads weighed in the measured years, where a pilot asks.
    pub weighed: Vec<Weighed>,
    /// The potential projects of the time under way.
    pub batch: Arc<Batch>,
    /// The next of them.
    pub next_project: usize,
    pub tokens: Slab<kind::Token, Token>,
    pub cases: Slab<kind::Case, Case>,
    /// Background cases that are kept in one record.
    pub background_files: Slab<kind::BackgroundFile, BackgroundFile>,
    pub clocks: Slab<kind::Clock, ClockState>,
    pub crossings: Slab<kind::Crossing, Crossing>,
    /// Begun projects.
    pub projects: Slab<kind::Project, ProjectState>,
    pub trails: Trails,
    /// Branches of all offices.
    pub branches: Branches,
    /// Their integrals at the first measured tick and at the end of the measured years.
    pub marks: Vec<[Sums; 2]>,
    /// Until when a permit is valid, by holder and scope.
    pub permits: KeyTable<Instant>,
    /// Until when a procedure is remembered, by person or institution.
    pub memories: KeyTable<Instant>,
    /// Word between collaborators, delivered at midnight.
    pub word: Vec<(u64, Instant)>,
    /// Until when a contract between two institutions is valid.
    pub agreements: KeyTable<Instant>,
    /// Beliefs of communities.
    pub beliefs: KeyTable<Held>,
    /// Last experience of researchers.
    pub experiences: KeyTable<Held>,
    /// Public figures by (origin, destination, channel).
    pub public: Vec<Public>,
    /// Potential residents: those of the first day, then one for each post so far.
    pub potential_residents: Arc<Vec<PotentialResident>>,
    /// Whether each potential resident lives where she would.
    pub resident: Vec<bool>,
    /// The day from which anniversaries count: of arrival or, for a stay that began before the
    /// first day, its first anniversary.
    pub resident_since: Vec<Instant>,
    /// For each resident, bundle procedures needed and completed this year, by bit.
    pub bundle: Vec<(u8, u8)>,
    /// Residents by jurisdiction and where they came from.
    pub residents: Vec<Vec<i64>>,
    /// Settled organisations by jurisdiction.
    pub settled: Vec<i64>,
    /// Residents and settled organisations at the last midnight, as other jurisdictions know them.
    pub at_midnight: MidnightCounts,
    /// Messages between jurisdictions.
    pub mailbox: Mailbox,
    /// Applications by programme.
    pub applications: Vec<Vec<Application>>,
    /// Applications under review, by programme and call.
    pub reviewed: Vec<Vec<(u32, Vec<Application>)>>,
    /// Applications from abroad whose projects have ended, by programme.
    pub withdrawn: Vec<Vec<Key>>,
    /// Wishes to settle so far, by kind.
    pub wishes: Vec<u32>,
    /// What the rate of wishes must still add up to before the next, by kind.
    pub wish_left: Vec<f64>,
    /// Ordinal of the next background case, by stream.
    pub streams: Vec<u32>,
    /// Stamps given out so far.
    pub stamps: u32,
    /// Counts for the audits.
    pub tally: Tally,
    /// Arrivals, service starts, finishes and timers so far.
    pub events: u64,
}

impl Part {
    /// Remembers a procedure until an instant. Faded memories, which mean nothing, are dropped when
    /// the table is full.
    pub fn remember(&mut self, key: u64, until: Instant) {
        let now = self.now;
        let memory = self.memories.entry_among(key, |until| *until > now);
        *memory = until.max(*memory);
    }

    /// Whether a jurisdiction is one of its own.
    #[inline]
    #[must_use]
    pub fn has(&self, jurisdiction: JurisdictionIndex) -> bool {
        self.partition.part_of(jurisdiction) == self.number
    }
}

/// A part before the first event.
#[must_use]
pub fn first_part(world: &World<'_>, number: usize, partition: &Arc<Partition>) -> Part {
    let model = world.model;
    let n = model.jurisdictions.len();
    let branches = with_indices(&model.offices).flat_map(|(id, office): (OfficeIndex, _)| {
        let ranked = matches!(
            office.discipline,
            Discipline::Priority | Discipline::NearestLimit
        );
        let open = model.calendars[office.calendar].read(Instant::START).open;
        (0..world.branches[id.index()]).map(move |_| Branch::new(id, ranked, open))
    });
    let values: Vec<f64> = model.levers.iter().map(|lever| lever.base).collect();
    let mut public = vec![Public::default(); n * n * Channel::ALL.len()];
    for origin in 0..n {
        for destination in 0..n {
            for channel in 0..Channel::ALL.len() {
                let place = (origin * n + destination) * Channel::ALL.len() + channel;
                let (success, delay) = model
                    .belief
                    .reference
                    .get(&(origin, destination, channel))
                    .copied()
                    .unwrap_or((1.0, 0.0));
                public[place].success = model.belief.success.unwrap_or(success);
                public[place].delay = model.belief.delay_days.unwrap_or(delay);
                let setbacks = model
                    .belief
                    .setbacks
                    .get(&(origin, destination, channel))
                    .copied();
                public[place].setbacks = setbacks.unwrap_or(UNKNOWN_SETBACKS);
            }
        }
    }
    let residents = world.formation.first_residents();
    let mut count = vec![vec![0; n]; n];
    for resident in residents.iter().filter(|resident| resident.is_there(model)) {
        count[resident.jurisdiction.index()][resident.origin.index()] += 1;
    }
    let mut settled = vec![0; n];
    for organisation in &model.organisations {
        settled[organisation.jurisdiction.index()] += i64::from(organisation.stock);
    }
    Part {
        number,
        partition: Arc::clone(partition),
        now: Instant::START,
        agenda: Agenda::new(model.frame.end),
        background: values.clone(),
        hours: hours(model, &values),
        weighed: Vec::new(),
        values,
        batch: Arc::default(),
        next_project: 0,
        tokens: Slab::default(),
        cases: Slab::default(),
        background_files: Slab::default(),
        clocks: Slab::default(),
        crossings: Slab::default(),
        projects: Slab::default(),
        trails: Trails::default(),
        marks: vec![[Sums::default(); 2]; world.branch_count as usize],
        branches: Branches::new(branches),
        permits: KeyTable::default(),
        memories: KeyTable::default(),
        word: Vec::new(),
        agreements: KeyTable::default(),
        beliefs: KeyTable::default(),
        experiences: KeyTable::default(),
        public,
        potential_residents: Arc::new(residents.to_vec()),
        resident: residents
            .iter()
            .map(|resident| resident.is_there(model))
            .collect(),
        resident_since: vec![Instant::START; residents.len()],
        bundle: vec![(0, 0); residents.len()],
        at_midnight: MidnightCounts {
            residents: count.clone(),
            settled: settled.clone(),
        },
        mailbox: Mailbox::new(partition.parts()),
        residents: count,
        settled,
        applications: vec![Vec::new(); model.programmes.len()],
        reviewed: vec![Vec::new(); model.programmes.len()],
        withdrawn: vec![Vec::new(); model.programmes.len()],
        wishes: vec![0; model.organisations.len()],
        wish_left: vec![0.0; model.organisations.len()],
        streams: Vec::new(),
        stamps: 0,
        tally: Tally::default(),
        events: 0,
    }
}
