//! The effect of each package by year of earliest start, from the transition to the settled
//! years.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::canvas::{Canvas, Sign, interval};
use super::font;
use super::intervals::{Intervals, Years};
use super::label_placement;
use super::palette::{self, GRID, INK, LABEL, SOFT, TICK};
use super::scene::{Bounds, Scene, Style};
use crate::model::Period;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::Statistic;
use crate::stats::{Indicator, PackageKey, Unit};

/// The line of a package: its effect by year.
type Line<'a> = (&'a PackageKey, BTreeMap<i32, Statistic>);

/// A line for each leading package, with the interval of the widest one.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let mut lines: Vec<Line> = Vec::new();
    for id in rows.leading().into_iter().filter(|id| !id.is_baseline()) {
        let points = effects_by_year(rows, id);
        if points.len() > 1 {
            lines.push((id, points));
        }
    }
    if lines.is_empty() {
        return Err(chart_text::COHORTS_MISSING.to_owned());
    }
    let whole = rows
        .whole()
        .filter(|id| lines.iter().any(|(other, _)| other == id));
    let mut key = Vec::new();
    if let Some(id) = whole {
        let meaning =
            chart_text::cohorts_interval(&interval(rows, rows.widest()), &rows.package(id));
        key.push(Sign::Thick(palette::package(rows, id).tint(0.3)).with_meaning(meaning));
    }
    let mut canvas = Canvas::new(
        rows,
        title(rows, &lines),
        chart_text::COHORTS_SUBTITLE,
        &key,
        (Years::All, Intervals::Widest),
    );
    draw_lines(rows, &mut canvas, &lines, whole);
    Ok(canvas)
}

/// The effect on convergence by year of earliest start, over the widest spread.
fn effects_by_year(rows: &Rows, id: &PackageKey) -> BTreeMap<i32, Statistic> {
    let differences = rows.tables.differences.iter().filter(|row| {
        row.package == *id
            && row.indicator == Indicator::Convergence
            && row.spread == rows.widest()
            && [&row.jurisdiction, &row.partner, &row.field]
                .iter()
                .all(|column| column.is_empty())
            && row.statistic.estimate.is_some()
    });
    differences
        .filter_map(|row| Some((row.year.parse().ok()?, row.statistic)))
        .collect()
}

/// The effect of the widest package in the first and in the last year.
fn title(rows: &Rows, lines: &[Line]) -> String {
    let id = rows.whole().unwrap_or(lines[0].0);
    let line = lines.iter().find(|(other, _)| *other == id);
    let shown = |(year, row): (&i32, &Statistic)| (*year, number::change(row, &Unit::Share));
    let ends: Option<((i32, Shown), (i32, Shown))> = line.and_then(|(_, points)| {
        Some((
            shown(points.first_key_value()?),
            shown(points.last_key_value()?),
        ))
    });
    ends.map_or_else(
        || chart_text::COHORTS_UNTITLED.to_owned(),
        |(first, last)| chart_text::cohorts_title(&rows.package(id), &first, &last),
    )
}

