//! A case: its record, its trail, and how it ends.

use crate::draw::{Key, Purpose};
use crate::engine::agenda::Due;
use crate::engine::ledger::fact::{Fact, Listener, Outcome};
use crate::engine::ledger::trail::{TrailEnd, Where};
use crate::engine::record::{BranchId, Case, CaseId, CasePhase, CrossingId, File, Phase, TokenId};
use crate::engine::run::Run;
use crate::id::PackedOption;
use crate::limits::{CLOCKS, STEPS};
use crate::model::{
    Basis, Cause, Instant, InstitutionIndex, JurisdictionIndex, Loss, OfficeIndex, Procedure,
    ProcedureIndex, Reason,
};

impl<L: Listener> Run<'_, '_, L> {
    /// A new stamp, which no record has had.
    pub(in crate::engine) fn stamp(&mut self) -> u32 {
        self.state.stamps = self.state.stamps.wrapping_add(1);
        self.state.stamps
    }

    /// A new case of a crossing or, without one, a background case.
    pub(in crate::engine) fn add_case(
        &mut self,
        key: Key,
        procedure: ProcedureIndex,
        crossing: Option<CrossingId>,
        stage: usize,
        (jurisdiction, institution): (JurisdictionIndex, InstitutionIndex),
        home: Option<BranchId>,
    ) -> CaseId {
        let stamp = self.stamp();
        let now = self.state.now;
        let (next, trail) = match crossing {
            Some(crossing) => {
                let c = &self.state.crossings[crossing];
                (c.cases, c.trail)
            }
            None => (None, None),
        };
        let case = self.state.cases.add(Case {
            key,
            crossing,
            next,
            tokens: None,
            filed: Instant::NEVER,
            since: now,
            trail,
            done: 0,
            stamp,
            institution,
            clocks: [None; CLOCKS],
            home,
            procedure,
            jurisdiction,
            rounds: 0,
            ended: [0; STEPS],
            graph: 0,
            breached: 0,
            deemed: 0,
            stage: stage as u8,
            refiled: false,
            screened: false,
            may_forget: false,
            phase: CasePhase::Preparing,
        });
        if let Some(crossing) = crossing {
            self.state.crossings[crossing].cases = Some(case);
        }
        case
    }

    /// Books the time of a case without tokens.
    pub(in crate::engine) fn book_case(&mut self, case: CaseId, cause: Cause) {
        let now = self.state.now;
        let record = self.state.cases[case];
        if let Some(crossing) = record.crossing {
            let place = Where {
                procedure: record.procedure.into(),
                office: PackedOption::NONE,
            };
            let crossing = &mut self.state.crossings[crossing];
            let trail = self.state.trails.add(
                record.trail,
                &mut crossing.segments,
                [(cause, now - record.since)],
                place,
            );
            self.state.cases[case].trail = trail;
        }
        self.state.cases[case].since = now;
    }

    /// Seconds that the applicant takes to correct a file in a round. `returned_by` is the key of
    /// the step or case that returned it.
    pub(in crate::engine) fn correction_time(
        &self,
        case: CaseId,
        returned_by: Key,
        round: u32,
    ) -> f64 {
        self.seconds_to_correct(self.procedure_of(case), returned_by, round)
    }

    /// The same for any file of a procedure.
    pub(in crate::engine) fn seconds_to_correct(
        &self,
        procedure: &Procedure,
        returned_by: Key,
        round: u32,
    ) -> f64 {
        procedure.correct.as_ref().map_or(0.0, |correct| {
            self.drawn(&correct.distribution, returned_by, Purpose::Correct, || {
                round
            }) * self.value(procedure.correct_scale)
        })
    }

