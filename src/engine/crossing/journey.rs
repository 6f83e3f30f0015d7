//! The journey of a crossing, its arrival, and its spoiling.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::border::News;
use crate::engine::ledger::fact::Listener;
use crate::engine::ledger::trail::NOWHERE;
use crate::engine::record::{CrossingId, Owner, Progress, Side};
use crate::engine::run::Run;
use crate::model::{Cause, Instant, ProcedureIndex, Span};
use crate::time::{DAY, midnight_from};

/// The longest journey, so that no sum with it overflows.
const LONGEST_TRANSIT: Span = Span::from_seconds(u32::MAX / 4);

impl<L: Listener> Run<'_, '_, L> {
    /// All procedures before the journey are done.
    pub(in crate::engine) fn ready(&mut self, crossing: CrossingId) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        // Only the home side knows whether all stages are done.
        let Side::Home(home) = &mut c.side else {
            return;
        };
        c.progress = Progress::Ready;
        home.arrived = now;
        if home.decided == Instant::NEVER {
            home.decided = if c.ended == Instant::START {
                now
            } else {
                c.ended
            };
        }
        if home.in_place {
            c.progress = Progress::Arrival;
            self.advance(crossing);
            return;
        }
        match home.owner {
            Owner::Need { project, need } => {
                let transit = self.transit_time(crossing);
                let earliest = self.state.projects[project].earliest;
                let ahead = transit + self.on_arrival(crossing);
                let begins = earliest.saturating_sub(ahead).max(now);
                let need = self.need_kind(project, need);
                // People and perishable goods travel when they are needed; the rest goes at
                // once.
                let departs = if need.shelf_life.is_some()
                    || need.kind == crate::model::ResourceKind::researchers
                {
                    begins
                } else {
                    now
                };
                if departs == now || self.holds_until(crossing, departs) {
                    self.depart(crossing, departs, transit);
                } else {
                    let c = &self.state.crossings[crossing];
                    let (key, stamp) = (c.key, c.stamp);
                    self.due(departs, Due::JourneyBegins(crossing), key, stamp);
                }
            }
            Owner::Organisation { .. } | Owner::Resident { .. } => {
                self.state.crossings[crossing].progress = Progress::Arrival;
                self.advance(crossing);
            }
        }
    }

    /// Baseline mean of the time that a need still takes on arrival, and a day for the word of it.
    fn on_arrival(&self, crossing: CrossingId) -> Span {
        let c = &self.state.crossings[crossing];
        let route = self.world.route(c.route);
        let applies = |procedure: ProcedureIndex| {
            let class = self.world.model.procedures[procedure].class;
            class.is_none_or(|class| c.class == class.into())
        };
        let stages = route.stages.iter().enumerate();
        let ahead = stages
            .filter(|(i, stage)| route.on_arrival & (1 << i) != 0 && applies(stage.procedure))
            .fold(0, |set, (i, _)| set | 1 << i);
        if ahead == 0 || self.world.model.transform.exempt {
            return Span::ZERO;
        }
        Span::from_seconds_f64(self.expected_of(crossing, ahead)).min(LONGEST_TRANSIT) + DAY
    }

    fn transit_time(&self, crossing: CrossingId) -> Span {
        let c = &self.state.crossings[crossing];
        let Some(Owner::Need { project, need }) = c.owner() else {
            return Span::ZERO;
        };
        if self.world.model.transform.immediate {
            return Span::ZERO;
        }
        let need = self.need_kind(project, need);
        need.transit.as_ref().map_or(Span::ZERO, |distribution| {
            let u = self.uniform(c.key, Purpose::Transit, u32::from(c.renewal));
            Span::from_seconds_f64(distribution.quantile(u)).min(LONGEST_TRANSIT)
        })
    }

    pub(in crate::engine) fn journey_begins(&mut self, crossing: CrossingId, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Ready {
            return;
        }
        self.book_crossing(crossing, Cause::OtherResources);
        let transit = self.transit_time(crossing);
        self.depart(crossing, self.state.now, transit);
    }

    /// Departs, unless a permit has run out, which is then renewed first. A departure in advance
    /// is only scheduled if no permit can run out before it.
    fn depart(&mut self, crossing: CrossingId, departs: Instant, transit: Span) {
        if self.renew_expired(crossing) {
            return;
        }
        let c = &mut self.state.crossings[crossing];
        c.progress = Progress::Journey;
        c.departs = departs;
        let (key, stamp) = (c.key, c.stamp);
        let ends = if transit == Span::ZERO {
            departs
        } else {
            // Crossing a border ends at midnight, like every message.
            midnight_from(departs.saturating_add(transit))
        };
        self.tell_other_side(crossing, News::SetsOut(ends));
        if ends == self.state.now {
            self.journey_ends(crossing, stamp);
            return;
        }
        self.due(ends, Due::JourneyEnds(crossing), key, stamp);
    }

    /// Books the time of a crossing on its journey, and before that its wait for departure.
    pub(in crate::engine) fn book_journey(&mut self, crossing: CrossingId) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        let left = c.departs.clamp(c.since, now);
        let parts = [
            (Cause::OtherResources, left - c.since),
            (Cause::Transit, now - left),
        ];
        c.trail = self
            .state
            .trails
            .add(c.trail, &mut c.segments, parts, NOWHERE);
        c.since = now;
    }

    pub(in crate::engine) fn journey_ends(&mut self, crossing: CrossingId, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Journey {
            return;
        }
        self.book_journey(crossing);
        self.state.crossings[crossing].progress = Progress::Arrival;
        self.advance(crossing);
    }

    /// The crossing is present.
    pub(in crate::engine) fn present(&mut self, crossing: CrossingId) {
        let now = self.state.now;
        let c = &mut self.state.crossings[crossing];
        // Only the home side knows whether all stages are done.
        let Side::Home(home) = &mut c.side else {
            return;
        };
        c.progress = Progress::Present;
        home.arrived = now;
        let owner = home.owner;
        if !std::mem::replace(&mut home.was_present, true) {
            let filed = self.state.crossings[crossing].filed;
            self.gain_experience(crossing, None, filed);
        }
        match owner {
            Owner::Need { project, need } => {
                self.need_present(crossing, project, need);
            }
            Owner::Organisation { organisation } => {
                let wish = self.state.crossings[crossing].key;
                self.end_crossing(crossing);
                self.settle(organisation, wish);
            }
            Owner::Resident { resident, item } => {
                self.state.bundle[resident.index()].1 |= 1 << item;
                self.end_crossing(crossing);
            }
        }
    }

    /// A need that has arrived spoils, and must cross again.
    pub(in crate::engine) fn spoils(&mut self, crossing: CrossingId, stamp: u32) {
        let c = &self.state.crossings[crossing];
        if c.stamp != stamp || c.progress != Progress::Present || c.renewal == u8::MAX {
            return;
        }
        self.book_crossing(crossing, Cause::OtherResources);
        let new = self.stamp();
        let c = &mut self.state.crossings[crossing];
        c.stamp = new;
        c.renewal += 1;
        c.done = 0;
        c.begun = 0;
        c.skipped = 0;
        c.known_to_other = 0;
        c.progress = Progress::Procedures;
        if let Some(home) = c.at_home_mut() {
            home.in_place = false;
        }
        self.tell_other_side(crossing, News::Begins(self.state.now));
        self.advance(crossing);
    }
}
