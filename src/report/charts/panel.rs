//! Measured points over the quantity that grew: lines, least to greatest, and a reference
//! line.

use super::axis::{self, Axis};
use super::font;
use super::intervals::greatest;
use super::label_placement::{self, LabelRequest, Obstacles, Place};
use super::palette::{INK, LABEL, SOFT, TICK};
use super::scene::{Bounds, Ink, Scene, Style};
use crate::report::text::charts::{chosen, figure};
use crate::stats::growth::Range;

/// Radius of a point.
const DOT: f64 = 7.0;
/// Room left of a frame for its ticks, and below it for ticks and caption.
const LEFT: f64 = 78.0;
const BELOW: f64 = 62.0;
/// Room above a frame for the name of its axis.
const ABOVE: f64 = 38.0;

/// Points of one kind, joined in their order.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Curve {
    pub ink: Ink,
    pub points: Vec<(f64, Range)>,
}

/// The scale along a side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scale {
    /// Evenly, from zero on.
    Even,
    /// Evenly, about the points.
    Near,
    /// By powers: a step is a factor.
    Powers,
}

/// The content of a panel.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Panel<'a> {
    /// The measured quantity, with its unit.
    pub head: &'a str,
    /// The quantity that grows, with its unit.
    pub caption: &'a str,
    pub x_scale: Scale,
    pub y_scale: Scale,
    /// Ticks are at the points only.
    pub ticks_at_points: bool,
    pub curves: Vec<Curve>,
    /// The ends of the reference line, straight on these scales.
    pub reference: Option<[(f64, f64); 2]>,
}

type Points = Vec<(f64, f64)>;

impl Panel<'_> {
    /// Draws the panel into a part of a canvas.
    pub fn draw(&self, scene: &mut Scene, room: Bounds) {
        let frame = frame(room);
        let (x_axis, y_axis) = (self.x_axis(frame), self.y_axis(frame));
        self.draw_grid(scene, frame, &x_axis, &y_axis);
        draw_frame(scene, room, self.head, self.caption);
        let mut ground: Vec<Bounds> = Vec::new();
        if let Some(line) = self.reference {
            let line = line.map(|(x, y)| (x_axis.place_outside(x), y_axis.place_outside(y)));
            if let Some([from, to]) = within(line, frame) {
                scene.dashes(from, to, 2.5, SOFT);
                ground.extend(boxes_along(from, to));
            }
        }
        let (mut wanted, mut dots, mut bars, mut words) = (vec![], vec![], vec![], vec![]);
        for (index, curve) in self.curves.iter().enumerate() {
            // Points of several curves are side by side, so that intervals are visible.
            let aside = 10.0 * (index as f64 - (self.curves.len() as f64 - 1.0) / 2.0);
            let places: Points = (curve.points.iter())
                .map(|(x, range)| (x_axis.place(*x) + aside, y_axis.place(range.median)))
                .collect();
            for pair in places.windows(2) {
                ground.extend(boxes_along(pair[0], pair[1]));
            }
            for ((_, range), centre) in curve.points.iter().zip(&places) {
                let edges = (y_axis.place(range.greatest), y_axis.place(range.least));
                bars.push(Bounds::new((centre.0 - 4.0, centre.0 + 4.0), edges));
                dots.push((*centre, DOT));
                let label = figure(range.median);
                wanted.push(LabelRequest::new(*centre, DOT, &label, TICK));
                words.push((label, curve.ink));
            }
            let bars = &bars[bars.len() - curve.points.len()..];
            draw_curve(scene, curve.ink, places, bars);
        }
        let marks = Obstacles {
            dots: &dots,
            bars: &bars,
            ground: &ground,
        };
        draw_medians(scene, &wanted, &words, marks, &frame);
    }

    /// What grows, with a little room at both ends.
    fn x_axis(&self, frame: Bounds) -> Axis {
        let values = self.curves.iter().flat_map(|curve| &curve.points);
        let values = values.map(|(x, _)| *x);
        match self.x_scale {
            Scale::Even => Axis::over(values.chain([0.0]), frame.left, frame.right).padded(0.05),
            Scale::Near => Axis::over(values, frame.left, frame.right).padded(0.08),
            Scale::Powers => Axis::of_powers(values, frame.left, frame.right).padded(0.07),
        }
    }

    /// All intervals, and the part of the reference line near them.
    fn y_axis(&self, frame: Bounds) -> Axis {
        let ranges = self.curves.iter().flat_map(|curve| &curve.points);
        let values: Vec<f64> = ranges
            .flat_map(|(_, range)| [range.least, range.median, range.greatest])
            .collect();
        let most = greatest(values.iter().copied());
        let least = values.iter().copied().fold(most, f64::min);
        let held =
            (self.reference.into_iter().flatten()).map(|(_, y)| y.clamp(least / 3.0, 3.0 * most));
        let values = values.iter().copied().chain(held);
        match self.y_scale {
            Scale::Even => Axis::over(values.chain([0.0]), frame.bottom, frame.top).padded(0.08),
            Scale::Near => Axis::over(values, frame.bottom, frame.top).padded(0.08),
            Scale::Powers => Axis::of_powers(values, frame.bottom, frame.top).padded(0.08),
        }
    }

    fn draw_grid(&self, scene: &mut Scene, frame: Bounds, x_axis: &Axis, y_axis: &Axis) {
        y_axis.draw_horizontal_grid(scene, 6, frame.sides());
        let edges = frame.edges();
        if self.ticks_at_points {
            let mut values: Vec<f64> = (self.curves.iter())
                .flat_map(|curve| curve.points.iter().map(|(x, _)| *x))
                .collect();
            values.sort_by(f64::total_cmp);
            values.dedup();
            let ticks = values.into_iter();
            let ticks = ticks.map(|value| (x_axis.place(value), chosen(value)));
            axis::draw_ticks(scene, ticks, edges);
        } else {
            x_axis.draw_vertical_grid(scene, 6, edges);
        }
    }
}

