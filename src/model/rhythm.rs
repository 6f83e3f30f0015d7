//! When in the week files come: an intensity for each hour, about a mean of 1.

use crate::time::{HOUR_SECONDS, Instant};

/// Hours of a week.
pub const HOURS: usize = 168;

const WEEK: f64 = 168.0 * HOUR_SECONDS;

/// The weekly rhythm of a stream of arrivals: a Poisson stream in *even time*, which runs
/// fast in busy hours and stands still where nobody files (time change of a Poisson
/// process; Cinlar 1975, section 4.7).
#[derive(Debug, Clone, PartialEq)]
pub struct Rhythm {
    /// Seconds into the local week, from Monday, at tick 0.
    phase: f64,
    /// Even seconds of the week before each hour; last, of the whole week.
    before: Vec<f64>,
}

impl Rhythm {
    /// From a weight for each hour of the local week, from Monday midnight, and the
    /// seconds into that week at tick 0. None if no weight is above 0.
    #[must_use]
    pub fn new(weights: &[f64; HOURS], phase: i64) -> Option<Self> {
        let sum: f64 = weights.iter().sum();
        if sum <= 0.0 {
            return None;
        }
        let mut even = 0.0;
        let mut before = vec![0.0];
        for weight in weights {
            even += weight / sum * WEEK;
            before.push(even);
        }
        // The week ends where the next begins, whatever the rounding.
        before[HOURS] = WEEK;
        Some(Self {
            phase: phase.rem_euclid(WEEK as i64) as f64,
            before,
        })
    }

    /// Seconds of even time before an instant.
    fn even(&self, t: f64) -> f64 {
        let local = t + self.phase;
        let (week, within) = ((local / WEEK).floor(), local.rem_euclid(WEEK));
        let hour = ((within / HOUR_SECONDS) as usize).min(HOURS - 1);
        let rate = (self.before[hour + 1] - self.before[hour]) / HOUR_SECONDS;
        week * WEEK + self.before[hour] + rate * (within - hour as f64 * HOUR_SECONDS)
    }

    /// The instant at which so much even time has passed.
    fn wall(&self, even: f64) -> f64 {
        let (week, within) = ((even / WEEK).floor(), even.rem_euclid(WEEK));
        // The last hour that begins at or before it, and in which time passes.
        let hour = self.before.partition_point(|before| *before <= within);
        let hour = hour.clamp(1, HOURS) - 1;
        let rate = (self.before[hour + 1] - self.before[hour]) / HOUR_SECONDS;
        let into = if rate > 0.0 {
            (within - self.before[hour]) / rate
        } else {
            0.0
        };
        week * WEEK + hour as f64 * HOUR_SECONDS + into - self.phase
    }

    /// The instant at which a gap of even time after `now` ends, in seconds.
    #[must_use]
    pub fn after(&self, now: Instant, gap: f64) -> f64 {
        self.wall(self.even(f64::from(now)) + gap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_week_without_rhythm_is_the_wall_clock() {
        let even = Rhythm::new(&[2.0; HOURS], 30_000).expect("weights above 0");
        for (now, gap) in [(0, 10.0), (86_399, 2.5), (604_799, 1e6)] {
            let now = Instant::from_seconds(now);
            assert!((even.after(now, gap) - f64::from(now) - gap).abs() < 1e-6);
        }
    }

    #[test]
    fn who_files_only_on_monday_morning_files_then() {
        let mut weights = [0.0; HOURS];
        weights[9] = 1.0;
        weights[10] = 3.0;
        // The first instant is a Sunday at 23:00.
        let rhythm = Rhythm::new(&weights, 6 * 86_400 + 23 * 3600).expect("weights above 0");
        let nine = f64::from(10 * 3600);
        assert!((rhythm.after(Instant::START, 1e-9) - nine).abs() < 1e-3);
        // A quarter of the week's even time passes between nine and ten.
        assert!((rhythm.after(Instant::START, WEEK / 4.0 + 1.0) - nine - HOUR_SECONDS).abs() < 1.0);
        assert!((rhythm.after(Instant::START, WEEK + 1e-9) - nine - WEEK).abs() < 1e-3);
        let end = rhythm.after(Instant::START, WEEK - 1e-6) - nine;
        assert!((end - 2.0 * HOUR_SECONDS).abs() < 1e-3);
    }

    #[test]
    fn nobody_who_never_files_has_a_rhythm() {
        assert_eq!(Rhythm::new(&[0.0; HOURS], 0), None);
    }
}
