//! Indices of nouns: each is a place in one list of the model, and opens no other.

use std::ops::{Index, IndexMut};

use super::{
    Agreement, Area, Calendar, Clock, Field, Jurisdiction, NeedKind, Office, Organisation,
    Procedure, Programme, ProjectKind, Stay, Step, bits,
};
use crate::id::noun_indices;

noun_indices! {
    /// Index of a jurisdiction, in the order of ids.
    JurisdictionIndex(u16),
    /// Index of an office, in the order of ids.
    OfficeIndex(u16),
    /// Index of a procedure, in the order of ids.
    ProcedureIndex(u16),
    /// Index of an institution among those of its jurisdiction.
    InstitutionIndex(u32),
    /// Index of a researcher among those of its jurisdiction.
    ResearcherIndex(u32),
    /// Index of a programme, in the order of ids.
    ProgrammeIndex(u16),
    /// Index of an agreement, in the order of ids.
    AgreementIndex(u16),
    /// Index of a kind of organisation, in the order of ids.
    OrganisationIndex(u16),
    /// Index of a class of applicant or risk, in the order of ids.
    ClassIndex(u16),
    /// Index of an area that issues permits, in the order of ids.
    AreaIndex(u16),
    /// Index of a field of research, in the order of ids.
    FieldIndex(u16),
    /// Index of a kind of project, in the order of ids.
    ProjectKindIndex(u16),
    /// Index of a need among those of its kind of project.
    NeedIndex(u8),
    /// Index of a step among those of its procedure, in the order of ids.
    StepIndex(u8),
    /// Index of a clock among those of its procedure.
    ClockIndex(u8),
    /// Index of a calendar, in the order in which they are made.
    CalendarIndex(u32),
}

/// The needs of a set that has a bit for each, in their order.
#[inline]
pub(crate) fn needs_in(set: u8) -> impl Iterator<Item = NeedIndex> {
    bits(u32::from(set)).map(NeedIndex::from_index)
}

/// The steps of a bit set, in their order.
#[inline]
pub(crate) fn steps_in(set: u32) -> impl Iterator<Item = StepIndex> {
    bits(set).map(StepIndex::from_index)
}

/// Lists of nouns that are opened by an index.
macro_rules! opened_by {
    ($($noun:ty: $index:ty),+ $(,)?) => {$(
        impl Index<$index> for Vec<$noun> {
            type Output = $noun;

            #[inline]
            fn index(&self, index: $index) -> &$noun {
                &self[index.index()]
            }
        }

        impl IndexMut<$index> for Vec<$noun> {
            #[inline]
            fn index_mut(&mut self, index: $index) -> &mut $noun {
                &mut self[index.index()]
            }
        }
    )+};
}

opened_by! {
    Jurisdiction: JurisdictionIndex,
    // Residents, by jurisdiction.
    Option<Stay>: JurisdictionIndex,
    Office: OfficeIndex,
    Procedure: ProcedureIndex,
    Programme: ProgrammeIndex,
    Agreement: AgreementIndex,
    Organisation: OrganisationIndex,
    Field: FieldIndex,
    Area: AreaIndex,
    ProjectKind: ProjectKindIndex,
    NeedKind: NeedIndex,
    Step: StepIndex,
    Clock: ClockIndex,
    Calendar: CalendarIndex,
}
