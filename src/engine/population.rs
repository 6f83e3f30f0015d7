//! Who there is: institutions, researchers, and the potential projects that
//! every policy meets alike.

use super::keyed::Keyed;
use crate::draw::{Key, Law, Luck, Purpose};
use crate::model::{From, Model, Tick};

/// Institutions and researchers. The same for all replications of a seed.
#[derive(Debug, Clone, PartialEq)]
pub struct Population {
    /// For each jurisdiction, the running sum of researchers by institution.
    ends: Vec<Vec<u64>>,
    /// For each jurisdiction, the number of its first institution.
    first: Vec<u32>,
    /// All institutions.
    pub institutions: u32,
}

impl Population {
    /// Draws the institutions of every jurisdiction.
    #[must_use]
    pub fn new(model: &Model, seed: u64) -> Self {
        let luck = Luck::new(seed, u64::MAX);
        let mut first = Vec::new();
        let mut institutions = 0;
        let ends: Vec<Vec<u64>> = model
            .jurisdictions
            .iter()
            .map(|place| {
                first.push(institutions);
                let researchers = place.researchers / u64::from(model.frame.scale);
                let law = Law::lognormal(place.institution_mean, place.institution_cv);
                let mut ends = Vec::new();
                let mut sum = 0;
                while sum < researchers {
                    let key = place.key.with(ends.len() as u64);
                    let size = law.quantile(luck.uniform(key, Purpose::InstitutionSize, 0));
                    sum = (sum + (size as u64).max(1)).min(researchers);
                    ends.push(sum);
                }
                institutions += ends.len() as u32;
                ends
            })
            .collect();
        Self {
            ends,
            first,
            institutions,
        }
    }

    /// Researchers of a jurisdiction.
    #[must_use]
    pub fn researchers(&self, jurisdiction: usize) -> u64 {
        self.ends[jurisdiction].last().copied().unwrap_or(0)
    }

    /// Institutions of a jurisdiction.
    #[must_use]
    pub fn institutions_of(&self, jurisdiction: usize) -> u32 {
        self.ends[jurisdiction].len() as u32
    }

    /// The number of a researcher's institution within its jurisdiction.
    #[must_use]
    pub fn institution(&self, jurisdiction: usize, researcher: u64) -> u32 {
        self.ends[jurisdiction].partition_point(|&end| end <= researcher) as u32
    }

    /// The same; where there is nobody, the first.
    #[must_use]
    pub fn house_of(&self, jurisdiction: usize, researcher: u32) -> u32 {
        if self.researchers(jurisdiction) == 0 {
            return 0;
        }
        self.institution(jurisdiction, u64::from(researcher))
    }

    /// An institution's number among all.
    #[must_use]
    pub fn number(&self, jurisdiction: usize, institution: u32) -> u32 {
        self.first[jurisdiction] + institution
    }

    /// The researchers of an institution: first and count.
    #[must_use]
    pub fn members(&self, jurisdiction: usize, institution: u32) -> (u64, u64) {
        let ends = &self.ends[jurisdiction];
        let i = institution as usize;
        let start = if i == 0 { 0 } else { ends[i - 1] };
        (start, ends[i] - start)
    }
}

/// The key under which a jurisdiction's researchers are numbered.
#[must_use]
pub fn people_key(model: &Model, jurisdiction: usize) -> Key {
    model.jurisdictions[jurisdiction].key.with(0x5245_5345)
}

/// A researcher's field.
#[must_use]
pub fn field_of(model: &Model, luck: Luck, researcher: Key) -> usize {
    let mut u = luck.uniform(researcher, Purpose::ResearcherField, 0);
    for (i, field) in model.fields.iter().enumerate() {
        if u < field.share {
            return i;
        }
        u -= field.share;
    }
    model.fields.len().saturating_sub(1)
}

/// No resident.
pub const NOBODY: u32 = u32::MAX;

