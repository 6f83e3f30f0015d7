//! The entries of the current day, in their order.
//!
//! Invariant: entries come out in the order of their rank, in whatever order they were added. A
//! few entries are kept in one sorted list. A fuller day is cut into slots of consecutive ranks.
//! Planned entries are distributed to the slots when the day begins; entries added during the day
//! are chained to their slot; a slot is sorted when it begins. An entry for the current slot or an
//! earlier one is inserted among the entries left.

use crate::engine::agenda::{Due, Entry};
use crate::model::{DAY, Instant};

/// Slots of a full day. The first are for midnight, where many entries coincide: for each kind
/// `OF_A_KIND`, by entity. The others divide the rest of the day by time.
const OF_A_KIND: usize = 32;
const AT_MIDNIGHT: usize = Due::KINDS * OF_A_KIND;
const BY_TIME: usize = 2048;
const SLOTS: usize = AT_MIDNIGHT + BY_TIME;

/// Slots of a day with few entries, all by time.
const FEW_SLOTS: usize = 256;

/// Entries kept in one list before the day is cut into slots.
const LISTED: usize = 16;

/// The least number of planned entries of a full day.
const MANY: usize = 1024;

const WORD: usize = u64::BITS as usize;
const WORDS: usize = SLOTS.div_ceil(WORD);

/// No further entry of a slot.
const NO_ENTRY: u32 = u32::MAX;

/// The day under way.
#[derive(Debug, Clone)]
pub struct DayQueue {
    midnight: Instant,
    is_full: bool,
    /// Whether all that is left of the day is in one list.
    is_listed: bool,
    /// Planned entries, slot by slot.
    dealt: Vec<Entry>,
    /// Where the entries of each slot end in `dealt`.
    ends: Box<[u32; SLOTS]>,
    /// Slots to come that hold something, by bit.
    filled: [u64; WORDS],
    /// Slots begun so far, up to the one under way.
    begun: usize,
    /// What is left of it, the next entry last.
    left: Vec<Entry>,
    /// Entries put in during the day, each with the next of its slot.
    late: Vec<(Entry, u32)>,
    /// The first of them by slot.
    heads: Box<[u32; SLOTS]>,
    /// Planned entries that have been taken, or that slots begun have held.
    taken: usize,
}

impl Default for DayQueue {
    fn default() -> Self {
        Self {
            midnight: Instant::START,
            is_full: false,
            is_listed: true,
            dealt: Vec::new(),
            ends: Box::new([0; SLOTS]),
            filled: [0; WORDS],
            begun: 0,
            left: Vec::new(),
            late: Vec::new(),
            heads: Box::new([NO_ENTRY; SLOTS]),
            taken: 0,
        }
    }
}

impl DayQueue {
    /// Begins a day with what was planned for it, in any order. Nothing may be left of
    /// the day before.
    pub fn begin(&mut self, midnight: Instant, planned: &[Entry]) {
        debug_assert!(self.left.is_empty() && self.filled == [0; WORDS]);
        self.midnight = midnight;
        self.is_full = planned.len() >= MANY;
        self.late.clear();
        self.begun = 0;
        self.taken = 0;
        self.dealt.clear();
        self.is_listed = planned.len() <= LISTED;
        if self.is_listed {
            self.left.extend_from_slice(planned);
            self.sort_left();
            return;
        }
        let first = planned[0];
        let slots = if self.is_full { SLOTS } else { FEW_SLOTS };
        self.ends[..slots].fill(0);
        for entry in planned {
            let slot = self.slot_of(entry);
            self.ends[slot] += 1;
            self.filled[slot / WORD] |= 1 << (slot % WORD);
        }
        // Turns the number of entries of each slot into its start; adding them turns it into its end.
        let mut next = 0;
        for start in &mut self.ends[..slots] {
            next += std::mem::replace(start, next);
        }
        self.dealt.resize(planned.len(), first);
        for entry in planned {
            let slot = self.slot_of(entry);
            let end = &mut self.ends[slot];
            self.dealt[*end as usize] = *entry;
            *end += 1;
        }
    }

    fn slot_of(&self, entry: &Entry) -> usize {
        let second = (entry.time - self.midnight).seconds();
        if !self.is_full {
            return second as usize * FEW_SLOTS / DAY.seconds() as usize;
        }
        if second > 0 {
            return AT_MIDNIGHT + second as usize * BY_TIME / DAY.seconds() as usize;
        }
        let within = entry.order >> (u64::BITS - OF_A_KIND.trailing_zeros());
        usize::from(entry.due.kind()) * OF_A_KIND + within as usize
    }

    /// The next entry last.
    fn sort_left(&mut self) {
        self.left
            .sort_unstable_by_key(|entry| std::cmp::Reverse(entry.rank()));
    }

    /// Puts an entry in its place among those left.
    #[inline]
    fn insert(&mut self, entry: Entry) {
        // Most added entries are due soon, so their place is near the end.
        let rank = entry.rank();
        let after = self.left.iter().rposition(|other| other.rank() > rank);
        self.left.insert(after.map_or(0, |place| place + 1), entry);
    }

