//! Draws potential projects. Each is a function of its key.

use std::ops::Range;

use rayon::prelude::*;

use crate::draw::{Key, Purpose, RandomStream, standard_exponential};
use crate::engine::people::batch::Batch;
use crate::engine::people::expected::expected;
use crate::engine::people::habits::{Habits, Pace};
use crate::engine::people::population::{Population, field_of, people_key};
use crate::engine::record::{PotentialProject, PotentialResident, ResidentIndex};
use crate::id::{PackedOption, indices, with_indices};
use crate::model::{
    FieldIndex, Instant, InstitutionIndex, JurisdictionIndex, Model, NeedIndex, ProgrammeIndex,
    ProjectKindIndex, ResearcherIndex,
};
use crate::time::YEAR_SECONDS;

/// Researchers whose first draws are computed in parallel lanes.
const LANES: usize = 8;

/// Researchers of one parallel task, a multiple of `LANES`.
pub(in crate::engine) const PIECE: usize = 1 << 16;

/// How the partner of a potential project is found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Partner {
    /// By the weights of the lead's jurisdiction.
    ByGravity,
    /// Any researcher of an institution, with equal chances.
    Standing(JurisdictionIndex, InstitutionIndex),
    /// In the country that the resident came from who alone could lead.
    OfResident(ResidentIndex, JurisdictionIndex),
}

/// Draws the projects that form in a span of time.
pub(in crate::engine) struct ProjectGenerator<'a> {
    pub(super) model: &'a Model,
    pub(super) population: &'a Population,
    pub(super) luck: RandomStream,
    /// The span, from the first instant to before the second.
    pub(super) span: [Instant; 2],
    /// Before then all projects form.
    until: Instant,
    /// For each lead's jurisdiction, running sums of its partners' weights with
    /// the partners' jurisdictions.
    partners: Vec<Vec<(f64, JurisdictionIndex)>>,
    /// For each jurisdiction, the programmes whose money comes from there.
    programmes: Vec<Vec<ProgrammeIndex>>,
}

impl<'a> ProjectGenerator<'a> {
    pub(in crate::engine) fn new(
        model: &'a Model,
        population: &'a Population,
        luck: RandomStream,
        span: [Instant; 2],
        until: Instant,
    ) -> Self {
        let places = model.jurisdictions.len();
        let partners = indices::<JurisdictionIndex>(places)
            .map(|from| {
                let mut sum = 0.0;
                indices::<JurisdictionIndex>(places)
                    .filter(|to| model.simulated[from.index()][to.index()])
                    .filter(|to| population.researchers(*to) > 0)
                    .filter(|to| model.corridors[from.index()][to.index()] > 0.0)
                    .map(|to| {
                        sum += model.corridors[from.index()][to.index()];
                        (sum, to)
                    })
                    .collect()
            })
            .collect();
        Self {
            model,
            population,
            luck,
            span,
            until,
            partners,
            programmes: model.programmes_by_jurisdiction(),
        }
    }

    /// All projects that form in the span. `residents_before` are the residents of the first day
    /// and those that earlier posts would create.
    pub(in crate::engine) fn batch(&self, residents_before: &[PotentialResident]) -> Batch {
        // Room for slightly more than expected, because growing copies all.
        let expected = expected(self.model, self.population, self.span);
        let mut projects = Vec::with_capacity((expected * 1.02) as usize + 64);
        for place in indices(self.model.jurisdictions.len()) {
            self.led_from(place, 0..self.population.researchers(place), &mut projects);
        }
        let residents = self.made_by(&mut projects, residents_before.len());
        let everyone = residents_before.iter().chain(&residents);
        for (place, resident) in everyone.enumerate() {
            let index = ResidentIndex::from_index(place);
            self.led_by_resident(index, resident, &mut projects);
        }
        projects.sort_unstable_by_key(|potential| (potential.formed, potential.key));
        Batch {
            to: self.span[1],
            projects,
            residents,
        }
    }

