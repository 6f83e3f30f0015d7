//! The frame of every chart: a title that states the finding, a subtitle, a key, and a line
//! with the source.

use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{FAINT, INK, SOFT, WHITE};
use super::scene::{Bounds, CANVAS, HEIGHT, Ink, Scene, Style, WIDTH};
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::Uncertainty;

const MARGIN: f64 = 48.0;

/// A canvas with its frame drawn and its body free.
#[derive(Debug, Clone)]
pub(super) struct Canvas {
    pub title: String,
    pub subtitle: String,
    pub scene: Scene,
    /// Room for the chart.
    pub body: Bounds,
}

/// A sign of the key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Sign {
    Dot(Ink),
    Ring(Ink),
    Thick(Ink),
    Thin(Ink),
    Upright(Ink),
    Dashes(Ink),
}

impl Sign {
    /// The sign with its meaning.
    pub fn with_meaning(self, meaning: impl Into<String>) -> (Self, String) {
        (self, meaning.into())
    }
}

impl Canvas {
    /// A canvas with title, subtitle, key and foot.
    pub fn new(
        rows: &Rows,
        title: String,
        subtitle: &str,
        key: &[(Sign, String)],
        (years, intervals): (Years, Intervals),
    ) -> Self {
        let years = match years {
            Years::Headline => rows.years_of(rows.basis()),
            Years::All => rows.years(),
        };
        let intervals = match intervals {
            Intervals::Both => chart_text::INTERVALS_BOTH.to_owned(),
            Intervals::Draws => chart_text::INTERVALS_DRAWS.to_owned(),
            Intervals::Binomial => chart_text::INTERVALS_BINOMIAL.to_owned(),
            Intervals::Widest => rows.intervals(rows.widest()),
            Intervals::Stochastic => rows.intervals(Uncertainty::Stochastic),
        };
        let size = (&*years, &*rows.size());
        let source = chart_text::source(rows.about, size, &intervals);
        Self::with_foot(title, subtitle, key, &source)
    }

    /// The same with another line at the foot.
    pub fn with_foot(title: String, subtitle: &str, key: &[(Sign, String)], source: &str) -> Self {
        let mut scene = Scene::default();
        scene.fill(CANVAS, WHITE);
        let mut y = heading(&mut scene, &title);
        for line in font::wrap(subtitle, 20.0, false, WIDTH - 2.0 * MARGIN, 2) {
            scene.text(MARGIN, y, line, Style::new(20.0, SOFT));
            y += 28.0;
        }
        if !key.is_empty() {
            y = legend(&mut scene, key, y + 4.0);
        }
        let foot = foot(&mut scene, source);
        Self {
            title,
            subtitle: subtitle.to_owned(),
            scene,
            body: Bounds::new((MARGIN, WIDTH - MARGIN), (y + 4.0, foot - 22.0)),
        }
    }
}

/// The title in the largest letters that need no more than two lines.
fn heading(scene: &mut Scene, title: &str) -> f64 {
    let room = WIDTH - 2.0 * MARGIN;
    let mut size = 32.0;
    let title = &unbroken_intervals(title);
    let mut lines = font::wrap(title, size, true, room, 9);
    while lines.len() > 2 && size > 22.0 {
        size -= 2.0;
        lines = font::wrap(title, size, true, room, 9);
    }
    if lines.len() > 2 {
        lines = font::wrap(title, size, true, room, 2);
    }
    let mut y = 30.0 + size * 0.76;
    for line in lines {
        scene.text(MARGIN, y, line, Style::new(size, INK).bold());
        y += size * 1.25;
    }
    y
}

/// The title with unbreakable spaces in parentheses, which hold intervals.
fn unbroken_intervals(title: &str) -> String {
    let mut depth = 0_usize;
    let unbroken = title.chars().map(|letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > 0 && letter == ' ' {
            '\u{a0}'
        } else {
            letter
        }
    });
    unbroken.collect()
}

fn legend(scene: &mut Scene, key: &[(Sign, String)], mut y: f64) -> f64 {
    let size = 17.0;
    let mut x = MARGIN;
    for (sign, words) in key {
        let room = WIDTH - 2.0 * MARGIN - 40.0;
        let words = font::fit(words, size, false, room);
        let width = 40.0 + font::width(&words, size, false);
        if x > MARGIN && x + width > WIDTH - MARGIN {
            x = MARGIN;
            y += 27.0;
        }
        draw_sign(scene, *sign, (x, y - 6.0));
        scene.text(x + 38.0, y, words, Style::new(size, INK));
        x += width + 30.0;
    }
    y + 22.0
}

fn draw_sign(scene: &mut Scene, sign: Sign, (x, y): (f64, f64)) {
    let (left, right, middle) = ((x, y), (x + 30.0, y), (x + 15.0, y));
    match sign {
        Sign::Dot(ink) => scene.dot(middle, 8.0, ink),
        Sign::Ring(ink) => scene.ring(middle, 8.0, ink),
        Sign::Thick(ink) => scene.line(left, right, 8.0, ink),
        Sign::Thin(ink) => scene.line(left, right, 2.0, ink),
        Sign::Dashes(ink) => scene.dashes(left, (x + 34.0, y), 2.0, ink),
        Sign::Upright(ink) => scene.line((x + 15.0, y - 11.0), (x + 15.0, y + 11.0), 3.0, ink),
    }
}

/// Writes the line with the source; returns its upper edge.
fn foot(scene: &mut Scene, text: &str) -> f64 {
    let size = 15.0;
    let lines = font::wrap(text, size, false, WIDTH - 2.0 * MARGIN, 3);
    let top = HEIGHT - 18.0 - 21.0 * (lines.len() as f64 - 1.0);
    for (index, line) in lines.into_iter().enumerate() {
        scene.text(
            MARGIN,
            top + 21.0 * index as f64,
            line,
            Style::new(size, FAINT_TEXT),
        );
    }
    scene.line(
        (MARGIN, top - 24.0),
        (WIDTH - MARGIN, top - 24.0),
        1.0,
        FAINT.tint(0.6),
    );
    top - 24.0
}

/// Small letters need more contrast than lines do.
const FAINT_TEXT: Ink = Ink(104, 104, 104);

/// The key of a chart with the intervals the study has.
pub(super) fn interval_key(rows: &Rows, ink: Ink) -> Vec<(Sign, String)> {
    let luck = interval(rows, Uncertainty::Stochastic);
    let mut key = vec![Sign::Thick(ink.tint(0.5)).with_meaning(luck)];
    if rows.widest() == Uncertainty::Parametric {
        key.push(Sign::Thin(ink).with_meaning(interval(rows, Uncertainty::Parametric)));
    }
    key
}

/// What the intervals over a spread cover, for a key.
pub(super) fn interval(rows: &Rows, spread: Uncertainty) -> String {
    chart_text::interval(spread, rows.runs(spread))
}
