//! A token at an office: queue, officer, panel, and the time they take.

use super::agenda::Due;
use super::branch::{Officer, Ticket};
use super::fact::{Fact, Listener};
use super::run::{Run, is};
use super::state::Phase;
use crate::model::{Cause, Discipline, Reading};

impl<L: Listener> Run<'_, '_, L> {
    /// A file reaches the office of its step.
    pub(super) fn reach(&mut self, token: u32, office: usize) {
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
        let open = calendar.read(self.state.now).open;
        record.bring_up_to(self.state.now, open, calendar);
        record.part_length = length;
        Some(Officer::Part)
    }

    pub(super) fn join(&mut self, token: u32) {
        let now = self.state.now;
        let rank = self.rank(token);
        let branch = self.state.tokens[token].branch;
        let read = self.bring_up(branch);
        let record = &mut self.state.tokens[token];
        record.phase = Phase::Queued;
        record.since = now;
        record.read = read;
        let ticket = Ticket {
            token,
            stamp: record.stamp,
        };
        self.state.branches[branch as usize].join(ticket, rank);
        self.wake_part_time(branch);
    }

    /// Brings the sums of a branch up to now. What its calendar shows.
    fn bring_up(&mut self, branch: u32) -> Reading {
        let office = self.state.branches[branch as usize].office as usize;
        let calendar = self.world.model.offices[office].calendar;
        let read = self.read(calendar);
        let calendar = &self.world.model.calendars[calendar];
        self.state.branches[branch as usize].bring_up_to(self.state.now, read.open, calendar);
        read
    }

    /// Rank in a queue that is not first come, first served.
    pub(super) fn rank(&self, token: u32) -> u64 {
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

    fn begin_service(&mut self, token: u32, officer: Officer) {
        let now = self.state.now;
        self.state.events += 1;
        let record = self.state.tokens[token];
        let read = self.bring_up(record.branch);
        let at = &mut self.state.branches[record.branch as usize];
        let office = at.office as usize;
        let of = &self.world.model.offices[office];
        let calendar = &self.world.model.calendars[of.calendar];
        let work = u64::from(record.work);
        let after = || calendar.at(u64::from(read.open) + work);
        let (kind, ends) = match officer {
            Officer::Full => {
                at.busy += 1;
                (0, after())
            }
            Officer::Part => {
                at.part_busy = true;
                let ends = calendar.open_part(now, at.part_length) + work;
                (1, calendar.at_part(ends, at.part_length))
            }
            Officer::Boundless => {
                at.busy_boundless += 1;
                (2, after())
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
        record.read = read;
        let stamp = record.stamp;
        self.due(ends, Due::ServiceEnds, order, token, stamp);
    }

    /// An officer who is free takes the next case.
    fn call_next(&mut self, branch: u32) {
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
    pub(super) fn after_service(&mut self, branch: u32) {
        self.call_next(branch);
        if self.state.branches[branch as usize].waiting > 0 {
            self.wake_part_time(branch);
        }
    }

    /// The next token of a queue, its waiting written down.
    fn take_from_queue(&mut self, branch: u32) -> Option<u32> {
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
        let (branch, since) = {
            let record = &self.state.tokens[token];
            (record.branch, record.since)
        };
        self.bring_up(branch);
        let at = &mut self.state.branches[branch as usize];
        at.waiting -= 1;
        at.waits += u64::from(now - since);
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
        let read = self.read(self.world.model.offices[office].calendar);
        let (holiday, open) = (
            read.holiday - record.read.holiday,
            read.open - record.read.open,
        );
        // Half days between holiday and opening cannot overlap: holidays never open.
        let closed = now - record.since - holiday - open;
        self.book_all(
            token,
            [
                (Cause::Holiday, holiday),
                (Cause::Closed, closed),
                (cause, open),
            ],
            office,
        );
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

    pub(super) fn release_officer(&mut self, branch: u32, officer: Officer) {
        self.bring_up(branch);
        let at = &mut self.state.branches[branch as usize];
        match officer {
            Officer::Full => at.busy -= 1,
            Officer::Part => at.part_busy = false,
            Officer::Boundless => at.busy_boundless -= 1,
        }
    }

    /// Work that an officer no longer has to do.
    pub(super) fn undo_work(&mut self, token: u32, officer: Officer) {
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
