//! Distances between the profiles of two samples.

use serde::Serialize;

use super::log_sample::Profile;

/// Milliseconds of a day.
pub(super) const DAY: f64 = 1000.0 * crate::time::DAY_SECONDS;

/// A distance between two logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DistanceMeasure {
    /// Throughput times: greatest difference between the distribution functions
    /// (Kolmogorov-Smirnov).
    ThroughputKs,
    /// Throughput times: mean days by which cases must move to turn one distribution into the
    /// other (earth mover's distance, Wasserstein-1).
    ThroughputEmd,
    /// Events by hour of the week: share in other hours (total variation).
    EventsTv,
    /// Events by hour of the week: mean hours by which events must move, around the week.
    EventsEmd,
    /// First events of cases by hour of the week, as [`DistanceMeasure::EventsTv`].
    ArrivalsTv,
    /// First events of cases by hour of the week, as [`DistanceMeasure::EventsEmd`].
    ArrivalsEmd,
    /// Variants: share of cases with other variants (total variation).
    VariantsTv,
    /// Share of the real cases with a variant that the simulation lacks.
    VariantsUnknown,
    /// Sequences of two activities, beginning and end included: share of other sequences
    /// (total variation).
    PairsTv,
    /// The same for sequences of three activities.
    TriplesTv,
    /// Difference of the shares of cases with a repeated activity.
    Rework,
}

/// All measures, in the order of the table.
pub const MEASURES: [DistanceMeasure; 11] = [
    DistanceMeasure::ThroughputKs,
    DistanceMeasure::ThroughputEmd,
    DistanceMeasure::EventsTv,
    DistanceMeasure::EventsEmd,
    DistanceMeasure::ArrivalsTv,
    DistanceMeasure::ArrivalsEmd,
    DistanceMeasure::VariantsTv,
    DistanceMeasure::VariantsUnknown,
    DistanceMeasure::PairsTv,
    DistanceMeasure::TriplesTv,
    DistanceMeasure::Rework,
];

/// One value for each of [`MEASURES`].
pub(super) type DistanceValues = [f64; MEASURES.len()];

impl DistanceMeasure {
    /// The label in a table.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::ThroughputKs => "throughput time, Kolmogorov-Smirnov",
            Self::ThroughputEmd => "throughput time, earth mover's",
            Self::EventsTv => "events by hour of the week",
            Self::EventsEmd => "events by hour of the week, earth mover's",
            Self::ArrivalsTv => "arrivals by hour of the week",
            Self::ArrivalsEmd => "arrivals by hour of the week, earth mover's",
            Self::VariantsTv => "variants",
            Self::VariantsUnknown => "real cases of an unknown variant",
            Self::PairsTv => "two activities in a row",
            Self::TriplesTv => "three activities in a row",
            Self::Rework => "share of cases with rework",
        }
    }

    /// The unit.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::ThroughputEmd => "days",
            Self::EventsEmd | Self::ArrivalsEmd => "hours",
            Self::ThroughputKs
            | Self::EventsTv
            | Self::ArrivalsTv
            | Self::VariantsTv
            | Self::VariantsUnknown
            | Self::PairsTv
            | Self::TriplesTv
            | Self::Rework => "share",
        }
    }

    fn distance(self, simulated: &Profile, real: &Profile) -> f64 {
        match self {
            Self::ThroughputKs => kolmogorov_smirnov(&simulated.times, &real.times),
            Self::ThroughputEmd => earth_movers(&simulated.times, &real.times) / DAY,
            Self::EventsTv => total_variation(&simulated.hours, &real.hours),
            Self::EventsEmd => circular_earth_movers(&simulated.hours, &real.hours),
            Self::ArrivalsTv => total_variation(&simulated.arrivals, &real.arrivals),
            Self::ArrivalsEmd => circular_earth_movers(&simulated.arrivals, &real.arrivals),
            Self::VariantsTv => total_variation(&simulated.variants, &real.variants),
            Self::VariantsUnknown => unknown_share(&simulated.variants, &real.variants),
            Self::PairsTv => total_variation(&simulated.pairs, &real.pairs),
            Self::TriplesTv => total_variation(&simulated.triples, &real.triples),
            Self::Rework => (simulated.rework_share() - real.rework_share()).abs(),
        }
    }
}

