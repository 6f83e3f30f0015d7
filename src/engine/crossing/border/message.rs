//! Letters between jurisdictions, on their way until the next midnight.
//!
//! They are opened in the order of the keys of what they are about, those of one key in
//! the order in which they were written; all of one key come from one part, so that no
//! partition changes the order.

use crate::draw::Key;
use crate::engine::record::{Application, Told};
use crate::model::{Loss, Tick};

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) enum Says {
    /// To abroad: the procedures there may begin, for the first time or anew.
    Begin {
        /// The instant from which on they may.
        at: Tick,
        /// The last instant at which the project can still want it.
        last: Tick,
    },
    /// Stages are done.
    Done,
    /// To abroad: it arrives at an instant.
    Arrives(Tick),
    /// To abroad: permits may have run out; those that have are to be renewed.
    Renew,
    /// To abroad: it is no longer wanted; where somebody must still tell what became of
    /// it, what there is to tell.
    Withdrawn(Option<Told>),
    /// To home: a stage has failed for good.
    Failed(Failure),
    /// To abroad: how far is it?
    HowFar,
    /// To home: so many seconds are expected to remain, and it stands at an office.
    Stands(Standing),
    /// To a programme: an application, or that an earlier one is void.
    Applies {
        /// The programme.
        programme: u16,
        /// The application.
        of: Application,
        /// Whether it is one, or void.
        holds: bool,
    },
    /// To a project: its application has won an award, or not.
    Awarded {
        /// The project.
        project: u32,
        /// Its stamp when it applied.
        stamp: u32,
        /// Whether it has won.
        won: bool,
    },
    /// A post is taken up by a resident of the jurisdiction.
    Post(u32),
    /// A contract between two institutions is valid until then.
    Contract(Tick),
}

/// How a stage has failed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Failure {
    /// By what.
    pub cause: Loss,
    /// The procedure.
    pub procedure: u16,
    /// The office, if it was one.
    pub office: Option<u16>,
}

/// How far a need is abroad, as its project hears of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standing {
    /// Mean seconds of what is still before it.
    pub remainder: f64,
    /// The office at which it stands.
    pub office: Option<u16>,
}

/// A letter.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Letter {
    /// The key of what it is about.
    pub key: Key,
    /// The record that it goes to, where its writer knows it.
    pub to: u32,
    /// The record that writes.
    pub from: u32,
    /// What it says.
    pub says: Says,
    /// The crossing as its writer has it, by its place in the bag.
    pub(in crate::engine) crossing: u32,
    /// Where its trail begins and ends there.
    pub(in crate::engine) trail: [u32; 2],
}

/// A record that has been begun abroad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) struct Begun {
    /// The key of the crossing.
    pub key: Key,
    /// Its record at home.
    pub at_home: u32,
    /// Its record abroad.
    pub abroad: u32,
}
