//! Letters between jurisdictions, on their way until the next midnight.
//!
//! They are opened in the order of the keys of what they are about, those of one key in
//! the order in which they were written; all of one key come from one part, so that no
//! partition changes the order.

use super::crossing::Told;
use super::slab::NONE;
use super::state::{Application, Crossing};
use super::trail::Written;
use crate::draw::Key;
use crate::model::{Loss, Tick};

/// What a letter says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Says {
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
pub(super) struct Failure {
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
pub(super) struct Letter {
    /// The key of what it is about.
    pub key: Key,
    /// The record that it goes to, where its writer knows it.
    pub to: u32,
    /// The record that writes.
    pub from: u32,
    /// What it says.
    pub says: Says,
    /// The crossing as its writer has it, by its place in the bag.
    crossing: u32,
    /// Where its trail begins and ends there.
    trail: [u32; 2],
}

/// A record that has been begun abroad.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Begun {
    /// The key of the crossing.
    pub key: Key,
    /// Its record at home.
    pub at_home: u32,
    /// Its record abroad.
    pub abroad: u32,
}

/// Letters from one part to another, with what they enclose.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Bag {
    /// The letters.
    pub letters: Vec<Letter>,
    crossings: Vec<Crossing>,
    trails: Vec<Written>,
    /// Records that have been begun, of which the other part shall know.
    pub begun: Vec<Begun>,
}

impl Bag {
    /// A word, with nothing enclosed, to a record if it is known.
    pub fn word(&mut self, key: Key, (to, from): (u32, u32), says: Says) {
        self.letters.push(Letter {
            key,
            to,
            from,
            says,
            crossing: NONE,
            trail: [0, 0],
        });
    }

    /// A letter from the record of a crossing with all that is known of it there;
    /// `write` encloses its trail.
    pub fn letter(
        &mut self,
        from: u32,
        c: &Crossing,
        says: Says,
        write: impl FnOnce(&mut Vec<Written>),
    ) {
        let begins = self.trails.len() as u32;
        write(&mut self.trails);
        self.letters.push(Letter {
            key: c.key,
            to: c.other,
            from,
            says,
            crossing: self.crossings.len() as u32,
            trail: [begins, self.trails.len() as u32],
        });
        self.crossings.push(*c);
    }

    /// The crossing that a letter encloses.
    pub fn crossing_of(&self, letter: &Letter) -> &Crossing {
        &self.crossings[letter.crossing as usize]
    }

    /// Its trail.
    pub fn trail_of(&self, letter: &Letter) -> &[Written] {
        let [begins, ends] = letter.trail.map(|place| place as usize);
        &self.trails[begins..ends]
    }

    fn clear(&mut self) {
        self.letters.clear();
        self.crossings.clear();
        self.trails.clear();
        self.begun.clear();
    }
}

/// Letters on their way, and what has been heard from abroad.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Post {
    /// What is written today, by the part that it goes to.
    pub(super) written: Vec<Bag>,
    /// What has come, by the part that it comes from.
    pub(super) come: Vec<Bag>,
    /// Records begun here at the last midnight, in the order of their keys: letters to
    /// them may not yet know them.
    pub(super) begun: Vec<Begun>,
    /// How far needs are abroad, by crossing, of projects that have asked.
    pub(super) heard: Vec<(u32, Standing)>,
}

/// Between two days: what the parts have written to one another changes hands.
pub(super) fn exchange(posts: &mut [&mut Post]) {
    for from in 0..posts.len() {
        for to in 0..posts.len() {
            let bag = std::mem::take(&mut posts[from].written[to]);
            let mut emptied = std::mem::replace(&mut posts[to].come[from], bag);
            emptied.clear();
            posts[from].written[to] = emptied;
        }
    }
}

impl Post {
    /// The post of one of so many parts.
    #[must_use]
    pub fn new(parts: usize) -> Self {
        Self {
            written: vec![Bag::default(); parts],
            come: vec![Bag::default(); parts],
            ..Self::default()
        }
    }

    /// What has been heard of a crossing.
    pub fn heard_of(&self, crossing: u32) -> Option<Standing> {
        let mut heard = self.heard.iter();
        heard
            .find(|(known, _)| *known == crossing)
            .map(|(_, standing)| *standing)
    }

    /// Nothing more is wanted of a crossing.
    pub fn forget(&mut self, crossing: u32) {
        if !self.heard.is_empty() {
            self.heard.retain(|(known, _)| *known != crossing);
        }
    }

    /// Awards of which their projects have not yet heard.
    #[must_use]
    pub fn awards(&self) -> u64 {
        let awarded = |letter: &&Letter| matches!(letter.says, Says::Awarded { won: true, .. });
        let bags = self.written.iter().chain(&self.come);
        let letters = bags.flat_map(|bag| &bag.letters);
        letters.filter(awarded).count() as u64
    }
}
