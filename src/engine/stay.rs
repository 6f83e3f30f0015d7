//! Long stays, organisations, and the desk's other cases.

use super::agenda::Due;
use super::fact::{Fact, Listener};
use super::population::NOBODY;
use super::run::{Run, next_midnight};
use super::slab::NONE;
use super::state::{Owner, Progress};
use crate::draw::{Key, Purpose};
use crate::model::{DAY, NEVER, Place, Tick};

/// A year of a stay, in ticks.
const YEAR: Tick = 365 * DAY + DAY / 4;

impl<L: Listener> Run<'_, '_, L> {
    pub(super) fn open_stays(&mut self) {
        for number in 0..self.world.formation.residents.len() {
            if self.state.resident[number] {
                // Years of stay began evenly over the year before the first day.
                let key = self.world.formation.residents[number].key;
                let age = self.uniform(key, Purpose::StayAge, 0);
                let first = (f64::from(YEAR) * age) as Tick;
                self.due(midnight(first), Due::StayYear, key, number as u32, 0);
            }
        }
    }

    /// A post is taken up: its holder is a resident from now on.
    pub(super) fn take_up_post(&mut self, resident: u32) {
        if resident == NOBODY || self.state.resident[resident as usize] {
            return;
        }
        let now = self.state.now;
        let of = self.world.formation.residents[resident as usize];
        self.state.resident[resident as usize] = true;
        self.state.resident_since[resident as usize] = now;
        self.state.residents[usize::from(of.jurisdiction)] += 1;
        self.state.tally.residents_came += 1;
        self.hear.hear(&Fact::Residents {
            jurisdiction: of.jurisdiction,
            change: 1,
            at: now,
        });
        self.file_bundle(resident);
        self.due(
            midnight(now.saturating_add(YEAR)),
            Due::StayYear,
            of.key,
            resident,
            0,
        );
    }

    /// A year of a stay is over: does she leave? If not, another begins.
    pub(super) fn stay_year(&mut self, resident: u32) {
        let now = self.state.now;
        let of = self.world.formation.residents[resident as usize];
        let place = usize::from(of.jurisdiction);
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
        let year = now / YEAR;
        let too_long = stay.years_at_most.is_some_and(|years| {
            !self.world.formation.residents[resident as usize].at_start
                && f64::from(now - self.state.resident_since[resident as usize])
                    >= years * f64::from(YEAR)
        });
        let leaves = !self.world.model.transform.nobody_leaves
            && (too_long || self.happens(of.key, Purpose::Exit, year, hazard));
        self.hear.hear(&Fact::StayYear {
            jurisdiction: of.jurisdiction,
            left: leaves,
            needed: u32::from(needed.count_ones() as u8),
            completed: u32::from(completed.count_ones() as u8),
            at: now,
        });
        if leaves {
            self.state.resident[resident as usize] = false;
            self.state.residents[place] -= 1;
            self.state.tally.residents_left += 1;
            self.hear.hear(&Fact::Residents {
                jurisdiction: of.jurisdiction,
                change: -1,
                at: now,
            });
            return;
        }
        self.file_bundle(resident);
        self.due(
            midnight(now.saturating_add(YEAR)),
            Due::StayYear,
            of.key,
            resident,
            0,
        );
    }

    /// The welfare procedures of a year are applied for.
    fn file_bundle(&mut self, resident: u32) {
        let of = self.world.formation.residents[resident as usize];
        let place = usize::from(of.jurisdiction);
        self.state.bundle[resident as usize] = (0, 0);
        let Some(stay) = &self.world.model.stays[place] else {
            return;
        };
        let year = self.state.now / YEAR;
        let researchers = self.world.population.researchers(place);
        let home = (self.uniform(of.key, Purpose::Place, 0) * researchers as f64) as u32;
        let house = self.house_of(place, home);
        for (i, (procedure, _, share)) in stay.bundle.iter().enumerate() {
            let key = self.world.model.procedures[*procedure]
                .key
                .of(of.key)
                .with(u64::from(year));
            if !self.happens(key, Purpose::BundleNeed, 0, *share) {
                continue;
            }
            self.state.bundle[resident as usize].0 |= 1 << i;
            let route = self.world.route_of_procedure(*procedure);
            let crossing = self.add_crossing(
                Owner::Resident {
                    resident,
                    item: i as u8,
                },
                key,
                route,
                [of.jurisdiction, of.jurisdiction],
                [home, home],
                [house, house],
            );
            self.state.crossings[crossing].progress = Progress::Procedures;
            self.advance(crossing);
        }
    }

