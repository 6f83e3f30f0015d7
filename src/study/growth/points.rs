//! What is run, so that one thing grows at a time.

use crate::compile::Package;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::stats::growth::{Point, Series};
use crate::study::plan::{Extras, Plan};

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrowthPlan {
    /// How often each point is measured.
    pub rounds: u32,
    /// Seed of all draws.
    pub seed: u64,
    /// One researcher in this many at most, instead of the scenario's.
    pub scale: Option<u32>,
    /// Threads at most.
    pub threads: usize,
}

/// The loads of every office, as shares of capacity.
const LOADS: [f64; 5] = [0.6, 0.8, 0.95, 1.05, 1.2];

/// One measurement.
#[derive(Debug, Clone, PartialEq)]
pub enum Task {
    /// A study, as `compare` runs it.
    Study(Point, Plan),
    /// Packages, each run on its own, and the counts at which the sum is recorded.
    Apart(Vec<Package>, Vec<usize>),
    /// Replications of the baseline with every office at these loads.
    Loads(Vec<f64>),
}

/// One researcher in this many, from the fewest researchers on.
const THINNED: [u32; 7] = [64, 32, 16, 8, 4, 2, 1];
/// Measured years.
const YEARS: [f64; 4] = [1.0, 2.0, 4.0, 8.0];
/// Packages.
const PACKAGES: [usize; 4] = [1, 2, 4, 8];
/// Packages at most: every combination of six reforms.
const PACKAGES_AT_MOST: usize = 64;
/// Replications that threads share.
const REPLICATIONS: u32 = 8;

/// Makes the points of a scenario.
pub(super) struct Points<'a> {
    scenario: &'a Scenario,
    plan: &'a GrowthPlan,
    packages: Vec<Package>,
}

/// Researchers that a model simulates.
pub(super) fn researchers(model: &Model) -> u64 {
    let total: u64 = (model.jurisdictions.iter())
        .map(|jurisdiction| jurisdiction.researchers)
        .sum();
    total / u64::from(model.frame.scale.max(1))
}

impl<'a> Points<'a> {
    pub fn new(scenario: &'a Scenario, plan: &'a GrowthPlan) -> Self {
        Self {
            scenario,
            plan,
            packages: packages(scenario),
        }
    }

    /// The reference plan: the baseline once, on one thread, so that wall-clock seconds are
    /// those of the work. Every other plan differs from it in one thing.
    pub fn plan(&self) -> Plan {
        Plan {
            packages: vec![Package::baseline()],
            replications: 1,
            draws: 0,
            split: false,
            structure: false,
            seed: self.plan.seed,
            scale: self.plan.scale,
            years: None,
            threads: Some(1),
            memory: None,
            name: None,
            extras: Extras::None,
        }
    }

    /// A point of the reference plan; researchers are known once a model is built.
    pub fn point(&self, series: Series, value: f64) -> Point {
        Point {
            series,
            value,
            researchers: 0,
            years: self.scenario.root.study.years.value,
            packages: 1,
            replications: 1,
            threads: 1,
        }
    }

    /// A point of several packages.
    pub fn packages(&self, series: Series, count: usize) -> Point {
        Point {
            packages: count as u32,
            ..self.point(series, count as f64)
        }
    }

    /// Everything that is measured, the cheapest first.
    pub fn tasks(&self) -> Vec<Task> {
        let mut tasks = self.thinned();
        tasks.extend(self.longer());
        let counts: Vec<usize> = (PACKAGES.into_iter())
            .filter(|count| *count <= self.packages.len())
            .collect();
        tasks.extend(counts.iter().map(|count| self.together(*count)));
        tasks.extend(self.apart(counts));
        tasks.push(Task::Loads(LOADS.to_vec()));
        tasks.extend(self.threaded(Series::Threads, REPLICATIONS));
        tasks.extend(self.threaded(Series::ThreadsOne, 1));
        tasks
    }

    fn thinned(&self) -> Vec<Task> {
        // A scenario that is already thinned has no more researchers than at its own scale.
        let stated = self.scenario.root.study.scale.max(1);
        let point = self.point(Series::Researchers, 0.0);
        (THINNED.into_iter())
            .map(|thinned| {
                let plan = Plan {
                    scale: Some(thinned * stated),
                    ..self.plan()
                };
                Task::Study(point, plan)
            })
            .collect()
    }

