//! Which reform is the best and which beats which, over the draws of the parameters.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{BLUE, GRID, INK, Ink, SOFT, TICK, VERMILION};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use crate::report::finding;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::{Comparison, Rival, Statistic};
use crate::stats::{PackageKey, Uncertainty, Unit};

/// Reforms shown at most.
const MOST: usize = 8;

const SPACING: Spacing = Spacing {
    above: 96.0,
    below: 56.0,
    pitch: 86.0,
    label: 300.0,
    beside: (0.0, 18.0),
};

/// Width of the scale on which the shares of draws lie.
const SCALE: f64 = 270.0;
/// Letters in the cells.
const CELL: f64 = 18.0;
const SMALL: f64 = 14.0;

/// The comparisons of the headline over draws.
struct Order<'a> {
    rows: Vec<&'a Comparison>,
    reforms: Vec<&'a PackageKey>,
}

/// How often each reform is the best, and how often each beats each other.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    if rows.widest() == Uncertainty::Stochastic {
        return Err(chart_text::ORDER_WITHOUT_DRAWS.to_owned());
    }
    let order = Order::new(rows);
    if order.reforms.len() < 2 {
        return Err(chart_text::ORDER_WITHOUT_RIVALS.to_owned());
    }
    let compared = rows.reforms().len();
    let key = [
        Sign::Dot(BLUE).with_meaning(chart_text::ORDER_KEY_BEST),
        Sign::Thin(BLUE).with_meaning(chart_text::ORDER_KEY_INTERVAL),
        Sign::Thick(cell_ink(Some(true))).with_meaning(chart_text::ORDER_KEY_MORE),
        Sign::Thick(cell_ink(Some(false))).with_meaning(chart_text::ORDER_KEY_LESS),
    ];
    let first = finding::often_best(rows).into_iter().next();
    let title = first.map_or_else(
        || chart_text::ORDER_UNTITLED.to_owned(),
        |first| chart_text::order_title(&first, compared),
    );
    let subtitle = chart_text::order_subtitle(order.reforms.len(), compared);
    let mut canvas = Canvas::new(
        rows,
        title,
        &subtitle,
        &key,
        (Years::Headline, Intervals::Binomial),
    );
    order.draw(rows, &mut canvas);
    Ok(canvas)
}

impl<'a> Order<'a> {
    /// The reforms, the most often best first, then those with the larger effect.
    fn new(rows: &Rows<'a>) -> Self {
        let section = (rows.basis(), None);
        let comparisons = rows.tables.comparisons.iter().filter(|row| {
            (row.period, row.host) == section && row.spread == Uncertainty::Parametric
        });
        let comparisons: Vec<&Comparison> = comparisons.collect();
        let by_effect = finding::effects(rows);
        let place = |id: &PackageKey| by_effect.iter().position(|entry| entry.id == *id);
        let mut best: Vec<&Comparison> = comparisons.clone();
        best.retain(|row| row.other == Rival::Best);
        best.sort_by(|a, b| {
            let by_share = b.probability.total_cmp(&a.probability);
            by_share.then(place(&a.package).cmp(&place(&b.package)))
        });
        best.truncate(MOST);
        Self {
            rows: comparisons,
            reforms: best.into_iter().map(|row| &row.package).collect(),
        }
    }

