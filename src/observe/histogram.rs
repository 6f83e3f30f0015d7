//! Counts of durations in buckets whose width grows with the duration, beside
//! their exact sum.

use super::sum::Sum;
use crate::model::Span;

/// Buckets of one octave: none is wider than 1/64 of what it holds.
const STEPS: u32 = 64;

/// Durations in seconds: counts by bucket, and the exact sum.
///
/// A count has 8 bits, so that an octave fits a cache line; overflow is carried.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Histogram {
    buckets: Vec<u8>,
    /// For each bucket, how often its count went past 8 bits; empty while none has.
    carried: Vec<u64>,
    count: u64,
    sum: u64,
}

impl Histogram {
    /// Adds a duration.
    #[inline]
    pub fn add(&mut self, span: Span) {
        let seconds = span.seconds();
        let bucket = bucket_of(seconds);
        match self.buckets.get_mut(bucket) {
            Some(count) if *count < u8::MAX => *count += 1,
            _ => self.raise(bucket, 1),
        }
        self.count += 1;
        self.sum += u64::from(seconds);
    }

    /// Adds to a bucket that may be new or full. It is rare, so it is kept out of `add`.
    #[cold]
    fn raise(&mut self, bucket: usize, by: u64) {
        if bucket >= self.buckets.len() {
            self.buckets.resize(bucket + 1, 0);
        }
        let sum = u64::from(self.buckets[bucket]) + by;
        self.buckets[bucket] = sum as u8;
        if sum > u64::from(u8::MAX) {
            if self.carried.len() <= bucket {
                self.carried.resize(bucket + 1, 0);
            }
            self.carried[bucket] += sum >> u8::BITS;
        }
    }

    /// The buckets that hold anything, with their counts.
    fn counts(&self) -> impl Iterator<Item = (usize, u64)> {
        let carried = |bucket: usize| self.carried.get(bucket).copied().unwrap_or(0);
        self.buckets
            .iter()
            .enumerate()
            .map(move |(bucket, count)| {
                let carried = carried(bucket) << u8::BITS;
                (bucket, carried | u64::from(*count))
            })
            .filter(|(_, count)| *count > 0)
    }

    /// The number of durations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Their sum in seconds.
    #[must_use]
    pub fn sum(&self) -> u64 {
        self.sum
    }

    /// Their mean in seconds, if there are any.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum as f64 / self.count as f64)
    }

    /// The duration in seconds that a share `q` of them does not exceed, even
    /// within its bucket; none if there are none.
    #[must_use]
    pub fn quantile(&self, q: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let rank = q * self.count as f64;
        let mut below = 0.0;
        let mut last = 0.0;
        for (bucket, count) in self.counts() {
            let count = count as f64;
            let (from, to) = bounds(bucket);
            if below + count >= rank {
                let within = ((rank - below) / count).clamp(0.0, 1.0);
                return Some(from + (to - from) * within);
            }
            below += count;
            last = to;
        }
        Some(last)
    }

    /// The share of them that does not exceed a duration in seconds.
    #[must_use]
    pub fn share_within(&self, seconds: f64) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let mut within = 0.0;
        for (bucket, count) in self.counts() {
            let (from, to) = bounds(bucket);
            let part = if to > from {
                (seconds - from) / (to - from)
            } else {
                f64::from(seconds >= from)
            };
            within += count as f64 * part.clamp(0.0, 1.0);
        }
        Some(within / self.count as f64)
    }
}

impl Sum for Histogram {
    fn absorb(&mut self, other: &Self) {
        for (bucket, count) in other.counts() {
            self.raise(bucket, count);
        }
        self.count += other.count;
        self.sum += other.sum;
    }
}

#[inline]
fn bucket_of(seconds: u32) -> usize {
    if seconds < STEPS {
        return seconds as usize;
    }
    let octave = seconds.ilog2() - STEPS.ilog2();
    (octave * STEPS + (seconds >> octave)) as usize
}

/// From (inclusive) and to: a bucket of one whole second is that second.
fn bounds(bucket: usize) -> (f64, f64) {
    let steps = STEPS as usize;
    if bucket < 2 * steps {
        return (bucket as f64, bucket as f64);
    }
    let octave = bucket / steps - 1;
    let width = (1_u64 << octave) as f64;
    let from = (bucket - octave * steps) as f64 * width;
    (from, from + width)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;

    #[test]
    fn every_duration_lies_within_its_bucket() {
        for power in 0..32 {
            for near in [-1_i64, 0, 1, 7] {
                let Ok(seconds) = u32::try_from((1_i64 << power) + near) else {
                    continue;
                };
                let (from, to) = bounds(bucket_of(seconds));
                let exact = f64::from(seconds);
                assert!(from <= exact && exact <= to, "{seconds}: {from} to {to}");
                assert!(to - from <= exact / 64.0 + 1e-9);
            }
        }
    }

    #[test]
    fn quantiles_of_even_durations_are_even() {
        let mut histogram = Histogram::default();
        (1..=10_000).for_each(|hour| histogram.add(hour * HOUR));
        let median = histogram
            .quantile(0.5)
            .map_or(0.0, |seconds| seconds / 3600.0);
        assert!((median - 5000.0).abs() < 40.0, "{median}");
        let within = histogram.share_within(2500.0 * 3600.0).unwrap_or(0.0);
        assert!((within - 0.25).abs() < 0.005, "{within}");
        assert_eq!(histogram.sum(), 10_000 * 10_001 / 2 * 3600);
    }

    #[test]
    fn a_count_past_8_bits_is_carried() {
        let mut one = Histogram::default();
        (0..3).for_each(|_| one.add(Span::from_seconds(7)));
        let mut sum = one.clone();
        // Doubled forty times: 3 x 2^40.
        for _ in 0..40 {
            let twin = sum.clone();
            sum.absorb(&twin);
        }
        let counts = sum.counts().collect::<Vec<_>>();
        assert_eq!(counts, [(7, 3 << 40)]);
        assert_eq!(sum.count(), 3 << 40);
    }

    #[test]
    fn nothing_has_no_quantile() {
        assert_eq!(Histogram::default().quantile(0.5), None);
        assert_eq!(Histogram::default().mean(), None);
    }
}
