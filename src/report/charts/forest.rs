//! Estimates with both their intervals, a row for each package.

use super::axis::Axis;
use super::canvas::{Canvas, Sign, interval_key};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{self, BLUE, GRID, INK, SOFT, TICK};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Ink, Scene, Style};
use crate::report::finding;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::Statistic;
use crate::stats::{BASELINE, Indicator, PackageKey, Uncertainty, Unit};

/// Rows that fit on a chart.
const MOST: usize = 22;

const SPACING: Spacing = Spacing {
    above: 8.0,
    below: 56.0,
    pitch: 80.0,
    label: 430.0,
    beside: (8.0, 20.0),
};

struct Row {
    label: String,
    ink: Ink,
    strong: bool,
    luck: Option<Statistic>,
    unknowns: Option<Statistic>,
    evidence: Option<f64>,
    shown: Shown,
    estimate: f64,
}

/// Effect of each package on convergence.
pub(super) fn effects(rows: &Rows) -> Result<Canvas, String> {
    let mut lines = Vec::new();
    for id in rows.packages().into_iter().filter(|id| !id.is_baseline()) {
        let statistic = |spread| rows.change(id, &Indicator::Convergence, spread);
        if let Some(mut row) = row(rows, id, statistic, number::change) {
            let evidence = rows.widest_change(id, &Indicator::EvidenceOnly);
            let evidence = evidence.filter(|_| rows.has_sourced_change());
            row.evidence = evidence.and_then(|(_, row)| row.estimate);
            lines.push((id, row));
        }
    }
    let total = lines.len();
    let lines = choose(rows, lines);
    if lines.is_empty() {
        return Err(chart_text::EFFECTS_MISSING.to_owned());
    }
    let mut key = vec![Sign::Dot(BLUE).with_meaning(chart_text::EFFECTS_KEY)];
    key.extend(interval_key(rows, BLUE));
    if lines.iter().any(|row| row.evidence.is_some()) {
        key.push(Sign::Ring(BLUE).with_meaning(chart_text::EFFECTS_KEY_EVIDENCE));
    }
    let title = finding::ranking_title(rows);
    let subtitle = chart_text::effects_subtitle(lines.len(), total);
    let canvas = Canvas::new(
        rows,
        title,
        &subtitle,
        &key,
        (Years::Headline, Intervals::Both),
    );
    Ok(draw_rows(canvas, &lines, Some(0.0), chart_text::POINTS))
}

/// Convergence of each package.
pub(super) fn levels(rows: &Rows) -> Result<Canvas, String> {
    let mut lines = Vec::new();
    for id in rows.packages() {
        let statistic = |spread| rows.level(id, &Indicator::Convergence, spread);
        lines.extend(row(rows, id, statistic, number::level).map(|row| (id, row)));
    }
    let total = lines.len();
    let lines = choose(rows, lines);
    if lines.is_empty() {
        return Err(chart_text::LEVELS_MISSING.to_owned());
    }
    let baseline = rows.widest_level(&BASELINE, &Indicator::Convergence);
    let baseline = baseline.and_then(|(_, row)| row.estimate);
    let mut key = vec![Sign::Dot(BLUE).with_meaning(chart_text::ESTIMATE)];
    key.extend(interval_key(rows, BLUE));
    if baseline.is_some() {
        key.push(Sign::Upright(SOFT).with_meaning(chart_text::BASELINE));
    }
    let title =
        finding::levels_title(rows).unwrap_or_else(|| chart_text::LEVELS_UNTITLED.to_owned());
    let subtitle = chart_text::levels_subtitle(lines.len(), total);
    let canvas = Canvas::new(
        rows,
        title,
        &subtitle,
        &key,
        (Years::Headline, Intervals::Both),
    );
    Ok(draw_rows(
        canvas,
        &lines,
        baseline,
        chart_text::PERCENT.trim(),
    ))
}

