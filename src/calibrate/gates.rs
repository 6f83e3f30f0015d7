//! What comes of those who reach a procedure: exempt, covered, shut out, filing.

use super::dates::in_plan;
use super::routes::{institutions, organisations_fill, researchers};
use super::visits::base;
use crate::draw::normal_quantile;
use crate::model::{DAY, Model};
use crate::time::YEAR_DAYS;

/// Points of the distribution of institutions' sizes.
const POINTS: usize = 16;

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
}

impl Gate {
    /// The gate as those find it who are not turned away at once.
    pub fn of_admitted(self) -> Self {
        let (filed, pass) = if self.open > 0.0 {
            (self.filed / self.open, self.pass / self.open)
        } else {
            (0.0, 1.0)
        };
        Self {
            filed,
            pass,
            open: 1.0,
            asked: self.asked,
        }
    }
}

/// A procedure as everybody finds it, whatever permits they hold.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Door {
    /// Share who ask whether a permit covers them.
    asked: f64,
    /// Of those not covered: they file.
    files: f64,
    /// Of filings: granted.
    success: f64,
}

impl Door {
    /// The door of a procedure: `aware` of those not covered know it, `success` of
    /// filings are granted.
    pub fn new(model: &Model, procedure: usize, aware: f64, success: f64) -> Self {
        let rules = &model.procedures[procedure];
        let value = |lever| base(model, lever);
        let replaced: f64 = rules
            .replaced_by
            .iter()
            .map(|&other| 1.0 - value(model.procedures[other].in_force))
            .product();
        let adhoc = rules
            .adhoc
            .as_ref()
            .map_or(0.0, |_| value(rules.adhoc_share));
        let pathway = value(rules.pathway) + (1.0 - value(rules.pathway)) * adhoc;
        let pathway = pathway * (1.0 - value(rules.plan) * (1.0 - in_plan(model, procedure)));
        let clear = 1.0 - value(rules.unclear) * (1.0 - value(rules.unclear_file));
        Self {
            asked: value(rules.in_force) * replaced * (1.0 - value(rules.exempt)),
            files: pathway * clear * aware,
            success,
        }
    }

    /// Of those not covered: a grant results.
    pub fn granted(self) -> f64 {
        self.files * self.success
    }

    /// What comes of those who reach it, if `covered` of those who ask hold a permit.
    pub fn gate(self, covered: f64) -> Gate {
        let needed = self.asked * (1.0 - covered);
        Gate {
            filed: needed * self.files,
            pass: 1.0 - needed * (1.0 - self.granted()),
            open: 1.0 - needed * (1.0 - self.files),
            asked: self.asked,
        }
    }
}

/// Sizes of the institutions of each jurisdiction over the mean, as applicants find
/// them: lognormal, weighted by themselves.
#[derive(Debug, Clone, PartialEq)]
pub struct Sizes(Vec<[f64; POINTS]>);

impl Sizes {
    /// The sizes in all jurisdictions.
    pub fn new(model: &Model) -> Self {
        let sizes = model.jurisdictions.iter().map(|jurisdiction| {
            let cv = jurisdiction.institution_cv;
            let variance = libm::log1p(cv * cv);
            let deviation = libm::sqrt(variance);
            std::array::from_fn(|point| {
                let u = (point as f64 + 0.5) / POINTS as f64;
                crate::draw::exp(deviation * normal_quantile(u) + variance / 2.0)
            })
        });
        Self(sizes.collect())
    }

    /// Mean of a quantity over the applicants of a jurisdiction.
    pub fn mean(&self, place: usize, function: impl Fn(f64) -> f64) -> f64 {
        let sum: f64 = self.0[place].iter().map(|size| function(*size)).sum();
        sum / POINTS as f64
    }
}

/// Share of applicants who know a procedure: by themselves, by their own memory
/// of a filing, by word, or by their institution's memory.
pub fn aware(model: &Model, sizes: &Sizes, procedure: usize, filed: f64) -> f64 {
    let rules = &model.procedures[procedure];
    let share = base(model, rules.aware);
    let Some(awareness) = model.awareness.get(&rules.channel) else {
        return share;
    };
    let spread =
        awareness.organisation_share * organisations_fill(model, rules.jurisdiction.index());
    let share = 1.0 - (1.0 - share) * (1.0 - spread);
    // Memories last exponentially long: those alive are Poisson (M/G/infinity).
    let years = awareness.half_life_days / core::f64::consts::LN_2 / YEAR_DAYS;
    let informed = 1.0 + f64::from(awareness.collaborators) * awareness.word_share;
    let alone = filed / researchers(model, rules.jurisdiction.index()).max(1.0) * informed * years;
    let house = filed / institutions(model, rules.jurisdiction.index()) * years;
    let remembered = sizes.mean(rules.jurisdiction.index(), |size| {
        1.0 - crate::draw::exp(-house * size)
    });
    let unaware =
        (1.0 - share) * crate::draw::exp(-alone) * (1.0 - awareness.institution_share * remembered);
    1.0 - unaware
}

/// Mean seconds of the wall clock of a duration, by the open share of the
/// calendar it runs in.
pub fn wall_seconds(duration: &crate::model::Duration, open_share: f64) -> f64 {
    let mean = duration.distribution.mean();
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
