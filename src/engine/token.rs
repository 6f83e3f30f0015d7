//! A token at its step: queue, service, passage, and what comes of it.

use super::agenda::Due;
use super::branch::{Officer, Ticket};
use super::fact::{Fact, Listener};
use super::run::{Run, is};
use super::slab::NONE;
use super::state::{CasePhase, Phase, Token};
use super::trail::Where;
use crate::draw::{Key, Law, Purpose};
use crate::model::{Cause, Discipline, Duration, Graph, Place, Procedure, Slot, Step, Tick, bits};

impl<'a, L: Listener> Run<'a, '_, L> {
    pub(super) fn procedure_of(&self, case: u32) -> &'a Procedure {
        &self.world.model.procedures[usize::from(self.state.cases[case].procedure)]
    }

    fn step_of(&self, token: u32) -> &'a Step {
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
    fn step_key(&self, token: u32) -> Key {
        self.state.tokens[token].key
    }

    /// How often the step at which a token is has ended before.
    fn round_of(&self, token: u32) -> u32 {
        let token = &self.state.tokens[token];
        let case = &self.state.cases[token.case];
        match case.ended[usize::from(token.step)] {
            // Past what is counted by step, all rounds of the case count.
            u8::MAX => u32::from(u8::MAX) + u32::from(case.rounds),
            round => u32::from(round),
        }
    }

    /// Puts a token at a step of its case.
    fn put_at(&mut self, token: u32, step: usize) {
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
    fn drop_token(&mut self, token: u32) {
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

    fn free_token(&mut self, token: u32) {
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

    /// A file reaches the office of its step.
    fn reach(&mut self, token: u32, office: usize) {
        let case = self.state.tokens[token].case;
        let record = &self.state.cases[case];
        let branch = if is(self.state.tokens[token].branch)
            && self.state.branches[self.state.tokens[token].branch as usize].office == office as u32
        {
            self.state.tokens[token].branch
        } else if is(record.home)
            && self.state.branches[record.home as usize].office == office as u32
        {
            record.home
        } else if is(record.home) {
            let home = self.state.branches[record.home as usize].office as usize;
            self.world.branch_beside(office, record.home, home)
        } else {
            self.world
                .branch(office, usize::from(record.at), record.institution)
        };
        let now = self.state.now;
        self.state.tokens[token].branch = branch;
        self.state.tokens[token].since = now;
        self.state.events += 1;
        let research = self.is_research(case);
        self.hear.hear(&Fact::Reached {
            office: office as u16,
            research,
            work: u64::from(self.state.tokens[token].work),
            at: now,
        });
        let of = &self.world.model.offices[office];
        if of.unlimited || self.world.model.transform.unlimited_officers {
            self.begin_service(token, Officer::Boundless);
            return;
        }
        if matches!(of.discipline, Discipline::Panel { .. }) {
            self.join(token);
            return;
        }
        // Officers added since the last event first take those who wait.
        if self.state.branches[branch as usize].waiting > 0 {
            self.join(token);
            self.call_next(branch);
            return;
        }
        match self.idle_officer(branch) {
            Some(officer) => self.begin_service(token, officer),
            None => self.join(token),
        }
    }

    /// An officer of a branch who could take a case now.
    fn idle_officer(&mut self, branch: u32) -> Option<Officer> {
        let office = self.state.branches[branch as usize].office as usize;
        let of = &self.world.model.offices[office];
        let officers = self.value(of.officers).max(1.0);
        let full = officers as u32;
        let record = &mut self.state.branches[branch as usize];
        if record.busy < full {
            return Some(Officer::Full);
        }
        if officers <= f64::from(full) {
            return None;
        }
        let calendar = &self.world.model.calendars[of.calendar];
        let length = (f64::from(calendar.day_length()) * (officers - f64::from(full))) as u32;
        // Less than a minute a day is nobody.
        if record.part_busy || length < 60 {
            return None;
        }
        if calendar.part_is_over(self.state.now, length) {
            return None;
        }
        // His hours may change only while he is idle.
        record.bring_up_to(self.state.now, calendar);
        record.part_length = length;
        Some(Officer::Part)
    }

    fn join(&mut self, token: u32) {
        let now = self.state.now;
        let rank = self.rank(token);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Queued;
        record.since = now;
        let ticket = Ticket {
            token,
            stamp: record.stamp,
        };
        let branch = record.branch;
        let at = &mut self.state.branches[branch as usize];
        let calendar = self.world.model.offices[at.office as usize].calendar;
        at.bring_up_to(now, &self.world.model.calendars[calendar]);
        at.join(ticket, rank);
        self.wake_part_time(branch);
    }

    /// Rank in a queue that is not first come, first served.
    fn rank(&self, token: u32) -> u64 {
        let record = &self.state.tokens[token];
        let office = self.state.branches[record.branch as usize].office as usize;
        match self.world.model.offices[office].discipline {
            Discipline::FirstCome | Discipline::Panel { .. } => 1,
            Discipline::Priority => 1 + u64::from(self.step_of(token).priority),
            Discipline::NearestLimit => 1 + u64::from(self.nearest_limit(record.case)),
        }
    }

    /// The part-time officer comes in again tomorrow if anybody waits.
    fn wake_part_time(&mut self, branch: u32) {
        let at = &self.state.branches[branch as usize];
        if at.part_woken || at.part_busy || at.waiting == 0 {
            return;
        }
        let of = &self.world.model.offices[at.office as usize];
        let officers = self.value(of.officers).max(1.0);
        if officers.fract() <= 0.0 {
            return;
        }
        let calendar = &self.world.model.calendars[of.calendar];
        let is_panel = matches!(of.discipline, Discipline::Panel { .. });
        if is_panel || (f64::from(calendar.day_length()) * officers.fract()) < 60.0 {
            return;
        }
        let opening =
            calendar.at(calendar.days_begun(self.state.now) * u64::from(calendar.day_length()) + 1);
        let key = of.key.with(u64::from(branch));
        self.state.branches[branch as usize].part_woken = true;
        self.due(opening, Due::PartTimeBegins, key, branch, 0);
    }

    pub(super) fn part_time_begins(&mut self, branch: u32) {
        self.state.branches[branch as usize].part_woken = false;
        self.call_next(branch);
        self.wake_part_time(branch);
    }

    pub(super) fn begin_service(&mut self, token: u32, officer: Officer) {
        let now = self.state.now;
        self.state.events += 1;
        let record = self.state.tokens[token];
        let at = &mut self.state.branches[record.branch as usize];
        let office = at.office as usize;
        let of = &self.world.model.offices[office];
        let calendar = &self.world.model.calendars[of.calendar];
        at.bring_up_to(now, calendar);
        let work = u64::from(record.work);
        let (kind, ends) = match officer {
            Officer::Full => {
                at.busy += 1;
                (0, calendar.after(now, work))
            }
            Officer::Part => {
                at.part_busy = true;
                let ends = calendar.open_part(now, at.part_length) + work;
                (1, calendar.at_part(ends, at.part_length))
            }
            Officer::Boundless => {
                at.busy_boundless += 1;
                (2, calendar.after(now, work))
            }
        };
        at.worked[kind] += work;
        let waited = if record.phase == Phase::Queued {
            now - record.since
        } else {
            0
        };
        let research = self.is_research(record.case);
        self.hear.hear(&Fact::Served {
            office: office as u16,
            research,
            waited,
            work,
            at: now,
        });
        let order = self.step_key(token);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::InService(officer);
        record.since = now;
        let stamp = record.stamp;
        self.due(ends, Due::ServiceEnds, order, token, stamp);
    }

    /// An officer who is free takes the next case.
    pub(super) fn call_next(&mut self, branch: u32) {
        let office = self.state.branches[branch as usize].office as usize;
        if matches!(
            self.world.model.offices[office].discipline,
            Discipline::Panel { .. }
        ) {
            return;
        }
        while self.state.branches[branch as usize].waiting > 0 {
            let Some(officer) = self.idle_officer(branch) else {
                return;
            };
            let Some(token) = self.take_from_queue(branch) else {
                return;
            };
            self.begin_service(token, officer);
        }
    }

    /// An officer has become free: the next case, or a part-time officer whose
    /// day is over comes in again tomorrow.
    fn after_service(&mut self, branch: u32) {
        self.call_next(branch);
        if self.state.branches[branch as usize].waiting > 0 {
            self.wake_part_time(branch);
        }
    }

    /// The next token of a queue, its waiting written down.
    pub(super) fn take_from_queue(&mut self, branch: u32) -> Option<u32> {
        loop {
            let ticket = self.state.branches[branch as usize].next_ticket()?;
            let record = &self.state.tokens[ticket.token];
            if record.stamp == ticket.stamp && record.phase == Phase::Queued {
                self.leave_queue(ticket.token);
                return Some(ticket.token);
            }
        }
    }

    /// Writes down a token's time in the queue and takes it out of the count.
    /// Its ticket may still lie in the queue; the caller must move it on.
    pub(super) fn leave_queue(&mut self, token: u32) {
        let now = self.state.now;
        let record = self.state.tokens[token];
        let at = &mut self.state.branches[record.branch as usize];
        let calendar = self.world.model.offices[at.office as usize].calendar;
        at.bring_up_to(now, &self.world.model.calendars[calendar]);
        at.waiting -= 1;
        at.waits += u64::from(now - record.since);
        self.book_office_time(token, Cause::Queue);
    }

    /// Books the time of a token at an office: holidays, closed hours, and what
    /// is left of it to the cause.
    pub(super) fn book_office_time(&mut self, token: u32, cause: Cause) {
        let now = self.state.now;
        let record = self.state.tokens[token];
        if !is(self.state.cases[record.case].crossing) || now == record.since {
            return;
        }
        let office = self.state.branches[record.branch as usize].office as usize;
        let calendar = &self.world.model.calendars[self.world.model.offices[office].calendar];
        let total = u64::from(now - record.since);
        let (holiday, open) = calendar.between(record.since, now);
        // Half days between holiday and opening cannot overlap: holidays never open.
        let closed = total - holiday - open;
        self.book(token, Cause::Holiday, holiday as Tick, office);
        self.book(token, Cause::Closed, closed as Tick, office);
        self.book(token, cause, open as Tick, office);
    }

    fn book(&mut self, token: u32, cause: Cause, ticks: Tick, office: usize) {
        let record = self.state.tokens[token];
        let case = self.state.cases[record.case];
        let place = Where {
            procedure: case.procedure,
            office: office as u16,
        };
        let crossing = &mut self.state.crossings[case.crossing];
        let trail =
            self.state
                .trails
                .add(record.trail, &mut crossing.segments, cause, place, ticks);
        self.state.tokens[token].trail = trail;
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

    pub(super) fn service_ends(&mut self, token: u32, stamp: u32) {
        let record = self.state.tokens[token];
        if record.stamp != stamp {
            return;
        }
        match record.phase {
            Phase::InService(officer) => {
                self.book_office_time(token, Cause::Service);
                self.state.tokens[token].phase = Phase::Gone;
                self.state.tokens[token].since = self.state.now;
                self.release_officer(record.branch, officer);
                self.begin_passage(token);
                self.after_service(record.branch);
            }
            Phase::Ghost(officer) => {
                self.release_officer(record.branch, officer);
                self.free_token(token);
                self.after_service(record.branch);
            }
            Phase::Queued | Phase::Passage | Phase::Corrected | Phase::Gone => {}
        }
    }

    fn release_officer(&mut self, branch: u32, officer: Officer) {
        let at = &mut self.state.branches[branch as usize];
        let calendar = self.world.model.offices[at.office as usize].calendar;
        at.bring_up_to(self.state.now, &self.world.model.calendars[calendar]);
        match officer {
            Officer::Full => at.busy -= 1,
            Officer::Part => at.part_busy = false,
            Officer::Boundless => at.busy_boundless -= 1,
        }
    }

    fn begin_passage(&mut self, token: u32) {
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

    /// What comes of a step: back for correction, refused, or on.
    fn step_ends(&mut self, token: u32) {
        let now = self.state.now;
        let record = self.state.tokens[token];
        let case = record.case;
        let research = self.is_research(case);
        let key = self.step_key(token);
        let rounds = self.round_of(token);
        let step = self.step_of(token);
        let (return_to, screens, refuse) = (step.return_to, step.screens, step.refuse);
        let place = step.place;
        let chance = self.chance_of_return(token, research);
        let returned = chance > 0.0
            && !self.world.model.transform.immediate
            && self.happens(key, Purpose::StepReturn, rounds, chance);
        self.hear.hear(&Fact::StepEnded {
            procedure: self.state.cases[case].procedure,
            step: record.step,
            research,
            elapsed: now - record.began,
            at: now,
            returned,
        });
        let ended = &mut self.state.cases[case].ended[usize::from(record.step)];
        *ended = ended.saturating_add(1);
        if returned {
            self.send_back(token, return_to);
            return;
        }
        let refuse = match place {
            Place::Agreement(agreement) => {
                let slot = self.world.model.agreements[agreement].refuse;
                self.value_for(slot, research)
                    .max(self.value_for(refuse, research))
            }
            Place::Office(_) => self.value_for(refuse, research),
        };
        let refused = refuse > 0.0
            && !self.world.model.transform.never_refused
            && self.happens(
                key,
                Purpose::StepRefuse,
                u32::from(self.state.cases[case].refiled),
                refuse,
            );
        if let Place::Agreement(agreement) = place {
            self.agreed(token, agreement, !refused);
        }
        if refused {
            let office = match place {
                Place::Office(office) => Some(office as u16),
                Place::Agreement(_) => None,
            };
            self.refuse(case, record.trail, office);
            return;
        }
        let found = self.value_for(screens, research);
        if research && found > 0.0 {
            let crossing = self.state.cases[case].crossing;
            if self.happens(key, Purpose::Screen, 0, found) {
                self.state.crossings[crossing].screened = true;
            }
        }
        self.go_on(token);
    }

    /// A file's own chance of return: with frailty phi, a part (1 - phi) p that
    /// every file shares and a part phi z^((1-p)/p) of its own, z uniform; the
    /// mean over files is p exactly.
    fn chance_of_return(&self, token: u32, research: bool) -> f64 {
        let step = self.step_of(token);
        let p = self.value_for(step.returned, research);
        if p <= 0.0 || step.frailty <= 0.0 || p >= 1.0 {
            return p;
        }
        let case = self.state.cases[self.state.tokens[token].case].key;
        let z = self.uniform(case, Purpose::Frailty, 0);
        (1.0 - step.frailty) * p + step.frailty * libm::pow(z, (1.0 - p) / p)
    }

    /// A file goes back to the applicant and will re-enter at a step.
    fn send_back(&mut self, token: u32, to: usize) {
        let case = self.state.tokens[token].case;
        let from = usize::from(self.state.tokens[token].step);
        let graph = self.graph_of(case);
        // A step taken out of this graph cannot be returned to.
        let to = if graph.active & (1 << to) != 0 {
            to
        } else {
            from
        };
        let again = (1 << to) | graph.later[to];
        let between = bits(again)
            .filter(|&s| s == from || graph.later[s] & (1 << from) != 0)
            .fold(0_u32, |set, s| set | 1 << s);
        let recalled = graph.later[to];
        self.state.cases[case].done &= !between;
        let rounds = &mut self.state.cases[case].rounds;
        *rounds = rounds.saturating_add(1);
        let seconds = self.correction_time(case, self.step_key(token), self.round_of(token));
        let mut at = self.state.cases[case].tokens;
        while is(at) {
            let next = self.state.tokens[at].next;
            if at != token && recalled & (1 << self.state.tokens[at].step) != 0 {
                self.recall(at, false);
            }
            at = next;
        }
        self.put_at(token, to);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Corrected;
        record.since = self.state.now;
        self.stand_or_run_clocks(case);
        let procedure = self.procedure_of(case);
        let (working, calendar) = (
            procedure.correct.as_ref().is_some_and(|law| law.working),
            procedure.calendar,
        );
        if seconds < 1.0 {
            let stamp = self.state.tokens[token].stamp;
            self.correction_ends(token, stamp);
            return;
        }
        let ends = self.later(self.state.now, seconds, working, calendar);
        let order = self.step_key(token);
        let stamp = self.state.tokens[token].stamp;
        self.due(ends, Due::CorrectionEnds, order, token, stamp);
    }

    pub(super) fn correction_ends(&mut self, token: u32, stamp: u32) {
        let record = self.state.tokens[token];
        if record.stamp != stamp || record.phase != Phase::Corrected {
            return;
        }
        self.book_since(token, Cause::Stopped);
        self.state.tokens[token].phase = Phase::Gone;
        self.stand_or_run_clocks(record.case);
        self.begin_step(token);
    }

    /// Takes a token back before its step has ended. An officer at work on it
    /// is freed at once, or finishes the work in hand.
    pub(super) fn recall(&mut self, token: u32, free_officer: bool) {
        let record = self.state.tokens[token];
        match record.phase {
            Phase::Queued => self.leave_queue(token),
            Phase::InService(officer) => {
                self.book_office_time(token, Cause::Service);
                if free_officer {
                    self.undo_work(token, officer);
                    self.release_officer(record.branch, officer);
                    self.drop_token(token);
                    self.after_service(record.branch);
                    return;
                }
                self.unlink(token);
                self.state.tokens[token].phase = Phase::Ghost(officer);
                return;
            }
            Phase::Passage => self.book_since(token, Cause::Passage),
            Phase::Corrected => self.book_since(token, Cause::Stopped),
            Phase::Ghost(_) | Phase::Gone => {}
        }
        self.drop_token(token);
    }

    /// Work that an officer no longer has to do.
    fn undo_work(&mut self, token: u32, officer: Officer) {
        let record = self.state.tokens[token];
        let at = &self.state.branches[record.branch as usize];
        let calendar =
            &self.world.model.calendars[self.world.model.offices[at.office as usize].calendar];
        let (kind, done) = match officer {
            Officer::Full => (
                0,
                calendar.open(self.state.now) - calendar.open(record.since),
            ),
            Officer::Part => (
                1,
                calendar.open_part(self.state.now, at.part_length)
                    - calendar.open_part(record.since, at.part_length),
            ),
            Officer::Boundless => (
                2,
                calendar.open(self.state.now) - calendar.open(record.since),
            ),
        };
        let left = u64::from(record.work).saturating_sub(done);
        self.state.branches[record.branch as usize].worked[kind] -= left;
    }

    /// Takes a token out of its case; its record lives on.
    fn unlink(&mut self, token: u32) {
        let case = self.state.tokens[token].case;
        let next = self.state.tokens[token].next;
        let mut at = self.state.cases[case].tokens;
        if at == token {
            self.state.cases[case].tokens = next;
            return;
        }
        while is(at) {
            let following = self.state.tokens[at].next;
            if following == token {
                self.state.tokens[at].next = next;
                return;
            }
            at = following;
        }
    }

    /// The step is done: on to those that waited for it.
    fn go_on(&mut self, token: u32) {
        let record = self.state.tokens[token];
        let case = record.case;
        let done = self.state.cases[case].done | (1 << record.step);
        self.state.cases[case].done = done;
        self.end_clocks(case, usize::from(record.step));
        let graph = self.graph_of(case);
        if done & graph.active == graph.active {
            self.drop_token(token);
            self.approve(case, record.trail, false);
            return;
        }
        let ready = self.ready_steps(case, token);
        let mut ready_steps = bits(ready);
        let Some(first) = ready_steps.next() else {
            // It waits at a join for its siblings; who comes last owns the time.
            self.drop_token(token);
            return;
        };
        self.put_at(token, first);
        self.state.tokens[token].phase = Phase::Gone;
        let others: Vec<usize> = ready_steps.collect();
        if others.is_empty() {
            self.begin_step(token);
            return;
        }
        self.state.trails.share(record.trail);
        let stamp = self.state.cases[case].stamp;
        let mut started = vec![token];
        for step in others {
            started.push(self.add_token(case, step, record.trail));
        }
        for token in started {
            // A step without time may have ended the case already.
            if self.state.cases[case].phase == CasePhase::UnderWay
                && self.state.cases[case].stamp == stamp
            {
                self.begin_step(token);
            }
        }
    }

    /// Steps whose turn has come: what they wait for is done, nobody is at them,
    /// and nobody is still on the way to them. After a return to before a fork
    /// that includes the second step of a branch whose first stays done.
    /// `besides` is a token that has just ended its step.
    pub(super) fn ready_steps(&self, case: u32, besides: u32) -> u32 {
        let graph = self.graph_of(case);
        let done = self.state.cases[case].done;
        let mut taken = done;
        let mut at = self.state.cases[case].tokens;
        while is(at) {
            let token = &self.state.tokens[at];
            if at != besides {
                taken |= (1 << token.step) | graph.later[usize::from(token.step)];
            }
            at = token.next;
        }
        bits(graph.active & !taken)
            .filter(|&s| graph.before[s] & !done == 0)
            .fold(0, |set, s| set | 1 << s)
    }

    /// The key under which a contract between two institutions is kept.
    fn contract_key(&self, case: u32, agreement: usize) -> Option<u64> {
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

    fn agreed(&mut self, token: u32, agreement: usize, reached: bool) {
        let now = self.state.now;
        let record = self.state.tokens[token];
        self.hear.hear(&Fact::Agreed {
            agreement: agreement as u16,
            elapsed: now - record.began,
            reached,
            at: now,
        });
        let days = self.value(self.world.model.agreements[agreement].valid_days);
        if reached
            && days > 0.0
            && let Some(key) = self.contract_key(record.case, agreement)
        {
            let until = f64::from(now) + days * 86_400.0;
            self.state
                .agreements
                .set(key, until.min(f64::from(Tick::MAX)) as Tick);
        }
    }

    /// A panel meets: it takes the first cases of its queue, which are then
    /// worked on side by side.
    pub(super) fn panel_meets(&mut self, branch: u32, meeting: u32) {
        let office = self.state.branches[branch as usize].office as usize;
        let of = &self.world.model.offices[office];
        let Discipline::Panel { every, at_most } = of.discipline else {
            return;
        };
        // More officers let a panel take more cases at a sitting.
        let base = self.world.model.levers[of.officers.0 as usize].base;
        let more = if base > 0.0 {
            self.value(of.officers) / base
        } else {
            1.0
        };
        let most = (f64::from(at_most) * more + 0.5) as u32;
        for _ in 0..most {
            let Some(token) = self.take_from_queue(branch) else {
                break;
            };
            self.begin_service(token, Officer::Boundless);
        }
        let calendar = &self.world.model.calendars[of.calendar];
        let next = calendar.opening_of(u64::from(meeting + 1) * u64::from(every));
        let key = of.key.with(u64::from(branch));
        self.due(next, Due::PanelMeets, key, branch, meeting + 1);
    }

    pub(super) fn open_panels(&mut self) {
        for (i, office) in self.world.model.offices.iter().enumerate() {
            let Discipline::Panel { every, .. } = office.discipline else {
                continue;
            };
            let calendar = &self.world.model.calendars[office.calendar];
            let first = calendar.opening_of(u64::from(every));
            for own in 0..self.world.branches[i] {
                let branch = self.world.first_branch[i] + own;
                self.due(
                    first,
                    Due::PanelMeets,
                    office.key.with(u64::from(branch)),
                    branch,
                    1,
                );
            }
        }
    }
}
