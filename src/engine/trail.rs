//! The trail of a need: which cause owned each second of its time.
//!
//! A trail is a chain of segments, each pointing to what came before it. Where
//! a case forks, its branches share the chain up to the fork; at the join the
//! branch that arrives last goes on with its own chain, and so owns the time.
//! Invariant: the ticks of a chain add up to the time since initiation.

use super::slab::NONE;
use crate::model::{Cause, Tick};

/// Whom a segment is booked to besides its cause: procedure and office.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Where {
    /// The procedure, or none.
    pub procedure: u16,
    /// The office, or none.
    pub office: u16,
}

/// Nowhere in particular.
pub const NOWHERE: Where = Where {
    procedure: u16::MAX,
    office: u16::MAX,
};

/// A piece of a trail: the time at one place, by cause.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    parent: u32,
    next: u32,
    /// Procedure and office.
    pub place: Where,
    ticks: [Tick; Cause::ALL.len()],
    /// The time of the chain that ends here.
    whole: Tick,
    shared: bool,
}

impl Segment {
    fn take<const N: usize>(&mut self, parts: [(Cause, Tick); N]) {
        for (cause, ticks) in parts {
            self.ticks[cause as usize] += ticks;
            self.whole += ticks;
        }
    }

    /// Its time by cause, those without time left out.
    #[inline]
    pub fn parts(&self) -> impl Iterator<Item = (Cause, Tick)> {
        Cause::ALL
            .into_iter()
            .zip(self.ticks)
            .filter(|(_, ticks)| *ticks > 0)
    }

    /// Its whole time.
    #[inline]
    #[must_use]
    pub fn length(&self) -> u64 {
        self.ticks.iter().map(|ticks| u64::from(*ticks)).sum()
    }
}

/// The segments of all needs under way.
///
/// What a need gives back stays linked and is used again from its last segment on, so
/// that giving it back touches none of them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trails {
    segments: Vec<Segment>,
    /// The last segment of each need given back that is not yet used again.
    free: Vec<u32>,
}

impl Trails {
    /// Adds times at one place to the chain that ends in `head`; `all` links every
    /// segment of the need. Returns the new head.
    pub fn add<const N: usize>(
        &mut self,
        head: u32,
        all: &mut u32,
        parts: [(Cause, Tick); N],
        place: Where,
    ) -> u32 {
        if parts.iter().all(|(_, ticks)| *ticks == 0) {
            return head;
        }
        if head != NONE {
            let segment = &mut self.segments[head as usize];
            if !segment.shared && segment.place == place {
                segment.take(parts);
                return head;
            }
        }
        let mut segment = Segment {
            parent: head,
            next: *all,
            place,
            ticks: [0; Cause::ALL.len()],
            whole: self.chain(head).whole(),
            shared: false,
        };
        segment.take(parts);
        let index = if let Some(index) = self.take_free() {
            self.segments[index as usize] = segment;
            index
        } else {
            self.segments.push(segment);
            (self.segments.len() - 1) as u32
        };
        *all = index;
        index
    }

    /// A segment to use again, if there is one.
    fn take_free(&mut self) -> Option<u32> {
        let last = self.free.last_mut()?;
        let index = *last;
        let before = self.segments[index as usize].next;
        if before == NONE {
            self.free.pop();
        } else {
            *last = before;
        }
        // The one after it will have been asked for long before it is taken.
        if let Some(next) = self.free.last() {
            super::prefetch::prefetch(&self.segments[*next as usize]);
        }
        Some(index)
    }

    /// Asks memory for the segment that ends a chain.
    #[inline]
    pub fn prefetch(&self, head: u32) {
        if head != NONE {
            super::prefetch::prefetch(&self.segments[head as usize]);
        }
    }

    /// Asks memory for the segment before the one that ends a chain.
    #[inline]
    pub fn prefetch_before(&self, head: u32) {
        if head != NONE {
            self.prefetch(self.segments[head as usize].parent);
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.segments.capacity() * size_of::<Segment>() + self.free.capacity() * 4
    }

    /// Marks a chain as shared by several branches from here on.
    #[inline]
    pub fn share(&mut self, head: u32) {
        if head != NONE {
            self.segments[head as usize].shared = true;
        }
    }

    /// The chain that ends in `head`.
    #[inline]
    #[must_use]
    pub fn chain(&self, head: u32) -> Trail<'_> {
        Trail { trails: self, head }
    }

    /// Gives all segments of a need back.
    #[inline]
    pub fn release(&mut self, all: u32) {
        if all != NONE {
            self.free.push(all);
        }
    }
}

/// One chain, to be read.
#[derive(Debug, Clone, Copy)]
pub struct Trail<'a> {
    trails: &'a Trails,
    head: u32,
}

impl<'a> Trail<'a> {
    /// Its whole time, which its last segment knows.
    #[inline]
    #[must_use]
    pub fn whole(self) -> Tick {
        if self.head == NONE {
            return 0;
        }
        self.trails.segments[self.head as usize].whole
    }

    /// Its segments, last first.
    #[inline]
    pub fn segments(self) -> impl Iterator<Item = &'a Segment> {
        let mut at = self.head;
        std::iter::from_fn(move || {
            if at == NONE {
                return None;
            }
            let segment = &self.trails.segments[at as usize];
            at = segment.parent;
            Some(segment)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What happens to a need: time at a place, a fork, or its end.
    fn step() -> impl Strategy<Value = (u8, usize, Tick, u16)> {
        (0..8_u8, 0..Cause::ALL.len(), 0..100_u32, 0..3_u16)
    }

    proptest! {
        /// Needs that come and go, each with two branches: every chain knows its time,
        /// segment by segment and as a whole, and no segment is in use twice.
        #[test]
        fn a_chain_adds_up_to_what_was_booked(
            steps in prop::collection::vec((0..4_usize, 0..2_usize, step()), 0..300),
        ) {
            let mut trails = Trails::default();
            // For each need all its segments, and of each branch its chain and time.
            let mut needs = [(NONE, [(NONE, 0_u32); 2]); 4];
            for (need, branch, (what, cause, ticks, office)) in steps {
                let (all, branches) = &mut needs[need];
                match what {
                    0 => {
                        trails.release(*all);
                        (*all, *branches) = (NONE, [(NONE, 0); 2]);
                    }
                    1 => {
                        trails.share(branches[branch].0);
                        branches[1 - branch] = branches[branch];
                    }
                    _ => {
                        let (head, time) = &mut branches[branch];
                        let place = Where { procedure: need as u16, office };
                        let parts = [(Cause::ALL[cause], ticks)];
                        *head = trails.add(*head, all, parts, place);
                        *time += ticks;
                    }
                }
                for (number, (_, branches)) in needs.iter().enumerate() {
                    for (head, time) in branches {
                        let chain = trails.chain(*head);
                        prop_assert_eq!(chain.whole(), *time);
                        let sum: u64 = chain.segments().map(Segment::length).sum();
                        prop_assert_eq!(sum, u64::from(*time));
                        let mut own = chain.segments();
                        prop_assert!(own.all(|s| usize::from(s.place.procedure) == number));
                    }
                }
            }
        }
    }
}
