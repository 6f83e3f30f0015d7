//! Places labels so that none covers another.

use super::font;
use super::palette::SOFT;
use super::scene::{Bounds, Scene, Style};

/// Places along a line, as near to the wanted ones as a gap between them
/// allows, between two ends. When the ends are too near, labels share the room
/// evenly.
pub(super) fn place_along(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let room = (high - low) / (wanted.len().max(2) - 1) as f64;
    let gap = gap.min(room);
    let mut places = vec![0.0; wanted.len()];
    let mut free = low;
    for index in &order {
        places[*index] = wanted[*index].clamp(low, high).max(free);
        free = places[*index] + gap;
    }
    let mut most = high;
    for index in order.iter().rev() {
        places[*index] = places[*index].min(most);
        most = places[*index] - gap;
    }
    places
}

/// A dot that wants a label.
#[derive(Debug, Clone, Copy)]
pub(super) struct LabelRequest {
    /// Its centre.
    pub centre: (f64, f64),
    /// Its radius.
    pub radius: f64,
    /// Width and height of its label.
    pub size: (f64, f64),
}

impl LabelRequest {
    /// A dot whose label has letters of a size.
    pub fn new(centre: (f64, f64), radius: f64, label: &str, size: f64) -> Self {
        let width = font::width(label, size, false) + 2.0 * SIDE;
        Self {
            centre,
            radius,
            size: (width, size * 1.15),
        }
    }
}

/// Room left and right of a label.
const SIDE: f64 = 2.0;

/// The place of a label, and the line to it from the rim of its dot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// The label's box.
    pub bounds: Bounds,
    /// None where the label is close enough.
    pub leader: Option<Line>,
}

impl Place {
    /// Writes a label at its place, with its leader.
    pub fn draw(&self, scene: &mut Scene, label: &str, style: Style) {
        if let Some((from, to)) = self.leader {
            scene.line(from, to, 1.0, SOFT);
        }
        let baseline = self.bounds.bottom - style.size * 0.32;
        scene.text(self.bounds.left + SIDE, baseline, label, style);
    }
}

type Line = ((f64, f64), (f64, f64));

/// Sixteen directions, those beside a dot before those above and below it.
const DIRECTIONS: [(f64, f64); 16] = [
    (1.0, 0.0),
    (-1.0, 0.0),
    (0.924, -0.383),
    (0.924, 0.383),
    (-0.924, -0.383),
    (-0.924, 0.383),
    (0.707, -0.707),
    (0.707, 0.707),
    (-0.707, -0.707),
    (-0.707, 0.707),
    (0.383, -0.924),
    (0.383, 0.924),
    (-0.383, -0.924),
    (-0.383, 0.924),
    (0.0, -1.0),
    (0.0, 1.0),
];

/// How far from the rim a label is tried.
const DISTANCES: [f64; 12] = [
    6.0, 14.0, 26.0, 40.0, 56.0, 76.0, 100.0, 130.0, 165.0, 205.0, 250.0, 300.0,
];

/// A label this near needs no line to its dot.
const BESIDE: f64 = 14.0;

/// The marks that labels and leaders avoid.
#[derive(Debug, Clone, Copy)]
pub(super) struct Obstacles<'a> {
    /// Dots, each with its radius.
    pub dots: &'a [((f64, f64), f64)],
    /// Upright intervals.
    pub bars: &'a [Bounds],
    /// Lines of the ground, which a leader may cross.
    pub ground: &'a [Bounds],
}

/// A place for every label, in their order. No label meets a mark or another
/// label; no leader meets a dot, a bar, a label or another leader. None where
/// not all find one.
pub(super) fn place_labels(
    wanted: &[LabelRequest],
    marks: Obstacles,
    within: &Bounds,
) -> Option<Vec<Place>> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    // A label that found no place is placed first the next time.
    for _ in 0..=2 * wanted.len() {
        let mut places: Vec<Option<Place>> = vec![None; wanted.len()];
        let stuck = order.iter().position(|index| {
            let others: Vec<Place> = places.iter().copied().flatten().collect();
            places[*index] = place_label(&wanted[*index], &others, marks, within);
            places[*index].is_none()
        });
        match stuck {
            None => return places.into_iter().collect(),
            Some(position) => {
                let index = order.remove(position);
                order.insert(0, index);
            }
        }
    }
    None
}

fn place_label(
    wanted: &LabelRequest,
    others: &[Place],
    marks: Obstacles,
    within: &Bounds,
) -> Option<Place> {
    let free = |place: &Place| {
        let covers = |mark: &Bounds| mark.meets(&place.bounds);
        let covers_dot = |dot: &((f64, f64), f64)| covers(&Bounds::around(dot.0, dot.1));
        within.holds(&place.bounds)
            && !marks.bars.iter().chain(marks.ground).any(covers)
            && !marks.dots.iter().any(covers_dot)
            && !others.iter().any(|other| clash(place, other))
            && place.leader.is_none_or(|line| passes(line, marks))
    };
    let tries = DISTANCES.iter().flat_map(|distance| {
        DIRECTIONS
            .iter()
            .map(move |direction| (*distance, *direction))
    });
    // An upright leader would look like an interval.
    let tries =
        tries.filter(|(distance, direction)| *distance <= BESIDE || direction.0.abs() > 0.1);
    tries
        .map(|(distance, direction)| beside(wanted, distance, direction))
        .find(free)
}

