//! Long stays: posts taken up, years of residence, the bundle of entitlements.

use crate::draw::Purpose;
use crate::engine::agenda::Due;
use crate::engine::crossing::stages::NewCrossing;
use crate::engine::ledger::fact::{Fact, Listener};
use crate::engine::record::{Owner, Progress, ResidentIndex};
use crate::engine::run::Run;
use crate::id::indices;
use crate::model::{Instant, Span};
use crate::time::{YEAR, YEAR_SECONDS, midnight_from, next_midnight};

impl<L: Listener> Run<'_, '_, L> {
    pub(in crate::engine) fn open_stays(&mut self) {
        for resident in indices::<ResidentIndex>(self.state.potential_residents.len()) {
            let potential = self.state.potential_residents[resident];
            if !self.state.has(potential.jurisdiction) {
                continue;
            }
            if self.state.resident[resident.index()] {
                let first = next_midnight(self.first_anniversary(resident));
                self.state.resident_since[resident.index()] = first;
                self.await_end_of_year(resident, first);
            } else if potential.comes_anyway(self.world.model) {
                let comes = midnight_from(potential.start.saturating_add(self.lateness(resident)));
                self.due(comes, Due::StayYear(resident), potential.key, 0);
            }
        }
    }

    /// How late the holder of a post of before the first day comes.
    fn lateness(&self, resident: ResidentIndex) -> Span {
        let place = self.state.potential_residents[resident].jurisdiction;
        let stay = self.world.model.stays[place].as_ref();
        match stay.and_then(|stay| stay.natural.as_ref()) {
            Some(natural) if !self.world.model.transform.matched => {
                Span::from_seconds_f64(natural.sustained.late_years * YEAR_SECONDS)
            }
            Some(_) | None => Span::ZERO,
        }
    }

    /// When the first year of a stay that began before the first day ends.
    fn first_anniversary(&self, resident: ResidentIndex) -> Instant {
        let potential = &self.state.potential_residents[resident];
        let u = self.uniform(potential.key, Purpose::StayAge, 0);
        let stay = self.world.model.stays[potential.jurisdiction].as_ref();
        let years = match stay.and_then(|stay| stay.natural.as_ref()) {
            Some(natural) => {
                let lived = natural.age(u) - natural.sustained.late_years;
                lived.ceil() - lived
            }
            // Years of stay began evenly over the year before the first day.
            None => u,
        };
        Instant::from_seconds_f64(f64::from(YEAR) * years)
    }

    /// A post is taken up, and its holder becomes a resident, unless she is one already, comes
    /// after the end of her stay, or the post creates no resident.
    pub(in crate::engine) fn take_up_post(&mut self, resident: Option<ResidentIndex>) {
        let Some(resident) = resident.filter(|one| !self.state.resident[one.index()]) else {
            return;
        };
        let now = self.state.now;
        let potential = self.state.potential_residents[resident];
        if now >= midnight_from(potential.until) {
            return;
        }
        self.state.resident[resident.index()] = true;
        self.state.resident_since[resident.index()] = now;
        self.state.residents[potential.jurisdiction.index()][potential.origin.index()] += 1;
        self.state.tally.residents_came += 1;
        self.listener.record(&Fact::Residents {
            jurisdiction: potential.jurisdiction,
            change: 1,
            late: now.saturating_since(potential.start),
            at: now,
        });
        self.begin_year(resident);
    }

    /// Another year of a stay begins.
    fn begin_year(&mut self, resident: ResidentIndex) {
        self.file_bundle(resident);
        let frame = &self.world.model.frame;
        let since = self.state.resident_since[resident.index()];
        let year = frame.years_since(since, self.state.now);
        self.await_end_of_year(resident, frame.anniversary(since, year + 1));
    }

    /// A year of a stay ends on its anniversary, or with the stay if that comes first.
    fn await_end_of_year(&mut self, resident: ResidentIndex, anniversary: Instant) {
        let potential = self.state.potential_residents[resident];
        let end = anniversary.min(midnight_from(potential.until));
        self.due(end, Due::StayYear(resident), potential.key, 0);
    }

    /// A year of a stay ends: the resident leaves, or another year begins. For one who is not there
    /// yet, her post begins.
    pub(in crate::engine) fn stay_year(&mut self, resident: ResidentIndex) {
        let now = self.state.now;
        let potential = self.state.potential_residents[resident];
        let place = potential.jurisdiction;
        if !self.state.resident[resident.index()] {
            // Her post begins, which was needed before the first day.
            self.take_up_post(Some(resident));
            return;
        }
        let Some(stay) = &self.world.model.stays[place] else {
            return;
        };
        let (needed, completed) = self.state.bundle[resident.index()];
        let mut hazard = self.value(stay.exit);
        for (i, (_, multiplier, _)) in stay.bundle.iter().enumerate() {
            if completed & (1 << i) != 0 {
                hazard *= multiplier;
            }
        }
        let since = self.state.resident_since[resident.index()];
        let year = self.world.model.frame.years_since(since, now);
        if let Some(natural) = &stay.natural
            && potential.at_start
            && year == 0
        {
            // What she completed before the first day is known on average only.
            hazard *= natural.sustained.multiplier;
        }
        let is_natural = now >= midnight_from(potential.until);
        let leaves = is_natural
            || !self.world.model.transform.nobody_leaves
                && self.happens(potential.key, Purpose::Exit, year, hazard);
        self.listener.record(&Fact::StayYear {
            jurisdiction: potential.jurisdiction,
            left: leaves,
            is_natural,
            needed: u32::from(needed.count_ones() as u8),
            completed: u32::from(completed.count_ones() as u8),
            at: now,
        });
        if leaves {
            self.state.resident[resident.index()] = false;
            self.state.residents[place.index()][potential.origin.index()] -= 1;
            self.state.tally.residents_left += 1;
            self.listener.record(&Fact::Residents {
                jurisdiction: potential.jurisdiction,
                change: -1,
                late: Span::ZERO,
                at: now,
            });
            return;
        }
        self.begin_year(resident);
    }

    /// The welfare procedures of a year are applied for.
    fn file_bundle(&mut self, resident: ResidentIndex) {
        let potential = self.state.potential_residents[resident];
        let place = potential.jurisdiction;
        self.state.bundle[resident.index()] = (0, 0);
        let Some(stay) = &self.world.model.stays[place] else {
            return;
        };
        let since = self.state.resident_since[resident.index()];
        let year = self.world.model.frame.years_since(since, self.state.now);
        for (i, (procedure, _, share)) in stay.bundle.iter().enumerate() {
            let key = self.world.model.procedures[*procedure]
                .key
                .within(potential.key)
                .with(u64::from(year));
            if !self.happens(key, Purpose::BundleNeed, 0, *share) {
                continue;
            }
            self.state.bundle[resident.index()].0 |= 1 << i;
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
