//! The cost of runs and how it grows: seconds, events and memory of measured runs.
//!
//! The figures depend on the machine and its load. They are no result of the model, and no
//! two measurements give the same bytes.

mod table;

use serde::Serialize;

pub use table::Row;
use table::row;

/// The quantity that grows while the others stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Series {
    /// Researchers simulated.
    Researchers,
    /// Measured years.
    Years,
    /// Packages of one study, which share a warm-up and the run up to their first change.
    Packages,
    /// As many packages, each by a run of its own.
    PackagesApart,
    /// Load of every office that has a queue.
    Load,
    /// Threads, of several replications.
    Threads,
    /// Threads, of one replication.
    ThreadsOne,
}

impl Series {
    /// Its name in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Researchers => "researchers",
            Self::Years => "years",
            Self::Packages => "packages",
            Self::PackagesApart => "packages-apart",
            Self::Load => "load",
            Self::Threads => "threads",
            Self::ThreadsOne => "threads-one",
        }
    }
}

/// The size of a run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What grows.
    pub series: Series,
    /// How far it has grown, in its own unit.
    pub value: f64,
    /// Researchers simulated.
    pub researchers: u64,
    /// Measured years.
    pub years: f64,
    /// Packages, the baseline among them.
    pub packages: u32,
    /// Replications.
    pub replications: u32,
    /// Threads.
    pub threads: u32,
}

/// The cost of one run.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Spent {
    /// Seconds of the wall clock.
    pub seconds: f64,
    /// Seconds of all processors, where the system reports it.
    pub processor: Option<f64>,
    /// Bytes of memory at most, where the system reports it.
    pub peak: Option<u64>,
    /// Events.
    pub events: u64,
}

impl Spent {
    /// The cost of one run after another.
    #[must_use]
    pub fn and_then(self, next: Self) -> Self {
        Self {
            seconds: self.seconds + next.seconds,
            processor: (self.processor.zip(next.processor)).map(|(one, other)| one + other),
            peak: (self.peak.zip(next.peak)).map(|(one, other)| one.max(other)),
            events: self.events + next.events,
        }
    }
}

/// The median, the least and the greatest of some runs. The runs are too few for a
/// confidence interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// The median.
    pub median: f64,
    /// The least.
    pub least: f64,
    /// The greatest.
    pub greatest: f64,
}

impl Range {
    /// The range of some values; none without values.
    #[must_use]
    pub fn from_values(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let (least, greatest) = (*values.first()?, *values.last()?);
        let middle = values.len() / 2;
        let median = if values.len().is_multiple_of(2) {
            f64::midpoint(values[middle - 1], values[middle])
        } else {
            values[middle]
        };
        Some(Self {
            median,
            least,
            greatest,
        })
    }

    /// How many times another this is: at least, at most and by the medians.
    #[must_use]
    pub fn over(self, other: Self) -> Self {
        Self {
            median: self.median / other.median,
            least: self.least / other.greatest,
            greatest: self.greatest / other.least,
        }
    }
}

/// Measured runs by what was run, in the order in which they were first measured.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Growth {
    measured: Vec<(Point, Vec<Spent>)>,
}

impl Growth {
    /// One more run.
    pub fn add(&mut self, point: Point, spent: Spent) {
        match self.measured.iter_mut().find(|(other, _)| *other == point) {
            Some((_, runs)) => runs.push(spent),
            None => self.measured.push((point, vec![spent])),
        }
    }

    /// A row for each point, by series and then by value.
    #[must_use]
    pub fn rows(&self) -> Vec<Row> {
        let mut rows: Vec<Row> = self
            .measured
            .iter()
            .filter_map(|(point, runs)| row(point, runs))
            .collect();
        rows.sort_by(|one, other| {
            (one.series.cmp(&other.series)).then_with(|| one.value.total_cmp(&other.value))
        });
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(one: f64, other: f64) {
        assert!((one - other).abs() < 1e-9, "{one} {other}");
    }

    #[test]
    fn the_median_lies_between_the_ends() {
        let odd = Range::from_values(vec![3.0, 1.0, 2.0]).expect("of three");
        near(odd.median, 2.0);
        near(odd.greatest, 3.0);
        near(
            Range::from_values(vec![1.0, 4.0]).expect("of two").median,
            2.5,
        );
        assert_eq!(Range::from_values(Vec::new()), None);
        let twice = odd.over(odd);
        near(twice.median, 1.0);
        near(twice.least, 1.0 / 3.0);
        near(twice.greatest, 3.0);
    }

    #[test]
    fn runs_of_one_point_are_one_row() {
        let mut growth = Growth::default();
        let point = Point {
            series: Series::Years,
            value: 2.0,
            researchers: 100,
            years: 2.0,
            packages: 1,
            replications: 1,
            threads: 1,
        };
        let spent = Spent {
            seconds: 1.0,
            processor: None,
            peak: Some(2_000_000),
            events: 10,
        };
        growth.add(point, spent);
        growth.add(
            Point {
                value: 1.0,
                ..point
            },
            spent,
        );
        growth.add(point, spent.and_then(spent));
        let rows = growth.rows();
        assert_eq!(rows.len(), 2);
        near(rows[1].value, 2.0);
        assert_eq!(rows[1].runs, 2);
        near(rows[1].seconds, 1.5);
        near(rows[1].peak_megabytes.unwrap_or_default(), 2.0);
        assert_eq!(rows[1].processor_seconds, None);
    }
}