    /// Cuts what is left of the day into slots.
    fn cut(&mut self) {
        self.is_listed = false;
        self.ends[..FEW_SLOTS].fill(0);
        for entry in std::mem::take(&mut self.left) {
            self.add(entry);
        }
    }

    /// Puts in an entry of this day.
    #[inline]
    pub fn add(&mut self, entry: Entry) {
        if self.is_listed {
            self.insert(entry);
            if self.left.len() > LISTED {
                self.cut();
            }
        } else {
            self.put_in_slot(entry);
        }
    }

    fn put_in_slot(&mut self, entry: Entry) {
        let slot = self.slot_of(&entry);
        if slot >= self.begun {
            let head = &mut self.heads[slot];
            self.late.push((entry, *head));
            *head = (self.late.len() - 1) as u32;
            self.filled[slot / WORD] |= 1 << (slot % WORD);
        } else {
            let place = self
                .left
                .partition_point(|other| other.rank() > entry.rank());
            self.left.insert(place, entry);
        }
    }

    /// Takes the next entry, if it is due before `before`.
    #[inline]
    pub fn take(&mut self, before: Instant) -> Option<Entry> {
        if self.left.is_empty() && !self.next_slot() {
            return None;
        }
        if self.left.last().is_some_and(|entry| entry.time < before) {
            self.taken += 1;
            return self.left.pop();
        }
        None
    }

    /// Goes to the next slot that holds something; false if there is none.
    fn next_slot(&mut self) -> bool {
        // An entry added for an earlier slot joins the current slot.
        let first = self.begun / WORD;
        let ahead = self.filled[first..].iter();
        let Some(further) = ahead.into_iter().position(|word| *word != 0) else {
            return false;
        };
        let word = first + further;
        let slot = word * WORD + self.filled[word].trailing_zeros() as usize;
        self.filled[word] &= self.filled[word] - 1;
        self.begun = slot + 1;
        let start = if slot == 0 { 0 } else { self.ends[slot - 1] };
        self.taken = start as usize;
        let planned = start as usize..self.ends[slot] as usize;
        self.left.extend_from_slice(&self.dealt[planned]);
        let mut index = std::mem::replace(&mut self.heads[slot], NO_ENTRY);
        while index != NO_ENTRY {
            let (entry, next) = self.late[index as usize];
            self.left.push(entry);
            index = next;
        }
        self.sort_left();
        true
    }

    /// Entries planned for the day before it began; 0 if they are few enough for one list.
    #[must_use]
    pub fn planned(&self) -> usize {
        self.dealt.len()
    }

    /// The planned entry about `places` after the next.
    #[inline]
    #[must_use]
    pub fn ahead(&self, places: usize) -> Option<&Entry> {
        self.dealt.get(self.taken + places)
    }

    /// All entries that are still to come, in any order.
    pub fn to_come(&self, entries: &mut Vec<Entry>) {
        let mut rest = self.clone();
        while let Some(entry) = rest.take(Instant::NEVER) {
            entries.push(entry);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::agenda::buckets::tests::{KINDS, due_of};
    use crate::model::Span;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

        /// Full days and others, much of them at midnight: what is planned and what
        /// is put in at any time come out as a plain sort would have them.
        #[test]
        fn a_day_is_taken_in_order(
            planned in prop::collection::vec(
                (prop_oneof![Just(0), 0..DAY.seconds()], 0..KINDS, any::<u64>()),
                0..3 * MANY,
            ),
            later in prop::collection::vec(
                (prop_oneof![Just(0), 0..DAY.seconds() / 16, 0..DAY.seconds()], 0..KINDS, any::<u64>()),
                0..2 * MANY,
            ),
            early in 0..3_usize,
        ) {
            let midnight = Instant::midnight(3);
            let entry = |time: Instant, kind: usize, order: u64| Entry {
                time: time.min(Instant::from_seconds(4 * DAY.seconds() - 1)),
                due: due_of(kind),
                order,
                stamp: 0,
            };
            let planned: Vec<Entry> = planned
                .into_iter()
                .map(|(second, kind, order)| entry(midnight + Span::from_seconds(second), kind, order))
                .collect();
            let mut today = DayQueue::default();
            today.begin(midnight, &planned);
            let few = planned.len() <= LISTED;
            prop_assert_eq!(today.planned(), if few { 0 } else { planned.len() });
            let mut plain = planned;
            let mut later = later.into_iter();
            // Some are put in before any is taken.
            for (second, kind, order) in later.by_ref().take(early) {
                let entry = entry(midnight + Span::from_seconds(second), kind, order);
                today.add(entry);
                plain.push(entry);
            }
            while let Some(taken) = today.take(Instant::midnight(4)) {
                let least = plain.iter().map(Entry::rank).min();
                prop_assert_eq!(Some(taken.rank()), least);
                plain.retain(|entry| entry.rank() != taken.rank());
                let mut rest = Vec::new();
                today.to_come(&mut rest);
                prop_assert_eq!(rest.len(), plain.len());
                if let Some((wait, kind, order)) = later.next() {
                    // What is due in this instant, but earlier in order, still comes.
                    let entry = entry(taken.time + Span::from_seconds(wait), kind, order);
                    today.add(entry);
                    plain.push(entry);
                }
            }
            prop_assert!(plain.is_empty());
        }
    }
}
