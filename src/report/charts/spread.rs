//! Labels moved apart so that none covers another.

use super::scene::Bounds;

/// Places along a line, as near to the wanted ones as a gap between them
/// allows, between two ends. When the ends are too near, labels share the room
/// evenly.
pub(super) fn along(wanted: &[f64], gap: f64, low: f64, high: f64) -> Vec<f64> {
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
pub(super) struct Wanted {
    /// Its centre.
    pub at: (f64, f64),
    /// Its radius.
    pub radius: f64,
    /// Width and height of its label.
    pub size: (f64, f64),
}

/// Where a label stands, and the line to it from the rim of its dot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Place {
    /// The label's box.
    pub bounds: Bounds,
    /// None where the label stands close enough.
    pub leader: Option<Line>,
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

/// A place for every label, in their order. No label meets a mark, a line of
/// the ground or another label; no leader meets a mark, a label or another
/// leader. None where not all find one.
pub(super) fn labels(
    wanted: &[Wanted],
    marks: &[Bounds],
    ground: &[Bounds],
    within: &Bounds,
) -> Option<Vec<Place>> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    // A label that found no place is placed first the next time.
    for _ in 0..=2 * wanted.len() {
        let mut places: Vec<Option<Place>> = vec![None; wanted.len()];
        let stuck = order.iter().position(|index| {
            let others: Vec<Place> = places.iter().copied().flatten().collect();
            places[*index] = one(&wanted[*index], &others, marks, ground, within);
            places[*index].is_none()
        });
        match stuck {
            None => return places.into_iter().collect(),
            Some(at) => {
                let index = order.remove(at);
                order.insert(0, index);
            }
        }
    }
    None
}

fn one(
    wanted: &Wanted,
    others: &[Place],
    marks: &[Bounds],
    ground: &[Bounds],
    within: &Bounds,
) -> Option<Place> {
    let free = |place: &Place| {
        let mut boxes = marks.iter().chain(ground);
        within.holds(&place.bounds)
            && !boxes.any(|mark| mark.meets(&place.bounds))
            && !others.iter().any(|other| clash(place, other))
            && place
                .leader
                .is_none_or(|line| !marks.iter().any(|mark| strikes(line, &roomy(mark))))
    };
    let tries = DISTANCES
        .iter()
        .flat_map(|distance| DIRECTIONS.iter().map(move |way| (*distance, *way)));
    tries
        .map(|(distance, way)| beside(wanted, distance, way))
        .find(free)
}

/// A label in a direction, the middle of its nearest edge at the distance.
fn beside(wanted: &Wanted, distance: f64, (dx, dy): (f64, f64)) -> Place {
    let (x, y) = wanted.at;
    let (width, height) = wanted.size;
    let along = |length: f64| (x + dx * length, y + dy * length);
    let end = along(wanted.radius + distance);
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
        bounds: Bounds {
            left,
            top,
            right: left + width,
            bottom: top + height,
        },
        leader: (distance > BESIDE).then(|| (along(wanted.radius + 2.0), end)),
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

/// Whether a line runs through a box, looked at every pixel or so.
fn strikes((from, to): Line, bounds: &Bounds) -> bool {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let steps = libm::hypot(dx, dy).ceil().max(1.0) as u32;
    (0..=steps).any(|step| {
        let share = f64::from(step) / f64::from(steps);
        bounds.holds(&Bounds::around(
            (from.0 + dx * share, from.1 + dy * share),
            0.0,
        ))
    })
}

/// A mark with the room that a leader keeps from it.
fn roomy(mark: &Bounds) -> Bounds {
    const GAP: f64 = 1.5;
    Bounds {
        left: mark.left - GAP,
        top: mark.top - GAP,
        right: mark.right + GAP,
        bottom: mark.bottom + GAP,
    }
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
        let places = along(&[5.0, 5.0, 6.0, 90.0], 10.0, 0.0, 100.0);
        assert!(places[1] - places[0] >= 10.0);
        assert!(places[2] - places[1] >= 10.0);
        assert!((places[3] - 90.0).abs() < 1e-9);
    }

    #[test]
    fn too_many_labels_share_the_room() {
        let places = along(&[50.0; 11], 30.0, 0.0, 100.0);
        assert!(places.iter().all(|place| (0.0..=100.0).contains(place)));
        assert!((places[10] - places[0]).abs() > 99.0);
    }

    fn crowd(count: usize, height: f64) -> (Vec<Wanted>, Vec<Bounds>, Bounds) {
        let wanted: Vec<Wanted> = (0..count)
            .map(|index| Wanted {
                at: (60.0 + 34.0 * index as f64, 200.0 + 9.0 * (index % 3) as f64),
                radius: 12.0,
                size: (230.0, 22.0),
            })
            .collect();
        let marks = wanted
            .iter()
            .flat_map(|want| {
                let upright = Bounds {
                    left: want.at.0 - 2.0,
                    top: want.at.1 - 60.0,
                    right: want.at.0 + 2.0,
                    bottom: want.at.1 + 60.0,
                };
                [Bounds::around(want.at, want.radius), upright]
            })
            .collect();
        let within = Bounds {
            left: 0.0,
            top: 200.0 - height / 2.0,
            right: 1200.0,
            bottom: 200.0 + height / 2.0,
        };
        (wanted, marks, within)
    }

    #[test]
    fn neither_labels_nor_leaders_cross_a_mark_or_each_other() {
        let (wanted, marks, within) = crowd(3, 500.0);
        let places = labels(&wanted, &marks, &[], &within).expect("room for all");
        for (index, place) in places.iter().enumerate() {
            assert!(within.holds(&place.bounds));
            assert!(!marks.iter().any(|mark| mark.meets(&place.bounds)));
            let struck = |line: Line| marks.iter().any(|mark| strikes(line, mark));
            assert!(!place.leader.is_some_and(struck));
            assert!(!places[index + 1..].iter().any(|other| clash(place, other)));
        }
    }

    #[test]
    fn where_not_all_find_a_place_none_is_given() {
        let (wanted, marks, within) = crowd(12, 140.0);
        assert_eq!(labels(&wanted, &marks, &[], &within), None);
    }
}
