//! The agenda: the pending events of a run.
//!
//! Invariant: entries come out in the order of (time, kind, entity), in whatever order they were
//! added. Entries of one instant are ordered by kind, as `Due` lists it (an arrival at midnight
//! precedes the assembly of its project), then by entity, never by memory or thread.
//!
//! There is one bucket a day; `day.rs` sorts the current day. Entries after the end are dropped.
//! Buckets are chains of blocks from one pool. No bucket is ever copied to grow, and the blocks of
//! past days, still in the cache, are used again.

use crate::engine::agenda::Entry;
use crate::engine::agenda::day::DayQueue;
use crate::model::Instant;

/// Entries of a block.
const BLOCK: usize = 32;

/// No block before.
const NO_BLOCK: u32 = u32::MAX;

/// A piece of a bucket.
#[derive(Debug, Clone, Copy)]
struct Block {
    entries: [Entry; BLOCK],
    /// The block filled before this one.
    before: u32,
}

/// The entries of a day: all blocks are full except the last.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    last: u32,
    /// Entries of the last block.
    used: u32,
}

const EMPTY: Bucket = Bucket {
    last: NO_BLOCK,
    used: BLOCK as u32,
};

/// The agenda of one replication.
#[derive(Debug, Clone)]
pub struct Agenda {
    days: Vec<Bucket>,
    blocks: Vec<Block>,
    /// Blocks of past days.
    free: Vec<u32>,
    /// Days begun so far; the last of them is under way.
    begun: usize,
    /// The midnight that ends it.
    tomorrow: Instant,
    /// The entries of the current day, as they were added.
    gathered: Vec<Entry>,
    today: DayQueue,
}

impl PartialEq for Agenda {
    /// Two agendas are equal if the same entries are still to come.
    fn eq(&self, other: &Self) -> bool {
        self.to_come() == other.to_come()
    }
}

impl Agenda {
    /// An empty agenda up to `end`.
    #[must_use]
    pub fn new(end: Instant) -> Self {
        Self {
            days: vec![EMPTY; end.day() as usize + 2],
            blocks: Vec::new(),
            free: Vec::new(),
            begun: 0,
            tomorrow: Instant::START,
            gathered: Vec::new(),
            today: DayQueue::default(),
        }
    }

    /// Adds an entry, which must not lie before the current day.
    #[inline]
    pub fn add(&mut self, entry: Entry) {
        debug_assert!(
            entry.time.day() as usize + 1 >= self.begun,
            "nothing is put into the past"
        );
        if entry.time < self.tomorrow {
            self.today.add(entry);
        } else {
            self.plan(entry);
        }
    }

    /// Adds an entry of a later day.
    fn plan(&mut self, entry: Entry) {
        let Some(bucket) = self.days.get_mut(entry.time.day() as usize) else {
            return;
        };
        if bucket.used as usize == BLOCK {
            let before = bucket.last;
            bucket.used = 0;
            bucket.last = if let Some(free) = self.free.pop() {
                self.blocks[free as usize].before = before;
                free
            } else {
                self.blocks.push(Block {
                    entries: [entry; BLOCK],
                    before,
                });
                (self.blocks.len() - 1) as u32
            };
        }
        self.blocks[bucket.last as usize].entries[bucket.used as usize] = entry;
        bucket.used += 1;
    }

    /// The blocks of a day with their entries.
    fn blocks_of(&self, day: usize) -> impl Iterator<Item = (u32, &[Entry])> {
        let bucket = self.days.get(day).copied().unwrap_or(EMPTY);
        let (mut next, mut used) = (bucket.last, bucket.used as usize);
        std::iter::from_fn(move || {
            if next == NO_BLOCK {
                return None;
            }
            let (number, block) = (next, &self.blocks[next as usize]);
            let entries = &block.entries[..used];
            (next, used) = (block.before, BLOCK);
            Some((number, entries))
        })
    }

    /// Takes the next entry of the day under way, if it is due before `before`.
    #[inline]
    pub fn take_today(&mut self, before: Instant) -> Option<Entry> {
        self.today.take(before)
    }

    /// Begins a day. What was left of the day before must have been taken.
    pub fn begin_day(&mut self, day: usize) {
        self.begun = day + 1;
        // Days past the end take nothing.
        let ends = self.begun.min(self.days.len());
        self.tomorrow = Instant::midnight(ends as u32);
        let mut gathered = std::mem::take(&mut self.gathered);
        let mut free = std::mem::take(&mut self.free);
        gathered.clear();
        for (number, entries) in self.blocks_of(day) {
            gathered.extend_from_slice(entries);
            free.push(number);
        }
        self.today.begin(Instant::midnight(day as u32), &gathered);
        if let Some(bucket) = self.days.get_mut(day) {
            *bucket = EMPTY;
        }
        (self.gathered, self.free) = (gathered, free);
    }

