//! An entry of the agenda: what is due, and when.

use crate::model::Tick;

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Due {
    /// A token's officer is done.
    ServiceEnds,
    /// A token's passage is over.
    PassageEnds,
    /// A returned file comes back.
    CorrectionEnds,
    /// An applicant has prepared a file.
    PreparationEnds,
    /// A clock runs out.
    ClockEnds,
    /// An applicant's patience is over.
    PatienceEnds,
    /// A procedure of a need may begin.
    ProcedureBegins,
    /// A need's journey begins.
    JourneyBegins,
    /// A need's journey is over.
    JourneyEnds,
    /// What has arrived spoils.
    Spoils,
    /// A project that is late asks abroad how far its needs are.
    Inquiry,
    /// A project is looked at: are all its needs there?
    Assembly,
    /// A project's last start is over.
    LastStart,
    /// A call closes.
    CallCloses,
    /// The awards of a call are decided.
    AwardsDecided,
    /// A year of a stay begins or ends.
    StayYear,
    /// Another case of the desk's own comes in.
    BackgroundCase,
    /// A panel meets.
    PanelMeets,
    /// A part-time officer's day begins with cases waiting.
    PartTimeBegins,
    /// An organisation wishes to settle.
    OrganisationComes,
    /// A settled organisation closes.
    OrganisationCloses,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// When.
    pub time: Tick,
    /// What.
    pub due: Due,
    /// Order among entries of one instant: from the entity's key.
    pub order: u64,
    /// Which record it concerns.
    pub index: u32,
    /// The record's stamp when it was put in; a record that has moved on ignores it.
    pub stamp: u32,
}

impl Entry {
    /// Time and what is due, then the entity's order.
    #[inline]
    #[must_use]
    pub fn rank(&self) -> (u64, u64) {
        (u64::from(self.time) << 8 | self.due as u64, self.order)
    }
}
