//! The share of each group of parameters in each variance.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{BLUE, FAINT, GRID, INK, SOFT, TICK};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Ink, Scene, Style};
use crate::report::narrowing;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::{self, charts as chart_text};
use crate::scenario::Group;
use crate::stats::tables::{Statistic, VarianceRow};
use crate::stats::{BASELINE, PackageKey, Source};

/// Columns that fit on a chart.
const MOST: usize = 8;
/// Room for a number beside its bar.
const NUMBER: f64 = 40.0;

const SPACING: Spacing = Spacing {
    above: 106.0,
    below: 58.0,
    pitch: 60.0,
    label: f64::INFINITY,
    beside: (8.0, 16.0),
};

/// A bar for each group and each headline: the level at the baseline, and the
/// difference of each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let title = narrowing::title(rows).ok_or_else(|| chart_text::GROUPS_MISSING.to_owned())?;
    let mut columns: Vec<(&PackageKey, Vec<&VarianceRow>)> = rows
        .leading()
        .into_iter()
        .map(|id| (id, narrowing::headline(rows, id)))
        .filter(|(_, headline)| narrowing::part(headline, Source::Stochastic).is_some())
        .collect();
    let total = columns.len();
    columns.truncate(MOST);
    let groups: Vec<Group> = narrowing::effects(&narrowing::headline(rows, &BASELINE))
        .into_iter()
        .map(|(group, _)| group)
        .filter(|group| {
            columns
                .iter()
                .any(|(_, headline)| has_effect(headline, *group))
        })
        .collect();
    let subtitle = chart_text::groups_subtitle(columns.len(), total);
    let key = [
        Sign::Thick(BLUE.tint(0.5)).with_meaning(chart_text::GROUPS_KEY_EFFECT),
        Sign::Thick(FAINT.tint(0.5)).with_meaning(chart_text::GROUPS_KEY_LUCK),
        Sign::Thin(INK).with_meaning(chart_text::GROUPS_KEY_INTERVAL),
    ];
    let mut canvas = Canvas::new(
        rows,
        title,
        &subtitle,
        &key,
        (Years::Headline, Intervals::Draws),
    );
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels = std::iter::once(chart_text::GROUPS_DEVIATION)
        .chain(groups.iter().map(|group| text::group(*group)))
        .chain([chart_text::GROUPS_LUCK])
        .map(|label| (label.to_owned(), false));
    let chart = RowChart::new(labels.collect(), body, SPACING);
    for row in 0..groups.len() + 2 {
        chart.draw_label(scene, row);
        let edge = chart.edge(row);
        scene.line((body.left, edge), (body.right, edge), 1.0, GRID.tint(0.6));
    }
    let places: Vec<Bounds> = chart.area.columns(columns.len(), 0.0).collect();
    let changes = columns.iter().zip(&places);
    if let Some((_, first)) = changes.clone().find(|((id, _), _)| !id.is_baseline()) {
        let (x, style) = (first.left + 4.0, Style::new(TICK, SOFT));
        scene.text(x, body.top + 16.0, chart_text::GROUPS_CHANGES, style);
    }
    for ((id, headline), place) in changes {
        let label = if id.is_baseline() {
            chart_text::GROUPS_LEVEL.to_owned()
        } else {
            rows.package(id)
        };
        draw_head(scene, &label, *place);
        draw_bars(scene, (&groups, headline), &chart, *place);
    }
    let y = chart.area.bottom + TICK * 2.0 + 18.0;
    scene.caption(chart.area.sides(), y, chart_text::GROUPS_SCALE);
    Ok(canvas)
}

/// Whether a group has any effect.
fn has_effect(headline: &[&VarianceRow], group: Group) -> bool {
    let effects = narrowing::effects(headline);
    effects
        .iter()
        .any(|(other, row)| *other == group && row.estimate.is_some_and(|share| share > 0.0))
}

/// The title of a column.
fn draw_head(scene: &mut Scene, label: &str, column: Bounds) {
    let lines = font::wrap(label, TICK, true, column.width() - 12.0, 3);
    for (line, words) in lines.into_iter().rev().enumerate() {
        let y = column.top - 12.0 - 21.0 * line as f64;
        scene.text(column.left + 4.0, y, words, Style::new(TICK, INK).bold());
    }
}

/// A column: the deviation, a bar for each group, and one for randomness.
fn draw_bars(
    scene: &mut Scene,
    (groups, headline): (&[Group], &[&VarianceRow]),
    chart: &RowChart,
    column: Bounds,
) {
    let ends = (column.left + NUMBER, column.right - 14.0);
    let axis = Axis::of_shares([0.0, 1.0], ends.0, ends.1);
    for share in [0.0, 0.5, 1.0] {
        let x = axis.place(share);
        scene.line((x, chart.edge(1)), (x, column.bottom), 1.0, GRID);
    }
    for (share, word) in [(0.0, "0"), (1.0, "100")] {
        let style = Style::new(TICK, SOFT).middle();
        scene.text(axis.place(share), column.bottom + TICK + 4.0, word, style);
    }
    let effects = narrowing::effects(headline);
    for (index, group) in groups.iter().enumerate() {
        let mut shares = effects.iter();
        if let Some((_, share)) = shares.find(|(other, _)| other == group) {
            draw_bar(scene, &axis, share, (chart, index + 1), BLUE);
        }
    }
    if let Some(luck) = narrowing::part(headline, Source::Stochastic) {
        draw_bar(
            scene,
            &axis,
            &luck.statistic,
            (chart, groups.len() + 1),
            FAINT,
        );
        let words = number::quantity(luck.deviation * 100.0);
        let style = Style::new(TICK, INK).bold();
        scene.text_beside(column.left + 4.0, chart.middle(0), words, style);
    }
}

fn draw_bar(
    scene: &mut Scene,
    axis: &Axis,
    share: &Statistic,
    (chart, row): (&RowChart, usize),
    ink: Ink,
) {
    let Some(estimate) = share.estimate else {
        return;
    };
    let y = chart.middle(row);
    let half = (chart.pitch * 0.28).min(13.0);
    let sides = (axis.place(0.0), axis.place(estimate));
    let bounds = Bounds::new(sides, (y - half, y + half));
    scene.fill(bounds, ink.tint(0.5));
    if let Some((low, high)) = share.low.zip(share.high) {
        scene.whiskers((axis.place(low), axis.place(high)), y, half * 0.6, INK);
    }
    let style = Style::new(TICK, INK).end();
    scene.text_beside(
        axis.place(0.0) - 6.0,
        y,
        chart_text::groups_share(estimate),
        style,
    );
}
