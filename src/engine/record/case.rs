//! A case: one application on its way through one procedure, and its clocks.

use super::ids::{BranchId, CaseId, ClockId, CrossingId, TokenId};
use crate::draw::Key;
use crate::engine::ledger::trail::TrailEnd;
use crate::limits::{CLOCKS, STEPS};
use crate::model::{
    ClockIndex, Instant, InstitutionIndex, JurisdictionIndex, ProcedureIndex, StepIndex,
};

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
    pub key: Key,
    /// The crossing it serves; none: a background case.
    pub crossing: Option<CrossingId>,
    /// The next case of the crossing.
    pub next: Option<CaseId>,
    /// Its first token.
    pub tokens: Option<TokenId>,
    /// First filing.
    pub filed: Instant,
    /// Since when it is in its phase, while it has no token.
    pub since: Instant,
    /// The end of its trail, while it has no token.
    pub trail: TrailEnd,
    /// Steps done, by bit.
    pub done: u32,
    /// Raised when it moves.
    pub stamp: u32,
    /// The institution that files, within its jurisdiction.
    pub institution: InstitutionIndex,
    /// Clock records, by number of the clock.
    pub clocks: [Option<ClockId>; CLOCKS],
    /// The branch of the office of its first step, if that is an office.
    pub home: Option<BranchId>,
    pub procedure: ProcedureIndex,
    /// The filing institution's jurisdiction.
    pub jurisdiction: JurisdictionIndex,
    /// Rounds so far.
    pub rounds: u16,
    /// How often each step has ended. Its draws are keyed by that, so that what
    /// happens in one branch does not change the draws of another.
    ///
    /// Where files go by shares among more steps than it has counts, several steps have one count;
    /// the draws of each are still different at each visit.
    pub ended: [u8; STEPS],
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

impl Case {
    /// The place of a step in `ended`.
    #[inline]
    pub fn count_of(step: StepIndex) -> usize {
        step.index() % STEPS
    }
}

/// A running or standing clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ClockState {
    pub case: CaseId,
    /// Which clock of its procedure it is.
    pub number: ClockIndex,
    /// Seconds left of its kind.
    pub left: u64,
    /// Reading when it last started to run; `None` while it is stopped.
    pub running_since: Option<u64>,
    /// Raised when it stops.
    pub stamp: u32,
    pub over: bool,
}
