//! The gain of each package over its cost and its exposure.

use std::cmp::Ordering;

use super::axis::Axis;
use super::canvas::{Canvas, Sign, interval};
use super::font;
use super::intervals::clear_sign;
use super::intervals::greatest;
use super::intervals::{Intervals, Years};
use super::label_placement;
use super::palette::{self, BLUE, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Ink, Scene, Style};
use crate::report::finding;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::charts::{self as chart_text, CostRanking};
use crate::report::text::units;
use crate::stats::tables::Statistic;
use crate::stats::{Indicator, PackageKey, Unit};

/// Labels that fit on a chart.
const NAMED: usize = 14;

struct Point {
    label: String,
    cost: f64,
    effect: Statistic,
    estimate: f64,
    exposure: Option<Statistic>,
    named: bool,
}

/// A point for each package.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let points = points(rows);
    if points.is_empty() {
        return Err(chart_text::COST_MISSING.to_owned());
    }
    let changes = points.iter().filter_map(|point| point.exposure?.estimate);
    let most = greatest(changes.map(f64::abs));
    let mut key = Vec::new();
    if most > 0.0 {
        key.push(Sign::Dot(VERMILION).with_meaning(chart_text::COST_MORE_EXPOSURE));
        key.push(Sign::Dot(BLUE).with_meaning(chart_text::COST_LESS_EXPOSURE));
        key.push(Sign::Dot(NO_CHANGE).with_meaning(chart_text::COST_SAME_EXPOSURE));
    }
    key.push(
        Sign::Thin(SOFT).with_meaning(chart_text::cost_interval(&interval(rows, rows.widest()))),
    );
    let subtitle = chart_text::cost_subtitle(units::currency(&rows.about.currency), most);
    let mut canvas = Canvas::new(
        rows,
        title(rows),
        &subtitle,
        &key,
        (Years::Headline, Intervals::Widest),
    );
    let body = canvas.body;
    let room = body.inset((66.0, 20.0), (6.0, 58.0));
    let plot = Plot::new(&points, most, room);
    let labels: Vec<String> = points
        .iter()
        .map(|point| font::fit(&point.label, LABEL, false, 420.0))
        .collect();
    if let Some(places) = plot.places(&points, &labels, true) {
        plot.draw(&mut canvas.scene, rows, &points);
        plot.draw_labels(&mut canvas.scene, &points, &labels, &places);
    } else {
        draw_numbered(&mut canvas.scene, rows, &points, most, room);
    }
    Ok(canvas)
}

/// The points by number, with a key beside them: for labels that find no place.
fn draw_numbered(scene: &mut Scene, rows: &Rows, points: &[Point], most: f64, room: Bounds) {
    let mut numbers = Vec::new();
    let mut key = Vec::new();
    for point in points {
        let number = if point.named {
            (key.len() + 1).to_string()
        } else {
            String::new()
        };
        if point.named {
            let line = chart_text::cost_numbered(&number, &point.label);
            key.push(font::fit(&line, TICK, false, 420.0));
        }
        numbers.push(number);
    }
    let column = room.right - font::widest(&key, TICK, false);
    let field = Bounds::new((room.left, column - 44.0), room.edges());
    let plot = Plot::new(points, most, field);
    plot.draw(scene, rows, points);
    for (index, line) in key.into_iter().enumerate() {
        let y = room.top + 20.0 + 26.0 * index as f64;
        scene.text(column, y, line, Style::new(TICK, INK));
    }
    let clear = plot.places(points, &numbers, true);
    if let Some(places) = clear.or_else(|| plot.places(points, &numbers, false)) {
        plot.draw_labels(scene, points, &numbers, &places);
        return;
    }
    for ((point, number), dot) in points.iter().zip(numbers).zip(&plot.dots) {
        if point.named {
            let style = Style::new(13.0, palette::WHITE).bold().middle();
            scene.text(dot.0.0, dot.0.1 + 4.5, number, style);
        }
    }
}

/// The points on their scales.
struct Plot {
    field: Bounds,
    x_axis: Axis,
    y_axis: Axis,
    /// The name of the scale's million or billion.
    magnitude: &'static str,
    dots: Vec<((f64, f64), f64)>,
    intervals: Vec<Option<Bounds>>,
}

