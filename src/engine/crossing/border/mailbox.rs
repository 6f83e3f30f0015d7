//! What a part has written to others and what has come from them.

use crate::draw::Key;
use crate::engine::crossing::border::message::{Begun, Letter, Says, Standing};
use crate::engine::ledger::trail::Written;
use crate::engine::record::Crossing;
use crate::engine::store::slab::NONE;

/// Letters from one part to another, with what they enclose.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::engine) struct Bag {
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
    pub(in crate::engine) written: Vec<Bag>,
    /// What has come, by the part that it comes from.
    pub(in crate::engine) come: Vec<Bag>,
    /// Records begun here at the last midnight, in the order of their keys: letters to
    /// them may not yet know them.
    pub(in crate::engine) begun: Vec<Begun>,
    /// How far needs are abroad, by crossing, of projects that have asked.
    pub(in crate::engine) heard: Vec<(u32, Standing)>,
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

/// Between two days: what the parts have written to one another changes hands.
pub(in crate::engine) fn exchange(posts: &mut [&mut Post]) {
    for from in 0..posts.len() {
        for to in 0..posts.len() {
            let bag = std::mem::take(&mut posts[from].written[to]);
            let mut emptied = std::mem::replace(&mut posts[to].come[from], bag);
            emptied.clear();
            posts[from].written[to] = emptied;
        }
    }
}
