//! A chart as marks on a canvas, before it is a file.
//!
//! Marks are placed in pixels of the PNG. Every label has its box, so that a test can check
//! that none collides and none is cut.

use super::font;
pub use super::palette::Ink;
use super::palette::{SOFT, TICK};
use crate::report::text::charts as chart_text;

/// Width of a canvas.
pub const WIDTH: f64 = 1600.0;
/// Height of a canvas.
pub const HEIGHT: f64 = 900.0;

/// Half the height of a letter, as a share of its size.
pub(super) const HALF_LETTER: f64 = 0.36;

/// The part of a label at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The text begins there.
    Start,
    /// The text is centred there.
    Middle,
    /// The text ends there.
    End,
}

/// A line of text on its baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Place of the anchor.
    pub x: f64,
    /// Baseline.
    pub y: f64,
    /// The text.
    pub words: String,
    /// Size of the letters.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
    /// The part of the text at `x`.
    pub anchor: Anchor,
}

impl Label {
    /// The box that its letters fill.
    #[must_use]
    pub fn bounds(&self) -> Bounds {
        let width = font::width(&self.words, self.size, self.bold);
        let left = match self.anchor {
            Anchor::Start => self.x,
            Anchor::Middle => self.x - width / 2.0,
            Anchor::End => self.x - width,
        };
        let edges = (self.y - 0.76 * self.size, self.y + 0.22 * self.size);
        Bounds::new((left, left + width), edges)
    }
}

/// A box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Left edge.
    pub left: f64,
    /// Upper edge.
    pub top: f64,
    /// Right edge.
    pub right: f64,
    /// Lower edge.
    pub bottom: f64,
}

/// The whole canvas.
pub(super) const CANVAS: Bounds = Bounds::new((0.0, WIDTH), (0.0, HEIGHT));

impl Bounds {
    /// The box between a left and a right side, an upper and a lower edge.
    #[must_use]
    pub const fn new((left, right): (f64, f64), (top, bottom): (f64, f64)) -> Self {
        Self {
            left,
            top,
            right,
            bottom,
        }
    }

    /// The box without some room on the left and right, above and below.
    #[must_use]
    pub fn inset(&self, (left, right): (f64, f64), (above, below): (f64, f64)) -> Self {
        Self::new(
            (self.left + left, self.right - right),
            (self.top + above, self.bottom - below),
        )
    }

    /// The box cut into columns of one width with a gap between them.
    pub fn columns(self, count: usize, gap: f64) -> impl Iterator<Item = Self> {
        let width = (self.width() + gap) / count as f64;
        (0..count).map(move |column| {
            let left = self.left + width * column as f64;
            Self::new((left, left + width - gap), self.edges())
        })
    }

    /// Its left and right sides.
    #[must_use]
    pub const fn sides(&self) -> (f64, f64) {
        (self.left, self.right)
    }

    /// Its upper and lower edges.
    #[must_use]
    pub const fn edges(&self) -> (f64, f64) {
        (self.top, self.bottom)
    }

    /// The box around a disc.
    #[must_use]
    pub fn around((x, y): (f64, f64), radius: f64) -> Self {
        Self::new((x - radius, x + radius), (y - radius, y + radius))
    }

    /// Whether two boxes share more than an edge.
    #[must_use]
    pub fn meets(&self, other: &Self) -> bool {
        let slack = 0.5;
        self.left + slack < other.right
            && other.left + slack < self.right
            && self.top + slack < other.bottom
            && other.top + slack < self.bottom
    }

    /// Whether the other box lies inside.
    #[must_use]
    pub fn holds(&self, other: &Self) -> bool {
        self.left <= other.left
            && self.top <= other.top
            && self.right >= other.right
            && self.bottom >= other.bottom
    }

    /// Width.
    #[must_use]
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    /// Height.
    #[must_use]
    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// One mark.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A line through points.
    Path {
        /// Its points.
        points: Vec<(f64, f64)>,
        /// Its width.
        width: f64,
        /// Its colour.
        ink: Ink,
    },
    /// A filled box.
    Fill {
        /// The box.
        bounds: Bounds,
        /// Its colour.
        ink: Ink,
    },
    /// A disc.
    Dot {
        /// Centre.
        centre: (f64, f64),
        /// Radius.
        radius: f64,
        /// Its colour.
        ink: Ink,
    },
    /// A text.
    Text(Label),
}

/// A canvas with its marks, in the order of drawing.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scene {
    /// The marks.
    pub marks: Vec<Mark>,
}

