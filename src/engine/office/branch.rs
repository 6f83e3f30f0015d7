//! A branch of an office: officers, queue, and the sums that the audits check.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::engine::record::{BackgroundId, BranchId, File, PackedFile};
use crate::model::{Calendar, Instant, OfficeIndex, Span};

/// A place in a queue. A ticket whose token has left the queue is stale and is skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// The file that waits.
    pub file: PackedFile,
    /// The stamp of its token when it joined; a background file has none.
    pub stamp: u32,
}

/// The queue of a branch.
#[derive(Debug, Clone)]
pub enum Line {
    /// In order of arrival.
    Arrival(VecDeque<Ticket>),
    /// By rank, then in order of arrival.
    Ranked(BinaryHeap<Reverse<(u64, u64, Ticket)>>),
}

impl PartialEq for Line {
    /// Two queues are equal if they would be served in the same order.
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Arrival(a), Self::Arrival(b)) => a == b,
            (Self::Ranked(a), Self::Ranked(b)) => {
                a.clone().into_sorted_vec() == b.clone().into_sorted_vec()
            }
            (Self::Arrival(_), Self::Ranked(_)) | (Self::Ranked(_), Self::Arrival(_)) => false,
        }
    }
}

/// Sums over time, in whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sums {
    /// Cases in queue x seconds.
    pub queued: u64,
    /// Full officers busy x open seconds.
    pub busy: u64,
    /// Part-time officer busy x his seconds.
    pub busy_part: u64,
    /// Officers without limit busy x open seconds.
    pub busy_boundless: u64,
}

/// A branch. The fields that every file touches come first, in one cache line.
#[derive(Debug, Clone, PartialEq)]
#[repr(C, align(64))]
pub struct Branch {
    pub office: OfficeIndex,
    /// Full officers at work.
    pub busy: u32,
    /// Cases in the queue.
    pub waiting: u32,
    since: Instant,
    /// Open time before `since`.
    open: Span,
    /// Officers without limit at work.
    pub busy_boundless: u32,
    /// The length of the part-time officer's day.
    pub part_length: Span,
    /// Whether the part-time officer is at work.
    pub part_busy: bool,
    /// Whether a wake-up for the part-time officer is on the agenda.
    pub part_woken: bool,
    /// Time integrals up to `since`.
    pub sums: Sums,
    /// The queue.
    pub line: Line,
    /// Waits of those who have left the queue.
    pub waits: u64,
    /// Work done, as full, part-time and boundless officers.
    pub worked: [u64; 3],
    joined: u64,
}

/// The branches of all offices, one office after another.
#[derive(Debug, Clone, PartialEq)]
pub struct Branches {
    /// Place 0 holds no branch, because an id is never 0.
    records: Vec<Branch>,
}

impl Branches {
    /// The branches in their order.
    #[must_use]
    pub fn new(branches: impl Iterator<Item = Branch>) -> Self {
        let unused = Branch::new(OfficeIndex::from_index(0), false, Span::ZERO);
        Self {
            records: std::iter::once(unused).chain(branches).collect(),
        }
    }

    /// The branches in their order.
    pub fn iter(&self) -> impl Iterator<Item = &Branch> {
        self.records[1..].iter()
    }

    /// The branches in their order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut Branch> {
        self.records[1..].iter_mut()
    }

    /// Bytes of their records.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        size_of_val(&self.records[..]) as u64
    }
}

impl std::ops::Index<BranchId> for Branches {
    type Output = Branch;
    #[inline]
    fn index(&self, id: BranchId) -> &Branch {
        &self.records[id.place()]
    }
}

impl std::ops::IndexMut<BranchId> for Branches {
    #[inline]
    fn index_mut(&mut self, id: BranchId) -> &mut Branch {
        &mut self.records[id.place()]
    }
}

impl Branch {
    /// An empty branch; `open` of its calendar's time lies before the first instant.
    #[must_use]
    pub fn new(office: OfficeIndex, ranked: bool, open: Span) -> Self {
        Self {
            office,
            busy: 0,
            waiting: 0,
            since: Instant::START,
            open,
            busy_boundless: 0,
            part_length: Span::ZERO,
            part_busy: false,
            part_woken: false,
            sums: Sums::default(),
            line: if ranked {
                Line::Ranked(BinaryHeap::new())
            } else {
                Line::Arrival(VecDeque::new())
            },
            waits: 0,
            worked: [0; 3],
            joined: 0,
        }
    }

    /// Cases at the branch, waiting and in service.
    #[must_use]
    pub fn there(&self) -> u32 {
        self.waiting + self.busy + u32::from(self.part_busy) + self.busy_boundless
    }

    /// Brings the integrals up to now, before which its calendar was open for `open`. Called
    /// before any count changes.
    #[inline]
    pub fn bring_up_to(&mut self, now: Instant, open: Span, calendar: &Calendar) {
        if now == self.since {
            return;
        }
        let passed = u64::from(now - self.since);
        self.sums.queued += u64::from(self.waiting) * passed;
        let passed_open = u64::from(open - self.open);
        self.sums.busy += u64::from(self.busy) * passed_open;
        self.sums.busy_boundless += u64::from(self.busy_boundless) * passed_open;
        if self.part_busy {
            self.bring_up_part(now, calendar);
        }
        self.since = now;
        self.open = open;
    }