impl Plot {
    fn new(points: &[Point], most: f64, field: Bounds) -> Self {
        let dearest = greatest(points.iter().map(|point| point.cost));
        let (unit, magnitude) = number::magnitude(dearest);
        let costs = points.iter().map(|point| point.cost / unit).chain([0.0]);
        let x_axis = Axis::over(costs, field.left, field.right).padded(0.06);
        let ends = points.iter().flat_map(|point| {
            [Some(point.estimate), point.effect.low, point.effect.high]
                .into_iter()
                .flatten()
        });
        let y_axis = Axis::of_shares(ends.chain([0.0]), field.bottom, field.top).padded(0.06);
        let mut dots = Vec::new();
        let mut intervals = Vec::new();
        for point in points {
            let centre = (
                x_axis.place(point.cost / unit),
                y_axis.place(point.estimate),
            );
            dots.push((centre, radius(point, most)));
            let ends = point.effect.low.zip(point.effect.high);
            intervals.push(ends.filter(|_| point.named).map(|(low, high)| {
                Bounds::new(
                    (centre.0 - 2.0, centre.0 + 2.0),
                    (y_axis.place(high), y_axis.place(low)),
                )
            }));
        }
        Self {
            field,
            x_axis,
            y_axis,
            magnitude,
            dots,
            intervals,
        }
    }

    fn draw(&self, scene: &mut Scene, rows: &Rows, points: &[Point]) {
        let (left, right) = self.field.sides();
        self.x_axis.draw_vertical_grid(scene, 7, self.field.edges());
        self.y_axis.draw_horizontal_grid(scene, 6, (left, right));
        let zero = self.y_axis.place(0.0);
        scene.line((left, zero), (right, zero), 2.0, SOFT);
        let caption = chart_text::cost_scale(self.magnitude, units::currency(&rows.about.currency));
        scene.caption((left, right), self.field.bottom + 50.0, caption);
        for (interval, (centre, _)) in self.intervals.iter().zip(&self.dots) {
            if let Some(bounds) = interval {
                let ends = ((centre.0, bounds.bottom), (centre.0, bounds.top));
                scene.line(ends.0, ends.1, 2.0, SOFT.tint(0.6));
            }
        }
        // The smaller dots last, so that none hides.
        let mut order: Vec<usize> = (0..points.len()).collect();
        order.sort_by(|a, b| self.dots[*b].1.total_cmp(&self.dots[*a].1));
        for index in order {
            let (centre, radius) = self.dots[index];
            scene.dot(centre, radius + 1.5, palette::WHITE);
            scene.dot(centre, radius, colour(&points[index]));
        }
    }

    /// Labels at their places, each with its leader. Over a larger dot the leader begins at the
    /// centre of its own, so that the two are not confused.
    fn draw_labels(
        &self,
        scene: &mut Scene,
        points: &[Point],
        labels: &[String],
        places: &[label_placement::Place],
    ) {
        let dots = points.iter().zip(labels).zip(&self.dots);
        let named = dots.filter(|((point, _), _)| point.named);
        for (((_, label), (centre, radius)), place) in named.zip(places) {
            let leader = place
                .leader
                .filter(|_| self.reach(*centre, *radius) > *radius);
            if let Some((from, _)) = leader {
                scene.line(*centre, from, 4.0, palette::WHITE);
                scene.line(*centre, from, 1.0, SOFT);
                scene.dot(*centre, 3.0, palette::WHITE);
            }
            place.draw(scene, label, Style::new(LABEL, INK));
        }
    }

    /// How far from a dot its label begins: outside the dots that it lies upon,
    /// which no leader could leave otherwise.
    fn reach(&self, place: (f64, f64), radius: f64) -> f64 {
        let under = self.dots.iter().filter_map(|(centre, radius)| {
            let between = libm::hypot(place.0 - centre.0, place.1 - centre.1);
            (between < *radius).then_some(between + radius)
        });
        under.fold(radius, f64::max)
    }

