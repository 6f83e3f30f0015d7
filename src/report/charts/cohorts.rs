//! Effects by year of earliest start: a panel for each reform, one for the widest package.

use super::axis::Axis;
use super::canvas::{Canvas, Sign, interval};
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{self, BLUE, GRID, INK, LABEL, SOFT};
use super::scene::{Bounds, Scene, Style};
use crate::model::Period;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::tables::Statistic;
use crate::stats::{Indicator, PackageKey};

/// Panels beside that of the widest package at most.
const MOST: usize = 8;
/// Columns of these panels.
const COLUMNS: usize = 3;
/// Share of the width that the panel of the widest package takes.
const WIDE: f64 = 0.32;
/// Room in a panel: for the ticks on its left, its two lines above, and the years below.
const LEFT: f64 = 46.0;
const ABOVE: f64 = 62.0;
const BELOW: f64 = 34.0;
/// Letters of years and of the second line.
const SMALL: f64 = 15.0;
/// A name too wide for its panel shrinks to this share, then it is cut.
const SHRUNK: f64 = 0.75;
/// Radius of an estimate.
const DOT: f64 = 5.5;

/// A package with its effect in each year.
struct Cohorts<'a> {
    id: &'a PackageKey,
    effects: Vec<(&'a str, Statistic)>,
}

/// The scale of a panel and what is common to all panels.
struct Frame<'a> {
    rows: &'a Rows<'a>,
    years: &'a [&'a str],
    /// The place of the first settled year among the years.
    settled_from: Option<usize>,
}

/// Effect on convergence by year of earliest start.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let whole = rows.whole();
    let mut singles: Vec<Cohorts> = rows
        .leading()
        .into_iter()
        .filter(|id| !id.is_baseline() && Some(*id) != whole)
        .filter_map(|id| cohorts(rows, id))
        .collect();
    singles.truncate(MOST);
    let whole = whole.and_then(|id| cohorts(rows, id));
    let all = || whole.iter().chain(&singles);
    let mut years: Vec<&str> = all()
        .flat_map(|one| one.effects.iter().map(|effect| effect.0))
        .collect();
    years.sort_unstable();
    years.dedup();
    if years.len() < 2 {
        return Err(chart_text::COHORTS_MISSING.to_owned());
    }
    let frame = Frame {
        rows,
        years: &years,
        settled_from: rows
            .basis()
            .and_then(|_| years.len().checked_sub(rows.about.settled_years as usize)),
    };
    let mut key = vec![
        Sign::Dot(BLUE).with_meaning(chart_text::EFFECTS_KEY),
        Sign::Thin(BLUE).with_meaning(interval(rows, rows.widest())),
    ];
    if frame.settled_from.is_some() {
        key.push(Sign::Thick(shade()).with_meaning(chart_text::COHORTS_SETTLED));
    }
    let own_scale = whole.is_some() && !singles.is_empty();
    let mut canvas = Canvas::new(
        rows,
        title(rows),
        &chart_text::cohorts_subtitle(own_scale),
        &key,
        (Years::All, Intervals::Widest),
    );
    let (body, scene) = (canvas.body, &mut canvas.scene);
    let (wide, others) = split(body, own_scale);
    if let Some(whole) = &whole {
        frame.draw_panel(scene, whole, wide, scale(std::slice::from_ref(whole)));
    }
    let range = scale(&singles);
    let count = singles.len().div_ceil(COLUMNS).max(1);
    let height = others.height() / count as f64;
    for (place, one) in singles.iter().enumerate() {
        let top = others.top + height * (place / COLUMNS) as f64;
        let line = Bounds::new(others.sides(), (top, top + height - 12.0));
        if let Some(room) = line.columns(COLUMNS, 26.0).nth(place % COLUMNS) {
            frame.draw_panel(scene, one, room, range);
        }
    }
    Ok(canvas)
}

fn shade() -> palette::Ink {
    BLUE.tint(0.12)
}

/// The rooms of the widest package and of the others.
fn split(body: Bounds, divided: bool) -> (Bounds, Bounds) {
    if !divided {
        return (body, body);
    }
    let middle = body.left + body.width() * WIDE;
    (
        Bounds::new((body.left, middle - 26.0), (body.top, body.bottom - 12.0)),
        Bounds::new((middle + 26.0, body.right), body.edges()),
    )
}

/// The effects of a package by year; none without any.
fn cohorts<'a>(rows: &Rows<'a>, id: &'a PackageKey) -> Option<Cohorts<'a>> {
    let effects = rows.changes_by_year(id, &Indicator::Convergence, rows.widest());
    (!effects.is_empty()).then_some(Cohorts { id, effects })
}

