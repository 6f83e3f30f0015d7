//! What each package gains against what it costs and what it leaves unscreened.

use super::axis::Axis;
use super::font;
use super::palette::{self, BLUE, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Ink, Style};
use super::sheet::{Intervals, Sheet, Sign};
use super::spread;
use crate::report::finding;
use crate::report::number;
use crate::report::rows::{BASELINE, Rows};
use crate::stats::tables::Statistic;

/// Labels a sheet holds legibly.
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
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let points = points(rows);
    if points.is_empty() {
        return Err(
            "no package has both `reform_cost` and a difference in `convergence`".to_owned(),
        );
    }
    let most = points
        .iter()
        .filter_map(|point| point.exposure?.estimate)
        .map(f64::abs)
        .fold(0.0, f64::max);
    let mut key = vec![
        (
            Sign::Dot(VERMILION),
            "more risky crossings that no step screened".to_owned(),
        ),
        (Sign::Dot(BLUE), "fewer".to_owned()),
        (
            Sign::Dot(NO_CHANGE),
            "no clear change in exposure".to_owned(),
        ),
    ];
    let spread = rows.widest();
    key.push((
        Sign::Thin(SOFT),
        format!("95 % interval of the effect, {spread}"),
    ));
    let subtitle = format!(
        "Change in convergence, percentage points, against the discounted cost, {}; larger dots change exposure more, at most {} per 1,000 crossings",
        rows.about.currency,
        number::quantity(most)
    );
    let mut sheet = Sheet::new(rows, title(rows), &subtitle, &key, Intervals::Widest);
    let body = sheet.body;
    let (left, right) = (body.left + 66.0, body.right - 20.0);
    let (top, bottom) = (body.top + 6.0, body.bottom - 58.0);
    let dearest = points.iter().map(|point| point.cost).fold(0.0, f64::max);
    let (unit, word) = number::magnitude(dearest);
    let costs = points.iter().map(|point| point.cost / unit).chain([0.0]);
    let across = Axis::over(costs, left, right).padded(0.06);
    let ends = points.iter().flat_map(|point| {
        [Some(point.estimate), point.effect.low, point.effect.high]
            .into_iter()
            .flatten()
            .map(|value| value * 100.0)
    });
    let up = Axis::over(ends.chain([0.0]), bottom, top).padded(0.06);
    sheet.upright_grid(&across, 7, (top, bottom), |word| word);
    sheet.level_grid(&up, 6, (left, right), |word| word);
    let mut taken = Vec::new();
    let zero = up.at(0.0);
    sheet.scene.line((left, zero), (right, zero), 2.0, SOFT);
    taken.push(Bounds {
        left,
        top: zero - 3.0,
        right,
        bottom: zero + 3.0,
    });
    let caption = format!("discounted cost,{word} {}", rows.about.currency);
    let style = Style::new(TICK, SOFT).middle();
    let middle = f64::midpoint(left, right);
    sheet.scene.text(middle, bottom + 50.0, caption, style);
    let mut dots = Vec::new();
    for point in &points {
        let at = (across.at(point.cost / unit), up.at(point.estimate * 100.0));
        if let Some((low, high)) = point
            .effect
            .low
            .zip(point.effect.high)
            .filter(|_| point.named)
        {
            let (low, high) = (up.at(low * 100.0), up.at(high * 100.0));
            sheet
                .scene
                .line((at.0, low), (at.0, high), 2.0, SOFT.tint(0.6));
            taken.push(Bounds {
                left: at.0 - 2.0,
                top: high,
                right: at.0 + 2.0,
                bottom: low,
            });
        }
        dots.push((at, radius(point, most)));
    }
    // The smaller dots last, so that none hides.
    let mut order: Vec<usize> = (0..points.len()).collect();
    order.sort_by(|a, b| dots[*b].1.total_cmp(&dots[*a].1));
    for index in order {
        let (point, (at, radius)) = (&points[index], &dots[index]);
        sheet.scene.dot(*at, radius + 1.5, palette::WHITE);
        sheet.scene.dot(*at, *radius, colour(point));
    }
    let field = Bounds {
        left: left + 4.0,
        top,
        right: body.right,
        bottom,
    };
    name(&mut sheet, &points, &dots, taken, field);
    Ok(sheet)
}

