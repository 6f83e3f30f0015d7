//! Preparing a file, handing it in, and the check at the counter.

use crate::draw::{Key, Purpose};
use crate::engine::agenda::Due;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::record::{CaseId, CasePhase, File, TokenId};
use crate::engine::run::Run;
use crate::limits::ROUNDS;
use crate::model::{Cause, Instant, Procedure, ProcedureIndex, StepIndex, steps_in};
use crate::model::{complete_share, paperwork};

impl<L: Listener> Run<'_, '_, L> {
    /// The applicant prepares the file, after the seconds of an ad-hoc route (working time if
    /// `extra_working`).
    pub(in crate::engine) fn prepare(&mut self, case: CaseId, (extra, extra_working): (f64, bool)) {
        let procedure = self.procedure_of(case);
        let key = self.state.cases[case].key;
        let mut seconds = procedure.prepare.as_ref().map_or(0.0, |prepare| {
            self.drawn(&prepare.distribution, key, Purpose::Prepare, || 0)
                * self.value(procedure.prepare_scale)
                * self.paperwork(procedure, true)
        });
        if self.world.model.transform.immediate {
            seconds = 0.0;
        }
        let (working, calendar) = (
            procedure
                .prepare
                .as_ref()
                .is_some_and(|distribution| distribution.working),
            procedure.calendar,
        );
        let start = if extra < 1.0 {
            self.state.now
        } else {
            self.later(self.state.now, extra, extra_working, calendar)
        };
        if seconds + extra < 1.0 {
            self.file(case);
            return;
        }
        let ends = if seconds < 1.0 {
            start
        } else {
            self.later(start, seconds, working, calendar)
        };
        let stamp = self.state.cases[case].stamp;
        self.due(
            ends,
            Due::PreparationEnds(File::Full(case).pack()),
            key,
            stamp,
        );
    }

    /// A file is ready, or comes back to the counter.
    pub(in crate::engine) fn preparation_ends(&mut self, case: CaseId, stamp: u32) {
        if self.state.cases[case].stamp != stamp {
            return;
        }
        match self.state.cases[case].phase {
            CasePhase::Preparing => {
                self.book_case(case, Cause::Preparing);
                self.file(case);
            }
            CasePhase::AtCounter => {
                self.book_case(case, Cause::Stopped);
                self.file(case);
            }
            CasePhase::UnderWay | CasePhase::Ended => {}
        }
    }

    /// Seconds that the applicant takes to correct a file returned at the counter
    /// or refused.
    pub(in crate::engine) fn counter_correction(&self, case: CaseId) -> f64 {
        let record = &self.state.cases[case];
        self.correction_time(case, record.key, u32::from(record.rounds))
            .max(1.0)
    }

    /// Hands the file in. A complete file goes to its first steps. An incomplete one goes back at
    /// once, before any clock begins.
    pub(in crate::engine) fn file(&mut self, case: CaseId) {
        let now = self.state.now;
        let first_time = self.state.cases[case].filed == Instant::NEVER;
        let research = self.is_research(case);
        if first_time {
            self.first_filing(case, research);
        }
        let procedure = self.procedure_of(case);
        let complete = complete_share(
            self.value_for(procedure.complete, research),
            self.paperwork(procedure, research),
        );
        let (correct, calendar) = (
            procedure
                .correct
                .as_ref()
                .is_some_and(|distribution| distribution.working),
            procedure.calendar,
        );
        let record = self.state.cases[case];
        let rounds = u32::from(record.rounds);
        if complete < 1.0
            && !self.world.model.transform.immediate
            && !self.happens(record.key, Purpose::Complete, rounds, complete)
            && record.rounds < ROUNDS
        {
            self.state.cases[case].rounds += 1;
            if self.quits(case, record.key, rounds) {
                let trail = self.close_trail(case);
                self.give_up(case, trail, None);
                return;
            }
            self.state.cases[case].phase = CasePhase::AtCounter;
            let seconds = self.counter_correction(case);
            let ends = self.later(now, seconds, correct, calendar);
            self.due(
                ends,
                Due::PreparationEnds(File::Full(case).pack()),
                record.key,
                record.stamp,
            );
            return;
        }
        self.hand_in(case, research);
    }

    /// A background case is handed in; its preparation is not simulated.
    pub(in crate::engine) fn file_background(&mut self, case: CaseId) {
        self.file(case);
    }

