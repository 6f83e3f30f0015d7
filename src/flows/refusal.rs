//! Visa refusal by origin, a year ahead or several.
//!
//! Refused of decided applications, pooled over states. An origin's share is shrunk to that
//! of all origins as a beta law of s decisions would (beta and binomial; Skellam 1948,
//! Journal of the Royal Statistical Society B 10(2)), years count less the older they are,
//! and part of last year's drift of all origins, in log odds, is carried on. The grid of
//! what is tried holds the naive forecast, last year's share, so that the choice can fall
//! on it. Of several years ahead, drift goes on as an autoregression: with part phi a year
//! ahead, phi + phi^2 + ... of it.
//!
//! After a break (`breaks`) the forecast is last year's share.

use std::collections::{BTreeMap, BTreeSet};

use super::breaks::{self, breaks};
use super::judge;
use super::read::{Code, Refusals};

/// How much a year counts against the one after it.
const FADES: [f64; 8] = [0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0];
/// Decisions that all origins' share counts for.
const STRENGTHS: [f64; 9] = [0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0];
/// Part of last year's drift that goes on.
const DRIFTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// A way to forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Way {
    /// How much a year counts against the one after it.
    pub fade: f64,
    /// Decisions that all origins' share counts for.
    pub strength: f64,
    /// Part of last year's drift of all origins that goes on.
    pub drift: f64,
}

/// Last year's share.
pub const NAIVE: Way = Way {
    fade: 0.0,
    strength: 0.0,
    drift: 0.0,
};

/// Issued and refused, by origin and year.
type Counts = BTreeMap<(Code, i32), [f64; 2]>;

/// Refusals over time.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    counts: Counts,
    /// Refused of decided, all origins, by year.
    shares: BTreeMap<i32, f64>,
    /// Years that broke with their past.
    breaks: BTreeSet<i32>,
}

/// An origin in the judged year.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// Its name.
    pub name: Code,
    /// Decided applications.
    pub decided: f64,
    /// Refused of decided.
    pub observed: f64,
    /// As forecast by the way chosen.
    pub forecast: f64,
    /// As it was in the last year with decisions.
    pub naive: f64,
}

/// A forecast of the judged year held against what came.
#[derive(Debug, Clone, PartialEq)]
pub struct Ahead {
    /// The judged year.
    pub year: i32,
    /// How many years ahead it is forecast.
    pub years_ahead: i32,
    /// Breaks up to the last fitted year.
    pub breaks: Vec<i32>,
    /// Whether the forecast comes so soon after a break that it is last year's share.
    pub after_break: bool,
    /// Years the way was chosen on, each from those before it.
    pub chosen_on: Vec<i32>,
    /// The way chosen.
    pub way: Way,
    /// Its mean error in those years, as a share.
    pub error: f64,
    /// The naive forecast's error in those years.
    pub naive_error: f64,
    /// Origins with decisions before and in the judged year.
    pub origins: Vec<Origin>,
    /// Origins of the judged year that have no past, and their decisions.
    pub new: Vec<(Code, f64)>,
    /// Refused of decided of all origins in the last fitted year.
    pub pooled: f64,
}

impl History {
    /// Pools the states.
    #[must_use]
    pub fn new(refusals: &Refusals) -> Self {
        let mut counts = Counts::new();
        for ((origin, _, year), [issued, refused]) in refusals {
            let sums = counts.entry((origin.clone(), *year)).or_default();
            sums[0] += issued;
            sums[1] += refused;
        }
        counts.retain(|_, [issued, refused]| *issued + *refused > 0.0);
        let mut all: BTreeMap<i32, [f64; 2]> = BTreeMap::new();
        for ((_, year), own) in &counts {
            let sums = all.entry(*year).or_default();
            sums[0] += own[0];
            sums[1] += own[1];
        }
        let of_years =
            |of: fn([f64; 2]) -> f64| all.iter().map(move |(year, own)| (*year, of(*own)));
        let odds = of_years(|own| log_odds(share(own))).collect();
        let decided = of_years(|[issued, refused]| libm::log(issued + refused)).collect();
        Self {
            shares: of_years(share).collect(),
            breaks: breaks(&odds).union(&breaks(&decided)).copied().collect(),
            counts,
        }
    }

