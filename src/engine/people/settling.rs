//! Organisations that wish to settle, settle and close.

use crate::draw::{Key, Purpose, standard_exponential};
use crate::engine::agenda::Due;
use crate::engine::crossing::stages::NewCrossing;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::record::{Owner, Progress};
use crate::engine::run::Run;
use crate::id::with_indices;
use crate::model::{DAY, Instant, OrganisationIndex, Span};
use crate::time::{YEAR_DAYS, next_midnight};

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn open_organisations(&mut self) {
        for (kind, definition) in with_indices(&self.world.model.organisations) {
            if !self.state.has(definition.jurisdiction) {
                continue;
            }
            for i in 0..definition.stock {
                let key = definition.key.with(0x5354_4F43).with(u64::from(i));
                self.schedule_closing(kind, key);
            }
            self.state.wish_left[kind.index()] = self.wish_gap(kind, 0);
        }
    }

    /// The integral of the rate of wishes until the next one, a keyed unit exponential. So wishes
    /// are a Poisson process at the current rate, and a higher rate only brings them forward.
    fn wish_gap(&self, kind: OrganisationIndex, ordinal: u32) -> f64 {
        let key = self.world.model.organisations[kind].key;
        let u = self.uniform(key, Purpose::OrganisationGap, ordinal);
        standard_exponential(u)
    }

    /// The wishes to settle of a day, at the day's rates.
    pub(in crate::engine) fn wishes_of_day(&mut self, midnight: Instant) {
        for (kind, definition) in
            with_indices::<OrganisationIndex, _>(&self.world.model.organisations)
        {
            if !self.state.has(definition.jurisdiction) {
                continue;
            }
            let a_day = self.value(definition.arrivals) / YEAR_DAYS;
            let mut left = self.state.wish_left[kind.index()];
            while left <= a_day {
                let ordinal = self.state.wishes[kind.index()];
                self.state.wishes[kind.index()] += 1;
                let second = Span::from_seconds_f64(left / a_day * f64::from(DAY));
                let key = definition.key.with(u64::from(ordinal));
                self.due(
                    midnight + second.min(DAY - Span::from_seconds(1)),
                    Due::OrganisationComes(kind),
                    key,
                    ordinal,
                );
                left += self.wish_gap(kind, ordinal + 1);
            }
            self.state.wish_left[kind.index()] = left - a_day;
        }
    }

    pub(in crate::engine) fn organisation_comes(&mut self, kind: OrganisationIndex, ordinal: u32) {
        let definition = &self.world.model.organisations[kind];
        let key = definition.key.with(u64::from(ordinal));
        let place = definition.jurisdiction;
        let population = &self.world.population;
        let home = population.researcher_at(place, self.uniform(key, Purpose::Place, 0));
        let institution = population.institution(place, home);
        let route = self.world.routes.of_organisations[kind.index()];
        let crossing = self.add_crossing(NewCrossing {
            owner: Owner::Organisation { organisation: kind },
            key,
            route,
            home: place,
            places: [place; 2],
            people: [home; 2],
            institutions: [institution; 2],
        });
        self.state.crossings[crossing].progress = Progress::Procedures;
        self.advance(crossing);
    }

    /// An organisation has settled.
    pub(in crate::engine) fn settle(&mut self, organisation: OrganisationIndex, wish: Key) {
        let definition = &self.world.model.organisations[organisation];
        self.state.settled[definition.jurisdiction.index()] += 1;
        self.listener.record(&Fact::Organisation {
            organisation,
            change: 1,
            at: self.state.now,
        });
        self.schedule_closing(organisation, wish);
    }

    fn schedule_closing(&mut self, kind: OrganisationIndex, key: Key) {
        let definition = &self.world.model.organisations[kind];
        let hazard = self.value(definition.close);
        if hazard <= 0.0 || self.world.model.transform.nobody_leaves {
            return;
        }
        let u = self.uniform(key, Purpose::OrganisationClose, 0);
        let years = libm::log(1.0 - u) / libm::log1p(-hazard.min(1.0 - 1e-12));
        let closes = f64::from(self.state.now) + years * YEAR_DAYS * f64::from(DAY);
        if closes < f64::from(Instant::NEVER) {
            self.due(
                next_midnight(Instant::from_seconds_f64(closes)),
                Due::OrganisationCloses(kind),
                key,
                0,
            );
        }
    }

    pub(in crate::engine) fn organisation_closes(&mut self, kind: OrganisationIndex) {
        let definition = &self.world.model.organisations[kind];
        if self.state.settled[definition.jurisdiction.index()] > 0 {
            self.state.settled[definition.jurisdiction.index()] -= 1;
            self.listener.record(&Fact::Organisation {
                organisation: kind,
                change: -1,
                at: self.state.now,
            });
        }
    }
}