/// The least and the greatest value of some panels, with zero.
fn scale(panels: &[Cohorts]) -> (f64, f64) {
    let values = panels
        .iter()
        .flat_map(|one| &one.effects)
        .flat_map(|(_, row)| [row.estimate, row.low, row.high])
        .flatten();
    values.fold((0.0, 0.0), |(low, high): (f64, f64), value| {
        (low.min(value), high.max(value))
    })
}

impl Frame<'_> {
    fn draw_panel(&self, scene: &mut Scene, one: &Cohorts, room: Bounds, (low, high): (f64, f64)) {
        let area = room.inset((LEFT, 4.0), (ABOVE, BELOW));
        self.draw_head(scene, one.id, room);
        let step = area.width() / self.years.len() as f64;
        let middle = |place: usize| area.left + step * (place as f64 + 0.5);
        if let Some(from) = self.settled_from {
            let left = area.left + step * from as f64;
            scene.fill(Bounds::new((left, area.right), area.edges()), shade());
        }
        let axis = Axis::of_shares([low, high], area.bottom, area.top).padded(0.05);
        axis.draw_horizontal_grid(scene, 5, area.sides());
        let zero = axis.place(0.0);
        scene.line((area.left, zero), (area.right, zero), 1.5, SOFT);
        self.draw_years(scene, &middle, (step, area.bottom));
        let ink = palette::package(self.rows, one.id);
        let mut places = Vec::new();
        for (year, row) in &one.effects {
            let found = self.years.iter().position(|other| other == year);
            let Some((place, estimate)) = found.zip(row.estimate) else {
                continue;
            };
            let x = middle(place);
            if let Some((low, high)) = row.low.zip(row.high) {
                let (low, high) = (axis.place(low), axis.place(high));
                scene.line((x, low), (x, high), 2.0, ink);
                for y in [low, high] {
                    scene.line((x - 5.0, y), (x + 5.0, y), 2.0, ink);
                }
            }
            places.push((x, axis.place(estimate)));
        }
        scene.path(places.clone(), 2.5, ink.tint(0.6));
        for place in places {
            scene.dot(place, DOT, ink);
        }
    }

    /// The package, and its effect in the years of the headline.
    fn draw_head(&self, scene: &mut Scene, id: &PackageKey, room: Bounds) {
        let name = self.rows.package(id);
        let width = font::width(&name, LABEL, true);
        let size = LABEL * (0.98 * room.width() / width).clamp(SHRUNK, 1.0);
        let name = font::fit(&name, size, true, room.width());
        scene.text(
            room.left,
            room.top + LABEL,
            name,
            Style::new(size, INK).bold(),
        );
        let change = self.rows.widest_change(id, &Indicator::Convergence);
        if let Some((unit, row)) = change {
            let shown = number::change(&row, unit);
            let words = chart_text::cohorts_head(self.settled_from.is_some(), &shown);
            let words = font::fit(&words, SMALL, false, room.width());
            let style = Style::new(SMALL, SOFT);
            scene.text(room.left, room.top + LABEL + 22.0, words, style);
        }
    }

    /// Every year, or every second where they are too near.
    fn draw_years(&self, scene: &mut Scene, middle: &impl Fn(usize) -> f64, (step, y): (f64, f64)) {
        let widest = font::widest(self.years, SMALL, false) + 8.0;
        let every = (widest / step).ceil().max(1.0) as usize;
        for (place, year) in self.years.iter().enumerate() {
            let x = middle(place);
            scene.line((x, y), (x, y + 5.0), 1.5, GRID);
            if place % every == 0 {
                let style = Style::new(SMALL, SOFT).middle();
                scene.text(x, y + 5.0 + SMALL, *year, style);
            }
        }
    }
}

/// What the widest package changes once settled and before.
fn title(rows: &Rows) -> String {
    let Some(whole) = rows.whole() else {
        return chart_text::COHORTS_UNTITLED.to_owned();
    };
    let section = |period| {
        let change = rows.change_in(
            (Some(period), None),
            whole,
            &Indicator::Convergence,
            rows.widest(),
        );
        change.map(|(unit, row)| (rows.years_of(Some(period)), number::change(&row, unit)))
    };
    let settled = section(Period::Settled);
    match settled {
        Some(settled) => {
            let before = section(Period::Transition);
            chart_text::cohorts_title(&rows.package(whole), &settled, before.as_ref())
        }
        None => chart_text::COHORTS_UNTITLED.to_owned(),
    }
}
