//! A token: one branch of a case, in one place at a time.

use super::ids::{BranchId, CaseId, CrossingId, TokenId};
use crate::draw::Key;
use crate::engine::ledger::trail::TrailEnd;
use crate::model::{Instant, ProcedureIndex, Reading, StepIndex};

/// The officer who serves a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Officer {
    /// One who works all open hours.
    Full,
    /// The one who works part of each day.
    Part,
    /// One of officers without limit, or a panel.
    Boundless,
}

/// Where a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// In a queue.
    Queued,
    /// With an officer.
    InService(Officer),
    Passage,
    /// With the applicant for correction.
    Corrected,
    /// Its case has ended; the officer finishes the work in hand.
    Orphaned(Officer),
    /// Nowhere: its record is free.
    Gone,
}

/// One branch of one case. It is in one place at a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Token {
    /// The key of its step, as part of its case.
    pub key: Key,
    pub case: CaseId,
    /// The next token of the case.
    pub next: Option<TokenId>,
    /// Raised whenever it moves, which makes its old agenda entries stale.
    pub stamp: u32,
    /// Since when it is in its phase.
    pub since: Instant,
    /// What the calendar of its office showed then, while it is at one.
    pub read: Reading,
    /// When its step began.
    pub began: Instant,
    /// The end of its trail.
    pub trail: TrailEnd,
    pub branch: Option<BranchId>,
    /// Officer's seconds of the step.
    pub work: u32,
    /// What its case serves; none: it is a background case.
    pub crossing: Option<CrossingId>,
    /// The procedure of its case.
    pub procedure: ProcedureIndex,
    pub step: StepIndex,
    /// Where it is.
    pub phase: Phase,
}

impl Token {
    /// The branch it is at, or was at last.
    ///
    /// # Panics
    ///
    /// If it has come to none yet.
    #[inline]
    #[must_use]
    pub fn branch(&self) -> BranchId {
        match self.branch {
            Some(branch) => branch,
            None => unreachable!("what waits or is served is at a branch"),
        }
    }
}
