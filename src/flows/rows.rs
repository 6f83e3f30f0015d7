//! The tables of a fit of flows, as rows.

use serde::Serialize;

use super::sample::Form;
use crate::stats::table::{TableInfo, TableRow, table};

/// All tables.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Tables {
    /// What was found, in sentences.
    pub notes: Vec<String>,
    /// Each fit as a whole.
    pub fits: Vec<Fitted>,
    /// Their coefficients.
    pub coefficients: Vec<Coefficient>,
    /// What the scenario's corridors amount to.
    pub elasticities: Vec<Elasticity>,
    /// Memories tried.
    pub memory: Vec<Memory>,
    /// Forecasts held against what came.
    pub forecasts: Vec<Forecast>,
    /// Forecasts of refusal held against what came.
    pub refusals: Vec<Refusal>,
    /// The same by origin.
    pub refusal_origins: Vec<RefusalOrigin>,
    /// The scenario's refusals held against what came.
    pub refusal_scenario: Vec<RefusalScenario>,
    /// Every pair; too many for one JSON object.
    #[serde(skip)]
    pub pairs: Vec<Pair>,
}

/// The data dictionary, in the order of writing.
pub const DICTIONARY: [TableInfo; 9] = [
    Fitted::TABLE,
    Coefficient::TABLE,
    Elasticity::TABLE,
    Memory::TABLE,
    Forecast::TABLE,
    Pair::TABLE,
    Refusal::TABLE,
    RefusalOrigin::TABLE,
    RefusalScenario::TABLE,
];

/// What a form is called.
#[must_use]
pub fn called(form: Form) -> &'static str {
    match form {
        Form::Plain => "plain gravity",
        Form::Ties => "gravity",
        Form::Visa => "gravity with visas",
    }
}

table! {
    /// A fit of moves by ordered pair and year: Poisson pseudo-maximum likelihood with effects
    /// of years.
    pub struct Fitted as "fits" {
        /// `plain gravity` (researchers and distance), `gravity` (with border, language,
        /// colonial tie), `gravity with visas` (with requirements of a later year: told, never
        /// used to forecast).
        fit: String,
        /// First fitted year.
        first_year: i32,
        /// Last fitted year.
        last_year: i32,
        /// Ordered pairs times years, pairs without moves included.
        rows: usize,
        /// Ordered pairs of places with researchers in every fitted year, moves in any year
        /// and a distance.
        pairs: usize,
        /// Rows that hold 0.
        rows_without_moves: usize,
        /// Moves.
        moves: f64,
        /// Poisson deviance, 2 sum (y ln(y / mu) - y + mu).
        deviance: f64,
        /// Squared correlation of moves and fit.
        squared_correlation: f64,
        /// Rows that no finite coefficient fits best; they are left out.
        separated: usize,
        /// Columns left out, each with its reason.
        left_out: String,
    }
}

table! {
    /// A coefficient of a fit. A coefficient of a logarithm is an elasticity; exp of one of a
    /// 0 or 1 is a factor.
    pub struct Coefficient as "coefficients" {
        /// As in `fits`.
        fit: String,
        /// What is multiplied; researchers are those of the year, distance is in kilometres.
        term: String,
        /// Coefficient; empty where the column was left out.
        estimate: Option<f64>,
        /// Low end of the 95 % interval by pair.
        low: Option<f64>,
        /// High end of the 95 % interval by pair.
        high: Option<f64>,
        /// Standard error, clustered by ordered pair.
        error_by_pair: Option<f64>,
        /// Standard error robust to the law of each count, as if rows were independent.
        error_robust: Option<f64>,
        /// Standard error, clustered by origin and by destination at once; empty where that
        /// variance is not above 0.
        error_by_place: Option<f64>,
    }
}

table! {
    /// What a scenario's corridors amount to beside moves: researchers at the destination (of
    /// the last fitted year), distance and ties, with an effect of each origin.
    pub struct Elasticity as "elasticities" {
        /// Name of the scenario.
        scenario: String,
        /// As in `coefficients`.
        term: String,
        /// Of the scenario's corridor weights, each origin's total as in the last fitted
        /// years.
        corridors: Option<f64>,
        /// Of the moves of the last fitted years between the same pairs.
        moves: Option<f64>,
        /// Low end of its 95 % interval, robust.
        moves_low: Option<f64>,
        /// High end.
        moves_high: Option<f64>,
        /// Of `gravity` on all pairs, which has no effects of origins.
        gravity: Option<f64>,
        /// Low end of its 95 % interval by pair.
        gravity_low: Option<f64>,
        /// High end.
        gravity_high: Option<f64>,
    }
}

