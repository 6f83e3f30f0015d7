//! The outcome of a step: the file is returned, refused, or goes on to the next steps.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::Word;
use crate::engine::file::frailty;
use crate::engine::file::step::StepContext;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::ledger::trail::TrailEnd;
use crate::engine::record::{Case, CaseId, CasePhase, File, Phase, TokenId};
use crate::engine::run::Run;
use crate::model::{AgreementIndex, Cause, Instant, Place, StepIndex, bits, steps_in};
use crate::model::{Basis, return_share};

impl<'a, L: Listener> Run<'a, '_, L> {
    /// Ends a step: the file is returned, refused, or goes on.
    pub(in crate::engine) fn step_ends(&mut self, context: &StepContext<'a>) {
        let now = self.state.now;
        let (step, key, research) = (context.step, context.key, context.is_research());
        let round = self.round_of(context);
        let returned = self.is_returned(context, round);
        let record = &self.state.tokens[context.token];
        let trail = record.trail;
        self.listener.record(&Fact::StepEnded {
            case: self.state.cases[context.case].key.bits(),
            key: key.bits(),
            procedure: record.procedure,
            step: context.number,
            research,
            elapsed: now - record.began,
            at: now,
            returned,
        });
        let ended = &mut self.state.cases[context.case].ended[Case::count_of(context.number)];
        *ended = ended.saturating_add(1);
        if returned {
            if self.quits(context.case, key, round) {
                self.give_up(context.case, trail, context.office().get());
            } else {
                self.send_back(context);
            }
            return;
        }
        let (mut refuse, mut decided_by) = (self.value_for(step.refuse, research), step.refuse);
        if let Place::Agreement(agreement) = step.place {
            let lever = self.world.model.agreements[agreement].refuse;
            let of_agreement = self.value_for(lever, research);
            if of_agreement > refuse {
                (refuse, decided_by) = (of_agreement, lever);
            }
        }
        // In a fixed order of steps a step's verdict does not depend on the number of returns. If
        // files are routed by shares, it is drawn anew each time.
        let mut verdict = u32::from(self.state.cases[context.case].refiled);
        if self.graph_of(context.case).shares.is_some() {
            verdict |= round << 1;
        }
        let refused = refuse > 0.0
            && !self.world.model.transform.never_refused
            && self.happens(key, Purpose::StepRefuse, verdict, refuse);
        if let Place::Agreement(agreement) = step.place {
            self.agreed(context, agreement, !refused);
        }
        if refused {
            let office = match step.place {
                Place::Office(office) => Some(office),
                Place::Agreement(_) => None,
            };
            let basis = Basis::Share(decided_by);
            self.refuse(context.case, trail, office, basis);
            return;
        }
        if let Some(crossing) = context.crossing
            && self.happens(key, Purpose::Screen, 0, self.value_for(step.screens, true))
        {
            self.state.crossings[crossing].screened = true;
        }
        if let Some(shares) = &self.graph_of(context.case).shares {
            let u = self.uniform(key, Purpose::Next, round);
            let next = shares.next(context.number, u);
            self.go_to(context, next);
            return;
        }
        self.go_on(context);
    }

    /// Whether a step returns a file.
    fn is_returned(&self, context: &StepContext<'_>, round: u32) -> bool {
        let (step, key) = (context.step, context.key);
        let research = context.is_research();
        let p = return_share(
            self.value_for(step.returned, research),
            self.paperwork(context.procedure, research),
        );
        if p <= 0.0 || self.world.model.transform.immediate {
            return false;
        }
        if step.frailty <= 0.0 || p >= 1.0 {
            return self.happens(key, Purpose::StepReturn, round, p);
        }
        let u = self.uniform(key, Purpose::StepReturn, round);
        frailty::happens(u, p, step.frailty, || {
            self.uniform(self.state.cases[context.case].key, Purpose::Frailty, 0)
        })
    }

    /// Returns a file to the applicant; it will re-enter at a step.
    fn send_back(&mut self, sent: &StepContext<'a>) {
        let (token, case, to) = (sent.token, sent.case, sent.step.return_to);
        let from = sent.number;
        let graph = self.graph_of(case);
        // A file cannot re-enter at a step that this graph lacks.
        let to = if graph.is_active(to.index()) {
            to
        } else {
            from
        };
        // Where files go by shares no step waits for another, and none is recalled.
        let recalled = graph.later[to.index()];
        if !graph.has_no_sets() {
            let again = (1 << to.index()) | recalled;
            let between = bits(again)
                .filter(|&s| s == from.index() || graph.later[s] & (1 << from.index()) != 0)
                .fold(0_u32, |set, s| set | 1 << s);
            self.state.cases[case].done &= !between;
        }
        let rounds = &mut self.state.cases[case].rounds;
        *rounds = rounds.saturating_add(1);
        let seconds = self.correction_time(case, sent.key, self.round_of(sent));
        let mut next = self.state.cases[case].tokens;
        while let Some(other) = next {
            next = self.state.tokens[other].next;
            if other != token
                && recalled != 0
                && recalled & (1 << self.state.tokens[other].step.index()) != 0
            {
                self.recall(other, false);
            }
        }
        self.set_step(token, to);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Corrected;
        record.since = self.state.now;
        let procedure = sent.procedure;
        self.stop_or_run_clocks(case, procedure);
        let (working, calendar) = (
            procedure
                .correct
                .as_ref()
                .is_some_and(|distribution| distribution.working),
            procedure.calendar,
        );
        if seconds < 1.0 {
            let stamp = self.state.tokens[token].stamp;
            self.correction_ends(token, stamp);
            return;
        }
        let ends = self.later(self.state.now, seconds, working, calendar);
        let record = &self.state.tokens[token];
        let (order, stamp) = (record.key, record.stamp);
        self.due(
            ends,
            Due::CorrectionEnds(File::Full(token).pack()),
            order,
            stamp,
        );
    }

    pub(in crate::engine) fn correction_ends(&mut self, token: TokenId, stamp: u32) {
        let record = &self.state.tokens[token];
        if record.stamp != stamp || record.phase != Phase::Corrected {
            return;
        }
        let context = self.step_context(token);
        self.book_since(&context, Cause::Stopped);
        self.state.tokens[token].phase = Phase::Gone;
        self.stop_or_run_clocks(context.case, context.procedure);
        self.begin_step(token);
    }

    /// Recalls a token before its step has ended. Its officer is freed at once, or finishes the
    /// work in hand.
    pub(in crate::engine) fn recall(&mut self, token: TokenId, free_officer: bool) {
        let record = self.state.tokens[token];
        match record.phase {
            Phase::Queued => self.leave_queue(token),
            Phase::InService(officer) => {
                self.book_office_time(&self.step_context(token), Cause::Service);
                if free_officer {
                    let branch = record.branch();
                    self.undo_work(token, officer);
                    self.release_officer(branch, officer);
                    self.drop_token(token);
                    self.after_service(branch);
                    return;
                }
                self.unlink(token);
                self.state.tokens[token].phase = Phase::Orphaned(officer);
                return;
            }
            Phase::Passage => self.book_since(&self.step_context(token), Cause::Passage),
            Phase::Corrected => self.book_since(&self.step_context(token), Cause::Stopped),
            Phase::Orphaned(_) | Phase::Gone => {}
        }
        self.drop_token(token);
    }

    /// Goes on to the steps that waited for this one.
    pub(in crate::engine) fn go_on(&mut self, context: &StepContext<'a>) {
        let (token, case) = (context.token, context.case);
        let trail = self.state.tokens[token].trail;
        let done = self.state.cases[case].done | (1 << context.number.index());
        self.state.cases[case].done = done;
        self.end_clocks(case, context.procedure, context.number);
        let graph = self.graph_of(case);
        if done & graph.active == graph.active {
            self.drop_token(token);
            self.approve(case, trail, false);
            return;
        }
        let ready = self.ready_steps(case, Some(token));
        let mut ready_steps = steps_in(ready);
        let Some(first) = ready_steps.next() else {
            // At a join the branch that arrives last owns the time.
            self.drop_token(token);
            return;
        };
        self.set_step(token, first);
        self.state.tokens[token].phase = Phase::Gone;
        if ready.is_power_of_two() {
            self.begin_step(token);
            return;
        }
        self.state.trails.share(trail);
        let stamp = self.state.cases[case].stamp;
        let mut started = vec![token];
        for step in ready_steps {
            started.push(self.add_token(case, step, trail));
        }
        for token in started {
            // A step that takes no time may have ended the case already.
            if self.state.cases[case].phase == CasePhase::UnderWay
                && self.state.cases[case].stamp == stamp
            {
                self.begin_step(token);
            }
        }
    }

    /// Routes a file by shares: to a step, or to its approval.
    fn go_to(&mut self, context: &StepContext<'a>, next: Option<StepIndex>) {
        let (token, case) = (context.token, context.case);
        let trail = self.state.tokens[token].trail;
        let Some(next) = next else {
            self.drop_token(token);
            self.approve(case, trail, false);
            return;
        };
        let has_no_sets = self.graph_of(case).has_no_sets();
        let record = &mut self.state.cases[case];
        if !has_no_sets {
            record.done |= 1 << context.number.index();
        }
        // A step that is repeated counts as a new round, so that no draw is used twice.
        if record.ended[Case::count_of(next)] > 0 {
            record.rounds = record.rounds.saturating_add(1);
        }
        self.set_step(token, next);
        self.state.tokens[token].phase = Phase::Gone;
        self.begin_step(token);
    }

    /// Begins the first step of a file that is routed by shares, or approves it if there is none.
    pub(in crate::engine) fn come_to(
        &mut self,
        case: CaseId,
        first: Option<StepIndex>,
        trail: TrailEnd,
    ) {
        match first {
            Some(first) => {
                let token = self.add_token(case, first, trail);
                self.begin_step(token);
            }
            None => self.approve(case, trail, false),
        }
    }

    /// Steps that may begin, by bit: their predecessors are done, and no token is at them or on
    /// the way to them. After a return to before a fork they include the second step of a branch
    /// whose first step stays done. `besides` is a token that has just ended its step.
    pub(in crate::engine) fn ready_steps(&self, case: CaseId, besides: Option<TokenId>) -> u32 {
        let graph = self.graph_of(case);
        let done = self.state.cases[case].done;
        let mut taken = done;
        let mut next = self.state.cases[case].tokens;
        while let Some(other) = next {
            let token = &self.state.tokens[other];
            if Some(other) != besides {
                taken |= (1 << token.step.index()) | graph.later[token.step.index()];
            }
            next = token.next;
        }
        bits(graph.active & !taken)
            .filter(|&s| graph.before[s] & !done == 0)
            .fold(0, |set, s| set | 1 << s)
    }

    fn agreed(&mut self, context: &StepContext<'_>, agreement: AgreementIndex, reached: bool) {
        let now = self.state.now;
        let record = &self.state.tokens[context.token];
        self.listener.record(&Fact::Agreed {
            agreement,
            elapsed: now - record.began,
            reached,
            at: now,
        });
        let days = self.value(self.world.model.agreements[agreement].valid_days);
        if reached
            && days > 0.0
            && let Some(crossing) = context.crossing
        {
            let until = f64::from(now) + days * crate::time::DAY_SECONDS;
            let until = Instant::from_seconds_f64(until);
            let here = context.procedure.jurisdiction;
            let places = self.state.crossings[crossing].places;
            for place in places {
                let key = self.contract_key(crossing, agreement, place);
                if place == here {
                    self.state.agreements.set(key.bits(), until);
                } else {
                    self.send(here, place, key, Word::Contract(until));
                }
            }
        }
    }
}
