//! Processes the messages of the day before, at midnight and in the order of their keys.

use super::mailbox::MessageBatch;
use super::message::{Body, Message, NewRecord, RemoteProgress};
use crate::draw::Key;
use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{Crossing, CrossingId, Progress};
use crate::engine::run::Run;
use crate::model::{Cause, Instant};

/// How many messages ahead the records that they go to are prefetched.
const MESSAGES_AHEAD: usize = 8;

impl<L: Listener> Run<'_, '_, L> {
    /// Processes the messages received, at midnight.
    pub(in crate::engine) fn open_mail(&mut self) {
        let incoming = std::mem::take(&mut self.state.mailbox.incoming);
        let order = self.order_of(&incoming);
        // On the day after a record was added, senders do not know its number yet.
        let just_added = std::mem::take(&mut self.state.mailbox.added);
        let mut upcoming = order.iter().peekable();
        let mut ahead = order.iter().skip(MESSAGES_AHEAD);
        while let Some(&(key, from, place)) = upcoming.next() {
            if let Some(&(_, from, place)) = ahead.next() {
                let message = &incoming[from as usize].messages[place as usize];
                self.state.crossings.prefetch(message.to);
            }
            let batch = &incoming[from as usize];
            let message = &batch.messages[place as usize];
            let to = message.to.or_else(|| Self::added_under(&just_added, key));
            let Body::Begin { begins } = message.body else {
                self.act_on(batch, message, to);
                continue;
            };
            let is_void = upcoming.peek().is_some_and(|&&(next, from, place)| {
                let following = &incoming[from as usize].messages[place as usize].body;
                next == key && matches!(following, Body::Withdrawn(_))
            });
            if to.is_some() || !is_void {
                let abroad = self.begin_side(batch, message, to, begins);
                while let Some(&&(next, from, place)) = upcoming.peek()
                    && next == key
                {
                    let batch = &incoming[from as usize];
                    let message = &batch.messages[place as usize];
                    self.act_on(batch, message, message.to.or(Some(abroad)));
                    upcoming.next();
                }
            } else {
                // The crossing ended on the day on which it began.
                upcoming.next();
            }
        }
        self.state
            .mailbox
            .added
            .sort_unstable_by_key(|added| added.key);
        self.state.mailbox.incoming = incoming;
    }

    /// Notes the records added abroad, and returns the order of the messages: the key, part and
    /// place of each.
    fn order_of(&mut self, incoming: &[MessageBatch]) -> Vec<(Key, u32, u32)> {
        let mut order: Vec<(Key, u32, u32)> = Vec::new();
        for (from, batch) in incoming.iter().enumerate() {
            for added in &batch.added {
                let c = &mut self.state.crossings[added.at_home];
                if c.key == added.key && c.progress != Progress::Missing {
                    c.other = Some(added.abroad);
                }
            }
            let messages = batch.messages.iter().enumerate();
            order.extend(messages.map(|(place, message)| (message.key, from as u32, place as u32)));
        }
        order.sort_unstable();
        order
    }

    /// The record that was added under a key.
    fn added_under(added: &[NewRecord], key: Key) -> Option<CrossingId> {
        let place = added.binary_search_by_key(&key, |added| added.key);
        place.ok().map(|place| added[place].abroad)
    }

    /// Carries out a message to a record.
    fn act_on(&mut self, batch: &MessageBatch, message: &Message, to: Option<CrossingId>) {
        if let Body::Word(word) = message.body {
            self.act_on_word(message.key, word);
            return;
        }
        let Some(to) = to.filter(|to| self.is_about(message, *to)) else {
            return;
        };
        match message.body {
            Body::Begin { .. } | Body::Word(_) => {}
            Body::Done => {
                if self.take_in_report(batch, message, to) {
                    self.stages_done_elsewhere(to);
                }
            }
            Body::Arrives(at) => {
                if self.take_in_report(batch, message, to) {
                    self.arrives_abroad(to, at, batch.report_of(message).departs);
                }
            }
            Body::Renew => {
                if self.take_in_report(batch, message, to) {
                    let report = batch.report_of(message);
                    self.renew_abroad(to, report.renewal, report.done);
                }
            }
            Body::Withdrawn(summary) => self.end_record(to, summary),
            Body::Failed(failure) => {
                if self.take_in_report(batch, message, to) {
                    self.stage_failed(to, failure.reason, failure.procedure, failure.office);
                }
            }
            Body::AskProgress => self.report_progress(to),
            Body::Progress(progress) => self.state.mailbox.progress.push((to, progress)),
        }
    }

    /// Whether a record still belongs to the crossing of a message.
    fn is_about(&self, message: &Message, to: CrossingId) -> bool {
        let c = &self.state.crossings[to];
        c.key == message.key && c.progress != Progress::Missing
    }

