//! Forecasts of visa refusal by origin, one or more years ahead.
//!
//! The share of refusals is pooled over states. An origin's share is shrunk to that of all
//! origins as by a beta distribution worth s decisions (beta and binomial; Skellam 1948,
//! Journal of the Royal Statistical Society B 10(2)). Older years count less, and part of last
//! year's drift of all origins, in log odds, continues. The grid of rules contains the naive
//! forecast, last year's share, so the choice can fall on it. Several years ahead, drift
//! continues as an autoregression: with part phi per year, phi + phi^2 + ... of it.
//!
//! After a break (`break_years`) the forecast is last year's share.

use std::collections::{BTreeMap, BTreeSet};

use super::break_years::{YEARS_AFTER_BREAK, break_years};
use super::forecast_errors;
use super::input_files::{Code, Refusals};

/// Weights of a year relative to the next that are tried.
const FADES: [f64; 8] = [0.0, 0.1, 0.2, 0.3, 0.5, 0.7, 0.9, 1.0];
/// Weights of the share of all origins that are tried, in decisions.
const STRENGTHS: [f64; 9] = [0.0, 1.0, 3.0, 10.0, 30.0, 100.0, 300.0, 1000.0, 3000.0];
/// Parts of last year's drift that are tried.
const DRIFTS: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// The parameters of a forecast.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ForecastRule {
    /// Weight of a year relative to the next.
    pub fade: f64,
    /// Weight of the share of all origins, in decisions.
    pub strength: f64,
    /// Part of last year's drift of all origins that continues.
    pub drift: f64,
}

/// The naive rule: last year's share.
pub const NAIVE: ForecastRule = ForecastRule {
    fade: 0.0,
    strength: 0.0,
    drift: 0.0,
};

/// Issued and refused, by origin and year.
type Counts = BTreeMap<(Code, i32), [f64; 2]>;

/// The history of refusals, pooled over states.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusalHistory {
    counts: Counts,
    /// Share of refusals of all origins, by year.
    shares: BTreeMap<i32, f64>,
    /// Years with a structural break.
    breaks: BTreeSet<i32>,
}

/// Refusal of one origin in the judged year.
#[derive(Debug, Clone, PartialEq)]
pub struct OriginRefusal {
    /// Name of the origin.
    pub name: Code,
    /// Decided applications.
    pub decided: f64,
    /// Observed share of refusals.
    pub observed: f64,
    /// Forecast share, by the chosen rule.
    pub forecast: f64,
    /// Share in the last year with decisions.
    pub naive: f64,
}

/// A forecast of the judged year, compared with the observed shares.
#[derive(Debug, Clone, PartialEq)]
pub struct RefusalForecast {
    /// The judged year.
    pub year: i32,
    /// Number of years that it is forecast ahead.
    pub years_ahead: i32,
    /// Breaks up to the last fitted year.
    pub breaks: Vec<i32>,
    /// Whether a recent break makes the forecast last year's share.
    pub after_break: bool,
    /// Years used to choose the rule, each forecast from earlier ones.
    pub training_years: Vec<i32>,
    /// The chosen rule.
    pub rule: ForecastRule,
    /// Mean error of the rule in the training years, as a share.
    pub error: f64,
    /// Mean error of the naive rule in the training years.
    pub naive_error: f64,
    /// Origins with decisions before and in the judged year.
    pub origins: Vec<OriginRefusal>,
    /// Origins of the judged year without a past, and their decisions.
    pub new_origins: Vec<(Code, f64)>,
    /// Share of refusals of all origins in the last fitted year.
    pub pooled: f64,
}