    fn first_filing(&mut self, case: CaseId, research: bool) {
        let now = self.state.now;
        self.state.cases[case].filed = now;
        self.state.tally.filed += 1;
        let record = self.state.cases[case];
        let (fee, hours) = if research {
            self.effort_of_filing(record.procedure)
        } else {
            (0.0, 0.0)
        };
        self.listener.record(&Fact::Filed {
            case: record.key.bits(),
            procedure: record.procedure,
            research,
            at: now,
            fee,
            hours,
        });
        self.await_patience(case);
        let Some(crossing) = record.crossing else {
            return;
        };
        let crossing = &mut self.state.crossings[crossing];
        if crossing.filed == Instant::NEVER {
            crossing.filed = now;
        }
        self.learn_from_filing(case);
    }

    /// Today's paperwork of a procedure, for research or background cases.
    #[inline]
    pub(in crate::engine) fn paperwork(&self, procedure: &Procedure, research: bool) -> f64 {
        let values = if research {
            &self.state.values
        } else {
            &self.state.background
        };
        paperwork(self.world.model, procedure, values)
    }

    /// Fee and hours that a filing costs its applicant.
    fn effort_of_filing(&self, procedure: ProcedureIndex) -> (f64, f64) {
        let procedure = &self.world.model.procedures[procedure];
        let documents = procedure
            .steps
            .iter()
            .map(|step| self.value(step.documents));
        (
            self.value(procedure.fee),
            documents.sum::<f64>() * procedure.hours_a_document,
        )
    }

    /// Schedules the end of the applicant's patience, counted from the first filing even after a
    /// refusal.
    pub(in crate::engine) fn await_patience(&mut self, case: CaseId) {
        let record = self.state.cases[case];
        let procedure = self.procedure_of(case);
        let research = record.crossing.is_some();
        let patience = if research {
            &procedure.patience
        } else {
            &procedure.background_patience
        };
        let Some(patience) = patience else {
            return;
        };
        if self.world.model.transform.patient {
            return;
        }
        let seconds = self.drawn(&patience.distribution, record.key, Purpose::Patience, || 0);
        let seconds = seconds.max(1.0);
        let ends = self.later(record.filed, seconds, patience.working, procedure.calendar);
        // Patience that outlasts the project never ends.
        if record
            .crossing
            .is_none_or(|crossing| ends <= self.last_of(crossing))
        {
            self.due(ends, Due::PatienceEnds(case), record.key, record.stamp);
        }
    }

    pub(in crate::engine) fn hand_in(&mut self, case: CaseId, research: bool) {
        let now = self.state.now;
        let record = self.state.cases[case];
        let graph = self.choose_graph(record.key, record.procedure, research);
        self.state.cases[case].graph = graph;
        self.state.cases[case].phase = CasePhase::UnderWay;
        self.state.cases[case].since = now;
        let graph = self.graph_of(case);
        if let Some(shares) = &graph.shares {
            let again = u32::from(record.refiled);
            let first = shares.first(self.uniform(record.key, Purpose::Next, again));
            self.come_to(case, first, record.trail);
            return;
        }
        let first = graph.first();
        if first == 0 {
            self.approve(case, record.trail, false);
            return;
        }
        if first.is_power_of_two() {
            let step = StepIndex::from_index(first.trailing_zeros() as usize);
            let token = self.add_token(case, step, record.trail);
            self.begin_step(token);
            return;
        }
        self.state.trails.share(record.trail);
        let started: Vec<TokenId> = steps_in(first)
            .map(|step| self.add_token(case, step, record.trail))
            .collect();
        for token in started {
            let alive = self.state.cases[case].stamp == record.stamp
                && self.state.cases[case].phase == CasePhase::UnderWay;
            if alive {
                self.begin_step(token);
            }
        }
    }

    /// The structural changes that apply to a new filing, by bit. Each change has one uniform, so
    /// raising its level only adds cases.
    fn choose_graph(&self, key: Key, procedure: ProcedureIndex, research: bool) -> u8 {
        let Some(structure) = self.world.structure[procedure.index()] else {
            return 0;
        };
        let day = f64::from(self.state.now.day());
        structure
            .changes
            .iter()
            .enumerate()
            .filter(|(_, (change, level, background))| {
                (research || *background)
                    && self.happens(change.within(key), Purpose::Structure, 0, level.on(day))
            })
            .fold(0, |set, (i, _)| set | 1 << i)
    }
}
