//! Gravity fitted to moves, and the quality of forecasts by pair.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::intervals::greatest;
use super::palette::{BLUE, INK, LABEL, SOFT, VERMILION};
use super::panel;
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use crate::flows::FlowTables;
use crate::flows::flow_sample::{CONSTANT, DESTINATION, DISTANCE, ORIGIN};
use crate::flows::forecasts::{MEMORY, PERSISTENCE};
use crate::flows::tables::{CoefficientRow, ForecastRow, PairRow};
use crate::report::text::charts as chart_text;

/// Pairs that fit on a panel.
const PAIRS: usize = 600;
/// A forecast of a pair.
type PairForecast = fn(&PairRow) -> f64;

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
pub(super) fn coefficients(tables: &FlowTables) -> Result<Canvas, String> {
    let terms: Vec<&CoefficientRow> = tables
        .coefficients
        .iter()
        .filter(|row| row.fit == FIT && row.term != CONSTANT && row.estimate.is_some())
        .collect();
    let fit = tables.fits.iter().find(|row| row.fit == FIT);
    let (Some(fit), false) = (fit, terms.is_empty()) else {
        return Err(chart_text::coefficients_missing(FIT));
    };
    let implied = |term: &str| {
        let row = tables.elasticities.iter().find(|row| row.term == term);
        row.and_then(|row| row.corridors)
    };
    let mut key = vec![
        Sign::Dot(BLUE).with_meaning(chart_text::COEFFICIENTS_KEY_MOVES),
        Sign::Thick(BLUE.tint(0.5)).with_meaning(chart_text::COEFFICIENTS_KEY_BY_PAIR),
        Sign::Thin(BLUE).with_meaning(chart_text::COEFFICIENTS_KEY_BY_PLACE),
    ];
    if let Some(row) = tables.elasticities.first() {
        key.push(
            Sign::Ring(VERMILION)
                .with_meaning(chart_text::coefficients_key_corridors(&row.scenario)),
        );
    }
    let title = title(&terms);
    let subtitle = chart_text::coefficients_subtitle(fit);
    let mut canvas = Canvas::with_foot(title, &subtitle, &key, &chart_text::flows_source());
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels = terms.iter().map(|row| (row.term.clone(), false));
    let chart = RowChart::new(labels.collect(), body, SPACING);
    let values = terms.iter().flat_map(|row| {
        let far = interval_by_place(row).map(|(low, high)| [low, high]);
        let ends = [row.low, row.high, row.estimate, implied(&row.term)];
        ends.into_iter().flatten().chain(far.into_iter().flatten())
    });
    let right = body.right - 250.0;
    let axis = Axis::over(values.chain([0.0]), chart.area.left, right).padded(0.04);
    axis.draw_vertical_grid(scene, 8, (body.top, chart.area.bottom));
    let zero = axis.place(0.0);
    scene.line((zero, body.top), (zero, chart.area.bottom), 2.5, SOFT);
    for (index, row) in terms.iter().enumerate() {
        let y = chart.middle(index);
        chart.draw_label(scene, index);
        let Some(estimate) = row.estimate else {
            continue;
        };
        let style = Style::new(LABEL, INK);
        let words = chart_text::coefficient(row, estimate);
        scene.text(right + 20.0, chart.baseline(index), words, style);
        if let Some((low, high)) = row.low.zip(row.high) {
            scene.line(
                (axis.place(low), y),
                (axis.place(high), y),
                12.0,
                BLUE.tint(0.5),
            );
        }
        if let Some((low, high)) = interval_by_place(row) {
            scene.line((axis.place(low), y), (axis.place(high), y), 2.0, BLUE);
        }
        // The ring first, so that equal values show as a dot in a ring.
        if let Some(implied) = implied(&row.term) {
            scene.ring((axis.place(implied), y), 10.0, VERMILION);
        }
        scene.dot((axis.place(estimate), y), 7.0, BLUE);
    }
    Ok(canvas)
}

