//! Which share of those who ask a valid permit covers.
//!
//! A holder asks d times a year. The share g of requests leads to a grant, valid for v years on
//! average, and with renewal on demand a permit covers the holder d g v / (1 + d g v) of the time.
//! Holders differ: a lead asks by her activity class, and more often where her standing partner
//! is. The share of requests that is covered is then the mean over holders, weighted by how often
//! each asks.

use std::collections::BTreeMap;
use std::ops::AddAssign;

use super::gates::{Door, Sizes};
use super::network::{Corridor, Network};
use super::routes::{institutions, researchers};
use super::visits::base;
use crate::id::indices;
use crate::model::{AreaIndex, Holder, Model, Procedure, ProcedureIndex, Scope};
use crate::time::YEAR_DAYS;

/// Those who ask for cover a year.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Demand {
    pub all: f64,
    /// Of these: leads of projects.
    pub led: f64,
    /// Of leads: with their standing partners.
    pub repeated: f64,
}

impl AddAssign for Demand {
    fn add_assign(&mut self, other: Self) {
        self.all += other.all;
        self.led += other.led;
        self.repeated += other.repeated;
    }
}

impl Demand {
    fn times(self, factor: f64) -> Self {
        Self {
            all: self.all * factor,
            led: self.led * factor,
            repeated: self.repeated * factor,
        }
    }
}

/// Permits that the demand on an area keeps valid, were nobody ever covered, with the share of
/// researchers whose standing partner is there.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Kept {
    permits: Demand,
    standing: f64,
}

/// The demand on areas, whose procedures honour each other's permits.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OfAreas {
    /// By area and, for permits of researchers, origin.
    kept: BTreeMap<(AreaIndex, usize), Kept>,
    /// By area: grants a year, and the years for which they are valid, summed.
    grants: BTreeMap<AreaIndex, (f64, f64)>,
}

impl OfAreas {
    /// The demand on all areas, with what each procedure grants.
    pub fn new(model: &Model, network: &Network, demand: &[Demand], doors: &[Door]) -> Self {
        let mut areas = Self::default();
        if model.areas.is_empty() {
            return areas;
        }
        let mut ends: Vec<(AreaIndex, Corridor)> = Vec::new();
        for ((procedure, corridor), demand) in network.asked.iter().zip(demand) {
            let rules = &model.procedures[*procedure];
            let Some(area) = rules.area else { continue };
            let granted = doors[procedure.index()].granted();
            let years = base(model, rules.valid_days) / YEAR_DAYS;
            let kept = areas
                .kept
                .entry((area, holders_from(rules, *corridor)))
                .or_default();
            kept.permits += demand.times(granted * years);
            let (grants, of_years) = areas.grants.entry(area).or_default();
            *grants += demand.all * granted;
            *of_years += demand.all * granted * years;
            ends.push((area, *corridor));
        }
        ends.sort_unstable();
        ends.dedup();
        for (area, (origin, destination)) in ends {
            if let Some(kept) = areas.kept.get_mut(&(area, origin)) {
                kept.standing += model.corridors[origin][destination];
            }
        }
        areas
    }

    /// How long the permits of an area are valid on average, in days.
    fn valid_days(&self, area: AreaIndex) -> Option<f64> {
        let (grants, years) = self.grants.get(&area)?;
        (*grants > 0.0).then(|| years / grants * YEAR_DAYS)
    }
}

/// Where the holders of a permit of an area are counted: researchers by origin, institutions
/// together.
fn holders_from(rules: &Procedure, (origin, _): Corridor) -> usize {
    match rules.holder {
        Holder::researcher => origin,
        Holder::institution | Holder::project => usize::MAX,
    }
}

