//! A begun project: its needs arrive or fail, and it converges or fails.

use crate::engine::agenda::Due;
use crate::engine::crossing::border::{News, Word};
use crate::engine::ledger::fact::{Fact, Listener, LossPart};
use crate::engine::record::{CrossingId, Owner, Progress, ProjectId, ProjectState, Setback, Side};
use crate::engine::run::Run;
use crate::limits::NEEDS;
use crate::model::{
    Channel, DAY, Instant, Loss, NeedIndex, OfficeIndex, Place, Reason, ResourceKind, needs_in,
};
use crate::time::midnight_from;

impl<L: Listener> Run<'_, '_, L> {
    /// A need is present, at least until it spoils.
    pub(in crate::engine) fn need_present(
        &mut self,
        crossing: CrossingId,
        project: ProjectId,
        need: NeedIndex,
    ) {
        let now = self.state.now;
        let need = self.need_kind(project, need);
        let (kind, shelf_life) = (need.kind, need.shelf_life);
        let post = need.post;
        let c = self.state.crossings[crossing];
        if c.renewal == 0 {
            self.listener.record(&Fact::Arrived {
                kind,
                origin: c.places[0],
                destination: c.places[1],
                at: now,
                risky: c.at_home().is_some_and(|home| home.risky),
                screened: c.screened,
            });
        }
        if let Some(life) = shelf_life
            && !self.world.model.transform.lasting
            && !self.is_bound(crossing)
        {
            self.due(
                now.saturating_add(life),
                Due::Spoils(crossing),
                c.key,
                c.stamp,
            );
        }
        if post {
            let potential = self.potential_of(project);
            let (home, key, resident) = (potential.lead_at, potential.key, potential.makes);
            self.send(home, c.places[1], key, Word::TakeUpPost(resident));
        }
        let earliest = self.state.projects[project].earliest;
        let assembles = midnight_from(now.max(earliest));
        // At the earliest start the project checks its needs anyway. At this midnight it waits for
        // what else arrives now: an optional need is not left behind by the order of arrivals.
        if assembles == now || assembles > earliest {
            let (key, stamp) = (
                self.potential_of(project).key,
                self.state.projects[project].stamp,
            );
            self.due(assembles, Due::Assembly(project), key, stamp);
        }
    }

    /// A late project asks for the progress of its needs abroad.
    pub(in crate::engine) fn inquire(&mut self, project: ProjectId, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        for need in needs_in(p.has) {
            if let Some(crossing) = p.needs[need.index()] {
                self.tell_other_side(crossing, News::IsLate);
            }
        }
    }

    pub(in crate::engine) fn assembly(&mut self, project: ProjectId, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        self.try_to_converge(project);
        let p = &self.state.projects[project];
        if p.stamp == stamp && self.state.now == p.earliest {
            // Its last start matters only from now on.
            let (key, last) = (self.potential_of(project).key, self.last_start_of(project));
            self.due(last, Due::LastStart(project), key, stamp);
            // The question and the answer each take a midnight.
            let asks = last.saturating_sub(2 * DAY).max(self.state.now);
            self.due(asks, Due::Inquiry(project), key, stamp);
        }
    }

    /// When a project that has not converged is given up.
    fn last_start_of(&self, project: ProjectId) -> Instant {
        let p = &self.state.projects[project];
        let window = self.world.model.kinds[p.kind].window;
        midnight_from(p.earliest.saturating_add(window).saturating_add(DAY))
    }

    /// The last instant at which a crossing can still be used.
    pub(in crate::engine) fn last_of(&self, crossing: CrossingId) -> Instant {
        match &self.state.crossings[crossing].side {
            Side::Home(home) => match home.owner {
                Owner::Need { project, need } => {
                    let last = self.last_start_of(project);
                    if home.bound {
                        last.min(self.date_of(project, need))
                    } else {
                        last
                    }
                }
                Owner::Organisation { .. } | Owner::Resident { .. } => Instant::NEVER,
            },
            Side::Abroad(remote) => remote.last,
        }
    }

    pub(in crate::engine) fn is_present(&self, project: ProjectId, need: NeedIndex) -> bool {
        let crossing = self.state.projects[project].needs[need.index()];
        crossing
            .is_some_and(|crossing| self.state.crossings[crossing].progress == Progress::Present)
    }

    /// When a need of a project was last ready or present.
    pub(in crate::engine) fn arrived(&self, crossing: CrossingId) -> Instant {
        let home = self.state.crossings[crossing].at_home();
        home.map_or(Instant::NEVER, |home| home.arrived)
    }

