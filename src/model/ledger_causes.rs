//! The causes of the waiting ledger and the loss ledger, and the enums shared with the scenario.

pub use crate::scenario::keys::{
    AtLimit, Channel, Direction, Files, From, Holder, ResourceKind, Scope,
};

/// Where a researcher-day of a need went (MODEL: the waiting ledger). The order
/// is that of precedence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Cause {
    /// It is there, or could not begin yet, and waits for the project's other needs.
    OtherResources,
    /// The applicant prepares the file.
    Preparing,
    /// The file is with the applicant; the clock is stopped.
    Stopped,
    /// On its journey.
    Transit,
    /// Circulation, signature, post, review by peers.
    Passage,
    /// A public holiday of the office.
    Holiday,
    /// The office is closed for the night or the weekend.
    Closed,
    /// An officer works on it.
    Service,
    /// It waits for an officer.
    Queue,
}

impl Cause {
    /// All causes in their order.
    pub const ALL: [Self; 9] = [
        Self::OtherResources,
        Self::Preparing,
        Self::Stopped,
        Self::Transit,
        Self::Passage,
        Self::Holiday,
        Self::Closed,
        Self::Service,
        Self::Queue,
    ];

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::OtherResources => "other resources",
            Self::Preparing => "preparing",
            Self::Stopped => "with applicant",
            Self::Transit => "transit",
            Self::Passage => "passage",
            Self::Holiday => "public holiday",
            Self::Closed => "closed hours",
            Self::Service => "in service",
            Self::Queue => "queueing",
        }
    }
}

/// Where potential value was lost (MODEL: the loss ledger).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Loss {
    /// No partner met.
    Unmatched,
    /// Not begun for fear of the procedures.
    Deterred,
    /// The call was closed to the partner.
    Ineligible,
    /// The budget was spent.
    Unfunded,
    /// No legal way.
    NoPathway,
    /// Nobody knew the procedure.
    Unaware,
    /// Refused.
    Refused,
    /// The applicant gave up.
    Abandoned,
    /// Present once, then run out.
    Expired,
    /// Not present in time.
    Late,
    /// Optional needs were missing.
    Incomplete,
    /// Assembled after earliest start.
    Delayed,
}

impl Loss {
    /// All causes in their order.
    pub const ALL: [Self; 12] = [
        Self::Unmatched,
        Self::Deterred,
        Self::Ineligible,
        Self::Unfunded,
        Self::NoPathway,
        Self::Unaware,
        Self::Refused,
        Self::Abandoned,
        Self::Expired,
        Self::Late,
        Self::Incomplete,
        Self::Delayed,
    ];

    /// Its name in tables.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unmatched => "unmatched",
            Self::Deterred => "deterred",
            Self::Ineligible => "ineligible",
            Self::Unfunded => "unfunded",
            Self::NoPathway => "no pathway",
            Self::Unaware => "unaware",
            Self::Refused => "refused",
            Self::Abandoned => "abandoned",
            Self::Expired => "expired",
            Self::Late => "late",
            Self::Incomplete => "incomplete",
            Self::Delayed => "delayed",
        }
    }
}
