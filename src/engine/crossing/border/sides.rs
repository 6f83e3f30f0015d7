//! The two sides of a crossing, and the messages that each writes to the other.
//!
//! A crossing has a record in each jurisdiction whose procedures it meets: one at home, where the
//! project is led, and one abroad. Each side passes its own stages in parallel and reports its
//! progress to the other. Messages are processed at midnight (`incoming.rs`), so no event of a day
//! touches a record of another jurisdiction.
//!
//! Other folders use two methods: [`Run::tell_other_side`] for news of a crossing, and
//! [`Run::send`] for a word to a jurisdiction.

use super::message::{Body, Failure, Word};
use crate::draw::Key;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{Crossing, CrossingId, HomeSide, NeedSummary, Owner, Progress};
use crate::engine::run::Run;
use crate::model::{Instant, JurisdictionIndex, bits};
use crate::time::next_midnight;

/// An event on one side of a crossing that may matter on the other.
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
    /// Reports news to the other side of a crossing, if there is one and the news matters there.
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

    /// Sends a word to a jurisdiction. It acts at once in the sender's own, otherwise at midnight.
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

    /// Stages of a crossing on the side of a record, by bit.
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

    /// Writes to the other side of a crossing, without an enclosure.
    pub(super) fn write(&mut self, crossing: CrossingId, body: Body) {
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

    /// Reports stages that are done, if the other side waits for them or this side has finished.
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

    /// Reports a departure, if there are procedures on arrival.
    fn tell_arrival(&mut self, crossing: CrossingId, arrives: Instant) {
        let c = &self.state.crossings[crossing];
        let awaits = self.other_stages(c) & self.world.route(c.route).on_arrival;
        if awaits & !c.done != 0 {
            self.write_report(crossing, Body::Arrives(arrives));
        }
    }

    /// Does what a message to a jurisdiction asks for.
    pub(super) fn act_on_word(&mut self, key: Key, word: Word) {
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
            Word::TakeUpPost(resident) => self.take_up_post(resident.get()),
            Word::Contract(until) => {
                let valid_until = self.state.agreements.entry(key.bits());
                *valid_until = until.max(*valid_until);
            }
            Word::Permit(until) => self.hold(key, until),
        }
    }
}
