//! Needs that are bound to a date: when they are filed, and what becomes of those that miss it.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::News;
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{
    Crossing, CrossingId, Owner, PotentialProject, Progress, ProjectId, RouteId, Setback,
};
use crate::engine::run::Run;
use crate::model::{DAY, Instant, Loss, NeedIndex, Reason, Span};
use crate::time::midnight_from;

impl<L: Listener> Run<'_, '_, L> {
    /// Whether a need that begins is bound to a date is one draw of its own.
    pub(super) fn bind_to_date(
        &mut self,
        crossing: CrossingId,
        project: ProjectId,
        need: NeedIndex,
    ) {
        let c = &self.state.crossings[crossing];
        let (key, stamp) = (c.key, c.stamp);
        let share = self.need_kind(project, need).bound;
        if self.world.model.transform.undated || !self.happens(key, Purpose::Bound, 0, share) {
            return;
        }
        if let Some(home) = self.state.crossings[crossing].at_home_mut() {
            home.bound = true;
        }
        // The question how far it is abroad and the answer each take a midnight.
        let asks = self.date_of(project, need).saturating_sub(2 * DAY);
        self.due(
            asks.max(self.state.now),
            Due::NeedDate(crossing),
            key,
            stamp,
        );
    }

    /// When a need of a project is late, if it is bound to a date.
    pub(super) fn date_of(&self, project: ProjectId, need: NeedIndex) -> Instant {
        let window = self.need_kind(project, need).bound_window;
        let earliest = self.state.projects[project].earliest;
        midnight_from(earliest.saturating_add(window).saturating_add(DAY))
    }

    /// Whether a need is bound to a date; known at home only.
    pub(in crate::engine) fn is_bound(&self, crossing: CrossingId) -> bool {
        let home = self.state.crossings[crossing].at_home();
        home.is_some_and(|home| home.bound)
    }

    /// When a need that is bound to a date files: its lead before the earliest start, or as the
    /// others do if it has none, but not after the deadline of a procedure that it must pass.
    pub(super) fn files_for_date(
        &self,
        crossing: CrossingId,
        (project, need): (ProjectId, NeedIndex),
        like_others: Instant,
    ) -> Instant {
        let c = &self.state.crossings[crossing];
        let earliest = self.state.projects[project].earliest;
        let lead = self.need_kind(project, need).bound_lead.as_ref();
        let planned = lead.map_or(like_others, |lead| {
            let u = self.uniform(c.key, Purpose::Lead, 0);
            let lead = Span::from_seconds_f64(lead.quantile(u));
            midnight_from(earliest.saturating_sub(lead))
        });
        planned.min(earliest.saturating_sub(self.deadline(c)))
    }

    /// The longest deadline of the procedures of a route that the need must pass.
    fn deadline(&self, c: &Crossing) -> Span {
        let model = self.world.model;
        let stages = self.world.route(c.route).stages.iter();
        let deadlines = stages.filter_map(|stage| {
            let definition = &model.procedures[stage.procedure];
            let other_end = c.places[1 - self.side_of(c, stage.procedure)];
            let deadline = definition.deadlines.get(other_end.index())?;
            let is_met = definition.class.is_none_or(|class| c.class == class.into())
                && self.is_in_tier(c, definition);
            let key = definition.key.within(c.key);
            let exempt = self.value(definition.exempt);
            let is_exempt = model.transform.exempt || self.happens(key, Purpose::Exempt, 0, exempt);
            (is_met && !is_exempt).then_some(*deadline)
        });
        deadlines.max().unwrap_or(Span::ZERO)
    }

    /// The date of a need is near, and it asks how far it is abroad; or the date is over.
    pub(in crate::engine) fn date_comes(&mut self, crossing: CrossingId, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress == Progress::Present {
            return;
        }
        let Some(Owner::Need { project, need }) = c.owner() else {
            return;
        };
        let (key, date) = (c.key, self.date_of(project, need));
        if self.state.now < date {
            self.tell_other_side(crossing, News::IsLate);
            self.due(date, Due::NeedDate(crossing), key, stamp);
            return;
        }
        let office = self.office_of_need(crossing);
        let channel = self.need_kind(project, need).channel;
        // What nobody has filed yet says nothing of the procedures.
        let filed = self.filed_first(crossing);
        if filed != Instant::NEVER {
            self.gain_experience(crossing, Some(Setback::Late), filed);
        }
        let kind = self.state.projects[project].kind;
        let reason = Reason {
            cause: Loss::Late,
            basis: self.time_basis(crossing, kind),
        };
        self.need_failed(project, need, reason, channel, office);
    }

    /// Whether a project has formed in time for the plan of the year in which it may start: before
    /// the procedures of a route closed it, in the year before.
    pub(super) fn is_planned(&self, potential: &PotentialProject, route: RouteId) -> bool {
        let model = self.world.model;
        let stages = self.world.route(route).stages.iter();
        let closed = stages.map(|stage| model.procedures[stage.procedure].plan_closed);
        let closed = closed.max().unwrap_or(Span::ZERO);
        let earliest = potential.earliest(model);
        let turns = &model.frame.turns_of_year;
        let begun = turns.partition_point(|turn| *turn <= earliest);
        let turn = turns[..begun].last();
        turn.is_some_and(|turn| potential.formed < turn.saturating_sub(closed))
    }
}
