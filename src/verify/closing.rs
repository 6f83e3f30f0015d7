//! An office that closes, as theory sees it: a queue with exponential work whose officers
//! stop at closing time and go on where they were.
//!
//! As work has no memory, the number of files there is a Markov chain whose rates change
//! at opening and closing time. Its equations (Kolmogorov 1931, Mathematische Annalen 104,
//! 415-458) are solved from the first day on through the very hours of the office by
//! uniformisation (Jensen 1953, Skandinavisk Aktuarietidskrift 36, 87-91): no steady state
//! is assumed, and holidays count.

use crate::model::{Calendar, Instant};

/// A chance that is as good as none.
const NOTHING: f64 = 1e-13;

/// Jumps of a uniformised stretch at most: the weight of none must be a number.
const JUMPS: f64 = 300.0;

/// A queue whose officers stop when their office closes.
#[derive(Debug, Clone, Copy)]
pub struct Closing {
    /// Officers.
    pub servers: u32,
    /// Arrivals a second.
    pub rate: f64,
    /// Mean work in seconds.
    pub mean: f64,
}

impl Closing {
    /// The mean number of files there over `from..to` seconds, of an office that is empty
    /// at 0.
    #[must_use]
    pub fn mean_number(self, calendar: &Calendar, [from, to]: [Instant; 2]) -> f64 {
        // The chance of each number.
        let mut chances = vec![1.0];
        let (mut sum, mut now) = (0.0, Instant::START);
        for (until, is_open) in stretches(calendar, to) {
            // The window may begin within a stretch.
            for until in [from.clamp(now, until), until] {
                let part = self.pass(&mut chances, f64::from(until - now), is_open);
                if now >= from {
                    sum += part;
                }
                now = until;
            }
        }
        sum / f64::from(to - from)
    }

    /// Lets some seconds pass. The integral of the mean number over them.
    fn pass(self, chances: &mut Vec<f64>, seconds: f64, is_open: bool) -> f64 {
        let serving = if is_open {
            f64::from(self.servers) / self.mean
        } else {
            0.0
        };
        let fastest = self.rate + serving;
        let pieces = (fastest * seconds / JUMPS).ceil();
        let piece = seconds / pieces.max(1.0);
        let mut integral = 0.0;
        for _ in 0..pieces as u64 {
            integral += self.jump(chances, fastest, fastest * piece, is_open);
        }
        integral
    }

    /// The chain is looked at after each jump of a Poisson process that is as fast as its
    /// fastest state; so many jumps are expected.
    fn jump(self, number: &mut Vec<f64>, fastest: f64, expected: f64, is_open: bool) -> f64 {
        let mut weight = libm::exp(-expected);
        let mut left = 1.0 - weight;
        let mut chances = std::mem::take(number);
        let mut after: Vec<f64> = chances.iter().map(|chance| chance * weight).collect();
        let mut integral = left * mean(&chances);
        let mut jumps = 0.0;
        // To the right of the mean, weights only fall.
        while jumps < expected || weight > NOTHING * NOTHING {
            chances = self.next(&chances, fastest, is_open);
            jumps += 1.0;
            weight *= expected / jumps;
            left = (left - weight).max(0.0);
            after.resize(chances.len(), 0.0);
            for (sum, chance) in after.iter_mut().zip(&chances) {
                *sum += weight * chance;
            }
            integral += left * mean(&chances);
        }
        while after
            .last()
            .is_some_and(|chance| *chance < NOTHING * NOTHING)
        {
            after.pop();
        }
        *number = after;
        integral / fastest
    }

    /// The chances after one jump.
    fn next(self, chances: &[f64], fastest: f64, is_open: bool) -> Vec<f64> {
        let comes = self.rate / fastest;
        let mut next = vec![0.0; chances.len() + 1];
        for (n, chance) in chances.iter().enumerate() {
            let busy = (n as f64).min(f64::from(self.servers));
            let goes = if is_open {
                busy / self.mean / fastest
            } else {
                0.0
            };
            next[n + 1] += chance * comes;
            if n > 0 {
                next[n - 1] += chance * goes;
            }
            next[n] += chance * (1.0 - comes - goes);
        }
        if next
            .last()
            .is_some_and(|chance| *chance < NOTHING * NOTHING)
        {
            next.pop();
        }
        next
    }
}

fn mean(chances: &[f64]) -> f64 {
    let of_each = chances.iter().enumerate();
    of_each.map(|(n, chance)| n as f64 * chance).sum()
}

/// The stretches up to `to`: each with its end and whether the office is open.
fn stretches(calendar: &Calendar, to: Instant) -> Vec<(Instant, bool)> {
    if calendar.is_always() {
        return vec![(to, true)];
    }
    let mut all = Vec::new();
    let mut now = Instant::START;
    while now < to {
        let opens = calendar.opening(now).min(to);
        if opens > now {
            all.push((opens, false));
        }
        if opens == to {
            break;
        }
        // It closes when the open seconds of that day are over.
        let day = u64::from(calendar.day_length());
        let closes = calendar.at((calendar.open(opens) / day + 1) * day);
        now = if closes == Instant::NEVER {
            to
        } else {
            closes.min(to)
        };
        all.push((now, true));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::super::formula::wait_mmc;
    use super::*;
    use crate::model::DAY;
    use crate::model::calendar::DayKind;

    fn near(found: f64, expected: f64, within: f64) {
        assert!(
            (found / expected - 1.0).abs() < within,
            "{found}, not {expected}"
        );
    }

    /// An office that never closes, long after its first day, is Erlang's.
    #[test]
    fn without_closing_it_is_the_plain_queue() {
        for (servers, load) in [(1, 0.7), (3, 0.8)] {
            let mean = 3600.0;
            let rate = load * f64::from(servers) / mean;
            let queue = Closing {
                servers,
                rate,
                mean,
            };
            let found = queue.mean_number(&Calendar::always(), [60, 80].map(Instant::midnight));
            near(found, rate * (wait_mmc(servers, rate, mean) + mean), 1e-8);
        }
    }

    /// With work next to nothing, who comes while it is closed waits for the morning: on
    /// average half of the night, as many as come in it. Work of 10 seconds, and the few
    /// who wait for one another in the morning, add 0.2 %.
    #[test]
    fn who_comes_at_night_waits_for_the_morning() {
        let days = [DayKind::Open; 42];
        let calendar = Calendar::new(&days, 8 * 3600, 20 * 3600, 0);
        let queue = Closing {
            servers: 1,
            rate: 10.0 / f64::from(DAY),
            mean: 10.0,
        };
        let found = queue.mean_number(&calendar, [10, 40].map(Instant::midnight));
        near(found, 10.0 / 2.0 * 0.25, 3e-3);
    }

    /// The hours of a calendar are those that its functions tell.
    #[test]
    fn stretches_are_the_hours_of_the_office() {
        use DayKind::{Holiday, Open, Rest};
        let days = [
            Rest, Open, Open, Holiday, Open, Open, Rest, Rest, Open, Open, Open,
        ];
        for offset in [0, 8 * 3600, -9 * 3600] {
            let calendar = Calendar::new(&days, 9 * 3600, 17 * 3600, offset);
            let mut now = Instant::START;
            let mut open = 0;
            for (until, is_open) in stretches(&calendar, Instant::midnight(8)) {
                assert!(until > now);
                let passed = calendar.open(until) - calendar.open(now);
                assert_eq!(passed, if is_open { u64::from(until - now) } else { 0 });
                open += passed;
                now = until;
            }
            assert_eq!(now, Instant::midnight(8));
            assert_eq!(open, calendar.open(now));
        }
    }
}
