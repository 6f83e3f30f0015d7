//! The basis of a loss: the parameter that decided it, whose grade of evidence the loss has.

use super::{
    JurisdictionIndex, LeverId, Loss, OfficeIndex, ProcedureIndex, ProgrammeIndex, ProjectKindIndex,
};
use crate::id::PackedOption;

/// The parameter that decided a loss (MODEL: what must hold, warnings of the page).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// The share that the uniform of a gate, a call or a verdict met.
    Share(LeverId),
    /// The success rate of a programme.
    Success(ProgrammeIndex),
    /// The time of the step that owns most days of the need. Without an office it is the time of
    /// preparation, correction or an agreement.
    Time(ProcedureIndex, PackedOption<OfficeIndex>),
    /// No procedure has taken time: the notice that projects of a kind have.
    Notice(ProjectKindIndex),
    /// The stay of the resident who would have led.
    Stay(JurisdictionIndex),
    /// The residents that matching misses.
    Residents,
    /// The organisations that matching misses.
    Organisations,
    /// The share that finds no partner however many residents and organisations there are.
    Ceiling,
    /// The strength of deterrence.
    Deterrence,
}

impl Basis {
    /// A unique number.
    #[must_use]
    pub fn number(self) -> u64 {
        const KIND: u32 = 56;
        match self {
            Self::Share(lever) => lever.index() as u64,
            Self::Success(programme) => 1 << KIND | programme.index() as u64,
            Self::Time(procedure, office) => {
                2 << KIND | (procedure.index() as u64) << 16 | office.number()
            }
            Self::Notice(kind) => 3 << KIND | kind.index() as u64,
            Self::Stay(place) => 4 << KIND | place.index() as u64,
            Self::Residents => 5 << KIND,
            Self::Organisations => 6 << KIND,
            Self::Ceiling => 7 << KIND,
            Self::Deterrence => 8 << KIND,
        }
    }
}

/// Why a need or a project is lost: the cause, and what decided it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reason {
    /// What happened to it.
    pub cause: Loss,
    /// The parameter that decided it.
    pub basis: Basis,
}
