//! Arrivals a year of each kind of resource, on a scale of its own each.

use super::axis::Axis;
use super::canvas::{Canvas, Sign, interval};
use super::font;
use super::intervals::clear_sign;
use super::intervals::{Intervals, Years};
use super::palette::{self, GRID, INK, LABEL, SOFT, WHITE};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use crate::model::ResourceKind;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::{capital, charts as chart_text};
use crate::stats::{BASELINE, Indicator, PackageKey, Unit};

const SPACING: Spacing = Spacing {
    above: 40.0,
    below: 38.0,
    pitch: 76.0,
    label: 340.0,
    beside: (2.0, 22.0),
};

/// A panel for each kind, a row for each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let packages = rows.leading();
    let kinds: Vec<(ResourceKind, Indicator)> = ResourceKind::ALL
        .iter()
        .map(|kind| (*kind, Indicator::Arrival(*kind)))
        .filter(|(_, indicator)| {
            // A kind that never arrives has nothing to show.
            !rows.is_always_zero(indicator)
                && packages
                    .iter()
                    .any(|id| rows.widest_level(id, indicator).is_some())
        })
        .collect();
    if kinds.is_empty() {
        return Err(chart_text::ARRIVALS_MISSING.to_owned());
    }
    let key = [
        Sign::Dot(palette::BLUE).with_meaning(chart_text::ESTIMATE),
        Sign::Thin(palette::BLUE).with_meaning(interval(rows, rows.widest())),
        Sign::Upright(SOFT).with_meaning(chart_text::BASELINE),
    ];
    let subtitle = chart_text::ARRIVALS_SUBTITLE;
    let mut canvas = Canvas::new(
        rows,
        title(rows, &kinds),
        subtitle,
        &key,
        (Years::Headline, Intervals::Widest),
    );
    let scene = &mut canvas.scene;
    let labels = packages
        .iter()
        .map(|id| (rows.package(id), id.is_baseline() || id.is_full()));
    let chart = RowChart::new(labels.collect(), canvas.body, SPACING);
    for index in 0..packages.len() {
        chart.draw_label(scene, index);
    }
    let columns = chart.area.columns(kinds.len(), 0.0);
    for ((kind, indicator), column) in kinds.iter().zip(columns) {
        let head = capital(kind.as_str());
        let ends = (column.left + 10.0, column.right - 46.0);
        draw_panel(scene, rows, (&head, indicator), &packages, (&chart, ends));
    }
    Ok(canvas)
}

fn draw_panel(
    scene: &mut Scene,
    rows: &Rows,
    (head, indicator): (&str, &Indicator),
    packages: &[&PackageKey],
    (chart, (left, right)): (&RowChart, (f64, f64)),
) {
    let level = |id: &PackageKey| rows.widest_level(id, indicator).map(|(_, row)| row);
    let levels: Vec<_> = packages.iter().map(|id| level(id)).collect();
    let values = levels.iter().flatten();
    let values = values.flat_map(|row| [row.estimate, row.low, row.high]);
    let axis = Axis::over(values.flatten(), left, right).padded(0.05);
    let (top, bottom) = chart.area.edges();
    axis.draw_vertical_grid(scene, 3, (top, bottom));
    let style = Style::new(LABEL, INK).bold().middle();
    scene.text(f64::midpoint(left, right), top - 14.0, head, style);
    if let Some(baseline) = level(&BASELINE).and_then(|row| row.estimate) {
        let x = axis.place(baseline);
        scene.line((x, top), (x, bottom), 2.0, SOFT.tint(0.7));
    }
    for (index, (id, row)) in packages.iter().zip(levels).enumerate() {
        let Some((row, estimate)) = row.and_then(|row| Some((row, row.estimate?))) else {
            continue;
        };
        let y = chart.middle(index);
        let ink = palette::package(rows, id);
        scene.line((left, y), (right, y), 1.0, GRID.tint(0.6));
        if let Some((low, high)) = row.low.zip(row.high) {
            scene.line((axis.place(low), y), (axis.place(high), y), 2.5, ink);
        }
        let x = axis.place(estimate);
        scene.dot((x, y), 8.0, ink);
        if chart.pitch > 46.0 {
            draw_value(scene, number::quantity(estimate), (x, y), (left, right));
        }
    }
}

/// A value over its dot, on white so that no line strikes it through.
fn draw_value(scene: &mut Scene, words: String, (x, y): (f64, f64), (left, right): (f64, f64)) {
    let half = font::width(&words, 15.0, false) / 2.0;
    let x = x.clamp(left + half - 8.0, right - half + 12.0);
    let sides = (x - half - 2.0, x + half + 2.0);
    scene.fill(Bounds::new(sides, (y - 27.0, y - 10.0)), WHITE);
    scene.text(x, y - 13.0, words, Style::new(15.0, INK).middle());
}

/// What the widest package adds, kind by kind, where its interval is clear.
fn title(rows: &Rows, kinds: &[(ResourceKind, Indicator)]) -> String {
    let Some(whole) = rows.whole() else {
        return chart_text::ARRIVALS_UNTITLED.to_owned();
    };
    let mut clear = Vec::new();
    for (kind, indicator) in kinds {
        let change = rows.widest_change(whole, indicator);
        if let Some((_, row)) = change.filter(|(_, row)| clear_sign(row).is_ne()) {
            clear.push(chart_text::arrivals_change(
                kind.as_str(),
                &number::change(&row, &Unit::Count),
            ));
        }
    }
    chart_text::arrivals_title(&rows.package(whole), &clear)
}
