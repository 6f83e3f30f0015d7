//! Service at an office: branch, queue, officer, and the time that they take.

use crate::engine::agenda::Due;
use crate::engine::file::step::StepContext;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::office::branch::{Line, Ticket};
use crate::engine::office::staffing::{Admission, Staffing};
use crate::engine::record::{BranchId, File, Officer, Phase, TokenId};
use crate::engine::run::Run;
use crate::model::{Basis, Cause, Discipline, Instant, OfficeIndex, Reading, Span};

impl<L: Listener> Run<'_, '_, L> {
    /// A file reaches the office of its step, with `work` seconds for an officer.
    pub(in crate::engine) fn reach(
        &mut self,
        context: &StepContext<'_>,
        office: OfficeIndex,
        work: u32,
    ) {
        let branch = self.branch_for(context, office);
        let record = &mut self.state.tokens[context.token];
        record.branch = Some(branch);
        record.work = work;
        self.state.events += 1;
        self.listener.record(&Fact::Reached {
            office,
            research: context.is_research(),
            work: u64::from(work),
            at: self.state.now,
        });
        if self.is_full(office, branch) {
            self.turn_away(office, context.is_research());
            let trail = self.state.tokens[context.token].trail;
            let procedure = self.state.cases[context.case].procedure;
            let basis = Basis::Time(procedure, office.into());
            self.refuse(context.case, trail, Some(office), basis);
            return;
        }
        self.is_received(File::Full(context.token), office, branch);
    }

    /// Whether a branch has no room for another case.
    pub(in crate::engine) fn is_full(&self, office: OfficeIndex, branch: BranchId) -> bool {
        self.state.branches[branch].there() >= self.staffing[office].room
    }

    /// Reports that an office had no room for a case.
    pub(in crate::engine) fn turn_away(&mut self, office: OfficeIndex, research: bool) {
        self.listener.record(&Fact::TurnedAway {
            office,
            research,
            at: self.state.now,
        });
    }

    /// Receives a file at a branch of an office: an officer takes it, or it waits.
    pub(in crate::engine) fn is_received(
        &mut self,
        file: File,
        office: OfficeIndex,
        branch: BranchId,
    ) {
        match self.staffing[office].admission {
            Admission::AtOnce => {
                self.begin_service(file, Officer::Boundless);
                return;
            }
            Admission::AtSittings => {
                self.join(file, branch);
                return;
            }
            Admission::InTurn | Admission::WhileThereIsRoom => {}
        }
        // Officers added since the last event first take the files that wait.
        if self.state.branches[branch].waiting > 0 {
            self.join(file, branch);
            self.call_next(branch);
            return;
        }
        match self.idle_officer(branch) {
            Some(officer) => self.begin_service(file, officer),
            None => self.join(file, branch),
        }
    }

    /// The branch that a file goes to: its last branch, its home, one near its home, or that of
    /// the institution.
    fn branch_for(&self, context: &StepContext<'_>, office: OfficeIndex) -> BranchId {
        let last = self.state.tokens[context.token].branch;
        let is_of = |branch: BranchId| self.state.branches[branch].office == office;
        if let Some(last) = last
            && is_of(last)
        {
            return last;
        }
        let case = &self.state.cases[context.case];
        match case.home {
            Some(home) if is_of(home) => home,
            Some(home) if !context.is_research() => {
                let home_office = self.state.branches[home].office;
                self.world.branch_beside(office, home, home_office)
            }
            Some(_) | None => {
                let place = case.jurisdiction;
                self.world.branch(office, place, case.institution)
            }
        }
    }

    /// An officer of a branch who could take a case now.
    #[inline]
    fn idle_officer(&mut self, branch: BranchId) -> Option<Officer> {
        let record = &self.state.branches[branch];
        let staffing = self.staffing[record.office];
        if record.busy < staffing.full {
            return Some(Officer::Full);
        }
        if staffing.part == Span::ZERO || record.part_busy {
            return None;
        }
        self.idle_part_time(branch, staffing)
    }