    /// Years with decisions.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.shares.keys().copied()
    }

    /// Refused of decided of all origins.
    #[must_use]
    pub fn pooled(&self, year: i32) -> Option<f64> {
        self.shares.get(&year).copied()
    }

    /// Origins by name.
    fn names(&self) -> BTreeSet<&Code> {
        self.counts.keys().map(|(name, _)| name).collect()
    }

    /// Whether a forecast from the years up to one comes too soon after a break.
    fn is_after_break(&self, last: i32) -> bool {
        let recent = last - breaks::YEARS + 1..=last;
        self.breaks.range(recent).next().is_some()
    }

    fn past(&self, origin: &Code, year: i32) -> Vec<(i32, [f64; 2])> {
        let first = (origin.clone(), i32::MIN);
        let last = (origin.clone(), year);
        let own = self.counts.range(first..last);
        own.map(|((_, year), counts)| (*year, *counts)).collect()
    }

    /// An origin's share some years after the year `after`, from the years up to it; none where
    /// it has no past.
    #[must_use]
    pub fn ahead(&self, origin: &Code, after: i32, years_ahead: i32, way: Way) -> Option<f64> {
        let past = self.past(origin, after + 1);
        let way = if self.is_after_break(after) {
            NAIVE
        } else {
            way
        };
        let (last, _) = *past.last()?;
        let (mut refused, mut decided) = (0.0, 0.0);
        for (then, [issued, own]) in past {
            let weight = libm::pow(way.fade, f64::from(last - then));
            refused += weight * own;
            decided += weight * (issued + own);
        }
        let before = self
            .shares
            .range(..=after)
            .next_back()
            .map_or(0.0, |own| *own.1);
        let share = (refused + way.strength * before) / (decided + way.strength);
        if way.drift <= 0.0 || share <= 0.0 || share >= 1.0 {
            return Some(share);
        }
        let drift = match (self.pooled(after), self.pooled(after - 1)) {
            (Some(now), Some(then)) => log_odds(now) - log_odds(then),
            _ => 0.0,
        };
        // phi + phi^2 + ...
        let goes_on = (0..years_ahead).fold(0.0, |sum, _| way.drift * (1.0 + sum));
        Some(of_log_odds(log_odds(share) + goes_on * drift))
    }

    /// Mean absolute error of a way in a year, weighted by decisions, as a share.
    fn error(
        &self,
        names: &BTreeSet<&Code>,
        (year, years_ahead): (i32, i32),
        way: Way,
    ) -> Option<f64> {
        let (mut apart, mut all) = (0.0, 0.0);
        for name in names {
            let Some(own) = self.counts.get(&((*name).clone(), year)) else {
                continue;
            };
            let Some(said) = self.ahead(name, year - years_ahead, years_ahead, way) else {
                continue;
            };
            let decided = own[0] + own[1];
            apart += decided * (share(*own) - said).abs();
            all += decided;
        }
        (all > 0.0).then(|| apart / all)
    }

    /// Chooses a way on the years before `last`, each forecast as many years ahead, and
    /// forecasts the year that comes `years_ahead` after `last`. None where there are too few
    /// years.
    #[must_use]
    pub fn judged(&self, last: i32, years_ahead: i32) -> Option<Ahead> {
        let year = last + years_ahead;
        self.pooled(year)?;
        // A drift needs two years of the past.
        let first = self.years().nth(1)? + years_ahead;
        let chosen_on: Vec<i32> = self
            .years()
            .filter(|own| (first..last).contains(own))
            .collect();
        if chosen_on.is_empty() {
            return None;
        }
        let names = self.names();
        let mean = |way: Way| {
            let errors = chosen_on.iter();
            let errors = errors.filter_map(|year| self.error(&names, (*year, years_ahead), way));
            errors.sum::<f64>() / chosen_on.len() as f64
        };
        let ways = FADES.into_iter().flat_map(|fade| {
            STRENGTHS.into_iter().flat_map(move |strength| {
                DRIFTS.into_iter().map(move |drift| Way {
                    fade,
                    strength,
                    drift,
                })
            })
        });
        let tried = ways.map(|way| (mean(way), way));
        let (error, way) = tried.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let (mut origins, mut new) = (Vec::new(), Vec::new());
        for name in &names {
            let name = *name;
            let Some(own) = self.counts.get(&(name.clone(), year)) else {
                continue;
            };
            // Nothing of the years after `last` is looked at.
            let forecasts = [way, NAIVE].map(|way| self.ahead(name, last, years_ahead, way));
            match forecasts {
                [Some(forecast), Some(naive)] => origins.push(Origin {
                    name: name.clone(),
                    decided: own[0] + own[1],
                    observed: share(*own),
                    forecast,
                    naive,
                }),
                _ => new.push((name.clone(), own[0] + own[1])),
            }
        }
        Some(Ahead {
            year,
            years_ahead,
            breaks: self.breaks.range(..=last).copied().collect(),
            after_break: self.is_after_break(last),
            error,
            naive_error: mean(NAIVE),
            chosen_on,
            way,
            origins,
            new,
            pooled: self
                .shares
                .range(..=last)
                .next_back()
                .map_or(0.0, |own| *own.1),
        })
    }
}

/// Errors of a forecast of shares, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Errors {
    /// Mean absolute error, weighted by decisions.
    pub absolute: f64,
    /// Mean of forecast less observed, weighted by decisions.
    pub bias: f64,
}

/// A forecast of an origin.
pub type Said = fn(&Origin, f64) -> f64;

/// The forecasts that are held against each other.
pub const FORECASTS: [(&str, Said); 3] = [
    ("shrunk and faded", |origin, _| origin.forecast),
    ("last year's share", |origin, _| origin.naive),
    ("last year's share of all origins", |_, pooled| pooled),
];

impl Ahead {
    /// Errors of a forecast over origins, each as often as it is named.
    pub fn errors(&self, said: Said, origins: impl Iterator<Item = usize>) -> Errors {
        let (mut apart, mut over, mut all) = (0.0, 0.0, 0.0);
        for origin in origins {
            let origin = &self.origins[origin];
            let difference = said(origin, self.pooled) - origin.observed;
            apart += origin.decided * difference.abs();
            over += origin.decided * difference;
            all += origin.decided;
        }
        Errors {
            absolute: 100.0 * apart / all,
            bias: 100.0 * over / all,
        }
    }

    /// The errors of every forecast on the same redrawn origins.
    #[must_use]
    pub fn redrawn(&self, redraws: u32, seed: u64) -> Vec<Vec<Errors>> {
        let redrawn = (0..redraws).map(|redraw| {
            let drawn = judge::draws(self.origins.len(), u64::from(redraw), seed);
            let each = FORECASTS.iter();
            each.map(|(_, said)| self.errors(*said, drawn.iter().copied()))
                .collect()
        });
        redrawn.collect()
    }
}

/// Refused of decided.
fn share([issued, refused]: [f64; 2]) -> f64 {
    refused / (issued + refused)
}

fn log_odds(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

fn of_log_odds(odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-odds))
}