    /// A place for the label of every named point, clear of the pale dots too if
    /// it must be.
    fn places(
        &self,
        points: &[Point],
        labels: &[String],
        clear_of_pale: bool,
    ) -> Option<Vec<label_placement::Place>> {
        let zero = self.y_axis.place(0.0);
        let line = Bounds::new(self.field.sides(), (zero - 3.0, zero + 3.0));
        let bars: Vec<Bounds> = self.intervals.iter().copied().flatten().collect();
        let mut named = Vec::new();
        let mut wanted = Vec::new();
        for ((point, label), (centre, radius)) in points.iter().zip(labels).zip(&self.dots) {
            if point.named {
                named.push((*centre, *radius));
                let radius = self.reach(*centre, *radius);
                wanted.push(label_placement::LabelRequest::new(
                    *centre, radius, label, LABEL,
                ));
            }
        }
        let field = self.field.inset((4.0, 0.0), (0.0, 0.0));
        let marks = label_placement::Obstacles {
            dots: if clear_of_pale { &self.dots } else { &named },
            bars: &bars,
            ground: &[line],
        };
        label_placement::place_labels(&wanted, marks, &field)
    }
}

const NO_CHANGE: Ink = Ink(120, 120, 120);

fn points(rows: &Rows) -> Vec<Point> {
    let leading = rows.leading();
    let mut points = Vec::new();
    for id in rows.packages() {
        if id.is_baseline() {
            continue;
        }
        let effect = rows.widest_change(id, &Indicator::Convergence);
        let cost = rows
            .widest_level(id, &Indicator::ReformCost)
            .and_then(|(_, row)| row.estimate);
        if let (Some((_, effect)), Some(cost)) = (effect, cost) {
            points.push(Point {
                label: rows.package(id),
                cost,
                effect,
                estimate: effect.estimate.unwrap_or_default(),
                exposure: rows
                    .widest_change(id, &Indicator::Exposure)
                    .map(|(_, row)| row),
                named: leading.contains(&id),
            });
        }
    }
    if !points.iter().any(|point| point.named) {
        for point in points.iter_mut().take(NAMED) {
            point.named = true;
        }
    }
    points
}

/// Area grows with the size of the change in exposure.
fn radius(point: &Point, most: f64) -> f64 {
    let change = point
        .exposure
        .and_then(|row| row.estimate)
        .unwrap_or_default();
    let share = if most > 0.0 { change.abs() / most } else { 0.0 };
    let size = 9.0 + 15.0 * libm::sqrt(share);
    if point.named { size } else { size * 0.6 }
}

fn colour(point: &Point) -> Ink {
    let ink = exposure_ink(point);
    if point.named { ink } else { ink.tint(0.45) }
}

fn exposure_ink(point: &Point) -> Ink {
    match point
        .exposure
        .map_or(Ordering::Equal, |row| clear_sign(&row))
    {
        Ordering::Greater => VERMILION,
        Ordering::Less => BLUE,
        Ordering::Equal => NO_CHANGE,
    }
}

/// The reform with the largest gain per unit of cost, where its interval is above the
/// others.
fn title(rows: &Rows) -> String {
    let value = |id: &PackageKey| {
        let (unit, row) = rows.widest_level(id, &Indicator::ConvergencePerCost)?;
        Some((rows.package(id), unit.clone(), row))
    };
    let mut ranked: Vec<(String, Unit, Statistic)> =
        rows.reforms().into_iter().filter_map(value).collect();
    ranked.sort_by(|a, b| finding::order(&b.2, &a.2));
    let [(best, unit, row), others @ ..] = ranked.as_slice() else {
        return chart_text::cost_title(CostRanking::Missing, "", &Shown::default());
    };
    let clear = |low: f64| {
        let mut highs = others.iter().map(|(_, _, row)| row.high);
        low > 0.0 && highs.all(|high| high.is_some_and(|high| low > high))
    };
    let ranking = if others.is_empty() {
        CostRanking::Only
    } else if row.low.is_some_and(clear) {
        CostRanking::Clear
    } else {
        CostRanking::Open
    };
    chart_text::cost_title(ranking, best, &number::level(row, unit))
}
