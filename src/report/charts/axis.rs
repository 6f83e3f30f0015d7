//! A scale from values to places, with round ticks.

use crate::report::number;

/// A linear scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    from: f64,
    to: f64,
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
        }
    }

    /// The same with a share of its span added at both ends, though never
    /// across zero.
    pub fn padded(mut self, share: f64) -> Self {
        let room = (self.high - self.low) * share;
        let low = self.low - room;
        let high = self.high + room;
        self.low = if self.low >= 0.0 { low.max(0.0) } else { low };
        self.high = if self.high <= 0.0 {
            high.min(0.0)
        } else {
            high
        };
        self
    }

    /// Where a value stands; one beyond the ends stands at the end.
    pub fn at(&self, value: f64) -> f64 {
        let share = (value.clamp(self.low, self.high) - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Round values, about as many as asked for, with their words.
    pub fn ticks(&self, about: u32) -> Vec<(f64, String)> {
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
    fn a_single_value_stands_in_the_middle() {
        let axis = Axis::over([7.0], 0.0, 100.0);
        assert!((axis.at(7.0) - 50.0).abs() < 1e-9);
    }
}