    /// The part-time officer's share. Few branches have one at work, so the call is cold.
    #[cold]
    fn bring_up_part(&mut self, now: Instant, calendar: &Calendar) {
        let read = |t| calendar.open_part(t, self.part_length);
        self.sums.busy_part += read(now) - read(self.since);
    }

    /// Open time before now, if the integrals are up to date.
    #[inline]
    #[must_use]
    pub fn open_at(&self, now: Instant) -> Option<Span> {
        (self.since == now).then_some(self.open)
    }

    /// Joins the queue; the lowest rank is served first.
    #[inline]
    pub fn join(&mut self, ticket: Ticket, rank: u64) {
        self.waiting += 1;
        self.joined += 1;
        match &mut self.line {
            Line::Arrival(line) => line.push_back(ticket),
            Line::Ranked(line) => line.push(Reverse((rank, self.joined, ticket))),
        }
    }

    /// Moves a file to the head of the queue. Its old ticket must be stale.
    pub fn jump(&mut self, ticket: Ticket) {
        self.joined += 1;
        match &mut self.line {
            Line::Arrival(line) => line.push_front(ticket),
            Line::Ranked(line) => line.push(Reverse((0, u64::MAX - self.joined, ticket))),
        }
    }

    /// Takes the next ticket of a queue by arrival, if it belongs to a background file. Such a
    /// ticket is never stale.
    #[inline]
    pub fn next_background(&mut self) -> Option<BackgroundId> {
        let Line::Arrival(line) = &mut self.line else {
            return None;
        };
        let File::Background(background) = line.front()?.file.unpack() else {
            return None;
        };
        line.pop_front();
        Some(background)
    }

    /// Takes the next ticket, stale or not.
    #[inline]
    pub fn next_ticket(&mut self) -> Option<Ticket> {
        match &mut self.line {
            Line::Arrival(line) => line.pop_front(),
            Line::Ranked(line) => line.pop().map(|Reverse((_, _, ticket))| ticket),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Id;
    use proptest::prelude::*;

    /// What may happen to a queue.
    #[derive(Debug, Clone)]
    enum Step {
        /// A file joins, with a rank.
        Join(u64),
        /// One of those that wait goes to the head.
        Jump(usize),
        /// One of those that wait moves on.
        Leave(usize),
        /// The next is taken.
        Take,
    }

    fn steps() -> impl Strategy<Value = Vec<Step>> {
        let step = prop_oneof![
            4 => (1_u64..4).prop_map(Step::Join),
            1 => any::<usize>().prop_map(Step::Jump),
            1 => any::<usize>().prop_map(Step::Leave),
            3 => Just(Step::Take),
        ];
        prop::collection::vec(step, 0..120)
    }

    fn ticket(number: u32, stamp: u32) -> Ticket {
        let file = File::Full(Id::after(number as usize)).pack();
        Ticket { file, stamp }
    }

    fn number_of(ticket: Ticket) -> u32 {
        match ticket.file.unpack() {
            File::Full(id) => id.index(),
            File::Background(_) => unreachable!("there are none in this test"),
        }
    }

    /// The next ticket of a queue whose token still carries its stamp.
    fn take(branch: &mut Branch, stamps: &[u32]) -> Option<u32> {
        loop {
            let ticket = branch.next_ticket()?;
            let number = number_of(ticket);
            if stamps[number as usize] == ticket.stamp {
                return Some(number);
            }
        }
    }

    proptest! {
        /// Files are taken in the order of a plain list: those that jumped first, the last
        /// of them before the others, then by rank, then by arrival.
        #[test]
        fn a_queue_is_served_as_a_plain_list(steps in steps(), ranked in any::<bool>()) {
            let mut branch = Branch::new(OfficeIndex::from_index(0), ranked, Span::ZERO);
            // Of each file its stamp; of those that wait (rank, order, file).
            let mut stamps: Vec<u32> = Vec::new();
            let mut plain: Vec<(u64, i64, u32)> = Vec::new();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Step::Join(rank) => {
                        let token = stamps.len() as u32;
                        stamps.push(0);
                        branch.join(ticket(token, 0), rank);
                        let rank = if ranked { rank } else { 1 };
                        plain.push((rank, number as i64, token));
                    }
                    Step::Jump(which) if !plain.is_empty() => {
                        let place = which % plain.len();
                        let (_, _, token) = plain.remove(place);
                        stamps[token as usize] += 1;
                        let stamp = stamps[token as usize];
                        branch.jump(ticket(token, stamp));
                        plain.push((0, -(number as i64), token));
                    }
                    Step::Leave(which) if !plain.is_empty() => {
                        let place = which % plain.len();
                        let (_, _, token) = plain.remove(place);
                        stamps[token as usize] += 1;
                    }
                    Step::Jump(_) | Step::Leave(_) => {}
                    Step::Take => {
                        let least = plain.iter().min().copied();
                        plain.retain(|entry| Some(*entry) != least);
                        let taken = take(&mut branch, &stamps);
                        prop_assert_eq!(taken, least.map(|(_, _, token)| token));
                    }
                }
            }
            while let Some(token) = take(&mut branch, &stamps) {
                let least = plain.iter().min().copied();
                prop_assert_eq!(least.map(|(_, _, token)| token), Some(token));
                plain.retain(|entry| Some(*entry) != least);
            }
            prop_assert!(plain.is_empty());
        }
    }
}