const NO_CHANGE: Ink = Ink(120, 120, 120);

fn points(rows: &Rows) -> Vec<Point> {
    let leading = rows.leading();
    let mut points = Vec::new();
    for id in rows.packages() {
        if id == BASELINE {
            continue;
        }
        let effect = rows.widest_change(id, "convergence");
        let cost = rows
            .widest_level(id, "reform_cost")
            .and_then(|(_, row)| row.estimate);
        if let (Some((_, effect)), Some(cost)) = (effect, cost) {
            points.push(Point {
                label: rows.package(id),
                cost,
                effect,
                estimate: effect.estimate.unwrap_or_default(),
                exposure: rows.widest_change(id, "exposure").map(|(_, row)| row),
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
    let ink = sign(point);
    if point.named { ink } else { ink.tint(0.45) }
}

fn sign(point: &Point) -> Ink {
    let Some(row) = point.exposure else {
        return NO_CHANGE;
    };
    if row.low.is_some_and(|low| low > 0.0) {
        VERMILION
    } else if row.high.is_some_and(|high| high < 0.0) {
        BLUE
    } else {
        NO_CHANGE
    }
}

fn name(
    sheet: &mut Sheet,
    points: &[Point],
    dots: &[((f64, f64), f64)],
    mut taken: Vec<Bounds>,
    field: Bounds,
) {
    let around = |((x, y), radius): &((f64, f64), f64)| Bounds {
        left: x - radius,
        top: y - radius,
        right: x + radius,
        bottom: y + radius,
    };
    let mut pale = Vec::new();
    for (point, dot) in points.iter().zip(dots) {
        if point.named {
            taken.push(around(dot));
        } else {
            pale.push(around(dot));
        }
    }
    for (point, (at, radius)) in points.iter().zip(dots) {
        if !point.named {
            continue;
        }
        let label = font::fit(&point.label, LABEL, false, 420.0);
        let size = (font::width(&label, LABEL, false) + 4.0, LABEL * 1.15);
        // Clear of the pale dots too, where there is room for that.
        let all: Vec<Bounds> = taken.iter().chain(&pale).copied().collect();
        let place = spread::near(*at, *radius, size, &all, &field)
            .or_else(|| spread::near(*at, *radius, size, &taken, &field));
        let Some(place) = place else {
            continue;
        };
        let near = (
            at.0.clamp(place.left, place.right),
            at.1.clamp(place.top, place.bottom),
        );
        if libm::hypot(near.0 - at.0, near.1 - at.1) > radius + 14.0 {
            sheet.scene.line(*at, near, 1.0, SOFT);
        }
        let base = place.bottom - LABEL * 0.32;
        sheet
            .scene
            .text(place.left + 2.0, base, label, Style::new(LABEL, INK));
        taken.push(place);
    }
}

/// The reform with the largest gain per unit of cost, where intervals tell it
/// from the others.
fn title(rows: &Rows) -> String {
    let value = |id: &str| {
        let (unit, row) = rows.widest_level(id, "convergence_per_cost")?;
        Some((rows.package(id), unit.to_owned(), row))
    };
    let mut ranked: Vec<(String, String, Statistic)> =
        rows.reforms().into_iter().filter_map(value).collect();
    ranked.sort_by(|a, b| finding::order(&b.2, &a.2));
    let [(best, unit, row), others @ ..] = ranked.as_slice() else {
        return "Gain in convergence against cost and exposure".to_owned();
    };
    let shown = number::level(row, unit).sentence();
    let clear = |low: f64| {
        let mut highs = others.iter().map(|(_, _, row)| row.high);
        low > 0.0 && highs.all(|high| high.is_some_and(|high| low > high))
    };
    if others.is_empty() {
        format!("{best}, gain per unit of cost: {shown}")
    } else if row.low.is_some_and(clear) {
        format!("{best} gains most per unit of cost: {shown}")
    } else {
        format!("No clear winner per unit of cost; largest estimate: {best}, {shown}")
    }
}
