//! A scale from values to places, with round ticks and grid lines.

use super::font;
use super::palette::{GRID, SOFT, TICK};
use super::scene::{Bounds, Scene, Style, WIDTH};
use crate::report::number;

/// Decades up to which ticks are at 2 and 5 too.
const FEW_DECADES: f64 = 3.2;

/// The meaning of even steps along a scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Steps {
    /// Steps of the value.
    Even,
    /// Hundredths of the value: a share is shown in percent.
    Shares,
    /// Powers of ten: a step is a factor.
    Powers,
}

/// A scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// Ends in steps: percent on a scale of shares, logarithms on one of powers.
    low: f64,
    high: f64,
    /// Places of the ends.
    from: f64,
    to: f64,
    steps: Steps,
    /// Written behind each tick.
    unit: &'static str,
}

impl Axis {
    /// A scale that holds all values, on the places from `from` to `to`.
    /// Without a spread it opens one around the value.
    pub fn over(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        for value in values.into_iter().filter(|value| value.is_finite()) {
            low = low.min(value);
            high = high.max(value);
        }
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        if high - low < 1e-9 * high.abs().max(1e-6) {
            let room = (high.abs() * 0.1).max(1e-6);
            (low, high) = (low - room, high + room);
        }
        Self {
            low,
            high,
            from,
            to,
            steps: Steps::Even,
            unit: "",
        }
    }

    /// A scale of shares with ticks in percent.
    pub fn of_shares(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let percent = values.into_iter().map(|share| share * 100.0);
        let percent: Vec<f64> = percent.collect();
        let is_whole = percent.iter().all(|value| *value <= 100.0);
        let mut axis = Self::over(percent, from, to);
        axis.steps = Steps::Shares;
        if is_whole {
            axis.high = axis.high.min(100.0);
        }
        axis
    }

    /// A scale of powers of ten that holds all values above zero.
    pub fn of_powers(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let above = values.into_iter().filter(|value| *value > 0.0);
        Self {
            steps: Steps::Powers,
            ..Self::over(above.map(libm::log10), from, to)
        }
    }

    /// The same with a unit behind each tick.
    pub const fn with_unit(self, unit: &'static str) -> Self {
        Self { unit, ..self }
    }

    /// The same with a share of its span added at both ends, though never
    /// across zero.
    pub fn padded(mut self, share: f64) -> Self {
        let room = (self.high - self.low) * share;
        let low = self.low - room;
        let mut high = self.high + room;
        if self.steps == Steps::Shares && self.high <= 100.0 {
            high = high.min(100.0);
        }
        if self.steps == Steps::Powers {
            (self.low, self.high) = (low, high);
            return self;
        }
        self.low = if self.low >= 0.0 { low.max(0.0) } else { low };
        self.high = if self.high <= 0.0 {
            high.min(0.0)
        } else {
            high
        };
        self
    }

    /// The place of a value; a value beyond an end is at that end.
    pub fn place(&self, value: f64) -> f64 {
        self.place_of_step(self.step(value).clamp(self.low, self.high))
    }

    /// The place of a value, also beyond the ends.
    pub fn place_outside(&self, value: f64) -> f64 {
        self.place_of_step(self.step(value))
    }

    fn step(&self, value: f64) -> f64 {
        match self.steps {
            Steps::Even => value,
            Steps::Shares => value * 100.0,
            Steps::Powers => libm::log10(value.max(f64::MIN_POSITIVE)),
        }
    }

