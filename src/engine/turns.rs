//! A queue in which everyone's turn is known on arrival: first come, first served, by one
//! officer who works all open hours.
//!
//! A file's turn comes when the officer is through with all before it (Lindley 1952, "The
//! theory of queues with a single server", Math. Proc. Camb. Phil. Soc. 48(2)), and ends
//! after its work. So no entry of the agenda is needed to begin or to end a service: turns
//! are put on the books when the branch is looked at next.
//!
//! Invariant: what is booked at an instant is what a queue would show that is served event
//! by event. Who leaves the line changes the turns of those behind; so that this stays
//! cheap in a long queue, only the first `SETTLED` who wait have a turn, and the others
//! wait for one.

use std::collections::VecDeque;

use super::branch::Ticket;
use super::fact::Fact;
use super::slab::NONE;
use crate::model::{Calendar, NEVER, Tick};

/// Waiting files that have a turn.
const SETTLED: usize = 64;

/// When so few are left, others get theirs.
const FEW: usize = SETTLED / 2;

/// A file's turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Turn {
    /// Whose; no token: its case has ended, and the officer finishes the work.
    pub ticket: Ticket,
    /// When it joined.
    pub joined: Tick,
    /// Officer's seconds.
    pub work: u32,
    /// When the officer takes it; `NEVER`: not settled yet.
    pub begins: Tick,
    /// Open seconds before it begins.
    pub open: u32,
    /// When he is done.
    pub ends: Tick,
    /// Whether it is a case of the index.
    pub research: bool,
}

impl Turn {
    /// A file that joins now.
    #[must_use]
    pub fn new(ticket: Ticket, joined: Tick, work: u32, research: bool) -> Self {
        Self {
            ticket,
            joined,
            work,
            begins: NEVER,
            open: 0,
            ends: NEVER,
            research,
        }
    }

    /// What is uttered when it begins.
    #[must_use]
    pub fn fact(&self, office: u32) -> Fact<'static> {
        Fact::Served {
            office: office as u16,
            research: self.research,
            waited: self.begins - self.joined,
            work: u64::from(self.work),
            at: self.begins,
        }
    }

    /// Open seconds before it ends.
    #[must_use]
    pub fn open_at_end(&self) -> u32 {
        self.open.saturating_add(self.work)
    }
}

/// Now, as a branch sees it.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// When.
    pub now: Tick,
    /// Open seconds before.
    pub open: u32,
    /// The calendar of the office.
    pub calendar: &'a Calendar,
}

/// What becomes of a turn when it is put on the books.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passed {
    /// The officer took the file.
    Began,
    /// He was done.
    Ended,
}

/// The line.
#[derive(Debug, Clone, Default)]
pub struct Turns {
    line: VecDeque<Turn>,
    /// Whether the first in line is with the officer, on the books.
    begun: bool,
    /// Those at the front that are settled.
    settled: usize,
    /// Nothing begins or ends before.
    next: Tick,
    /// When others get their turn, while that is on the agenda.
    pub woken: Option<Tick>,
}

impl PartialEq for Turns {
    /// Two lines are equal if the same files have the same turns.
    fn eq(&self, other: &Self) -> bool {
        (&self.line, self.begun, self.settled, self.woken)
            == (&other.line, other.begun, other.settled, other.woken)
    }
}

impl Turns {
    /// Whether something is to be put on the books by now.
    #[inline]
    #[must_use]
    pub fn has_passed(&self, now: Tick) -> bool {
        self.next <= now
    }

    /// Puts on the books what began and ended up to now.
    pub fn pass(&mut self, now: Tick, mut book: impl FnMut(&Turn, Passed)) {
        while let Some(first) = self.line.front().copied() {
            self.next = if self.begun { first.ends } else { first.begins };
            if self.next > now {
                return;
            }
            if self.begun {
                book(&first, Passed::Ended);
                self.line.pop_front();
                self.settled -= 1;
            } else {
                book(&first, Passed::Began);
            }
            self.begun = !self.begun;
        }
        self.next = NEVER;
    }

    /// Those who are with the officer: none or one.
    fn served(&self) -> usize {
        usize::from(self.begun)
    }

    /// Joins the line. Its turn, if it has one already. What has passed must be on the
    /// books.
    #[inline]
    pub fn join(&mut self, at: Moment<'_>, turn: Turn) -> Option<&Turn> {
        self.line.push_back(turn);
        let has_room =
            self.settled + 1 == self.line.len() && self.settled - self.served() < SETTLED;
        has_room.then(|| &*self.settle(at))
    }

    /// Gives the next in line its turn.
    fn settle(&mut self, at: Moment<'_>) -> &mut Turn {
        let before = self.settled.checked_sub(1).map(|last| &self.line[last]);
        let (begins, open) = match before {
            Some(last) if last.ends > at.now => (last.ends, last.open_at_end()),
            _ => (at.now, at.open),
        };
        let turn = &mut self.line[self.settled];
        (turn.begins, turn.open) = (begins, open);
        turn.ends = if begins == NEVER {
            NEVER
        } else {
            at.calendar.at(u64::from(open) + u64::from(turn.work))
        };
        self.next = self.next.min(begins);
        self.settled += 1;
        turn
    }

