//! A file at an office whose turns are known on arrival: from joining the line to the end
//! of the passage after the service it needs one entry of the agenda.
//!
//! Whether it waits, is with an officer or is in passage is read off the clock. What
//! changes a turn once it is settled, a file that leaves the line before its turn, frees
//! its officer or goes to the head of the line, settles those behind it again.

use std::collections::VecDeque;

use super::agenda::Due;
use super::branch::{Line, Officer, Ticket};
use super::desk;
use super::fact::Listener;
use super::run::{Run, is};
use super::slab::NONE;
use super::state::{Phase, Token};
use super::token::At;
use super::turns::{Moment, Turn, Turns};
use crate::model::levers::compose;
use crate::model::{Cause, DAY, NEVER, Reading, Slot, Tick};

impl Token {
    /// Where it is at an instant.
    #[must_use]
    pub fn phase_at(&self, now: Tick) -> Phase {
        match self.phase {
            Phase::Settled if now < self.begins => Phase::Queued,
            Phase::Settled if now < self.ends => Phase::InService(Officer::Full),
            Phase::Settled => Phase::Passage,
            phase => phase,
        }
    }

    fn ticket(&self, token: u32) -> Ticket {
        Ticket {
            token,
            stamp: self.stamp,
        }
    }
}

impl<'a, L: Listener> Run<'a, '_, L> {
    /// A file joins the line of its branch, and has its turn.
    pub(super) fn take_turn(&mut self, at: &At<'_>) {
        let record = &self.state.tokens[at.token];
        let (branch, work) = (record.branch, record.work);
        let now = self.state.now;
        let read = self.bring_up(branch);
        let record = &mut self.state.tokens[at.token];
        record.phase = Phase::Settled;
        record.since = now;
        record.read = read;
        record.begins = NEVER;
        record.ends = NEVER;
        let ticket = record.ticket(at.token);
        let moment = self.moment(branch);
        let record = &mut self.state.branches[branch as usize];
        record.waiting += 1;
        let Line::Turns(turns) = &mut record.line else {
            return;
        };
        let turn = Turn::new(ticket, now, work, at.is_research());
        if let Some(turn) = turns.join(moment, turn) {
            let turn = *turn;
            self.expect(at, &turn);
        } else {
            self.wake_line(branch);
        }
    }

    /// Now, as a branch sees it whose line is one of turns.
    fn moment(&mut self, branch: u32) -> Moment<'a> {
        let office = self.state.branches[branch as usize].office as usize;
        let desk = self.desks[office];
        Moment {
            now: self.state.now,
            open: self.read(desk.calendar as usize).open,
            calendar: &self.world.model.calendars[desk.calendar as usize],
        }
    }

    /// Writes down the turn of a file, and what follows it on the agenda.
    fn expect(&mut self, at: &At<'_>, turn: &Turn) {
        let record = &mut self.state.tokens[at.token];
        record.begins = turn.begins;
        record.ends = turn.ends;
        let stamp = record.stamp;
        if turn.ends == NEVER {
            return;
        }
        match self.passage_from(at, turn.ends) {
            Some(ends) => self.due(ends, Due::PassageEnds, at.key, at.token, stamp),
            None => self.due(turn.ends, Due::ServiceEnds, at.key, at.token, stamp),
        }
    }

    /// When the passage ends of a file whose officer will be done at an instant; none
    /// if something else comes first: a step without passage, or a clock to be stopped.
    fn passage_from(&self, at: &At<'_>, from: Tick) -> Option<Tick> {
        let passage = at.step.passage.as_ref()?;
        if !self.world.settles[usize::from(self.state.tokens[at.token].procedure)] {
            return None;
        }
        let seconds = self.passage_on(at, passage, from / DAY);
        (seconds >= 1.0).then(|| self.later(from, seconds, passage.working, at.procedure.calendar))
    }

    /// The value of a lever on a day to come.
    pub(super) fn value_on(&self, slot: Slot, research: bool, day: u32) -> f64 {
        if day == self.state.now / DAY {
            return self.value_for(slot, research);
        }
        self.world.move_of(slot).map_or_else(
            || self.value_for(slot, research),
            |of| {
                let lever = &self.world.model.levers[slot.0 as usize];
                compose(
                    lever.base,
                    lever.range,
                    &of.steps,
                    f64::from(day),
                    !research,
                )
            },
        )
    }

    /// The turn of a file after all others before it have been settled again.
    fn expect_again(&mut self, token: u32, turn: &Turn) {
        self.state.tokens[token].stamp = turn.ticket.stamp;
        let at = self.at(token);
        self.expect(&at, turn);
    }

    /// Settles the turns of all who wait at a branch again.
    fn settle_again(&mut self, branch: u32) {
        self.bring_up(branch);
        let moment = self.moment(branch);
        let Line::Turns(mut turns) = self.take_line(branch) else {
            return;
        };
        turns.settle_again(moment, |turn| {
            if is(turn.ticket.token) {
                turn.ticket.stamp = self.stamp();
                self.expect_again(turn.ticket.token, turn);
            }
        });
        self.state.branches[branch as usize].line = Line::Turns(turns);
        self.settle_more(branch);
    }

    /// Gives turns to those of a branch who have none.
    fn settle_more(&mut self, branch: u32) {
        let moment = self.moment(branch);
        let Line::Turns(mut turns) = self.take_line(branch) else {
            return;
        };
        let mut settled = Vec::new();
        let tokens = &self.state.tokens;
        let is_here = |turn: &Turn| tokens[turn.ticket.token].stamp == turn.ticket.stamp;
        turns.settle_more(moment, is_here, |turn| settled.push(*turn));
        self.state.branches[branch as usize].line = Line::Turns(turns);
        for turn in settled {
            self.expect_again(turn.ticket.token, &turn);
        }
        self.wake_line(branch);
    }

    fn take_line(&mut self, branch: u32) -> Line {
        let line = &mut self.state.branches[branch as usize].line;
        std::mem::replace(line, Line::Turns(Turns::default()))
    }

    /// Others in line get their turns when few are left who have one.
    fn wake_line(&mut self, branch: u32) {
        let record = &mut self.state.branches[branch as usize];
        if let Line::Turns(turns) = &mut record.line
            && let Some(at) = turns.wake()
        {
            let office = &self.world.model.offices[record.office as usize];
            let key = office.key.with(u64::from(branch));
            self.due(at, Due::LineMoves, key, branch, 0);
        }
    }

    pub(super) fn line_moves(&mut self, branch: u32) {
        let now = self.state.now;
        let Line::Turns(turns) = &mut self.state.branches[branch as usize].line else {
            return;
        };
        if turns.woken == Some(now) {
            turns.woken = None;
            self.bring_up(branch);
            self.settle_more(branch);
        }
    }

    /// Books the time of a file with a turn up to now: queue, service and passage.
    pub(super) fn book_turn(&mut self, at: &At<'_>) {
        if at.is_research() {
            self.book_turn_to(at, self.state.now);
        }
    }

    fn book_turn_to(&mut self, at: &At<'_>, now: Tick) {
        let record = &self.state.tokens[at.token];
        let (since, before) = (record.since, record.read);
        let (begins, ends) = (record.begins.min(now), record.ends.min(now));
        let office = self.state.branches[record.branch as usize].office;
        let calendar = &self.world.model.calendars[self.desks[office as usize].calendar as usize];
        let taken = if begins == since {
            before
        } else {
            calendar.read(begins)
        };
        let done = calendar.read(ends);
        let holiday = done.holiday - before.holiday;
        let (queue, service) = (taken.open - before.open, done.open - taken.open);
        // Half days between holiday and opening cannot overlap: holidays never open.
        let closed = ends - since - holiday - queue - service;
        self.book_all(
            at,
            [
                (Cause::Holiday, holiday),
                (Cause::Closed, closed),
                (Cause::Queue, queue),
                (Cause::Service, service),
                (Cause::Passage, now - ends),
            ],
            office as u16,
        );
    }

    /// The officer is done with a file whose passage is not settled.
    pub(super) fn turn_ends(&mut self, token: u32) {
        // The end of the service is counted when the turn is put on the books.
        self.state.events -= 1;
        let at = self.at(token);
        self.book_turn(&at);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Gone;
        record.since = self.state.now;
        self.begin_passage(&at);
    }

    /// Takes a file back, whether it waits, is with its officer or in passage. Its record
    /// is free afterwards.
    pub(super) fn recall_settled(&mut self, token: u32, free_officer: bool) {
        self.book_turn(&self.at(token));
        let record = self.state.tokens[token];
        let (branch, ticket) = (record.branch, record.ticket(token));
        let now = self.state.now;
        let open = self.bring_up(branch).open;
        let at = &mut self.state.branches[branch as usize];
        let Line::Turns(turns) = &mut at.line else {
            self.drop_token(token);
            return;
        };
        let mut moves = false;
        match record.phase_at(now) {
            Phase::Queued => {
                at.waiting -= 1;
                at.waits += u64::from(now - record.since);
                // Without a turn its place in line is passed over when it is reached.
                moves = record.begins != NEVER && turns.leave(ticket).is_some();
            }
            Phase::InService(_) if free_officer => {
                if let Some(turn) = turns.leave(ticket) {
                    at.busy -= 1;
                    at.worked[0] -= u64::from(turn.open_at_end() - open);
                    moves = true;
                }
            }
            Phase::InService(_) => turns.forget(ticket),
            _ => {}
        }
        self.drop_token(token);
        if moves {
            self.settle_again(branch);
        }
    }

    /// A file that waits goes to the head of its line.
    pub(super) fn jump_line(&mut self, token: u32) {
        let record = &self.state.tokens[token];
        let (branch, ticket) = (record.branch, record.ticket(token));
        self.bring_up(branch);
        if let Line::Turns(turns) = &mut self.state.branches[branch as usize].line {
            turns.jump(ticket);
            self.settle_again(branch);
        }
    }

    /// Lines settled under another policy: those of offices whose officers this one moves
    /// are from now on served event by event, and passages to come are those of its days.
    pub(super) fn settle_under_policy(&mut self) {
        for branch in 0..self.state.branches.len() as u32 {
            let office = self.state.branches[branch as usize].office as usize;
            if !matches!(self.state.branches[branch as usize].line, Line::Turns(_)) {
                continue;
            }
            self.bring_up(branch);
            if desk::has_turns(self.world, office) {
                self.expect_under_policy(branch);
            } else {
                self.serve_by_event(branch);
            }
        }
        self.state.settled_under = self.world.policy_mark;
    }

    fn expect_under_policy(&mut self, branch: u32) {
        let Line::Turns(mut turns) = self.take_line(branch) else {
            return;
        };
        turns.each_to_come(|turn| {
            let token = turn.ticket.token;
            if !is(token) || turn.ends == NEVER {
                return;
            }
            let at = self.at(token);
            let slots = [at.step.passage_scale, at.step.spread];
            if slots.iter().any(|slot| self.world.move_of(*slot).is_some()) {
                turn.ticket.stamp = self.stamp();
                self.expect_again(token, turn);
            }
        });
        self.state.branches[branch as usize].line = Line::Turns(turns);
    }

    fn serve_by_event(&mut self, branch: u32) {
        let Line::Turns(turns) = self.take_line(branch) else {
            return;
        };
        self.state.branches[branch as usize].line = Line::Arrival(VecDeque::new());
        if let Some(turn) = turns.in_service() {
            let token = if is(turn.ticket.token) {
                self.go_on_with(turn)
            } else {
                self.add_ghost(branch, turn)
            };
            let record = &self.state.tokens[token];
            let (key, stamp) = (record.key, record.stamp);
            self.due(turn.ends, Due::ServiceEnds, key, token, stamp);
        }
        let stays = |record: &Token, turn: &Turn| record.stamp == turn.ticket.stamp;
        for turn in turns.waiting() {
            let token = turn.ticket.token;
            if stays(&self.state.tokens[token], turn) {
                let stamp = self.stamp();
                let record = &mut self.state.tokens[token];
                record.phase = Phase::Queued;
                record.stamp = stamp;
                let ticket = record.ticket(token);
                self.state.branches[branch as usize].stand_in_line(ticket);
            }
        }
    }

    /// A file that is with its officer, the end of whose work is an entry from now on.
    fn go_on_with(&mut self, turn: &Turn) -> u32 {
        let token = turn.ticket.token;
        let at = self.at(token);
        if at.is_research() {
            self.book_turn_to(&at, turn.begins);
        }
        let record = &self.state.tokens[token];
        let office = self.state.branches[record.branch as usize].office;
        let calendar = &self.world.model.calendars[self.desks[office as usize].calendar as usize];
        let stamp = self.stamp();
        let record = &mut self.state.tokens[token];
        record.phase = Phase::InService(Officer::Full);
        record.stamp = stamp;
        record.since = turn.begins;
        record.read = calendar.read(turn.begins);
        token
    }

    /// Work in hand whose case has ended.
    fn add_ghost(&mut self, branch: u32, turn: &Turn) -> u32 {
        let office = self.state.branches[branch as usize].office as usize;
        let key = self.world.model.offices[office].key;
        let stamp = self.stamp();
        self.state.tokens.add(Token {
            key: key.with(u64::from(branch)),
            case: NONE,
            next: NONE,
            stamp,
            since: turn.begins,
            read: Reading::default(),
            began: turn.joined,
            begins: turn.begins,
            ends: turn.ends,
            trail: NONE,
            branch,
            work: turn.work,
            crossing: NONE,
            procedure: 0,
            step: 0,
            phase: Phase::Ghost(Officer::Full),
        })
    }
}
