//! What moves make of gravity, and what forecasts of pairs are worth.

use super::axis::{Axis, greatest};
use super::palette::{BLUE, INK, LABEL, SOFT, VERMILION};
use super::panel;
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use super::sheet::{Sheet, Sign};
use crate::flows::Tables;
use crate::flows::forecasts::{MEMORY, PERSISTENCE};
use crate::flows::rows::{Coefficient, Forecast, Pair};
use crate::flows::sample::{CONSTANT, DESTINATION, DISTANCE, ORIGIN};
use crate::report::text::charts as chart_text;

/// Pairs a panel shows legibly.
const PAIRS: usize = 600;
/// A forecast of a pair.
type Of = fn(&Pair) -> f64;

const SPACING: Spacing = Spacing {
    above: 8.0,
    below: 56.0,
    pitch: 80.0,
    label: f64::INFINITY,
    beside: (0.0, 28.0),
};

/// The fit that is drawn.
const FIT: &str = "gravity";

/// Coefficients of gravity with intervals, beside those of the scenario's corridors.
pub(super) fn coefficients(tables: &Tables) -> Result<Sheet, String> {
    let own: Vec<&Coefficient> = tables
        .coefficients
        .iter()
        .filter(|row| row.fit == FIT && row.term != CONSTANT && row.estimate.is_some())
        .collect();
    let fit = tables.fits.iter().find(|row| row.fit == FIT);
    let (Some(fit), false) = (fit, own.is_empty()) else {
        return Err(chart_text::coefficients_missing(FIT));
    };
    let implied = |term: &str| {
        let row = tables.elasticities.iter().find(|row| row.term == term);
        row.and_then(|row| row.corridors)
    };
    let mut key = vec![
        Sign::Dot(BLUE).named(chart_text::COEFFICIENTS_KEY_MOVES),
        Sign::Thick(BLUE.tint(0.5)).named(chart_text::COEFFICIENTS_KEY_BY_PAIR),
        Sign::Thin(BLUE).named(chart_text::COEFFICIENTS_KEY_BY_PLACE),
    ];
    if let Some(row) = tables.elasticities.first() {
        key.push(
            Sign::Ring(VERMILION).named(chart_text::coefficients_key_corridors(&row.scenario)),
        );
    }
    let title = title_of(&own);
    let subtitle = chart_text::coefficients_subtitle(fit);
    let mut sheet = Sheet::with_foot(title, &subtitle, &key, &chart_text::flows_source());
    let (body, scene) = (sheet.body, &mut sheet.scene);
    let labels = own.iter().map(|row| (row.term.clone(), false));
    let chart = RowChart::new(labels.collect(), body, SPACING);
    let values = own.iter().flat_map(|row| {
        let far = wide(row).map(|(low, high)| [low, high]);
        let ends = [row.low, row.high, row.estimate, implied(&row.term)];
        ends.into_iter().flatten().chain(far.into_iter().flatten())
    });
    let right = body.right - 250.0;
    let axis = Axis::over(values.chain([0.0]), chart.area.left, right).padded(0.04);
    axis.draw_across(scene, 8, (body.top, chart.area.bottom));
    let zero = axis.at(0.0);
    scene.line((zero, body.top), (zero, chart.area.bottom), 2.5, SOFT);
    for (index, row) in own.iter().enumerate() {
        let y = chart.middle(index);
        chart.draw_label(scene, index);
        let Some(estimate) = row.estimate else {
            continue;
        };
        let style = Style::new(LABEL, INK);
        let words = chart_text::coefficient(row, estimate);
        scene.text(right + 20.0, chart.baseline(index), words, style);
        if let Some((low, high)) = row.low.zip(row.high) {
            scene.line((axis.at(low), y), (axis.at(high), y), 12.0, BLUE.tint(0.5));
        }
        if let Some((low, high)) = wide(row) {
            scene.line((axis.at(low), y), (axis.at(high), y), 2.0, BLUE);
        }
        // The ring first, so that equal values show as a dot in a ring.
        if let Some(implied) = implied(&row.term) {
            scene.ring((axis.at(implied), y), 10.0, VERMILION);
        }
        scene.dot((axis.at(estimate), y), 7.0, BLUE);
    }
    Ok(sheet)
}

