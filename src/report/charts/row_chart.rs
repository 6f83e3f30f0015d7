//! Rows one under another: a label on the left of each, marks on a scale beside it.

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, INK, LABEL, SOFT};
use super::scene::{Bounds, HALF_LETTER, Scene, Style};

/// Letters of a label at most, as a share of the height of its row.
const LETTERS: f64 = 0.74;
/// A label too wide for its room shrinks to this share, then it takes two lines.
const SHRUNK: f64 = 0.8;

/// The room around and between rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spacing {
    /// Above the first row.
    pub above: f64,
    /// Below the last row, for ticks and a caption.
    pub below: f64,
    /// Height of a row at most.
    pub pitch: f64,
    /// Width of labels at most.
    pub label: f64,
    /// Left of the labels, and between them and the scale.
    pub beside: (f64, f64),
}

/// The rows of a chart, placed.
#[derive(Debug, Clone)]
pub(super) struct RowChart {
    /// Words of each row, and whether they are bold.
    labels: Vec<(String, bool)>,
    label_width: f64,
    gap: f64,
    /// From the first row to the last, right of the labels.
    pub area: Bounds,
    /// Height of a row.
    pub pitch: f64,
    /// Letters of labels.
    pub size: f64,
}

impl RowChart {
    /// Shares a body out among rows, and fits the left margin to their labels.
    pub fn new(labels: Vec<(String, bool)>, body: Bounds, spacing: Spacing) -> Self {
        let room = body.height() - spacing.above - spacing.below;
        let pitch = (room / labels.len().max(1) as f64).min(spacing.pitch);
        let size = LABEL.min(pitch * LETTERS);
        let bold = labels.iter().any(|(_, bold)| *bold);
        let texts = labels.iter().map(|(words, _)| words);
        let label_width = font::widest(texts, size, bold).min(spacing.label);
        let (margin, gap) = spacing.beside;
        let left = body.left + margin + label_width + gap;
        let top = body.top + spacing.above;
        let bottom = top + pitch * labels.len() as f64;
        Self {
            labels,
            label_width,
            gap,
            area: Bounds::new((left, body.right), (top, bottom)),
            pitch,
            size,
        }
    }

    /// Upper edge of a row.
    pub fn edge(&self, row: usize) -> f64 {
        self.area.top + self.pitch * row as f64
    }

    /// Middle of a row, at which its marks are drawn.
    pub fn middle(&self, row: usize) -> f64 {
        self.area.top + self.pitch * (row as f64 + 0.5)
    }

    /// The place of the label of a row, and its value in letters as large or smaller.
    pub fn baseline(&self, row: usize) -> f64 {
        self.middle(row) + self.size * HALF_LETTER
    }

    /// Writes the label of a row.
    pub fn draw_label(&self, scene: &mut Scene, row: usize) {
        let (words, bold) = &self.labels[row];
        let (x, y) = (self.area.left - self.gap, self.middle(row));
        let style = |size| Style {
            bold: *bold,
            ..Style::new(size, INK).end()
        };
        let width = font::width(words, self.size, *bold);
        let fitting = self.size * (self.label_width / width).min(1.0);
        if fitting >= self.size * SHRUNK {
            scene.text_beside(x, y, words, style(fitting));
            return;
        }
        let size = self.size.min(self.pitch * 0.46);
        let lines = font::wrap(words, size, *bold, self.label_width, 2);
        let first = y - size * 0.54 * (lines.len() as f64 - 1.0);
        for (line, words) in lines.into_iter().enumerate() {
            scene.text_beside(x, first + size * 1.08 * line as f64, words, style(size));
        }
    }
}

/// A share before and after a reform: two dots joined by a line.
pub(super) fn draw_change(
    scene: &mut Scene,
    axis: &Axis,
    (before, after): (f64, Option<f64>),
    y: f64,
    radius: f64,
) {
    let x = axis.place(before);
    if let Some(end) = after.map(|after| axis.place(after)) {
        scene.line((x, y), (end, y), 3.0, SOFT.tint(0.5));
        scene.dot((end, y), radius, BLUE);
    }
    scene.dot((x, y), radius, SOFT);
}
