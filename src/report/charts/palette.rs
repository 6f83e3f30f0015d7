//! Colours that stay apart for readers with any kind of colour vision
//! (Okabe and Ito 2008), and the sizes of letters.

use crate::report::rows::Rows;
use crate::stats::PackageKey;

/// A colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ink(pub u8, pub u8, pub u8);

impl Ink {
    /// The colour mixed with white; 1 is the colour itself.
    #[must_use]
    pub fn tint(self, strength: f64) -> Self {
        let mix = |part: u8| {
            let part = f64::from(part);
            (255.0 - (255.0 - part) * strength.clamp(0.0, 1.0)).round() as u8
        };
        Self(mix(self.0), mix(self.1), mix(self.2))
    }

    /// Whether white text reads on it.
    #[must_use]
    pub fn is_dark(self) -> bool {
        let light =
            0.299 * f64::from(self.0) + 0.587 * f64::from(self.1) + 0.114 * f64::from(self.2);
        light < 140.0
    }
}

pub(super) const INK: Ink = Ink(34, 34, 34);
pub(super) const SOFT: Ink = Ink(92, 92, 92);
pub(super) const FAINT: Ink = Ink(150, 150, 150);
pub(super) const GRID: Ink = Ink(226, 226, 226);
pub(super) const WHITE: Ink = Ink(255, 255, 255);
pub(super) const BLUE: Ink = Ink(0, 114, 178);
pub(super) const VERMILION: Ink = Ink(213, 94, 0);
pub(super) const GREEN: Ink = Ink(0, 158, 115);

const SERIES: [Ink; 6] = [
    BLUE,
    VERMILION,
    GREEN,
    Ink(230, 159, 0),
    Ink(204, 121, 167),
    Ink(86, 180, 233),
];

/// Letters of labels.
pub(super) const LABEL: f64 = 19.0;
/// Letters of ticks and values.
pub(super) const TICK: f64 = 17.0;

/// A package's colour, the same on every chart.
pub(super) fn package(rows: &Rows, id: &PackageKey) -> Ink {
    if id.is_baseline() {
        Ink(130, 130, 130)
    } else if id.is_full() {
        INK
    } else {
        rows.reforms()
            .iter()
            .position(|reform| *reform == id)
            .map_or(SOFT, |index| SERIES[index % SERIES.len()])
    }
}

/// Blue above zero, vermilion below, paler the nearer.
pub(super) fn diverging(value: f64, most: f64) -> Ink {
    let strength = if most > 0.0 {
        (value.abs() / most).min(1.0)
    } else {
        0.0
    };
    let ink = if value < 0.0 { VERMILION } else { BLUE };
    ink.tint(strength)
}