/// All distances between two profiles.
pub(super) fn measure_all(simulated: &Profile, real: &Profile) -> DistanceValues {
    MEASURES.map(|measure| measure.distance(simulated, real))
}

/// Calls `visit` for each step of two empirical distribution functions F and G over sorted
/// values, with |F - G| on the step and its width.
fn for_each_step(left: &[i64], right: &[i64], mut visit: impl FnMut(f64, f64)) {
    let (mut i, mut j) = (0, 0);
    let share = |count: usize, total: usize| count as f64 / total as f64;
    while let Some(value) = [left.get(i), right.get(j)].into_iter().flatten().min() {
        while left.get(i) == Some(value) {
            i += 1;
        }
        while right.get(j) == Some(value) {
            j += 1;
        }
        let next = [left.get(i), right.get(j)].into_iter().flatten().min();
        let difference = (share(i, left.len()) - share(j, right.len())).abs();
        visit(difference, next.map_or(0.0, |next| (next - value) as f64));
    }
}

/// A sample this many times as large as another is searched instead of passed through.
const SEARCHED: usize = 16;

/// The Kolmogorov-Smirnov distance of two sorted samples, sup |F - G|.
#[must_use]
pub fn kolmogorov_smirnov(left: &[i64], right: &[i64]) -> f64 {
    if left.is_empty() || right.is_empty() {
        let mut greatest = 0.0_f64;
        for_each_step(left, right, |difference, _| {
            greatest = greatest.max(difference);
        });
        return greatest;
    }
    let (small, large) = if left.len() <= right.len() {
        (left, right)
    } else {
        (right, left)
    };
    let (few, many) = (small.len() as f64, large.len() as f64);
    let difference = |i: usize, j: usize| (i as f64 / few - j as f64 / many).abs();
    let mut greatest = 0.0_f64;
    let (mut i, mut j) = (0, 0);
    let is_searched = small.len().saturating_mul(SEARCHED) < large.len();
    // Between two values of the small sample its function stands still and the other only rises,
    // so the greatest difference lies at such a value or just before it. After the last it falls.
    while i < small.len() {
        let value = small[i];
        if is_searched {
            j += large[j..].partition_point(|other| *other < value);
        } else {
            while j < large.len() && large[j] < value {
                j += 1;
            }
        }
        greatest = greatest.max(difference(i, j));
        while i < small.len() && small[i] == value {
            i += 1;
        }
        if is_searched {
            j += large[j..].partition_point(|other| *other <= value);
        } else {
            while j < large.len() && large[j] == value {
                j += 1;
            }
        }
        greatest = greatest.max(difference(i, j));
    }
    greatest
}

/// Integral of |F - G|: Wasserstein-1 on the line (Vallender 1974).
fn earth_movers(left: &[i64], right: &[i64]) -> f64 {
    let mut sum = 0.0;
    for_each_step(left, right, |difference, width| sum += difference * width);
    sum
}

fn share(count: u64, total: u64) -> f64 {
    count as f64 / total.max(1) as f64
}

/// Half the sum of the differences of shares.
fn total_variation(left: &[u64], right: &[u64]) -> f64 {
    let (total_left, total_right) = (left.iter().sum(), right.iter().sum());
    let differences = left
        .iter()
        .zip(right)
        .map(|(left, right)| (share(*left, total_left) - share(*right, total_right)).abs());
    differences.sum::<f64>() / 2.0
}

