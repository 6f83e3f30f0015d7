//! Corridors between the focal host and its partners, before and after.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{BLUE, GRID, INK, LABEL, SOFT, TICK};
use super::row_chart::{RowChart, Spacing, draw_change};
use super::scene::{Bounds, Scene, Style};
use crate::report::finding;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::{Corridor, Statistic};
use crate::stats::{Indicator, Unit};

/// Rows that fit on a panel.
const MOST: usize = 24;
/// Room between two panels.
const BETWEEN: f64 = 40.0;

const SPACING: Spacing = Spacing {
    above: 34.0,
    below: 44.0,
    pitch: 48.0,
    label: f64::INFINITY,
    beside: (4.0, 12.0),
};

/// One corridor with its convergence before and after.
#[derive(Debug, Clone, Copy)]
struct Pair<'a> {
    origin: &'a str,
    destination: &'a str,
    before: Statistic,
    after: Option<Statistic>,
}

/// A panel for each direction, partners ranked by what they gain.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let pairs = pairs(rows);
    if pairs.is_empty() {
        return Err(chart_text::CORRIDORS_MISSING.to_owned());
    }
    let focal = focal(&pairs);
    let mut panels: Vec<(String, Vec<(String, Pair)>)> = Vec::new();
    if let Some(host) = focal {
        let place = rows.place(host);
        let guests = pairs
            .iter()
            .filter(|pair| pair.destination == host && pair.origin != host);
        let guests = guests
            .map(|pair| (rows.place(pair.origin), *pair))
            .collect();
        let abroad = pairs
            .iter()
            .filter(|pair| pair.origin == host && pair.destination != host);
        let abroad = abroad
            .map(|pair| (rows.place(pair.destination), *pair))
            .collect();
        panels.push((chart_text::corridors_hosted(&place), guests));
        panels.push((chart_text::corridors_visiting(&place), abroad));
    } else {
        let label = |pair: &Pair| {
            let places = (rows.place(pair.origin), rows.place(pair.destination));
            chart_text::corridors_label(&places.0, &places.1)
        };
        let lines = pairs.iter().map(|pair| (label(pair), *pair)).collect();
        panels.push((chart_text::corridors_all(), lines));
    }
    panels.retain(|(_, pairs)| !pairs.is_empty());
    for (_, pairs) in &mut panels {
        pairs.sort_by(|a, b| gain(&b.1).total_cmp(&gain(&a.1)).then(a.0.cmp(&b.0)));
        pairs.truncate(MOST);
    }
    let mut key = vec![Sign::Dot(SOFT).with_meaning(chart_text::BASELINE)];
    key.extend(
        rows.whole()
            .map(|id| Sign::Dot(BLUE).with_meaning(rows.package(id))),
    );
    let shown: usize = panels.iter().map(|(_, pairs)| pairs.len()).sum();
    let subtitle = chart_text::corridors_subtitle(shown, pairs.len(), panels.len());
    let mut canvas = Canvas::new(
        rows,
        title(rows, &pairs),
        &subtitle,
        &key,
        (Years::All, Intervals::Stochastic),
    );
    let body = canvas.body;
    let longest = panels.iter().map(|(_, pairs)| pairs.len()).max();
    let room = body.height() - SPACING.above - SPACING.below;
    let pitch = (room / longest.unwrap_or(1) as f64).min(SPACING.pitch);
    let columns = body.columns(panels.len(), BETWEEN);
    for ((head, pairs), room) in panels.iter().zip(columns) {
        draw_panel(&mut canvas.scene, head, pairs, (room, pitch));
    }
    Ok(canvas)
}