    /// The same batch, drawn by all idle threads in tasks of `piece` researchers, a multiple of
    /// `LANES`.
    pub(in crate::engine) fn batch_in_parallel(
        &self,
        residents_before: &[PotentialResident],
        piece: usize,
    ) -> Batch {
        let pieces: Vec<(JurisdictionIndex, Range<u64>)> = indices(self.model.jurisdictions.len())
            .flat_map(|place| {
                let researchers = self.population.researchers(place);
                let firsts = (0..researchers).step_by(piece);
                firsts.map(move |first| (place, first..researchers.min(first + piece as u64)))
            })
            .collect();
        let led: Vec<Vec<PotentialProject>> = pieces
            .into_par_iter()
            .map(|(place, who)| {
                let mut projects = Vec::new();
                self.led_from(place, who, &mut projects);
                projects
            })
            .collect();
        let mut projects = led.concat();
        drop(led);
        let residents = self.made_by(&mut projects, residents_before.len());
        let every_resident: Vec<&PotentialResident> =
            residents_before.iter().chain(&residents).collect();
        let led: Vec<Vec<PotentialProject>> = every_resident
            .par_chunks(piece)
            .enumerate()
            .map(|(before, residents)| {
                let mut projects = Vec::new();
                for (place, resident) in (before * piece..).zip(residents) {
                    let index = ResidentIndex::from_index(place);
                    self.led_by_resident(index, resident, &mut projects);
                }
                projects
            })
            .collect();
        projects.extend(led.into_iter().flatten());
        projects.par_sort_unstable_by_key(|potential| (potential.formed, potential.key));
        Batch {
            to: self.span[1],
            projects,
            residents,
        }
    }

    /// Projects that some researchers of a jurisdiction would lead: for each a Poisson stream at
    /// the greatest rate of any field, thinned to her own. Her activity class and her standing
    /// partner set the pace of her stream.
    fn led_from(
        &self,
        place: JurisdictionIndex,
        among: Range<u64>,
        projects: &mut Vec<PotentialProject>,
    ) {
        let model = self.model;
        let pace = Pace::new(model, place);
        if pace.fastest() <= 0.0 {
            return;
        }
        // Most researchers form no project in the span, and one draw shows it, or two where their
        // class decides. A draw so close to the end that rounding matters is computed in full.
        let shortest_gap = YEAR_SECONDS / pace.fastest();
        let none_at_all = (1.0 - 1e-9) * libm::exp(-f64::from(self.span[1]) / shortest_gap);
        let people = people_key(model, place);
        for first in among.clone().step_by(LANES) {
            let who = std::array::from_fn::<_, LANES, _>(|i| people.with(first + i as u64));
            let gaps = self.luck.uniforms(who, Purpose::FormationGap, 0);
            for (researcher, (who, gap)) in (first..among.end).zip(who.into_iter().zip(gaps)) {
                if 1.0 - gap >= none_at_all {
                    let lead = (place, ResearcherIndex::from_index(researcher as usize), who);
                    self.led_by(lead, &pace, projects);
                }
            }
        }
    }

