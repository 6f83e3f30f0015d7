//! A begun project, and its application for an award.

use super::ids::{CrossingId, ProjectId};
use super::potential::PotentialProject;
use crate::draw::Key;
use crate::id::PackedOption;
use crate::limits::NEEDS;
use crate::model::{Instant, JurisdictionIndex, ProgrammeIndex, ProjectKindIndex, Reason};

/// A begun project.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProjectState {
    /// Which of the potential projects.
    pub potential: PotentialProject,
    /// When it was begun.
    pub begun: Instant,
    /// First day on which it may start.
    pub earliest: Instant,
    /// Its crossings by number of the need; none: it does not have that need.
    pub needs: [Option<CrossingId>; NEEDS],
    /// Needs it has, by bit.
    pub has: u8,
    /// Why optional needs will never come, by number of the need.
    pub missing: [Option<Reason>; NEEDS],
    /// Raised when it ends.
    pub stamp: u32,
    /// It is under way.
    pub live: bool,
    /// Its application's programme, or none.
    pub programme: PackedOption<ProgrammeIndex>,
    pub kind: ProjectKindIndex,
}

/// An application at a programme.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Application {
    /// Where the project is at home.
    pub home: JurisdictionIndex,
    /// The project, by its number there.
    pub project: ProjectId,
    pub stamp: u32,
    pub merit: f64,
    pub key: Key,
}