/// A potential project. It does not depend on policy.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seed {
    /// Its key.
    pub key: Key,
    /// When it forms.
    pub formed: Tick,
    /// Potential value in millionths.
    pub value: u64,
    /// The lead within her jurisdiction.
    pub lead: u32,
    /// The partner within hers.
    pub partner: u32,
    /// The lead's institution within her jurisdiction.
    pub lead_house: u32,
    /// The partner's institution within hers.
    pub partner_house: u32,
    /// The lead's jurisdiction.
    pub lead_at: u16,
    /// The partner's jurisdiction.
    pub partner_at: u16,
    /// Kind.
    pub kind: u16,
    /// The lead's field.
    pub field: u16,
    /// Whether the lead's side hosts.
    pub lead_hosts: bool,
    /// The resident without whom nobody leads it.
    pub resident: u32,
    /// The resident whom its post would make, if it has one.
    pub makes: u32,
    /// The needs of its kind that it has, by bit.
    pub needs: u8,
    /// Its lead forms an earlier one too.
    pub led_before: bool,
    /// Its lead forms a later one too.
    pub leads_again: bool,
    /// Its lead's community forms an earlier one with the same country too.
    pub believed_before: bool,
    /// Its lead's community forms a later one with the same country too.
    pub believed_again: bool,
}

impl Seed {
    /// The first midnight from which it may start.
    #[must_use]
    pub fn earliest(&self, model: &Model) -> Tick {
        let kind = &model.kinds[usize::from(self.kind)];
        super::run::midnight_from(self.formed.saturating_add(kind.lead))
    }

    /// Where it takes place.
    #[must_use]
    pub fn host(&self) -> u16 {
        if self.lead_hosts {
            self.lead_at
        } else {
            self.partner_at
        }
    }

    /// The other side.
    #[must_use]
    pub fn guest(&self) -> u16 {
        if self.lead_hosts {
            self.partner_at
        } else {
            self.lead_at
        }
    }

    /// The researcher (jurisdiction, number) on one side.
    #[must_use]
    pub fn on_side(&self, side: From) -> (u16, u32) {
        let lead_side = if self.lead_hosts {
            From::host
        } else {
            From::guest
        };
        if side == lead_side {
            (self.lead_at, self.lead)
        } else {
            (self.partner_at, self.partner)
        }
    }

    /// The institution of the researcher on one side, within its jurisdiction.
    #[must_use]
    pub fn house_on_side(&self, side: From) -> u32 {
        let lead_side = if self.lead_hosts {
            From::host
        } else {
            From::guest
        };
        if side == lead_side {
            self.lead_house
        } else {
            self.partner_house
        }
    }

    /// Whether it has a need of its kind.
    #[must_use]
    pub fn has(&self, need: usize) -> bool {
        self.needs & (1 << need) != 0
    }
}

/// Residents that may exist: those of the first day, then one for each post.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResidentSeed {
    /// Its key.
    pub key: Key,
    /// Where she lives.
    pub jurisdiction: u16,
    /// Where she came from.
    pub origin: u16,
    /// Beside whom she works, within her jurisdiction.
    pub home: u32,
    /// The institution of both.
    pub house: u32,
    /// There on the first day.
    pub at_start: bool,
}

/// All potential projects of a replication, in the order in which they form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Formation {
    /// The projects.
    pub seeds: Vec<Seed>,
    /// Residents that may come to be.
    pub residents: Vec<ResidentSeed>,
    /// Projects that count: their earliest start lies in the measured years.
    pub counted: u64,
}

struct Former<'a> {
    model: &'a Model,
    population: &'a Population,
    luck: Luck,
    until: Tick,
    /// For each lead's jurisdiction, running sums of its partners' weights with
    /// the partners' jurisdictions.
    partners: Vec<Vec<(f64, usize)>>,
    /// For each jurisdiction, the programmes whose money comes from there.
    programmes: Vec<Vec<usize>>,
}

impl Formation {
    /// Draws every potential project that forms before `until`.
    #[must_use]
    pub fn new(model: &Model, population: &Population, luck: Luck, until: Tick) -> Self {
        let former = Former::new(model, population, luck, until);
        let mut formation = Self::default();
        for place in 0..model.jurisdictions.len() {
            former.led_from(place, &mut formation.seeds);
        }
        former.residents(&mut formation);
        former.led_by_residents(&mut formation);
        formation
            .seeds
            .sort_unstable_by_key(|seed| (seed.formed, seed.key));
        formation.mark_leads();
        let counts = |seed: &&Seed| model.frame.counts(seed.earliest(model));
        formation.counted = formation.seeds.iter().filter(counts).count() as u64;
        formation
    }