    /// Takes over the report of the other side: stages, times, permits and trail. Returns false,
    /// without a change, if the crossing has begun anew since the report was written.
    fn take_in_report(&mut self, batch: &MessageBatch, message: &Message, to: CrossingId) -> bool {
        let sent = batch.report_of(message);
        let c = &mut self.state.crossings[to];
        if sent.is_from_abroad && c.renewal != sent.renewal {
            return false;
        }
        if sent.is_from_abroad
            && message.body == Body::Done
            && let Some(home) = c.at_home_mut()
        {
            home.valid_abroad = sent.valid_until;
        }
        c.done |= sent.done;
        c.known_to_other |= sent.done;
        c.skipped |= sent.skipped;
        c.filed = c.filed.min(sent.filed);
        c.ended = c.ended.max(sent.ended);
        c.screened |= sent.screened;
        self.take_over_trail(to, sent.since, batch, message);
        if !matches!(message.body, Body::Arrives(_)) {
            self.book_crossing(to, Cause::Transit);
        }
        true
    }

    /// Replaces the trail of a crossing by the one that the other side has written up to an
    /// instant.
    fn take_over_trail(
        &mut self,
        crossing: CrossingId,
        since: Instant,
        batch: &MessageBatch,
        message: &Message,
    ) {
        let c = &mut self.state.crossings[crossing];
        let trails = &mut self.state.trails;
        c.trail = trails.read(&mut c.segments, batch.trail_of(message));
        c.since = since;
    }

    /// Begins the side abroad of a need, whose procedures may begin at an instant. `existing` is
    /// its record, if the need begins anew.
    fn begin_side(
        &mut self,
        batch: &MessageBatch,
        message: &Message,
        existing: Option<CrossingId>,
        begins: Instant,
    ) -> CrossingId {
        let sent = batch.crossing_of(message);
        let stamp = self.stamp();
        let record = sent.record(message.key, message.from, stamp);
        let abroad = if let Some(existing) = existing {
            let c = &mut self.state.crossings[existing];
            *c = Crossing {
                segments: c.segments,
                cases: c.cases,
                filed: c.filed,
                ..record
            };
            existing
        } else {
            self.add_side(message, record)
        };
        self.take_over_trail(abroad, sent.since, batch, message);
        let begins = begins.max(self.state.now);
        if begins == self.state.now {
            self.procedures_begin(abroad, stamp);
        } else {
            self.due(begins, Due::ProcedureBegins(abroad), message.key, stamp);
        }
        abroad
    }

    /// Adds the record of a side abroad, and reports its number to the home side.
    fn add_side(&mut self, message: &Message, record: Crossing) -> CrossingId {
        self.state.tally.crossings_begun += 1;
        let home = self.state.partition.part_of(record.home);
        let abroad = self.state.crossings.add(record);
        if let Some(at_home) = message.from {
            let added = NewRecord {
                key: message.key,
                at_home,
                abroad,
            };
            self.state.mailbox.added.push(added);
            self.state.mailbox.outgoing[home].added.push(added);
        }
        abroad
    }

    /// Begins the stages that waited for stages of the other side.
    fn stages_done_elsewhere(&mut self, crossing: CrossingId) {
        let c = &self.state.crossings[crossing];
        if matches!(c.progress, Progress::Procedures | Progress::Arrival) {
            self.advance(crossing);
        }
    }

    /// A crossing has departed and arrives at an instant.
    fn arrives_abroad(&mut self, crossing: CrossingId, arrives: Instant, departs: Instant) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Journey;
        c.departs = departs;
        let (key, stamp) = (c.key, c.stamp);
        if arrives <= now {
            self.journey_ends(crossing, stamp);
        } else {
            self.due(arrives, Due::JourneyEnds(crossing), key, stamp);
        }
    }

    /// Renews the permits that have run out, and reports the stages of the others as done.
    fn renew_abroad(&mut self, crossing: CrossingId, renewal: u8, done_at_home: u32) {
        let c = &mut self.state.crossings[crossing];
        c.renewal = renewal;
        c.valid_until = Instant::START;
        c.progress = Progress::Procedures;
        c.known_to_other = done_at_home;
        self.reopen(crossing, self.run_out(crossing));
        self.advance(crossing);
    }

    /// Answers a project that asked for the progress of a need.
    fn report_progress(&mut self, crossing: CrossingId) {
        let stages = self.own_stages(&self.state.crossings[crossing]);
        let remainder = self.expected_of(crossing, stages);
        let open = self.open_cases(crossing);
        let office = open
            .first()
            .and_then(|case| self.office_of_first_token(*case));
        let progress = RemoteProgress {
            remainder,
            office,
            longest: self.longest_step(crossing),
            filed: self.state.crossings[crossing].filed,
        };
        self.write(crossing, Body::Progress(progress));
    }
}