    /// The place that the next to join will be written to, or one beside it.
    #[must_use]
    pub fn last(&self) -> Option<&Turn> {
        self.line.back()
    }

    /// Gives turns to those in line who have none, as far as there is room. A file that
    /// has left (`is_here` tells) loses its place.
    pub fn settle_more(
        &mut self,
        at: Moment<'_>,
        is_here: impl Fn(&Turn) -> bool,
        mut settled: impl FnMut(&mut Turn),
    ) {
        while self.settled < self.line.len() && self.settled - self.served() < SETTLED {
            if is_here(&self.line[self.settled]) {
                settled(self.settle(at));
            } else {
                self.line.remove(self.settled);
            }
        }
    }

    /// When others in line must get their turns, if that is not yet on the agenda.
    pub fn wake(&mut self) -> Option<Tick> {
        if self.settled == self.line.len() {
            return None;
        }
        let last = self.line.get(self.settled.checked_sub(1)?)?.begins;
        if self.woken.is_some_and(|woken| woken <= last) {
            return None;
        }
        let first = self.served().max(self.settled.saturating_sub(FEW));
        self.woken = Some(self.line[first].begins);
        self.woken
    }

    /// Takes a file out of the line: before its turn, or with its officer. What has
    /// passed must be on the books, and the turns of the others settled again.
    pub fn leave(&mut self, ticket: Ticket) -> Option<Turn> {
        let place = self.place_of(ticket)?;
        self.begun &= place > 0;
        self.settled -= usize::from(place < self.settled);
        self.line.remove(place)
    }

    /// Moves a file that waits to the head of the line; the turns of the others must be
    /// settled again.
    pub fn jump(&mut self, ticket: Ticket) {
        let Some(place) = self.place_of(ticket) else {
            return;
        };
        let head = self.served();
        if place >= head
            && let Some(turn) = self.line.remove(place)
        {
            self.settled += usize::from(place >= self.settled);
            self.line.insert(head, turn);
        }
    }

    fn place_of(&self, ticket: Ticket) -> Option<usize> {
        self.line.iter().position(|turn| turn.ticket == ticket)
    }

    /// The officer finishes the work of a file whose case has ended.
    pub fn forget(&mut self, ticket: Ticket) {
        if let Some(place) = self.place_of(ticket) {
            self.line[place].ticket.token = NONE;
        }
    }

    /// Settles the turns of all who wait again; `moved` hears of each that is not what
    /// it was. What has passed must be on the books.
    pub fn settle_again(&mut self, at: Moment<'_>, mut moved: impl FnMut(&mut Turn)) {
        let first = self.served();
        self.next = self.in_service().map_or(NEVER, |turn| turn.ends);
        let settled = std::mem::replace(&mut self.settled, first);
        for place in first..settled {
            let before = self.line[place];
            if place < first + SETTLED {
                self.settle(at);
            } else {
                // Who came to the head of the line took the room of the last.
                let turn = &mut self.line[place];
                (turn.begins, turn.open, turn.ends) = (NEVER, 0, NEVER);
            }
            let turn = &mut self.line[place];
            if *turn != before {
                moved(turn);
            }
        }
    }

    /// Who is with the officer.
    #[must_use]
    pub fn in_service(&self) -> Option<&Turn> {
        self.line.front().filter(|_| self.begun)
    }

    /// Those who wait, in their order; of those without a turn some may have left.
    pub fn waiting(&self) -> impl Iterator<Item = &Turn> {
        self.line.iter().skip(self.served())
    }

