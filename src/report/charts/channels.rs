//! The value that each reform recovers in each channel.

use super::canvas::Canvas;
use super::font;
use super::intervals::clear_sign;
use super::intervals::greatest;
use super::intervals::{Intervals, Years};
use super::palette::{GRID, INK, SOFT, TICK, WHITE, diverging};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use crate::model::Channel;
use crate::report::finding;
use crate::report::number;
use crate::report::rows::{Rows, channels};
use crate::report::text::charts as chart_text;
use crate::stats::tables::{Effect, Statistic};
use crate::stats::{PackageKey, Unit};

const SPACING: Spacing = Spacing {
    above: 58.0,
    below: 0.0,
    pitch: 78.0,
    label: 400.0,
    beside: (4.0, 14.0),
};

/// A heat map with its numbers.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let effects: Vec<&Effect> = rows
        .tables
        .effects
        .iter()
        .filter(|row| !row.reform.is_baseline() && row.statistic.estimate.is_some())
        .collect();
    let has = |id: &PackageKey| effects.iter().any(|row| row.reform == *id);
    let reforms: Vec<&PackageKey> = rows.leading().into_iter().filter(|id| has(id)).collect();
    // A channel in which no reform moves anything has no column.
    let moved = effects.iter().filter(|row| {
        let row = &row.statistic;
        let values = [row.estimate, row.low, row.high];
        values.into_iter().flatten().any(|value| value.abs() > 0.0)
    });
    let channels = channels(moved.map(|row| row.channel));
    if reforms.is_empty() || channels.is_empty() {
        return Err(chart_text::CHANNELS_MISSING.to_owned());
    }
    if reforms.len() == 1 {
        return Err(chart_text::CHANNELS_ONE.to_owned());
    }
    let cell = |reform: &PackageKey, channel: Channel| {
        effects
            .iter()
            .find(|row| row.reform == *reform && row.channel == channel)
            .map(|row| row.statistic)
    };
    let cells = reforms
        .iter()
        .flat_map(|reform| channels.iter().filter_map(|channel| cell(reform, *channel)));
    let most = greatest(cells.filter_map(|row| row.estimate).map(f64::abs));
    let subtitle = chart_text::CHANNELS_SUBTITLE;
    let mut canvas = Canvas::new(
        rows,
        title(rows, &effects),
        subtitle,
        &[],
        (Years::Headline, Intervals::Stochastic),
    );
    let scene = &mut canvas.scene;
    let labels = reforms.iter().map(|id| (rows.package(id), false));
    let chart = RowChart::new(labels.collect(), canvas.body, SPACING);
    let columns: Vec<Bounds> = chart.area.columns(channels.len(), 0.0).collect();
    for (channel, column) in channels.iter().zip(&columns) {
        let x = f64::midpoint(column.left, column.right);
        let lines = font::wrap(
            &rows.channel(*channel),
            TICK,
            true,
            column.width() - 10.0,
            2,
        );
        for (line, words) in lines.into_iter().rev().enumerate() {
            let y = chart.area.top - 10.0 - 21.0 * line as f64;
            scene.text(x, y, words, Style::new(TICK, INK).bold().middle());
        }
    }
    for (line, reform) in reforms.iter().enumerate() {
        chart.draw_label(scene, line);
        let edges = (chart.edge(line), chart.edge(line + 1));
        for (channel, column) in channels.iter().zip(&columns) {
            let square = Bounds::new(column.sides(), edges).inset((1.5, 1.5), (1.5, 1.5));
            draw_square(scene, cell(reform, *channel), square, most, chart.size);
        }
    }
    Ok(canvas)
}

fn draw_square(scene: &mut Scene, cell: Option<Statistic>, bounds: Bounds, most: f64, size: f64) {
    let x = f64::midpoint(bounds.left, bounds.right);
    let y = f64::midpoint(bounds.top, bounds.bottom);
    let Some((row, estimate)) = cell.and_then(|row| Some((row, row.estimate?))) else {
        scene.fill(bounds, GRID);
        let style = Style::new(size, SOFT).middle();
        scene.text_beside(x, y, chart_text::CHANNELS_EMPTY, style);
        return;
    };
    let shade = diverging(estimate, most);
    scene.fill(bounds, shade);
    let is_clear = clear_sign(&row).is_ne();
    let mut points = number::points(estimate, most);
    // A value clear of zero is not written as zero.
    if is_clear && !points.contains(|letter: char| ('1'..='9').contains(&letter)) {
        points = number::points(estimate, estimate);
    }
    let style = Style {
        bold: is_clear,
        ..Style::new(size, if shade.is_dark() { WHITE } else { INK })
    };
    scene.text_beside(x, y, points, style.middle());
}

/// Whether no other interval reaches the best one's.
fn is_alone(best: &Effect, effects: &[&Effect], reforms: &[&PackageKey]) -> bool {
    let others = effects
        .iter()
        .filter(|row| reforms.contains(&&row.reform))
        .filter(|row| (&row.reform, &row.channel) != (&best.reform, &best.channel));
    let mut highs = others.map(|row| row.statistic.high.unwrap_or(f64::INFINITY));
    highs.all(|high| best.statistic.low.is_some_and(|low| low > high))
}

/// The largest recovery of a single reform, as sure as its interval.
fn title(rows: &Rows, effects: &[&Effect]) -> String {
    let reforms = rows.reforms();
    let single = || effects.iter().filter(|row| reforms.contains(&&row.reform));
    let Some(best) = single().max_by(|a, b| finding::order(&a.statistic, &b.statistic)) else {
        return chart_text::CHANNELS_UNTITLED.to_owned();
    };
    if !single().any(|row| row.statistic.low.is_some_and(|low| low > 0.0)) {
        return chart_text::CHANNELS_NONE_CLEAR.to_owned();
    }
    let labels = (rows.package(&best.reform), rows.channel(best.channel));
    chart_text::channels_title(
        is_alone(best, effects, &reforms),
        (&labels.0, &labels.1),
        &number::change(&best.statistic, &Unit::Share),
    )
}