    /// A refusal ends the case, or the applicant files the same case again, once.
    pub(in crate::engine) fn refuse(
        &mut self,
        case: CaseId,
        trail: TrailEnd,
        office: Option<OfficeIndex>,
        basis: Basis,
    ) {
        let record = self.state.cases[case];
        let again = !record.refiled
            && self.happens(
                record.key,
                Purpose::Refile,
                0,
                self.procedure_of(case).refile_share,
            );
        if again {
            self.recall_all(case, false);
            self.note_clocks(case);
            self.forget_clocks(case);
            let stamp = self.stamp();
            let record = &mut self.state.cases[case];
            record.stamp = stamp;
            record.refiled = true;
            record.done = 0;
            record.rounds += 1;
            record.trail = trail;
            record.since = self.state.now;
            record.phase = CasePhase::AtCounter;
            let key = record.key;
            let seconds = self.counter_correction(case);
            let procedure = self.procedure_of(case);
            let (working, calendar) = (
                procedure
                    .correct
                    .as_ref()
                    .is_some_and(|distribution| distribution.working),
                procedure.calendar,
            );
            let ends = self.later(self.state.now, seconds, working, calendar);
            self.due(
                ends,
                Due::PreparationEnds(File::Full(case).pack()),
                key,
                stamp,
            );
            self.await_patience(case);
            return;
        }
        self.end_case(case, trail, Outcome::Refused);
        if let Some(crossing) = record.crossing {
            let cause = Loss::Refused;
            self.stage_failed(crossing, Reason { cause, basis }, record.procedure, office);
        }
    }

    pub(in crate::engine) fn approve(&mut self, case: CaseId, trail: TrailEnd, deemed: bool) {
        let record = self.state.cases[case];
        let outcome = if deemed {
            Outcome::Deemed
        } else {
            Outcome::Approved
        };
        self.end_case(case, trail, outcome);
        if let Some(crossing) = record.crossing {
            self.grant(crossing, record.procedure);
            self.stage_done(crossing, usize::from(record.stage));
        }
    }

    pub(in crate::engine) fn patience_ends(&mut self, case: CaseId, stamp: u32) {
        let record = self.state.cases[case];
        if record.stamp != stamp || record.phase == CasePhase::Ended {
            return;
        }
        let office = self.office_of_first_token(case);
        let trail = self.close_trail(case);
        self.give_up(case, trail, office);
    }

    /// Whether the applicant gives up a research case at a return: one draw for each return, by
    /// the key of the step or case that returned it, in its round.
    pub(in crate::engine) fn quits(&self, case: CaseId, returned_by: Key, round: u32) -> bool {
        let share = self.procedure_of(case).quit;
        self.is_research(case)
            && !self.world.model.transform.patient
            && self.happens(returned_by, Purpose::Quit, round, share)
    }

    /// The applicant gives up a case, and with it its need.
    pub(in crate::engine) fn give_up(
        &mut self,
        case: CaseId,
        trail: TrailEnd,
        office: Option<OfficeIndex>,
    ) {
        let record = self.state.cases[case];
        let basis = self.time_basis_of_case(case, trail);
        self.end_case(case, trail, Outcome::Abandoned);
        if let Some(crossing) = record.crossing {
            let cause = Loss::Abandoned;
            self.stage_failed(crossing, Reason { cause, basis }, record.procedure, office);
        }
    }

    /// The office that has the first unfinished branch of a case.
    pub(in crate::engine) fn office_of_first_token(&self, case: CaseId) -> Option<OfficeIndex> {
        let token = self.first_unfinished(case)?;
        let record = &self.state.tokens[token];
        match record.phase {
            Phase::Queued | Phase::InService(_) => record
                .branch
                .map(|branch| self.state.branches[branch].office),
            Phase::Passage | Phase::Corrected | Phase::Orphaned(_) | Phase::Gone => None,
        }
    }

    fn first_unfinished(&self, case: CaseId) -> Option<TokenId> {
        self.first_within(case, u32::MAX)
    }

    /// The first unfinished branch, by key, that is at one of `steps`.
    pub(in crate::engine) fn first_within(&self, case: CaseId, steps: u32) -> Option<TokenId> {
        let mut first: Option<TokenId> = None;
        let mut next = self.state.cases[case].tokens;
        while let Some(token) = next {
            let step = self.state.tokens[token].step;
            let nearer = first.is_none_or(|token| step < self.state.tokens[token].step);
            // Without sets `steps` is full, and the bit means nothing.
            if steps & 1_u32.rotate_left(step.index() as u32) != 0 && nearer {
                first = Some(token);
            }
            next = self.state.tokens[token].next;
        }
        first
    }

