//! The two sides of a crossing: what each tells the other.
//!
//! A crossing has a record in each jurisdiction whose procedures it meets: one at home,
//! where the project is led, and its counterpart abroad. Each goes through the stages of
//! its own side at once; what the other side must know is written to it, and acts when
//! letters are opened, at midnight. No event of a day ever touches a record of another
//! jurisdiction.

use crate::draw::Key;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::mailbox::Bag;
use crate::engine::crossing::border::message::{Begun, Failure, Letter, Says, Standing};
use crate::engine::ledger::fact::Listener;
use crate::engine::ledger::trail::no_segments;
use crate::engine::record::{Application, Crossing, Owner, Progress, Told, is};
use crate::engine::run::Run;
use crate::engine::store::slab::NONE;
use crate::model::{Cause, Loss, Tick, bits};
use crate::time::next_midnight;

/// How many letters ahead memory is asked for the records that they go to.
const LETTERS_AHEAD: usize = 8;

impl<L: Listener> Run<'_, '_, L> {
    /// The part in which the other side of a crossing is.
    fn other_part(&self, c: &Crossing) -> usize {
        let place = match c.owner {
            Owner::Abroad { .. } => c.home,
            _ => self.world.route(c.route).abroad_of(c.home),
        };
        self.state.partition.of(usize::from(place))
    }

    /// Writes of a crossing to its other side what needs no more than a word.
    fn send_word(&mut self, crossing: u32, says: Says) {
        let c = &self.state.crossings[crossing];
        let (part, key, to) = (self.other_part(c), c.key, c.other);
        self.state.post.written[part].word(key, (to, crossing), says);
    }

    /// Writes of a crossing to its other side, with all that is known of it here.
    fn write_of(&mut self, crossing: u32, says: Says) {
        let c = self.state.crossings[crossing];
        let part = self.other_part(&c);
        let bag = &mut self.state.post.written[part];
        let trails = &self.state.trails;
        bag.letter(crossing, &c, says, |into| trails.write(c.trail, into));
    }

    /// Writes to a jurisdiction.
    fn write_to(&mut self, place: usize, key: Key, says: Says) {
        let part = self.state.partition.of(place);
        self.state.post.written[part].word(key, (NONE, NONE), says);
    }

    /// Stages of a crossing that are gone through on the side of a record, by bit.
    #[inline]
    pub(in crate::engine) fn own_stages(&self, c: &Crossing) -> u32 {
        let route = self.world.route(c.route);
        match c.owner {
            Owner::Organisation { .. } | Owner::Resident { .. } => route.all(),
            // Where nobody needs any approval, all doors stand open at once.
            Owner::Need { .. } if self.world.model.transform.exempt => route.all(),
            Owner::Need { .. } => route.stages_at(c.home),
            Owner::Abroad { .. } => route.all() & !route.stages_at(c.home),
        }
    }

    /// The stages of the other side.
    #[inline]
    fn other_stages(&self, c: &Crossing) -> u32 {
        self.world.route(c.route).all() & !self.own_stages(c)
    }

    /// A need's procedures may begin at an instant: abroad from the next midnight on.
    pub(in crate::engine) fn begin_abroad(&mut self, crossing: u32, at: Tick) {
        if self.other_stages(&self.state.crossings[crossing]) != 0 {
            let last = self.last_of(crossing);
            self.write_of(crossing, Says::Begin { at, last });
            let known = next_midnight(self.state.now);
            let c = &mut self.state.crossings[crossing];
            c.abroad_from = c.abroad_from.min(known);
        }
    }

    /// Tells the other side of stages that are done, if it waits for them.
    pub(in crate::engine) fn tell_other_side(&mut self, crossing: u32) {
        let c = &self.state.crossings[crossing];
        let news = c.done & !c.told;
        if news == 0 {
            return;
        }
        let (own, others) = (self.own_stages(c), self.other_stages(c));
        let route = self.world.route(c.route);
        let part = route.part(c.progress == Progress::Arrival);
        let waits = bits(others & !c.done).any(|i| route.stages[i].after & news != 0);
        let is_through = matches!(c.owner, Owner::Abroad { .. }) && part & own & !c.done == 0;
        if !waits && !is_through {
            return;
        }
        if is_through {
            let until = self.valid_until_of(crossing);
            self.state.crossings[crossing].valid_until = until;
        }
        self.write_of(crossing, Says::Done);
        let c = &mut self.state.crossings[crossing];
        c.told |= c.done;
    }