    /// Marks the projects whose lead, or whose lead's community with the same country,
    /// has others, earlier or later: only these look up what was learnt, and only for
    /// these is it kept.
    fn mark_leads(&mut self) {
        let (person, house) = (Key::named("lead"), Key::named("community"));
        let keys_of = |seed: &Seed| {
            let place = u64::from(seed.lead_at) << 32;
            let of = u64::from(seed.field) << 16 | u64::from(seed.partner_at);
            let community = house.with(place | u64::from(seed.lead_house)).with(of);
            let lead = person.with(place | u64::from(seed.lead));
            [lead.bits(), community.bits()]
        };
        // Under each key the number of the project met last, from 1.
        let mut met: [Keyed<u32>; 2] = [(); 2].map(|()| Keyed::with_room(self.seeds.len()));
        for number in 0..self.seeds.len() {
            if let Some(seed) = self.seeds.get(number + KEYS_AHEAD) {
                for (met, key) in met.iter().zip(keys_of(seed)) {
                    met.prefetch(key);
                }
            }
            let keys = keys_of(&self.seeds[number]);
            let [led, believed] = std::array::from_fn(|i| {
                let last = met[i].entry(keys[i]);
                std::mem::replace(last, number as u32 + 1).checked_sub(1)
            });
            if let Some(before) = led {
                self.seeds[before as usize].leads_again = true;
                self.seeds[number].led_before = true;
            }
            if let Some(before) = believed {
                self.seeds[before as usize].believed_again = true;
                self.seeds[number].believed_before = true;
            }
        }
    }
}

/// How many projects ahead memory is asked for the keys of their leads.
const KEYS_AHEAD: usize = 8;

/// Researchers whose first draws are worked out side by side.
const TOGETHER: usize = 8;

const YEAR_SECONDS: f64 = 365.25 * 86_400.0;

impl<'a> Former<'a> {
    fn new(model: &'a Model, population: &'a Population, luck: Luck, until: Tick) -> Self {
        let places = model.jurisdictions.len();
        let partners = (0..places)
            .map(|from| {
                let mut sum = 0.0;
                (0..places)
                    .filter(|&to| model.simulated[from][to] && population.researchers(to) > 0)
                    .filter(|&to| model.corridors[from][to] > 0.0)
                    .map(|to| {
                        sum += model.corridors[from][to];
                        (sum, to)
                    })
                    .collect()
            })
            .collect();
        let programmes = (0..places)
            .map(|place| {
                (0..model.programmes.len())
                    .filter(|&programme| model.programmes[programme].jurisdiction == place)
                    .collect()
            })
            .collect();
        Self {
            model,
            population,
            luck,
            until,
            partners,
            programmes,
        }
    }

    /// Projects that the researchers of a jurisdiction would lead: for each a
    /// Poisson stream at the greatest rate of any field, thinned to her own.
    fn led_from(&self, place: usize, seeds: &mut Vec<Seed>) {
        let model = self.model;
        let reachable: f64 = (0..model.jurisdictions.len())
            .filter(|&to| model.simulated[place][to])
            .map(|to| model.corridors[place][to])
            .sum();
        let rate_of = |field: usize| -> f64 {
            model
                .kinds
                .iter()
                .filter(|kind| !kind.resident_led)
                .map(|kind| kind.rate_by_field[field])
                .sum()
        };
        let greatest = (0..model.fields.len()).map(rate_of).fold(0.0, f64::max);
        let rate = greatest * reachable;
        if rate <= 0.0 {
            return;
        }
        let mean_gap = YEAR_SECONDS / rate;
        // Most researchers form nothing within the horizon: one draw tells.
        let none_at_all = libm::exp(-f64::from(self.until) / mean_gap);
        let people = people_key(model, place);
        let all = self.population.researchers(place);
        for first in (0..all).step_by(TOGETHER) {
            let who = std::array::from_fn::<_, TOGETHER, _>(|i| people.with(first + i as u64));
            let gaps = self.luck.of_each(who, Purpose::FormationGap, 0);
            for (researcher, (who, gap)) in (first..all).zip(who.into_iter().zip(gaps)) {
                if 1.0 - gap >= none_at_all {
                    let lead = (place, researcher, who);
                    self.led_by(lead, (mean_gap, greatest), seeds);
                }
            }
        }
    }

