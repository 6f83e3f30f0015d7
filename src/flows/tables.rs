//! The rows and columns of the tables of a fit of flows.

use serde::Serialize;

use super::flow_sample::GravityForm;
use crate::stats::table::{TableInfo, TableRow, table};

/// All tables.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct FlowTables {
    /// Notes, as sentences.
    pub notes: Vec<String>,
    pub fits: Vec<FitRow>,
    /// Coefficients of the fits.
    pub coefficients: Vec<CoefficientRow>,
    /// Elasticities implied by the scenario's corridors.
    pub elasticities: Vec<ElasticityRow>,
    /// Pair memories that were tried.
    pub memory: Vec<MemoryRow>,
    /// Forecasts of moves and their errors.
    pub forecasts: Vec<ForecastRow>,
    /// Forecasts of refusal and their errors.
    pub refusals: Vec<RefusalRow>,
    /// Forecasts of refusal by origin.
    pub refusal_origins: Vec<RefusalOriginRow>,
    /// The scenario's refusals compared with observed ones.
    pub refusal_scenario: Vec<RefusalScenarioRow>,
    /// Every pair. Left out of JSON, because there are many.
    #[serde(skip)]
    pub pairs: Vec<PairRow>,
}

/// The data dictionary, in the order of writing.
pub const DICTIONARY: [TableInfo; 9] = [
    FitRow::TABLE,
    CoefficientRow::TABLE,
    ElasticityRow::TABLE,
    MemoryRow::TABLE,
    ForecastRow::TABLE,
    PairRow::TABLE,
    RefusalRow::TABLE,
    RefusalOriginRow::TABLE,
    RefusalScenarioRow::TABLE,
];

/// The name of a form in tables.
#[must_use]
pub fn form_name(form: GravityForm) -> &'static str {
    match form {
        GravityForm::Plain => "plain gravity",
        GravityForm::Ties => "gravity",
        GravityForm::Visa => "gravity with visas",
    }
}

table! {
    /// A fit of moves by ordered pair and year: Poisson pseudo-maximum likelihood with effects
    /// of years.
    pub struct FitRow as "fits" {
        /// `plain gravity` (researchers and distance), `gravity` (with border, language,
        /// colonial tie), `gravity with visas` (with requirements of a later year; never used
        /// to forecast).
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
        /// Rows with 0 moves.
        rows_without_moves: usize,
        /// Moves.
        moves: f64,
        /// Poisson deviance, 2 sum (y ln(y / mu) - y + mu).
        deviance: f64,
        /// Squared correlation of moves and fit.
        squared_correlation: f64,
        /// Rows left out because no finite coefficient fits them best.
        separated: usize,
        /// Columns left out, each with the reason.
        left_out: String,
    }
}

table! {
    /// A coefficient of a fit. The coefficient of a logarithm is an elasticity; exp of the
    /// coefficient of a flag is a factor.
    pub struct CoefficientRow as "coefficients" {
        /// As in `fits`.
        fit: String,
        /// Explanatory variable; researchers are those of the year, distance is in kilometres.
        term: String,
        /// Coefficient; empty if the column was left out.
        estimate: Option<f64>,
        /// Low end of the 95 % interval by pair.
        low: Option<f64>,
        /// High end of the 95 % interval by pair.
        high: Option<f64>,
        /// Standard error, clustered by ordered pair.
        error_by_pair: Option<f64>,
        /// Standard error robust to the distribution of counts, for independent rows.
        error_robust: Option<f64>,
        /// Standard error clustered by origin and by destination at once; empty if that
        /// variance is not above 0.
        error_by_place: Option<f64>,
    }
}

table! {
    /// Elasticities implied by a scenario's corridors and by moves: researchers at the
    /// destination (of the last fitted year), distance and ties, with an effect of each origin.
    pub struct ElasticityRow as "elasticities" {
        /// Name of the scenario.
        scenario: String,
        /// As in `coefficients`.
        term: String,
        /// Coefficient of the scenario's corridor weights, with each origin's total of the last
        /// fitted years.
        corridors: Option<f64>,
        /// Coefficient of the moves of the last fitted years between the same pairs.
        moves: Option<f64>,
        /// Low end of the robust 95 % interval.
        moves_low: Option<f64>,
        /// High end.
        moves_high: Option<f64>,
        /// Coefficient of `gravity` on all pairs, which has no effects of origins.
        gravity: Option<f64>,
        /// Low end of the 95 % interval by pair.
        gravity_low: Option<f64>,
        /// High end.
        gravity_high: Option<f64>,
    }
}

