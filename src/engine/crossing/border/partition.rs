//! Which jurisdictions run in parallel.

use crate::engine::people::expected::expected_with_each;
use crate::engine::people::population::Population;
use crate::id::indices;
use crate::model::{JurisdictionIndex, Model, Place};

/// Approximate events of a project at its lead and at its partner, of a background case at each
/// step, of a resident's year and of each of her filings. They only balance threads.
const EVENTS_OF_LEAD: f64 = 2.0;
const EVENTS_OF_PARTNER: f64 = 1.4;
const EVENTS_OF_BACKGROUND_STEP: f64 = 3.0;
const EVENTS_OF_RESIDENT: f64 = 1.0;
const EVENTS_OF_FILING: f64 = 6.0;

/// Each jurisdiction's part of a run. Jurisdictions exchange messages only at midnight, so parts
/// simulate a day independently; no partition changes a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    part_by_jurisdiction: Vec<usize>,
    parts: usize,
}

impl Partition {
    /// All jurisdictions together.
    #[must_use]
    pub fn whole(jurisdictions: usize) -> Self {
        Self {
            part_by_jurisdiction: vec![0; jurisdictions],
            parts: 1,
        }
    }

    /// At most `parts` parts of about equal load. Jurisdictions that share offices stay together.
    #[must_use]
    pub fn balanced(model: &Model, population: &Population, parts: usize) -> Self {
        let jurisdictions = model.jurisdictions.len();
        if parts <= 1 {
            return Self::whole(jurisdictions);
        }
        let groups = first_of_group(model);
        let mut load = vec![0.0; jurisdictions];
        for lead in indices::<JurisdictionIndex>(jurisdictions) {
            for (partner, rate) in expected_with_each(model, population, lead) {
                load[groups[lead.index()]] += EVENTS_OF_LEAD * rate;
                load[groups[partner.index()]] += EVENTS_OF_PARTNER * rate;
            }
        }
        for procedure in &model.procedures {
            let cases = procedure.background_a_year / f64::from(model.frame.scale);
            let steps = procedure.steps.len() as f64;
            load[groups[procedure.jurisdiction.index()]] +=
                EVENTS_OF_BACKGROUND_STEP * cases * steps;
        }
        for (place, stay) in model.stays.iter().enumerate() {
            let Some(stay) = stay else { continue };
            let residents = f64::from(stay.stock / model.frame.scale);
            let filings: f64 = stay.bundle.iter().map(|(_, _, share)| share).sum();
            load[groups[place]] += residents * (EVENTS_OF_RESIDENT + EVENTS_OF_FILING * filings);
        }
        let mut heaviest: Vec<usize> = (0..jurisdictions)
            .filter(|&group| groups[group] == group)
            .collect();
        heaviest.sort_by(|a, b| load[*b].total_cmp(&load[*a]));
        let parts = parts.min(heaviest.len()).max(1);
        // The heaviest group first, each to the part with the least load.
        let mut sums = vec![0.0; parts];
        let mut of_group = vec![0; jurisdictions];
        for group in heaviest {
            let least = (0..parts).min_by(|a, b| f64::total_cmp(&sums[*a], &sums[*b]));
            of_group[group] = least.unwrap_or(0);
            sums[of_group[group]] += load[group];
        }
        Self {
            part_by_jurisdiction: groups.iter().map(|group| of_group[*group]).collect(),
            parts,
        }
    }

    /// Each jurisdiction's part as given; jurisdictions that share offices follow the first of
    /// their group.
    ///
    /// # Panics
    ///
    /// If a jurisdiction has none.
    #[must_use]
    pub fn stated(model: &Model, parts: &[usize]) -> Self {
        let groups = first_of_group(model);
        let part_by_jurisdiction: Vec<usize> = groups.iter().map(|group| parts[*group]).collect();
        let parts = part_by_jurisdiction.iter().max().map_or(1, |last| last + 1);
        Self {
            part_by_jurisdiction,
            parts,
        }
    }

    /// The part of a jurisdiction.
    #[inline]
    #[must_use]
    pub fn part_of(&self, jurisdiction: JurisdictionIndex) -> usize {
        self.part_by_jurisdiction[jurisdiction.index()]
    }

    /// Parts.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts
    }
}

/// The jurisdiction that each office serves: that of its first procedure, wherever the office is.
/// A consulate serves its state.
#[must_use]
pub(in crate::engine) fn serves(model: &Model) -> Vec<JurisdictionIndex> {
    let of_offices = model.offices.iter();
    let mut serves: Vec<JurisdictionIndex> = of_offices.map(|office| office.jurisdiction).collect();
    for procedure in model.procedures.iter().rev() {
        for step in &procedure.steps {
            if let Place::Office(office) = step.place {
                serves[office.index()] = procedure.jurisdiction;
            }
        }
    }
    serves
}

/// For each jurisdiction, the first jurisdiction of its group, which shares offices.
fn first_of_group(model: &Model) -> Vec<usize> {
    let mut group: Vec<usize> = (0..model.jurisdictions.len()).collect();
    let mut join = |a: JurisdictionIndex, b: JurisdictionIndex| {
        let (a, b) = (a.index(), b.index());
        let (a, b) = (group[a].min(group[b]), group[a].max(group[b]));
        for member in &mut group {
            if *member == b {
                *member = a;
            }
        }
    };
    let serves = serves(model);
    for procedure in &model.procedures {
        for step in &procedure.steps {
            if let Place::Office(office) = step.place {
                join(procedure.jurisdiction, serves[office.index()]);
            }
        }
    }
    for programme in &model.programmes {
        for procedure in [programme.agree, programme.remit].into_iter().flatten() {
            let place = model.procedures[procedure].jurisdiction;
            join(programme.jurisdiction, place);
        }
    }
    group
}
