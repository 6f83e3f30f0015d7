//! Distances between two pictures.

use serde::Serialize;

use super::sample::Profile;

/// Milliseconds of a day.
pub(super) const DAY: f64 = 1000.0 * crate::time::DAY_SECONDS;

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Measure {
    /// Throughput times: greatest difference of the shares of cases that are over after
    /// the same time (Kolmogorov-Smirnov).
    ThroughputKs,
    /// Throughput times: days by which a case must be moved on average to make one
    /// distribution the other (earth mover's distance, Wasserstein-1).
    ThroughputEmd,
    /// Events by hour of the week: share that falls on other hours (total variation).
    EventsTv,
    /// Events by hour of the week: hours by which an event must be moved on average, round
    /// the week.
    EventsEmd,
    /// First events of cases by hour of the week, as [`Measure::EventsTv`].
    ArrivalsTv,
    /// First events of cases by hour of the week, as [`Measure::EventsEmd`].
    ArrivalsEmd,
    /// Variants: share of cases that have others (total variation).
    VariantsTv,
    /// Share of the real cases whose variant the simulation does not know.
    VariantsUnknown,
    /// Runs of two activities, beginning and end included: share that are others (total
    /// variation).
    PairsTv,
    /// Runs of three activities, likewise.
    TriplesTv,
    /// Shares of the cases in which an activity comes again: their difference.
    Rework,
}

/// All measures, in the order in which they are told.
pub const MEASURES: [Measure; 11] = [
    Measure::ThroughputKs,
    Measure::ThroughputEmd,
    Measure::EventsTv,
    Measure::EventsEmd,
    Measure::ArrivalsTv,
    Measure::ArrivalsEmd,
    Measure::VariantsTv,
    Measure::VariantsUnknown,
    Measure::PairsTv,
    Measure::TriplesTv,
    Measure::Rework,
];

/// One value for each of [`MEASURES`].
pub(super) type Distances = [f64; MEASURES.len()];

impl Measure {
    /// What it is called in a table.
    #[must_use]
    pub fn words(self) -> &'static str {
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

    /// Its unit.
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

    fn of(self, simulated: &Profile, real: &Profile) -> f64 {
        match self {
            Self::ThroughputKs => kolmogorov_smirnov(&simulated.times, &real.times),
            Self::ThroughputEmd => earth_movers(&simulated.times, &real.times) / DAY,
            Self::EventsTv => total_variation(&simulated.hours, &real.hours),
            Self::EventsEmd => round_the_circle(&simulated.hours, &real.hours),
            Self::ArrivalsTv => total_variation(&simulated.arrivals, &real.arrivals),
            Self::ArrivalsEmd => round_the_circle(&simulated.arrivals, &real.arrivals),
            Self::VariantsTv => total_variation(&simulated.variants, &real.variants),
            Self::VariantsUnknown => unknown(&simulated.variants, &real.variants),
            Self::PairsTv => total_variation(&simulated.pairs, &real.pairs),
            Self::TriplesTv => total_variation(&simulated.triples, &real.triples),
            Self::Rework => (simulated.rework_share() - real.rework_share()).abs(),
        }
    }
}

/// All distances between two pictures.
pub(super) fn all(simulated: &Profile, real: &Profile) -> Distances {
    MEASURES.map(|measure| measure.of(simulated, real))
}

/// The steps of two empirical distribution functions F and G over sorted values: each
/// value with |F - G| from it on to the next, and that next value.
fn steps(left: &[i64], right: &[i64], mut each: impl FnMut(f64, f64)) {
    let (mut i, mut j) = (0, 0);
    let step = |count: usize, of: usize| count as f64 / of as f64;
    while let Some(value) = [left.get(i), right.get(j)].into_iter().flatten().min() {
        while left.get(i) == Some(value) {
            i += 1;
        }
        while right.get(j) == Some(value) {
            j += 1;
        }
        let next = [left.get(i), right.get(j)].into_iter().flatten().min();
        let apart = (step(i, left.len()) - step(j, right.len())).abs();
        each(apart, next.map_or(0.0, |next| (next - value) as f64));
    }
}

/// The greatest difference of the shares of two sorted samples up to any value,
/// sup |F - G|.
#[must_use]
pub fn kolmogorov_smirnov(left: &[i64], right: &[i64]) -> f64 {
    let mut greatest = 0.0_f64;
    steps(left, right, |apart, _| greatest = greatest.max(apart));
    greatest
}

/// Integral of |F - G|: Wasserstein-1 on the line (Vallender 1974).
fn earth_movers(left: &[i64], right: &[i64]) -> f64 {
    let mut sum = 0.0;
    steps(left, right, |apart, width| sum += apart * width);
    sum
}

fn share(count: u64, of: u64) -> f64 {
    count as f64 / of.max(1) as f64
}

/// Half the sum of the differences of shares.
fn total_variation(left: &[u64], right: &[u64]) -> f64 {
    let (all_left, all_right) = (left.iter().sum(), right.iter().sum());
    let apart = left
        .iter()
        .zip(right)
        .map(|(left, right)| (share(*left, all_left) - share(*right, all_right)).abs());
    apart.sum::<f64>() / 2.0
}

/// Wasserstein-1 on a circle of bins, in bins: the sum of |F - G - m| with m the median of
/// F - G (Werman, Peleg, Melter and Kong 1986).
fn round_the_circle(left: &[u64], right: &[u64]) -> f64 {
    let (all_left, all_right) = (left.iter().sum::<u64>(), right.iter().sum::<u64>());
    let (mut so_far_left, mut so_far_right) = (0, 0);
    let mut apart: Vec<f64> = Vec::with_capacity(left.len());
    for (left, right) in left.iter().zip(right) {
        so_far_left += left;
        so_far_right += right;
        apart.push(share(so_far_left, all_left) - share(so_far_right, all_right));
    }
    let mut sorted = apart.clone();
    sorted.sort_by(f64::total_cmp);
    let median = sorted.get(sorted.len() / 2).copied().unwrap_or(0.0);
    apart.iter().map(|apart| (apart - median).abs()).sum()
}

/// Share of the cases on the right whose kind is not met on the left.
fn unknown(left: &[u64], right: &[u64]) -> f64 {
    let kinds = left.iter().zip(right);
    let unmet = kinds.filter(|(left, _)| **left == 0);
    share(unmet.map(|(_, right)| right).sum(), right.iter().sum())
}

#[cfg(test)]
#[expect(clippy::float_cmp, reason = "worked out by hand in dyadic fractions")]
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
        assert_eq!(unknown(&left, &right), 0.75);
        assert_eq!(unknown(&right, &left), 0.5);
        assert_eq!(total_variation(&left, &[5, 5, 0]), 0.0);
    }

    #[test]
    fn a_circle_has_no_end() {
        let at = |places: &[usize]| {
            let mut bins = vec![0; 168];
            for place in places {
                bins[*place] += 1;
            }
            bins
        };
        let apart = |left: &[usize], right: &[usize]| round_the_circle(&at(left), &at(right));
        assert_eq!(apart(&[0], &[1]), 1.0);
        assert_eq!(apart(&[0], &[167]), 1.0);
        assert_eq!(apart(&[3], &[87]), 84.0);
        assert_eq!(apart(&[3], &[88]), 83.0);
        assert_eq!(apart(&[0, 10], &[167, 12]), 1.5);
        assert_eq!(apart(&[0, 84], &[42, 126]), 42.0);
    }
}
