//! Charts of a fit of flows.

use super::marks::DOT;
use crate::flows::tables::{CoefficientRow, FitRow, ForecastRow};
use crate::report::number;

/// The line at the foot.
pub fn flows_source() -> String {
    format!(
        "Intervals: Poisson pseudo-maximum likelihood with robust errors; forecasts: redrawn pairs{DOT}Source: the user's files, fitted with Tidegate {}",
        env!("CARGO_PKG_VERSION")
    )
}

/// An estimate with its interval where there is one.
fn with_interval(estimate: f64, ends: Option<(f64, f64)>, decimals: usize) -> String {
    let figure = |value| number::fixed(value, decimals);
    match ends {
        Some((low, high)) => {
            format!("{} ({} to {})", figure(estimate), figure(low), figure(high))
        }
        None => figure(estimate),
    }
}

pub fn coefficient(row: &CoefficientRow, estimate: f64) -> String {
    with_interval(estimate, row.low.zip(row.high), 2)
}

pub const COEFFICIENTS_KEY_MOVES: &str = "moves, all pairs";
pub const COEFFICIENTS_KEY_BY_PAIR: &str = "95 % interval, by pair";
pub const COEFFICIENTS_KEY_BY_PLACE: &str = "95 % interval, by origin and destination";

pub fn coefficients_key_corridors(scenario: &str) -> String {
    format!("corridors of {scenario}, with origin effects")
}

pub fn coefficients_subtitle(fit: &FitRow) -> String {
    format!(
        "Coefficients of moves by ordered pair and year, {} to {}, {} pairs. For a logarithm: the elasticity. For a tie: the logarithm of its factor",
        fit.first_year,
        fit.last_year,
        number::quantity(fit.pairs as f64)
    )
}

/// Exponents of researchers at the origin, at the destination, and of distance.
pub fn coefficients_title(exponents: Option<[String; 3]>) -> String {
    match exponents {
        Some([origin, destination, distance]) => format!(
            "Moves go with researchers at the origin to the power {origin}, at the destination {destination}; with distance to the power {distance}"
        ),
        None => "Coefficients of gravity".to_owned(),
    }
}

pub fn coefficients_missing(fit: &str) -> String {
    format!("table `coefficients` has no row of `{fit}`")
}

pub fn forecasts_title(
    gravity: &ForecastRow,
    memory: &ForecastRow,
    persistence: &ForecastRow,
) -> String {
    let common_part = |row: &ForecastRow| {
        let ends = row.common_part_low.zip(row.common_part_high);
        with_interval(row.common_part, ends, 3)
    };
    format!(
        "Common part with the moves of {}: gravity {}, with pair memory {}; {} {}",
        memory.years,
        common_part(gravity),
        common_part(memory),
        persistence.forecast,
        common_part(persistence)
    )
}

pub fn forecasts_subtitle(forecast: &ForecastRow, shown: usize) -> String {
    format!(
        "Moves by ordered pair, {}, forecast against observed. The {shown} of {} pairs with most moves before; each year's total is given",
        forecast.years,
        number::quantity(forecast.pair_count as f64)
    )
}

pub const FORECASTS_KEY_PAIR: &str = "an ordered pair";
pub const FORECASTS_KEY_EQUAL: &str = "forecast = observed";
pub const FORECASTS_OF_GRAVITY: &str = "Forecast moves: gravity";
pub const FORECASTS_OF_MEMORY: &str = "Forecast moves: gravity with pair memory";
pub const FORECASTS_SCALE: &str = "observed moves (below 1: at the edge)";
pub const FORECASTS_MISSING: &str =
    "table `forecasts` lacks gravity, gravity with pair memory, or persistence";