    fn place_of_step(&self, step: f64) -> f64 {
        let share = (step - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Places of round values, about as many as asked for, each with its label.
    fn ticks(&self, about: u32) -> Vec<(f64, String)> {
        let steps = match self.steps {
            Steps::Even | Steps::Shares => self.even_ticks(about),
            Steps::Powers => self.power_ticks(),
        };
        let place = |(step, label): (f64, String)| {
            let step = step.clamp(self.low, self.high);
            (self.place_of_step(step), format!("{label}{}", self.unit))
        };
        steps.into_iter().map(place).collect()
    }

    fn even_ticks(&self, about: u32) -> Vec<(f64, String)> {
        let step = round_step((self.high - self.low) / f64::from(about.max(1)));
        let decimals = (-libm::log10(step).floor()).clamp(0.0, 6.0) as usize;
        let first = (self.low / step - 1e-9).ceil() as i64;
        let last = (self.high / step + 1e-9).floor() as i64;
        (first..=last.min(first + 40))
            .map(|index| {
                let value = index as f64 * step;
                (value, number::fixed(value, decimals))
            })
            .collect()
    }

    /// Powers of ten, and the more of their multiples the fewer there are.
    fn power_ticks(&self) -> Vec<(f64, String)> {
        let leads: &[f64] = match self.high - self.low {
            decades if decades > FEW_DECADES => &[1.0],
            decades if decades > 1.0 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        };
        let powers = self.low.floor() as i32..=self.high.floor() as i32;
        let values = powers.flat_map(|power| leads.iter().map(move |lead| (*lead, power)));
        values
            .map(|(lead, power)| {
                let value = lead * libm::pow(10.0, f64::from(power));
                let label = if power < 0 {
                    number::fixed(value, power.unsigned_abs() as usize)
                } else {
                    number::quantity(value)
                };
                (libm::log10(value), label)
            })
            .filter(|(power, _)| (self.low - 1e-9..=self.high + 1e-9).contains(power))
            .collect()
    }

    /// Vertical grid lines between two heights, with ticks below the lower one.
    pub fn draw_vertical_grid(&self, scene: &mut Scene, about: u32, edges: (f64, f64)) {
        draw_ticks(scene, self.ticks(about), edges);
    }

    /// Horizontal grid lines between two places, with ticks left of the first.
    pub fn draw_horizontal_grid(&self, scene: &mut Scene, about: u32, edges: (f64, f64)) {
        for (y, label) in self.ticks(about) {
            scene.line((edges.0, y), (edges.1, y), 1.0, GRID);
            scene.text_beside(edges.0 - 10.0, y, label, Style::new(TICK, SOFT).end());
        }
    }
}

/// Vertical grid lines between two heights, with those labels below that stay clear of the
/// labels written before, such as the ticks of a panel on the left.
pub(super) fn draw_ticks(
    scene: &mut Scene,
    ticks: impl IntoIterator<Item = (f64, String)>,
    (top, bottom): (f64, f64),
) {
    let style = Style::new(TICK, SOFT).middle();
    for (x, label) in ticks {
        scene.line((x, top), (x, bottom), 1.0, GRID);
        let half = font::width(&label, TICK, false) / 2.0;
        let baseline = bottom + TICK + 7.0;
        let room = Bounds::new((x - half - 12.0, x + half), (baseline - TICK, baseline));
        let is_free = !scene.labels().any(|other| other.bounds().meets(&room));
        if is_free && room.right < WIDTH - 4.0 {
            scene.text(x, baseline, label, style);
        }
    }
}

/// The next of 1, 2, 5 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = libm::pow(10.0, libm::log10(least).floor());
    let lead = least / power;
    let round = [1.0, 2.0, 5.0]
        .into_iter()
        .find(|round| lead <= *round + 1e-9);
    round.unwrap_or(10.0) * power
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_lie_within() {
        let axis = Axis::over([-0.3, 4.1], 0.0, 100.0);
        let words: Vec<String> = axis.ticks(5).into_iter().map(|(_, word)| word).collect();
        assert_eq!(words, ["0", "1", "2", "3", "4"]);
    }

    #[test]
    fn a_scale_of_powers_has_even_steps() {
        let axis = Axis::of_powers([0.05, 1.0, 20.0], 0.0, 100.0);
        let words: Vec<String> = axis.ticks(5).into_iter().map(|(_, word)| word).collect();
        assert_eq!(
            words,
            ["0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20"]
        );
        assert!((axis.place(1.0) - 50.0).abs() < 1e-9);
        assert!((axis.place(1e-9)).abs() < 1e-9);
        assert!(axis.place_outside(1e-9) < 0.0);
    }

    #[test]
    fn a_scale_of_shares_ends_at_the_whole() {
        for values in [vec![0.2, 0.99], vec![1.0], vec![0.5, 1.0]] {
            let axis = Axis::of_shares(values, 0.0, 100.0).padded(0.06);
            assert!(axis.high <= 100.0, "{axis:?}");
        }
        assert!(Axis::of_shares([0.5, 1.2], 0.0, 100.0).padded(0.06).high > 120.0);
    }

    #[test]
    fn a_single_value_stands_in_the_middle() {
        let axis = Axis::over([7.0], 0.0, 100.0);
        assert!((axis.place(7.0) - 50.0).abs() < 1e-9);
    }
}
