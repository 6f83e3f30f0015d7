//! What the columns of a fit of flows mean.

use crate::stats::tables::{Column, Described};

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
                "Strength a of gravity in f = (n + a) / (e + a), in moves.",
            ),
            column(
                "lasting",
                "Strength b of f against the last year in (m + b f) / (e + b), in moves; empty: f alone.",
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
