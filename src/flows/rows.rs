//! The tables of a fit of flows, as rows.

use serde::Serialize;

use super::sample::Form;

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

/// What a form is called.
#[must_use]
pub fn called(form: Form) -> &'static str {
    match form {
        Form::Plain => "plain gravity",
        Form::Ties => "gravity",
        Form::Visa => "gravity with visas",
    }
}

/// A fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fitted {
    /// Which.
    pub fit: String,
    /// First fitted year.
    pub first_year: i32,
    /// Last fitted year.
    pub last_year: i32,
    /// Rows.
    pub rows: usize,
    /// Ordered pairs.
    pub pairs: usize,
    /// Rows without moves.
    pub rows_without_moves: usize,
    /// Moves.
    pub moves: f64,
    /// Deviance.
    pub deviance: f64,
    /// Squared correlation.
    pub squared_correlation: f64,
    /// Rows set apart.
    pub separated: usize,
    /// Columns left out.
    pub left_out: String,
}

/// A coefficient of a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coefficient {
    /// Which fit.
    pub fit: String,
    /// Which term.
    pub term: String,
    /// The coefficient.
    pub estimate: Option<f64>,
    /// Low end.
    pub low: Option<f64>,
    /// High end.
    pub high: Option<f64>,
    /// Error by pair.
    pub error_by_pair: Option<f64>,
    /// Error as if rows were independent.
    pub error_robust: Option<f64>,
    /// Error by place.
    pub error_by_place: Option<f64>,
}

/// An elasticity of the scenario's corridors beside those of moves.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Elasticity {
    /// Which scenario.
    pub scenario: String,
    /// Which term.
    pub term: String,
    /// Of the corridors.
    pub corridors: Option<f64>,
    /// Of the moves between the same pairs.
    pub moves: Option<f64>,
    /// Low end.
    pub moves_low: Option<f64>,
    /// High end.
    pub moves_high: Option<f64>,
    /// Of gravity on all pairs.
    pub gravity: Option<f64>,
    /// Low end.
    pub gravity_low: Option<f64>,
    /// High end.
    pub gravity_high: Option<f64>,
}

/// A memory that was tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Memory {
    /// Years of memory.
    pub years: usize,
    /// Strength of gravity.
    pub strength: f64,
    /// Strength of the lasting factor.
    pub lasting: Option<f64>,
    /// Mean deviance in the years held back.
    pub deviance: f64,
    /// Whether it is used.
    pub chosen: bool,
}

/// A forecast held against what came.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Forecast {
    /// Between which pairs.
    pub pairs: String,
    /// Which totals are given.
    pub totals: &'static str,
    /// In which years.
    pub years: String,
    /// Which forecast.
    pub forecast: String,
    /// Number of pairs.
    pub pair_count: usize,
    /// Moves that came.
    pub moves: f64,
    /// Common part of commuters.
    pub common_part: f64,
    /// Low end.
    pub common_part_low: Option<f64>,
    /// High end.
    pub common_part_high: Option<f64>,
    /// Common part less that of persistence.
    pub gain: f64,
    /// Low end.
    pub gain_low: Option<f64>,
    /// High end.
    pub gain_high: Option<f64>,
    /// Mean absolute error.
    pub absolute_error: f64,
    /// Low end.
    pub absolute_error_low: Option<f64>,
    /// High end.
    pub absolute_error_high: Option<f64>,
    /// Mean deviance.
    pub deviance: Option<f64>,
    /// Low end.
    pub deviance_low: Option<f64>,
    /// High end.
    pub deviance_high: Option<f64>,
    /// Share of moves ruled out.
    pub ruled_out: f64,
}

/// A pair.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// Origin.
    pub origin: String,
    /// Destination.
    pub destination: String,
    /// Moves in the fitted years.
    pub moves_fitted: f64,
    /// Moves in the judged years.
    pub moves_judged: f64,
    /// Forecast by memory.
    pub memory: f64,
    /// Forecast by gravity.
    pub gravity: f64,
    /// Forecast by plain gravity.
    pub plain_gravity: f64,
    /// Forecast by persistence.
    pub persistence: f64,
}

/// A forecast of refusal.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Refusal {
    /// The judged year.
    pub year: i32,
    /// How many years ahead it is forecast.
    pub years_ahead: i32,
    /// Which forecast.
    pub forecast: String,
    /// Origins.
    pub origins: usize,
    /// Decided applications.
    pub decided: f64,
    /// Weighted mean absolute error, points.
    pub absolute_error: f64,
    /// Low end.
    pub absolute_error_low: Option<f64>,
    /// High end.
    pub absolute_error_high: Option<f64>,
    /// Error less that of last year's share, points.
    pub gain: f64,
    /// Low end.
    pub gain_low: Option<f64>,
    /// High end.
    pub gain_high: Option<f64>,
    /// Weighted mean of forecast less observed, points.
    pub bias: f64,
}

/// Refusal of an origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusalOrigin {
    /// The origin as the file calls it.
    pub origin: String,
    /// The judged year.
    pub year: i32,
    /// Decided applications.
    pub decided: f64,
    /// Refused of decided.
    pub observed: f64,
    /// As forecast.
    pub forecast: Option<f64>,
    /// In the last year before.
    pub last_year: Option<f64>,
}

/// A scenario's refusal of visitors of an origin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RefusalScenario {
    /// Which scenario.
    pub scenario: String,
    /// The origin's code.
    pub origin: String,
    /// States.
    pub states: usize,
    /// The judged year.
    pub year: i32,
    /// Decided applications.
    pub decided: f64,
    /// As the scenario has it.
    pub scenario_share: f64,
    /// In the last fitted year.
    pub last_year: Option<f64>,
    /// In the judged year.
    pub observed: f64,
    /// Scenario less observed, points.
    pub difference: f64,
}
