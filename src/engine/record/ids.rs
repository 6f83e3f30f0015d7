//! The ids of a run's records.
//!
//! Records refer to one another; their ids name kinds instead of the records themselves, so
//! that the files of the records need not import one another.

use crate::id::{Id, noun_indices};

noun_indices! {
    /// Index of a stream of background cases.
    StreamIndex(u32),
}

/// Kinds of records, as types without values.
pub mod kind {
    /// A token.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Token {}

    /// A case.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Case {}

    /// A clock of a case.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Clock {}

    /// A background case that one record keeps.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum BackgroundFile {}

    /// A crossing, on one of its sides.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Crossing {}

    /// A begun project.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Project {}

    /// A route of procedures.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Route {}

    /// A branch of an office.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub enum Branch {}
}

/// A token's id.
pub type TokenId = Id<kind::Token>;

/// A case's id.
pub type CaseId = Id<kind::Case>;

/// A clock's id.
pub type ClockId = Id<kind::Clock>;

/// A background file's id.
pub type BackgroundId = Id<kind::BackgroundFile>;

/// A crossing's id, on one of its sides.
pub type CrossingId = Id<kind::Crossing>;

/// A begun project's id.
pub type ProjectId = Id<kind::Project>;

/// A route's id.
pub type RouteId = Id<kind::Route>;

/// A branch's id.
pub type BranchId = Id<kind::Branch>;
