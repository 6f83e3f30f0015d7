//! The population: institutions and researchers.

use crate::draw::{Distribution, Key, Purpose, RandomStream};
use crate::id::with_indices;
use crate::model::{FieldIndex, InstitutionIndex, JurisdictionIndex, Model, ResearcherIndex};

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
        let luck = RandomStream::new(seed, u64::MAX);
        let mut first = Vec::new();
        let mut institutions = 0;
        let ends: Vec<Vec<u64>> = model
            .jurisdictions
            .iter()
            .map(|place| {
                first.push(institutions);
                let researchers = place.researchers / u64::from(model.frame.scale);
                let distribution =
                    Distribution::lognormal(place.institution_mean, place.institution_cv);
                let mut ends = Vec::new();
                let mut sum = 0;
                while sum < researchers {
                    let key = place.key.with(ends.len() as u64);
                    let size =
                        distribution.quantile(luck.uniform(key, Purpose::InstitutionSize, 0));
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
    pub fn researchers(&self, jurisdiction: JurisdictionIndex) -> u64 {
        self.ends[jurisdiction.index()].last().copied().unwrap_or(0)
    }

    /// The researcher of a jurisdiction for a uniform.
    #[must_use]
    pub fn researcher_at(&self, jurisdiction: JurisdictionIndex, u: f64) -> ResearcherIndex {
        ResearcherIndex::from_index((u * self.researchers(jurisdiction) as f64) as usize)
    }

    /// The researcher of an institution for a uniform.
    #[must_use]
    pub fn member_at(
        &self,
        jurisdiction: JurisdictionIndex,
        institution: InstitutionIndex,
        u: f64,
    ) -> ResearcherIndex {
        let (first, count) = self.members(jurisdiction, institution);
        ResearcherIndex::from_index((first as f64 + (u * count as f64).floor()) as usize)
    }

    /// Institutions of a jurisdiction.
    #[must_use]
    pub fn institutions_of(&self, jurisdiction: JurisdictionIndex) -> u32 {
        self.ends[jurisdiction.index()].len() as u32
    }

    /// A researcher's institution; in a jurisdiction without researchers, index 0.
    #[must_use]
    pub fn institution(
        &self,
        jurisdiction: JurisdictionIndex,
        researcher: ResearcherIndex,
    ) -> InstitutionIndex {
        let ends = &self.ends[jurisdiction.index()];
        let researcher = researcher.index() as u64;
        InstitutionIndex::from_index(ends.partition_point(|&end| end <= researcher))
    }

    /// An institution's number among all.
    #[must_use]
    pub fn number(&self, jurisdiction: JurisdictionIndex, institution: InstitutionIndex) -> u32 {
        self.first[jurisdiction.index()] + institution.index() as u32
    }

    /// The researchers of an institution: first and count.
    #[must_use]
    pub fn members(
        &self,
        jurisdiction: JurisdictionIndex,
        institution: InstitutionIndex,
    ) -> (u64, u64) {
        let ends = &self.ends[jurisdiction.index()];
        let i = institution.index();
        let start = if i == 0 { 0 } else { ends[i - 1] };
        (start, ends[i] - start)
    }
}

/// The key under which a jurisdiction's researchers are numbered.
#[must_use]
pub fn people_key(model: &Model, jurisdiction: JurisdictionIndex) -> Key {
    model.jurisdictions[jurisdiction].key.with(0x5245_5345)
}

/// A researcher's field.
#[must_use]
pub fn field_of(model: &Model, luck: RandomStream, researcher: Key) -> FieldIndex {
    let mut u = luck.uniform(researcher, Purpose::ResearcherField, 0);
    for (index, field) in with_indices(&model.fields) {
        if u < field.share {
            return index;
        }
        u -= field.share;
    }
    FieldIndex::from_index(model.fields.len().saturating_sub(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load;
    use crate::compile::{Options, build};
    use crate::id::{indices, with_indices};

    /// A researcher's institution is that of a plain list of who works where, whose sizes
    /// add up to the researchers of each jurisdiction.
    #[test]
    fn institutions_stand_side_by_side() {
        let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
        let model = build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"));
        let population = Population::new(&model, 1);
        let mut number = 0;
        for (place, jurisdiction) in with_indices(&model.jurisdictions) {
            let institutions = population.institutions_of(place);
            let numbers = || indices::<InstitutionIndex>(institutions as usize);
            let plain: Vec<InstitutionIndex> = numbers()
                .flat_map(|institution| {
                    let (_, count) = population.members(place, institution);
                    std::iter::repeat_n(institution, count as usize)
                })
                .collect();
            assert_eq!(plain.len() as u64, jurisdiction.researchers);
            assert_eq!(population.researchers(place), jurisdiction.researchers);
            for (researcher, &institution) in plain.iter().enumerate() {
                let looked_up =
                    population.institution(place, ResearcherIndex::from_index(researcher));
                assert_eq!(
                    looked_up, institution,
                    "{researcher} of {}",
                    jurisdiction.id
                );
                let (first, count) = population.members(place, institution);
                assert!((first..first + count).contains(&(researcher as u64)));
            }
            for institution in numbers() {
                assert_eq!(population.number(place, institution), number);
                number += 1;
            }
        }
        assert_eq!(population.institutions, number);
    }
}