    /// Converges if every essential need is present and the earliest start is reached.
    fn try_to_converge(&mut self, project: ProjectId) {
        let p = self.state.projects[project];
        if !p.live || self.state.now < p.earliest {
            return;
        }
        let stamp = p.stamp;
        let has_essentials = needs_in(p.has)
            .all(|i| !self.need_kind(project, i).essential || self.is_present(project, i));
        let is_awaited =
            |i: NeedIndex| p.missing[i.index()].is_none() && !self.is_present(project, i);
        let completes = self.world.model.transform.complete;
        let waits_for_optional = completes && needs_in(p.has).any(is_awaited);
        if !has_essentials || waits_for_optional {
            return;
        }
        // Permits that have run out since arrival are renewed first.
        let mut valid = true;
        for i in needs_in(p.has) {
            let Some(crossing) = p.needs[i.index()] else {
                continue;
            };
            let is_needed = completes || self.need_kind(project, i).essential;
            if is_needed && !self.is_valid(crossing) {
                valid = false;
                self.renew_in_place(crossing);
                let p = &self.state.projects[project];
                if p.stamp != stamp || !p.live {
                    return;
                }
            }
        }
        if valid {
            self.converge(project);
        }
    }

    /// A need has failed. If it is essential, so has the project.
    pub(in crate::engine) fn need_failed(
        &mut self,
        project: ProjectId,
        need: NeedIndex,
        reason: Reason,
        channel: Channel,
        office: Option<OfficeIndex>,
    ) {
        if self.need_kind(project, need).essential {
            self.fail(project, reason, channel, office);
            return;
        }
        if let Some(crossing) = self.state.projects[project].needs[need.index()] {
            self.end_crossing(crossing);
            self.state.projects[project].needs[need.index()] = None;
        }
        self.state.projects[project].missing[need.index()] = Some(reason);
        if self.world.model.transform.complete {
            // It may be the last that the project waited for.
            let p = &self.state.projects[project];
            let (earliest, stamp) = (p.earliest, p.stamp);
            let assembles = midnight_from(self.state.now.max(earliest));
            let key = self.potential_of(project).key;
            self.due(assembles, Due::Assembly(project), key, stamp);
        }
    }

    pub(in crate::engine) fn last_start(&mut self, project: ProjectId, stamp: u32) {
        let p = self.state.projects[project];
        if p.stamp != stamp || !p.live {
            return;
        }
        // Charged to the missing essential need with the longest expected
        // remainder, the first by order of needs among equals.
        let mut charged: Option<(NeedIndex, CrossingId, f64)> = None;
        for i in needs_in(p.has) {
            let Some(crossing) = p.needs[i.index()] else {
                continue;
            };
            let is_there = self.is_present(project, i) && self.is_valid(crossing);
            if !self.need_kind(project, i).essential || is_there {
                continue;
            }
            let remainder = self.expected_remainder(project, crossing, i);
            if charged.is_none_or(|(_, _, longest)| remainder > longest) {
                charged = Some((i, crossing, remainder));
            }
        }
        let Some((need, crossing, _)) = charged else {
            // All needs are present on the last day.
            self.converge(project);
            return;
        };
        let c = &self.state.crossings[crossing];
        let was_present = c.at_home().is_some_and(|home| home.was_present);
        let office = self.office_of_need(crossing);
        let cause = if was_present {
            Loss::Expired
        } else {
            Loss::Late
        };
        let channel = self.need_kind(project, need).channel;
        self.learn_of_lateness(&p);
        let basis = self.time_basis(crossing, p.kind);
        self.fail(project, Reason { cause, basis }, channel, office);
    }

    /// Every need of a project that was filed and never came is late at the last start.
    fn learn_of_lateness(&mut self, project: &ProjectState) {
        for i in needs_in(project.has) {
            let Some(crossing) = project.needs[i.index()] else {
                continue;
            };
            let filed = self.filed_first(crossing);
            let home = self.state.crossings[crossing].at_home();
            let was_present = home.is_some_and(|home| home.was_present);
            if filed != Instant::NEVER && !was_present {
                self.gain_experience(crossing, Some(Setback::Late), filed);
            }
        }
    }

    /// The first filing of a need, as far as is known at home: a filing abroad is known from the
    /// report that the project has asked for.
    pub(super) fn filed_first(&self, crossing: CrossingId) -> Instant {
        let filed = self.state.crossings[crossing].filed;
        let reported = self.state.mailbox.progress_of(crossing);
        reported.map_or(filed, |reported| filed.min(reported.filed))
    }