    /// The idle part-time officer of a branch, if his day is not over.
    fn idle_part_time(&mut self, branch: BranchId, staffing: Staffing) -> Option<Officer> {
        let now = self.state.now;
        let calendar = &self.world.model.calendars[staffing.calendar];
        if calendar.part_is_over(now, staffing.part) {
            return None;
        }
        // His hours may change only while he is idle.
        let record = &mut self.state.branches[branch];
        let open = calendar.read(now).open;
        record.bring_up_to(now, open, calendar);
        record.part_length = staffing.part;
        Some(Officer::Part)
    }

    /// Adds a file to the queue of a branch.
    pub(in crate::engine) fn join(&mut self, file: File, branch: BranchId) {
        self.bring_up(branch);
        let rank = match self.state.branches[branch].line {
            Line::Arrival(_) => 0,
            Line::Ranked(_) => self.rank(file, branch),
        };
        let stamp = match file {
            File::Background(background) => {
                self.background_waits(background);
                0
            }
            File::Full(token) => {
                let read = self.reading_at(branch);
                let record = &mut self.state.tokens[token];
                record.phase = Phase::Queued;
                record.since = self.state.now;
                record.read = read;
                record.stamp
            }
        };
        let file = file.pack();
        let ticket = Ticket { file, stamp };
        let record = &mut self.state.branches[branch];
        record.join(ticket, rank);
        if self.staffing[record.office].part > Span::ZERO {
            self.wake_part_time(branch);
        }
    }

    /// Brings the sums of a branch up to now, and returns the open seconds before now.
    #[inline]
    fn bring_up(&mut self, branch: BranchId) -> Span {
        let now = self.state.now;
        let record = &mut self.state.branches[branch];
        if let Some(open) = record.open_at(now) {
            return open;
        }
        let calendar = self.staffing[record.office].calendar;
        let calendar = &self.world.model.calendars[calendar];
        let open = calendar.read(now).open;
        record.bring_up_to(now, open, calendar);
        open
    }

    /// What the calendar of a branch shows now.
    fn reading_at(&mut self, branch: BranchId) -> Reading {
        let office = self.state.branches[branch].office;
        self.read(self.staffing[office].calendar)
    }

    /// The rank of a file in a ranked queue.
    fn rank(&self, file: File, branch: BranchId) -> u64 {
        let office = self.state.branches[branch].office;
        let discipline = self.world.model.offices[office].discipline;
        let token = match file {
            File::Background(background) => return self.rank_of_background(background, discipline),
            File::Full(token) => token,
        };
        match discipline {
            Discipline::FirstCome | Discipline::Panel { .. } => 1,
            Discipline::Priority => 1 + u64::from(self.step_context(token).step.priority),
            Discipline::NearestLimit => {
                let case = self.state.tokens[token].case;
                1 + u64::from(self.nearest_limit(case))
            }
        }
    }

    /// Schedules the next day of the part-time officer, if a file waits.
    fn wake_part_time(&mut self, branch: BranchId) {
        let record = &self.state.branches[branch];
        if record.part_woken || record.part_busy || record.waiting == 0 {
            return;
        }
        let staffing = self.staffing[record.office];
        if staffing.part == Span::ZERO || staffing.admission == Admission::AtSittings {
            return;
        }
        let key = self.world.model.offices[record.office].key;
        let calendar = &self.world.model.calendars[staffing.calendar];
        let opening =
            calendar.at(calendar.days_begun(self.state.now) * u64::from(calendar.day_length()) + 1);
        let key = key.with(u64::from(branch.index()));
        self.state.branches[branch].part_woken = true;
        self.due(opening, Due::PartTimeBegins(branch), key, 0);
    }

