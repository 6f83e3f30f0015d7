//! What moves make of gravity, and what forecasts of pairs are worth.

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, GRID, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Style};
use super::sheet::{Sheet, Sign};
use crate::flows::FlowTables as Tables;
use crate::flows::tables::{
    CoefficientRow as Coefficient, ForecastRow as Forecast, PairRow as Pair,
};
use crate::report::number;

/// Pairs a panel shows legibly.
const PAIRS: usize = 600;
/// A forecast of a pair.
type Of = fn(&Pair) -> f64;

/// The fit that is drawn.
const FIT: &str = "gravity";

/// Coefficients of gravity with intervals, beside those of the scenario's corridors.
pub(super) fn coefficients(tables: &Tables) -> Result<Sheet, String> {
    let own: Vec<&Coefficient> = tables
        .coefficients
        .iter()
        .filter(|row| row.fit == FIT && row.term != "constant" && row.estimate.is_some())
        .collect();
    let fit = tables.fits.iter().find(|row| row.fit == FIT);
    let (Some(fit), false) = (fit, own.is_empty()) else {
        return Err("`coefficients` has no row of `gravity`".to_owned());
    };
    let implied = |term: &str| {
        let row = tables.elasticities.iter().find(|row| row.term == term);
        row.and_then(|row| row.corridors)
    };
    let mut key = vec![
        (Sign::Dot(BLUE), "moves, all pairs".to_owned()),
        (
            Sign::Thick(BLUE.tint(0.5)),
            "95 % interval, by pair".to_owned(),
        ),
        (
            Sign::Thin(BLUE),
            "95 % interval, by origin and destination".to_owned(),
        ),
    ];
    if let Some(row) = tables.elasticities.first() {
        key.push((
            Sign::Ring(VERMILION),
            format!("corridors of {}, with origin effects", row.scenario),
        ));
    }
    let title = title_of(&own);
    let subtitle = format!(
        "Coefficients of moves by ordered pair and year, {} to {}, {} pairs; of a logarithm an elasticity, of a tie the logarithm of a factor",
        fit.first_year,
        fit.last_year,
        number::quantity(fit.pairs as f64)
    );
    let mut sheet = Sheet::with_foot(title, &subtitle, &key, &source());
    let body = sheet.body;
    let pitch = ((body.height() - 64.0) / own.len() as f64).min(80.0);
    let room = own
        .iter()
        .map(|row| font::width(&row.term, LABEL, false))
        .fold(0.0, f64::max);
    let values = own.iter().flat_map(|row| {
        let far = wide(row).map(|(low, high)| [low, high]);
        let ends = [
            row.low,
            row.high,
            row.estimate,
            implied(&row.term),
            Some(0.0),
        ];
        ends.into_iter().flatten().chain(far.into_iter().flatten())
    });
    let axis = Axis::over(values, body.left + room + 28.0, body.right - 250.0).padded(0.04);
    let bottom = body.top + 8.0 + pitch * own.len() as f64;
    sheet.upright_grid(&axis, 8, (body.top, bottom), |word| word);
    let zero = axis.at(0.0);
    sheet
        .scene
        .line((zero, body.top), (zero, bottom), 2.5, SOFT);
    for (index, row) in own.iter().enumerate() {
        let y = body.top + 8.0 + pitch * (index as f64 + 0.5);
        let style = Style::new(LABEL, INK);
        let below = y + LABEL * 0.36;
        sheet
            .scene
            .text(body.left + room, below, row.term.clone(), style.end());
        if let Some(estimate) = row.estimate {
            sheet
                .scene
                .text(body.right - 230.0, below, said(row, estimate), style);
            if let Some((low, high)) = row.low.zip(row.high) {
                let ends = ((axis.at(low), y), (axis.at(high), y));
                sheet.scene.line(ends.0, ends.1, 12.0, BLUE.tint(0.5));
            }
            if let Some((low, high)) = wide(row) {
                sheet
                    .scene
                    .line((axis.at(low), y), (axis.at(high), y), 2.0, BLUE);
            }
            // The ring first, so that equal values show as a dot in a ring.
            if let Some(implied) = implied(&row.term) {
                sheet.scene.ring((axis.at(implied), y), 10.0, VERMILION);
            }
            sheet.scene.dot((axis.at(estimate), y), 7.0, BLUE);
        }
    }
    Ok(sheet)
}

fn said(row: &Coefficient, estimate: f64) -> String {
    let two = |value: f64| number::fixed(value, 2);
    match row.low.zip(row.high) {
        Some((low, high)) => format!("{} ({} to {})", two(estimate), two(low), two(high)),
        None => two(estimate),
    }
}

/// The interval by place.
fn wide(row: &Coefficient) -> Option<(f64, f64)> {
    let half = crate::draw::normal_quantile(0.975) * row.error_by_place?;
    let estimate = row.estimate?;
    Some((estimate - half, estimate + half))
}