    fn longer(&self) -> Vec<Task> {
        let longest = known_years(self.scenario);
        (YEARS.into_iter())
            .filter(|years| *years <= longest)
            .map(|years| {
                let plan = Plan {
                    years: Some(years),
                    ..self.plan()
                };
                let point = Point {
                    years,
                    ..self.point(Series::Years, years)
                };
                Task::Study(point, plan)
            })
            .collect()
    }

    fn together(&self, count: usize) -> Task {
        let plan = Plan {
            packages: self.packages[..count].to_vec(),
            ..self.plan()
        };
        Task::Study(self.packages(Series::Packages, count), plan)
    }

    fn apart(&self, counts: Vec<usize>) -> Option<Task> {
        let most = counts.last()?;
        Some(Task::Apart(self.packages[..*most].to_vec(), counts))
    }

    /// Twice as many packages, together and apart.
    pub fn twice_the_packages(&self, count: usize) -> Vec<Task> {
        let twice = 2 * count;
        if twice > self.packages.len().min(PACKAGES_AT_MOST) {
            return Vec::new();
        }
        let apart = self.apart(vec![twice]);
        std::iter::once(self.together(twice)).chain(apart).collect()
    }

    fn threaded(&self, series: Series, replications: u32) -> Vec<Task> {
        (threads(self.plan.threads).into_iter())
            .map(|threads| {
                let plan = Plan {
                    replications,
                    threads: Some(threads),
                    ..self.plan()
                };
                let point = Point {
                    replications,
                    threads: threads as u32,
                    ..self.point(series, threads as f64)
                };
                Task::Study(point, plan)
            })
            .collect()
    }
}

impl Task {
    /// Rows of its results.
    pub fn runs(&self) -> usize {
        match self {
            Self::Study(..) => 1,
            Self::Apart(_, counts) => counts.len(),
            Self::Loads(loads) => loads.len(),
        }
    }
}

/// Powers of two below the number of threads, and that number.
fn threads(most: usize) -> Vec<usize> {
    let doubled = std::iter::successors(Some(1), |count| Some(2 * count));
    let mut counts: Vec<usize> = doubled.take_while(|count| *count < most).collect();
    counts.push(most.max(1));
    counts
}

/// The packages of a usual comparison, then every other combination where they can be
/// listed.
fn packages(scenario: &Scenario) -> Vec<Package> {
    let mut packages = vec![Package::baseline()];
    packages.extend(Package::singles(scenario));
    packages.push(Package::full(scenario));
    packages.extend(Package::every_combination(scenario).unwrap_or_default());
    let mut distinct: Vec<Package> = Vec::new();
    for package in packages {
        if !distinct.iter().any(|other| other.name() == package.name()) {
            distinct.push(package);
        }
    }
    distinct
}

/// Years from the first measured day for which every table of holidays has days. In a
/// longer run offices would be open on holidays that no table lists.
fn known_years(scenario: &Scenario) -> f64 {
    let start = scenario.root.study.start.0.year();
    let last =
        |days: &Vec<crate::scenario::Holiday>| days.iter().map(|holiday| holiday.day.year()).max();
    let ends = scenario.tables.holidays.values().filter_map(last);
    let stated = scenario.root.study.years.value;
    let covered = ends
        .map(|end| f64::from(end - start + 1))
        .min_by(f64::total_cmp);
    covered.map_or(f64::INFINITY, |years| years.max(stated))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::load;

    fn tiny() -> Scenario {
        load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"))
    }

    const PLAN: GrowthPlan = GrowthPlan {
        rounds: 1,
        seed: 1,
        scale: None,
        threads: 6,
    };

    #[test]
    fn threads_double_up_to_all() {
        assert_eq!(threads(1), [1]);
        assert_eq!(threads(6), [1, 2, 4, 6]);
        assert_eq!(threads(8), [1, 2, 4, 8]);
    }

    #[test]
    fn years_end_with_the_holidays() {
        let scenario = tiny();
        assert!((known_years(&scenario) - 6.0).abs() < 1e-9);
        let points = Points::new(&scenario, &PLAN);
        let longest = points.longer().len();
        assert_eq!(longest, 3, "one, two and four years");
    }

    #[test]
    fn no_package_stands_twice_and_the_usual_ones_come_first() {
        let names: Vec<String> = packages(&tiny()).iter().map(Package::name).collect();
        assert_eq!(names.len(), 64);
        assert_eq!(names[0], "baseline");
        assert_eq!(names[7], "full");
        let points = tiny();
        let points = Points::new(&points, &PLAN);
        assert_eq!(points.twice_the_packages(8).len(), 2);
        assert_eq!(points.twice_the_packages(64).len(), 0);
    }
}