impl RefusalHistory {
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
        let mut by_year: BTreeMap<i32, [f64; 2]> = BTreeMap::new();
        for ((_, year), [issued, refused]) in &counts {
            let sums = by_year.entry(*year).or_default();
            sums[0] += issued;
            sums[1] += refused;
        }
        let series = |value: fn([f64; 2]) -> f64| {
            let years = by_year.iter();
            years.map(move |(year, counts)| (*year, value(*counts)))
        };
        let odds = series(|counts| log_odds(share(counts))).collect();
        let decided = series(|[issued, refused]| libm::log(issued + refused)).collect();
        Self {
            shares: series(share).collect(),
            breaks: break_years(&odds)
                .union(&break_years(&decided))
                .copied()
                .collect(),
            counts,
        }
    }

    /// Years with decisions.
    pub fn years(&self) -> impl Iterator<Item = i32> {
        self.shares.keys().copied()
    }

    /// Share of refusals of all origins.
    #[must_use]
    pub fn pooled_share(&self, year: i32) -> Option<f64> {
        self.shares.get(&year).copied()
    }

    /// Names of the origins.
    fn names(&self) -> BTreeSet<&Code> {
        self.counts.keys().map(|(name, _)| name).collect()
    }

    /// Whether a break affects a forecast from the years up to `last`.
    fn is_after_break(&self, last: i32) -> bool {
        let recent = last - YEARS_AFTER_BREAK + 1..=last;
        self.breaks.range(recent).next().is_some()
    }

    /// Counts of an origin in the years before `year`.
    fn past(&self, origin: &Code, year: i32) -> Vec<(i32, [f64; 2])> {
        let first = (origin.clone(), i32::MIN);
        let last = (origin.clone(), year);
        let past = self.counts.range(first..last);
        past.map(|((_, year), counts)| (*year, *counts)).collect()
    }

    /// The forecast share of an origin `years_ahead` after the year `last`, from the years up to
    /// it; none without a past.
    #[must_use]
    pub fn forecast(
        &self,
        origin: &Code,
        last: i32,
        years_ahead: i32,
        rule: ForecastRule,
    ) -> Option<f64> {
        let past = self.past(origin, last + 1);
        let rule = if self.is_after_break(last) {
            NAIVE
        } else {
            rule
        };
        let (latest, _) = *past.last()?;
        let (mut refused, mut decided) = (0.0, 0.0);
        for (year, [year_issued, year_refused]) in past {
            let weight = libm::pow(rule.fade, f64::from(latest - year));
            refused += weight * year_refused;
            decided += weight * (year_issued + year_refused);
        }
        let pooled = self.last_pooled_share(last);
        let share = (refused + rule.strength * pooled) / (decided + rule.strength);
        if rule.drift <= 0.0 || share <= 0.0 || share >= 1.0 {
            return Some(share);
        }
        let drift = match (self.pooled_share(last), self.pooled_share(last - 1)) {
            (Some(now), Some(before)) => log_odds(now) - log_odds(before),
            _ => 0.0,
        };
        // phi + phi^2 + ...
        let continuing = (0..years_ahead).fold(0.0, |sum, _| rule.drift * (1.0 + sum));
        Some(share_of_log_odds(log_odds(share) + continuing * drift))
    }

    /// The share of refusals of all origins in the last year with decisions up to `last`.
    fn last_pooled_share(&self, last: i32) -> f64 {
        let shares = self.shares.range(..=last);
        shares.last().map_or(0.0, |(_, share)| *share)
    }

    /// Mean absolute error of a rule in a year, weighted by decisions, as a share.
    fn error(
        &self,
        names: &BTreeSet<&Code>,
        (year, years_ahead): (i32, i32),
        rule: ForecastRule,
    ) -> Option<f64> {
        let (mut error, mut total) = (0.0, 0.0);
        for name in names {
            let Some(counts) = self.counts.get(&((*name).clone(), year)) else {
                continue;
            };
            let forecast = self.forecast(name, year - years_ahead, years_ahead, rule);
            let Some(forecast) = forecast else {
                continue;
            };
            let decided = counts[0] + counts[1];
            error += decided * (share(*counts) - forecast).abs();
            total += decided;
        }
        (total > 0.0).then(|| error / total)
    }

    /// Chooses the rule with the least error in the years before `last`, each forecast the same
    /// number of years ahead, and forecasts the year `years_ahead` after `last`. None if there
    /// are too few years.
    #[must_use]
    pub fn choose_and_forecast(&self, last: i32, years_ahead: i32) -> Option<RefusalForecast> {
        let year = last + years_ahead;
        self.pooled_share(year)?;
        // A drift needs two years of the past.
        let first = self.years().nth(1)? + years_ahead;
        let training_years: Vec<i32> = self
            .years()
            .filter(|year| (first..last).contains(year))
            .collect();
        if training_years.is_empty() {
            return None;
        }
        let names = self.names();
        let mean_error = |rule: ForecastRule| {
            let errors = training_years.iter();
            let errors = errors.filter_map(|year| self.error(&names, (*year, years_ahead), rule));
            errors.sum::<f64>() / training_years.len() as f64
        };
        let rules = FADES.into_iter().flat_map(|fade| {
            STRENGTHS.into_iter().flat_map(move |strength| {
                DRIFTS.into_iter().map(move |drift| ForecastRule {
                    fade,
                    strength,
                    drift,
                })
            })
        });
        let trials = rules.map(|rule| (mean_error(rule), rule));
        let (error, rule) = trials.min_by(|a, b| a.0.total_cmp(&b.0))?;
        let (mut origins, mut new_origins) = (Vec::new(), Vec::new());
        for name in &names {
            let name = *name;
            let Some(counts) = self.counts.get(&(name.clone(), year)) else {
                continue;
            };
            // The years after `last` are not used.
            let forecasts = [rule, NAIVE].map(|rule| self.forecast(name, last, years_ahead, rule));
            match forecasts {
                [Some(forecast), Some(naive)] => origins.push(OriginRefusal {
                    name: name.clone(),
                    decided: counts[0] + counts[1],
                    observed: share(*counts),
                    forecast,
                    naive,
                }),
                _ => new_origins.push((name.clone(), counts[0] + counts[1])),
            }
        }
        Some(RefusalForecast {
            year,
            years_ahead,
            breaks: self.breaks.range(..=last).copied().collect(),
            after_break: self.is_after_break(last),
            error,
            naive_error: mean_error(NAIVE),
            training_years,
            rule,
            origins,
            new_origins,
            pooled: self.last_pooled_share(last),
        })
    }
}