fn draw_lines(rows: &Rows, canvas: &mut Canvas, lines: &[Line], whole: Option<&PackageKey>) {
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let labels: Vec<String> = lines.iter().map(|line| end_label(rows, line)).collect();
    let room = font::widest(&labels, LABEL, true).min(430.0);
    let frame = Bounds::new(
        (body.left + 66.0, body.right - room - 44.0),
        (body.top + 34.0, body.bottom - 36.0),
    );
    let years = lines.iter().flat_map(|(_, points)| points.keys());
    let years: std::collections::BTreeSet<i32> = years.copied().collect();
    let x_axis = Axis::over(
        years.iter().map(|year| f64::from(*year)),
        frame.left,
        frame.right,
    )
    .padded(0.06);
    let values = lines.iter().flat_map(|(id, points)| {
        points.values().flat_map(move |row| {
            let ends = [row.low, row.high].map(|end| end.filter(|_| Some(*id) == whole));
            ends.into_iter().chain([row.estimate]).flatten()
        })
    });
    let y_axis = Axis::of_shares(values.chain([0.0]), frame.bottom, frame.top).padded(0.04);
    draw_periods(rows, scene, &years, &x_axis, frame);
    y_axis.draw_horizontal_grid(scene, 6, frame.sides());
    let zero = y_axis.place(0.0);
    scene.line((frame.left, zero), (frame.right, zero), 2.0, SOFT);
    let place = |year: i32, value: f64| (x_axis.place(f64::from(year)), y_axis.place(value));
    let mut ends = Vec::new();
    for (id, points) in lines {
        let ink = palette::package(rows, id);
        let is_whole = Some(*id) == whole;
        if is_whole {
            for (year, row) in points {
                if let Some((low, high)) = row.low.zip(row.high) {
                    scene.line(place(*year, low), place(*year, high), 12.0, ink.tint(0.3));
                }
            }
        }
        let places: Vec<(f64, f64)> = points
            .iter()
            .filter_map(|(year, row)| Some(place(*year, row.estimate?)))
            .collect();
        scene.path(places.clone(), if is_whole { 5.0 } else { 3.0 }, ink);
        for centre in &places {
            scene.dot(*centre, if is_whole { 7.0 } else { 5.0 }, ink);
        }
        ends.push(places.last().copied().unwrap_or((frame.right, zero)));
    }
    let wanted: Vec<f64> = ends.iter().map(|end| end.1).collect();
    let edges = (frame.top + 8.0, frame.bottom - 4.0);
    let places = label_placement::place_along(&wanted, LABEL * 1.25, edges.0, edges.1);
    for (((id, _), label), (end, y)) in lines.iter().zip(&labels).zip(ends.iter().zip(places)) {
        let ink = palette::package(rows, id);
        scene.path(
            vec![*end, (frame.right + 18.0, y), (frame.right + 34.0, y)],
            1.5,
            ink,
        );
        let style = Style {
            bold: id.is_full(),
            ..Style::new(LABEL, INK)
        };
        let label = font::fit(label, LABEL, true, room);
        scene.text_beside(frame.right + 40.0, y, label, style);
    }
}

fn end_label(rows: &Rows, (id, points): &Line) -> String {
    let last = points.values().next_back().and_then(|row| row.estimate);
    chart_text::cohorts_label(&rows.package(id), last)
}

/// The years, with the settled ones on a ground of their own.
fn draw_periods(
    rows: &Rows,
    scene: &mut Scene,
    years: &std::collections::BTreeSet<i32>,
    x_axis: &Axis,
    frame: Bounds,
) {
    let about = rows.about;
    let coming_in = about.years.saturating_sub(about.settled_years) as usize;
    let between = |last: i32| x_axis.place(f64::from(last) + 0.5);
    let border = coming_in
        .checked_sub(1)
        .filter(|_| about.settled_years > 0)
        .and_then(|last| years.iter().nth(last))
        .map(|last| between(*last));
    let head = |scene: &mut Scene, (left, right): (f64, f64), words: String| {
        let style = Style::new(TICK, SOFT).middle();
        let words = font::fit(&words, TICK, false, right - left);
        scene.text(f64::midpoint(left, right), frame.top - 10.0, words, style);
    };
    if let Some(border) = border {
        let settled = Bounds::new((border, frame.right), (frame.top, frame.bottom));
        scene.fill(settled, GRID.tint(0.55));
        let named = |period| chart_text::cohorts_period(period);
        head(scene, (frame.left, border), named(Period::Transition));
        head(scene, (border, frame.right), named(Period::Settled));
    }
    for year in years {
        let x = x_axis.place(f64::from(*year));
        scene.line((x, frame.bottom), (x, frame.bottom + 8.0), 1.5, SOFT);
        let style = Style::new(TICK, SOFT).middle();
        scene.text(x, frame.bottom + 30.0, year.to_string(), style);
    }
    scene.line(
        (frame.left, frame.bottom),
        (frame.right, frame.bottom),
        1.5,
        SOFT,
    );
}
