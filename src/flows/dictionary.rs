//! What the columns of a fit of flows mean.

use crate::stats::dictionary::{Column, Described};

const LOW: &str = "Low end of the 95 % interval.";
const HIGH: &str = "High end of the 95 % interval.";

/// The data dictionary, in the order of writing.
pub const DICTIONARY: [Described; 9] = [
    Described {
        name: "fits",
        meaning: "A fit of moves by ordered pair and year: Poisson pseudo-maximum likelihood with effects of years.",
        columns: &[
            Column::new(
                "fit",
                "`plain gravity` (researchers and distance), `gravity` (with border, language, colonial tie), `gravity with visas` (with requirements of a later year: told, never used to forecast).",
            ),
            Column::new("first_year", "First fitted year."),
            Column::new("last_year", "Last fitted year."),
            Column::new(
                "rows",
                "Ordered pairs times years, pairs without moves included.",
            ),
            Column::new(
                "pairs",
                "Ordered pairs of places with researchers in every fitted year, moves in any year and a distance.",
            ),
            Column::new("rows_without_moves", "Rows that hold 0."),
            Column::new("moves", "Moves."),
            Column::new(
                "deviance",
                "Poisson deviance, 2 sum (y ln(y / mu) - y + mu).",
            ),
            Column::new(
                "squared_correlation",
                "Squared correlation of moves and fit.",
            ),
            Column::new(
                "separated",
                "Rows that no finite coefficient fits best; they are left out.",
            ),
            Column::new("left_out", "Columns left out, each with its reason."),
        ],
        statistic: false,
    },
    Described {
        name: "coefficients",
        meaning: "A coefficient of a fit. A coefficient of a logarithm is an elasticity; exp of one of a 0 or 1 is a factor.",
        columns: &[
            Column::new("fit", "As in `fits`."),
            Column::new(
                "term",
                "What is multiplied; researchers are those of the year, distance is in kilometres.",
            ),
            Column::new(
                "estimate",
                "Coefficient; empty where the column was left out.",
            ),
            Column::new("low", "Low end of the 95 % interval by pair."),
            Column::new("high", "High end of the 95 % interval by pair."),
            Column::new(
                "error_by_pair",
                "Standard error, clustered by ordered pair.",
            ),
            Column::new(
                "error_robust",
                "Standard error robust to the law of each count, as if rows were independent.",
            ),
            Column::new(
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
            Column::new("scenario", "Name of the scenario."),
            Column::new("term", "As in `coefficients`."),
            Column::new(
                "corridors",
                "Of the scenario's corridor weights, each origin's total as in the last fitted years.",
            ),
            Column::new(
                "moves",
                "Of the moves of the last fitted years between the same pairs.",
            ),
            Column::new("moves_low", "Low end of its 95 % interval, robust."),
            Column::new("moves_high", "High end."),
            Column::new(
                "gravity",
                "Of `gravity` on all pairs, which has no effects of origins.",
            ),
            Column::new("gravity_low", "Low end of its 95 % interval by pair."),
            Column::new("gravity_high", "High end."),
        ],
        statistic: false,
    },
    Described {
        name: "memory",
        meaning: "A pair memory that was tried: fitted without the last fitted years, judged on them.",
        columns: &[
            Column::new("years", "Years of memory."),
            Column::new(
                "strength",
                "Strength a of gravity in f = (n + a) / (e + a), in moves.",
            ),
            Column::new(
                "lasting",
                "Strength b of f against the last year in (m + b f) / (e + b), in moves; empty: f alone.",
            ),
            Column::new(
                "deviance",
                "Mean Poisson deviance a pair and year in the years held back.",
            ),
            Column::new("chosen", "Whether it has the least and is used."),
        ],
        statistic: false,
    },
    Described {
        name: "forecasts",
        meaning: "A forecast of moves held against what came after the fitted years. Totals are given, the same for all; intervals are of redrawn pairs with the forecasts held.",
        columns: &[
            Column::new(
                "pairs",
                "`all`; `scenario`: between places of the scenario; `from X`, `to X`: of those, at a focal host.",
            ),
            Column::new(
                "totals",
                "What is given of the judged years: all moves of the `year`, or of each `origin and year`.",
            ),
            Column::new("years", "Judged years."),
            Column::new("forecast", "Which forecast."),
            Column::new("pair_count", "Ordered pairs."),
            Column::new("moves", "Moves that came."),
            Column::new(
                "common_part",
                "Common part of commuters, 2 sum min(T, F) / (sum T + sum F).",
            ),
            Column::new("common_part_low", LOW),
            Column::new("common_part_high", HIGH),
            Column::new(
                "gain",
                "Common part less that of the last fitted year's shares.",
            ),
            Column::new("gain_low", LOW),
            Column::new("gain_high", HIGH),
            Column::new(
                "absolute_error",
                "Mean absolute error, moves a pair and year.",
            ),
            Column::new("absolute_error_low", LOW),
            Column::new("absolute_error_high", HIGH),
            Column::new(
                "deviance",
                "Mean Poisson deviance a pair and year; empty where moves came that were ruled out.",
            ),
            Column::new("deviance_low", LOW),
            Column::new("deviance_high", HIGH),
            Column::new(
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
            Column::new("origin", "Origin."),
            Column::new("destination", "Destination."),
            Column::new("moves_fitted", "Moves in the fitted years."),
            Column::new("moves_judged", "Moves in the judged years."),
            Column::new("memory", "Forecast of gravity with pair memory."),
            Column::new("gravity", "Forecast of gravity."),
            Column::new("plain_gravity", "Forecast of plain gravity."),
            Column::new("persistence", "Forecast of the last fitted year's shares."),
        ],
        statistic: false,
    },
    Described {
        name: "refusals",
        meaning: "A forecast of visa refusal by origin; intervals are of redrawn origins.",
        columns: &[
            Column::new("year", "Judged year."),
            Column::new(
                "years_ahead",
                "Years from the last one known to the judged one.",
            ),
            Column::new("forecast", "Which forecast."),
            Column::new(
                "origins",
                "Origins with decisions in and before the judged year.",
            ),
            Column::new("decided", "Applications issued or refused."),
            Column::new(
                "absolute_error",
                "Mean absolute error weighted by decisions, percentage points.",
            ),
            Column::new("absolute_error_low", LOW),
            Column::new("absolute_error_high", HIGH),
            Column::new(
                "gain",
                "Absolute error less that of last year's share, points; below 0 is better.",
            ),
            Column::new("gain_low", LOW),
            Column::new("gain_high", HIGH),
            Column::new(
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
            Column::new("origin", "Origin as the file calls it."),
            Column::new("year", "Judged year."),
            Column::new("decided", "Applications issued or refused."),
            Column::new("observed", "Refused of decided, share."),
            Column::new(
                "forecast",
                "The same as forecast; empty where the origin has no past.",
            ),
            Column::new(
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
            Column::new("scenario", "Name of the scenario."),
            Column::new(
                "origin",
                "Code of the origin; focal hosts alone where the scenario has any.",
            ),
            Column::new("states", "States."),
            Column::new("year", "Judged year."),
            Column::new(
                "decided",
                "Applications to these states, issued or refused in the judged year.",
            ),
            Column::new(
                "scenario_share",
                "The scenario's share refused, over the states by decisions.",
            ),
            Column::new("last_year", "Refused of decided in the last fitted year."),
            Column::new("observed", "Refused of decided in the judged year."),
            Column::new("difference", "Scenario less observed, percentage points."),
        ],
        statistic: false,
    },
];