/// The interval by place.
fn interval_by_place(row: &CoefficientRow) -> Option<(f64, f64)> {
    let half = crate::draw::normal_quantile(0.975) * row.error_by_place?;
    let estimate = row.estimate?;
    Some((estimate - half, estimate + half))
}

/// Exponents of researchers and distance.
fn title(terms: &[&CoefficientRow]) -> String {
    let find = |term: &str| {
        let row = terms.iter().find(|row| row.term == term)?;
        Some(chart_text::coefficient(row, row.estimate?))
    };
    let exponents = || Some([find(ORIGIN)?, find(DESTINATION)?, find(DISTANCE)?]);
    chart_text::coefficients_title(exponents())
}

/// Forecast against observed, by pair: gravity, and gravity with pair memory.
pub(super) fn forecasts(tables: &FlowTables) -> Result<Canvas, String> {
    let row = |name: &str| {
        let of_all = |row: &&ForecastRow| row.pairs == "all" && row.totals == "year";
        let mut rows = tables.forecasts.iter().filter(of_all);
        rows.find(|row| row.forecast.starts_with(name))
    };
    let (Some(gravity), Some(memory), Some(persistence)) =
        (row(FIT), row(MEMORY), row(PERSISTENCE))
    else {
        return Err(chart_text::FORECASTS_MISSING.to_owned());
    };
    let mut pairs: Vec<&PairRow> = tables.pairs.iter().collect();
    pairs.sort_by(|a, b| b.moves_fitted.total_cmp(&a.moves_fitted));
    pairs.truncate(PAIRS);
    let title = chart_text::forecasts_title(gravity, memory, persistence);
    let subtitle = chart_text::forecasts_subtitle(memory, pairs.len());
    let key = [
        Sign::Dot(BLUE).with_meaning(chart_text::FORECASTS_KEY_PAIR),
        Sign::Dashes(SOFT).with_meaning(chart_text::FORECASTS_KEY_EQUAL),
    ];
    let mut canvas = Canvas::with_foot(title, &subtitle, &key, &chart_text::flows_source());
    let body = canvas.body;
    let panels: [(&str, PairForecast); 2] = [
        (chart_text::FORECASTS_OF_GRAVITY, |pair| pair.gravity),
        (chart_text::FORECASTS_OF_MEMORY, |pair| pair.memory),
    ];
    for ((head, forecast), room) in panels.into_iter().zip(body.columns(2, 40.0)) {
        draw_panel(&mut canvas.scene, head, (&pairs, forecast), room);
    }
    Ok(canvas)
}

/// Forecast moves against observed ones.
fn draw_panel(
    scene: &mut Scene,
    head: &str,
    (pairs, forecast): (&[&PairRow], PairForecast),
    room: Bounds,
) {
    // Values below one move are at the edge.
    let moves = || {
        let values = pairs
            .iter()
            .flat_map(|pair| [pair.moves_judged, pair.gravity, pair.memory]);
        values.map(|value| value.max(1.0))
    };
    let frame = panel::frame(room);
    let x_axis = Axis::of_powers(moves(), frame.left, frame.right);
    let y_axis = Axis::of_powers(moves(), frame.bottom, frame.top);
    y_axis.draw_horizontal_grid(scene, 5, frame.sides());
    x_axis.draw_vertical_grid(scene, 5, frame.edges());
    panel::draw_frame(scene, room, head, chart_text::FORECASTS_SCALE);
    let ends = [1.0, greatest(moves())];
    let [from, to] = ends.map(|value| (x_axis.place(value), y_axis.place(value)));
    scene.dashes(from, to, 2.5, SOFT);
    for pair in pairs {
        let place = (
            x_axis.place(pair.moves_judged.max(1.0)),
            y_axis.place(forecast(pair).max(1.0)),
        );
        scene.dot(place, 3.5, BLUE.tint(0.7));
    }
}
