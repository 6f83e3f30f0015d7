//! The queue of an office with closing hours: work is exponential, stops at closing time and
//! continues at opening time.
//!
//! Exponential work has no memory, so the number of files is a Markov chain with rates that
//! change at opening and closing time. Its equations (Kolmogorov 1931, Mathematische Annalen 104,
//! 415-458) are solved from the first day on over the office's own hours by uniformisation
//! (Jensen 1953, Skandinavisk Aktuarietidskrift 36, 87-91). No steady state is assumed, and
//! holidays count.

use crate::model::{Calendar, Instant};

/// Square root of a negligible probability.
const NEGLIGIBLE: f64 = 1e-13;

/// Limit of the expected jumps of one piece, so that the weight of no jump is not 0.
const MAX_JUMPS: f64 = 300.0;

/// The parameters of the queue.
#[derive(Debug, Clone, Copy)]
pub struct ClosingQueue {
    /// Officers.
    pub servers: u32,
    /// Arrivals a second.
    pub rate: f64,
    /// Mean work in seconds.
    pub mean: f64,
}

impl ClosingQueue {
    /// The mean number of files from second `from` to `to`, for an office that is empty at 0.
    #[must_use]
    pub fn mean_number(self, calendar: &Calendar, [from, to]: [Instant; 2]) -> f64 {
        // The probability of each number of files.
        let mut probabilities = vec![1.0];
        let (mut sum, mut now) = (0.0, Instant::START);
        for (until, is_open) in stretches(calendar, to) {
            // `from` may lie within a stretch.
            for until in [from.clamp(now, until), until] {
                let part = self.advance(&mut probabilities, f64::from(until - now), is_open);
                if now >= from {
                    sum += part;
                }
                now = until;
            }
        }
        sum / f64::from(to - from)
    }

    /// Advances the chain by some seconds; returns the integral of the mean number over them.
    fn advance(self, probabilities: &mut Vec<f64>, seconds: f64, is_open: bool) -> f64 {
        let service_rate = if is_open {
            f64::from(self.servers) / self.mean
        } else {
            0.0
        };
        let max_rate = self.rate + service_rate;
        let pieces = (max_rate * seconds / MAX_JUMPS).ceil();
        let piece = seconds / pieces.max(1.0);
        let mut integral = 0.0;
        for _ in 0..pieces as u64 {
            integral += self.advance_piece(probabilities, max_rate, max_rate * piece, is_open);
        }
        integral
    }

    /// Advances the chain by a time with `expected_jumps` jumps of a Poisson process of rate
    /// `max_rate`.
    fn advance_piece(
        self,
        probabilities: &mut Vec<f64>,
        max_rate: f64,
        expected_jumps: f64,
        is_open: bool,
    ) -> f64 {
        let mut weight = libm::exp(-expected_jumps);
        let mut left = 1.0 - weight;
        let mut current = std::mem::take(probabilities);
        let mut after: Vec<f64> = current
            .iter()
            .map(|probability| probability * weight)
            .collect();
        let mut integral = left * mean(&current);
        let mut jumps = 0.0;
        // Beyond the mean the weights fall.
        while jumps < expected_jumps || weight > NEGLIGIBLE * NEGLIGIBLE {
            current = self.after_jump(&current, max_rate, is_open);
            jumps += 1.0;
            weight *= expected_jumps / jumps;
            left = (left - weight).max(0.0);
            after.resize(current.len(), 0.0);
            for (sum, probability) in after.iter_mut().zip(&current) {
                *sum += weight * probability;
            }
            integral += left * mean(&current);
        }
        while has_negligible_end(&after) {
            after.pop();
        }
        *probabilities = after;
        integral / max_rate
    }

    /// The probabilities after one jump.
    fn after_jump(self, probabilities: &[f64], max_rate: f64, is_open: bool) -> Vec<f64> {
        let arrival = self.rate / max_rate;
        let mut next = vec![0.0; probabilities.len() + 1];
        for (n, probability) in probabilities.iter().enumerate() {
            let busy = (n as f64).min(f64::from(self.servers));
            let departure = if is_open {
                busy / self.mean / max_rate
            } else {
                0.0
            };
            next[n + 1] += probability * arrival;
            if n > 0 {
                next[n - 1] += probability * departure;
            }
            next[n] += probability * (1.0 - arrival - departure);
        }
        if has_negligible_end(&next) {
            next.pop();
        }
        next
    }
}

fn has_negligible_end(probabilities: &[f64]) -> bool {
    let last = probabilities.last();
    last.is_some_and(|probability| *probability < NEGLIGIBLE * NEGLIGIBLE)
}

fn mean(probabilities: &[f64]) -> f64 {
    let numbers = probabilities.iter().enumerate();
    numbers.map(|(n, probability)| n as f64 * probability).sum()
}

/// The open and closed stretches up to `to`: the end of each, and whether it is open.
fn stretches(calendar: &Calendar, to: Instant) -> Vec<(Instant, bool)> {
    if calendar.is_always() {
        return vec![(to, true)];
    }
    let mut stretches = Vec::new();
    let mut now = Instant::START;
    while now < to {
        let opens = calendar.opening(now).min(to);
        if opens > now {
            stretches.push((opens, false));
        }
        if opens == to {
            break;
        }
        // The office closes when the open seconds of that day are used up.
        let day = u64::from(calendar.day_length());
        let closes = calendar.at((calendar.open(opens) / day + 1) * day);
        now = if closes == Instant::NEVER {
            to
        } else {
            closes.min(to)
        };
        stretches.push((now, true));
    }
    stretches
}

#[cfg(test)]
mod tests {
    use super::super::queueing_formulas::wait_mmc;
    use super::*;
    use crate::model::DAY;
    use crate::model::calendar::DayKind;

    fn near(found: f64, expected: f64, within: f64) {
        assert!(
            (found / expected - 1.0).abs() < within,
            "{found}, not {expected}"
        );
    }

    /// An office that never closes has Erlang's queue, long after its first day.
    #[test]
    fn without_closing_it_is_the_plain_queue() {
        for (servers, load) in [(1, 0.7), (3, 0.8)] {
            let mean = 3600.0;
            let rate = load * f64::from(servers) / mean;
            let queue = ClosingQueue {
                servers,
                rate,
                mean,
            };
            let found = queue.mean_number(&Calendar::always(), [60, 80].map(Instant::midnight));
            near(found, rate * (wait_mmc(servers, rate, mean) + mean), 1e-8);
        }
    }

    /// With very short work, files that arrive while the office is closed wait until it opens: on
    /// average for half of the night. Work of 10 seconds, and queues in the morning, add 0.2 %.
    #[test]
    fn files_that_arrive_at_night_wait_for_the_morning() {
        let days = [DayKind::Open; 42];
        let calendar = Calendar::new(&days, 8 * 3600, 20 * 3600, 0);
        let queue = ClosingQueue {
            servers: 1,
            rate: 10.0 / f64::from(DAY),
            mean: 10.0,
        };
        let found = queue.mean_number(&calendar, [10, 40].map(Instant::midnight));
        near(found, 10.0 / 2.0 * 0.25, 3e-3);
    }

    /// The stretches agree with the functions of the calendar.
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
