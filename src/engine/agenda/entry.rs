//! An entry of the agenda: what is due, and when.

use crate::engine::record::{
    BranchId, CaseId, ClockId, CrossingId, PackedFile, ProjectId, ResidentIndex, StreamIndex, kind,
};
use crate::model::{Instant, OrganisationIndex, ProgrammeIndex};

/// What is due, and for which record. Entries of one instant are taken in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Due {
    /// A file's officer is done.
    ServiceEnds(PackedFile),
    /// A file's passage is over.
    PassageEnds(PackedFile),
    /// A returned file comes back.
    CorrectionEnds(PackedFile),
    /// An applicant has prepared a file.
    PreparationEnds(PackedFile<kind::Case>),
    /// A clock runs out.
    ClockEnds(ClockId),
    /// An applicant's patience is over.
    PatienceEnds(CaseId),
    /// A procedure of a need may begin.
    ProcedureBegins(CrossingId),
    /// A need's journey begins.
    JourneyBegins(CrossingId),
    /// A need's journey is over.
    JourneyEnds(CrossingId),
    /// What has arrived spoils.
    Spoils(CrossingId),
    /// The date of a need is near or over.
    NeedDate(CrossingId),
    /// A project that is late asks abroad how far its needs are.
    Inquiry(ProjectId),
    /// A project checks whether all its needs are present.
    Assembly(ProjectId),
    /// A project's last start is over.
    LastStart(ProjectId),
    /// A call of a programme closes.
    CallCloses(ProgrammeIndex),
    /// The awards of a programme's call are decided.
    AwardsDecided(ProgrammeIndex),
    /// A year of a resident's stay begins or ends.
    StayYear(ResidentIndex),
    /// Another background case of a stream comes in.
    BackgroundCase(StreamIndex),
    /// The panel of a branch meets.
    PanelMeets(BranchId),
    /// The day of a branch's part-time officer begins with cases waiting.
    PartTimeBegins(BranchId),
    /// An organisation of a kind wishes to settle.
    OrganisationComes(OrganisationIndex),
    /// A settled organisation of a kind closes.
    OrganisationCloses(OrganisationIndex),
}

impl Due {
    /// How many kinds of entries there are.
    pub const KINDS: usize = 22;

    /// The place of its kind among all.
    #[inline]
    #[must_use]
    pub fn kind(self) -> u8 {
        match self {
            Self::ServiceEnds(_) => 0,
            Self::PassageEnds(_) => 1,
            Self::CorrectionEnds(_) => 2,
            Self::PreparationEnds(_) => 3,
            Self::ClockEnds(_) => 4,
            Self::PatienceEnds(_) => 5,
            Self::ProcedureBegins(_) => 6,
            Self::JourneyBegins(_) => 7,
            Self::JourneyEnds(_) => 8,
            Self::Spoils(_) => 9,
            Self::NeedDate(_) => 10,
            Self::Inquiry(_) => 11,
            Self::Assembly(_) => 12,
            Self::LastStart(_) => 13,
            Self::CallCloses(_) => 14,
            Self::AwardsDecided(_) => 15,
            Self::StayYear(_) => 16,
            Self::BackgroundCase(_) => 17,
            Self::PanelMeets(_) => 18,
            Self::PartTimeBegins(_) => 19,
            Self::OrganisationComes(_) => 20,
            Self::OrganisationCloses(_) => 21,
        }
    }
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub time: Instant,
    pub due: Due,
    /// Order among entries of one instant: from the entity's key.
    pub order: u64,
    /// The record's stamp when the entry was added: a record with another stamp ignores it. For a
    /// call, a meeting, a case of a stream or a wish, its number.
    pub stamp: u32,
}

impl Entry {
    /// Time and what is due, then the entity's order.
    #[inline]
    #[must_use]
    pub fn rank(&self) -> (u64, u64) {
        (
            u64::from(self.time) << 8 | u64::from(self.due.kind()),
            self.order,
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::record::File;
    use crate::id::Id;

    /// The order of kinds is that in which they are listed, and the last has the last place.
    #[test]
    fn kinds_are_counted_in_the_order_of_the_list() {
        let first = Due::ServiceEnds(File::Full(Id::after(0)).pack());
        let kinds = [
            first,
            Due::JourneyEnds(Id::after(7)),
            Due::Assembly(Id::after(3)),
            Due::LastStart(Id::after(1)),
            Due::OrganisationCloses(OrganisationIndex::from_index(0)),
        ];
        assert!(kinds.is_sorted() && kinds.is_sorted_by_key(|due| due.kind()));
        assert_eq!(first.kind(), 0);
        assert_eq!(usize::from(kinds[4].kind()) + 1, Due::KINDS);
    }

    #[test]
    fn an_entry_is_small() {
        assert!(size_of::<Entry>() <= 24);
    }
}
