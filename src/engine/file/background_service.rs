//! A background file at an office: branch, queue and officer.
//!
//! It makes the same draws as `service.rs`, which serves tokens.

use crate::engine::agenda::Due;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::office::staffing::Admission;
use crate::engine::record::{BackgroundId, BranchId, File, Officer, Phase};
use crate::engine::run::Run;
use crate::model::{Discipline, Instant, OfficeIndex, Span};

impl<L: Listener> Run<'_, '_, L> {
    /// Receives a file at a branch with limited room, sittings or unlimited officers; a full
    /// branch turns it away.
    pub(super) fn background_reaches(
        &mut self,
        background: BackgroundId,
        office: OfficeIndex,
        branch: BranchId,
    ) {
        if self.is_full(office, branch) {
            self.turn_away(office, false);
            self.refuse_background(background);
        } else {
            self.is_received(File::Background(background), office, branch);
        }
    }

    /// The branch that a file goes to: its last branch, its home, or a branch near its home.
    pub(super) fn branch_of_background(
        &self,
        background: BackgroundId,
        office: OfficeIndex,
    ) -> BranchId {
        let record = &self.state.background_files[background];
        let office_of = |branch: BranchId| self.state.branches[branch].office;
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

    /// The file joins the queue of its branch.
    #[inline]
    pub(in crate::engine) fn background_waits(&mut self, background: BackgroundId) {
        let record = &mut self.state.background_files[background];
        record.phase = Phase::Queued;
        record.since = self.state.now;
    }

    /// The rank of a file in a ranked queue. A background file has no clock.
    pub(in crate::engine) fn rank_of_background(
        &self,
        background: BackgroundId,
        discipline: Discipline,
    ) -> u64 {
        match discipline {
            Discipline::FirstCome | Discipline::Panel { .. } => 1,
            Discipline::Priority => {
                let place = self.state.background_files[background].place;
                1 + u64::from(self.chain_steps[place as usize].priority)
            }
            Discipline::NearestLimit => 1 + u64::from(Instant::NEVER),
        }
    }

    /// An officer takes the file.
    #[inline]
    pub(in crate::engine) fn serve_background(
        &mut self,
        background: BackgroundId,
        officer: Officer,
    ) {
        let now = self.state.now;
        let record = &mut self.state.background_files[background];
        let (branch, work) = (record.branch(), record.work);
        let waited = if record.phase == Phase::Queued {
            now - record.since
        } else {
            Span::ZERO
        };
        record.phase = Phase::InService(officer);
        record.since = now;
        let key = record.step_key;
        let (office, ends) = self.employ(branch, officer, u64::from(work));
        self.listener.record(&Fact::Served {
            key: key.bits(),
            office,
            research: false,
            waited,
            work: u64::from(work),
            at: now,
        });
        self.due(
            ends,
            Due::ServiceEnds(File::Background(background).pack()),
            key,
            0,
        );
    }

    /// The officer of the file is done.
    #[inline]
    pub(in crate::engine) fn background_served(&mut self, background: BackgroundId) {
        let record = &self.state.background_files[background];
        let Phase::InService(officer) = record.phase else {
            unreachable!("nothing takes a background file from its officer");
        };
        let branch = record.branch();
        if officer == Officer::Full && self.takes_next_background(branch) {
            self.background_passes(background);
            return;
        }
        self.release_officer(branch, officer);
        self.background_passes(background);
        self.after_service(branch);
    }

    /// Lets a full officer take the next background file at once, and says whether he did. He
    /// does not if no file waits, if the next is a token, if the queue is ranked, or if other
    /// officers are free.
    ///
    /// The next file is taken before the finished one goes on. In a queue by arrival the order
    /// does not matter: if the finished file returned to this branch, it would join at the end.
    #[inline]
    fn takes_next_background(&mut self, branch: BranchId) -> bool {
        let now = self.state.now;
        let branch_record = &mut self.state.branches[branch];
        let staffing = &self.staffing[branch_record.office];
        if branch_record.busy != staffing.full
            || staffing.part > Span::ZERO
            || staffing.admission != Admission::InTurn
        {
            return false;
        }
        let Some(next) = branch_record.next_background() else {
            return false;
        };
        let calendar = &self.world.model.calendars[staffing.calendar];
        let open = calendar.read(now).open;
        branch_record.bring_up_to(now, open, calendar);
        let record = &mut self.state.background_files[next];
        let waited = now - record.since;
        let work = u64::from(record.work);
        branch_record.waiting -= 1;
        branch_record.waits += u64::from(waited);
        branch_record.worked[0] += work;
        record.phase = Phase::InService(Officer::Full);
        record.since = now;
        let (office, key) = (branch_record.office, record.step_key);
        self.state.events += 1;
        self.listener.record(&Fact::Served {
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
}
