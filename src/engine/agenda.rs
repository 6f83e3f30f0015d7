//! The agenda: what happens when.
//!
//! Invariant: entries come out in the order of (time, kind, entity order), whatever
//! the order in which they were put in. Two entries of one instant are ordered by
//! what is due, as it is listed below (who arrives at midnight is there when a project
//! assembles at midnight), then by their entity, never by memory or thread.
//!
//! One bucket a day, sorted when its day begins; what is put in for the day
//! under way goes to a small heap beside it. Entries past the end are dropped.
//! Buckets are chains of blocks from one pool, so that none ever grows by copying
//! and the blocks of days gone, still in the cache, are filled again.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use super::slab::NONE;
use crate::model::{DAY, Tick};

/// What is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Due {
    /// A token's officer is done.
    ServiceEnds,
    /// A token's passage is over.
    PassageEnds,
    /// A returned file comes back.
    CorrectionEnds,
    /// An applicant has prepared a file.
    PreparationEnds,
    /// A clock runs out.
    ClockEnds,
    /// An applicant's patience is over.
    PatienceEnds,
    /// A procedure of a need may begin.
    ProcedureBegins,
    /// A need's journey begins.
    JourneyBegins,
    /// A need's journey is over.
    JourneyEnds,
    /// What has arrived spoils.
    Spoils,
    /// A project is looked at: are all its needs there?
    Assembly,
    /// A project's last start is over.
    LastStart,
    /// A call closes.
    CallCloses,
    /// The awards of a call are decided.
    AwardsDecided,
    /// A year of a stay begins or ends.
    StayYear,
    /// Another case of the desk's own comes in.
    BackgroundCase,
    /// A panel meets.
    PanelMeets,
    /// A part-time officer's day begins with cases waiting.
    PartTimeBegins,
    /// An organisation wishes to settle.
    OrganisationComes,
    /// A settled organisation closes.
    OrganisationCloses,
}

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// When.
    pub time: Tick,
    /// What.
    pub due: Due,
    /// Order among entries of one instant: from the entity's key.
    pub order: u64,
    /// Which record it concerns.
    pub index: u32,
    /// The record's stamp when it was put in; a record that has moved on ignores it.
    pub stamp: u32,
}

impl Entry {
    /// Time, then what is due, then the entity's order, as one number.
    fn rank(&self) -> u128 {
        u128::from(self.time) << 72 | (self.due as u128) << 64 | u128::from(self.order)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct ByRank(Entry);

impl PartialOrd for ByRank {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ByRank {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.rank().cmp(&other.0.rank())
    }
}

/// Slots into which the entries of a day are dealt before they are sorted. The first
/// are for midnight, where many fall together: so many for each kind, by their order.
/// The others are for the rest of the day, by their time.
const OF_A_KIND: usize = 32;
const AT_MIDNIGHT: usize = (Due::OrganisationCloses as usize + 1) * OF_A_KIND;
const BY_DAY: usize = 512;
const SLOTS: usize = AT_MIDNIGHT + BY_DAY;

/// From so many entries on, dealing them first is worth it.
const MANY: usize = 128;

/// Puts the entries of a day in order: deals them to slots that follow one another
/// in rank, then sorts within each slot.
fn sort_day(entries: &[Entry], midnight: Tick, sorted: &mut Vec<Entry>) {
    let slot = |entry: &Entry| -> usize {
        let second = (entry.time - midnight) as usize;
        if second == 0 {
            let within = entry.order >> (u64::BITS - OF_A_KIND.trailing_zeros());
            entry.due as usize * OF_A_KIND + within as usize
        } else {
            AT_MIDNIGHT + second * BY_DAY / DAY as usize
        }
    };
    if entries.len() < MANY {
        sorted.extend_from_slice(entries);
        sorted.sort_unstable_by_key(Entry::rank);
        return;
    }
    let mut starts = [0_u32; SLOTS + 1];
    for entry in entries {
        starts[slot(entry) + 1] += 1;
    }
    for i in 0..SLOTS {
        starts[i + 1] += starts[i];
    }
    let mut next = starts;
    sorted.resize(entries.len(), entries[0]);
    for entry in entries {
        let place = &mut next[slot(entry)];
        sorted[*place as usize] = *entry;
        *place += 1;
    }
    for i in 0..SLOTS {
        let (from, to) = (starts[i] as usize, starts[i + 1] as usize);
        if to - from > 1 {
            sorted[from..to].sort_unstable_by_key(Entry::rank);
        }
    }
}

/// Entries of a block.
const BLOCK: usize = 32;

/// A piece of a bucket.
#[derive(Debug, Clone, Copy)]
struct Block {
    entries: [Entry; BLOCK],
    /// The block filled before it.
    before: u32,
}

/// The entries of a day: full blocks, but for the last.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    last: u32,
    /// Entries of the last block.
    used: u32,
}

const EMPTY: Bucket = Bucket {
    last: NONE,
    used: BLOCK as u32,
};

/// The agenda of one replication.
#[derive(Debug, Clone)]
pub struct Agenda {
    days: Vec<Bucket>,
    blocks: Vec<Block>,
    /// Blocks of days gone.
    free: Vec<u32>,
    /// Days begun so far; the last of them is under way.
    begun: usize,
    /// The entries of the day under way, as they were put in.
    gathered: Vec<Entry>,
    sorted: Vec<Entry>,
    cursor: usize,
    fresh: BinaryHeap<Reverse<ByRank>>,
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
    pub fn new(end: Tick) -> Self {
        Self {
            days: vec![EMPTY; (end / DAY) as usize + 2],
            blocks: Vec::new(),
            free: Vec::new(),
            begun: 0,
            gathered: Vec::new(),
            sorted: Vec::new(),
            cursor: 0,
            fresh: BinaryHeap::new(),
        }
    }