table! {
    /// A pair memory that was tried: fitted without the last fitted years, judged on them.
    pub struct Memory as "memory" {
        /// Years of memory.
        years: usize,
        /// Strength a of gravity in f = (n + a) / (e + a), in moves.
        strength: f64,
        /// Strength b of f against the last year in (m + b f) / (e + b), in moves; empty: f
        /// alone.
        lasting: Option<f64>,
        /// Mean Poisson deviance a pair and year in the years held back.
        deviance: f64,
        /// Whether it has the least and is used.
        chosen: bool,
    }
}

table! {
    /// A forecast of moves held against what came after the fitted years. Totals are given,
    /// the same for all; intervals are of redrawn pairs with the forecasts held.
    pub struct Forecast as "forecasts" {
        /// `all`; `scenario`: between places of the scenario; `from X`, `to X`: of those, at a
        /// focal host.
        pairs: String,
        /// What is given of the judged years: all moves of the `year`, or of each `origin and
        /// year`.
        totals: &'static str,
        /// Judged years.
        years: String,
        /// Which forecast.
        forecast: String,
        /// Ordered pairs.
        pair_count: usize,
        /// Moves that came.
        moves: f64,
        /// Common part of commuters, 2 sum min(T, F) / (sum T + sum F).
        common_part: f64,
        /// Low end of the 95 % interval.
        common_part_low: Option<f64>,
        /// High end of the 95 % interval.
        common_part_high: Option<f64>,
        /// Common part less that of the last fitted year's shares.
        gain: f64,
        /// Low end of the 95 % interval.
        gain_low: Option<f64>,
        /// High end of the 95 % interval.
        gain_high: Option<f64>,
        /// Mean absolute error, moves a pair and year.
        absolute_error: f64,
        /// Low end of the 95 % interval.
        absolute_error_low: Option<f64>,
        /// High end of the 95 % interval.
        absolute_error_high: Option<f64>,
        /// Mean Poisson deviance a pair and year; empty where moves came that were ruled out.
        deviance: Option<f64>,
        /// Low end of the 95 % interval.
        deviance_low: Option<f64>,
        /// High end of the 95 % interval.
        deviance_high: Option<f64>,
        /// Share of moves between pairs for which none were forecast.
        ruled_out: f64,
    }
}

table! {
    /// An ordered pair of the sample; forecasts are of all judged years together, each year's
    /// total given.
    pub struct Pair as "pairs" {
        /// Origin.
        origin: String,
        /// Destination.
        destination: String,
        /// Moves in the fitted years.
        moves_fitted: f64,
        /// Moves in the judged years.
        moves_judged: f64,
        /// Forecast of gravity with pair memory.
        memory: f64,
        /// Forecast of gravity.
        gravity: f64,
        /// Forecast of plain gravity.
        plain_gravity: f64,
        /// Forecast of the last fitted year's shares.
        persistence: f64,
    }
}

table! {
    /// A forecast of visa refusal by origin; intervals are of redrawn origins.
    pub struct Refusal as "refusals" {
        /// Judged year.
        year: i32,
        /// Years from the last one known to the judged one.
        years_ahead: i32,
        /// Which forecast.
        forecast: String,
        /// Origins with decisions in and before the judged year.
        origins: usize,
        /// Applications issued or refused.
        decided: f64,
        /// Mean absolute error weighted by decisions, percentage points.
        absolute_error: f64,
        /// Low end of the 95 % interval.
        absolute_error_low: Option<f64>,
        /// High end of the 95 % interval.
        absolute_error_high: Option<f64>,
        /// Absolute error less that of last year's share, points; below 0 is better.
        gain: f64,
        /// Low end of the 95 % interval.
        gain_low: Option<f64>,
        /// High end of the 95 % interval.
        gain_high: Option<f64>,
        /// Mean of forecast less observed, weighted by decisions, points.
        bias: f64,
    }
}

table! {
    /// Visa refusal of one origin, over all states.
    pub struct RefusalOrigin as "refusal_origins" {
        /// Origin as the file calls it.
        origin: String,
        /// Judged year.
        year: i32,
        /// Applications issued or refused.
        decided: f64,
        /// Refused of decided, share.
        observed: f64,
        /// The same as forecast; empty where the origin has no past.
        forecast: Option<f64>,
        /// The same in the last year with decisions; empty where there is none.
        last_year: Option<f64>,
    }
}

table! {
    /// What a scenario says of the refusal of visitors beside what came, over the states whose
    /// visa it has.
    pub struct RefusalScenario as "refusal_scenario" {
        /// Name of the scenario.
        scenario: String,
        /// Code of the origin; focal hosts alone where the scenario has any.
        origin: String,
        /// States.
        states: usize,
        /// Judged year.
        year: i32,
        /// Applications to these states, issued or refused in the judged year.
        decided: f64,
        /// The scenario's share refused, over the states by decisions.
        scenario_share: f64,
        /// Refused of decided in the last fitted year.
        last_year: Option<f64>,
        /// Refused of decided in the judged year.
        observed: f64,
        /// Scenario less observed, percentage points.
        difference: f64,
    }
}
