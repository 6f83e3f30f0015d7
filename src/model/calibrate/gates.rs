//! What comes of those who reach a procedure: exempt, covered, shut out, filing.

use std::collections::BTreeMap;

use super::routes::{institutions, organisations_fill, researchers};
use super::visits::base;
use crate::draw::normal_quantile;
use crate::model::{DAY, Holder, Model, Scope};

/// Points of the law of institutions' sizes.
const POINTS: u32 = 16;

/// Days of a year.
const YEAR_DAYS: f64 = 365.25;

/// Shares of those who reach a procedure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gate {
    /// They file.
    pub filed: f64,
    /// They get past it in the end.
    pub pass: f64,
    /// They are not turned away at once.
    pub open: f64,
    /// They ask whether a permit covers them.
    pub asked: f64,
    /// Of those not covered: a grant results.
    pub granted: f64,
}

/// The gate of a procedure: `covered` of those who ask hold a permit, `aware` of
/// the others know the procedure, `success` of filings are granted.
pub fn gate(model: &Model, procedure: usize, covered: f64, aware: f64, success: f64) -> Gate {
    let of = &model.procedures[procedure];
    let value = |slot| base(model, slot);
    let replaced: f64 = of
        .replaced_by
        .iter()
        .map(|&other| 1.0 - value(model.procedures[other].in_force))
        .product();
    let asked = value(of.in_force) * replaced * (1.0 - value(of.exempt));
    let adhoc = of.adhoc.as_ref().map_or(0.0, |_| value(of.adhoc_share));
    let pathway = value(of.pathway) + (1.0 - value(of.pathway)) * adhoc;
    let clear = 1.0 - value(of.unclear) * (1.0 - value(of.unclear_file));
    let files = pathway * clear * aware;
    let needed = asked * (1.0 - covered);
    Gate {
        filed: needed * files,
        pass: 1.0 - needed * (1.0 - files * success),
        open: 1.0 - needed * (1.0 - files),
        asked,
        granted: files * success,
    }
}

/// Yearly demand on a procedure by corridor: those who ask for cover.
pub type Demand = BTreeMap<(usize, usize), f64>;

/// Share of those who ask that a valid permit covers, by corridor, and the share
/// over all. A holder with demand a year d of which g lead to a grant valid for v
/// years is covered d g v / (1 + d g v) of the time (renewal on demand).
pub fn coverage(
    model: &Model,
    procedure: usize,
    demand: &Demand,
    granted: f64,
) -> (BTreeMap<(usize, usize), f64>, f64) {
    let of = &model.procedures[procedure];
    let years = base(model, of.valid_days) / YEAR_DAYS;
    let whole: f64 = demand.values().sum();
    if years <= 0.0 || of.holder == Holder::project || whole <= 0.0 {
        return (BTreeMap::new(), 0.0);
    }
    let mut covered = BTreeMap::new();
    let mut sum = 0.0;
    for ((origin, destination), own) in demand {
        let shared: f64 = demand
            .iter()
            .filter(|((from, to), _)| match (of.scope, of.holder) {
                (Scope::corridor, _) => from == origin && to == destination,
                // A researcher's permit is her own; an institution's serves all.
                (Scope::all, Holder::researcher) => from == origin,
                (Scope::all, Holder::institution | Holder::project) => true,
            })
            .map(|(_, demand)| demand)
            .sum();
        let share = match of.holder {
            Holder::researcher => {
                // Who stays within one jurisdiction is a resident.
                let stay = model.stays[*origin]
                    .as_ref()
                    .filter(|_| origin == destination);
                let holders = stay
                    .map_or(researchers(model, *origin), |stay| {
                        f64::from(stay.stock / model.frame.scale)
                    })
                    .max(1.0);
                held(shared / holders * granted * years)
            }
            Holder::institution => {
                let holders = institutions(model, of.jurisdiction);
                let mean = shared / holders * granted * years;
                over_sizes(model, of.jurisdiction, |size| held(mean * size))
            }
            Holder::project => 0.0,
        };
        covered.insert((*origin, *destination), share);
        sum += own * share;
    }
    (covered, sum / whole)
}

fn held(expected: f64) -> f64 {
    expected / (1.0 + expected)
}

/// The demand a year of one holder at which the stated share of those who ask is
/// covered; the first day's permits are drawn with it.
pub fn demand_a_holder(model: &Model, procedure: usize, covered: f64) -> f64 {
    let days = base(model, model.procedures[procedure].valid_days);
    if days <= 0.0 || covered <= 0.0 {
        return 0.0;
    }
    covered / (1.0 - covered).max(1e-9) * YEAR_DAYS / days
}

/// Share of applicants who know a procedure: by themselves, by their own memory
/// of a filing, by word, or by their institution's memory.
pub fn aware(model: &Model, procedure: usize, filed: f64) -> f64 {
    let of = &model.procedures[procedure];
    let share = base(model, of.aware);
    let Some(awareness) = model.awareness.get(&of.channel) else {
        return share;
    };
    let spread = awareness.organisation_share * organisations_fill(model, of.jurisdiction);
    let share = 1.0 - (1.0 - share) * (1.0 - spread);
    // Memories last exponentially long: those alive are Poisson (M/G/infinity).
    let years = awareness.half_life_days / core::f64::consts::LN_2 / YEAR_DAYS;
    let told = 1.0 + f64::from(awareness.collaborators) * awareness.word_share;
    let alone = filed / researchers(model, of.jurisdiction).max(1.0) * told * years;
    let house = filed / institutions(model, of.jurisdiction) * years;
    let remembered = over_sizes(model, of.jurisdiction, |size| {
        1.0 - crate::draw::exp(-house * size)
    });
    let unaware =
        (1.0 - share) * crate::draw::exp(-alone) * (1.0 - awareness.institution_share * remembered);
    1.0 - unaware
}

/// Mean of a quantity over applicants, whose institutions are larger than the
/// mean institution: sizes are lognormal, weighted by themselves.
fn over_sizes(model: &Model, place: usize, of: impl Fn(f64) -> f64) -> f64 {
    let cv = model.jurisdictions[place].institution_cv;
    let variance = libm::log1p(cv * cv);
    let deviation = libm::sqrt(variance);
    let sum: f64 = (0..POINTS)
        .map(|point| {
            let u = (f64::from(point) + 0.5) / f64::from(POINTS);
            of(crate::draw::exp(
                deviation * normal_quantile(u) + variance / 2.0,
            ))
        })
        .sum();
    sum / f64::from(POINTS)
}

/// Mean seconds of the wall clock of a duration, by the open share of the
/// calendar it runs in.
pub fn wall_seconds(duration: &crate::model::Duration, open_share: f64) -> f64 {
    let mean = duration.law.mean();
    if duration.working && open_share > 0.0 {
        mean / open_share
    } else {
        mean
    }
}

/// Seconds as days.
pub fn days(seconds: f64) -> f64 {
    seconds / f64::from(DAY)
}