    /// A need sets out and will be there at an instant: where procedures await it there,
    /// they are told.
    pub(in crate::engine) fn announce(&mut self, crossing: u32, at: Tick) {
        let c = &self.state.crossings[crossing];
        let awaits = self.other_stages(c) & self.world.route(c.route).on_arrival;
        if awaits & !c.done != 0 {
            self.write_of(crossing, Says::Arrives(at));
        }
    }

    /// Asks abroad for the renewal of what may have run out.
    pub(in crate::engine) fn ask_for_renewal(&mut self, crossing: u32) {
        self.write_of(crossing, Says::Renew);
    }

    /// A crossing is no longer wanted abroad.
    pub(in crate::engine) fn withdraw_abroad(&mut self, crossing: u32, told: Option<Told>) {
        if self.state.crossings[crossing].abroad_from != Tick::MAX {
            self.send_word(crossing, Says::Withdrawn(told));
        }
    }

    /// A stage has failed abroad: its project hears of it.
    pub(in crate::engine) fn failed_abroad(
        &mut self,
        crossing: u32,
        cause: Loss,
        procedure: u16,
        office: Option<u16>,
    ) {
        let failure = Failure {
            cause,
            procedure,
            office,
        };
        self.write_of(crossing, Says::Failed(failure));
    }

    /// Whether a need waits for procedures abroad, as far as is known at home.
    pub(in crate::engine) fn waits_abroad(&self, crossing: u32) -> bool {
        let c = &self.state.crossings[crossing];
        let under_way = matches!(c.progress, Progress::Procedures | Progress::Arrival);
        let route = self.world.route(c.route);
        let part = route.part(c.progress == Progress::Arrival);
        under_way && c.abroad_from <= self.state.now && self.other_stages(c) & part & !c.done != 0
    }

    /// A late project asks how far its needs are abroad.
    pub(in crate::engine) fn inquire(&mut self, project: u32, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        for need in bits(u32::from(p.has)) {
            let crossing = p.needs[need];
            if is(crossing) && self.waits_abroad(crossing) {
                self.send_word(crossing, Says::HowFar);
            }
        }
    }

    /// A programme abroad hears of an application, or that it is void.
    pub(in crate::engine) fn apply_abroad(&mut self, programme: u16, of: Application, holds: bool) {
        let place = self.world.model.programmes[usize::from(programme)].jurisdiction;
        let says = Says::Applies {
            programme,
            of,
            holds,
        };
        self.write_to(place, of.key, says);
    }

    /// A project abroad hears what has become of its application.
    pub(in crate::engine) fn award_abroad(&mut self, of: &Application, won: bool) {
        let says = Says::Awarded {
            project: of.project,
            stamp: of.stamp,
            won,
        };
        self.write_to(usize::from(of.home), of.key, says);
    }

    /// A post abroad is taken up.
    pub(in crate::engine) fn take_up_abroad(&mut self, place: u16, key: Key, resident: u32) {
        self.write_to(usize::from(place), key, Says::Post(resident));
    }

    /// A contract is known in another jurisdiction from tomorrow on.
    pub(in crate::engine) fn send_contract(&mut self, place: usize, key: Key, until: Tick) {
        self.write_to(place, key, Says::Contract(until));
    }