    /// All turns.
    pub fn each_to_come(&mut self, each: impl FnMut(&mut Turn)) {
        self.line.iter_mut().for_each(each);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DAY;
    use crate::model::calendar::DayKind;
    use proptest::prelude::*;

    /// A queue served event by event.
    #[derive(Default)]
    struct Plain {
        waiting: VecDeque<(u32, u32)>,
        /// Until when, and who.
        with_officer: Option<(Tick, u32)>,
        /// What came about: when, whose turn, whether it began.
        booked: Vec<(Tick, u32, bool)>,
    }

    impl Plain {
        fn call_next(&mut self, now: Tick, calendar: &Calendar) {
            if self.with_officer.is_none()
                && let Some((token, work)) = self.waiting.pop_front()
            {
                let ends = calendar.at(calendar.open(now) + u64::from(work));
                self.with_officer = Some((ends, token));
                self.booked.push((now, token, true));
            }
        }

        fn go_on_to(&mut self, now: Tick, calendar: &Calendar) {
            while let Some((ends, token)) = self.with_officer.filter(|(ends, _)| *ends <= now) {
                self.with_officer = None;
                self.booked.push((ends, token, false));
                self.call_next(ends, calendar);
            }
        }
    }

    /// What is done to a line.
    #[derive(Debug, Clone, Copy)]
    enum Deed {
        Join(u32),
        Leave(usize),
        Jump(usize),
        Forget,
    }

    fn deeds() -> impl Strategy<Value = Vec<(Tick, Deed)>> {
        let deed = prop_oneof![
            8 => (1..40_000_u32).prop_map(Deed::Join),
            2 => any::<usize>().prop_map(Deed::Leave),
            1 => any::<usize>().prop_map(Deed::Jump),
            1 => Just(Deed::Forget),
        ];
        prop::collection::vec((prop_oneof![Just(0), 0..4000_u32, 0..DAY], deed), 0..400)
    }

    fn calendars() -> impl Strategy<Value = Calendar> {
        let kinds = [DayKind::Open, DayKind::Rest, DayKind::Holiday];
        let days = prop::collection::vec(prop::sample::select(kinds.to_vec()), 3000);
        prop_oneof![
            Just(Calendar::always()),
            days.prop_map(|days| Calendar::new(&days, 9 * 3600, 17 * 3600, 3600)),
        ]
    }

    /// What a line of turns has booked, and who has left it unsettled.
    #[derive(Default)]
    struct Books {
        turns: Turns,
        booked: Vec<(Tick, u32, bool)>,
        gone: Vec<bool>,
    }

    impl Books {
        fn pass(&mut self, now: Tick) {
            self.turns.pass(now, |turn, passed| {
                let began = passed == Passed::Began;
                let at = if began { turn.begins } else { turn.ends };
                self.booked.push((at, turn.ticket.token, began));
            });
        }

        fn settle_more(&mut self, moment: Moment<'_>) {
            let is_here = |turn: &Turn| !self.gone[turn.ticket.token as usize];
            self.turns.settle_more(moment, is_here, |_| {});
            self.turns.wake();
        }

        fn has_turn(&self, ticket: Ticket) -> bool {
            let mut line = self.turns.line.iter();
            line.any(|turn| turn.ticket == ticket && turn.begins != NEVER)
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

        /// Whoever joins, leaves, goes to the head of the line or frees an officer, and
        /// whenever one looks: every turn begins and ends when a queue served event by
        /// event has it begin and end.
        #[test]
        fn turns_are_those_of_a_queue_served_event_by_event(
            deeds in deeds(), calendar in calendars(),
        ) {
            let (mut books, mut plain) = (Books::default(), Plain::default());
            let moment = |now: Tick| Moment {
                now,
                open: calendar.open(now) as u32,
                calendar: &calendar,
            };
            let ticket = |token: u32| Ticket { token, stamp: 0 };
            let mut now = 0;
            let to_the_end = (300 * DAY, Deed::Forget);
            for (gap, deed) in deeds.into_iter().chain([to_the_end]) {
                let then = now + gap;
                while let Some(woken) = books.turns.woken.filter(|woken| *woken <= then) {
                    books.turns.woken = None;
                    books.pass(woken);
                    books.settle_more(moment(woken));
                }
                now = then;
                books.pass(now);
                plain.go_on_to(now, &calendar);
                match deed {
                    Deed::Join(work) => {
                        let token = books.gone.len() as u32;
                        books.gone.push(false);
                        books.turns.join(moment(now), Turn::new(ticket(token), now, work, true));
                        plain.waiting.push_back((token, work));
                    }
                    Deed::Leave(choice) => {
                        let with = plain.with_officer.map(|(_, token)| token).into_iter();
                        let waiting = plain.waiting.iter().map(|(token, _)| *token);
                        let all: Vec<u32> =
                            with.chain(waiting).filter(|token| *token != NONE).collect();
                        if !all.is_empty() {
                            let token = all[choice % all.len()];
                            plain.waiting.retain(|(other, _)| *other != token);
                            plain.with_officer = plain.with_officer.filter(|(_, other)| *other != token);
                            books.gone[token as usize] = true;
                            if books.has_turn(ticket(token)) {
                                prop_assert!(books.turns.leave(ticket(token)).is_some());
                                books.turns.settle_again(moment(now), |_| {});
                            }
                        }
                    }
                    Deed::Jump(choice) if !plain.waiting.is_empty() => {
                        if let Some(first) = plain.waiting.remove(choice % plain.waiting.len()) {
                            plain.waiting.push_front(first);
                            books.turns.jump(ticket(first.0));
                            books.turns.settle_again(moment(now), |_| {});
                        }
                    }
                    Deed::Forget => {
                        // The officer goes on; only whose it was is no longer known.
                        if let Some((_, token)) = &mut plain.with_officer {
                            books.turns.forget(ticket(*token));
                            *token = NONE;
                        }
                    }
                    Deed::Jump(_) => {}
                }
                plain.call_next(now, &calendar);
                books.settle_more(moment(now));
                // However long the queue is, few of it are settled again.
                prop_assert!(books.turns.settled <= books.turns.served() + SETTLED);
            }
            // Who began at the instant of the last look.
            books.pass(now);
            books.booked.sort_unstable();
            plain.booked.sort_unstable();
            prop_assert_eq!(books.booked, plain.booked);
        }
    }
}
