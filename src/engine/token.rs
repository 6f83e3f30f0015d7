//! A token at its step: its record, its work, its passage.

use super::agenda::Due;
use super::fact::Listener;
use super::run::{Run, is};
use super::slab::NONE;
use super::state::{Phase, Token};
use super::trail::Where;
use crate::draw::{Key, Law, Purpose};
use crate::model::{Cause, Duration, Graph, Place, Procedure, Reading, Slot, Step, Tick};

impl<'a, L: Listener> Run<'a, '_, L> {
    pub(super) fn procedure_of(&self, case: u32) -> &'a Procedure {
        &self.world.model.procedures[usize::from(self.state.cases[case].procedure)]
    }

    pub(super) fn step_of(&self, token: u32) -> &'a Step {
        let token = &self.state.tokens[token];
        &self.procedure_of(token.case).steps[usize::from(token.step)]
    }

    /// The graph that a case was filed under.
    pub(super) fn graph_of(&self, case: u32) -> &'a Graph {
        let case = &self.state.cases[case];
        let procedure = usize::from(case.procedure);
        self.world.structure[procedure]
            .map_or(&self.world.model.procedures[procedure].graph, |structure| {
                &structure.graphs[usize::from(case.graph)]
            })
    }

    pub(super) fn is_research(&self, case: u32) -> bool {
        is(self.state.cases[case].crossing)
    }

    /// The key of the step at which a token is, as part of its case. It is also
    /// the order of the token's entries among those of one instant.
    pub(super) fn step_key(&self, token: u32) -> Key {
        self.state.tokens[token].key
    }

    /// How often the step at which a token is has ended before.
    pub(super) fn round_of(&self, token: u32) -> u32 {
        let token = &self.state.tokens[token];
        let case = &self.state.cases[token.case];
        match case.ended[usize::from(token.step)] {
            // Past what is counted by step, all rounds of the case count.
            u8::MAX => u32::from(u8::MAX) + u32::from(case.rounds),
            round => u32::from(round),
        }
    }

    /// Puts a token at a step of its case.
    pub(super) fn put_at(&mut self, token: u32, step: usize) {
        let case = self.state.tokens[token].case;
        let key = self.procedure_of(case).steps[step].key;
        let key = key.of(self.state.cases[case].key);
        let record = &mut self.state.tokens[token];
        record.step = step as u8;
        record.key = key;
    }

    /// A new token at a step of a case.
    pub(super) fn add_token(&mut self, case: u32, step: usize, trail: u32) -> u32 {
        let now = self.state.now;
        let next = self.state.cases[case].tokens;
        let stamp = self.stamp();
        let key = self.procedure_of(case).steps[step].key;
        let token = self.state.tokens.add(Token {
            key: key.of(self.state.cases[case].key),
            case,
            next,
            stamp,
            since: now,
            read: Reading::default(),
            began: now,
            trail,
            branch: NONE,
            work: 0,
            step: step as u8,
            phase: Phase::Gone,
        });
        self.state.cases[case].tokens = token;
        token
    }

    /// Takes a token out of its case and frees its record.
    pub(super) fn drop_token(&mut self, token: u32) {
        let case = self.state.tokens[token].case;
        let next = self.state.tokens[token].next;
        let mut at = self.state.cases[case].tokens;
        if at == token {
            self.state.cases[case].tokens = next;
        } else {
            while is(at) {
                let following = self.state.tokens[at].next;
                if following == token {
                    self.state.tokens[at].next = next;
                    break;
                }
                at = following;
            }
        }
        self.free_token(token);
    }

    pub(super) fn free_token(&mut self, token: u32) {
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Gone;
        record.stamp = record.stamp.wrapping_add(1);
        self.state.tokens.free(token);
    }

    /// A token comes to its step.
    pub(super) fn begin_step(&mut self, token: u32) {
        let now = self.state.now;
        self.state.tokens[token].began = now;
        self.state.tokens[token].since = now;
        let case = self.state.tokens[token].case;
        self.start_clocks(case, usize::from(self.state.tokens[token].step));
        let step = self.step_of(token);
        match step.place {
            Place::Agreement(agreement) => self.negotiate(token, agreement),
            Place::Office(office) => {
                let work = self.work_of(token);
                if work == 0 {
                    self.begin_passage(token);
                } else {
                    self.state.tokens[token].work = work;
                    self.reach(token, office);
                }
            }
        }
    }

    fn work_of(&self, token: u32) -> u32 {
        let step = self.step_of(token);
        let case = self.state.tokens[token].case;
        let research = self.is_research(case);
        let round = self.round_of(token);
        let u = self.uniform(self.step_key(token), Purpose::StepWork, round);
        let seconds = self.stretched(&step.work, u, step.work_scale, step.spread, research);
        if seconds <= 0.0 {
            0
        } else {
            (seconds as u32).max(1)
        }
    }

    /// A law's value, its mean scaled and its spread about the mean changed.
    fn stretched(&self, law: &Law, u: f64, scale: Slot, spread: Slot, research: bool) -> f64 {
        let scale = self.value_for(scale, research);
        let spread = self.value_for(spread, research);
        let value = law.quantile(u);
        let value = if (spread - 1.0).abs() < f64::EPSILON {
            value
        } else {
            let mean = law.mean();
            (mean + (value - mean) * spread).max(0.0)
        };
        value * scale + 0.5
    }

    fn book(&mut self, token: u32, cause: Cause, ticks: Tick, office: usize) {
        self.book_all(token, [(cause, ticks)], office);
    }

    /// Books times of a token of a crossing at one place.
    pub(super) fn book_all<const N: usize>(
        &mut self,
        token: u32,
        parts: [(Cause, Tick); N],
        office: usize,
    ) {
        let record = &mut self.state.tokens[token];
        let case = &self.state.cases[record.case];
        let place = Where {
            procedure: case.procedure,
            office: office as u16,
        };
        let crossing = &mut self.state.crossings[case.crossing];
        let (trails, all) = (&mut self.state.trails, &mut crossing.segments);
        record.trail = trails.add(record.trail, all, parts, place);
    }

    /// Books the time of a token since `since` to one cause.
    pub(super) fn book_since(&mut self, token: u32, cause: Cause) {
        let record = self.state.tokens[token];
        if !is(self.state.cases[record.case].crossing) {
            return;
        }
        let ticks = self.state.now - record.since;
        let office = match self.step_of(token).place {
            Place::Office(office) => office,
            Place::Agreement(_) => usize::from(u16::MAX),
        };
        self.book(token, cause, ticks, office);
    }

    pub(super) fn begin_passage(&mut self, token: u32) {
        let step = self.step_of(token);
        let Some(passage) = &step.passage else {
            self.state.tokens[token].since = self.state.now;
            self.step_ends(token);
            return;
        };
        let case = self.state.tokens[token].case;
        let round = self.round_of(token);
        let u = self.uniform(self.step_key(token), Purpose::StepPassage, round);
        let research = self.is_research(case);
        let seconds = self.stretched(&passage.law, u, step.passage_scale, step.spread, research);
        self.pass(token, passage, seconds);
    }

    /// Two institutions negotiate; a contract still valid spares it.
    fn negotiate(&mut self, token: u32, agreement: usize) {
        let of = &self.world.model.agreements[agreement];
        let case = self.state.tokens[token].case;
        let now = self.state.now;
        if let Some(key) = self.contract_key(case, agreement)
            && self
                .state
                .agreements
                .get(key)
                .is_some_and(|until| until > now)
        {
            self.go_on(token);
            return;
        }
        let round = self.round_of(token);
        let u = self.uniform(self.step_key(token), Purpose::StepPassage, round);
        let research = self.is_research(case);
        let mut seconds = self.stretched(&of.passage.law, u, of.passage_scale, of.spread, research);
        if self.world.model.transform.immediate {
            seconds = 0.0;
        }
        self.pass(token, &of.passage, seconds);
    }

    fn pass(&mut self, token: u32, passage: &Duration, seconds: f64) {
        let now = self.state.now;
        self.state.tokens[token].since = now;
        if seconds < 1.0 {
            self.step_ends(token);
            return;
        }
        self.state.tokens[token].phase = Phase::Passage;
        let case = self.state.tokens[token].case;
        self.stand_or_run_clocks(case);
        let calendar = self.procedure_of(case).calendar;
        let ends = self.later(now, seconds, passage.working, calendar);
        let order = self.step_key(token);
        let stamp = self.state.tokens[token].stamp;
        self.due(ends, Due::PassageEnds, order, token, stamp);
    }

    /// The instant some seconds later, of the wall clock or of a calendar.
    pub(super) fn later(&self, now: Tick, seconds: f64, working: bool, calendar: usize) -> Tick {
        if working {
            self.world.model.calendars[calendar].after(now, seconds as u64)
        } else if seconds >= f64::from(Tick::MAX - now) {
            crate::model::NEVER
        } else {
            now + seconds as Tick
        }
    }

    pub(super) fn passage_ends(&mut self, token: u32, stamp: u32) {
        let record = self.state.tokens[token];
        if record.stamp != stamp || record.phase != Phase::Passage {
            return;
        }
        self.book_since(token, Cause::Passage);
        self.state.tokens[token].since = self.state.now;
        self.state.tokens[token].phase = Phase::Gone;
        self.stand_or_run_clocks(record.case);
        self.step_ends(token);
    }

    /// The key under which a contract between two institutions is kept.
    pub(super) fn contract_key(&self, case: u32, agreement: usize) -> Option<u64> {
        let crossing = self.state.cases[case].crossing;
        if !is(crossing) {
            return None;
        }
        let c = &self.state.crossings[crossing];
        let [a, b] = [0, 1].map(|side| {
            self.world
                .institution_key(usize::from(c.places[side]), c.institutions[side])
        });
        let id = &self.world.model.agreements[agreement].id;
        // Either side may have asked.
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Some(Key::named(id).of(low).of(high).bits())
    }
}
