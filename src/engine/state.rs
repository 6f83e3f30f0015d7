//! The state of a part of a run: everything that changes. It can be copied and compared.

use std::sync::Arc;

use super::agenda::Agenda;
use super::branch::{Branch, Officer, Sums};
use super::errand::Errand;
use super::keyed::Keyed;
use super::partition::Partition;
use super::population::{Batch, ResidentSeed, Seed};
use super::post::Post;
use super::slab::Slab;
use super::trail::Trails;
use crate::draw::Key;
use crate::limits::{MOST_CLOCKS, MOST_NEEDS, MOST_STEPS};
use crate::model::{DAY, Reading, Tick};

/// Where a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// In a queue.
    Queued,
    /// With an officer.
    InService(Officer),
    /// In passage.
    Passage,
    /// With the applicant for correction.
    Corrected,
    /// Its case has ended; the officer finishes the work in hand.
    Ghost(Officer),
    /// Nowhere: its record is free.
    Gone,
}

/// One branch of one case. It is in one place at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// The key of its step, as part of its case.
    pub key: Key,
    /// Its case.
    pub case: u32,
    /// The next token of the case.
    pub next: u32,
    /// Raised whenever it moves, so that old entries of the agenda pass it by.
    pub stamp: u32,
    /// Since when it is in its phase.
    pub since: Tick,
    /// What the calendar of its office showed then, while it is at one.
    pub read: Reading,
    /// When its step began.
    pub began: Tick,
    /// The end of its trail.
    pub trail: u32,
    /// The branch it is at.
    pub branch: u32,
    /// Officer's seconds of the step.
    pub work: u32,
    /// What its case serves; none: it is one of the desk's other cases.
    pub crossing: u32,
    /// The procedure of its case.
    pub procedure: u16,
    /// The step.
    pub step: u8,
    /// Where it is.
    pub phase: Phase,
}

/// What a case is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CasePhase {
    /// The applicant prepares it.
    Preparing,
    /// Returned at the counter.
    AtCounter,
    /// Its tokens are under way.
    UnderWay,
    /// Over.
    Ended,
}

/// One application on its way through one procedure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Its key.
    pub key: Key,
    /// The crossing it serves; none: one of the desk's other cases.
    pub crossing: u32,
    /// The next case of the crossing.
    pub next: u32,
    /// Its first token.
    pub tokens: u32,
    /// First filing.
    pub filed: Tick,
    /// Since when it is in its phase, while it has no token.
    pub since: Tick,
    /// The end of its trail, while it has no token.
    pub trail: u32,
    /// Steps done, by bit.
    pub done: u32,
    /// Raised when it moves.
    pub stamp: u32,
    /// The institution that files, within the jurisdiction `at`.
    pub institution: u32,
    /// Clock records, by number of the clock.
    pub clocks: [u32; MOST_CLOCKS],
    /// The branch of the office of its first step, if that is an office.
    pub home: u32,
    /// Its procedure.
    pub procedure: u16,
    /// The filing institution's jurisdiction.
    pub at: u16,
    /// Rounds so far.
    pub rounds: u16,
    /// How often each step has ended. Its draws are keyed by that, so that what
    /// happens in one branch does not change the luck of another.
    pub ended: [u8; MOST_STEPS],
    /// Which graph it was filed under.
    pub graph: u8,
    /// Breached clocks by bit.
    pub breached: u8,
    /// Clocks that decided something, by bit.
    pub deemed: u8,
    /// Its stage on the crossing's route.
    pub stage: u8,
    /// Refiled after a refusal.
    pub refiled: bool,
    /// A step screened for risk and found it (or would have).
    pub screened: bool,
    /// The applicant does not know the procedure by herself whatever a reform does.
    pub may_forget: bool,
    /// What it is doing.
    pub phase: CasePhase,
}

/// A running or standing clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClockState {
    /// Its case.
    pub case: u32,
    /// Its number in the procedure.
    pub number: u8,
    /// Seconds left of its kind.
    pub left: u64,
    /// Reading when it last started to run; `None` while it stands.
    pub running_since: Option<u64>,
    /// Raised when it stops.
    pub stamp: u32,
    /// It is over.
    pub over: bool,
}

/// Whom a crossing serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A need of a project.
    Need {
        /// The project.
        project: u32,
        /// The number of the need in its kind.
        need: u8,
    },
    /// An organisation that wants to settle.
    Organisation {
        /// Its kind.
        organisation: u16,
    },
    /// A need of a project at home in another jurisdiction: the record there is its
    /// counterpart.
    Abroad {
        /// The last instant at which the project can still want it.
        last: Tick,
    },
    /// A welfare procedure of a resident.
    Resident {
        /// The resident.
        resident: u32,
        /// The number of the procedure in the bundle.
        item: u8,
    },
}

