//! A crossing: a need, an organisation or an entitlement on a route of procedures.

use super::ids::{CaseId, CrossingId, ProjectId, RouteId};
use super::potential::ResidentIndex;
use crate::draw::Key;
use crate::engine::ledger::trail::{Segments, TrailEnd};
use crate::id::PackedOption;
use crate::model::{
    Channel, ClassIndex, Instant, InstitutionIndex, JurisdictionIndex, NeedIndex,
    OrganisationIndex, ResearcherIndex, ResourceKind,
};

/// What a crossing serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A need of a project.
    Need { project: ProjectId, need: NeedIndex },
    /// An organisation that wants to settle.
    Organisation {
        /// Its kind.
        organisation: OrganisationIndex,
    },
    /// A welfare procedure of a resident.
    Resident {
        resident: ResidentIndex,
        /// The number of the procedure in the bundle.
        item: u8,
    },
}

/// The side of a crossing that a record belongs to, with the data of that side only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The side at home, where its project is led.
    Home(HomeSide),
    /// The side abroad of a project's need.
    Abroad(RemoteSide),
}

/// Data of the home side only.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HomeSide {
    /// What it serves.
    pub owner: Owner,
    /// When it was last ready or present.
    pub arrived: Instant,
    /// When its crossing was decided first.
    pub decided: Instant,
    /// Before then none of the permits granted to it abroad runs out, as far as is known.
    pub valid_abroad: Instant,
    /// From when on there is a side abroad.
    pub abroad_from: Instant,
    /// It was there once.
    pub was_present: bool,
    /// It is at its destination while its permits are renewed.
    pub in_place: bool,
    /// It carries a risk.
    pub risky: bool,
    /// It must arrive by a date of its own.
    pub bound: bool,
}

impl HomeSide {
    /// The home side of a crossing that begins.
    #[must_use]
    pub fn new(owner: Owner) -> Self {
        Self {
            owner,
            arrived: Instant::NEVER,
            decided: Instant::NEVER,
            valid_abroad: Instant::NEVER,
            abroad_from: Instant::NEVER,
            was_present: false,
            in_place: false,
            risky: false,
            bound: false,
        }
    }
}

/// Data of the side abroad only, which does not know the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RemoteSide {
    /// The last instant at which the project can still use the need.
    pub last: Instant,
    /// When the first of the permits ran out that had been granted here before the need spoiled
    /// and began anew. If that has passed at a renewal, the stages at home count as run out too,
    /// and this side waits until they are reported again.
    pub valid_before: Instant,
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
    Journey,
    /// Procedures after arrival.
    Arrival,
    /// There.
    Present,
    /// Never to come.
    Missing,
}

/// A need, an organisation or a resident's entitlement on a route of procedures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// Which side it is.
    pub side: Side,
    pub key: Key,
    pub route: RouteId,
    /// Stages done, by bit.
    pub done: u32,
    /// Stages begun, by bit.
    pub begun: u32,
    /// Stages that this need does not meet, by bit.
    pub skipped: u32,
    /// Stages that do not wait for one another, by bit.
    pub parallel: u32,
    /// Its first case.
    pub cases: Option<CaseId>,
    /// The end of its trail up to `since`.
    pub trail: TrailEnd,
    /// All segments of the trail.
    pub segments: Segments,
    /// When the trail began.
    pub from: Instant,
    /// Up to when the trail is written.
    pub since: Instant,
    /// First filing of a case.
    pub filed: Instant,
    /// When its journey begins, once that is settled.
    pub departs: Instant,
    /// When a stage was last done.
    pub ended: Instant,
    /// Before then none of the permits granted to it here runs out.
    pub valid_until: Instant,
    /// Its counterpart in the other jurisdiction, once there is one.
    pub other: Option<CrossingId>,
    /// Stages that the other side knows to be done, by bit.
    pub known_to_other: u32,
    /// The home jurisdiction, where its project is led.
    pub home: JurisdictionIndex,
    /// Researchers (or institutions) that apply, at origin and destination.
    pub people: [ResearcherIndex; 2],
    /// Their institutions.
    pub institutions: [InstitutionIndex; 2],
    /// Origin and destination.
    pub places: [JurisdictionIndex; 2],
    /// The class of applicant or risk, or none.
    pub class: PackedOption<ClassIndex>,
    /// Renewals so far.
    pub renewal: u8,
    /// How far it is.
    pub progress: Progress,
    /// A step found the risk.
    pub screened: bool,
    /// It is early enough for the plan of the year.
    pub planned: bool,
    /// Raised when it moves.
    pub stamp: u32,
}

impl Crossing {
    /// What the home side keeps, if this is that side.
    #[inline]
    #[must_use]
    pub fn at_home(&self) -> Option<&HomeSide> {
        match &self.side {
            Side::Home(home) => Some(home),
            Side::Abroad(_) => None,
        }
    }

    /// What the home side keeps, mutably.
    #[inline]
    pub fn at_home_mut(&mut self) -> Option<&mut HomeSide> {
        match &mut self.side {
            Side::Home(home) => Some(home),
            Side::Abroad(_) => None,
        }
    }

    /// Before then no permit runs out for which the stages of the other side must be gone through
    /// again.
    #[inline]
    #[must_use]
    pub fn other_valid_until(&self) -> Instant {
        match &self.side {
            Side::Home(home) => home.valid_abroad,
            Side::Abroad(remote) => remote.valid_before,
        }
    }

    /// What it serves; unknown on the side abroad.
    #[inline]
    #[must_use]
    pub fn owner(&self) -> Option<Owner> {
        self.at_home().map(|home| home.owner)
    }

    /// Whether this is the side abroad.
    #[inline]
    #[must_use]
    pub fn is_abroad(&self) -> bool {
        matches!(self.side, Side::Abroad(_))
    }
}

/// The report of a need that ends.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NeedSummary {
    pub channel: Channel,
    pub kind: ResourceKind,
    /// The earliest start of its project.
    pub earliest: Instant,
    /// When it was filed first, as far as is known at home.
    pub filed: Instant,
    /// When its crossing was decided, as far as is known at home.
    pub decided: Instant,
}
