//! Background files: background cases that one small record keeps.
//!
//! Most of an office's work is background cases. No result needs their waiting times, no
//! project withdraws them and no statutory clock applies. If their procedure is also a chain
//! of steps at offices and no applicant gives up, one record of at most a cache line holds all
//! of a case, instead of a case and its token. It makes the same draws as `step.rs`,
//! `service.rs`, `outcome.rs` and `case.rs`; a test compares a run that keeps background files
//! with one that keeps cases.
//!
//! Background files share queues, officers and the agenda with tokens (`File`). Only its own
//! agenda entries move a background file, so its entries are never stale.

use crate::draw::{Key, Purpose};
use crate::engine::agenda::Due;
use crate::engine::file::chain_step::ChainStep;
use crate::engine::file::frailty;
use crate::engine::ledger::fact::{Fact, Listener, Outcome};
use crate::engine::office::staffing::Admission;
use crate::engine::record::{BackgroundFile, BackgroundId, BranchId, File, Officer, Phase};
use crate::engine::run::Run;
use crate::limits::{CHAIN_STEPS, ROUNDS};
use crate::model::complete_share;
use crate::model::{InstitutionIndex, Procedure, ProcedureIndex, Span};

impl<'a, L: Listener> Run<'a, '_, L> {
    /// Adds a background file, which is handed in at the branch of its first office.
    #[inline]
    pub(in crate::engine) fn add_background_file(
        &mut self,
        procedure: ProcedureIndex,
        branch: BranchId,
        key: Key,
    ) {
        let now = self.state.now;
        let Some(chain) = self.world.chains[procedure.index()] else {
            unreachable!("only chains are kept as background files");
        };
        let place = chain.first;
        let background = self.state.background_files.add(BackgroundFile {
            key,
            step_key: self.chain_steps[place as usize].key.within(key),
            ended: [0; CHAIN_STEPS],
            filed: now,
            began: now,
            since: now,
            work: 0,
            branch: None,
            home: branch,
            place,
            rounds: 0,
            refiled: false,
            phase: Phase::Gone,
        });
        self.state.tally.filed += 1;
        self.listener.record(&Fact::Filed {
            case: key.bits(),
            procedure,
            research: false,
            at: now,
            fee: 0.0,
            hours: 0.0,
        });
        if self.chain_steps[place as usize].may_be_incomplete {
            self.receive_background(background);
        } else {
            self.background_step_begins(background);
        }
    }

    fn procedure_of_background(&self, background: BackgroundId) -> &'a Procedure {
        &self.world.model.procedures[self.number_of_procedure(background)]
    }

    /// Receives a file at the counter. A complete file goes to its first step; an incomplete one
    /// goes back to the applicant.
    pub(in crate::engine) fn receive_background(&mut self, background: BackgroundId) {
        let procedure = self.procedure_of_background(background);
        let record = &self.state.background_files[background];
        let complete = complete_share(
            self.state.background[procedure.complete.0 as usize],
            self.paperwork(procedure, false),
        );
        if complete < 1.0
            && !self.world.model.transform.immediate
            && !self.happens(
                record.key,
                Purpose::Complete,
                u32::from(record.rounds),
                complete,
            )
            && record.rounds < ROUNDS
        {
            self.state.background_files[background].rounds += 1;
            self.correct_at_counter(background);
            return;
        }
        if self.world.structure[self.number_of_procedure(background).index()].is_some() {
            self.background_becomes_case(background);
            return;
        }
        self.begin_at_first_step(background);
        self.background_step_begins(background);
    }

    fn number_of_procedure(&self, background: BackgroundId) -> ProcedureIndex {
        let place = self.state.background_files[background].place;
        self.chain_steps[place as usize].procedure
    }

    /// Turns a background file into a case. A reform has changed the order of steps since it was
    /// filed, and only a case can follow a changed order.
    fn background_becomes_case(&mut self, background: BackgroundId) {
        let procedure = self.number_of_procedure(background);
        let from = self.state.background_files[background];
        self.state.background_files.free(background);
        let place = self.world.model.procedures[procedure].jurisdiction;
        let case = self.add_case(
            from.key,
            procedure,
            None,
            0,
            (place, InstitutionIndex::from_index(0)),
            Some(from.home),
        );
        let record = &mut self.state.cases[case];
        record.filed = from.filed;
        record.rounds = from.rounds;
        record.refiled = from.refiled;
        record.ended[..CHAIN_STEPS].copy_from_slice(&from.ended);
        self.hand_in(case, false);
    }

    fn begin_at_first_step(&mut self, background: BackgroundId) {
        let record = &mut self.state.background_files[background];
        let number = self.chain_steps[record.place as usize].procedure;
        if let Some(chain) = self.world.chains[number.index()] {
            set_chain_step(record, chain.first, &self.chain_steps[chain.first as usize]);
        }
    }

    /// Starts the applicant's correction, after which the file is handed in again.
    fn correct_at_counter(&mut self, background: BackgroundId) {
        let procedure = self.procedure_of_background(background);
        let record = &self.state.background_files[background];
        let (key, rounds) = (record.key, u32::from(record.rounds));
        let seconds = self.seconds_to_correct(procedure, key, rounds).max(1.0);
        let working = procedure
            .correct
            .as_ref()
            .is_some_and(|distribution| distribution.working);
        let ends = self.later(self.state.now, seconds, working, procedure.calendar);
        self.due(
            ends,
            Due::PreparationEnds(File::Background(background).pack()),
            key,
            0,
        );
    }

    /// Begins the step of a background file.
    #[inline]
    fn background_step_begins(&mut self, background: BackgroundId) {
        let now = self.state.now;
        let record = &mut self.state.background_files[background];
        let chain_step = &self.chain_steps[record.place as usize];
        let work = chain_step.work_of(self.world.luck, record);
        record.began = now;
        record.since = now;
        if work == 0 {
            self.background_passes(background);
            return;
        }
        record.work = work;
        let office = chain_step.office;
        let branch = match chain_step.only_branch {
            Some(only) => only,
            None => self.branch_of_background(background, office),
        };
        self.state.background_files[background].branch = Some(branch);
        self.state.events += 1;
        self.listener.record(&Fact::Reached {
            office,
            research: false,
            work: u64::from(work),
            at: now,
        });
        let staffing = &self.staffing[office];
        let branch_record = &self.state.branches[branch];
        // The usual cases first: an officer is free and nothing waits, or all are busy.
        if staffing.admission != Admission::InTurn {
            self.background_reaches(background, office, branch);
        } else if branch_record.busy < staffing.full && branch_record.waiting == 0 {
            self.state.events += 1;
            self.serve_background(background, Officer::Full);
        } else if branch_record.busy >= staffing.full && staffing.part == Span::ZERO {
            self.join(File::Background(background), branch);
        } else {
            self.is_received(File::Background(background), office, branch);
        }
    }

    #[inline]
    pub(super) fn background_passes(&mut self, background: BackgroundId) {
        let now = self.state.now;
        let record = &mut self.state.background_files[background];
        let chain_step = &self.chain_steps[record.place as usize];
        let Some((seconds, distribution)) = chain_step.passage_of(self.world.luck, record) else {
            self.background_step_ends(background);
            return;
        };
        let calendar = self.world.model.procedures[chain_step.procedure].calendar;
        record.since = now;
        record.phase = Phase::Passage;
        let key = record.step_key;
        let ends = self.later(now, seconds, distribution.working, calendar);
        self.due(
            ends,
            Due::PassageEnds(File::Background(background).pack()),
            key,
            0,
        );
    }

    /// The correction is done.
    pub(in crate::engine) fn background_corrected(&mut self, background: BackgroundId) {
        self.state.background_files[background].phase = Phase::Gone;
        self.background_step_begins(background);
    }

    /// Ends a step: the file is returned, refused, approved, or goes to the next step.
    #[inline]
    pub(in crate::engine) fn background_step_ends(&mut self, background: BackgroundId) {
        let now = self.state.now;
        let transform = &self.world.model.transform;
        let luck = self.world.luck;
        let record = &mut self.state.background_files[background];
        let chain_step = &self.chain_steps[record.place as usize];
        record.phase = Phase::Gone;
        let returned = chain_step.returned > 0.0 && !transform.immediate && {
            let round = record.round_at(chain_step.step);
            let u = luck.uniform(record.step_key, Purpose::StepReturn, round);
            if chain_step.frailty <= 0.0 || chain_step.returned >= 1.0 {
                u < chain_step.returned
            } else {
                let z = || luck.uniform(record.key, Purpose::Frailty, 0);
                frailty::happens(u, chain_step.returned, chain_step.frailty, z)
            }
        };
        self.listener.record(&Fact::StepEnded {
            case: record.key.bits(),
            key: record.step_key.bits(),
            procedure: chain_step.procedure,
            step: chain_step.step,
            research: false,
            elapsed: now - record.began,
            at: now,
            returned,
        });
        let ended = &mut record.ended[chain_step.step.index()];
        *ended = ended.saturating_add(1);
        if returned {
            self.send_background_back(background);
            return;
        }
        let again = u32::from(record.refiled);
        if chain_step.refused > 0.0
            && !transform.never_refused
            && luck.happens(
                record.step_key,
                Purpose::StepRefuse,
                again,
                chain_step.refused,
            )
        {
            self.refuse_background(background);
            return;
        }
        let Some(next) = chain_step.next else {
            self.end_background(background, Outcome::Approved);
            return;
        };
        set_chain_step(record, next, &self.chain_steps[next as usize]);
        self.background_step_begins(background);
    }

    /// Returns the file to the applicant; it will re-enter at a step.
    fn send_background_back(&mut self, background: BackgroundId) {
        let now = self.state.now;
        let procedure = self.procedure_of_background(background);
        let record = &mut self.state.background_files[background];
        let chain_step = &self.chain_steps[record.place as usize];
        record.rounds = record.rounds.saturating_add(1);
        let (returned_by, round) = (record.step_key, record.round_at(chain_step.step));
        let place = chain_step.return_to;
        set_chain_step(record, place, &self.chain_steps[place as usize]);
        record.phase = Phase::Corrected;
        record.since = now;
        let key = record.step_key;
        let seconds = self.seconds_to_correct(procedure, returned_by, round);
        if seconds < 1.0 {
            self.background_corrected(background);
            return;
        }
        let working = procedure
            .correct
            .as_ref()
            .is_some_and(|distribution| distribution.working);
        let ends = self.later(now, seconds, working, procedure.calendar);
        self.due(
            ends,
            Due::CorrectionEnds(File::Background(background).pack()),
            key,
            0,
        );
    }

    /// Refuses the file: it ends, or its applicant files it again, once.
    pub(super) fn refuse_background(&mut self, background: BackgroundId) {
        let procedure = self.procedure_of_background(background);
        let record = &self.state.background_files[background];
        let again =
            !record.refiled && self.happens(record.key, Purpose::Refile, 0, procedure.refile_share);
        if !again {
            self.end_background(background, Outcome::Refused);
            return;
        }
        let record = &mut self.state.background_files[background];
        record.refiled = true;
        record.rounds += 1;
        record.since = self.state.now;
        self.correct_at_counter(background);
    }

    #[inline]
    fn end_background(&mut self, background: BackgroundId, outcome: Outcome) {
        let record = &self.state.background_files[background];
        self.state.tally.decided += 1;
        self.listener.record(&Fact::Decided {
            case: record.key.bits(),
            procedure: self.chain_steps[record.place as usize].procedure,
            research: false,
            filed: record.filed,
            at: self.state.now,
            rounds: u32::from(record.rounds),
            outcome,
            breached: 0,
            deemed: 0,
            clocked: 0,
        });
        self.state.background_files.free(background);
    }
}

/// Puts a background case at a step of its chain.
#[inline]
fn set_chain_step(record: &mut BackgroundFile, place: u32, chain_step: &ChainStep<'_>) {
    record.place = place;
    record.step_key = chain_step.key.within(record.key);
}