/// Errors of a forecast of shares, in points.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct RefusalErrors {
    /// Mean absolute error, weighted by decisions.
    pub absolute: f64,
    /// Mean of forecast minus observed, weighted by decisions.
    pub bias: f64,
}

/// The forecast share of an origin, also given the pooled share.
pub type ShareForecast = fn(&OriginRefusal, f64) -> f64;

/// The forecasts that are compared.
pub const FORECASTS: [(&str, ShareForecast); 3] = [
    ("shrunk and faded", |origin, _| origin.forecast),
    ("last year's share", |origin, _| origin.naive),
    ("last year's share of all origins", |_, pooled| pooled),
];

impl RefusalForecast {
    /// Errors of a forecast over origins, which may be repeated.
    pub fn errors(
        &self,
        share: ShareForecast,
        origins: impl Iterator<Item = usize>,
    ) -> RefusalErrors {
        let (mut absolute, mut bias, mut total) = (0.0, 0.0, 0.0);
        for origin in origins {
            let origin = &self.origins[origin];
            let difference = share(origin, self.pooled) - origin.observed;
            absolute += origin.decided * difference.abs();
            bias += origin.decided * difference;
            total += origin.decided;
        }
        RefusalErrors {
            absolute: 100.0 * absolute / total,
            bias: 100.0 * bias / total,
        }
    }

    /// The errors of every forecast on bootstrap samples of origins.
    #[must_use]
    pub fn bootstrap_errors(&self, redraws: u32, seed: u64) -> Vec<Vec<RefusalErrors>> {
        let samples = (0..redraws).map(|redraw| {
            let drawn =
                forecast_errors::bootstrap_draw(self.origins.len(), u64::from(redraw), seed);
            let forecasts = FORECASTS.iter();
            forecasts
                .map(|(_, share)| self.errors(*share, drawn.iter().copied()))
                .collect()
        });
        samples.collect()
    }
}

/// Share of refusals.
fn share([issued, refused]: [f64; 2]) -> f64 {
    refused / (issued + refused)
}

fn log_odds(share: f64) -> f64 {
    libm::log(share / (1.0 - share))
}

fn share_of_log_odds(odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-odds))
}
