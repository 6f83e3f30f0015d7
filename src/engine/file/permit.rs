//! Permits: their holders, their validity and their renewal.

use crate::draw::{Key, Purpose, standard_exponential};
use crate::engine::crossing::border::{News, Word};
use crate::engine::ledger::fact::Listener;
use crate::engine::record::{Crossing, CrossingId, Progress};
use crate::engine::run::Run;
use crate::model::{Cause, DAY, Holder, Instant, JurisdictionIndex, ProcedureIndex, Scope, bits};

impl<L: Listener> Run<'_, '_, L> {
    /// The key under which a permit of a crossing is held in the jurisdiction of the procedure.
    /// Each jurisdiction of an area has a record of its own, so that what one grants is known in
    /// the others from the next midnight on.
    pub(in crate::engine) fn permit_key(
        &self,
        c: &Crossing,
        procedure: ProcedureIndex,
    ) -> Option<Key> {
        let definition = &self.world.model.procedures[procedure];
        let permit = self.permit_drawn(c, procedure)?;
        Some(match definition.area {
            Some(_) => permit.with(definition.jurisdiction.index() as u64),
            None => permit,
        })
    }

    /// The key under which a permit of the first day is drawn: one for all jurisdictions of an
    /// area.
    fn permit_drawn(&self, c: &Crossing, procedure: ProcedureIndex) -> Option<Key> {
        let definition = &self.world.model.procedures[procedure];
        let holder = match definition.holder {
            Holder::researcher => self.world.researcher_key(c.places[0], c.people[0]),
            Holder::institution => {
                let side = self.side_of(c, procedure);
                self.world
                    .institution_key(c.places[side], c.institutions[side])
            }
            Holder::project => return None,
        };
        if let Some(area) = definition.area {
            return Some(self.world.model.areas[area].key.within(holder));
        }
        let key = definition.key.within(holder);
        Some(match definition.scope {
            Scope::corridor => key
                .with(c.places[0].index() as u64)
                .with(c.places[1].index() as u64),
            Scope::all | Scope::area => key,
        })
    }

    /// Whether the applicant already holds a valid permit. A permit held on the first day is drawn
    /// when it is first looked up.
    pub(in crate::engine) fn covered(&self, c: &Crossing, procedure: ProcedureIndex) -> bool {
        let definition = &self.world.model.procedures[procedure];
        let days = self.value(definition.valid_days);
        if days <= 0.0 {
            return false;
        }
        let Some(key) = self.permit_key(c, procedure) else {
            return false;
        };
        if let Some(until) = self.state.permits.get(key.bits()) {
            return until > self.state.now;
        }
        // Renewal theory: a holder who renews on demand is covered on the first day with the
        // share of time covered, and the age of the permit is uniform. An exponential validity is
        // memoryless, so its remaining life is distributed as its whole life.
        let of_procedure = self.world.model.levers[definition.valid_days.0 as usize].base;
        let base = definition.area_valid_days.unwrap_or(of_procedure);
        let Some(key) = self.permit_drawn(c, procedure) else {
            return false;
        };
        let demand = definition.demand_a_holder * base / crate::time::YEAR_DAYS;
        let held = demand / (1.0 + demand);
        if !self.happens(key, Purpose::PermitHeld, 0, held) {
            return false;
        }
        let u = self.uniform(key, Purpose::PermitAge, 0);
        let part = if definition.is_validity_random {
            standard_exponential(u)
        } else {
            u
        };
        let left = part * base * f64::from(DAY);
        left > f64::from(self.state.now)
    }

    /// Records the permit that a case has granted. A later permit never shortens an earlier one.
    pub(in crate::engine) fn grant(&mut self, crossing: CrossingId, procedure: ProcedureIndex) {
        let definition = &self.world.model.procedures[procedure];
        let mut days = self.value(definition.valid_days);
        if days <= 0.0 {
            return;
        }
        let c = &self.state.crossings[crossing];
        if definition.is_validity_random {
            let round = u32::from(c.renewal);
            let u = self.uniform(definition.key.within(c.key), Purpose::Validity, round);
            days *= standard_exponential(u);
        }
        let key = self
            .permit_key(c, procedure)
            .unwrap_or_else(|| definition.key.within(c.key));
        let until = f64::from(self.state.now) + days * f64::from(DAY);
        let until = Instant::from_seconds_f64(until);
        let elsewhere = self.elsewhere(crossing, procedure);
        self.hold(key, until);
        let c = &mut self.state.crossings[crossing];
        c.valid_until = c.valid_until.min(until);
        let here = definition.jurisdiction;
        for (place, key) in elsewhere {
            self.send(here, place, key, Word::Permit(until));
        }
    }