    /// Bytes of its buckets and blocks.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        (size_of_val(&self.days[..]) + size_of_val(&self.blocks[..])) as u64
    }

    /// The day under way.
    #[inline]
    #[must_use]
    pub fn today(&self) -> &DayQueue {
        &self.today
    }

    fn to_come(&self) -> Vec<Entry> {
        let mut to_come = Vec::new();
        self.today.to_come(&mut to_come);
        for day in 0..self.days.len() {
            for (_, entries) in self.blocks_of(day) {
                to_come.extend_from_slice(entries);
            }
        }
        to_come.sort_unstable();
        to_come
    }
}

#[cfg(test)]
pub(in crate::engine) mod tests {
    use super::*;
    use crate::engine::agenda::Due;
    use crate::engine::record::File;
    use crate::id::Id;
    use crate::model::{DAY, OrganisationIndex, Span};
    use proptest::prelude::*;
    use std::cmp::Reverse;
    use std::collections::BinaryHeap;

    /// Kinds of entries in the tests.
    pub const KINDS: usize = 4;

    /// Some kinds, the first and the last among them.
    pub fn due_of(kind: usize) -> Due {
        [
            Due::ServiceEnds(File::Full(Id::after(0)).pack()),
            Due::JourneyEnds(Id::after(0)),
            Due::Assembly(Id::after(0)),
            Due::OrganisationCloses(OrganisationIndex::from_index(0)),
        ][kind]
    }

    fn entry(time: Instant, kind: usize, order: u64) -> Entry {
        Entry {
            time,
            due: due_of(kind),
            order,
            stamp: 0,
        }
    }

    /// Who arrives at the midnight of a start is there for it, and a project is given up
    /// only after it has been looked at.
    #[test]
    fn who_arrives_comes_before_who_assembles() {
        let (crossing, project) = (Id::after(0), Id::after(0));
        let at_midnight = [
            Due::JourneyEnds(crossing),
            Due::Assembly(project),
            Due::LastStart(project),
        ];
        assert!(at_midnight.is_sorted_by_key(|due| due.kind()));
        let keys = [u64::MAX, 7, 0];
        let mut agenda = Agenda::new(Instant::midnight(3));
        for (due, order) in at_midnight.into_iter().zip(keys).rev() {
            let entry = entry(Instant::midnight(2), 0, order);
            agenda.add(Entry { due, ..entry });
        }
        agenda.begin_day(2);
        let taken = std::iter::from_fn(|| {
            agenda
                .take_today(Instant::midnight(3))
                .map(|entry| entry.due)
        });
        assert!(taken.eq(at_midnight));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// Entries put in before and during the run come out as from one heap.
        #[test]
        fn it_gives_what_a_plain_heap_gives(
            first in prop::collection::vec((0..5 * DAY.seconds(), 0..KINDS, 0_u64..4), 0..80),
            later in prop::collection::vec((0..2 * DAY.seconds(), 0..KINDS, 0_u64..4), 0..80),
        ) {
            let mut agenda = Agenda::new(Instant::midnight(6));
            let mut heap = BinaryHeap::new();
            let add = |agenda: &mut Agenda, heap: &mut BinaryHeap<_>, time: Instant, kind: usize, order: u64| {
                // The order is the entity's own, so no two entries are alike.
                let order = (order << 32) | (heap.len() as u64 + u64::from(time));
                agenda.add(entry(time, kind, order));
                if time.day() < 8 {
                    heap.push(Reverse((time, due_of(kind), order)));
                }
            };
            for (time, kind, order) in first {
                add(&mut agenda, &mut heap, Instant::from_seconds(time), kind, order);
            }
            let mut later = later.into_iter();
            for day in 0..8_u32 {
                agenda.begin_day(day as usize);
                while let Some(taken) = agenda.take_today(Instant::midnight(day + 1)) {
                    prop_assert_eq!(heap.pop(), Some(Reverse((taken.time, taken.due, taken.order))));
                    if let Some((wait, kind, order)) = later.next() {
                        let time = (taken.time + Span::from_seconds(wait)).min(Instant::from_seconds(8 * DAY.seconds() - 1));
                        // What is due in this instant, but earlier in order, still comes.
                        add(&mut agenda, &mut heap, time, kind, order);
                    }
                }
            }
            prop_assert!(heap.is_empty());
        }
    }
}
