//! Statutory clocks over spans of steps.

use crate::engine::agenda::Due;
use crate::engine::file::step::StepContext;
use crate::engine::ledger::fact::Listener;
use crate::engine::office::branch::Ticket;
use crate::engine::record::{CaseId, CasePhase, ClockId, ClockState, File, Phase, TokenId};
use crate::engine::run::Run;
use crate::id::with_indices;
use crate::limits::CLOCKS;
use crate::model::{
    AtLimit, CalendarIndex, ClockIndex, DAY, Instant, Procedure, StepIndex, steps_in,
};

impl<L: Listener> Run<'_, '_, L> {
    /// The reading of a clock's own time: open seconds for working days.
    fn reading(&self, case: CaseId, working: bool) -> u64 {
        let procedure = self.procedure_of(case);
        if working {
            self.world.model.calendars[procedure.calendar].open(self.state.now)
        } else {
            u64::from(self.state.now)
        }
    }

    /// Starts the clocks whose span begins at a step. If a reform has removed the first step of a
    /// span, its clock starts at any step of the span.
    #[inline]
    pub(in crate::engine) fn start_clocks(&mut self, context: &StepContext<'_>) {
        if !context.procedure.clocks.is_empty() {
            self.start_each_clock(context.case, context.number);
        }
    }

    fn start_each_clock(&mut self, case: CaseId, step: StepIndex) {
        let procedure = self.procedure_of(case);
        for (number, clock) in with_indices::<ClockIndex, _>(&procedure.clocks) {
            let active = self.graph_of(case).active;
            let begins = if active & (1 << clock.from.index()) != 0 {
                clock.from == step
            } else {
                clock.span & (1 << step.index()) != 0
            };
            if !begins || self.state.cases[case].clocks[number.index()].is_some() {
                continue;
            }
            let working = clock.working;
            let research = self.is_research(case);
            let limit = self.value_for(clock.limit, research);
            let calendar = &self.world.model.calendars[procedure.calendar];
            let day = if working { calendar.day_length() } else { DAY };
            let left = (limit * f64::from(day)) as u64;
            let stamp = self.stamp();
            let record = self.state.clocks.add(ClockState {
                case,
                number,
                left: left.max(1),
                running_since: None,
                stamp,
                over: false,
            });
            self.state.cases[case].clocks[number.index()] = Some(record);
            self.run_clock(record);
        }
    }

    fn run_clock(&mut self, record: ClockId) {
        let clock = self.state.clocks[record];
        if clock.over || clock.running_since.is_some() {
            return;
        }
        let definition = &self.procedure_of(clock.case).clocks[clock.number];
        let (working, calendar) = (definition.working, self.procedure_of(clock.case).calendar);
        let at_limit = definition.at_limit;
        let reading = self.reading(clock.case, working);
        self.state.clocks[record].running_since = Some(reading);
        if at_limit == AtLimit::nothing {
            // No event depends on this limit, so a breach is detected when the clock stops.
            return;
        }
        let stamp = self.stamp();
        self.state.clocks[record].stamp = stamp;
        let ends = self.limit_of(working, calendar, reading + clock.left);
        // If no time is left, the limit may lie before the last closing of the office.
        let ends = ends.max(self.state.now);
        let key = self.state.cases[clock.case]
            .key
            .with(clock.number.index() as u64);
        self.due(ends, Due::ClockEnds(record), key, stamp);
    }

    /// The instant at which a calendar, or the wall clock, shows a reading.
    fn limit_of(&self, working: bool, calendar: CalendarIndex, reading: u64) -> Instant {
        if working {
            self.world.model.calendars[calendar].at(reading)
        } else {
            Instant::from_seconds_u64(reading)
        }
    }

    fn stop_clock(&mut self, record: ClockId) {
        let clock = self.state.clocks[record];
        let Some(since) = clock.running_since else {
            return;
        };
        let procedure = self.procedure_of(clock.case);
        let definition = &procedure.clocks[clock.number];
        let passed = self.reading(clock.case, definition.working) - since;
        if definition.at_limit == AtLimit::nothing
            && passed >= clock.left
            && self.limit_of(definition.working, procedure.calendar, since + clock.left)
                < self.state.now
        {
            self.state.clocks[record].over = true;
            self.state.cases[clock.case].breached |= 1 << clock.number.index();
            return;
        }
        let stamp = self.stamp();
        let clock = &mut self.state.clocks[record];
        clock.left = clock.left.saturating_sub(passed);
        clock.running_since = None;
        clock.stamp = stamp;
    }

    /// Stops the clocks of a case while it is with the applicant, or in passage if that stops
    /// them; otherwise lets them run.
    #[inline]
    pub(in crate::engine) fn stop_or_run_clocks(&mut self, case: CaseId, procedure: &Procedure) {
        if !procedure.clocks.is_empty() {
            self.stop_or_run_each_clock(case, procedure);
        }
    }

    fn stop_or_run_each_clock(&mut self, case: CaseId, procedure: &Procedure) {
        for (number, definition) in with_indices::<ClockIndex, _>(&procedure.clocks) {
            let Some(record) = self.state.cases[case].clocks[number.index()] else {
                continue;
            };
            if self.state.clocks[record].over {
                continue;
            }
            let in_passage = definition.stops_in_passage;
            let mut stops = false;
            let mut next = self.state.cases[case].tokens;
            while let Some(token) = next {
                stops |= match self.state.tokens[token].phase {
                    Phase::Corrected => true,
                    Phase::Passage => in_passage,
                    Phase::Queued | Phase::InService(_) | Phase::Orphaned(_) | Phase::Gone => false,
                };
                next = self.state.tokens[token].next;
            }
            if stops {
                self.stop_clock(record);
            } else {
                self.run_clock(record);
            }
        }
    }

