//! What studies cost, and how that grows: real runs, measured.
//!
//! The caller supplies the clock as a [`Meter`]. Runs follow one another, so that none slows
//! another down. All points are measured once before any is measured again, so that a
//! machine that becomes slower affects all points alike, and an interrupted measurement
//! has some runs of every point.

mod load;
mod points;

use super::calibrated::{Correction, calibrated};
use super::compare::{StudyError, compare};
use super::plan::Plan;
use super::watch::Watch;
use super::world::WarmedUp;
use crate::compile::{Package, policy};
use crate::model::{Model, Policy};
use crate::scenario::Scenario;
use crate::stats::growth::{Growth, Point, Series, Spent};
pub use points::GrowthPlan;
use points::{Points, Task};

/// Measures time and memory.
pub trait Meter {
    /// Resets the peak of memory.
    fn reset_peak(&self);
    /// Wall-clock and processor seconds since some moment, and the peak of memory since its
    /// reset.
    fn read(&self) -> Reading;
}

/// A reading of a meter.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reading {
    /// Seconds of the wall clock.
    pub seconds: f64,
    /// Seconds of all processors, where the system reports it.
    pub processor: Option<f64>,
    /// Bytes of memory at most, where the system reports it.
    pub peak: Option<u64>,
}

/// The result of a measurement.
#[derive(Debug, Clone, PartialEq)]
pub struct GrowthResult {
    /// Runs with their cost.
    pub growth: Growth,
    /// Whether it was interrupted.
    pub partial: bool,
    /// Whether every identity held in every run.
    pub holds: bool,
}

/// Packages are doubled as long as the last measurement took fewer seconds than this.
const CHEAP_SECONDS: f64 = 5.0;

/// Measures what runs of a scenario cost.
///
/// # Errors
///
/// When the scenario does not give a model, when threads cannot be started, or when it
/// is stopped before anything was measured.
pub fn growth(
    scenario: &Scenario,
    plan: &GrowthPlan,
    meter: &dyn Meter,
    watch: &dyn Watch,
) -> Result<GrowthResult, StudyError> {
    let points = Points::new(scenario, plan);
    let mut course = Course {
        scenario,
        meter,
        watch,
        tasks: points.tasks(),
        points,
        done: 0,
        rounds: plan.rounds as usize,
        result: GrowthResult {
            growth: Growth::default(),
            partial: false,
            holds: true,
        },
    };
    match course.run() {
        Ok(()) => {}
        Err(StudyError::Stopped) => course.result.partial = true,
        Err(failure) => return Err(failure),
    }
    if course.result.growth.rows().is_empty() {
        return Err(StudyError::Stopped);
    }
    Ok(course.result)
}

/// A measurement under way.
struct Course<'a> {
    scenario: &'a Scenario,
    meter: &'a dyn Meter,
    watch: &'a dyn Watch,
    points: Points<'a>,
    tasks: Vec<Task>,
    done: usize,
    rounds: usize,
    result: GrowthResult,
}

