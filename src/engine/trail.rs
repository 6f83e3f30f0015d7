//! The trail of a need: which cause owned each second of its time.
//!
//! A trail is a chain of blocks of segments, each pointing to what came before
//! it. Where a case forks, its branches share the chain up to the fork; at the
//! join the branch that arrives last goes on with its own chain, and so owns the
//! time. Segments lie in blocks because a lone segment costs a miss of the cache.
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

/// A piece of a trail.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Segment {
    /// Its length.
    pub ticks: Tick,
    /// Procedure and office.
    pub place: Where,
    /// Its cause.
    pub cause: Cause,
}

/// Segments of a block; with them a block fills a line of the cache.
const ROOM: usize = 4;

/// Segments that follow one another.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Block {
    parent: u32,
    /// The next block of the need.
    next: u32,
    segments: [Segment; ROOM],
    used: u8,
    shared: bool,
}

/// The segments of all needs under way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Trails {
    blocks: Vec<Block>,
    free: Vec<u32>,
}

impl Trails {
    /// Adds `ticks` to the chain that ends in `head`; `all` links every block
    /// of the need. Returns the new head.
    pub fn add(
        &mut self,
        head: u32,
        all: &mut u32,
        cause: Cause,
        place: Where,
        ticks: Tick,
    ) -> u32 {
        if ticks == 0 {
            return head;
        }
        let segment = Segment {
            ticks,
            place,
            cause,
        };
        if head != NONE {
            let block = &mut self.blocks[head as usize];
            let used = usize::from(block.used);
            let known = block.segments[..used]
                .iter_mut()
                .find(|known| known.cause == cause && known.place == place);
            match known {
                Some(known) if !block.shared => {
                    known.ticks += ticks;
                    return head;
                }
                None if !block.shared && used < ROOM => {
                    block.segments[used] = segment;
                    block.used += 1;
                    return head;
                }
                Some(_) | None => {}
            }
        }
        let block = Block {
            parent: head,
            next: *all,
            segments: [segment; ROOM],
            used: 1,
            shared: false,
        };
        let index = if let Some(index) = self.free.pop() {
            self.blocks[index as usize] = block;
            index
        } else {
            self.blocks.push(block);
            (self.blocks.len() - 1) as u32
        };
        *all = index;
        index
    }

    /// Marks a chain as shared by several branches from here on.
    pub fn share(&mut self, head: u32) {
        if head != NONE {
            self.blocks[head as usize].shared = true;
        }
    }

    /// The segments of a chain, last block first.
    pub fn chain(&self, head: u32) -> impl Iterator<Item = &Segment> {
        let mut at = head;
        let blocks = std::iter::from_fn(move || {
            if at == NONE {
                return None;
            }
            let block = &self.blocks[at as usize];
            at = block.parent;
            Some(block)
        });
        blocks.flat_map(|block| block.segments[..usize::from(block.used)].iter().rev())
    }

    /// Gives all blocks of a need back.
    pub fn release(&mut self, all: u32) {
        let mut at = all;
        while at != NONE {
            self.free.push(at);
            at = self.blocks[at as usize].next;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_adds_up_whatever_is_shared() {
        let mut trails = Trails::default();
        let mut all = NONE;
        let sum =
            |trails: &Trails, head| -> Tick { trails.chain(head).map(|part| part.ticks).sum() };
        let mut head = NONE;
        for (i, cause) in Cause::ALL.iter().enumerate() {
            head = trails.add(head, &mut all, *cause, NOWHERE, i as Tick);
        }
        assert_eq!(sum(&trails, head), 36);
        trails.share(head);
        let one = trails.add(head, &mut all, Cause::Queue, NOWHERE, 5);
        let other = trails.add(head, &mut all, Cause::Queue, NOWHERE, 7);
        assert_eq!(sum(&trails, one), 41);
        assert_eq!(sum(&trails, other), 43);
        assert_eq!(sum(&trails, head), 36, "the shared part stays as it was");
        let held = trails.blocks.len();
        trails.release(all);
        assert_eq!(trails.free.len(), held);
    }
}