    pub(in crate::engine) fn part_time_begins(&mut self, branch: BranchId) {
        self.state.branches[branch].part_woken = false;
        self.call_next(branch);
        self.wake_part_time(branch);
    }

    /// An officer takes a file.
    pub(in crate::engine) fn begin_service(&mut self, file: File, officer: Officer) {
        self.state.events += 1;
        let token = match file {
            File::Background(background) => {
                self.serve_background(background, officer);
                return;
            }
            File::Full(token) => token,
        };
        let now = self.state.now;
        let (branch, work) = {
            let record = &self.state.tokens[token];
            (record.branch(), u64::from(record.work))
        };
        let (office, ends) = self.employ(branch, officer, work);
        let read = self.reading_at(branch);
        let record = &mut self.state.tokens[token];
        let waited = if record.phase == Phase::Queued {
            now - record.since
        } else {
            Span::ZERO
        };
        record.phase = Phase::InService(officer);
        record.since = now;
        record.read = read;
        let (order, stamp) = (record.key, record.stamp);
        self.listener.record(&Fact::Served {
            key: order.bits(),
            office,
            research: record.crossing.is_some(),
            waited,
            work,
            at: now,
        });
        self.due(
            ends,
            Due::ServiceEnds(File::Full(token).pack()),
            order,
            stamp,
        );
    }

    /// Gives an officer of a branch `work` seconds of work. Returns his office and when he is
    /// done.
    #[inline]
    pub(in crate::engine) fn employ(
        &mut self,
        branch: BranchId,
        officer: Officer,
        work: u64,
    ) -> (OfficeIndex, Instant) {
        let now = self.state.now;
        let open = self.bring_up(branch);
        let record = &mut self.state.branches[branch];
        let office = record.office;
        let calendar = self.staffing[office].calendar;
        let calendar = &self.world.model.calendars[calendar];
        let after = || calendar.at(u64::from(open) + work);
        let (kind, ends) = match officer {
            Officer::Full => {
                record.busy += 1;
                (0, after())
            }
            Officer::Part => {
                record.part_busy = true;
                let ends = calendar.open_part(now, record.part_length) + work;
                (1, calendar.at_part(ends, record.part_length))
            }
            Officer::Boundless => {
                record.busy_boundless += 1;
                (2, after())
            }
        };
        record.worked[kind] += work;
        (office, ends)
    }

    /// Lets idle officers take the next files.
    #[inline]
    fn call_next(&mut self, branch: BranchId) {
        while self.state.branches[branch].waiting > 0 {
            let office = self.state.branches[branch].office;
            if self.staffing[office].admission == Admission::AtSittings {
                return;
            }
            let Some(officer) = self.idle_officer(branch) else {
                return;
            };
            let Some(file) = self.take_from_queue(branch) else {
                return;
            };
            self.begin_service(file, officer);
        }
    }

    /// An officer has become free and takes the next file; a part-time officer whose day is over
    /// continues the next day.
    #[inline]
    pub(in crate::engine) fn after_service(&mut self, branch: BranchId) {
        let record = &self.state.branches[branch];
        if record.waiting == 0 {
            return;
        }
        let works_in_part = self.staffing[record.office].part > Span::ZERO;
        self.call_next(branch);
        if works_in_part {
            self.wake_part_time(branch);
        }
    }

    /// Takes the next file of a queue and books its waiting time.
    pub(in crate::engine) fn take_from_queue(&mut self, branch: BranchId) -> Option<File> {
        loop {
            let ticket = self.state.branches[branch].next_ticket()?;
            let file = ticket.file.unpack();
            match file {
                File::Background(background) => {
                    let since = self.state.background_files[background].since;
                    self.wait_is_over(branch, since);
                    return Some(file);
                }
                File::Full(token) => {
                    let record = &self.state.tokens[token];
                    if record.stamp == ticket.stamp && record.phase == Phase::Queued {
                        self.leave_queue(token);
                        return Some(file);
                    }
                }
            }
        }
    }