    /// Projects that one researcher would lead.
    fn led_by(
        &self,
        (place, researcher, who): (usize, u64, Key),
        (mean_gap, greatest): (f64, f64),
        seeds: &mut Vec<Seed>,
    ) {
        let model = self.model;
        let mut formed = 0.0;
        for ordinal in 0_u32.. {
            let of = [Purpose::FormationGap, Purpose::Kind];
            let [u, v] = self.luck.both(who, of, ordinal);
            formed += -mean_gap * libm::log(1.0 - u);
            if formed >= f64::from(self.until) {
                break;
            }
            let field = field_of(model, self.luck, who);
            let mut v = v * greatest;
            let kind = model.kinds.iter().position(|kind| {
                if kind.resident_led {
                    return false;
                }
                v -= kind.rate_by_field[field];
                v < 0.0
            });
            if let Some(kind) = kind {
                let key = who.with(u64::from(ordinal));
                let lead = (place, researcher);
                seeds.extend(self.seed(key, kind, formed as Tick, lead, field, None));
            }
        }
    }

    /// A potential project, if it is attainable: it would meet with every enabler
    /// at its ceiling, and would win with every call open. The others count
    /// nowhere: their applications are background of the programmes. One that only
    /// a resident could lead is with the country she came from.
    fn seed(
        &self,
        key: Key,
        kind: usize,
        formed: Tick,
        (lead_at, lead): (usize, u64),
        field: usize,
        resident: Option<(u32, usize)>,
    ) -> Option<Seed> {
        let model = self.model;
        let of = &model.kinds[kind];
        let meets = model.matching.as_ref().is_none_or(|matching| {
            self.luck
                .happens(key, Purpose::Matching, 0, matching.greatest())
        });
        if !meets {
            return None;
        }
        let of_partner = [Purpose::PartnerJurisdiction, Purpose::PartnerResearcher];
        let [where_from, which] = self.luck.both(key, of_partner, 0);
        let [host, worth] = self.luck.both(key, [Purpose::Host, Purpose::Value], 0);
        let partner_at = resident
            .map(|(_, origin)| origin)
            .filter(|&origin| self.population.researchers(origin) > 0)
            .unwrap_or_else(|| self.partner_place(where_from, lead_at));
        let mut seed = Seed {
            key,
            formed,
            value: 0,
            lead: lead as u32,
            partner: 0,
            lead_house: 0,
            partner_house: 0,
            lead_at: lead_at as u16,
            partner_at: partner_at as u16,
            kind: kind as u16,
            field: field as u16,
            lead_hosts: host < of.hosted_by_lead,
            resident: resident.map_or(NOBODY, |(number, _)| number),
            makes: NOBODY,
            needs: 0,
            led_before: false,
            leads_again: false,
            believed_before: false,
            believed_again: false,
        };
        for (i, need) in of.needs.iter().enumerate() {
            let has = need.key.of(key);
            if self.luck.happens(has, Purpose::HasNeed, 0, need.share) {
                seed.needs |= 1 << i;
            }
        }
        if !self.would_win(&seed) {
            return None;
        }
        let partner = (which * self.population.researchers(partner_at) as f64) as u64;
        seed.partner = partner as u32;
        seed.lead_house = self.population.institution(lead_at, lead);
        seed.partner_house = self.population.institution(partner_at, partner);
        let value = of.value.quantile(worth);
        seed.value = (value * 1e6).clamp(1.0, 1e15) as u64;
        Some(seed)
    }

    /// Whether its own merit wins every award that it needs.
    fn would_win(&self, seed: &Seed) -> bool {
        let needs = &self.model.kinds[usize::from(seed.kind)].needs;
        needs.iter().enumerate().all(|(i, need)| {
            if !need.awarded || !seed.has(i) {
                return true;
            }
            let key = need.key.of(seed.key);
            let (origin, _) = seed.on_side(need.from);
            let among = &self.programmes[usize::from(origin)];
            which_programme(self.luck, key, among).is_none_or(|programme| {
                let success = self.model.programmes[programme].success;
                self.luck.uniform(key, Purpose::Merit, 0) > 1.0 - success
            })
        })
    }