    fn find(&self, package: &PackageKey, other: &Rival) -> Option<&'a Comparison> {
        let mut rows = self.rows.iter();
        rows.find(|row| row.package == *package && row.other == *other)
            .copied()
    }

    fn draw(&self, rows: &Rows, canvas: &mut Canvas) {
        let (body, scene) = (canvas.body, &mut canvas.scene);
        let labels = self.reforms.iter().map(|id| (rows.package(id), false));
        let chart = RowChart::new(labels.collect(), body, SPACING);
        let best = Bounds::new(
            (chart.area.left, chart.area.left + SCALE),
            chart.area.edges(),
        );
        let values: Vec<String> = self
            .reforms
            .iter()
            .map(|id| self.find(id, &Rival::Best))
            .map(|row| row.map_or_else(String::new, |row| shown(row).short()))
            .collect();
        let beside = best.right + 20.0;
        let matrix = beside + font::widest(&values, chart.size, false) + 40.0;
        let matrix = Bounds::new((matrix, body.right), chart.area.edges());
        let axis = Axis::of_shares([0.0, 1.0], best.left, best.right);
        axis.draw_vertical_grid(scene, 4, best.edges());
        let caption = best.bottom + TICK * 2.0 + 16.0;
        scene.caption(best.sides(), caption, chart_text::ORDER_SCALE);
        scene.caption(matrix.sides(), caption, chart_text::ORDER_MATRIX);
        draw_head(scene, chart_text::ORDER_BEST, best);
        let columns: Vec<Bounds> = matrix.columns(self.reforms.len(), 6.0).collect();
        for (column, id) in columns.iter().zip(&self.reforms) {
            draw_head(scene, &rows.package(id), *column);
        }
        for (line, (id, value)) in self.reforms.iter().zip(&values).enumerate() {
            chart.draw_label(scene, line);
            let y = chart.middle(line);
            let style = Style::new(chart.size, INK);
            scene.text(beside, chart.baseline(line), value, style);
            if let Some(row) = self.find(id, &Rival::Best) {
                let ends = (axis.place(row.low), axis.place(row.high));
                scene.whiskers(ends, y, 6.0, BLUE);
                scene.dot((axis.place(row.probability), y), 8.0, BLUE);
            }
            for (column, other) in columns.iter().zip(&self.reforms) {
                let edges = (chart.edge(line) + 3.0, chart.edge(line + 1) - 3.0);
                let cell = Bounds::new(column.sides(), edges);
                let row = self.find(id, &Rival::Package((*other).clone()));
                draw_cell(scene, row, cell);
            }
        }
    }
}

/// The name of a column, its last line just above the rows.
fn draw_head(scene: &mut Scene, label: &str, column: Bounds) {
    let lines = font::wrap(label, SMALL, true, column.width(), 4);
    let middle = f64::midpoint(column.left, column.right);
    for (line, words) in lines.into_iter().rev().enumerate() {
        let y = column.top - 10.0 - 18.0 * line as f64;
        let words = font::fit(&words, SMALL, true, column.width());
        scene.text(middle, y, words, Style::new(SMALL, INK).bold().middle());
    }
}

/// How often the row's reform is better than the column's, with its interval.
fn draw_cell(scene: &mut Scene, row: Option<&Comparison>, cell: Bounds) {
    let Some(row) = row else {
        scene.fill(cell, GRID.tint(0.5));
        return;
    };
    let side = match (row.low > 0.5, row.high < 0.5) {
        (true, _) => Some(true),
        (_, true) => Some(false),
        (false, false) => None,
    };
    scene.fill(cell, cell_ink(side));
    let middle = f64::midpoint(cell.left, cell.right);
    let y = f64::midpoint(cell.top, cell.bottom);
    let shown = shown(row);
    let style = Style::new(CELL, INK).middle();
    scene.text(middle, y - 2.0, &shown.estimate, style);
    let interval = font::fit(&shown.interval, SMALL, false, cell.width() - 4.0);
    let style = Style::new(SMALL, SOFT).middle();
    scene.text(middle, y + SMALL + 4.0, interval, style);
}

/// The ground of a cell: whether its interval lies above a half, below it, or has it inside.
fn cell_ink(more: Option<bool>) -> Ink {
    match more {
        Some(true) => BLUE.tint(0.3),
        Some(false) => VERMILION.tint(0.25),
        None => GRID.tint(0.3),
    }
}

/// A share of the draws with its interval.
fn shown(row: &Comparison) -> Shown {
    let statistic = Statistic {
        estimate: Some(row.probability),
        low: Some(row.low),
        high: Some(row.high),
        n: row.n,
        ..Statistic::default()
    };
    number::level(&statistic, &Unit::Share)
}