    /// Books a token's time in the queue and removes it from the count. Its ticket may stay in the
    /// queue, so the caller must change its phase or its stamp.
    pub(in crate::engine) fn leave_queue(&mut self, token: TokenId) {
        let (branch, since) = {
            let record = &self.state.tokens[token];
            (record.branch(), record.since)
        };
        self.wait_is_over(branch, since);
        self.book_office_time(&self.step_context(token), Cause::Queue);
    }

    /// Removes a file that has waited since an instant from the count of a queue.
    fn wait_is_over(&mut self, branch: BranchId, since: Instant) {
        self.bring_up(branch);
        let record = &mut self.state.branches[branch];
        record.waiting -= 1;
        record.waits += u64::from(self.state.now - since);
    }

    /// Books the time of a token at an office: holidays, closed hours, and the rest to the cause.
    #[inline]
    pub(in crate::engine) fn book_office_time(&mut self, context: &StepContext<'_>, cause: Cause) {
        if context.is_research() && self.state.now != self.state.tokens[context.token].since {
            self.book_time_there(context, cause);
        }
    }

    fn book_time_there(&mut self, context: &StepContext<'_>, cause: Cause) {
        let record = &self.state.tokens[context.token];
        let (since, before) = (record.since, record.read);
        let office = self.state.branches[record.branch()].office;
        let read = self.read(self.staffing[office].calendar);
        let (holiday, open) = (read.holiday - before.holiday, read.open - before.open);
        // Half days between holiday and opening cannot overlap: holidays never open.
        let closed = self.state.now - since - holiday - open;
        self.book_all(
            context,
            [
                (Cause::Holiday, holiday),
                (Cause::Closed, closed),
                (cause, open),
            ],
            office.into(),
        );
    }

    pub(in crate::engine) fn service_ends(&mut self, token: TokenId, stamp: u32) {
        let record = &self.state.tokens[token];
        if record.stamp != stamp {
            return;
        }
        match record.phase {
            Phase::InService(officer) => {
                let branch = record.branch();
                let context = self.step_context(token);
                self.book_office_time(&context, Cause::Service);
                let record = &mut self.state.tokens[token];
                record.phase = Phase::Gone;
                record.since = self.state.now;
                self.release_officer(branch, officer);
                self.begin_passage(&context);
                self.after_service(branch);
            }
            Phase::Orphaned(officer) => {
                let branch = record.branch();
                self.release_officer(branch, officer);
                self.free_token(token);
                self.after_service(branch);
            }
            Phase::Queued | Phase::Passage | Phase::Corrected | Phase::Gone => {}
        }
    }

    pub(in crate::engine) fn release_officer(&mut self, branch: BranchId, officer: Officer) {
        self.bring_up(branch);
        let record = &mut self.state.branches[branch];
        match officer {
            Officer::Full => record.busy -= 1,
            Officer::Part => record.part_busy = false,
            Officer::Boundless => record.busy_boundless -= 1,
        }
    }

    /// Removes the unfinished work of a token from the sum of its officer.
    pub(in crate::engine) fn undo_work(&mut self, token: TokenId, officer: Officer) {
        let token = self.state.tokens[token];
        let branch = token.branch();
        let record = &self.state.branches[branch];
        let calendar =
            &self.world.model.calendars[self.world.model.offices[record.office].calendar];
        let (kind, done) = match officer {
            Officer::Full => (
                0,
                calendar.open(self.state.now) - calendar.open(token.since),
            ),
            Officer::Part => (
                1,
                calendar.open_part(self.state.now, record.part_length)
                    - calendar.open_part(token.since, record.part_length),
            ),
            Officer::Boundless => (
                2,
                calendar.open(self.state.now) - calendar.open(token.since),
            ),
        };
        let left = u64::from(token.work).saturating_sub(done);
        self.state.branches[branch].worked[kind] -= left;
    }
}
