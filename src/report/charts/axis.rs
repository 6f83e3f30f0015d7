//! A scale from values to places, with round ticks.

use crate::report::number;

/// Decades up to which ticks stand at 2 and 5 too.
const FEW_DECADES: f64 = 3.2;

/// A linear scale, or one of powers of ten.
#[derive(Debug, Clone, Copy)]
pub(super) struct Axis {
    /// Ends, as logarithms on a scale of powers.
    low: f64,
    high: f64,
    from: f64,
    to: f64,
    of_powers: bool,
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
            of_powers: false,
        }
    }

    /// A scale of powers of ten that holds all values above zero.
    pub fn of_powers(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Self {
        let above = values.into_iter().filter(|value| *value > 0.0);
        let axis = Self::over(above.map(libm::log10), from, to);
        Self {
            of_powers: true,
            ..axis
        }
    }

    /// The same with a share of its span added at both ends, though never
    /// across zero.
    pub fn padded(mut self, share: f64) -> Self {
        let room = (self.high - self.low) * share;
        let low = self.low - room;
        let high = self.high + room;
        if self.of_powers {
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

    /// Where a value stands; one beyond the ends stands at the end.
    pub fn at(&self, value: f64) -> f64 {
        self.place(self.scaled(value).clamp(self.low, self.high))
    }

    /// Where a value stands, be it beyond the ends.
    pub fn beyond(&self, value: f64) -> f64 {
        self.place(self.scaled(value))
    }

    fn scaled(&self, value: f64) -> f64 {
        if self.of_powers {
            libm::log10(value.max(f64::MIN_POSITIVE))
        } else {
            value
        }
    }

    fn place(&self, scaled: f64) -> f64 {
        let share = (scaled - self.low) / (self.high - self.low);
        self.from + share * (self.to - self.from)
    }

    /// Round values, about as many as asked for, with their words.
    pub fn ticks(&self, about: u32) -> Vec<(f64, String)> {
        if self.of_powers {
            return self.powers();
        }
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
    fn powers(&self) -> Vec<(f64, String)> {
        let leads: &[f64] = match self.high - self.low {
            decades if decades > FEW_DECADES => &[1.0],
            decades if decades > 1.0 => &[1.0, 2.0, 5.0],
            _ => &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0],
        };
        let powers = self.low.floor() as i32..=self.high.floor() as i32;
        powers
            .flat_map(|power| leads.iter().map(move |lead| (*lead, power)))
            .map(|(lead, power)| (lead * libm::pow(10.0, f64::from(power)), power))
            .filter(|(value, _)| {
                let scaled = libm::log10(*value);
                (self.low - 1e-9..=self.high + 1e-9).contains(&scaled)
            })
            .map(|(value, power)| {
                let word = if power < 0 {
                    number::fixed(value, power.unsigned_abs() as usize)
                } else {
                    number::quantity(value)
                };
                (value, word)
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
    fn a_scale_of_powers_has_even_steps() {
        let axis = Axis::of_powers([0.05, 1.0, 20.0], 0.0, 100.0);
        let words: Vec<String> = axis.ticks(5).into_iter().map(|(_, word)| word).collect();
        assert_eq!(
            words,
            ["0.05", "0.1", "0.2", "0.5", "1", "2", "5", "10", "20"]
        );
        assert!((axis.at(1.0) - 50.0).abs() < 1e-9);
        assert!((axis.at(1e-9)).abs() < 1e-9);
        assert!(axis.beyond(1e-9) < 0.0);
    }

    #[test]
    fn a_single_value_stands_in_the_middle() {
        let axis = Axis::over([7.0], 0.0, 100.0);
        assert!((axis.at(7.0) - 50.0).abs() < 1e-9);
    }
}
