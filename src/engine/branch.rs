//! A branch of an office: officers, queue, and the sums that the audits check.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::model::{Calendar, Tick};

/// A place in a queue. A ticket whose token has moved on is passed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ticket {
    /// The token.
    pub token: u32,
    /// Its stamp when it joined.
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

/// Who serves a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Officer {
    /// One who works all open hours.
    Full,
    /// The one who works part of each day.
    Part,
    /// One of officers without limit, or a panel.
    Boundless,
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

/// A branch. What every file at an office touches stands first, side by side.
#[derive(Debug, Clone, PartialEq)]
#[repr(C, align(64))]
pub struct Branch {
    /// Its office.
    pub office: u32,
    /// Full officers at work.
    pub busy: u32,
    /// Cases in the queue.
    pub waiting: u32,
    since: Tick,
    /// Open seconds before `since`.
    open: u32,
    /// Officers without limit at work.
    pub busy_boundless: u32,
    /// Seconds of the part-time officer's day.
    pub part_length: u32,
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

impl Branch {
    /// An empty branch; `open` seconds of its calendar lie before the first tick.
    #[must_use]
    pub fn new(office: u32, ranked: bool, open: u32) -> Self {
        Self {
            office,
            busy: 0,
            waiting: 0,
            since: 0,
            open,
            busy_boundless: 0,
            part_length: 0,
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

    /// Brings the integrals up to now, with so many open seconds before it. Called
    /// before any count changes.
    #[inline]
    pub fn bring_up_to(&mut self, now: Tick, open: u32, calendar: &Calendar) {
        if now == self.since {
            return;
        }
        let passed = u64::from(now - self.since);
        self.sums.queued += u64::from(self.waiting) * passed;
        let passed_open = u64::from(open - self.open);
        self.sums.busy += u64::from(self.busy) * passed_open;
        self.sums.busy_boundless += u64::from(self.busy_boundless) * passed_open;
        if self.part_busy {
            self.sums.busy_part += calendar.open_part(now, self.part_length)
                - calendar.open_part(self.since, self.part_length);
        }
        self.since = now;
        self.open = open;
    }

    /// Open seconds of its calendar before the instant up to which its integrals go, if
    /// that is now.
    #[inline]
    #[must_use]
    pub fn open_at(&self, now: Tick) -> Option<u32> {
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

    /// Goes to the head of the queue; the old ticket must be stale by now.
    pub fn jump(&mut self, ticket: Ticket) {
        self.joined += 1;
        match &mut self.line {
            Line::Arrival(line) => line.push_front(ticket),
            Line::Ranked(line) => line.push(Reverse((0, u64::MAX - self.joined, ticket))),
        }
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