/// A label in a direction, the middle of its nearest edge at the distance.
fn beside(wanted: &LabelRequest, distance: f64, (dx, dy): (f64, f64)) -> Place {
    let (x, y) = wanted.centre;
    let (width, height) = wanted.size;
    let point = |length: f64| (x + dx * length, y + dy * length);
    let end = point(wanted.radius + distance);
    let left = if dx > 0.1 {
        end.0
    } else if dx < -0.1 {
        end.0 - width
    } else {
        end.0 - width / 2.0
    };
    let top = if dx.abs() > 0.1 {
        end.1 - height / 2.0
    } else if dy < 0.0 {
        end.1 - height
    } else {
        end.1
    };
    Place {
        bounds: Bounds::new((left, left + width), (top, top + height)),
        leader: (distance > BESIDE).then(|| (point(wanted.radius + 2.0), end)),
    }
}

fn clash(one: &Place, other: &Place) -> bool {
    let strikes_label =
        |line: Option<Line>, label: &Bounds| line.is_some_and(|line| strikes(line, label));
    one.bounds.meets(&other.bounds)
        || strikes_label(one.leader, &other.bounds)
        || strikes_label(other.leader, &one.bounds)
        || one
            .leader
            .zip(other.leader)
            .is_some_and(|(a, b)| crosses(a, b))
}

/// Whether a line keeps a little room from every dot and bar.
fn passes(line: Line, marks: Obstacles) -> bool {
    const GAP: f64 = 1.5;
    let touches = |dot: &((f64, f64), f64)| {
        let (centre, radius) = *dot;
        points(line).any(|(x, y)| libm::hypot(x - centre.0, y - centre.1) < radius + GAP)
    };
    let roomy = |bar: &Bounds| bar.inset((-GAP, -GAP), (-GAP, -GAP));
    !marks.dots.iter().any(touches) && !marks.bars.iter().any(|bar| strikes(line, &roomy(bar)))
}

/// Whether a line runs through a box.
fn strikes(line: Line, bounds: &Bounds) -> bool {
    points(line).any(|point| bounds.holds(&Bounds::around(point, 0.0)))
}

/// The points of a line, one every pixel or so.
fn points((from, to): Line) -> impl Iterator<Item = (f64, f64)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let steps = libm::hypot(dx, dy).ceil().max(1.0) as u32;
    (0..=steps).map(move |step| {
        let share = f64::from(step) / f64::from(steps);
        (from.0 + dx * share, from.1 + dy * share)
    })
}

/// Whether each line has the ends of the other on both its sides.
fn crosses(a: Line, b: Line) -> bool {
    let side = |(from, to): Line, point: (f64, f64)| {
        (to.0 - from.0) * (point.1 - from.1) - (to.1 - from.1) * (point.0 - from.0)
    };
    side(a, b.0) * side(a, b.1) < 0.0 && side(b, a.0) * side(b, a.1) < 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_keep_their_gap_and_their_order() {
        let places = place_along(&[5.0, 5.0, 6.0, 90.0], 10.0, 0.0, 100.0);
        assert!(places[1] - places[0] >= 10.0);
        assert!(places[2] - places[1] >= 10.0);
        assert!((places[3] - 90.0).abs() < 1e-9);
    }

    #[test]
    fn too_many_labels_share_the_room() {
        let places = place_along(&[50.0; 11], 30.0, 0.0, 100.0);
        assert!(places.iter().all(|place| (0.0..=100.0).contains(place)));
        assert!((places[10] - places[0]).abs() > 99.0);
    }

    struct Crowd {
        wanted: Vec<LabelRequest>,
        dots: Vec<((f64, f64), f64)>,
        bars: Vec<Bounds>,
        within: Bounds,
    }

    impl Crowd {
        fn new(count: usize, height: f64) -> Self {
            let centre = |index: usize| {
                let below = 9.0 * (index % 3) as f64;
                (400.0 + 48.0 * index as f64, 200.0 + below)
            };
            let dots: Vec<_> = (0..count).map(|index| (centre(index), 12.0)).collect();
            let wanted = |dot: &((f64, f64), f64)| LabelRequest {
                centre: dot.0,
                radius: dot.1,
                size: (230.0, 22.0),
            };
            let bar = |dot: &((f64, f64), f64)| {
                let (x, y) = dot.0;
                Bounds::new((x - 2.0, x + 2.0), (y - 60.0, y + 60.0))
            };
            Self {
                wanted: dots.iter().map(wanted).collect(),
                bars: dots.iter().map(bar).collect(),
                dots,
                within: Bounds::new((0.0, 1200.0), (200.0 - height / 2.0, 200.0 + height / 2.0)),
            }
        }

        fn marks(&self) -> Obstacles<'_> {
            Obstacles {
                dots: &self.dots,
                bars: &self.bars,
                ground: &[],
            }
        }
    }

    #[test]
    fn neither_labels_nor_leaders_cross_a_mark_or_each_other() {
        let crowd = Crowd::new(3, 500.0);
        let places = place_labels(&crowd.wanted, crowd.marks(), &crowd.within);
        let places = places.expect("room for all");
        assert!(places.iter().any(|place| place.leader.is_some()));
        for (index, place) in places.iter().enumerate() {
            assert!(crowd.within.holds(&place.bounds));
            assert!(!crowd.bars.iter().any(|bar| bar.meets(&place.bounds)));
            assert!(place.leader.is_none_or(|line| passes(line, crowd.marks())));
            assert!(!places[index + 1..].iter().any(|other| clash(place, other)));
        }
    }

    #[test]
    fn where_not_all_find_a_place_none_is_given() {
        let crowd = Crowd::new(12, 140.0);
        let places = place_labels(&crowd.wanted, crowd.marks(), &crowd.within);
        assert_eq!(places, None);
    }
}
