//! The time that a need has spent at one place of a procedure.

use crate::engine::ledger::trail::Where;
use crate::model::{Basis, ProcedureIndex, Span};

/// The time that a need has spent at one place of a procedure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TimeAt {
    pub procedure: ProcedureIndex,
    /// The procedure and its office, or none.
    pub place: Where,
    pub time: Span,
}

impl TimeAt {
    /// The longest time; among equals the first place by procedure and office.
    pub fn longest(times: impl Iterator<Item = Self>) -> Option<Self> {
        times.max_by_key(|one| (one.time, std::cmp::Reverse(one.place)))
    }

    /// What decides a loss if this time is the longest of the need.
    pub fn basis(self) -> Basis {
        Basis::Time(self.procedure, self.place.office)
    }
}