impl Course<'_> {
    fn run(&mut self) -> Result<(), StudyError> {
        self.report_progress();
        // The first run of a process also pays for caches and memory that later runs reuse.
        if let Some(Task::Study(_, plan)) = self.tasks.first().cloned() {
            self.study(&plan)?;
        }
        for round in 0..self.rounds {
            let mut place = 0;
            while let Some(task) = self.tasks.get(place).cloned() {
                self.carry_out(&task)?;
                place += 1;
                if round == 0 && place == self.tasks.len() {
                    self.more_packages();
                }
            }
        }
        Ok(())
    }

    fn report_progress(&self) {
        let total = self.tasks.iter().map(Task::runs).sum::<usize>() * self.rounds;
        self.watch.progress(self.done, total);
    }

    fn one_more(&mut self) {
        self.done += 1;
        self.report_progress();
    }

    /// Twice the packages, where the last step was cheap.
    fn more_packages(&mut self) {
        let rows = self.result.growth.rows();
        let most = |series: Series| rows.iter().rfind(|row| row.series == series);
        let Some((together, apart)) = most(Series::Packages).zip(most(Series::PackagesApart))
        else {
            return;
        };
        if together.seconds + apart.seconds < CHEAP_SECONDS {
            let more = self.points.twice_the_packages(together.packages as usize);
            self.tasks.extend(more);
        }
    }

    fn carry_out(&mut self, task: &Task) -> Result<(), StudyError> {
        match task {
            Task::Study(point, plan) => {
                let (spent, model) = self.study(plan)?;
                let researchers = points::researchers(&model);
                let value = match point.series {
                    Series::Researchers => researchers as f64,
                    _ => point.value,
                };
                self.keep(
                    Point {
                        value,
                        researchers,
                        ..*point
                    },
                    spent,
                );
                Ok(())
            }
            Task::Apart(packages, counts) => self.apart(packages, counts),
            Task::Loads(loads) => self.loads(loads),
        }
    }

    fn keep(&mut self, point: Point, spent: Spent) {
        self.result.growth.add(point, spent);
        self.one_more();
    }

    /// The cost of a study, and its model.
    fn study(&mut self, plan: &Plan) -> Result<(Spent, Model), StudyError> {
        let watch = OnlyStops(self.watch);
        let (spent, done) = self.measure(|| compare(self.scenario, plan, &watch));
        let done = done?;
        self.result.holds &= done.holds();
        if done.partial {
            return Err(StudyError::Stopped);
        }
        Ok((
            Spent {
                events: done.events,
                ..spent
            },
            done.model,
        ))
    }

    /// The total cost of packages that are run on their own, each with its pilot.
    fn apart(&mut self, packages: &[Package], counts: &[usize]) -> Result<(), StudyError> {
        let mut sum = Spent {
            processor: Some(0.0),
            peak: Some(0),
            ..Spent::default()
        };
        for (place, package) in packages.iter().enumerate() {
            let (spent, researchers) = self.alone(package)?;
            sum = sum.and_then(spent);
            let count = place + 1;
            if counts.contains(&count) {
                let point = self.points.packages(Series::PackagesApart, count);
                self.keep(
                    Point {
                        researchers,
                        ..point
                    },
                    sum,
                );
            }
        }
        Ok(())
    }

    fn alone(&mut self, package: &Package) -> Result<(Spent, u64), StudyError> {
        let options = self.points.plan().options(0);
        let stop = || self.watch.stop();
        let (spent, run) = self.measure(|| {
            let correction = Correction::new(self.scenario, &options)?;
            let (model, _) = calibrated(self.scenario, &options, &correction)?;
            let policy = policy(self.scenario, &model, package, &options)?;
            let warm = WarmedUp::new(model, options.seed, 0);
            let run = warm.run(&policy, &stop);
            Ok(run.map(|run| (run, points::researchers(warm.model()))))
        });
        let (run, researchers) = run
            .map_err(StudyError::Faults)?
            .ok_or(StudyError::Stopped)?;
        self.result.holds &= run.checks.iter().all(|check| check.residual == 0);
        let events = run.sums.events;
        Ok((Spent { events, ..spent }, researchers))
    }

    /// The baseline with every office at a load, measured from the generation of projects on:
    /// earlier stages do not depend on the load.
    fn loads(&mut self, loads: &[f64]) -> Result<(), StudyError> {
        let options = self.points.plan().options(0);
        let correction = Correction::new(self.scenario, &options).map_err(StudyError::Faults)?;
        let (model, calibration) =
            calibrated(self.scenario, &options, &correction).map_err(StudyError::Faults)?;
        for &load in loads {
            let model = load::model_at_load(&model, &calibration, load);
            let researchers = points::researchers(&model);
            let stop = || self.watch.stop();
            let (spent, run) = self
                .measure(|| WarmedUp::new(model, options.seed, 0).run(&Policy::default(), &stop));
            let run = run.ok_or(StudyError::Stopped)?;
            self.result.holds &= run.checks.iter().all(|check| check.residual == 0);
            let events = run.sums.events;
            let point = Point {
                researchers,
                ..self.points.point(Series::Load, load)
            };
            self.keep(point, Spent { events, ..spent });
        }
        Ok(())
    }

    fn measure<T>(&self, run: impl FnOnce() -> T) -> (Spent, T) {
        self.meter.reset_peak();
        let before = self.meter.read();
        let result = run();
        let after = self.meter.read();
        let spent = Spent {
            seconds: after.seconds - before.seconds,
            processor: (after.processor.zip(before.processor)).map(|(to, from)| to - from),
            peak: after.peak,
            events: 0,
        };
        (spent, result)
    }
}

/// Passes on whether to stop, and hides the progress of single runs.
struct OnlyStops<'a>(&'a dyn Watch);

impl Watch for OnlyStops<'_> {
    fn progress(&self, _done: usize, _total: usize) {}

    fn stop(&self) -> bool {
        self.0.stop()
    }
}