    /// Ends the clocks whose span ends with a step. If a reform has removed the last step of a
    /// span, its clock ends when no step of the span is left.
    #[inline]
    pub(in crate::engine) fn end_clocks(
        &mut self,
        case: CaseId,
        procedure: &Procedure,
        step: StepIndex,
    ) {
        if !procedure.clocks.is_empty() {
            self.end_each_clock(case, procedure, step);
        }
    }

    fn end_each_clock(&mut self, case: CaseId, procedure: &Procedure, step: StepIndex) {
        for (number, clock) in with_indices::<ClockIndex, _>(&procedure.clocks) {
            let Some(record) = self.state.cases[case].clocks[number.index()] else {
                continue;
            };
            let active = self.graph_of(case).active;
            let ends = if active & (1 << clock.to.index()) != 0 {
                clock.to == step
            } else {
                clock.span & active & !self.state.cases[case].done == 0
            };
            if ends {
                self.stop_clock(record);
                self.state.clocks[record].over = true;
            }
        }
    }

    /// Stops the clocks of a case that ends. Returns the clocks that had begun, by bit.
    pub(in crate::engine) fn note_clocks(&mut self, case: CaseId) -> u32 {
        let mut begun = 0;
        let clocks = self.state.cases[case].clocks;
        if clocks == [None; CLOCKS] {
            return begun;
        }
        for (number, record) in clocks.into_iter().enumerate() {
            if let Some(record) = record {
                begun |= 1 << number;
                if !self.state.clocks[record].over {
                    self.stop_clock(record);
                }
            }
        }
        begun
    }

    /// Frees the records of the clocks of a case.
    pub(in crate::engine) fn forget_clocks(&mut self, case: CaseId) {
        let clocks = self.state.cases[case].clocks;
        if clocks == [None; CLOCKS] {
            return;
        }
        for (number, record) in clocks.into_iter().enumerate() {
            if let Some(record) = record {
                let stamp = self.stamp();
                self.state.clocks[record].stamp = stamp;
                self.state.clocks.free(record);
                self.state.cases[case].clocks[number] = None;
            }
        }
    }

    /// When the first running clock of a case runs out.
    pub(in crate::engine) fn nearest_limit(&self, case: CaseId) -> Instant {
        let procedure = self.procedure_of(case);
        self.state.cases[case]
            .clocks
            .iter()
            .filter_map(|record| {
                let clock = &self.state.clocks[(*record)?];
                let since = clock.running_since?;
                let definition = &procedure.clocks[clock.number];
                Some(self.limit_of(definition.working, procedure.calendar, since + clock.left))
            })
            .min()
            .unwrap_or(Instant::NEVER)
    }

    /// A clock has run out.
    pub(in crate::engine) fn clock_ends(&mut self, record: ClockId, stamp: u32) {
        let clock = self.state.clocks[record];
        if clock.stamp != stamp || clock.over {
            return;
        }
        let case = clock.case;
        if self.state.cases[case].phase != CasePhase::UnderWay {
            return;
        }
        let number = clock.number;
        self.state.clocks[record].over = true;
        self.state.cases[case].breached |= 1 << number.index();
        let definition = &self.procedure_of(case).clocks[number];
        let (span, at_limit) = (definition.span, definition.at_limit);
        match at_limit {
            AtLimit::nothing => {}
            AtLimit::escalate => self.escalate(case),
            AtLimit::refuse if self.world.model.transform.never_refused => {}
            AtLimit::refuse => {
                self.state.cases[case].deemed |= 1 << number.index();
                let office = self.office_of_first_token(case);
                let trail = self.close_trail(case);
                let basis = self.time_basis_of_case(case, trail);
                self.refuse(case, trail, office, basis);
            }
            AtLimit::approve => {
                self.state.cases[case].deemed |= 1 << number.index();
                self.deem_approved(case, span);
            }
        }
    }

    /// Moves the queued tokens of a case to the heads of their queues.
    fn escalate(&mut self, case: CaseId) {
        let mut next = self.state.cases[case].tokens;
        while let Some(token) = next {
            if self.state.tokens[token].phase == Phase::Queued {
                let stamp = self.stamp();
                self.state.tokens[token].stamp = stamp;
                let file = File::Full(token).pack();
                if let Some(branch) = self.state.tokens[token].branch {
                    self.state.branches[branch].jump(Ticket { file, stamp });
                }
            }
            next = self.state.tokens[token].next;
        }
    }

    /// The rest of the span is skipped; what it would have screened is not.
    fn deem_approved(&mut self, case: CaseId, span: u32) {
        let owner = self.first_within(case, span);
        let trail = match owner {
            Some(token) => self.trail_to_now(token),
            None => self.close_trail(case),
        };
        let mut next = self.state.cases[case].tokens;
        while let Some(token) = next {
            next = self.state.tokens[token].next;
            if span & (1 << self.state.tokens[token].step.index()) != 0 {
                self.recall(token, true);
            }
        }
        let active = self.graph_of(case).active;
        let done = self.state.cases[case].done | (span & active);
        self.state.cases[case].done = done;
        for step in steps_in(span) {
            self.end_clocks(case, self.procedure_of(case), step);
        }
        if done & active == active {
            self.approve(case, trail, true);
            return;
        }
        self.state.trails.share(trail);
        let stamp = self.state.cases[case].stamp;
        let started: Vec<TokenId> = steps_in(self.ready_steps(case, None))
            .map(|s| self.add_token(case, s, trail))
            .collect();
        for token in started {
            if self.state.cases[case].stamp == stamp
                && self.state.cases[case].phase == CasePhase::UnderWay
            {
                self.begin_step(token);
            }
        }
    }
}
