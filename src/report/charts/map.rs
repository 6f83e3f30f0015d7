//! Corridors on a map without outlines: places, lines, and what changes.

use std::collections::BTreeMap;

use super::corridors::{Pair, focal, gain, pairs};
use super::font;
use super::palette::{self, BLUE, GRID, INK, SOFT, VERMILION};
use super::scene::{Bounds, Style};
use super::sheet::{Intervals, Sheet, Sign};
use super::spread;
use crate::report::Place;
use crate::report::number;
use crate::report::rows::Rows;

/// Letters of the places.
const SIZE: f64 = 16.0;

/// Lines from the focal host to its partners.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let pairs = pairs(rows);
    let Some(host) = focal(&pairs) else {
        return Err("no place is at one end of every corridor of `corridors`".to_owned());
    };
    let known: BTreeMap<&str, &Place> = rows
        .about
        .jurisdictions
        .iter()
        .filter(|place| place.lat.abs() + place.lon.abs() > 0.0)
        .map(|place| (&*place.id, place))
        .collect();
    let Some(centre) = known.get(host) else {
        return Err(format!("the place of {host} is not known"));
    };
    let drawn: Vec<Pair> = pairs
        .into_iter()
        .filter(|pair| known.contains_key(pair.origin) && known.contains_key(pair.destination))
        .filter(|pair| pair.origin != pair.destination && gain(pair).is_finite())
        .collect();
    let Some(whole) = rows.whole().filter(|_| !drawn.is_empty()) else {
        return Err("`corridors` has no corridor before and after between known places".to_owned());
    };
    let most = drawn.iter().map(|pair| gain(pair).abs()).fold(0.0, f64::max);
    let key = [
        (Sign::Thick(BLUE), format!("realises more with {}, up to {} points", rows.package(whole), number::points(most))),
        (Sign::Thick(VERMILION), "realises less".to_owned()),
    ];
    let title = format!(
        "Where {} changes the share realised, by corridor of {}",
        rows.package(whole),
        centre.label_en
    );
    let subtitle = "Change in convergence from the baseline, percentage points; each corridor once in each direction, bent to the right of the guests' way; wider lines realise a larger share. Places stand at their longitude and latitude, without borders";
    let mut sheet = Sheet::new(rows, title, subtitle, &key, Intervals::None);
    let view = View::over(sheet.body, centre.lon, &drawn, &known);
    view.graticule(&mut sheet);
    let mut weakest_first: Vec<&Pair> = drawn.iter().collect();
    weakest_first.sort_by(|a, b| gain(a).abs().total_cmp(&gain(b).abs()));
    for pair in weakest_first {
        let (from, to) = (view.at(known[pair.origin]), view.at(known[pair.destination]));
        let after = pair.after.and_then(|row| row.estimate).unwrap_or_default();
        let ink = palette::diverging(gain(pair), most);
        sheet.scene.path(arc(from, to), 1.5 + 6.0 * after.clamp(0.0, 1.0), ink);
    }
    names(&mut sheet, &view, &drawn, &known);
    Ok(sheet)
}

/// A window on longitudes and latitudes, both to scale at its middle.
struct View {
    body: Bounds,
    centre: f64,
    west: f64,
    north: f64,
    across: f64,
    down: f64,
}

impl View {
    fn over(body: Bounds, centre: f64, pairs: &[Pair], known: &BTreeMap<&str, &Place>) -> Self {
        let places = || {
            pairs
                .iter()
                .flat_map(|pair| [pair.origin, pair.destination])
                .map(|id| known[id])
        };
        let east = |place: &Place| turned(place.lon - centre);
        let west = places().map(east).fold(f64::INFINITY, f64::min) - 12.0;
        let last = places().map(east).fold(f64::NEG_INFINITY, f64::max) + 12.0;
        let north = places().map(|place| place.lat).fold(f64::NEG_INFINITY, f64::max) + 8.0;
        let south = places().map(|place| place.lat).fold(f64::INFINITY, f64::min) - 8.0;
        Self {
            body,
            centre,
            west,
            north,
            across: body.width() / (last - west).max(20.0),
            down: body.height() / (north - south).max(10.0),
        }
    }

    fn at(&self, place: &Place) -> (f64, f64) {
        let x = self.body.left + (turned(place.lon - self.centre) - self.west) * self.across;
        let y = self.body.top + (self.north - place.lat) * self.down;
        (x, y)
    }

    /// Every thirty degrees, for the eye.
    fn graticule(&self, sheet: &mut Sheet) {
        let body = self.body;
        for step in -6..=6 {
            let degrees = f64::from(step) * 30.0;
            let x = body.left + (turned(degrees - self.centre) - self.west) * self.across;
            if (body.left..=body.right).contains(&x) {
                sheet.scene.line((x, body.top), (x, body.bottom), 1.0, GRID);
            }
            let y = body.top + (self.north - degrees) * self.down;
            if (body.top..=body.bottom).contains(&y) {
                sheet.scene.line((body.left, y), (body.right, y), 1.0, GRID);
            }
        }
    }
}

/// Degrees east of the centre, from -180 to 180.
fn turned(degrees: f64) -> f64 {
    let turned = (degrees + 180.0).rem_euclid(360.0) - 180.0;
    if turned < -180.0 { turned + 360.0 } else { turned }
}

fn arc(from: (f64, f64), to: (f64, f64)) -> Vec<(f64, f64)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let bend = (
        f64::midpoint(from.0, to.0) - dy * 0.14,
        f64::midpoint(from.1, to.1) + dx * 0.14,
    );
    (0..=24)
        .map(|step| {
            let t = f64::from(step) / 24.0;
            let u = 1.0 - t;
            (
                u * u * from.0 + 2.0 * u * t * bend.0 + t * t * to.0,
                u * u * from.1 + 2.0 * u * t * bend.1 + t * t * to.1,
            )
        })
        .collect()
}

fn names(sheet: &mut Sheet, view: &View, pairs: &[Pair], known: &BTreeMap<&str, &Place>) {
    let mut places: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for pair in pairs {
        for id in [pair.origin, pair.destination] {
            places.insert(id, view.at(known[id]));
        }
    }
    let mut taken: Vec<Bounds> = places
        .values()
        .map(|(x, y)| Bounds {
            left: x - 6.0,
            top: y - 6.0,
            right: x + 6.0,
            bottom: y + 6.0,
        })
        .collect();
    for at in places.values() {
        sheet.scene.dot(*at, 5.0, INK);
    }
    for (id, at) in &places {
        let label = &known[id].label_en;
        let size = (font::width(label, SIZE, false) + 6.0, SIZE + 4.0);
        if let Some(place) = spread::near(*at, size, &taken, &sheet.body) {
            let near = (
                at.0.clamp(place.left, place.right),
                at.1.clamp(place.top, place.bottom),
            );
            if libm::hypot(near.0 - at.0, near.1 - at.1) > 20.0 {
                sheet.scene.line(*at, near, 1.0, SOFT);
            }
            sheet.scene.fill(place, palette::WHITE);
            let base = place.bottom - 5.5;
            sheet
                .scene
                .text(place.left + 3.0, base, label.clone(), Style::new(SIZE, INK));
            taken.push(place);
        }
    }
}
