//! Permits: who holds one, until when, and what is renewed when one has run out.

use super::fact::Listener;
use super::run::Run;
use super::state::{Crossing, Progress};
use crate::draw::{Key, Purpose};
use crate::model::{Cause, DAY, Holder, Scope, Tick, bits};

impl<L: Listener> Run<'_, '_, L> {
    /// The key under which a permit of a crossing is held.
    pub(super) fn permit_key(&self, c: &Crossing, procedure: usize) -> Option<Key> {
        let of = &self.world.model.procedures[procedure];
        let holder = match of.holder {
            Holder::researcher => self
                .world
                .researcher_key(usize::from(c.places[0]), u64::from(c.people[0])),
            Holder::institution => {
                let side = self.side_of(c, procedure);
                self.world
                    .institution_key(usize::from(c.places[side]), c.institutions[side])
            }
            Holder::project => return None,
        };
        let key = of.key.of(holder);
        Some(match of.scope {
            Scope::corridor => key
                .with(u64::from(c.places[0]))
                .with(u64::from(c.places[1])),
            Scope::all => key,
        })
    }

    /// Until when a permit of this kind is valid, if one is known of; a permit
    /// of the first day is drawn when it is first asked for.
    pub(super) fn covered(&self, c: &Crossing, procedure: usize) -> bool {
        let of = &self.world.model.procedures[procedure];
        let days = self.value(of.valid_days);
        if days <= 0.0 {
            return false;
        }
        let Some(key) = self.permit_key(c, procedure) else {
            return false;
        };
        if let Some(until) = self.state.permits.get(key.bits()) {
            return until > self.state.now;
        }
        // Held on the first day with the share of time that a holder who
        // renews on demand is covered, and with an even age (renewal theory).
        let base = self.world.model.levers[of.valid_days.0 as usize].base;
        let demand = of.demand_a_holder * base / 365.25;
        let held = demand / (1.0 + demand);
        if !self.happens(key, Purpose::PermitHeld, 0, held) {
            return false;
        }
        let left = self.uniform(key, Purpose::PermitAge, 0) * base * f64::from(DAY);
        left > f64::from(self.state.now)
    }

    /// Writes down what a case has granted. A permit that already holds longer is not
    /// cut short by a later one.
    pub(super) fn grant(&mut self, crossing: u32, procedure: usize) {
        let of = &self.world.model.procedures[procedure];
        let days = self.value(of.valid_days);
        if days <= 0.0 {
            return;
        }
        let c = &self.state.crossings[crossing];
        let key = self
            .permit_key(c, procedure)
            .unwrap_or_else(|| of.key.of(c.key));
        let until = f64::from(self.state.now) + days * f64::from(DAY);
        let until = until.min(f64::from(Tick::MAX)) as Tick;
        let held = self.state.permits.entry(key.bits());
        *held = until.max(*held);
        let c = &mut self.state.crossings[crossing];
        c.valid_until = c.valid_until.min(until);
    }

    /// Whether none of the permits of a crossing can have run out by then.
    pub(super) fn holds_until(&self, crossing: u32, then: Tick) -> bool {
        self.world.model.transform.lasting || then < self.state.crossings[crossing].valid_until
    }

    /// Stages before the journey whose permits have run out by now, by bit.
    fn run_out(&self, crossing: u32) -> u32 {
        if self.world.model.transform.lasting {
            return 0;
        }
        let now = self.state.now;
        let c = &self.state.crossings[crossing];
        if now < c.valid_until {
            return 0;
        }
        let route = self.world.route(c.route);
        bits(c.done & !c.skipped & route.part(false))
            .filter(|&i| {
                let procedure = usize::from(route.stages[i].procedure);
                let of = &self.world.model.procedures[procedure];
                if self.value(of.valid_days) <= 0.0 {
                    return false;
                }
                let key = self
                    .permit_key(c, procedure)
                    .unwrap_or_else(|| of.key.of(c.key));
                self.state
                    .permits
                    .get(key.bits())
                    .is_some_and(|until| until <= now)
            })
            .fold(0, |set, i| set | 1 << i)
    }

    /// Whether a need that is there may be used: its permits still hold.
    pub(super) fn is_valid(&self, crossing: u32) -> bool {
        self.run_out(crossing) == 0
    }

    /// Reopens the stages whose permits have run out while the need waited.
    pub(super) fn renew_expired(&mut self, crossing: u32) -> bool {
        let run_out = self.run_out(crossing);
        let c = &mut self.state.crossings[crossing];
        if run_out == 0 || c.renewal == u8::MAX {
            return false;
        }
        c.renewal += 1;
        c.done &= !run_out;
        c.begun &= !run_out;
        c.progress = Progress::Procedures;
        self.advance(crossing);
        true
    }

    /// Renews what has run out of a need that is there, which need not travel again.
    pub(super) fn renew_in_place(&mut self, crossing: u32) {
        self.book_crossing(crossing, Cause::OtherResources);
        self.state.crossings[crossing].in_place = true;
        self.renew_expired(crossing);
    }
}