fn draw_panel(
    scene: &mut Scene,
    head: &str,
    pairs: &[(String, Pair)],
    (room, pitch): (Bounds, f64),
) {
    let spacing = Spacing {
        pitch,
        label: room.width() * 0.42,
        ..SPACING
    };
    let labels = pairs.iter().map(|(label, _)| (label.clone(), false));
    let chart = RowChart::new(labels.collect(), room, spacing);
    let head = font::fit(head, LABEL, true, room.width());
    let style = Style::new(LABEL, INK).bold();
    scene.text(room.left, chart.area.top - 12.0, head, style);
    let right = room.right - 72.0;
    let after = |pair: &Pair| pair.after.and_then(|row| row.estimate);
    let shares = pairs
        .iter()
        .flat_map(|(_, pair)| [pair.before.estimate, after(pair)]);
    let axis = Axis::of_shares(shares.flatten(), chart.area.left, right)
        .padded(0.05)
        .with_unit(chart_text::PERCENT);
    axis.draw_vertical_grid(scene, 5, chart.area.edges());
    let radius = (pitch * 0.25).clamp(3.5, 7.5);
    for (index, (_, pair)) in pairs.iter().enumerate() {
        let y = chart.middle(index);
        chart.draw_label(scene, index);
        scene.line((chart.area.left, y), (right, y), 1.0, GRID.tint(0.7));
        let Some(before) = pair.before.estimate else {
            continue;
        };
        let after = after(pair);
        draw_change(scene, &axis, (before, after), y, radius);
        if let Some(after) = after {
            let gained = number::points(after - before, 0.01);
            let style = Style::new(chart.size.min(TICK), SOFT);
            scene.text(right + 14.0, chart.baseline(index), gained, style);
        }
    }
}

/// Rows before and after, while they are being gathered.
type Ends = (Option<Statistic>, Option<Statistic>);

/// Corridors with a row at the baseline.
fn pairs<'a>(rows: &Rows<'a>) -> Vec<Pair<'a>> {
    let mut ends_by_corridor: BTreeMap<(&str, &str), Ends> = BTreeMap::new();
    let whole = rows.whole();
    for row in &rows.tables.corridors {
        if row.indicator != Indicator::Convergence || row.statistic.estimate.is_none() {
            continue;
        }
        let Corridor {
            package,
            origin,
            destination,
            statistic,
            ..
        } = row;
        let ends = ends_by_corridor.entry((origin, destination)).or_default();
        if package.is_baseline() {
            ends.0 = Some(*statistic);
        } else if Some(package) == whole {
            ends.1 = Some(*statistic);
        }
    }
    ends_by_corridor
        .into_iter()
        .filter_map(|((origin, destination), (before, after))| {
            Some(Pair {
                origin,
                destination,
                before: before?,
                after,
            })
        })
        .collect()
}

/// The place at one end of every corridor, where there is one.
fn focal<'a>(pairs: &[Pair<'a>]) -> Option<&'a str> {
    let first = pairs.first()?;
    [first.destination, first.origin].into_iter().find(|place| {
        pairs
            .iter()
            .all(|pair| pair.origin == *place || pair.destination == *place)
    })
}

/// After less before: a distance between two dots of the chart.
fn gain(pair: &Pair) -> f64 {
    let after = pair.after.and_then(|row| row.estimate);
    after
        .zip(pair.before.estimate)
        .map_or(f64::NEG_INFINITY, |(after, before)| after - before)
}

/// The corridor that realises least and the one that realises most.
fn title(rows: &Rows, pairs: &[Pair]) -> String {
    let share = |pair: &Pair| {
        let places = (rows.place(pair.origin), rows.place(pair.destination));
        let share = number::level(&pair.before, &Unit::Share);
        chart_text::corridors_share((&places.0, &places.1), &share)
    };
    let least = pairs
        .iter()
        .min_by(|a, b| finding::order(&a.before, &b.before));
    let most = pairs
        .iter()
        .max_by(|a, b| finding::order(&a.before, &b.before));
    let most = most.filter(|_| pairs.len() > 1).map(share);
    chart_text::corridors_title(&least.map(share).unwrap_or_default(), most.as_deref())
}