    /// Puts an entry in. It must not lie before the day under way.
    pub fn put(&mut self, entry: Entry) {
        let day = (entry.time / DAY) as usize;
        if day >= self.days.len() {
            return;
        }
        debug_assert!(day + 1 >= self.begun, "nothing is put into the past");
        if day < self.begun {
            self.fresh.push(Reverse(ByRank(entry)));
        } else {
            let bucket = &mut self.days[day];
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
    }

    /// The blocks of a day with how many of their entries count.
    fn blocks_of(&self, day: usize) -> impl Iterator<Item = (u32, &[Entry])> {
        let bucket = self.days.get(day).copied().unwrap_or(EMPTY);
        let (mut at, mut used) = (bucket.last, bucket.used as usize);
        std::iter::from_fn(move || {
            if at == NONE {
                return None;
            }
            let (number, block) = (at, &self.blocks[at as usize]);
            let entries = &block.entries[..used];
            (at, used) = (block.before, BLOCK);
            Some((number, entries))
        })
    }

    /// Takes the next entry of the day under way, if it is due before `before`.
    pub fn take_today(&mut self, before: Tick) -> Option<Entry> {
        let planned = self.sorted.get(self.cursor);
        let fresh = self.fresh.peek().map(|Reverse(ByRank(entry))| entry);
        let (entry, is_fresh) = match (planned, fresh) {
            (Some(a), Some(b)) => {
                if a.rank() <= b.rank() {
                    (*a, false)
                } else {
                    (*b, true)
                }
            }
            (Some(a), None) => (*a, false),
            (None, Some(b)) => (*b, true),
            (None, None) => return None,
        };
        if entry.time >= before {
            return None;
        }
        if is_fresh {
            self.fresh.pop();
        } else {
            self.cursor += 1;
        }
        Some(entry)
    }

    /// Begins a day. What was left of the day before must have been taken.
    pub fn begin_day(&mut self, day: usize) {
        debug_assert!(self.cursor >= self.sorted.len() && self.fresh.is_empty());
        self.begun = day + 1;
        self.cursor = 0;
        self.sorted.clear();
        let mut gathered = std::mem::take(&mut self.gathered);
        let mut free = std::mem::take(&mut self.free);
        gathered.clear();
        for (number, entries) in self.blocks_of(day) {
            gathered.extend_from_slice(entries);
            free.push(number);
        }
        sort_day(&gathered, day as Tick * DAY, &mut self.sorted);
        if let Some(bucket) = self.days.get_mut(day) {
            *bucket = EMPTY;
        }
        (self.gathered, self.free) = (gathered, free);
    }

    /// Entries planned for the day under way before it began.
    #[must_use]
    pub fn planned(&self) -> usize {
        self.sorted.len()
    }

    /// The entry that comes so many places after the next, of those planned before
    /// the day began.
    #[inline]
    #[must_use]
    pub fn ahead(&self, places: usize) -> Option<&Entry> {
        self.sorted.get(self.cursor + places)
    }

    fn to_come(&self) -> Vec<Entry> {
        let mut all: Vec<Entry> = self.sorted[self.cursor.min(self.sorted.len())..].to_vec();
        all.extend(self.fresh.iter().map(|Reverse(ByRank(entry))| *entry));
        for day in 0..self.days.len() {
            for (_, entries) in self.blocks_of(day) {
                all.extend_from_slice(entries);
            }
        }
        all.sort_unstable();
        all
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const KINDS: [Due; 4] = [
        Due::ServiceEnds,
        Due::JourneyEnds,
        Due::Assembly,
        Due::OrganisationCloses,
    ];

    fn entry(time: Tick, kind: usize, order: u64) -> Entry {
        Entry {
            time,
            due: KINDS[kind],
            order,
            index: 0,
            stamp: 0,
        }
    }

    /// Who arrives at the midnight of a start is there for it, and a project is given up
    /// only after it has been looked at.
    #[test]
    fn who_arrives_comes_before_who_assembles() {
        let at_midnight = [Due::JourneyEnds, Due::Assembly, Due::LastStart];
        assert!(at_midnight.is_sorted());
        let keys = [u64::MAX, 7, 0];
        let mut agenda = Agenda::new(3 * DAY);
        for (due, order) in at_midnight.into_iter().zip(keys).rev() {
            let entry = entry(2 * DAY, 0, order);
            agenda.put(Entry { due, ..entry });
        }
        agenda.begin_day(2);
        let taken = std::iter::from_fn(|| agenda.take_today(3 * DAY).map(|entry| entry.due));
        assert!(taken.eq(at_midnight));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// A full day, much of it at midnight, is dealt to slots and comes out as a
        /// plain sort would have it.
        #[test]
        fn a_full_day_is_sorted(
            entries in prop::collection::vec(
                (prop_oneof![Just(0), 0..DAY], 0..KINDS.len(), any::<u64>()),
                MANY..900,
            ),
        ) {
            let midnight = 3 * DAY;
            let day: Vec<Entry> = entries
                .iter()
                .map(|(second, kind, order)| entry(midnight + second, *kind, *order))
                .collect();
            let mut plain = day.clone();
            plain.sort_by_key(Entry::rank);
            let mut sorted = Vec::new();
            sort_day(&day, midnight, &mut sorted);
            let ranks = |entries: &[Entry]| entries.iter().map(Entry::rank).collect::<Vec<_>>();
            prop_assert_eq!(ranks(&sorted), ranks(&plain));
        }

        /// Entries put in before and during the run come out as from one heap.
        #[test]
        fn it_gives_what_a_plain_heap_gives(
            first in prop::collection::vec((0..5 * DAY, 0..KINDS.len(), 0_u64..4), 0..80),
            later in prop::collection::vec((0..2 * DAY, 0..KINDS.len(), 0_u64..4), 0..80),
        ) {
            let mut agenda = Agenda::new(6 * DAY);
            let mut heap = BinaryHeap::new();
            let put = |agenda: &mut Agenda, heap: &mut BinaryHeap<_>, time: Tick, kind: usize, order: u64| {
                // The order is the entity's own, so no two entries are alike.
                let order = (order << 32) | (heap.len() as u64 + u64::from(time));
                agenda.put(entry(time, kind, order));
                if time / DAY < 8 {
                    heap.push(Reverse((time, KINDS[kind], order)));
                }
            };
            for (time, kind, order) in first {
                put(&mut agenda, &mut heap, time, kind, order);
            }
            let mut later = later.into_iter();
            for day in 0..8_u32 {
                agenda.begin_day(day as usize);
                while let Some(taken) = agenda.take_today((day + 1) * DAY) {
                    prop_assert_eq!(heap.pop(), Some(Reverse((taken.time, taken.due, taken.order))));
                    if let Some((wait, kind, order)) = later.next() {
                        let time = (taken.time + wait).min(8 * DAY - 1);
                        // What is due in this instant, but earlier in order, still comes.
                        put(&mut agenda, &mut heap, time, kind, order);
                    }
                }
            }
            prop_assert!(heap.is_empty());
        }
    }
}