table! {
    /// A pair memory that was tried: fitted without the last fitted years, tested on them.
    pub struct MemoryRow as "memory" {
        /// Years of memory.
        years: usize,
        /// Strength a of gravity in f = (n + a) / (e + a), in moves.
        strength: f64,
        /// Strength b of f against the last year in (m + b f) / (e + b), in moves; empty: only
        /// f.
        lasting: Option<f64>,
        /// Mean Poisson deviance per pair and year in the test years.
        deviance: f64,
        /// Whether it has the least deviance and is used.
        chosen: bool,
    }
}

table! {
    /// A forecast of moves compared with the moves after the fitted years. All forecasts get the
    /// same totals; intervals are bootstrapped over pairs with fixed forecasts.
    pub struct ForecastRow as "forecasts" {
        /// `all`; `scenario`: between places of the scenario; `from X`, `to X`: those from or to
        /// a focal host.
        pairs: String,
        /// Totals given for the judged years: all moves of the `year`, or of each `origin and
        /// year`.
        totals: &'static str,
        /// Judged years.
        years: String,
        /// Name of the forecast.
        forecast: String,
        /// Ordered pairs.
        pair_count: usize,
        /// Observed moves.
        moves: f64,
        /// Common part of commuters, 2 sum min(T, F) / (sum T + sum F).
        common_part: f64,
        /// Low end of the 95 % interval.
        common_part_low: Option<f64>,
        /// High end of the 95 % interval.
        common_part_high: Option<f64>,
        /// Common part minus that of the last fitted year's shares.
        gain: f64,
        /// Low end of the 95 % interval.
        gain_low: Option<f64>,
        /// High end of the 95 % interval.
        gain_high: Option<f64>,
        /// Mean absolute error, in moves per pair and year.
        absolute_error: f64,
        /// Low end of the 95 % interval.
        absolute_error_low: Option<f64>,
        /// High end of the 95 % interval.
        absolute_error_high: Option<f64>,
        /// Mean Poisson deviance per pair and year; empty if a pair with a forecast of 0 has moves.
        deviance: Option<f64>,
        /// Low end of the 95 % interval.
        deviance_low: Option<f64>,
        /// High end of the 95 % interval.
        deviance_high: Option<f64>,
        /// Share of moves between pairs with a forecast of 0.
        ruled_out: f64,
    }
}

table! {
    /// An ordered pair of the sample; forecasts are of all judged years together, each year's
    /// total given.
    pub struct PairRow as "pairs" {
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
    /// A forecast of visa refusal by origin; intervals are bootstrapped over origins.
    pub struct RefusalRow as "refusals" {
        /// Judged year.
        year: i32,
        /// Years from the last one known to the judged one.
        years_ahead: i32,
        /// Name of the forecast.
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
        /// Absolute error minus that of last year's share, points; below 0 is better.
        gain: f64,
        /// Low end of the 95 % interval.
        gain_low: Option<f64>,
        /// High end of the 95 % interval.
        gain_high: Option<f64>,
        /// Mean of forecast minus observed, weighted by decisions, points.
        bias: f64,
    }
}

table! {
    /// Visa refusal of one origin, over all states.
    pub struct RefusalOriginRow as "refusal_origins" {
        /// Name of the origin in the file.
        origin: String,
        /// Judged year.
        year: i32,
        /// Applications issued or refused.
        decided: f64,
        /// Share of decisions that are refusals.
        observed: f64,
        /// Forecast share; empty if the origin has no past.
        forecast: Option<f64>,
        /// Share in the last year with decisions; empty if there is none.
        last_year: Option<f64>,
    }
}

table! {
    /// Refusal of visitors in a scenario and observed, over the states with a visa in the
    /// scenario.
    pub struct RefusalScenarioRow as "refusal_scenario" {
        /// Name of the scenario.
        scenario: String,
        /// Code of the origin; only focal hosts if the scenario has any.
        origin: String,
        /// States.
        states: usize,
        /// Judged year.
        year: i32,
        /// Applications to these states, issued or refused in the judged year.
        decided: f64,
        /// The scenario's share of refusals, averaged over the states by decisions.
        scenario_share: f64,
        /// Observed share of refusals in the last fitted year.
        last_year: Option<f64>,
        /// Observed share of refusals in the judged year.
        observed: f64,
        /// Scenario minus observed, percentage points.
        difference: f64,
    }
}
