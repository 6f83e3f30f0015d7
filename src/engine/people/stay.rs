//! Long stays: posts taken up, years of residence, the bundle of entitlements.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::stages::NewCrossing;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::record::{NOBODY, Owner, Progress};
use crate::engine::run::Run;
use crate::model::Instant;
use crate::time::{YEAR, next_midnight};

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn open_stays(&mut self) {
        for number in 0..self.state.potential_residents.len() {
            let place = self.state.potential_residents[number].jurisdiction;
            if self.state.resident[number] && self.state.has(place) {
                // Years of stay began evenly over the year before the first day.
                let key = self.state.potential_residents[number].key;
                let age = self.uniform(key, Purpose::StayAge, 0);
                let first = Instant::from_seconds_f64(f64::from(YEAR) * age);
                self.due(next_midnight(first), Due::StayYear(number as u32), key, 0);
            }
        }
    }

    /// A post is taken up, and its holder becomes a resident.
    pub(in crate::engine) fn take_up_post(&mut self, resident: u32) {
        if resident == NOBODY || self.state.resident[resident as usize] {
            return;
        }
        let now = self.state.now;
        let potential = self.state.potential_residents[resident as usize];
        self.state.resident[resident as usize] = true;
        self.state.resident_since[resident as usize] = now;
        self.state.residents[potential.jurisdiction.index()][potential.origin.index()] += 1;
        self.state.tally.residents_came += 1;
        self.listener.record(&Fact::Residents {
            jurisdiction: potential.jurisdiction,
            change: 1,
            at: now,
        });
        self.file_bundle(resident);
        self.due(
            next_midnight(now.saturating_add(YEAR)),
            Due::StayYear(resident),
            potential.key,
            0,
        );
    }

    /// A year of a stay ends. The resident leaves, or another year begins.
    pub(in crate::engine) fn stay_year(&mut self, resident: u32) {
        let now = self.state.now;
        let potential = self.state.potential_residents[resident as usize];
        let place = potential.jurisdiction;
        if !self.state.resident[resident as usize] {
            return;
        }
        let Some(stay) = &self.world.model.stays[place] else {
            return;
        };
        let (needed, completed) = self.state.bundle[resident as usize];
        let mut hazard = self.value(stay.exit);
        for (i, (_, multiplier, _)) in stay.bundle.iter().enumerate() {
            if completed & (1 << i) != 0 {
                hazard *= multiplier;
            }
        }
        let year = now.since_start() / YEAR;
        let too_long = stay.years_at_most.is_some_and(|years| {
            !self.state.potential_residents[resident as usize].at_start
                && f64::from(now - self.state.resident_since[resident as usize])
                    >= years * f64::from(YEAR)
        });
        let leaves = !self.world.model.transform.nobody_leaves
            && (too_long || self.happens(potential.key, Purpose::Exit, year, hazard));
        self.listener.record(&Fact::StayYear {
            jurisdiction: potential.jurisdiction,
            left: leaves,
            needed: u32::from(needed.count_ones() as u8),
            completed: u32::from(completed.count_ones() as u8),
            at: now,
        });
        if leaves {
            self.state.resident[resident as usize] = false;
            self.state.residents[place.index()][potential.origin.index()] -= 1;
            self.state.tally.residents_left += 1;
            self.listener.record(&Fact::Residents {
                jurisdiction: potential.jurisdiction,
                change: -1,
                at: now,
            });
            return;
        }
        self.file_bundle(resident);
        self.due(
            next_midnight(now.saturating_add(YEAR)),
            Due::StayYear(resident),
            potential.key,
            0,
        );
    }

    /// The welfare procedures of a year are applied for.
    fn file_bundle(&mut self, resident: u32) {
        let potential = self.state.potential_residents[resident as usize];
        let place = potential.jurisdiction;
        self.state.bundle[resident as usize] = (0, 0);
        let Some(stay) = &self.world.model.stays[place] else {
            return;
        };
        let year = self.state.now.since_start() / YEAR;
        for (i, (procedure, _, share)) in stay.bundle.iter().enumerate() {
            let key = self.world.model.procedures[*procedure]
                .key
                .within(potential.key)
                .with(u64::from(year));
            if !self.happens(key, Purpose::BundleNeed, 0, *share) {
                continue;
            }
            self.state.bundle[resident as usize].0 |= 1 << i;
            let route = self.world.routes.of_procedure(*procedure);
            let crossing = self.add_crossing(NewCrossing {
                owner: Owner::Resident {
                    resident,
                    item: i as u8,
                },
                key,
                route,
                home: potential.jurisdiction,
                places: [potential.jurisdiction; 2],
                people: [potential.home; 2],
                institutions: [potential.institution; 2],
            });
            self.state.crossings[crossing].progress = Progress::Procedures;
            self.advance(crossing);
        }
    }
}