    /// The office that has the first open case of a need, or as reported from abroad.
    pub(super) fn office_of_need(&self, crossing: CrossingId) -> Option<OfficeIndex> {
        match self.open_cases(crossing).first() {
            Some(case) => self.office_of_first_token(*case),
            None => self
                .state
                .mailbox
                .progress_of(crossing)
                .and_then(|reported| reported.office),
        }
    }

    /// Baseline mean of the time that a need still takes: its unfinished steps, those abroad as
    /// last reported, and the decision on its award.
    fn expected_remainder(&self, project: ProjectId, crossing: CrossingId, need: NeedIndex) -> f64 {
        let c = &self.state.crossings[crossing];
        let model = self.world.model;
        let stages = self.own_stages(c);
        let mut sum = self.expected_of(crossing, stages);
        sum += match self.state.mailbox.progress_of(crossing) {
            Some(reported) => reported.remainder,
            None => self.expected_of(crossing, !stages),
        };
        let programme = self.state.projects[project].programme;
        if c.progress == Progress::Waiting
            && self.need_kind(project, need).awarded
            && let Some(programme) = programme.get()
        {
            sum += model.programmes[programme].review.distribution.mean();
        }
        sum
    }

    /// Baseline mean of the unfinished steps of some stages, as known on the side of a record.
    pub(in crate::engine) fn expected_of(&self, crossing: CrossingId, stages: u32) -> f64 {
        let c = &self.state.crossings[crossing];
        let model = self.world.model;
        let open = self.open_cases(crossing);
        let mut sum = 0.0;
        for (i, stage) in self.world.route(c.route).stages.iter().enumerate() {
            if (c.done | !stages) & (1 << i) != 0 {
                continue;
            }
            let done = open
                .iter()
                .find(|case| usize::from(self.state.cases[**case].stage) == i)
                .map_or(0, |case| self.state.cases[*case].done);
            let has_no_sets = model.procedures[stage.procedure].graph.has_no_sets();
            let is_open = |step: usize| has_no_sets || done & (1 << step) == 0;
            for (s, step) in model.procedures[stage.procedure].steps.iter().enumerate() {
                if is_open(s) {
                    sum += match step.place {
                        Place::Office(_) => step.expected,
                        Place::Agreement(agreement) => {
                            model.agreements[agreement].passage.distribution.mean()
                        }
                    };
                }
            }
        }
        sum
    }

    /// A begun project fails for one cause, with its whole value.
    pub(in crate::engine) fn fail(
        &mut self,
        project: ProjectId,
        reason: Reason,
        channel: Channel,
        office: Option<OfficeIndex>,
    ) {
        let p = self.state.projects[project];
        if !p.live {
            return;
        }
        let fact = self.project_fact(&p.potential);
        let stranded: u64 = needs_in(p.has)
            .filter(|&i| self.is_present(project, i))
            .filter_map(|i| p.needs[i.index()])
            .map(|crossing| u64::from(self.state.now - self.arrived(crossing)))
            .sum();
        let losses = [LossPart {
            cause: reason.cause,
            channel,
            office,
            origin: None,
            basis: reason.basis,
            value: fact.potential,
        }];
        self.state.tally.lost += fact.potential;
        self.count(&fact);
        self.close_project(project);
        self.listener.record(&Fact::ProjectEnded {
            project: fact,
            begun: Some(p.begun),
            converged: None,
            realised: 0,
            losses: &losses,
            last: None,
            stranded,
        });
    }

    /// Ends a project with its application and its crossings.
    pub(in crate::engine) fn close_project(&mut self, project: ProjectId) {
        self.withdraw_application(project);
        self.state.projects[project].live = false;
        for i in 0..NEEDS {
            let crossing = self.state.projects[project].needs[i];
            if let Some(crossing) = crossing {
                self.end_crossing(crossing);
                self.state.projects[project].needs[i] = None;
            }
        }
        let stamp = self.stamp();
        self.state.projects[project].stamp = stamp;
        self.state.projects.free(project);
    }

    /// The need of a project that a programme may fund, if it has one.
    pub(in crate::engine) fn awarded_need(&self, project: ProjectId) -> Option<NeedIndex> {
        let p = &self.state.projects[project];
        needs_in(p.has).find(|&i| {
            let need = self.need_kind(project, i);
            p.missing[i.index()].is_none() && need.awarded && need.kind == ResourceKind::funds
        })
    }
}
