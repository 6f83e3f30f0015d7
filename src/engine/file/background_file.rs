//! An errand: one of the desk's other cases, kept in one small record.
//!
//! Most of what a desk does is none of the index's business: nobody asks what an errand
//! waited for, no project withdraws it and no clock decides it. Where its procedure is
//! moreover a chain of steps at offices and nobody gives up, one record holds all of it, at
//! most a line of the cache, in place of a case and its token. Its way is that of `token.rs`,
//! `service.rs`, `ending.rs` and `case.rs`, draw by draw; the laws hold a run that keeps
//! errands against one that keeps cases.
//!
//! Errands share queues, officers and agenda with tokens. There their number carries a
//! mark (`ERRAND`). Nothing ever moves an errand but its own entries of the agenda, so
//! that none of them is out of date.

use crate::draw::{Key, Purpose};
use crate::engine::agenda::Due;
use crate::engine::file::chain::LAST;
use crate::engine::file::chain_step::Sheet;
use crate::engine::file::frailty;
use crate::engine::ledger::fact::{Fact, Listener, Outcome};
use crate::engine::office::staffing::Takes;
use crate::engine::record::{BackgroundId, BranchId, Errand, File, Officer, Phase};
use crate::engine::run::Run;
use crate::limits::{MOST_CHAIN_STEPS, MOST_ROUNDS};
use crate::model::{Discipline, NEVER, Procedure};

