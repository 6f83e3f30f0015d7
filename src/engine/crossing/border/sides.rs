//! The two sides of a crossing, and what each tells the other.
//!
//! A crossing has a record in each jurisdiction whose procedures it meets: one at home,
//! where the project is led, and one abroad. Each side goes through its own stages at once
//! and writes to the other what that must know; messages are processed at midnight. No event
//! of a day touches a record of another jurisdiction.
//!
//! Two methods are the door: [`Run::tell_other_side`] for what concerns the other side of a
//! crossing, and [`Run::send`] for what concerns a jurisdiction.

use super::mailbox::MessageBatch;
use super::message::{Body, Failure, Message, NewRecord, RemoteProgress, Word};
use crate::draw::Key;
use crate::engine::agenda::Due;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{Crossing, CrossingId, HomeSide, NeedSummary, Owner, Progress};
use crate::engine::run::Run;
use crate::model::{Cause, Instant, JurisdictionIndex, bits};
use crate::time::next_midnight;

/// How many messages ahead the records that they go to are prefetched.
const MESSAGES_AHEAD: usize = 8;

/// What has happened on one side of a crossing, for the other side to know if it matters
/// there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::engine) enum News {
    /// At home: procedures may begin at an instant; abroad from the next midnight on.
    Begins(Instant),
    /// Stages may have been done.
    StagesDone,
    /// At home: it sets out and arrives at an instant.
    SetsOut(Instant),
    /// At home: permits have run out, among them some that were granted abroad.
    Expired,
    /// At home: the need has ended. If the side abroad must report it, what to report.
    Ended(Option<NeedSummary>),
    /// Abroad: a stage has failed for good.
    Failed(Failure),
    /// At home: the project is late and asks how far the need is.
    IsLate,
}

impl<L: Listener> Run<'_, '_, L> {
    /// Tells the other side of a crossing what has happened on this side, if there is
    /// another side and it must know.
    pub(in crate::engine) fn tell_other_side(&mut self, crossing: CrossingId, news: News) {
        match news {
            News::Begins(at) => self.tell_begin(crossing, at),
            News::StagesDone => self.tell_done(crossing),
            News::SetsOut(at) => self.tell_arrival(crossing, at),
            News::Expired => self.write_report(crossing, Body::Renew),
            News::Ended(summary) => {
                let c = &self.state.crossings[crossing];
                let has_other = |home: &HomeSide| home.abroad_from != Instant::NEVER;
                if c.at_home().is_some_and(has_other) {
                    self.write(crossing, Body::Withdrawn(summary));
                }
            }
            News::Failed(failure) => self.write_report(crossing, Body::Failed(failure)),
            News::IsLate => {
                if self.waits_abroad(crossing) {
                    self.write(crossing, Body::AskProgress);
                }
            }
        }
    }

    /// Tells a jurisdiction something: at once if it is the sender's, else at midnight.
    pub(in crate::engine) fn send(
        &mut self,
        from: JurisdictionIndex,
        to: JurisdictionIndex,
        key: Key,
        word: Word,
    ) {
        if from == to {
            self.act_on_word(key, word);
        } else {
            let part = self.state.partition.part_of(to);
            self.state.mailbox.outgoing[part].add(key, (None, None), Body::Word(word));
        }
    }

    /// Stages of a crossing that are gone through on the side of a record, by bit.
    #[inline]
    pub(in crate::engine) fn own_stages(&self, c: &Crossing) -> u32 {
        let route = self.world.route(c.route);
        match c.owner() {
            Some(Owner::Organisation { .. } | Owner::Resident { .. }) => route.all_stages(),
            // Where no approval is needed, every stage is open at once.
            Some(Owner::Need { .. }) if self.world.model.transform.exempt => route.all_stages(),
            Some(Owner::Need { .. }) => route.stages_at(c.home),
            None => route.all_stages() & !route.stages_at(c.home),
        }
    }

    /// Whether a need waits for procedures abroad, as far as is known at home.
    pub(in crate::engine) fn waits_abroad(&self, crossing: CrossingId) -> bool {
        let c = &self.state.crossings[crossing];
        let now = self.state.now;
        let has_other = c.at_home().is_some_and(|home| home.abroad_from <= now);
        let under_way = matches!(c.progress, Progress::Procedures | Progress::Arrival);
        let route = self.world.route(c.route);
        let part = route.part(c.progress == Progress::Arrival);
        under_way && has_other && self.other_stages(c) & part & !c.done != 0
    }

    /// The stages of the other side.
    #[inline]
    fn other_stages(&self, c: &Crossing) -> u32 {
        self.world.route(c.route).all_stages() & !self.own_stages(c)
    }

    /// The part that has the other side of a crossing.
    fn other_part(&self, c: &Crossing) -> usize {
        let place = if c.is_abroad() {
            c.home
        } else {
            self.world.route(c.route).abroad_of(c.home)
        };
        self.state.partition.part_of(place)
    }

    /// Writes to the other side of a crossing, with nothing enclosed.
    fn write(&mut self, crossing: CrossingId, body: Body) {
        let c = &self.state.crossings[crossing];
        let (part, key, to) = (self.other_part(c), c.key, c.other);
        self.state.mailbox.outgoing[part].add(key, (to, Some(crossing)), body);
    }

    /// Writes to the other side of a crossing, with a report of this side and its trail.
    fn write_report(&mut self, crossing: CrossingId, body: Body) {
        let part = self.other_part(&self.state.crossings[crossing]);
        let state = &mut *self.state;
        let c = &state.crossings[crossing];
        let batch = &mut state.mailbox.outgoing[part];
        batch.add_report(crossing, c, body, |into| state.trails.write(c.trail, into));
    }

