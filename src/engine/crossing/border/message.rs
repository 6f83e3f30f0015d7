//! Messages between jurisdictions, on their way until the next midnight.
//!
//! They are processed in the order of the keys of their subjects, those of one key in the
//! order in which they were written. All messages of one key come from one part, so that no
//! partition changes the order.

use crate::draw::Key;
use crate::engine::ledger::trail::Segments;
use crate::engine::record::{
    Application, Crossing, CrossingId, NeedSummary, Progress, ProjectId, RemoteSide, RouteId, Side,
};
use crate::engine::record::{ResidentIndex, TimeAt};
use crate::id::PackedOption;
use crate::model::{
    ClassIndex, Instant, InstitutionIndex, JurisdictionIndex, OfficeIndex, ProcedureIndex,
    ProgrammeIndex, Reason, ResearcherIndex,
};

/// What a message says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) enum Body {
    /// To abroad: the procedures there may begin, for the first time or anew.
    Begin {
        /// The instant from which on they may.
        begins: Instant,
    },
    /// Stages are done.
    Done,
    /// To abroad: it arrives at an instant.
    Arrives(Instant),
    /// To abroad: permits may have run out; those that have are to be renewed.
    Renew,
    /// To abroad: the need is no longer wanted. If the side abroad must report its end, what
    /// there is to report.
    Withdrawn(Option<NeedSummary>),
    /// To home: a stage has failed for good.
    Failed(Failure),
    /// To abroad: how far is it?
    AskProgress,
    /// To home: how far it is.
    Progress(RemoteProgress),
    /// To a jurisdiction.
    Word(Word),
}

/// What a jurisdiction must know that concerns no crossing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) enum Word {
    /// To a programme: an application, or that an earlier one is void.
    Applies {
        programme: ProgrammeIndex,
        application: Application,
        /// Whether it is one, or void.
        holds: bool,
    },
    /// To a project: its application has won an award, or not.
    Awarded {
        project: ProjectId,
        /// Its stamp when it applied.
        stamp: u32,
        /// Whether it has won.
        won: bool,
    },
    /// The resident that a post creates, if it creates one, takes it up.
    TakeUpPost(PackedOption<ResidentIndex>),
    /// A contract between two institutions is valid until then.
    Contract(Instant),
    /// A permit of an area is valid until then. Of several of one day the last counts, in
    /// whatever order they come.
    Permit(Instant),
}

/// How a stage has failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Failure {
    pub reason: Reason,
    pub procedure: ProcedureIndex,
    /// The office, if it was one.
    pub office: Option<OfficeIndex>,
}

/// How far a need is abroad, as reported to its project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RemoteProgress {
    /// Mean seconds of the steps that remain.
    pub remainder: f64,
    /// The office that has the file.
    pub office: Option<OfficeIndex>,
    /// Where the need has spent most time there.
    pub longest: Option<TimeAt>,
    /// First filing of a case there.
    pub filed: Instant,
}

/// What one side of a crossing reports of itself to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct SideReport {
    /// The sender is the side abroad.
    pub is_from_abroad: bool,
    /// A step found the risk.
    pub screened: bool,
    /// Renewals so far.
    pub renewal: u8,
    /// Stages done, by bit.
    pub done: u32,
    /// Stages that this need does not meet, by bit.
    pub skipped: u32,
    /// First filing of a case.
    pub filed: Instant,
    /// When a stage was last done.
    pub ended: Instant,
    /// Up to when the trail is written.
    pub since: Instant,
    /// When its journey begins, once that is settled.
    pub departs: Instant,
    /// Before then none of the permits granted on the sender's side runs out.
    pub valid_until: Instant,
}

/// A crossing as its side abroad must know it to begin: none of its stages is done or begun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct RemoteCrossing {
    pub route: RouteId,
    /// The jurisdiction in which its project is at home.
    pub home: JurisdictionIndex,
    /// Origin and destination.
    pub places: [JurisdictionIndex; 2],
    /// Who applies there.
    pub people: [ResearcherIndex; 2],
    /// Their institutions.
    pub institutions: [InstitutionIndex; 2],
    /// The class of applicant or risk, or none.
    pub class: PackedOption<ClassIndex>,
    /// Stages that do not wait for one another, by bit.
    pub parallel: u32,
    /// Renewals so far.
    pub renewal: u8,
    /// A step found the risk.
    pub screened: bool,
    /// It is early enough for the plan of the year.
    pub planned: bool,
    /// When the trail began.
    pub from: Instant,
    /// Up to when the trail is written.
    pub since: Instant,
    /// First filing of a case.
    pub filed: Instant,
    /// The last instant at which the project can still use the need.
    pub last: Instant,
    /// When the first of the permits granted abroad runs out, as far as is known at home.
    pub valid_abroad: Instant,
}

impl RemoteCrossing {
    /// What the side abroad needs of the record at home.
    pub fn new(c: &Crossing, last: Instant) -> Self {
        debug_assert!(c.done | c.begun | c.skipped == 0, "it begins");
        Self {
            route: c.route,
            home: c.home,
            places: c.places,
            people: c.people,
            institutions: c.institutions,
            class: c.class,
            parallel: c.parallel,
            renewal: c.renewal,
            screened: c.screened,
            planned: c.planned,
            from: c.from,
            since: c.since,
            filed: c.filed,
            last,
            valid_abroad: c.other_valid_until(),
        }
    }

    /// The record of the side abroad, without its trail; `at_home` is the record at home.
    pub fn record(&self, key: Key, at_home: Option<CrossingId>, stamp: u32) -> Crossing {
        Crossing {
            side: Side::Abroad(RemoteSide {
                last: self.last,
                valid_before: self.valid_abroad,
            }),
            key,
            route: self.route,
            done: 0,
            begun: 0,
            skipped: 0,
            parallel: self.parallel,
            cases: None,
            trail: None,
            segments: Segments::new(true),
            from: self.from,
            since: self.since,
            filed: self.filed,
            departs: Instant::NEVER,
            ended: Instant::START,
            valid_until: Instant::NEVER,
            other: at_home,
            known_to_other: 0,
            home: self.home,
            people: self.people,
            institutions: self.institutions,
            places: self.places,
            class: self.class,
            renewal: self.renewal,
            progress: Progress::Waiting,
            screened: self.screened,
            planned: self.planned,
            stamp,
        }
    }
}

/// A message.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Message {
    /// The key of its subject.
    pub key: Key,
    /// The record it goes to, if its sender knows it.
    pub to: Option<CrossingId>,
    /// The record that sends it, if one does.
    pub from: Option<CrossingId>,
    /// What it says.
    pub body: Body,
    /// Where the mailbox keeps what is enclosed: the report of a side, or, where the side
    /// abroad is to begin, the crossing.
    pub(super) enclosed: u32,
    /// Where the enclosed trail begins and ends there.
    pub(super) trail: [u32; 2],
}

/// A record that has been added abroad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct NewRecord {
    /// The key of the crossing.
    pub key: Key,
    /// Its record at home.
    pub at_home: CrossingId,
    /// Its record abroad.
    pub abroad: CrossingId,
}