impl<'a, L: Listener> Run<'a, '_, L> {
    /// Another errand is handed in at the branch of its first office.
    #[inline]
    pub(in crate::engine) fn add_errand(&mut self, procedure: usize, branch: BranchId, key: Key) {
        let now = self.state.now;
        let Some(chain) = self.world.chains[procedure] else {
            unreachable!("only chains are kept as errands");
        };
        let at = chain.sheets + u32::from(chain.first);
        let errand = self.state.errands.add(Errand {
            key,
            step_key: self.sheets[at as usize].key.of(key),
            ended: [0; MOST_CHAIN_STEPS],
            filed: now,
            began: now,
            since: now,
            work: 0,
            branch: None,
            home: branch,
            at,
            rounds: 0,
            refiled: false,
            phase: Phase::Gone,
        });
        self.state.tally.filed += 1;
        self.hear.hear(&Fact::Filed {
            case: key.bits(),
            procedure: procedure as u16,
            research: false,
            at: now,
            fee: 0.0,
            hours: 0.0,
        });
        if self.sheets[at as usize].may_be_incomplete {
            self.file_errand(errand);
        } else {
            self.errand_begins(errand);
        }
    }

    fn procedure_of_errand(&self, errand: BackgroundId) -> &'a Procedure {
        &self.world.model.procedures[self.number_of_procedure(errand)]
    }

    /// It is handed in: complete, it goes to its first step; incomplete, it goes back.
    pub(in crate::engine) fn file_errand(&mut self, errand: BackgroundId) {
        let procedure = self.procedure_of_errand(errand);
        let record = &self.state.errands[errand];
        let complete = self.state.background[procedure.complete.0 as usize];
        if complete < 1.0
            && !self.world.model.transform.immediate
            && !self.happens(
                record.key,
                Purpose::Complete,
                u32::from(record.rounds),
                complete,
            )
            && record.rounds < MOST_ROUNDS
        {
            self.state.errands[errand].rounds += 1;
            self.correct_at_counter(errand);
            return;
        }
        if self.world.structure[self.number_of_procedure(errand)].is_some() {
            self.errand_becomes_case(errand);
            return;
        }
        self.begin_at_first_step(errand);
        self.errand_begins(errand);
    }

    fn number_of_procedure(&self, errand: BackgroundId) -> usize {
        let at = self.state.errands[errand].at;
        usize::from(self.sheets[at as usize].procedure)
    }

    /// What comes back to a counter after a reform has changed the order of steps may
    /// meet the new one, which only a case can.
    fn errand_becomes_case(&mut self, errand: BackgroundId) {
        let procedure = self.number_of_procedure(errand);
        let from = self.state.errands[errand];
        self.state.errands.free(errand);
        let place = self.world.model.procedures[procedure].jurisdiction as u16;
        let case = self.add_case(from.key, procedure, None, 0, (place, 0), Some(from.home));
        let record = &mut self.state.cases[case];
        record.filed = from.filed;
        record.rounds = from.rounds;
        record.refiled = from.refiled;
        record.ended[..MOST_CHAIN_STEPS].copy_from_slice(&from.ended);
        self.hand_in(case, false);
    }

    fn begin_at_first_step(&mut self, errand: BackgroundId) {
        let record = &mut self.state.errands[errand];
        let number = self.sheets[record.at as usize].procedure;
        if let Some(chain) = self.world.chains[usize::from(number)] {
            let place = chain.sheets + u32::from(chain.first);
            put_at(record, place, &self.sheets[place as usize]);
        }
    }

    /// The applicant corrects it, and hands it in again.
    fn correct_at_counter(&mut self, errand: BackgroundId) {
        let procedure = self.procedure_of_errand(errand);
        let record = &self.state.errands[errand];
        let (key, rounds) = (record.key, u32::from(record.rounds));
        let seconds = self.seconds_to_correct(procedure, key, rounds).max(1.0);
        let working = procedure.correct.as_ref().is_some_and(|law| law.working);
        let ends = self.later(self.state.now, seconds, working, procedure.calendar);
        self.due(
            ends,
            Due::PreparationEnds(File::Background(errand).pack()),
            key,
            0,
        );
    }

    /// It comes to its step.
    #[inline]
    fn errand_begins(&mut self, errand: BackgroundId) {
        let now = self.state.now;
        let record = &mut self.state.errands[errand];
        let sheet = &self.sheets[record.at as usize];
        let work = sheet.work_of(self.world.luck, record);
        record.began = now;
        record.since = now;
        if work == 0 {
            self.errand_passes(errand);
            return;
        }
        record.work = work;
        let office = sheet.office;
        let branch = match sheet.only_branch {
            Some(only) => only,
            None => self.branch_of_errand(errand, usize::from(office)),
        };
        self.state.errands[errand].branch = Some(branch);
        self.state.events += 1;
        self.hear.hear(&Fact::Reached {
            office,
            research: false,
            work: u64::from(work),
            at: now,
        });
        let desk = &self.desks[usize::from(office)];
        let at = &self.state.branches[branch];
        // Most desks take what comes when nobody waits and an officer is free, and let it
        // wait when all are busy.
        if desk.takes != Takes::InTurn {
            self.errand_reaches(errand, usize::from(office), branch);
        } else if at.busy < desk.full && at.waiting == 0 {
            self.state.events += 1;
            self.serve_errand(errand, Officer::Full);
        } else if at.busy >= desk.full && desk.part == 0 {
            self.join(File::Background(errand), branch);
        } else {
            self.is_received(File::Background(errand), usize::from(office), branch);
        }
    }

    /// It comes to a branch that is not as most are: one that may be full turns it away.
    fn errand_reaches(&mut self, errand: BackgroundId, office: usize, branch: BranchId) {
        if self.is_full(office, branch) {
            self.turn_away(office, false);
            self.refuse_errand(errand);
        } else {
            self.is_received(File::Background(errand), office, branch);
        }
    }

    /// The branch it goes to: the one it was at, its home, or one in the neighbourhood.
    fn branch_of_errand(&self, errand: BackgroundId, office: usize) -> BranchId {
        let record = &self.state.errands[errand];
        let office_of = |branch: BranchId| self.state.branches[branch].office as usize;
        if let Some(last) = record.branch
            && office_of(last) == office
        {
            return last;
        }
        let home_office = office_of(record.home);
        if home_office == office {
            return record.home;
        }
        self.world.branch_beside(office, record.home, home_office)
    }

    /// It joins the queue of its branch.
    #[inline]
    pub(in crate::engine) fn errand_waits(&mut self, errand: BackgroundId) {
        let record = &mut self.state.errands[errand];
        record.phase = Phase::Queued;
        record.since = self.state.now;
    }

    /// Its rank in a queue that is not first come, first served: no clock drives it.
    pub(in crate::engine) fn rank_of_errand(
        &self,
        errand: BackgroundId,
        discipline: Discipline,
    ) -> u64 {
        match discipline {
            Discipline::FirstCome | Discipline::Panel { .. } => 1,
            Discipline::Priority => {
                let at = self.state.errands[errand].at;
                1 + u64::from(self.sheets[at as usize].priority)
            }
            Discipline::NearestLimit => 1 + u64::from(NEVER),
        }
    }

    /// An officer takes it.
    #[inline]
    pub(in crate::engine) fn serve_errand(&mut self, errand: BackgroundId, officer: Officer) {
        let now = self.state.now;
        let record = &mut self.state.errands[errand];
        let (branch, work) = (record.branch(), record.work);
        let waited = if record.phase == Phase::Queued {
            now - record.since
        } else {
            0
        };
        record.phase = Phase::InService(officer);
        record.since = now;
        let key = record.step_key;
        let (office, ends) = self.employ(branch, officer, u64::from(work));
        self.hear.hear(&Fact::Served {
            key: key.bits(),
            office,
            research: false,
            waited,
            work: u64::from(work),
            at: now,
        });
        self.due(
            ends,
            Due::ServiceEnds(File::Background(errand).pack()),
            key,
            0,
        );
    }

    /// Its officer is done.
    #[inline]
    pub(in crate::engine) fn errand_served(&mut self, errand: BackgroundId) {
        let record = &self.state.errands[errand];
        let Phase::InService(officer) = record.phase else {
            unreachable!("nothing takes an errand from its officer");
        };
        let branch = record.branch();
        if officer == Officer::Full && self.takes_next_errand(branch) {
            self.errand_passes(errand);
            return;
        }
        self.release_officer(branch, officer);
        self.errand_passes(errand);
        self.after_service(branch);
    }

    /// A full officer who is done with a file takes the next one at once. Whether he does:
    /// not if nobody waits, if who waits is no errand or waits by rank, or if he is not
    /// the only one who is free.
    ///
    /// He does so before the file that he is done with goes on. In a queue by arrival that
    /// is the same: should it come to this branch again, it would join at the end.
    #[inline]
    fn takes_next_errand(&mut self, branch: BranchId) -> bool {
        let now = self.state.now;
        let at = &mut self.state.branches[branch];
        let desk = &self.desks[at.office as usize];
        if at.busy != desk.full || desk.part > 0 || desk.takes != Takes::InTurn {
            return false;
        }
        let Some(next) = at.next_errand() else {
            return false;
        };
        let calendar = &self.world.model.calendars[desk.calendar as usize];
        let open = calendar.read(now).open;
        at.bring_up_to(now, open, calendar);
        let record = &mut self.state.errands[next];
        let waited = now - record.since;
        let work = u64::from(record.work);
        at.waiting -= 1;
        at.waits += u64::from(waited);
        at.worked[0] += work;
        record.phase = Phase::InService(Officer::Full);
        record.since = now;
        let (office, key) = (at.office as u16, record.step_key);
        self.state.events += 1;
        self.hear.hear(&Fact::Served {
            key: key.bits(),
            office,
            research: false,
            waited,
            work,
            at: now,
        });
        let ends = calendar.at(u64::from(open) + work);
        self.due(
            ends,
            Due::ServiceEnds(File::Background(next).pack()),
            key,
            0,
        );
        true
    }

    #[inline]
    fn errand_passes(&mut self, errand: BackgroundId) {
        let now = self.state.now;
        let record = &mut self.state.errands[errand];
        let sheet = &self.sheets[record.at as usize];
        let Some((seconds, law)) = sheet.passage_of(self.world.luck, record) else {
            self.errand_step_ends(errand);
            return;
        };
        let calendar = self.world.model.procedures[usize::from(sheet.procedure)].calendar;
        record.since = now;
        record.phase = Phase::Passage;
        let key = record.step_key;
        let ends = self.later(now, seconds, law.working, calendar);
        self.due(
            ends,
            Due::PassageEnds(File::Background(errand).pack()),
            key,
            0,
        );
    }

    /// It comes back corrected.
    pub(in crate::engine) fn errand_corrected(&mut self, errand: BackgroundId) {
        self.state.errands[errand].phase = Phase::Gone;
        self.errand_begins(errand);
    }

    /// What comes of a step: back for correction, refused, or on.
    #[inline]
    pub(in crate::engine) fn errand_step_ends(&mut self, errand: BackgroundId) {
        let now = self.state.now;
        let transform = &self.world.model.transform;
        let luck = self.world.luck;
        let record = &mut self.state.errands[errand];
        let sheet = &self.sheets[record.at as usize];
        record.phase = Phase::Gone;
        let returned = sheet.returned > 0.0 && !transform.immediate && {
            let round = record.round_at(sheet.step);
            let u = luck.uniform(record.step_key, Purpose::StepReturn, round);
            if sheet.frailty <= 0.0 || sheet.returned >= 1.0 {
                u < sheet.returned
            } else {
                let z = || luck.uniform(record.key, Purpose::Frailty, 0);
                frailty::happens(u, sheet.returned, sheet.frailty, z)
            }
        };
        self.hear.hear(&Fact::StepEnded {
            case: record.key.bits(),
            key: record.step_key.bits(),
            procedure: sheet.procedure,
            step: sheet.step,
            research: false,
            elapsed: now - record.began,
            at: now,
            returned,
        });
        let ended = &mut record.ended[usize::from(sheet.step)];
        *ended = ended.saturating_add(1);
        if returned {
            self.send_errand_back(errand);
            return;
        }
        let again = u32::from(record.refiled);
        if sheet.refused > 0.0
            && !transform.never_refused
            && luck.happens(record.step_key, Purpose::StepRefuse, again, sheet.refused)
        {
            self.refuse_errand(errand);
            return;
        }
        if sheet.next == LAST {
            self.end_errand(errand, Outcome::Approved);
            return;
        }
        let place = record.at + u32::from(sheet.next) - u32::from(sheet.step);
        put_at(record, place, &self.sheets[place as usize]);
        self.errand_begins(errand);
    }

    /// It goes back to the applicant and will re-enter at a step.
    fn send_errand_back(&mut self, errand: BackgroundId) {
        let now = self.state.now;
        let procedure = self.procedure_of_errand(errand);
        let record = &mut self.state.errands[errand];
        let sheet = &self.sheets[record.at as usize];
        record.rounds = record.rounds.saturating_add(1);
        let (by, round) = (record.step_key, record.round_at(sheet.step));
        let place = record.at + u32::from(sheet.return_to) - u32::from(sheet.step);
        put_at(record, place, &self.sheets[place as usize]);
        record.phase = Phase::Corrected;
        record.since = now;
        let key = record.step_key;
        let seconds = self.seconds_to_correct(procedure, by, round);
        if seconds < 1.0 {
            self.errand_corrected(errand);
            return;
        }
        let working = procedure.correct.as_ref().is_some_and(|law| law.working);
        let ends = self.later(now, seconds, working, procedure.calendar);
        self.due(
            ends,
            Due::CorrectionEnds(File::Background(errand).pack()),
            key,
            0,
        );
    }

    /// A refusal ends it, or its applicant files it again, once.
    fn refuse_errand(&mut self, errand: BackgroundId) {
        let procedure = self.procedure_of_errand(errand);
        let record = &self.state.errands[errand];
        let again =
            !record.refiled && self.happens(record.key, Purpose::Refile, 0, procedure.refile_share);
        if !again {
            self.end_errand(errand, Outcome::Refused);
            return;
        }
        let record = &mut self.state.errands[errand];
        record.refiled = true;
        record.rounds += 1;
        record.since = self.state.now;
        self.correct_at_counter(errand);
    }

    #[inline]
    fn end_errand(&mut self, errand: BackgroundId, outcome: Outcome) {
        let record = &self.state.errands[errand];
        self.state.tally.decided += 1;
        self.hear.hear(&Fact::Decided {
            case: record.key.bits(),
            procedure: self.sheets[record.at as usize].procedure,
            research: false,
            filed: record.filed,
            at: self.state.now,
            rounds: u32::from(record.rounds),
            outcome,
            breached: 0,
            deemed: 0,
            clocked: 0,
        });
        self.state.errands.free(errand);
    }
}

/// Puts a background case at the step of a sheet.
#[inline]
fn put_at(record: &mut Errand, place: u32, sheet: &Sheet<'_>) {
    record.at = place;
    record.step_key = sheet.key.of(record.key);
}