/// Share of those who ask that a valid permit covers, by corridor, and the share over all.
///
/// `asked` are the procedure's corridors in order, `demand` those who ask for cover
/// on each a year; `covered` is set.
pub fn coverage(
    (model, sizes, areas): (&Model, &Sizes, &OfAreas),
    (asked, demand): (&[(ProcedureIndex, Corridor)], &[Demand]),
    granted: f64,
    covered: &mut [f64],
) -> f64 {
    covered.fill(0.0);
    let Some((procedure, _)) = asked.first() else {
        return 0.0;
    };
    let rules = &model.procedures[*procedure];
    let years = base(model, rules.valid_days) / YEAR_DAYS;
    let whole: f64 = demand.iter().map(|demand| demand.all).sum();
    if years <= 0.0 || rules.holder == Holder::project || whole <= 0.0 {
        return 0.0;
    }
    let mut sum = 0.0;
    // The corridors of one origin are together.
    let mut from_origin = (usize::MAX, Kept::default());
    for (number, (_, corridor)) in asked.iter().enumerate() {
        let (origin, destination) = *corridor;
        let kept_by_area = rules
            .area
            .and_then(|area| areas.kept.get(&(area, holders_from(rules, *corridor))));
        let (kept, each) = match (rules.scope, rules.holder, kept_by_area) {
            (Scope::area, _, Some(kept)) => (*kept, [1.0, 1.0]),
            (Scope::corridor, ..) => {
                let standing = model.corridors[origin][destination];
                let permits = demand[number];
                (Kept { permits, standing }, [granted, years])
            }
            // A researcher's permit is her own; an institution's serves all.
            (Scope::all | Scope::area, Holder::researcher, _) => {
                if from_origin.0 != origin {
                    let same = asked[number..].partition_point(|(_, (from, _))| *from == origin);
                    let these = number..number + same;
                    from_origin = (
                        origin,
                        together(model, &asked[these.clone()], &demand[these]),
                    );
                }
                (from_origin.1, [granted, years])
            }
            (Scope::all | Scope::area, Holder::institution | Holder::project, _) => {
                (together(model, asked, demand), [granted, years])
            }
        };
        let share = match rules.holder {
            Holder::researcher => {
                // Who stays within one jurisdiction is a resident.
                let stay = model.stays[origin]
                    .as_ref()
                    .filter(|_| origin == destination);
                let holders = stay
                    .map_or(researchers(model, origin), |stay| {
                        f64::from(stay.stock / model.frame.scale)
                    })
                    .max(1.0);
                held_by_researchers(model, kept, holders, each)
            }
            Holder::institution => {
                let holders = institutions(model, rules.jurisdiction.index());
                let mean = kept.permits.all / holders * each[0] * each[1];
                sizes.mean(rules.jurisdiction.index(), |size| held(mean * size))
            }
            Holder::project => 0.0,
        };
        covered[number] = share;
        sum += demand[number].all * share;
    }
    sum / whole
}

/// The demand on corridors together, and the share of researchers whose standing partner is at
/// their end.
fn together(model: &Model, asked: &[(ProcedureIndex, Corridor)], demand: &[Demand]) -> Kept {
    let mut kept = Kept::default();
    for ((_, (origin, destination)), demand) in asked.iter().zip(demand) {
        kept.permits += *demand;
        kept.standing += model.corridors[*origin][*destination];
    }
    kept
}

/// Share of those who ask that is covered, where researchers ask by activity class and where
/// some of them have their standing partner. `each` turns demand into permits kept.
fn held_by_researchers(model: &Model, kept: Kept, holders: f64, each: [f64; 2]) -> f64 {
    let Kept { permits, standing } = kept;
    let of_each = |demand: f64| demand / holders * each[0] * each[1];
    if model.activities.is_empty() && permits.repeated <= 0.0 {
        return held(of_each(permits.all));
    }
    let classes: Vec<(f64, f64)> = if model.activities.is_empty() {
        vec![(1.0, 1.0)]
    } else {
        let classes = model.activities.iter();
        classes.map(|class| (class.share, class.factor)).collect()
    };
    // Who has her standing partner there makes all the repeated projects there.
    let standing = standing.clamp(f64::MIN_POSITIVE, 1.0);
    let anew = permits.led - permits.repeated;
    let (mut sum, mut whole) = (0.0, 0.0);
    for (share, factor) in classes {
        for (part, repeated) in [
            (standing, permits.repeated / standing),
            (1.0 - standing, 0.0),
        ] {
            let kept = of_each(permits.all - permits.led + factor * (anew + repeated));
            sum += share * part * kept * held(kept);
            whole += share * part * kept;
        }
    }
    if whole > 0.0 { sum / whole } else { 0.0 }
}

fn held(expected: f64) -> f64 {
    expected / (1.0 + expected)
}

/// Sets the permits of the first day: the demand a year of one holder at which the share of those
/// who ask is covered. The procedures of one area have the same.
pub fn set_first_permits(
    model: &mut Model,
    network: &Network,
    areas: &OfAreas,
    demand: &[Demand],
    covered: &[f64],
) {
    let demand_on = |number: ProcedureIndex| -> f64 {
        let own = demand[network.asked_of(number)].iter();
        own.map(|demand| demand.all).sum()
    };
    let mut of_area: BTreeMap<AreaIndex, (f64, f64)> = BTreeMap::new();
    for number in indices::<ProcedureIndex>(covered.len()) {
        if let Some(area) = model.procedures[number].area {
            let (sum, whole) = of_area.entry(area).or_default();
            let asked = demand_on(number);
            *sum += asked * covered[number.index()];
            *whole += asked;
        }
    }
    for number in indices::<ProcedureIndex>(covered.len()) {
        let rules = &model.procedures[number];
        let own = covered[number.index()];
        let area_valid_days = rules.area.and_then(|area| areas.valid_days(area));
        let days = area_valid_days.unwrap_or(base(model, rules.valid_days));
        let share = rules.area.map_or(own, |area| {
            let (sum, whole) = of_area[&area];
            if whole > 0.0 { sum / whole } else { 0.0 }
        });
        let rules = &mut model.procedures[number];
        rules.demand_a_holder = demand_a_holder(share, days);
        rules.area_valid_days = area_valid_days;
    }
}

fn demand_a_holder(covered: f64, days: f64) -> f64 {
    if days <= 0.0 || covered <= 0.0 {
        return 0.0;
    }
    covered / (1.0 - covered).max(1e-9) * YEAR_DAYS / days
}
