//! Which jurisdictions run side by side.

use crate::engine::people::expected::expected_with_each;
use crate::engine::people::population::Population;
use crate::id::indices;
use crate::model::{JurisdictionIndex, Model, Place};

/// About how many events come of a project where its lead and where its partner lives,
/// of a background case at each step, of a resident's year and of each of her
/// filings. They balance threads, nothing else.
const OF_LEAD: f64 = 2.0;
const OF_PARTNER: f64 = 1.4;
const OF_OTHER_CASE: f64 = 3.0;
const OF_RESIDENT: f64 = 1.0;
const OF_HER_FILING: f64 = 6.0;

/// Each jurisdiction's part of a run. What passes between jurisdictions waits for midnight,
/// so that parts go through a day without one another; how jurisdictions are parted
/// changes no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partition {
    /// The part of each jurisdiction.
    of: Vec<usize>,
    /// Parts.
    parts: usize,
}

impl Partition {
    /// All jurisdictions together.
    #[must_use]
    pub fn whole(jurisdictions: usize) -> Self {
        Self {
            of: vec![0; jurisdictions],
            parts: 1,
        }
    }

    /// As many parts, or as there can be, with about as much to do for each. What shares
    /// offices stays together.
    #[must_use]
    pub fn balanced(model: &Model, population: &Population, parts: usize) -> Self {
        let jurisdictions = model.jurisdictions.len();
        if parts <= 1 {
            return Self::whole(jurisdictions);
        }
        let groups = together(model);
        let mut load = vec![0.0; jurisdictions];
        for lead in indices::<JurisdictionIndex>(jurisdictions) {
            for (partner, rate) in expected_with_each(model, population, lead) {
                load[groups[lead.index()]] += OF_LEAD * rate;
                load[groups[partner.index()]] += OF_PARTNER * rate;
            }
        }
        for procedure in &model.procedures {
            let cases = procedure.background_a_year / f64::from(model.frame.scale);
            let steps = procedure.steps.len() as f64;
            load[groups[procedure.jurisdiction.index()]] += OF_OTHER_CASE * cases * steps;
        }
        for (place, stay) in model.stays.iter().enumerate() {
            let Some(stay) = stay else { continue };
            let residents = f64::from(stay.stock / model.frame.scale);
            let filings: f64 = stay.bundle.iter().map(|(_, _, share)| share).sum();
            load[groups[place]] += residents * (OF_RESIDENT + OF_HER_FILING * filings);
        }
        let mut heaviest: Vec<usize> = (0..jurisdictions)
            .filter(|&own| groups[own] == own)
            .collect();
        heaviest.sort_by(|a, b| load[*b].total_cmp(&load[*a]));
        let parts = parts.min(heaviest.len()).max(1);
        // The heaviest first, each to the part that has least to do.
        let mut sums = vec![0.0; parts];
        let mut of_group = vec![0; jurisdictions];
        for group in heaviest {
            let least = (0..parts).min_by(|a, b| f64::total_cmp(&sums[*a], &sums[*b]));
            of_group[group] = least.unwrap_or(0);
            sums[of_group[group]] += load[group];
        }
        Self {
            of: groups.iter().map(|group| of_group[*group]).collect(),
            parts,
        }
    }

    /// Each jurisdiction's part as stated; what shares offices follows the first of its
    /// group.
    ///
    /// # Panics
    ///
    /// If a jurisdiction has none.
    #[must_use]
    pub fn stated(model: &Model, of: &[usize]) -> Self {
        let groups = together(model);
        let of: Vec<usize> = groups.iter().map(|group| of[*group]).collect();
        let parts = of.iter().max().map_or(1, |last| last + 1);
        Self { of, parts }
    }

    /// The part of a jurisdiction.
    #[inline]
    #[must_use]
    pub fn part_of(&self, jurisdiction: JurisdictionIndex) -> usize {
        self.of[jurisdiction.index()]
    }

    /// Parts.
    #[must_use]
    pub fn parts(&self) -> usize {
        self.parts
    }
}

/// The jurisdiction that each office serves: that of its procedures, of the first of them,
/// wherever it stands. A consulate serves its state.
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

/// For each jurisdiction the first of those with which it shares offices.
fn together(model: &Model) -> Vec<usize> {
    let mut group: Vec<usize> = (0..model.jurisdictions.len()).collect();
    let mut join = |a: JurisdictionIndex, b: JurisdictionIndex| {
        let (a, b) = (a.index(), b.index());
        let (a, b) = (group[a].min(group[b]), group[a].max(group[b]));
        for own in &mut group {
            if *own == b {
                *own = a;
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