    /// Letters are opened, at midnight.
    pub(in crate::engine) fn open_letters(&mut self) {
        let come = std::mem::take(&mut self.state.post.come);
        let mut order: Vec<(Key, u32, u32)> = Vec::new();
        for (from, bag) in come.iter().enumerate() {
            for begun in &bag.begun {
                let c = &mut self.state.crossings[begun.at_home];
                if c.key == begun.key && c.progress != Progress::Missing {
                    c.other = begun.abroad;
                }
            }
            let letters = bag.letters.iter().enumerate();
            order.extend(letters.map(|(place, of)| (of.key, from as u32, place as u32)));
        }
        order.sort_unstable();
        // Those who wrote on the day after a record was begun did not yet know it.
        let known = std::mem::take(&mut self.state.post.begun);
        let mut all = order.iter().peekable();
        let mut ahead = order.iter().skip(LETTERS_AHEAD);
        while let Some(&(key, from, place)) = all.next() {
            if let Some(&(_, from, place)) = ahead.next() {
                let letter = &come[from as usize].letters[place as usize];
                self.state.crossings.prefetch(letter.to);
            }
            let bag = &come[from as usize];
            let letter = &bag.letters[place as usize];
            let to = match letter.to {
                NONE => Self::found(&known, key),
                to => to,
            };
            let Says::Begin { at, last } = letter.says else {
                self.act_on(bag, letter, to);
                continue;
            };
            let is_void = all.peek().is_some_and(|&&(next, from, place)| {
                let next_says = &come[from as usize].letters[place as usize].says;
                next == key && matches!(next_says, Says::Withdrawn(_))
            });
            if is(to) || !is_void {
                let abroad = self.begins_abroad(bag, letter, to, at, last);
                while let Some(&&(next, from, place)) = all.peek()
                    && next == key
                {
                    let bag = &come[from as usize];
                    let letter = &bag.letters[place as usize];
                    let to = if is(letter.to) { letter.to } else { abroad };
                    self.act_on(bag, letter, to);
                    all.next();
                }
            } else {
                // It was over on the day on which it began.
                all.next();
            }
        }
        self.state
            .post
            .begun
            .sort_unstable_by_key(|begun| begun.key);
        self.state.post.come = come;
    }

    /// The record that was begun under a key.
    fn found(begun: &[Begun], key: Key) -> u32 {
        let place = begun.binary_search_by_key(&key, |begun| begun.key);
        place.map_or(NONE, |place| begun[place].abroad)
    }

    /// What a letter says comes about.
    fn act_on(&mut self, bag: &Bag, letter: &Letter, to: u32) {
        match letter.says {
            Says::Begin { .. } => {}
            Says::Done => {
                if self.is_read(bag, letter, to) {
                    self.stages_done_elsewhere(to);
                }
            }
            Says::Arrives(at) => {
                if self.is_read(bag, letter, to) {
                    self.arrives_abroad(to, at, bag.crossing_of(letter).departs);
                }
            }
            Says::Renew => {
                if self.is_read(bag, letter, to) {
                    self.renew_abroad(to, bag.crossing_of(letter));
                }
            }
            Says::Withdrawn(told) => self.withdrawn_from_home(to, told, letter),
            Says::Failed(of) => {
                if self.is_read(bag, letter, to) {
                    self.stage_failed(to, of.cause, of.procedure, of.office);
                }
            }
            Says::HowFar => {
                if self.is_about(letter, to) {
                    self.tell_how_far(to);
                }
            }
            Says::Stands(standing) => {
                if self.is_about(letter, to) {
                    self.state.post.heard.push((to, standing));
                }
            }
            Says::Applies {
                programme,
                of,
                holds,
            } => self.application_from_abroad(programme, of, holds),
            Says::Awarded {
                project,
                stamp,
                won,
            } => self.decided_on(project, stamp, won),
            Says::Post(resident) => self.take_up_post(resident),
            Says::Contract(until) => {
                let known = self.state.agreements.entry(letter.key.bits());
                *known = until.max(*known);
            }
        }
    }

    /// Whether the record that a letter goes to is still that of its crossing.
    fn is_about(&self, letter: &Letter, to: u32) -> bool {
        is(to) && {
            let c = &self.state.crossings[to];
            c.key == letter.key && c.progress != Progress::Missing
        }
    }

    /// Takes in what a letter says of a crossing: stages, times, permits and trail. Not,
    /// if the crossing is over, or has been begun anew since it was written.
    fn is_read(&mut self, bag: &Bag, letter: &Letter, to: u32) -> bool {
        let sent = bag.crossing_of(letter);
        if !self.is_about(letter, to) {
            return false;
        }
        let to_home = matches!(sent.owner, Owner::Abroad { .. });
        let c = &mut self.state.crossings[to];
        if to_home && c.renewal != sent.renewal {
            return false;
        }
        if to_home && letter.says == Says::Done {
            c.valid_abroad = sent.valid_until;
        }
        c.done |= sent.done;
        c.told |= sent.done;
        c.skipped |= sent.skipped;
        c.filed = c.filed.min(sent.filed);
        c.ended = c.ended.max(sent.ended);
        c.screened |= sent.screened;
        self.take_over_trail(to, bag, letter);
        if !matches!(letter.says, Says::Arrives(_)) {
            self.book_crossing(to, Cause::Transit);
        }
        true
    }

