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

/// A piece of a trail: the time at one place, by cause. It fills one cache line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    parent: u32,
    next: u32,
    /// Procedure and office.
    pub place: Where,
    ticks: [Tick; Cause::ALL.len()],
    shared: bool,
}

impl Segment {
    fn take<const N: usize>(&mut self, parts: [(Cause, Tick); N]) {
        for (cause, ticks) in parts {
            self.ticks[cause as usize] += ticks;
        }
    }

    /// Its time by cause, those without time left out.
    pub fn parts(&self) -> impl Iterator<Item = (Cause, Tick)> {
        Cause::ALL
            .into_iter()
            .zip(self.ticks)
            .filter(|(_, ticks)| *ticks > 0)
    }

    /// Its whole time.
    #[must_use]
    pub fn length(&self) -> u64 {
        self.ticks.iter().map(|ticks| u64::from(*ticks)).sum()
    }
}

/// The segments of all needs under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trails {
    segments: Vec<Segment>,
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
            shared: false,
        };
        segment.take(parts);
        let index = if let Some(index) = self.free.pop() {
            self.segments[index as usize] = segment;
            index
        } else {
            self.segments.push(segment);
            (self.segments.len() - 1) as u32
        };
        *all = index;
        index
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
    pub fn share(&mut self, head: u32) {
        if head != NONE {
            self.segments[head as usize].shared = true;
        }
    }

    /// The chain that ends in `head`.
    #[must_use]
    pub fn chain(&self, head: u32) -> Trail<'_> {
        Trail { trails: self, head }
    }

    /// Gives all segments of a need back.
    pub fn release(&mut self, all: u32) {
        let mut at = all;
        while at != NONE {
            self.free.push(at);
            at = self.segments[at as usize].next;
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
    /// Its segments, last first.
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