    /// The partner's jurisdiction for a uniform.
    fn partner_place(&self, u: f64, lead_at: usize) -> usize {
        let partners = &self.partners[lead_at];
        let Some(&(all, last)) = partners.last() else {
            return lead_at;
        };
        let place = partners.partition_point(|&(sum, _)| sum <= u * all);
        partners.get(place).map_or(last, |&(_, to)| to)
    }

    /// Residents of the first day, then the one that each post would make.
    fn residents(&self, formation: &mut Formation) {
        let model = self.model;
        for (place, stay) in model.stays.iter().enumerate() {
            let Some(stay) = stay else { continue };
            for i in 0..stay.stock / model.frame.scale {
                let key = model.jurisdictions[place]
                    .key
                    .with(0x5354_4159)
                    .with(u64::from(i));
                let from = self.luck.uniform(key, Purpose::PartnerJurisdiction, 0);
                let origin = self.partner_place(from, place) as u16;
                formation
                    .residents
                    .push(self.resident(key, place as u16, origin, true));
            }
        }
        for seed in &mut formation.seeds {
            for (i, need) in model.kinds[usize::from(seed.kind)].needs.iter().enumerate() {
                if !need.post || !seed.has(i) {
                    continue;
                }
                let (origin, _) = seed.on_side(need.from);
                let destination = if need.from == From::guest {
                    seed.host()
                } else {
                    seed.guest()
                };
                if model.stays[usize::from(destination)].is_some() {
                    seed.makes = formation.residents.len() as u32;
                    let key = need.key.of(seed.key);
                    formation
                        .residents
                        .push(self.resident(key, destination, origin, false));
                }
            }
        }
    }

    fn resident(&self, key: Key, jurisdiction: u16, origin: u16, at_start: bool) -> ResidentSeed {
        let place = usize::from(jurisdiction);
        let among = self.population.researchers(place);
        let home = (self.luck.uniform(key, Purpose::Place, 0) * among as f64) as u32;
        ResidentSeed {
            key,
            jurisdiction,
            origin,
            home,
            house: self.population.house_of(place, home),
            at_start,
        }
    }

    /// Projects that only a resident could lead: from the first day, or from
    /// the earliest start of her post, for as long as a stay may last.
    fn led_by_residents(&self, formation: &mut Formation) {
        let model = self.model;
        let mut starts: Vec<Tick> = vec![0; formation.residents.len()];
        for seed in &formation.seeds {
            if seed.makes != NOBODY {
                starts[seed.makes as usize] = seed.earliest(model);
            }
        }
        for (number, resident) in formation.residents.iter().enumerate() {
            let place = usize::from(resident.jurisdiction);
            let Some(stay) = &model.stays[place] else {
                continue;
            };
            if stay.projects_a_year <= 0.0 || self.population.researchers(place) == 0 {
                continue;
            }
            let mean_gap = YEAR_SECONDS / stay.projects_a_year;
            let start = f64::from(starts[number]);
            let end = stay
                .years_at_most
                .map_or(f64::from(self.until), |years| start + years * YEAR_SECONDS)
                .min(f64::from(self.until));
            let mut formed = start + 1.0;
            for ordinal in 0_u32.. {
                let u = self
                    .luck
                    .uniform(resident.key, Purpose::ResidentGap, ordinal);
                formed += -mean_gap * libm::log(1.0 - u);
                if formed >= end {
                    break;
                }
                let key = resident.key.with(0x4C45_4144).with(u64::from(ordinal));
                let field = field_of(model, self.luck, resident.key);
                // She works with the country she came from.
                let who = Some((number as u32, usize::from(resident.origin)));
                let lead = (place, u64::from(resident.home));
                let seed = self.seed(key, stay.kind, formed as Tick, lead, field, who);
                formation.seeds.extend(seed);
            }
        }
    }
}

/// The programme to which a need would apply: a keyed pick among those of the
/// jurisdiction the money comes from.
#[must_use]
pub fn which_programme<N: Copy>(luck: Luck, need: Key, among: &[N]) -> Option<N> {
    let u = luck.uniform(need, Purpose::WhichProgramme, 0);
    let pick = ((u * among.len() as f64) as usize).min(among.len().saturating_sub(1));
    among.get(pick).copied()
}