/// Wasserstein-1 on a circle of bins, in bins: the sum of |F - G - m| with m the median of
/// F - G (Werman, Peleg, Melter and Kong 1986).
fn circular_earth_movers(left: &[u64], right: &[u64]) -> f64 {
    let (total_left, total_right) = (left.iter().sum::<u64>(), right.iter().sum::<u64>());
    let (mut below_left, mut below_right) = (0, 0);
    let mut differences: Vec<f64> = Vec::with_capacity(left.len());
    for (left, right) in left.iter().zip(right) {
        below_left += left;
        below_right += right;
        differences.push(share(below_left, total_left) - share(below_right, total_right));
    }
    let mut sorted = differences.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    let deviations = differences.iter().map(|difference| difference - median);
    deviations.map(f64::abs).sum()
}

/// Share of the cases on the right with a kind that the left lacks.
fn unknown_share(left: &[u64], right: &[u64]) -> f64 {
    let kinds = left.iter().zip(right);
    let unknown = kinds.filter(|(left, _)| **left == 0);
    share(unknown.map(|(_, right)| right).sum(), right.iter().sum())
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "calculated by hand in dyadic fractions")]
mod tests {
    use super::*;

    #[test]
    fn distances_of_times_by_hand() {
        // F: 1/2 at 0, 1 at 4. G: 1/4 at 0, 1/2 at 2, 1 at 6.
        let (left, right) = ([0, 0, 4, 4], [0, 2, 6, 6]);
        assert_eq!(kolmogorov_smirnov(&left, &right), 0.5);
        // 2 x 1/4 + 2 x 0 + 2 x 1/2.
        assert_eq!(earth_movers(&left, &right), 1.5);
        assert_eq!(earth_movers(&right, &left), 1.5);
        assert_eq!(earth_movers(&left, &left), 0.0);
        assert_eq!(earth_movers(&[0], &[7, 7, 7]), 7.0);
        assert_eq!(kolmogorov_smirnov(&[0], &[7, 7, 7]), 1.0);
    }

    #[test]
    fn distances_of_kinds_by_hand() {
        // Shares 1/2, 1/2, 0 and 1/4, 0, 3/4.
        let (left, right) = ([1, 1, 0], [1, 0, 3]);
        assert_eq!(total_variation(&left, &right), 0.75);
        assert_eq!(unknown_share(&left, &right), 0.75);
        assert_eq!(unknown_share(&right, &left), 0.5);
        assert_eq!(total_variation(&left, &[5, 5, 0]), 0.0);
    }

    #[test]
    fn a_circle_has_no_end() {
        let counts = |hours: &[usize]| {
            let mut bins = vec![0; 168];
            for hour in hours {
                bins[*hour] += 1;
            }
            bins
        };
        let distance =
            |left: &[usize], right: &[usize]| circular_earth_movers(&counts(left), &counts(right));
        assert_eq!(distance(&[0], &[1]), 1.0);
        assert_eq!(distance(&[0], &[167]), 1.0);
        assert_eq!(distance(&[3], &[87]), 84.0);
        assert_eq!(distance(&[3], &[88]), 83.0);
        assert_eq!(distance(&[0, 10], &[167, 12]), 1.5);
        assert_eq!(distance(&[0, 84], &[42, 126]), 42.0);
    }

    /// Passed through or searched, the distance is the greatest of all steps, ties included.
    #[test]
    fn the_greatest_difference_is_that_of_all_steps() {
        let sample = |n: i64, step: i64, modulus: i64| -> Vec<i64> {
            let mut values: Vec<i64> = (0..n).map(|i| (i * step) % modulus).collect();
            values.sort_unstable();
            values
        };
        let samples = [
            sample(3, 7, 11),
            sample(40, 17, 23),
            sample(41, 29, 1000),
            sample(1000, 37, 500),
            sample(5000, 101, 900),
        ];
        for left in &samples {
            for right in &samples {
                let mut greatest = 0.0_f64;
                for_each_step(left, right, |difference, _| {
                    greatest = greatest.max(difference);
                });
                let found = kolmogorov_smirnov(left, right);
                assert_eq!(found.to_bits(), greatest.to_bits());
            }
        }
    }
}
