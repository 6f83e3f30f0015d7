//! The messages that a part has written and received.

use super::message::{Body, Message, NewRecord, RemoteCrossing, RemoteProgress, SideReport, Word};
use crate::draw::Key;
use crate::engine::ledger::trail::Written;
use crate::engine::record::{Crossing, CrossingId};
use crate::model::Instant;

/// Messages from one part to another, with what they enclose.
#[derive(Debug, Clone, PartialEq, Default)]
pub(in crate::engine) struct MessageBatch {
    pub messages: Vec<Message>,
    /// Records that have been added, for the other part to know.
    pub added: Vec<NewRecord>,
    reports: Vec<SideReport>,
    crossings: Vec<RemoteCrossing>,
    trails: Vec<Written>,
}

impl MessageBatch {
    /// Adds a message that encloses nothing.
    pub fn add(
        &mut self,
        key: Key,
        (to, from): (Option<CrossingId>, Option<CrossingId>),
        body: Body,
    ) {
        self.messages.push(Message {
            key,
            to,
            from,
            body,
            enclosed: u32::MAX,
            trail: [0, 0],
        });
    }

    /// Adds a message from the record of a crossing with its report; `write` encloses its
    /// trail.
    pub fn add_report(
        &mut self,
        from: CrossingId,
        c: &Crossing,
        body: Body,
        write: impl FnOnce(&mut Vec<Written>),
    ) {
        let enclosed = self.reports.len() as u32;
        self.add_with_trail(from, c, (body, enclosed), write);
        self.reports.push(SideReport {
            is_from_abroad: c.is_abroad(),
            screened: c.screened,
            renewal: c.renewal,
            done: c.done,
            skipped: c.skipped,
            filed: c.filed,
            ended: c.ended,
            since: c.since,
            departs: c.departs,
            valid_until: c.valid_until,
        });
    }

    /// Adds a message with what the side abroad of a crossing must know to begin.
    pub fn add_crossing(
        &mut self,
        from: CrossingId,
        c: &Crossing,
        (body, last): (Body, Instant),
        write: impl FnOnce(&mut Vec<Written>),
    ) {
        let enclosed = self.crossings.len() as u32;
        self.add_with_trail(from, c, (body, enclosed), write);
        self.crossings.push(RemoteCrossing::new(c, last));
    }

    fn add_with_trail(
        &mut self,
        from: CrossingId,
        c: &Crossing,
        (body, enclosed): (Body, u32),
        write: impl FnOnce(&mut Vec<Written>),
    ) {
        let begins = self.trails.len() as u32;
        write(&mut self.trails);
        self.messages.push(Message {
            key: c.key,
            to: c.other,
            from: Some(from),
            body,
            enclosed,
            trail: [begins, self.trails.len() as u32],
        });
    }

    /// The report that a message encloses.
    pub fn report_of(&self, message: &Message) -> &SideReport {
        &self.reports[message.enclosed as usize]
    }

    /// The crossing that a message encloses for the side abroad to begin with.
    pub fn crossing_of(&self, message: &Message) -> &RemoteCrossing {
        &self.crossings[message.enclosed as usize]
    }

    /// The trail that a message encloses.
    pub fn trail_of(&self, message: &Message) -> &[Written] {
        let [begins, ends] = message.trail.map(|place| place as usize);
        &self.trails[begins..ends]
    }

    fn clear(&mut self) {
        self.messages.clear();
        self.added.clear();
        self.reports.clear();
        self.crossings.clear();
        self.trails.clear();
    }
}

/// Messages under way, and reports from abroad.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Mailbox {
    /// Messages written today, by the part that they go to.
    pub(in crate::engine) outgoing: Vec<MessageBatch>,
    /// Messages received at midnight, by the part that they come from.
    pub(in crate::engine) incoming: Vec<MessageBatch>,
    /// Records added here at the last midnight, in the order of their keys: messages to
    /// them may not know their numbers yet.
    pub(in crate::engine) added: Vec<NewRecord>,
    /// Progress abroad of needs whose projects have asked for it, by crossing.
    pub(in crate::engine) progress: Vec<(CrossingId, RemoteProgress)>,
}

/// Between two days: hands the messages of all parts over.
pub(in crate::engine) fn exchange(mailboxes: &mut [&mut Mailbox]) {
    for from in 0..mailboxes.len() {
        for to in 0..mailboxes.len() {
            let batch = std::mem::take(&mut mailboxes[from].outgoing[to]);
            let mut emptied = std::mem::replace(&mut mailboxes[to].incoming[from], batch);
            emptied.clear();
            mailboxes[from].outgoing[to] = emptied;
        }
    }
}

impl Mailbox {
    /// The mailbox of a part, of `parts` in all.
    #[must_use]
    pub fn new(parts: usize) -> Self {
        Self {
            outgoing: vec![MessageBatch::default(); parts],
            incoming: vec![MessageBatch::default(); parts],
            ..Self::default()
        }
    }

    /// The reported progress of a crossing's side abroad.
    pub fn progress_of(&self, crossing: CrossingId) -> Option<RemoteProgress> {
        let mut reported = self.progress.iter();
        reported
            .find(|(known, _)| *known == crossing)
            .map(|(_, progress)| *progress)
    }

    /// Drops the reported progress of a crossing that ends.
    pub fn forget(&mut self, crossing: CrossingId) {
        if !self.progress.is_empty() {
            self.progress.retain(|(known, _)| *known != crossing);
        }
    }

    /// Awards whose messages have not been processed.
    #[must_use]
    pub fn awards(&self) -> u64 {
        let awarded = |message: &&Message| {
            matches!(message.body, Body::Word(Word::Awarded { won: true, .. }))
        };
        let batches = self.outgoing.iter().chain(&self.incoming);
        let messages = batches.flat_map(|batch| &batch.messages);
        messages.filter(awarded).count() as u64
    }
}