    /// Writes the trail of a case up to now. If the case ends before its branches join, the first
    /// unfinished branch by key owns the time.
    pub(in crate::engine) fn close_trail(&mut self, case: CaseId) -> TrailEnd {
        let Some(token) = self.first_unfinished(case) else {
            match self.state.cases[case].phase {
                CasePhase::Preparing => self.book_case(case, Cause::Preparing),
                CasePhase::AtCounter => self.book_case(case, Cause::Stopped),
                CasePhase::UnderWay | CasePhase::Ended => {}
            }
            return self.state.cases[case].trail;
        };
        self.trail_to_now(token)
    }

    /// The trail of a token up to now, for another record to continue. The token does not change;
    /// what it books later is not part of this chain.
    pub(in crate::engine) fn trail_to_now(&mut self, token: TokenId) -> TrailEnd {
        let before = self.state.tokens[token].trail;
        self.state.trails.share(before);
        match self.state.tokens[token].phase {
            Phase::Queued => self.book_office_time(&self.step_context(token), Cause::Queue),
            Phase::InService(_) => self.book_office_time(&self.step_context(token), Cause::Service),
            Phase::Passage => self.book_since(&self.step_context(token), Cause::Passage),
            Phase::Corrected => self.book_since(&self.step_context(token), Cause::Stopped),
            Phase::Orphaned(_) | Phase::Gone => {}
        }
        let trail = self.state.tokens[token].trail;
        self.state.trails.share(trail);
        self.state.tokens[token].trail = before;
        trail
    }

    /// Ends a case. Its tokens leave their queues; officers finish the work in hand.
    pub(in crate::engine) fn end_case(&mut self, case: CaseId, trail: TrailEnd, outcome: Outcome) {
        let now = self.state.now;
        let deemed_by = self.state.cases[case].deemed;
        self.recall_all(case, deemed_by != 0 && outcome != Outcome::Withdrawn);
        let clocked = self.note_clocks(case);
        let record = self.state.cases[case];
        self.forget_clocks(case);
        let filed = record.filed != Instant::NEVER;
        if filed {
            match outcome {
                Outcome::Approved | Outcome::Deemed | Outcome::Refused => {
                    self.state.tally.decided += 1;
                }
                Outcome::Abandoned | Outcome::Withdrawn => self.state.tally.withdrawn += 1,
            }
            self.listener.record(&Fact::Decided {
                case: record.key.bits(),
                procedure: record.procedure,
                research: record.crossing.is_some(),
                filed: record.filed,
                at: now,
                rounds: u32::from(record.rounds),
                outcome,
                breached: u32::from(record.breached),
                deemed: u32::from(record.deemed),
                clocked,
            });
        }
        let stamp = self.stamp();
        let ended = &mut self.state.cases[case];
        ended.phase = CasePhase::Ended;
        ended.stamp = stamp;
        if let Some(crossing) = record.crossing {
            let c = &mut self.state.crossings[crossing];
            c.trail = trail;
            c.since = now;
            self.unlink_case(crossing, case);
        }
        self.state.cases.free(case);
    }

    pub(in crate::engine) fn recall_all(&mut self, case: CaseId, free_officers: bool) {
        let mut next = self.state.cases[case].tokens;
        while let Some(token) = next {
            next = self.state.tokens[token].next;
            self.recall(token, free_officers);
        }
    }

    fn unlink_case(&mut self, crossing: CrossingId, case: CaseId) {
        let next = self.state.cases[case].next;
        let mut link = self.state.crossings[crossing].cases;
        if link == Some(case) {
            self.state.crossings[crossing].cases = next;
            return;
        }
        while let Some(earlier) = link {
            link = self.state.cases[earlier].next;
            if link == Some(case) {
                self.state.cases[earlier].next = next;
                return;
            }
        }
    }
}
