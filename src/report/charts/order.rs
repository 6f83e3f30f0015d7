//! How often each reform is the best, over the same draws.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{self, BLUE, GRID, INK, TICK};
use super::row_chart::{RowChart, Spacing};
use super::scene::Style;
use crate::report::finding;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::{Comparison, Rival};
use crate::stats::{PackageKey, Uncertainty};

const SPACING: Spacing = Spacing {
    above: 30.0,
    below: 56.0,
    pitch: 84.0,
    label: 430.0,
    beside: (8.0, 20.0),
};

struct Row<'a> {
    id: &'a PackageKey,
    best: &'a Comparison,
    first_two: &'a Comparison,
}

/// A row for each single reform, the most often best first.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    if rows.widest() != Uncertainty::Parametric {
        return Err(chart_text::ORDER_WITHOUT_DRAWS.to_owned());
    }
    let mut lines: Vec<Row> = rows
        .reforms()
        .into_iter()
        .filter_map(|id| {
            Some(Row {
                id,
                best: comparison(rows, id, &Rival::Best)?,
                first_two: comparison(rows, id, &Rival::FirstTwo)?,
            })
        })
        .collect();
    if lines.len() < 2 {
        return Err(chart_text::ORDER_MISSING.to_owned());
    }
    lines.sort_by(|a, b| {
        let regret = |row: &Row| row.best.regret.unwrap_or_default();
        let value = |row: &Row| {
            (
                row.best.probability,
                row.first_two.probability,
                -regret(row),
            )
        };
        value(b)
            .partial_cmp(&value(a))
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    let key = [
        Sign::Dot(BLUE).with_meaning(chart_text::ORDER_BEST),
        Sign::Thin(BLUE).with_meaning(chart_text::ORDER_INTERVAL),
        Sign::Ring(BLUE).with_meaning(chart_text::ORDER_FIRST_TWO),
    ];
    let canvas = Canvas::new(
        rows,
        finding::ranking_title(rows),
        &chart_text::order_subtitle(lines[0].best.n),
        &key,
        (Years::Headline, Intervals::Draws),
    );
    Ok(draw_rows(rows, canvas, &lines))
}

fn comparison<'a>(rows: &Rows<'a>, id: &PackageKey, other: &Rival) -> Option<&'a Comparison> {
    let mut comparisons = rows.tables.comparisons.iter();
    comparisons.find(|row| {
        row.package == *id
            && row.other == *other
            && row.spread == Uncertainty::Parametric
            && (row.period, row.host) == (rows.basis(), None)
    })
}

fn draw_rows(rows: &Rows, mut canvas: Canvas, lines: &[Row]) -> Canvas {
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels = lines.iter().map(|row| (rows.package(row.id), false));
    let chart = RowChart::new(labels.collect(), body, SPACING);
    let most = lines.iter().filter_map(|row| row.best.regret);
    let most = most.fold(0.0, f64::max);
    let regrets: Vec<String> = lines
        .iter()
        .map(|row| {
            let regret = row.best.regret.unwrap_or_default();
            number::points(-regret, most)
        })
        .collect();
    let head = chart_text::ORDER_REGRET;
    let room = font::widest(&regrets, chart.size, false).max(font::width(head, TICK, false));
    let right = body.right - room - 40.0;
    let axis = Axis::of_shares([0.0, 1.0], chart.area.left, right)
        .padded(0.02)
        .with_unit(chart_text::PERCENT);
    let bottom = chart.area.bottom;
    axis.draw_vertical_grid(scene, 6, (chart.area.top, bottom));
    scene.caption(
        (chart.area.left, right),
        bottom + TICK * 2.0 + 16.0,
        chart_text::ORDER_SCALE,
    );
    let top = chart.area.top - 12.0;
    scene.text(body.right, top, head, Style::new(TICK, INK).end());
    for (index, (row, regret)) in lines.iter().zip(&regrets).enumerate() {
        let (y, ink) = (chart.middle(index), palette::package(rows, row.id));
        chart.draw_label(scene, index);
        if index > 0 {
            let edge = chart.edge(index);
            scene.line((body.left, edge), (body.right, edge), 1.0, GRID.tint(0.6));
        }
        let radius = (chart.pitch * 0.17).clamp(4.0, 10.0);
        let ends = (axis.place(row.best.low), axis.place(row.best.high));
        scene.whiskers(ends, y, radius * 0.8, ink);
        scene.ring(
            (axis.place(row.first_two.probability), y),
            radius * 1.3,
            ink,
        );
        scene.dot((axis.place(row.best.probability), y), radius, ink);
        let style = Style::new(chart.size, INK).end();
        scene.text(body.right, chart.baseline(index), regret, style);
    }
    canvas
}
