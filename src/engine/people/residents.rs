//! Draws potential residents and the projects that only they could lead.

use crate::draw::{Key, Purpose, standard_exponential};
use crate::engine::people::generator::{Partner, ProjectGenerator};
use crate::engine::people::population::field_of;
use crate::engine::record::{PotentialProject, PotentialResident, ResidentIndex};
use crate::id::with_indices;
use crate::model::{DAY, From, Instant, JurisdictionIndex, NaturalStay, PostStream, Span};
use crate::time::{YEAR_SECONDS, next_midnight};

impl ProjectGenerator<'_> {
    /// Residents of the first day, and holders of past posts who do not live there.
    pub(in crate::engine) fn first_residents(&self) -> Vec<PotentialResident> {
        let model = self.model;
        let mut residents = Vec::new();
        for (place, stay) in with_indices::<JurisdictionIndex, _>(&model.stays) {
            let Some(stay) = stay else { continue };
            let key = model.jurisdictions[place].key.with(0x5354_4159);
            if let Some(natural) = &stay.natural {
                self.past_holders(key, place, natural, &mut residents);
                continue;
            }
            for i in 0..stay.stock / model.frame.scale {
                let key = key.with(u64::from(i));
                let from = self.luck.uniform(key, Purpose::PartnerJurisdiction, 0);
                let origin = self.partner_place(from, place);
                residents.push(self.resident(key, place, origin, None));
            }
        }
        residents
    }

    /// Holders of the posts of projects that formed before the first day: those whose posts have
    /// begun, a stationary population, then those whose posts begin later.
    fn past_holders(
        &self,
        place_key: Key,
        place: JurisdictionIndex,
        natural: &NaturalStay,
        residents: &mut Vec<PotentialResident>,
    ) {
        for (stream, posts) in natural.posts.iter().enumerate() {
            let key = place_key.with(stream as u64);
            let lead_years = f64::from(posts.lead) / YEAR_SECONDS;
            let [begun, later] = [0, 1].map(|round| {
                // The expected number, rounded at random.
                let years = if round == 0 {
                    natural.mean_years()
                } else {
                    lead_years
                };
                let u = self.luck.uniform(key, Purpose::FirstHolders, round);
                (posts.whole() * years + u) as u32
            });
            for i in 0..begun + later {
                let key = key.with(u64::from(i));
                let u = self.luck.uniform(key, Purpose::PartnerJurisdiction, 0);
                let origin = origin_of(posts, u).unwrap_or(place);
                let whether = self.luck.uniform(key, Purpose::FirstThere, 0);
                let when = self.luck.uniform(key, Purpose::StayAge, 0);
                let resident = self.resident(key, place, origin, None);
                residents.push(if i < begun {
                    let age = natural.age(when);
                    let u = self.luck.uniform(key, Purpose::NaturalLength, 0);
                    let rest = natural.rest(age, u) * YEAR_SECONDS;
                    PotentialResident {
                        there: whether < natural.chance_there(age),
                        until: Instant::from_seconds_f64(rest),
                        ..resident
                    }
                } else {
                    let start = Instant::from_seconds_f64(f64::from(posts.lead) * when);
                    let start = next_midnight(start);
                    PotentialResident {
                        there: whether < natural.sustained.taken_up,
                        start,
                        until: resident.until.saturating_add(start.since_start()),
                        ..resident
                    }
                });
            }
        }
    }

    /// The residents that the posts of projects would create, numbered from `first`.
    pub(super) fn made_by(
        &self,
        projects: &mut [PotentialProject],
        first: usize,
    ) -> Vec<PotentialResident> {
        let model = self.model;
        let mut made = Vec::new();
        for potential in projects {
            for (i, need) in with_indices(&model.kinds[potential.kind].needs) {
                if !need.post || !potential.has(i) {
                    continue;
                }
                let (origin, _) = potential.on_side(need.from);
                let destination = if need.from == From::guest {
                    potential.host()
                } else {
                    potential.guest()
                };
                if model.stays[destination].is_some() {
                    potential.makes = ResidentIndex::from_index(first + made.len()).into();
                    let key = need.key.within(potential.key);
                    let start = potential.earliest(model);
                    made.push(self.resident(key, destination, origin, Some(start)));
                }
            }
        }
        made
    }

    /// A resident: of the first day, or from the earliest start of a post on, for the length of
    /// her stay.
    fn resident(
        &self,
        key: Key,
        jurisdiction: JurisdictionIndex,
        origin: JurisdictionIndex,
        post: Option<Instant>,
    ) -> PotentialResident {
        let place = jurisdiction;
        let start = post.unwrap_or(Instant::START);
        let stay = self.model.stays[place].as_ref();
        let natural = stay.and_then(|stay| stay.natural.as_ref());
        let length = match natural {
            Some(natural) => {
                Some(natural.length(self.luck.uniform(key, Purpose::NaturalLength, 0)))
            }
            None => stay.and_then(|stay| stay.years_at_most),
        };
        let u = self.luck.uniform(key, Purpose::Place, 0);
        let home = self.population.researcher_at(place, u);
        PotentialResident {
            key,
            jurisdiction,
            origin,
            home,
            institution: self.population.institution(place, home),
            at_start: post.is_none(),
            there: post.is_none(),
            start,
            until: length.map_or(Instant::NEVER, |years| {
                Instant::from_seconds_f64(f64::from(start) + years * YEAR_SECONDS)
            }),
        }
    }

    /// Projects that only a resident could lead, from the first day or from the day after the
    /// earliest start of her post, until the end of the longest possible stay.
    pub(super) fn led_by_resident(
        &self,
        index: ResidentIndex,
        resident: &PotentialResident,
        projects: &mut Vec<PotentialProject>,
    ) {
        let model = self.model;
        let place = resident.jurisdiction;
        let Some(stay) = &model.stays[place] else {
            return;
        };
        if stay.projects_a_year <= 0.0 || self.population.researchers(place) == 0 {
            return;
        }
        let mean_gap = YEAR_SECONDS / stay.projects_a_year;
        let stays_until = f64::from(resident.until);
        let end = stays_until.min(f64::from(self.span[1]));
        // The message about her post reaches her jurisdiction at midnight.
        let is_there_before = resident.at_start && resident.start == Instant::START;
        let delay = if is_there_before { Span::ZERO } else { DAY };
        let mut formed = f64::from(resident.start) + f64::from(delay) + 1.0;
        let mut last = None;
        for ordinal in 0_u32.. {
            let u = self
                .luck
                .uniform(resident.key, Purpose::ResidentGap, ordinal);
            formed += mean_gap * standard_exponential(u);
            if formed >= end {
                let next = if formed < stays_until {
                    formed
                } else {
                    f64::INFINITY
                };
                self.mark_last(last, next, projects);
                break;
            }
            if formed < f64::from(self.span[0]) {
                continue;
            }
            let key = resident.key.with(0x4C45_4144).with(u64::from(ordinal));
            let field = field_of(model, self.luck, resident.key);
            // Her partners are in her country of origin.
            let partner = Partner::OfResident(index, resident.origin);
            let lead = (place, resident.home);
            if let Some(mut potential) = self.attainable(
                key,
                stay.kind,
                Instant::from_seconds_f64(formed),
                lead,
                field,
                partner,
            ) {
                potential.led_before = ordinal > 0;
                last = Some(projects.len());
                projects.push(potential);
            }
        }
    }
}

/// The origin of the holder of one of some posts.
fn origin_of(posts: &PostStream, u: f64) -> Option<JurisdictionIndex> {
    let mut left = posts.whole() * u;
    let origin = posts.a_year.iter().position(|a_year| {
        left -= a_year;
        left < 0.0
    });
    origin.map(JurisdictionIndex::from_index)
}