    /// Projects that one researcher would lead.
    fn led_by(
        &self,
        (place, researcher, who): (JurisdictionIndex, ResearcherIndex, Key),
        pace: &Pace,
        projects: &mut Vec<PotentialProject>,
    ) {
        let model = self.model;
        let habits = Habits::new(model, self.luck, who, pace);
        let stream = &pace.streams[usize::from(habits.standing.is_some())];
        let rate = stream.greatest * pace.reachable * habits.factor;
        if rate <= 0.0 {
            return;
        }
        let mean_gap = YEAR_SECONDS / rate;
        let mut formed = 0.0;
        // Her last project in this span.
        let mut last = None;
        for ordinal in 0_u32.. {
            let purposes = [Purpose::FormationGap, Purpose::Kind];
            let [u, v] = self.luck.uniform_pair(who, purposes, ordinal);
            formed += mean_gap * standard_exponential(u);
            if formed >= f64::from(self.span[1]) {
                self.mark_last(last, formed, projects);
                break;
            }
            if formed < f64::from(self.span[0]) {
                continue;
            }
            let field = field_of(model, self.luck, who);
            let mut v = v * stream.greatest;
            let kind = model.kinds.iter().zip(&stream.factors);
            let kind = kind
                .map(|(kind, factor)| (kind, *factor))
                .position(|(kind, factor)| {
                    if kind.resident_led {
                        return false;
                    }
                    v -= kind.rate_by_field[field.index()] * factor;
                    v < 0.0
                });
            if let Some(kind) = kind.map(ProjectKindIndex::from_index) {
                let key = who.with(u64::from(ordinal));
                let lead = (place, researcher);
                let partner = self.partner_of(key, (place, who), kind, (pace, &habits));
                if let Some(mut potential) = self.attainable(
                    key,
                    kind,
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

    /// How the partner of a researcher's project is found: with a keyed chance at her standing
    /// partner institution, otherwise by gravity.
    fn partner_of(
        &self,
        project: Key,
        (place, who): (JurisdictionIndex, Key),
        kind: ProjectKindIndex,
        (pace, habits): (&Pace, &Habits),
    ) -> Partner {
        let Some(u) = habits.standing else {
            return Partner::ByGravity;
        };
        let chance = pace.repeat_chance(self.model.kinds[kind].repeat_share);
        if !self.luck.happens(project, Purpose::Repeat, 0, chance) {
            return Partner::ByGravity;
        }
        let (at, institution) = self.standing_partner(place, who, u);
        Partner::Standing(at, institution)
    }

    /// A researcher's standing partner institution: the jurisdiction by gravity, for a uniform,
    /// then the institution by its size.
    pub(super) fn standing_partner(
        &self,
        place: JurisdictionIndex,
        who: Key,
        u: f64,
    ) -> (JurisdictionIndex, InstitutionIndex) {
        let at = self.partner_place(u, place);
        let v = self.luck.uniform(who, Purpose::StandingInstitution, 0);
        let member = self.population.researcher_at(at, v);
        (at, self.population.institution(at, member))
    }

    /// Marks the last project of a lead in this span: `next` is when she would form another.
    pub(super) fn mark_last(
        &self,
        last: Option<usize>,
        next: f64,
        projects: &mut [PotentialProject],
    ) {
        if let Some(last) = last {
            projects[last].leads_again = next < f64::from(self.until);
        }
    }

    /// A potential project, if it is attainable: it would find a partner with every enabler at its
    /// ceiling, and win with every call open. Others are not counted; their applications are part
    /// of the background of programmes.
    pub(super) fn attainable(
        &self,
        key: Key,
        kind: ProjectKindIndex,
        formed: Instant,
        (lead_at, lead): (JurisdictionIndex, ResearcherIndex),
        field: FieldIndex,
        partner: Partner,
    ) -> Option<PotentialProject> {
        let model = self.model;
        let definition = &model.kinds[kind];
        let meets = model.matching.as_ref().is_none_or(|matching| {
            self.luck
                .happens(key, Purpose::Matching, 0, matching.ceiling)
        });
        if !meets {
            return None;
        }
        let of_partner = [Purpose::PartnerJurisdiction, Purpose::PartnerResearcher];
        let [where_from, which] = self.luck.uniform_pair(key, of_partner, 0);
        let [host, worth] = self
            .luck
            .uniform_pair(key, [Purpose::Host, Purpose::Value], 0);
        let (named, resident) = match partner {
            Partner::ByGravity => (None, PackedOption::NONE),
            Partner::Standing(at, _) => (Some(at), PackedOption::NONE),
            Partner::OfResident(resident, origin) => (Some(origin), resident.into()),
        };
        let partner_at = named
            .filter(|&at| self.population.researchers(at) > 0)
            .unwrap_or_else(|| self.partner_place(where_from, lead_at));
        let mut potential = PotentialProject {
            key,
            formed,
            value: 0,
            lead,
            partner: ResearcherIndex::from_index(0),
            lead_institution: InstitutionIndex::from_index(0),
            partner_institution: InstitutionIndex::from_index(0),
            lead_at,
            partner_at,
            kind,
            field,
            lead_hosts: host < definition.hosted_by_lead,
            resident,
            makes: PackedOption::NONE,
            needs: 0,
            led_before: true,
            leads_again: true,
            believed_before: true,
            believed_again: true,
        };
        for (i, need) in with_indices::<NeedIndex, _>(&definition.needs) {
            let has = need.key.within(key);
            if self.luck.happens(has, Purpose::HasNeed, 0, need.share) {
                potential.needs |= 1 << i.index();
            }
        }
        if !self.would_win(&potential) {
            return None;
        }
        potential.partner = match partner {
            Partner::Standing(at, institution) => self.population.member_at(at, institution, which),
            Partner::ByGravity | Partner::OfResident(..) => {
                self.population.researcher_at(partner_at, which)
            }
        };
        potential.lead_institution = self.population.institution(lead_at, lead);
        potential.partner_institution = self.population.institution(partner_at, potential.partner);
        let value = definition.value.quantile(worth);
        potential.value = (value * 1e6).clamp(1.0, 1e15) as u64;
        Some(potential)
    }

    /// Whether the merit of a project wins every award that it needs.
    fn would_win(&self, potential: &PotentialProject) -> bool {
        let needs = &self.model.kinds[potential.kind].needs;
        with_indices(needs).all(|(i, need)| {
            if !need.awarded || !potential.has(i) {
                return true;
            }
            let key = need.key.within(potential.key);
            let (origin, _) = potential.on_side(need.from);
            let among = &self.programmes[origin.index()];
            which_programme(self.luck, key, among).is_none_or(|programme| {
                let success = self.model.programmes[programme].success;
                self.luck.uniform(key, Purpose::Merit, 0) > 1.0 - success
            })
        })
    }

    /// The partner's jurisdiction for a uniform.
    pub(super) fn partner_place(&self, u: f64, lead_at: JurisdictionIndex) -> JurisdictionIndex {
        let partners = &self.partners[lead_at.index()];
        let Some(&(total, last)) = partners.last() else {
            return lead_at;
        };
        let place = partners.partition_point(|&(sum, _)| sum <= u * total);
        partners.get(place).map_or(last, |&(_, to)| to)
    }
}

/// The programme to which a need would apply: a keyed pick among those of the
/// jurisdiction the money comes from.
#[must_use]
pub fn which_programme(
    luck: RandomStream,
    need: Key,
    among: &[ProgrammeIndex],
) -> Option<ProgrammeIndex> {
    let u = luck.uniform(need, Purpose::WhichProgramme, 0);
    let pick = ((u * among.len() as f64) as usize).min(among.len().saturating_sub(1));
    among.get(pick).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, build, load};

    /// Who draws a batch, and how many researchers at a time, changes nothing.
    #[test]
    fn a_batch_drawn_side_by_side_is_the_same() {
        let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
        let model = build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"));
        let population = Population::new(&model, 1);
        let end = model.frame.end;
        let generator = ProjectGenerator::new(
            &model,
            &population,
            RandomStream::new(1, 0),
            [Instant::START, end],
            end,
        );
        let first_residents = generator.first_residents();
        let alone = generator.batch(&first_residents);
        assert!(
            alone
                .projects
                .iter()
                .any(|potential| potential.resident.get().is_some())
                && first_residents.len() > 8
        );
        for piece in [8, 64, PIECE] {
            assert!(
                generator.batch_in_parallel(&first_residents, piece) == alone,
                "{piece} at a time"
            );
        }
    }
}
