//! A background case that one small record holds.

use super::ids::BranchId;
use super::token::Phase;
use crate::draw::Key;
use crate::limits::CHAIN_STEPS;
use crate::model::{Instant, StepIndex};

/// A background case at its step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackgroundFile {
    pub key: Key,
    /// The key of its step, as part of it.
    pub step_key: Key,
    /// How often each step has ended.
    pub ended: [u8; CHAIN_STEPS],
    /// When it was filed.
    pub filed: Instant,
    /// When its step began.
    pub began: Instant,
    /// Since when it is in its phase.
    pub since: Instant,
    /// Officer's seconds of the step.
    pub work: u32,
    /// The branch it is at, or none yet.
    pub branch: Option<BranchId>,
    /// The branch of its first step.
    pub home: BranchId,
    /// The place of its step among those of all chains.
    pub place: u32,
    /// Rounds so far.
    pub rounds: u16,
    /// Filed again after a refusal.
    pub refiled: bool,
    /// Where it is; with the applicant it is `Gone` until it is handed in.
    pub phase: Phase,
}

impl BackgroundFile {
    /// The branch it is at.
    ///
    /// # Panics
    ///
    /// If it has come to none yet.
    #[inline]
    pub(in crate::engine) fn branch(&self) -> BranchId {
        match self.branch {
            Some(branch) => branch,
            None => unreachable!("what is served is at a branch"),
        }
    }

    /// How often its step has ended before; past what is counted, all its rounds count.
    #[inline]
    pub(in crate::engine) fn round_at(&self, step: StepIndex) -> u32 {
        match self.ended[step.index()] {
            u8::MAX => u32::from(u8::MAX) + u32::from(self.rounds),
            round => u32::from(round),
        }
    }
}
