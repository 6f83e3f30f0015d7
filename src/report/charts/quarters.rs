//! Quarter by quarter after the start.

use std::collections::{BTreeMap, BTreeSet};

use super::axis::Axis;
use super::canvas::Canvas;
use super::font;
use super::intervals::{Intervals, Years};
use super::label_placement;
use super::palette::{self, INK, LABEL, SOFT, TICK};
use super::scene::{Scene, Style};
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::{Series, Statistic};
use crate::stats::{BASELINE, Indicator, PackageKey, Unit};

/// A line for each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let mut lines: Vec<(&PackageKey, BTreeMap<u32, Statistic>)> = Vec::new();
    for id in rows.leading() {
        let points = quarters(&rows.tables.series, id);
        if points.len() > 1 {
            lines.push((id, points));
        }
    }
    if lines.is_empty() {
        return Err(chart_text::quarters_missing(
            &Indicator::RealisedShareQuarter,
        ));
    }
    let subtitle = chart_text::QUARTERS_SUBTITLE;
    let mut canvas = Canvas::new(
        rows,
        title(rows, &lines),
        subtitle,
        &[],
        (Years::All, Intervals::Stochastic),
    );
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels: Vec<String> = lines
        .iter()
        .map(|(id, points)| end_label(rows, id, points))
        .collect();
    let room = font::widest(&labels, LABEL, true).min(470.0);
    let (left, right) = (body.left + 66.0, body.right - room - 44.0);
    let (top, bottom) = (body.top + 10.0, body.bottom - 36.0);
    let months = lines.iter().flat_map(|(_, points)| points.keys().copied());
    let months: BTreeSet<u32> = months.collect();
    let x_axis = Axis::over(months.iter().copied().map(f64::from), left, right);
    let shares = lines
        .iter()
        .flat_map(|(_, points)| points.values().filter_map(|row| row.estimate));
    let y_axis = Axis::of_shares(shares, bottom, top)
        .padded(0.06)
        .with_unit(chart_text::PERCENT);
    y_axis.draw_horizontal_grid(scene, 6, (left, right));
    draw_years(scene, &months, &x_axis, (top, bottom));
    scene.line((left, bottom), (right, bottom), 1.5, SOFT);
    let mut ends = Vec::new();
    for (id, points) in &lines {
        let places: Vec<(f64, f64)> = points
            .iter()
            .filter_map(|(month, row)| {
                Some((x_axis.place(f64::from(*month)), y_axis.place(row.estimate?)))
            })
            .collect();
        ends.push(places.last().copied().unwrap_or((right, bottom)));
        let is_thick = id.is_baseline() || id.is_full();
        let width = if is_thick { 5.0 } else { 3.0 };
        scene.path(places, width, palette::package(rows, id));
    }
    let wanted: Vec<f64> = ends.iter().map(|end| end.1).collect();
    let places = label_placement::place_along(&wanted, LABEL * 1.25, top + 8.0, bottom - 4.0);
    for (((id, _), label), (end, y)) in lines.iter().zip(&labels).zip(ends.iter().zip(places)) {
        let leader = vec![*end, (right + 18.0, y), (right + 34.0, y)];
        scene.path(leader, 1.5, palette::package(rows, id));
        let label = font::fit(label, LABEL, true, room);
        let style = Style {
            bold: id.is_full(),
            ..Style::new(LABEL, INK)
        };
        scene.text_beside(right + 40.0, y, label, style);
    }
    Ok(canvas)
}

/// Quarters by month since year 0, world rows with an estimate.
fn quarters(series: &[Series], package: &PackageKey) -> BTreeMap<u32, Statistic> {
    series
        .iter()
        .filter(|row| {
            row.package == *package
                && row.jurisdiction.is_empty()
                && row.indicator == Indicator::RealisedShareQuarter
                && row.statistic.estimate.is_some()
        })
        .filter_map(|row| {
            let (year, month) = row.month.split_once('-')?;
            let (year, month): (u32, u32) = (year.parse().ok()?, month.parse().ok()?);
            Some((year * 12 + month.checked_sub(1)?, row.statistic))
        })
        .collect()
}

fn end_label(rows: &Rows, id: &PackageKey, points: &BTreeMap<u32, Statistic>) -> String {
    let last = points.values().next_back().and_then(|row| row.estimate);
    chart_text::quarters_label(&rows.package(id), last)
}

/// A mark for each quarter, and a line and a number for each year.
fn draw_years(scene: &mut Scene, months: &BTreeSet<u32>, x_axis: &Axis, (top, bottom): (f64, f64)) {
    let mut free = f64::NEG_INFINITY;
    for &month in months {
        let x = x_axis.place(f64::from(month));
        if !month.is_multiple_of(12) {
            scene.line((x, bottom), (x, bottom + 5.0), 1.5, SOFT);
            continue;
        }
        scene.line((x, bottom), (x, bottom + 10.0), 1.5, SOFT);
        scene.line((x, top), (x, bottom), 1.0, palette::GRID);
        let year = (month / 12).to_string();
        let half = font::width(&year, TICK, false) / 2.0;
        if x - half > free {
            let style = Style::new(TICK, SOFT).middle();
            scene.text(x, bottom + 30.0, year, style);
            free = x + half + 10.0;
        }
    }
}

/// The last quarter of the widest package beside that of the baseline.
fn title(rows: &Rows, lines: &[(&PackageKey, BTreeMap<u32, Statistic>)]) -> String {
    let last = |wanted: &PackageKey| {
        let (_, points) = lines.iter().find(|(id, _)| *id == wanted)?;
        let (_, row) = points.last_key_value()?;
        Some(number::level(row, &Unit::Share))
    };
    let whole = rows.whole().and_then(|id| Some((id, last(id)?)));
    match last(&BASELINE).zip(whole) {
        Some((baseline, (id, whole))) => {
            chart_text::quarters_title(&rows.package(id), &whole, &baseline)
        }
        None => chart_text::QUARTERS_UNTITLED.to_owned(),
    }
}
