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

/// A box of the given size outside a circle around a point, free of what is taken and inside the
/// bounds; none where no place nearby is free.
pub(super) fn near(
    point: (f64, f64),
    clear: f64,
    size: (f64, f64),
    taken: &[Bounds],
    within: &Bounds,
) -> Option<Bounds> {
    let (width, height) = size;
    for further in [
        6.0, 18.0, 34.0, 54.0, 80.0, 112.0, 150.0, 190.0, 240.0, 300.0, 370.0,
    ] {
        let distance = clear + further;
        // Beside, above and below; then above and below to one side, for points
        // near an edge.
        let start = width / 2.0 - 8.0;
        let far = distance + height / 2.0;
        for (x, y) in [
            (distance + width / 2.0, 0.0),
            (-distance - width / 2.0, 0.0),
            (0.0, -far),
            (0.0, far),
            (start, -far),
            (start, far),
            (-start, -far),
            (-start, far),
        ] {
            let (x, y) = (point.0 + x, point.1 + y);
            let bounds = Bounds {
                left: x - width / 2.0,
                top: y - height / 2.0,
                right: x + width / 2.0,
                bottom: y + height / 2.0,
            };
            if within.holds(&bounds) && !taken.iter().any(|other| other.meets(&bounds)) {
                return Some(bounds);
            }
        }
    }
    None
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
}