    /// The institution of a researcher, within the jurisdiction.
    fn house_of(&self, place: usize, researcher: u32) -> u32 {
        let population = self.world.population;
        if population.researchers(place) == 0 {
            return 0;
        }
        population.institution(place, u64::from(researcher))
    }

    pub(super) fn open_organisations(&mut self) {
        for kind in 0..self.world.model.organisations.len() {
            let of = &self.world.model.organisations[kind];
            for i in 0..of.stock {
                let key = of.key.with(0x5354_4F43).with(u64::from(i));
                self.schedule_closing(kind, key);
            }
            self.state.wish_left[kind] = self.wish_gap(kind, 0);
        }
    }

    /// What the rate of wishes must add up to before the next one, a keyed unit
    /// exponential: a Poisson stream at whatever rate stands, which raising the rate
    /// only brings forward.
    fn wish_gap(&self, kind: usize, ordinal: u32) -> f64 {
        let key = self.world.model.organisations[kind].key;
        let u = self.uniform(key, Purpose::OrganisationGap, ordinal);
        -libm::log(1.0 - u)
    }

    /// The wishes to settle of a day, at the day's rates.
    pub(super) fn wishes_of_day(&mut self, midnight: Tick) {
        for kind in 0..self.world.model.organisations.len() {
            let of = &self.world.model.organisations[kind];
            let a_day = self.value(of.arrivals) / 365.25;
            let mut left = self.state.wish_left[kind];
            while left <= a_day {
                let ordinal = self.state.wishes[kind];
                self.state.wishes[kind] += 1;
                let second = (left / a_day * f64::from(DAY)) as Tick;
                let key = of.key.with(u64::from(ordinal));
                self.due(
                    midnight + second.min(DAY - 1),
                    Due::OrganisationComes,
                    key,
                    kind as u32,
                    ordinal,
                );
                left += self.wish_gap(kind, ordinal + 1);
            }
            self.state.wish_left[kind] = left - a_day;
        }
    }

    pub(super) fn organisation_comes(&mut self, kind: u32, ordinal: u32) {
        let k = kind as usize;
        let of = &self.world.model.organisations[k];
        let key = of.key.with(u64::from(ordinal));
        let place = of.jurisdiction as u16;
        let researchers = self.world.population.researchers(of.jurisdiction);
        let home = (self.uniform(key, Purpose::Place, 0) * researchers as f64) as u32;
        let house = self.house_of(of.jurisdiction, home);
        let route = self.world.organisation_routes[k];
        let crossing = self.add_crossing(
            Owner::Organisation {
                organisation: kind as u16,
            },
            key,
            route,
            [place, place],
            [home, home],
            [house, house],
        );
        self.state.crossings[crossing].progress = Progress::Procedures;
        self.advance(crossing);
    }

    /// An organisation has settled.
    pub(super) fn settle(&mut self, organisation: u16, wish: Key) {
        let k = usize::from(organisation);
        let of = &self.world.model.organisations[k];
        self.state.settled[of.jurisdiction] += 1;
        self.hear.hear(&Fact::Organisation {
            organisation,
            change: 1,
            at: self.state.now,
        });
        self.schedule_closing(k, wish);
    }