/// What is found of researchers and distance.
fn title_of(own: &[&Coefficient]) -> String {
    let find = |words: &str| {
        let row = own.iter().find(|row| row.term == words)?;
        Some(said(row, row.estimate?))
    };
    match (
        find("log researchers, origin"),
        find("log researchers, destination"),
        find("log distance"),
    ) {
        (Some(origin), Some(destination), Some(distance)) => format!(
            "Moves go with researchers at the origin to the power {origin}, at the destination {destination}; with distance to the power {distance}"
        ),
        _ => "Coefficients of gravity".to_owned(),
    }
}

/// Forecast against observed, by pair: gravity, and gravity with pair memory.
pub(super) fn forecasts(tables: &Tables) -> Result<Sheet, String> {
    let row = |name: &str| {
        let of_all = |row: &&Forecast| row.pairs == "all" && row.totals == "year";
        let mut rows = tables.forecasts.iter().filter(of_all);
        rows.find(|row| row.forecast.starts_with(name))
    };
    let (Some(gravity), Some(memory), Some(persistence)) = (
        row(FIT),
        row("gravity with pair memory"),
        row("persistence"),
    ) else {
        return Err("`forecasts` lacks gravity, memory or persistence".to_owned());
    };
    let mut pairs: Vec<&Pair> = tables.pairs.iter().collect();
    pairs.sort_by(|a, b| b.moves_fitted.total_cmp(&a.moves_fitted));
    pairs.truncate(PAIRS);
    let common = |row: &Forecast| {
        let three = |value: f64| number::fixed(value, 3);
        match row.common_part_low.zip(row.common_part_high) {
            Some((low, high)) => format!(
                "{} ({} to {})",
                three(row.common_part),
                three(low),
                three(high)
            ),
            None => three(row.common_part),
        }
    };
    let title = format!(
        "Common part with the moves of {}: gravity {}, with pair memory {}; {} {}",
        memory.years,
        common(gravity),
        common(memory),
        persistence.forecast,
        common(persistence)
    );
    let subtitle = format!(
        "Moves by ordered pair, {}, forecast against observed; the {} pairs of {} with most moves before; each year's total given",
        memory.years,
        pairs.len(),
        number::quantity(memory.pair_count as f64)
    );
    let key = vec![
        (Sign::Dot(BLUE), "an ordered pair".to_owned()),
        (Sign::Dashes(SOFT), "forecast = observed".to_owned()),
    ];
    let mut sheet = Sheet::with_foot(title, &subtitle, &key, &source());
    let body = sheet.body;
    let width = (body.width() - 40.0) / 2.0;
    let panels: [(&str, Of); 2] = [
        ("Forecast moves: gravity", |pair| pair.gravity),
        ("Forecast moves: gravity with pair memory", |pair| {
            pair.memory
        }),
    ];
    let everything = || {
        let values = pairs.iter();
        values.flat_map(|pair| [pair.moves_judged, pair.gravity, pair.memory])
    };
    for (place, (head, said)) in panels.into_iter().enumerate() {
        let left = body.left + (width + 40.0) * place as f64;
        let frame = Bounds {
            left: left + 78.0,
            top: body.top + 38.0,
            right: left + width - 26.0,
            bottom: body.bottom - 62.0,
        };
        // What is below one move stands at the edge.
        let shown = || everything().map(|value| value.max(1.0));
        let across = Axis::of_powers(shown(), frame.left, frame.right);
        let up = Axis::of_powers(shown(), frame.bottom, frame.top);
        let bold = Style::new(LABEL, INK).bold();
        sheet.scene.text(left, body.top + 18.0, head, bold);
        sheet.upright_grid(&across, 5, (frame.top, frame.bottom), |word| word);
        sheet.level_grid(&up, 5, (frame.left, frame.right), |word| word);
        let ends = [1.0, shown().fold(1.0, f64::max)];
        let [from, to] = ends.map(|value| (across.at(value), up.at(value)));
        sheet.scene.dashes(from, to, 2.5, SOFT);
        for pair in &pairs {
            let at = (
                across.at(pair.moves_judged.max(1.0)),
                up.at(said(pair).max(1.0)),
            );
            sheet.scene.dot(at, 3.5, BLUE.tint(0.7));
        }
        sheet.scene.text(
            f64::midpoint(frame.left, frame.right),
            frame.bottom + TICK * 2.0 + 18.0,
            "observed moves (below 1: at the edge)",
            Style::new(TICK, SOFT).middle(),
        );
        sheet.scene.line(
            (frame.left, frame.bottom),
            (frame.right, frame.bottom),
            1.0,
            GRID,
        );
    }
    Ok(sheet)
}

fn source() -> String {
    format!(
        "Intervals: Poisson pseudo-maximum likelihood with robust errors; forecasts: redrawn pairs \u{b7} Source: the user's files, fitted with Tidegate {}",
        env!("CARGO_PKG_VERSION")
    )
}