/// The interval by place.
fn wide(row: &Coefficient) -> Option<(f64, f64)> {
    let half = crate::draw::normal_quantile(0.975) * row.error_by_place?;
    let estimate = row.estimate?;
    Some((estimate - half, estimate + half))
}

/// Exponents of researchers and distance.
fn title_of(own: &[&Coefficient]) -> String {
    let find = |term: &str| {
        let row = own.iter().find(|row| row.term == term)?;
        Some(chart_text::coefficient(row, row.estimate?))
    };
    let exponents = || Some([find(ORIGIN)?, find(DESTINATION)?, find(DISTANCE)?]);
    chart_text::coefficients_title(exponents())
}

/// Forecast against observed, by pair: gravity, and gravity with pair memory.
pub(super) fn forecasts(tables: &Tables) -> Result<Sheet, String> {
    let row = |name: &str| {
        let of_all = |row: &&Forecast| row.pairs == "all" && row.totals == "year";
        let mut rows = tables.forecasts.iter().filter(of_all);
        rows.find(|row| row.forecast.starts_with(name))
    };
    let (Some(gravity), Some(memory), Some(persistence)) =
        (row(FIT), row(MEMORY), row(PERSISTENCE))
    else {
        return Err(chart_text::FORECASTS_MISSING.to_owned());
    };
    let mut pairs: Vec<&Pair> = tables.pairs.iter().collect();
    pairs.sort_by(|a, b| b.moves_fitted.total_cmp(&a.moves_fitted));
    pairs.truncate(PAIRS);
    let title = chart_text::forecasts_title(gravity, memory, persistence);
    let subtitle = chart_text::forecasts_subtitle(memory, pairs.len());
    let key = [
        Sign::Dot(BLUE).named(chart_text::FORECASTS_KEY_PAIR),
        Sign::Dashes(SOFT).named(chart_text::FORECASTS_KEY_EQUAL),
    ];
    let mut sheet = Sheet::with_foot(title, &subtitle, &key, &chart_text::flows_source());
    let body = sheet.body;
    let panels: [(&str, Of); 2] = [
        (chart_text::FORECASTS_OF_GRAVITY, |pair| pair.gravity),
        (chart_text::FORECASTS_OF_MEMORY, |pair| pair.memory),
    ];
    for ((head, of), room) in panels.into_iter().zip(body.columns(2, 40.0)) {
        draw_panel(&mut sheet.scene, head, (&pairs, of), room);
    }
    Ok(sheet)
}

/// Forecast moves against observed ones.
fn draw_panel(scene: &mut Scene, head: &str, (pairs, of): (&[&Pair], Of), room: Bounds) {
    // What is below one move stands at the edge.
    let moves = || {
        let values = pairs
            .iter()
            .flat_map(|pair| [pair.moves_judged, pair.gravity, pair.memory]);
        values.map(|value| value.max(1.0))
    };
    let frame = panel::frame(room);
    let across = Axis::of_powers(moves(), frame.left, frame.right);
    let up = Axis::of_powers(moves(), frame.bottom, frame.top);
    up.draw_up(scene, 5, frame.sides());
    across.draw_across(scene, 5, frame.edges());
    panel::draw_frame(scene, room, head, chart_text::FORECASTS_SCALE);
    let ends = [1.0, greatest(moves())];
    let [from, to] = ends.map(|value| (across.at(value), up.at(value)));
    scene.dashes(from, to, 2.5, SOFT);
    for pair in pairs {
        let place = (
            across.at(pair.moves_judged.max(1.0)),
            up.at(of(pair).max(1.0)),
        );
        scene.dot(place, 3.5, BLUE.tint(0.7));
    }
}