    fn tell_begin(&mut self, crossing: CrossingId, begins: Instant) {
        if self.other_stages(&self.state.crossings[crossing]) == 0 {
            return;
        }
        let last = self.last_of(crossing);
        let part = self.other_part(&self.state.crossings[crossing]);
        let state = &mut *self.state;
        let c = &mut state.crossings[crossing];
        let batch = &mut state.mailbox.outgoing[part];
        batch.add_crossing(crossing, c, (Body::Begin { begins }, last), |into| {
            state.trails.write(c.trail, into);
        });
        if let Some(home) = c.at_home_mut() {
            home.abroad_from = home.abroad_from.min(next_midnight(state.now));
        }
    }

    /// Tells of stages that are done, if the other side waits for them or this one is through.
    fn tell_done(&mut self, crossing: CrossingId) {
        let c = &self.state.crossings[crossing];
        let news = c.done & !c.known_to_other;
        if news == 0 {
            return;
        }
        let (own, others) = (self.own_stages(c), self.other_stages(c));
        let route = self.world.route(c.route);
        let part = route.part(c.progress == Progress::Arrival);
        let waits = bits(others & !c.done).any(|i| route.stages[i].after & news != 0);
        let is_through = c.is_abroad() && part & own & !c.done == 0;
        if !waits && !is_through {
            return;
        }
        if is_through {
            let until = self.valid_until_of(crossing);
            self.state.crossings[crossing].valid_until = until;
        }
        self.write_report(crossing, Body::Done);
        let c = &mut self.state.crossings[crossing];
        c.known_to_other |= c.done;
    }

    /// Tells of an arrival, if procedures await it there.
    fn tell_arrival(&mut self, crossing: CrossingId, arrives: Instant) {
        let c = &self.state.crossings[crossing];
        let awaits = self.other_stages(c) & self.world.route(c.route).on_arrival;
        if awaits & !c.done != 0 {
            self.write_report(crossing, Body::Arrives(arrives));
        }
    }

    /// Processes the messages received, at midnight.
    pub(in crate::engine) fn open_mail(&mut self) {
        let incoming = std::mem::take(&mut self.state.mailbox.incoming);
        let order = self.order_of(&incoming);
        // Senders of the day after a record was added did not know its number yet.
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
                // It ended on the day on which it began.
                upcoming.next();
            }
        }
        self.state
            .mailbox
            .added
            .sort_unstable_by_key(|added| added.key);
        self.state.mailbox.incoming = incoming;
    }

    /// Takes note of the records added abroad, and gives the order of the messages: key, part
    /// and place of each.
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

    /// Does what a message to a record asks for.
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
                    self.stage_failed(to, failure.cause, failure.procedure, failure.office);
                }
            }
            Body::AskProgress => self.report_progress(to),
            Body::Progress(progress) => self.state.mailbox.progress.push((to, progress)),
        }
    }

    /// Does what a message to a jurisdiction asks for.
    fn act_on_word(&mut self, key: Key, word: Word) {
        match word {
            Word::Applies {
                programme,
                application,
                holds,
            } => self.take_application(programme, application, holds),
            Word::Awarded {
                project,
                stamp,
                won,
            } => self.decided_on(project, stamp, won),
            Word::TakeUpPost(resident) => self.take_up_post(resident),
            Word::Contract(until) => {
                let valid_until = self.state.agreements.entry(key.bits());
                *valid_until = until.max(*valid_until);
            }
        }
    }

    /// Whether the record that a message goes to is still that of its crossing.
    fn is_about(&self, message: &Message, to: CrossingId) -> bool {
        let c = &self.state.crossings[to];
        c.key == message.key && c.progress != Progress::Missing
    }

    /// Takes in what the other side reports: stages, times, permits and trail. It does not if
    /// the crossing is over, or has begun anew since the report was written.
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

    /// Replaces the trail of a crossing by the one that its other side has written, up to
    /// an instant.
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

    /// Begins the side abroad of a need, whose procedures may begin at an instant; `known` is
    /// its record, if it has one.
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
            // It begins anew.
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

    /// Adds the record of a side abroad, and tells home its number.
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

    /// Stages have been done on the other side: those that waited for them begin.
    fn stages_done_elsewhere(&mut self, crossing: CrossingId) {
        let c = &self.state.crossings[crossing];
        if matches!(c.progress, Progress::Procedures | Progress::Arrival) {
            self.advance(crossing);
        }
    }

    /// It has left home and arrives at an instant.
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

    /// Renews the permits that have run out, and tells home of the others.
    fn renew_abroad(&mut self, crossing: CrossingId, renewal: u8, done_at_home: u32) {
        let c = &mut self.state.crossings[crossing];
        c.renewal = renewal;
        c.valid_until = Instant::START;
        c.progress = Progress::Procedures;
        c.known_to_other = done_at_home;
        self.reopen(crossing, self.run_out(crossing));
        self.advance(crossing);
    }

    /// Answers how far a need is.
    fn report_progress(&mut self, crossing: CrossingId) {
        let stages = self.own_stages(&self.state.crossings[crossing]);
        let remainder = self.expected_of(crossing, stages);
        let open = self.open_cases(crossing);
        let office = open.first().and_then(|case| self.where_it_stands(*case));
        self.write(
            crossing,
            Body::Progress(RemoteProgress { remainder, office }),
        );
    }
}