    /// From here on a crossing's trail is the one that its other side has written.
    fn take_over_trail(&mut self, crossing: u32, bag: &Bag, letter: &Letter) {
        let c = &mut self.state.crossings[crossing];
        let trails = &mut self.state.trails;
        c.trail = trails.read(&mut c.segments, bag.trail_of(letter));
        c.since = bag.crossing_of(letter).since;
    }

    /// The record abroad of a need that may begin there at an instant.
    fn begins_abroad(
        &mut self,
        bag: &Bag,
        letter: &Letter,
        known: u32,
        at: Tick,
        last: Tick,
    ) -> u32 {
        let sent = bag.crossing_of(letter);
        let stamp = self.stamp();
        let record = Crossing {
            owner: Owner::Abroad { last },
            other: letter.from,
            told: sent.done,
            cases: NONE,
            segments: no_segments(true),
            trail: NONE,
            progress: Progress::Waiting,
            valid_until: Tick::MAX,
            departs: Tick::MAX,
            stamp,
            ..*sent
        };
        let abroad = if is(known) {
            // It begins anew.
            let c = &mut self.state.crossings[known];
            *c = Crossing {
                segments: c.segments,
                cases: c.cases,
                filed: c.filed,
                ..record
            };
            known
        } else {
            self.state.tally.crossings_begun += 1;
            let abroad = self.state.crossings.add(record);
            let begun = Begun {
                key: letter.key,
                at_home: letter.from,
                abroad,
            };
            self.state.post.begun.push(begun);
            let home = self.state.partition.of(usize::from(sent.home));
            self.state.post.written[home].begun.push(begun);
            abroad
        };
        self.take_over_trail(abroad, bag, letter);
        let at = at.max(self.state.now);
        if at == self.state.now {
            self.procedures_begin(abroad, stamp);
        } else {
            self.due(at, Due::ProcedureBegins, letter.key, abroad, stamp);
        }
        abroad
    }

    /// Stages have been done on the other side: those that waited for them begin.
    fn stages_done_elsewhere(&mut self, crossing: u32) {
        let c = &self.state.crossings[crossing];
        if matches!(c.progress, Progress::Procedures | Progress::Arrival) {
            self.advance(crossing);
        }
    }

    /// What comes from home arrives at an instant.
    fn arrives_abroad(&mut self, crossing: u32, at: Tick, departs: Tick) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Journey;
        c.departs = departs;
        let (key, stamp) = (c.key, c.stamp);
        if at <= now {
            self.journey_ends(crossing, stamp);
        } else {
            self.due(at, Due::JourneyEnds, key, crossing, stamp);
        }
    }

    /// Permits may have run out: those that have are renewed, of the others home hears.
    fn renew_abroad(&mut self, crossing: u32, sent: &Crossing) {
        let c = &mut self.state.crossings[crossing];
        c.renewal = sent.renewal;
        c.valid_until = 0;
        c.progress = Progress::Procedures;
        c.told = sent.done;
        self.reopen(crossing, self.run_out(crossing));
        self.advance(crossing);
    }

    /// It is no longer wanted at home.
    fn withdrawn_from_home(&mut self, crossing: u32, told: Option<Told>, letter: &Letter) {
        if !self.is_about(letter, crossing) {
            return;
        }
        self.end_record(crossing, told);
    }

    /// Answers how far a need is.
    fn tell_how_far(&mut self, crossing: u32) {
        let own = self.own_stages(&self.state.crossings[crossing]);
        let remainder = self.expected_of(crossing, own);
        let open = self.open_cases(crossing);
        let office = open.first().and_then(|case| self.where_it_stands(*case));
        self.send_word(crossing, Says::Stands(Standing { remainder, office }));
    }
}