/// The row of a package, from its statistic under each spread.
fn row<'a>(
    rows: &Rows,
    id: &PackageKey,
    statistic: impl Fn(Uncertainty) -> Option<(&'a Unit, Statistic)>,
    show: fn(&Statistic, &Unit) -> Shown,
) -> Option<Row> {
    let (luck, unknowns) = (
        statistic(Uncertainty::Stochastic),
        statistic(Uncertainty::Parametric),
    );
    let (unit, widest) = unknowns.or(luck)?;
    Some(Row {
        label: rows.package(id),
        ink: palette::package(rows, id),
        strong: id.is_full() || id.is_baseline(),
        luck: luck.map(|(_, row)| row),
        unknowns: unknowns.map(|(_, row)| row),
        evidence: None,
        estimate: widest.estimate.unwrap_or_default(),
        shown: show(&widest, unit),
    })
}

/// The leading packages and the best of the others, sorted by estimate.
fn choose(rows: &Rows, lines: Vec<(&PackageKey, Row)>) -> Vec<Row> {
    let leading = rows.leading();
    let (mut chosen, mut others): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(id, _)| leading.contains(id));
    others.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    others.truncate(MOST.saturating_sub(chosen.len()));
    chosen.extend(others);
    chosen.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    chosen.into_iter().map(|(_, row)| row).collect()
}

fn draw_rows(mut canvas: Canvas, lines: &[Row], reference: Option<f64>, unit: &str) -> Canvas {
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels = lines.iter().map(|row| (row.label.clone(), row.strong));
    let chart = RowChart::new(labels.collect(), body, SPACING);
    let values: Vec<String> = lines.iter().map(|row| row.shown.short()).collect();
    let right = body.right - font::widest(&values, chart.size, true) - 28.0;
    let ends = |row: Option<Statistic>| row.map(|row| [row.estimate, row.low, row.high]);
    let shares = lines.iter().flat_map(|row| {
        let ends = [row.luck, row.unknowns].into_iter().filter_map(ends);
        ends.flatten().chain([row.evidence, reference]).flatten()
    });
    let axis = Axis::of_shares(shares, chart.area.left, right).padded(0.04);
    let bottom = chart.area.bottom;
    axis.draw_vertical_grid(scene, 8, (body.top, bottom));
    scene.caption((chart.area.left, right), bottom + TICK * 2.0 + 16.0, unit);
    if let Some(reference) = reference {
        let x = axis.place(reference);
        scene.line((x, body.top), (x, bottom), 2.5, SOFT);
    }
    for (index, (row, value)) in lines.iter().zip(&values).enumerate() {
        chart.draw_label(scene, index);
        let style = Style {
            bold: row.strong,
            ..Style::new(chart.size, INK)
        };
        scene.text(right + 24.0, chart.baseline(index), value, style);
        if index > 0 {
            let edge = chart.edge(index);
            scene.line((body.left, edge), (body.right, edge), 1.0, GRID.tint(0.6));
        }
        draw_intervals(scene, &axis, row, chart.middle(index), chart.pitch);
    }
    canvas
}

fn draw_intervals(scene: &mut Scene, axis: &Axis, row: &Row, y: f64, pitch: f64) {
    let ends = |row: Option<Statistic>| {
        let (low, high) = row.and_then(|row| row.low.zip(row.high))?;
        Some((axis.place(low), axis.place(high)))
    };
    let radius = (pitch * 0.2).clamp(3.5, 8.0);
    if let Some((low, high)) = ends(row.luck) {
        scene.line((low, y), (high, y), radius * 1.5, row.ink.tint(0.5));
    }
    if let Some(ends) = ends(row.unknowns) {
        scene.whiskers(ends, y, radius * 0.8, row.ink);
    }
    // The ring first and larger, so that equal values show as a dot in a ring.
    if let Some(evidence) = row.evidence {
        scene.ring((axis.place(evidence), y), radius * 1.3, row.ink);
    }
    scene.dot((axis.place(row.estimate), y), radius, row.ink);
}