/// How far a crossing is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Its procedures have not begun.
    Waiting,
    /// Procedures before the journey.
    Procedures,
    /// Ready for the journey, not yet under way.
    Ready,
    /// On the journey.
    Journey,
    /// Procedures after arrival.
    Arrival,
    /// There.
    Present,
    /// Never to come.
    Missing,
}

/// Something on its way: a need, an organisation, a resident's entitlement.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Whom it serves.
    pub owner: Owner,
    /// Its key.
    pub key: Key,
    /// Its route.
    pub route: u32,
    /// Stages done, by bit.
    pub done: u32,
    /// Stages begun, by bit.
    pub begun: u32,
    /// Stages that this need does not meet, by bit.
    pub skipped: u32,
    /// Stages that wait no longer for one another, by bit.
    pub abreast: u32,
    /// Its first case.
    pub cases: u32,
    /// The end of its trail up to `since`.
    pub trail: u32,
    /// All segments of the trail.
    pub segments: u32,
    /// When the trail began.
    pub from: Tick,
    /// Up to when the trail is written.
    pub since: Tick,
    /// First filing of a case.
    pub filed: Tick,
    /// When it was last ready or present.
    pub arrived: Tick,
    /// When its crossing was decided first.
    pub decided: Tick,
    /// When its journey begins, once that is settled.
    pub departs: Tick,
    /// When a stage was last done.
    pub ended: Tick,
    /// Before then none of the permits granted to it here runs out.
    pub valid_until: Tick,
    /// Before then none of those granted to it abroad does, as far as is known here.
    pub valid_abroad: Tick,
    /// Its counterpart in the other jurisdiction, once there is one.
    pub other: u32,
    /// From when on there is one.
    pub abroad_from: Tick,
    /// Stages of which the other side knows that they are done, by bit.
    pub told: u32,
    /// The jurisdiction in which what it serves is at home.
    pub home: u16,
    /// Researchers (or institutions) that apply, at origin and destination.
    pub people: [u32; 2],
    /// Their institutions.
    pub institutions: [u32; 2],
    /// Origin and destination.
    pub places: [u16; 2],
    /// The class of applicant or risk, or none.
    pub class: u16,
    /// Renewals so far.
    pub renewal: u8,
    /// How far it is.
    pub progress: Progress,
    /// It was there once.
    pub was_present: bool,
    /// It is where it is wanted while its permits are renewed.
    pub in_place: bool,
    /// It carries a risk.
    pub risky: bool,
    /// A step found the risk.
    pub screened: bool,
    /// Raised when it moves.
    pub stamp: u32,
}

/// A begun project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProjectState {
    /// Which of the potential projects.
    pub seed: Seed,
    /// When it was begun.
    pub begun: Tick,
    /// First day on which it may start.
    pub earliest: Tick,
    /// Its crossings by number of the need; none: it does not have that need.
    pub needs: [u32; MOST_NEEDS],
    /// Needs it has, by bit.
    pub has: u8,
    /// Optional needs that will never come, by bit.
    pub missing: u8,
    /// Raised when it ends.
    pub stamp: u32,
    /// It is under way.
    pub live: bool,
    /// Its application's programme, or none.
    pub programme: u16,
    /// Its kind.
    pub kind: u16,
}

/// What someone remembers of delay and success.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Held {
    /// Success.
    pub success: f32,
    /// Delay in days.
    pub delay: f32,
    /// When it was last renewed.
    pub at: Tick,
}

/// The public figure of a corridor and channel, and what gathers for the next.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Public {
    /// Success.
    pub success: f64,
    /// Delay in days.
    pub delay: f64,
    /// Crossings decided this year.
    pub year: Decided,
    /// Crossings decided in all years that have had their figure published.
    pub published: Decided,
}

/// Crossings that were decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Decided {
    /// All.
    pub all: u64,
    /// Of them successful.
    pub succeeded: u64,
    /// Their time from filing to decision, in seconds.
    pub seconds: u64,
}

impl Decided {
    /// Adds those of another year.
    pub fn add(&mut self, other: Self) {
        self.all += other.all;
        self.succeeded += other.succeeded;
        self.seconds += other.seconds;
    }

    /// Share of success and mean days; none if nothing was decided.
    #[must_use]
    pub fn means(self) -> Option<(f64, f64)> {
        let all = self.all as f64;
        (self.all > 0).then(|| {
            (
                self.succeeded as f64 / all,
                self.seconds as f64 / all / f64::from(DAY),
            )
        })
    }
}

/// An application at a programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Application {
    /// Where the project is at home.
    pub home: u16,
    /// The project, by its number there.
    pub project: u32,
    /// Its stamp.
    pub stamp: u32,
    /// Its merit.
    pub merit: f64,
    /// Its key.
    pub key: Key,
}

