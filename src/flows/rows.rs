//! The tables of a fit of flows: rows, and what their columns mean.

use serde::Serialize;

use super::sample::Form;
use crate::stats::tables::{Column, Described};

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
    /// Strength.
    pub strength: f64,
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

const fn column(name: &'static str, meaning: &'static str) -> Column {
    Column { name, meaning }
}

const LOW: &str = "Low end of the 95 % interval.";
const HIGH: &str = "High end of the 95 % interval.";

/// The data dictionary, in the order of writing.
pub const DICTIONARY: [Described; 9] = [
    Described {
        name: "fits",
        meaning: "A fit of moves by ordered pair and year: Poisson pseudo-maximum likelihood with effects of years.",
        columns: &[
            column(
                "fit",
                "`plain gravity` (researchers and distance), `gravity` (with border, language, colonial tie), `gravity with visas` (with requirements of a later year: told, never used to forecast).",
            ),
            column("first_year", "First fitted year."),
            column("last_year", "Last fitted year."),
            column(
                "rows",
                "Ordered pairs times years, pairs without moves included.",
            ),
            column(
                "pairs",
                "Ordered pairs of places with researchers in every fitted year, moves in any year and a distance.",
            ),
            column("rows_without_moves", "Rows that hold 0."),
            column("moves", "Moves."),
            column(
                "deviance",
                "Poisson deviance, 2 sum (y ln(y / mu) - y + mu).",
            ),
            column(
                "squared_correlation",
                "Squared correlation of moves and fit.",
            ),
            column(
                "separated",
                "Rows that no finite coefficient fits best; they are left out.",
            ),
            column("left_out", "Columns left out, each with its reason."),
        ],
        statistic: false,
    },
    Described {
        name: "coefficients",
        meaning: "A coefficient of a fit. A coefficient of a logarithm is an elasticity; exp of one of a 0 or 1 is a factor.",
        columns: &[
            column("fit", "As in `fits`."),
            column(
                "term",
                "What is multiplied; researchers are those of the year, distance is in kilometres.",
            ),
            column(
                "estimate",
                "Coefficient; empty where the column was left out.",
            ),
            column("low", "Low end of the 95 % interval by pair."),
            column("high", "High end of the 95 % interval by pair."),
            column(
                "error_by_pair",
                "Standard error, clustered by ordered pair.",
            ),
            column(
                "error_robust",
                "Standard error robust to the law of each count, as if rows were independent.",
            ),
            column(
                "error_by_place",
                "Standard error, clustered by origin and by destination at once; empty where that variance is not above 0.",
            ),
        ],
        statistic: false,
    },
    Described {
        name: "elasticities",
        meaning: "What a scenario's corridors amount to beside moves: researchers at the destination (of the last fitted year), distance and ties, with an effect of each origin.",
        columns: &[
            column("scenario", "Name of the scenario."),
            column("term", "As in `coefficients`."),
            column(
                "corridors",
                "Of the scenario's corridor weights, each origin's total as in the last fitted years.",
            ),
            column(
                "moves",
                "Of the moves of the last fitted years between the same pairs.",
            ),
            column("moves_low", "Low end of its 95 % interval, robust."),
            column("moves_high", "High end."),
            column(
                "gravity",
                "Of `gravity` on all pairs, which has no effects of origins.",
            ),
            column("gravity_low", "Low end of its 95 % interval by pair."),
            column("gravity_high", "High end."),
        ],
        statistic: false,
    },
    Described {
        name: "memory",
        meaning: "A pair memory that was tried: fitted without the last fitted years, judged on them.",
        columns: &[
            column("years", "Years of memory."),
            column(
                "strength",
                "Strength of gravity a in (n + a) / (e + a), in moves.",
            ),
            column(
                "deviance",
                "Mean Poisson deviance a pair and year in the years held back.",
            ),
            column("chosen", "Whether it has the least and is used."),
        ],
        statistic: false,
    },
    Described {
        name: "forecasts",
        meaning: "A forecast of moves held against what came after the fitted years. Totals are given, the same for all; intervals are of redrawn pairs with the forecasts held.",
        columns: &[
            column(
                "pairs",
                "`all`; `scenario`: between places of the scenario; `from X`, `to X`: of those, at a focal host.",
            ),
            column(
                "totals",
                "What is given of the judged years: all moves of the `year`, or of each `origin and year`.",
            ),
            column("years", "Judged years."),
            column("forecast", "Which forecast."),
            column("pair_count", "Ordered pairs."),
            column("moves", "Moves that came."),
            column(
                "common_part",
                "Common part of commuters, 2 sum min(T, F) / (sum T + sum F).",
            ),
            column("common_part_low", LOW),
            column("common_part_high", HIGH),
            column(
                "gain",
                "Common part less that of the last fitted year's shares.",
            ),
            column("gain_low", LOW),
            column("gain_high", HIGH),
            column(
                "absolute_error",
                "Mean absolute error, moves a pair and year.",
            ),
            column("absolute_error_low", LOW),
            column("absolute_error_high", HIGH),
            column(
                "deviance",
                "Mean Poisson deviance a pair and year; empty where moves came that were ruled out.",
            ),
            column("deviance_low", LOW),
            column("deviance_high", HIGH),
            column(
                "ruled_out",
                "Share of moves between pairs for which none were forecast.",
            ),
        ],
        statistic: false,
    },
    Described {
        name: "pairs",
        meaning: "An ordered pair of the sample; forecasts are of all judged years together, each year's total given.",
        columns: &[
            column("origin", "Origin."),
            column("destination", "Destination."),
            column("moves_fitted", "Moves in the fitted years."),
            column("moves_judged", "Moves in the judged years."),
            column("memory", "Forecast of gravity with pair memory."),
            column("gravity", "Forecast of gravity."),
            column("plain_gravity", "Forecast of plain gravity."),
            column("persistence", "Forecast of the last fitted year's shares."),
        ],
        statistic: false,
    },
    Described {
        name: "refusals",
        meaning: "A forecast of visa refusal by origin, a year ahead; intervals are of redrawn origins.",
        columns: &[
            column("year", "Judged year."),
            column("forecast", "Which forecast."),
            column(
                "origins",
                "Origins with decisions in and before the judged year.",
            ),
            column("decided", "Applications issued or refused."),
            column(
                "absolute_error",
                "Mean absolute error weighted by decisions, percentage points.",
            ),
            column("absolute_error_low", LOW),
            column("absolute_error_high", HIGH),
            column(
                "gain",
                "Absolute error less that of last year's share, points; below 0 is better.",
            ),
            column("gain_low", LOW),
            column("gain_high", HIGH),
            column(
                "bias",
                "Mean of forecast less observed, weighted by decisions, points.",
            ),
        ],
        statistic: false,
    },
    Described {
        name: "refusal_origins",
        meaning: "Visa refusal of one origin, over all states.",
        columns: &[
            column("origin", "Origin as the file calls it."),
            column("year", "Judged year."),
            column("decided", "Applications issued or refused."),
            column("observed", "Refused of decided, share."),
            column(
                "forecast",
                "The same as forecast; empty where the origin has no past.",
            ),
            column(
                "last_year",
                "The same in the last year with decisions; empty where there is none.",
            ),
        ],
        statistic: false,
    },
    Described {
        name: "refusal_scenario",
        meaning: "What a scenario says of the refusal of visitors beside what came, over the states whose visa it has.",
        columns: &[
            column("scenario", "Name of the scenario."),
            column(
                "origin",
                "Code of the origin; focal hosts alone where the scenario has any.",
            ),
            column("states", "States."),
            column("year", "Judged year."),
            column(
                "decided",
                "Applications to these states, issued or refused in the judged year.",
            ),
            column(
                "scenario_share",
                "The scenario's share refused, over the states by decisions.",
            ),
            column("last_year", "Refused of decided in the last fitted year."),
            column("observed", "Refused of decided in the judged year."),
            column("difference", "Scenario less observed, percentage points."),
        ],
        statistic: false,
    },
];