/// Where the marks of a panel lie.
pub(super) fn frame(room: Bounds) -> Bounds {
    room.inset((LEFT, 26.0), (ABOVE, BELOW))
}

/// What a panel shows, above it; what grows, below it; and the line between.
pub(super) fn draw_frame(scene: &mut Scene, room: Bounds, head: &str, caption: &str) {
    let head = font::fit(head, LABEL, true, room.width());
    let style = Style::new(LABEL, INK).bold();
    scene.text(room.left, room.top + 18.0, head, style);
    let frame = frame(room);
    let bottom = frame.bottom;
    scene.line((frame.left, bottom), (frame.right, bottom), 1.5, SOFT);
    let caption = font::fit(caption, TICK, false, frame.width());
    scene.caption(frame.sides(), bottom + 52.0, caption);
}

fn draw_curve(scene: &mut Scene, ink: Ink, places: Points, bars: &[Bounds]) {
    for bar in bars {
        let middle = f64::midpoint(bar.left, bar.right);
        let ends = ((middle, bar.bottom), (middle, bar.top));
        scene.line(ends.0, ends.1, 8.0, ink.tint(0.45));
    }
    if places.len() > 1 {
        scene.path(places.clone(), 3.0, ink);
    }
    for centre in places {
        scene.dot(centre, DOT, ink);
    }
}

/// Writes the median beside each point, clear of all lines, points and intervals. Where
/// not all find a place, those that do, the outermost first: the table has the others.
fn draw_medians(
    scene: &mut Scene,
    wanted: &[LabelRequest],
    words: &[(String, Ink)],
    marks: Obstacles,
    frame: &Bounds,
) {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|one, other| {
        let from_middle = |index: &usize| {
            (wanted[*index].centre.0 - f64::midpoint(frame.left, frame.right)).abs()
        };
        from_middle(other).total_cmp(&from_middle(one))
    });
    let mut shown: Vec<usize> = Vec::new();
    let mut places: Vec<Place> = Vec::new();
    if let Some(boxes) = label_placement::place_labels(wanted, marks, frame) {
        (shown, places) = ((0..wanted.len()).collect(), boxes);
    } else {
        for index in order {
            let more: Vec<usize> = shown.iter().copied().chain([index]).collect();
            let requests: Vec<LabelRequest> = more.iter().map(|index| wanted[*index]).collect();
            if let Some(boxes) = label_placement::place_labels(&requests, marks, frame) {
                (shown, places) = (more, boxes);
            }
        }
    }
    for (index, place) in shown.into_iter().zip(places) {
        let (label, ink) = &words[index];
        place.draw(scene, label, Style::new(TICK, *ink));
    }
}

/// The part of a line that lies between the upper and the lower edge.
fn within([from, to]: [(f64, f64); 2], frame: Bounds) -> Option<[(f64, f64); 2]> {
    let cut = |end: (f64, f64), other: (f64, f64)| {
        let y = end.1.clamp(frame.top, frame.bottom);
        let fall = end.1 - other.1;
        let share = if fall.abs() > 1e-9 {
            (y - other.1) / fall
        } else {
            1.0
        };
        (other.0 + share * (end.0 - other.0), y)
    };
    let is_outside =
        (from.1 < frame.top && to.1 < frame.top) || (from.1 > frame.bottom && to.1 > frame.bottom);
    (!is_outside).then(|| [cut(from, to), cut(to, from)])
}

/// Small boxes along a line, for labels to keep clear of.
fn boxes_along(from: (f64, f64), to: (f64, f64)) -> Vec<Bounds> {
    let steps = (libm::hypot(to.0 - from.0, to.1 - from.1) / 6.0)
        .ceil()
        .max(1.0) as u32;
    (0..=steps)
        .map(|step| {
            let share = f64::from(step) / f64::from(steps);
            let place = (
                from.0 + (to.0 - from.0) * share,
                from.1 + (to.1 - from.1) * share,
            );
            Bounds::around(place, 3.0)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_cut_at_the_edges_of_its_frame() {
        let frame = Bounds::new((0.0, 100.0), (0.0, 100.0));
        let cut = within([(0.0, 200.0), (100.0, 0.0)], frame);
        assert_eq!(cut, Some([(50.0, 100.0), (100.0, 0.0)]));
        assert_eq!(within([(0.0, 200.0), (100.0, 101.0)], frame), None);
    }
}