impl Scene {
    /// A straight line.
    pub fn line(&mut self, from: (f64, f64), to: (f64, f64), width: f64, ink: Ink) {
        self.path(vec![from, to], width, ink);
    }

    /// A line through points.
    pub fn path(&mut self, points: Vec<(f64, f64)>, width: f64, ink: Ink) {
        self.marks.push(Mark::Path { points, width, ink });
    }

    /// A straight line in dashes.
    pub fn dashes(&mut self, from: (f64, f64), to: (f64, f64), width: f64, ink: Ink) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        let length = libm::hypot(dx, dy);
        let steps = (length / 12.0).floor().max(1.0) as u32;
        for step in 0..steps {
            let along = |part: f64| {
                let share = ((f64::from(step) + part) * 12.0 / length).min(1.0);
                (from.0 + dx * share, from.1 + dy * share)
            };
            self.line(along(0.0), along(0.55), width, ink);
        }
    }

    /// A filled box.
    pub fn fill(&mut self, bounds: Bounds, ink: Ink) {
        self.marks.push(Mark::Fill { bounds, ink });
    }

    /// A disc.
    pub fn dot(&mut self, centre: (f64, f64), radius: f64, ink: Ink) {
        self.marks.push(Mark::Dot {
            centre,
            radius,
            ink,
        });
    }

    /// A hollow disc; a disc on a disc keeps its rim even at every scale.
    pub fn ring(&mut self, centre: (f64, f64), radius: f64, ink: Ink) {
        self.dot(centre, radius, ink);
        self.dot(centre, radius - 2.5, Ink(255, 255, 255));
    }

    /// A text on its baseline.
    pub fn text(&mut self, x: f64, y: f64, words: impl Into<String>, style: Style) {
        let words = words.into();
        if words.is_empty() {
            return;
        }
        self.marks.push(Mark::Text(Label {
            x,
            y,
            words,
            size: style.size,
            bold: style.bold,
            ink: style.ink,
            anchor: style.anchor,
        }));
    }

    /// A text centred on a height, beside a mark at that height.
    pub fn text_beside(&mut self, x: f64, middle: f64, words: impl Into<String>, style: Style) {
        self.text(x, middle + style.size * HALF_LETTER, words, style);
    }

    /// The unit of a scale, centred below it.
    pub fn caption(&mut self, ends: (f64, f64), y: f64, words: impl Into<String>) {
        let style = Style::new(TICK, SOFT).middle();
        self.text(f64::midpoint(ends.0, ends.1), y, words, style);
    }

    /// A level line whose ends are marked by short upright ones, such as an interval.
    pub fn whiskers(&mut self, ends: (f64, f64), y: f64, half: f64, ink: Ink) {
        self.line((ends.0, y), (ends.1, y), 2.0, ink);
        for x in [ends.0, ends.1] {
            self.line((x, y - half), (x, y + half), 2.0, ink);
        }
    }

    /// Its labels.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        self.marks.iter().filter_map(|mark| match mark {
            Mark::Text(label) => Some(label),
            Mark::Path { .. } | Mark::Fill { .. } | Mark::Dot { .. } => None,
        })
    }

    /// Labels that overlap another or leave the canvas; none in a sound chart.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let labels: Vec<(&Label, Bounds)> =
            self.labels().map(|label| (label, label.bounds())).collect();
        let mut faults = Vec::new();
        for (index, (label, bounds)) in labels.iter().enumerate() {
            if !CANVAS.holds(bounds) {
                faults.push(chart_text::label_cut(&label.words));
            }
            for (other, others) in &labels[index + 1..] {
                if bounds.meets(others) {
                    faults.push(chart_text::labels_overlap(&label.words, &other.words));
                }
            }
        }
        faults
    }
}

/// The style of a text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Size of the letters.
    pub size: f64,
    /// Bold or regular.
    pub bold: bool,
    /// Colour.
    pub ink: Ink,
    /// The part of the text at its place.
    pub anchor: Anchor,
}

impl Style {
    /// Regular text that begins at its place.
    #[must_use]
    pub const fn new(size: f64, ink: Ink) -> Self {
        Self {
            size,
            bold: false,
            ink,
            anchor: Anchor::Start,
        }
    }

    /// The same, bold.
    #[must_use]
    pub const fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    /// The same, centred.
    #[must_use]
    pub const fn middle(self) -> Self {
        Self {
            anchor: Anchor::Middle,
            ..self
        }
    }

    /// The same, ending at its place.
    #[must_use]
    pub const fn end(self) -> Self {
        Self {
            anchor: Anchor::End,
            ..self
        }
    }
}