/// Counts that the audits check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Cases filed.
    pub filed: u64,
    /// Cases decided.
    pub decided: u64,
    /// Cases withdrawn or given up.
    pub withdrawn: u64,
    /// Potential value formed, millionths.
    pub potential: u64,
    /// Value booked as realised.
    pub realised: u64,
    /// Value booked as lost.
    pub lost: u64,
    /// Projects formed that count.
    pub to_count: u64,
    /// Projects decided that count.
    pub counted: u64,
    /// Seconds that needs lived.
    pub lived: u64,
    /// Seconds in their trails.
    pub trailed: u64,
    /// Crossings begun.
    pub crossings_begun: u64,
    /// Crossings ended.
    pub crossings_ended: u64,
    /// Awards made to projects of the index.
    pub awards_made: u64,
    /// Awards handed to needs.
    pub awards_taken: u64,
    /// Residents who came.
    pub residents_came: u64,
    /// Residents who left.
    pub residents_left: u64,
}

/// What is known everywhere of each jurisdiction.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Residents.
    pub residents: Vec<i64>,
    /// Settled organisations.
    pub settled: Vec<i64>,
}

/// Everything that changes in a part of a run: what happens in some jurisdictions. What
/// is listed by jurisdiction, branch or resident is listed of all, and means something
/// for its own.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// Which part it is.
    pub number: usize,
    /// Which jurisdictions are whose.
    pub partition: Arc<Partition>,
    /// Now.
    pub now: Tick,
    /// What is due.
    pub agenda: Agenda,
    /// Values of levers for the index's own cases.
    pub values: Vec<f64>,
    /// Values of levers for the desk's other cases.
    pub background: Vec<f64>,
    /// The potential projects of the time under way.
    pub batch: Arc<Batch>,
    /// The next of them.
    pub next_seed: usize,
    /// Tokens.
    pub tokens: Slab<Token>,
    /// Cases.
    pub cases: Slab<Case>,
    /// Those of the desks' other cases that are kept in one record.
    pub errands: Slab<Errand>,
    /// Clocks.
    pub clocks: Slab<ClockState>,
    /// Crossings.
    pub crossings: Slab<Crossing>,
    /// Begun projects.
    pub projects: Slab<ProjectState>,
    /// Trails.
    pub trails: Trails,
    /// Branches of all offices.
    pub branches: Vec<Branch>,
    /// Their integrals at the first measured tick and at the end of the measured years.
    pub marks: Vec<[Sums; 2]>,
    /// Until when a permit is valid, by holder and scope.
    pub permits: Keyed<Tick>,
    /// Until when a procedure is remembered, by person or institution.
    pub memories: Keyed<Tick>,
    /// Word on its way, taken in at midnight.
    pub word: Vec<(u64, Tick)>,
    /// Until when a contract between two institutions is valid.
    pub agreements: Keyed<Tick>,
    /// Beliefs of communities.
    pub beliefs: Keyed<Held>,
    /// Last experience of researchers.
    pub experiences: Keyed<Held>,
    /// Public figures by (origin, destination, channel).
    pub public: Vec<Public>,
    /// Potential residents: those of the first day, then one for each post so far.
    pub stayers: Arc<Vec<ResidentSeed>>,
    /// Whether each potential resident lives where she would.
    pub resident: Vec<bool>,
    /// Since when, or since when her year runs.
    pub resident_since: Vec<Tick>,
    /// For each resident, bundle procedures needed and completed this year, by bit.
    pub bundle: Vec<(u8, u8)>,
    /// Residents by jurisdiction.
    pub residents: Vec<i64>,
    /// Settled organisations by jurisdiction.
    pub settled: Vec<i64>,
    /// Residents and settled organisations as other jurisdictions know them: those of
    /// the last midnight.
    pub known: Known,
    /// What is on its way between jurisdictions.
    pub post: Post,
    /// Applications by programme.
    pub applications: Vec<Vec<Application>>,
    /// Applications under review, by programme and call.
    pub reviewed: Vec<Vec<(u32, Vec<Application>)>>,
    /// Applications from abroad whose projects are no more, by programme.
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
    /// A procedure is remembered until then. Memories that have faded are dropped when
    /// their table is full: a faded one is as good as none.
    pub fn remember(&mut self, key: u64, until: Tick) {
        let now = self.now;
        let known = self.memories.entry_among(key, |until| *until > now);
        *known = until.max(*known);
    }

    /// Whether a jurisdiction is one of its own.
    #[inline]
    #[must_use]
    pub fn has(&self, jurisdiction: usize) -> bool {
        self.partition.of(jurisdiction) == self.number
    }
}