    /// Records a permit until an instant.
    pub(in crate::engine) fn hold(&mut self, key: Key, until: Instant) {
        let held = self.state.permits.entry(key.bits());
        *held = until.max(*held);
    }

    /// The other jurisdictions of the area that issues a permit, with the keys of their records.
    fn elsewhere(
        &self,
        crossing: CrossingId,
        procedure: ProcedureIndex,
    ) -> Vec<(JurisdictionIndex, Key)> {
        let model = self.world.model;
        let definition = &model.procedures[procedure];
        let permit = self.permit_drawn(&self.state.crossings[crossing], procedure);
        let (Some(area), Some(permit)) = (definition.area, permit) else {
            return Vec::new();
        };
        let places = model.areas[area].jurisdictions.iter();
        places
            .filter(|place| **place != definition.jurisdiction)
            .map(|place| (*place, permit.with(place.index() as u64)))
            .collect()
    }

    /// Whether all permits of a crossing are certain to be valid at an instant.
    pub(in crate::engine) fn holds_until(&self, crossing: CrossingId, then: Instant) -> bool {
        let c = &self.state.crossings[crossing];
        self.world.model.transform.lasting || then < c.valid_until.min(c.other_valid_until())
    }

    /// Stages before the journey whose permits have run out by now, by bit. Home knows only the
    /// reported validity of permits abroad, so some of these may still be valid.
    pub(in crate::engine) fn run_out(&self, crossing: CrossingId) -> u32 {
        if self.world.model.transform.lasting {
            return 0;
        }
        let now = self.state.now;
        let c = &self.state.crossings[crossing];
        let stages = self.own_stages(c);
        let done = c.done & !c.skipped & self.world.route(c.route).part(false);
        let mut run_out = 0;
        if now >= c.valid_until {
            run_out = bits(done & stages)
                .filter(|&i| self.until_of(c, i).is_some_and(|until| until <= now))
                .fold(0, |set, i| set | 1 << i);
        }
        if now >= c.other_valid_until() {
            run_out |= done & !stages;
        }
        run_out
    }

    /// When the permit of a stage that is done runs out, if it does.
    fn until_of(&self, c: &Crossing, stage: usize) -> Option<Instant> {
        let procedure = self.world.route(c.route).stages[stage].procedure;
        let definition = &self.world.model.procedures[procedure];
        if self.value(definition.valid_days) <= 0.0 {
            return None;
        }
        let key = self
            .permit_key(c, procedure)
            .unwrap_or_else(|| definition.key.within(c.key));
        self.state.permits.get(key.bits())
    }

    /// When the first permit of the stages done on this side runs out.
    pub(in crate::engine) fn valid_until_of(&self, crossing: CrossingId) -> Instant {
        let c = &self.state.crossings[crossing];
        let done = c.done & !c.skipped & self.world.route(c.route).part(false);
        bits(done & self.own_stages(c))
            .filter_map(|i| self.until_of(c, i))
            .min()
            .unwrap_or(Instant::NEVER)
    }

    /// Whether the permits of a need that is present are still valid. What came for a date was
    /// there in time, and counts to the last start.
    pub(in crate::engine) fn is_valid(&self, crossing: CrossingId) -> bool {
        self.is_bound(crossing) || self.run_out(crossing) == 0
    }

    /// Reopens the stages whose permits have run out while the need waited.
    pub(in crate::engine) fn renew_expired(&mut self, crossing: CrossingId) -> bool {
        let run_out = self.run_out(crossing);
        let c = &mut self.state.crossings[crossing];
        if run_out == 0 || c.renewal == u8::MAX {
            return false;
        }
        c.renewal += 1;
        c.progress = Progress::Procedures;
        self.reopen(crossing, run_out);
        if run_out & !self.own_stages(&self.state.crossings[crossing]) != 0 {
            self.tell_other_side(crossing, News::Expired);
        }
        self.advance(crossing);
        true
    }

    /// Marks stages as not begun, so that they are repeated.
    pub(in crate::engine) fn reopen(&mut self, crossing: CrossingId, stages: u32) {
        let c = &mut self.state.crossings[crossing];
        c.done &= !stages;
        c.begun &= !stages;
        c.known_to_other &= !stages;
    }

    /// Renews the permits of a need that is present; it need not travel again.
    pub(in crate::engine) fn renew_in_place(&mut self, crossing: CrossingId) {
        self.book_crossing(crossing, Cause::OtherResources);
        if let Some(home) = self.state.crossings[crossing].at_home_mut() {
            home.in_place = true;
        }
        self.renew_expired(crossing);
    }
}