    fn schedule_closing(&mut self, kind: usize, key: Key) {
        let of = &self.world.model.organisations[kind];
        let hazard = self.value(of.close);
        if hazard <= 0.0 || self.world.model.transform.nobody_leaves {
            return;
        }
        let u = self.uniform(key, Purpose::OrganisationClose, 0);
        let years = libm::log(1.0 - u) / libm::log1p(-hazard.min(1.0 - 1e-12));
        let at = f64::from(self.state.now) + years * 365.25 * f64::from(DAY);
        if at < f64::from(NEVER) {
            self.due(
                midnight(at as Tick),
                Due::OrganisationCloses,
                key,
                kind as u32,
                0,
            );
        }
    }

    pub(super) fn organisation_closes(&mut self, kind: u32) {
        let of = &self.world.model.organisations[kind as usize];
        if self.state.settled[of.jurisdiction] > 0 {
            self.state.settled[of.jurisdiction] -= 1;
            self.hear.hear(&Fact::Organisation {
                organisation: kind as u16,
                change: -1,
                at: self.state.now,
            });
        }
    }

    /// Streams of the desk's other cases: one for each procedure and branch of
    /// the office of its first step.
    pub(super) fn open_background(&mut self) {
        self.state.streams = vec![0; self.streams()];
        for stream in 0..self.state.streams.len() {
            self.next_background(stream);
        }
        self.fill_backlogs();
    }

    fn streams(&self) -> usize {
        self.world.streams.len()
    }

    fn next_background(&mut self, stream: usize) {
        let of = self.world.streams[stream];
        let ordinal = self.state.streams[stream];
        self.state.streams[stream] += 1;
        let key = of.key;
        let u = self.uniform(key, Purpose::BackgroundGap, ordinal);
        let at = f64::from(self.state.now) - libm::log(1.0 - u) * of.mean_gap;
        if at < f64::from(NEVER) {
            // Rounded to the nearest second, so that the mean gap is kept.
            let at = ((at + 0.5) as Tick).max(self.state.now);
            self.due(
                at,
                Due::BackgroundCase,
                key.with(u64::from(ordinal)),
                stream as u32,
                ordinal,
            );
        }
    }

    /// Another of the desk's other cases is handed in.
    pub(super) fn background_case(&mut self, stream: u32) {
        let of = self.world.streams[stream as usize];
        let ordinal = self.state.streams[stream as usize] - 1;
        self.next_background(stream as usize);
        self.hand_in_background(
            of.procedure as usize,
            of.branch,
            of.key.with(u64::from(ordinal)),
        );
    }

    fn hand_in_background(&mut self, procedure: usize, branch: u32, key: Key) {
        let of = &self.world.model.procedures[procedure];
        // A stand-in for the institution that files, in the jurisdiction's own
        // numbering, so that other offices of the procedure get their branches.
        let u = self.uniform(key, Purpose::Branch, 0);
        let institutions = self
            .world
            .population
            .institutions_of(of.jurisdiction)
            .max(1);
        let institution = (u * f64::from(institutions)) as u32;
        let case = self.add_case(
            key,
            procedure,
            NONE,
            0,
            (of.jurisdiction as u16, institution),
        );
        self.state.cases[case].home = branch;
        self.file_background(case);
    }

    /// Cases that wait on the first day.
    fn fill_backlogs(&mut self) {
        for (i, office) in self.world.model.offices.iter().enumerate() {
            if office.backlog == 0 {
                continue;
            }
            let first = self.world.model.procedures.iter().position(|procedure| {
                crate::model::bits(procedure.graph.first())
                    .any(|s| procedure.steps[s].place == Place::Office(i))
            });
            let Some(procedure) = first else { continue };
            for own in 0..self.world.branches[i] {
                let branch = self.world.first_branch[i] + own;
                for n in 0..office.backlog {
                    let key = office
                        .key
                        .with(0x4241_434B)
                        .with(u64::from(branch))
                        .with(u64::from(n));
                    self.hand_in_background(procedure, branch, key);
                }
            }
        }
    }
}

fn midnight(t: Tick) -> Tick {
    next_midnight(t)
}
