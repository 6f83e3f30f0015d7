//! A study from its plan to its tables.

use std::collections::BTreeMap;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::calibrated::{Correction, Expected};
use super::job::{Design, GeneratedAhead, Job, JobResult, jobs};
use super::plan::{Extras, Plan, WorldId};
use super::unlock::UNLOCKS;
use super::variant::VARIANTS;
use super::watch::{Counter, Threads, Watch};
use crate::calibrate::check::overloads;
use crate::calibrate::{self, Calibration};
use crate::memory::{self, KeptMemory};
use crate::model::{Loss, Model};
use crate::scenario::{Faults, Group, Scenario, groups};
use crate::stats::tables::{Audit, Tables};
use crate::stats::{self, Names, PackageKey, Study};

/// What a study has brought.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyResult {
    /// All tables.
    pub tables: Tables,
    /// Packages in their order, variants left out.
    pub packages: Vec<String>,
    /// Replications at the central parameters that were finished.
    pub replications: u32,
    /// Draws that were finished.
    pub draws: u32,
    /// Whether it was cut short.
    pub partial: bool,
    /// Events of all runs.
    pub events: u64,
    /// The model of the central parameters.
    pub model: Model,
    /// What its calibration found.
    pub calibration: Calibration,
}

impl StudyResult {
    /// Whether every identity holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.tables.audit.iter().all(|row| row.ok)
    }
}

/// Why a study brought nothing.
#[derive(Debug)]
pub enum StudyError {
    /// The scenario does not give a model in every draw.
    Faults(Faults),
    /// The threads could not be started.
    Threads(String),
    /// It would not fit into memory.
    Memory {
        /// What would not.
        what: String,
        /// Bytes that it is expected to take.
        bytes: f64,
        /// Bytes that are free.
        free: u64,
        /// What to do.
        cure: &'static str,
    },
    /// It was stopped before any replication was finished.
    Stopped,
}

/// Runs a study. The result does not depend on the number of threads.
///
/// # Errors
///
/// When the scenario does not give a model in one of the draws or variants,
/// when threads cannot be started, or when it is stopped too early.
pub fn compare(
    scenario: &Scenario,
    plan: &Plan,
    watch: &dyn Watch,
) -> Result<StudyResult, StudyError> {
    let pool = pool(plan.threads.unwrap_or(0))?;
    let central = plan.options(0);
    let expected = Expected::new(scenario, &central).map_err(StudyError::Faults)?;
    let edited = begun(scenario, plan, &expected, watch)?;
    let (correction, beside) = pool.install(|| {
        rayon::join(
            || Correction::of(&expected, &central, parts(rayon::current_num_threads(), 1)),
            || GeneratedAhead::new(edited, plan),
        )
    });
    let (model, calibration) = expected
        .corrected(scenario, &central, &correction)
        .map_err(StudyError::Faults)?;
    let packages = plan.ordered();
    // A thread holds two states at a time where packages branch off, and as much again
    // is counted.
    let states = if packages.len() > 1 { 2 } else { 1 };
    let bytes_each = correction.bytes * states * 2;
    let uncertain = uncertain(scenario);
    let jobs = jobs(plan, &uncertain);
    let mut design = Design {
        scenario,
        plan,
        of_variants: plan.of_variants(scenario),
        counter: Counter::new(watch, 0),
        correction,
        packages,
        central: model.clone(),
        beside,
        parts: 1,
    };
    let runs: usize = jobs.iter().map(|job| design.runs(*job)).sum();
    let split = jobs.iter().filter(|job| matches!(job, Job::Split(..)));
    let split: usize = split.map(|job| design.runs(*job)).sum();
    if split > 0 {
        watch.splits(runs - split, split);
    }
    let Correction { kept, named, .. } = design.correction;
    let kept = runs as f64 * kept as f64 + jobs.len() as f64 * named as f64;
    let figures = format!("to keep the figures of {runs} runs");
    fits(plan, &figures, kept + bytes_each as f64 / 2.0, OF_RUNS)?;
    let pool = match plan.memory {
        Some(free) => held_back(pool, (runs, bytes_each), free, watch)?,
        None => pool,
    };
    memory::set_kept(if runs > 1 {
        KeptMemory::ForRuns
    } else {
        KeptMemory::Little
    });
    design.parts = parts(pool.current_num_threads(), runs);
    design.counter = Counter::new(watch, runs);
    // Collected in the order of jobs, whichever ends first.
    let brought: Result<Vec<Option<JobResult>>, Faults> = pool.install(|| {
        jobs.par_iter()
            .with_max_len(1)
            .map(|job| design.carry_out(*job))
            .collect()
    });
    let brought = brought.map_err(StudyError::Faults)?;
    let currency = scenario.root.study.currency.as_deref().unwrap_or_default();
    let mut study = Study {
        names: Names::new(&model, currency),
        packages: table_packages(&design, plan),
        targets: stats::targets(&scenario.root, &model),
        uncertain,
        ..Study::default()
    };
    let finished = gather(&mut study, &jobs, brought);
    if !finished.world_ids.iter().any(|world_id| world_id.draw == 0) {
        return Err(StudyError::Stopped);
    }
    let mut tables = stats::summarise(&study);
    tables.reforms = stats::reforms(scenario, &model);
    tables.assumptions = stats::assumptions(scenario, &model);
    tables.audit = finished
        .audit
        .into_iter()
        .map(|((identity, subject), residual)| Audit {
            identity,
            subject,
            residual,
            ok: residual == 0,
        })
        .collect();
    Ok(StudyResult {
        tables,
        packages: design
            .packages
            .iter()
            .map(crate::compile::Package::name)
            .collect(),
        replications: finished
            .world_ids
            .iter()
            .filter(|world_id| world_id.draw == 0)
            .count() as u32,
        draws: finished
            .world_ids
            .iter()
            .filter(|world_id| world_id.draw > 0)
            .count() as u32,
        partial: finished.partial,
        events: finished.events,
        model,
        calibration,
    })
}

/// The world with its edits, which the pilot does not know. What stands against a run is
/// said here, before any begins.
fn begun(
    scenario: &Scenario,
    plan: &Plan,
    expected: &Expected,
    watch: &dyn Watch,
) -> Result<Model, StudyError> {
    let (edited, found) = expected
        .corrected(scenario, &plan.options(0), &Correction::default())
        .map_err(StudyError::Faults)?;
    let bytes = expected.bytes().max(calibrate::bytes(&edited, &found));
    fits(plan, "for a run of this world", bytes, OF_WORLD)?;
    let overloaded = overloads(&edited, &found);
    if !overloaded.is_empty() {
        watch.overloaded(&overloaded);
    }
    Ok(edited)
}

/// What to do where a world has no room.
const OF_WORLD: &str = "simulate one researcher in more (--scale)";

/// What to do where the runs of a study have none.
const OF_RUNS: &str = "ask for fewer replications, draws or packages";

/// Refuses what would not fit into the memory that is free.
fn fits(plan: &Plan, what: &str, bytes: f64, cure: &'static str) -> Result<(), StudyError> {
    match plan.memory {
        Some(free) if bytes > free as f64 => Err(StudyError::Memory {
            what: what.to_owned(),
            bytes,
            free,
            cure,
        }),
        Some(_) | None => Ok(()),
    }
}

/// Groups of which a parameter is uncertain.
fn uncertain(scenario: &Scenario) -> Vec<Group> {
    let groups = groups(&scenario.root).into_iter();
    groups
        .filter(|(_, (_, uncertain))| *uncertain > 0)
        .map(|(group, _)| group)
        .collect()
}

pub(super) fn pool(threads: usize) -> Result<ThreadPool, StudyError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| StudyError::Threads(error.to_string()))
}

/// Starts the threads that runs outside a study share.
///
/// # Errors
///
/// When the system starts no thread.
pub fn start_threads(threads: usize) -> Result<(), StudyError> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global()
        .map_err(|error| StudyError::Threads(error.to_string()))
}

/// Parts of a run for each thread that it may take: so that one need not wait long for
/// another at midnight.
const PARTS_A_THREAD: usize = 2;

/// The parts of each run: one, unless there are fewer runs than threads.
fn parts(threads: usize, runs: usize) -> usize {
    match threads.div_ceil(runs.max(1)) {
        0 | 1 => 1,
        each => each * PARTS_A_THREAD,
    }
}

/// As many of the threads as there is memory for the runs they would make at a time; who
/// watches is told of the others.
fn held_back(
    wanted: ThreadPool,
    (runs, bytes_each): (usize, u64),
    free: u64,
    watch: &dyn Watch,
) -> Result<ThreadPool, StudyError> {
    let at_once = wanted.current_num_threads().min(runs.max(1));
    let threads = Threads::fitting(at_once, bytes_each, free);
    if threads.started == threads.wanted {
        return Ok(wanted);
    }
    watch.held_back(&threads);
    pool(threads.started)
}

/// Packages, then those of the variants, each paired with its own baseline.
fn table_packages(design: &Design<'_>, plan: &Plan) -> Vec<stats::Package> {
    let mut packages: Vec<stats::Package> = Vec::new();
    for package in &design.packages {
        packages.push(stats::Package {
            key: PackageKey::new(package.clone()),
            baseline: 0,
        });
    }
    if plan.extras != Extras::None {
        for variant in VARIANTS {
            let baseline = packages.len();
            for number in &design.of_variants {
                packages.push(stats::Package {
                    key: packages[*number].key.under(Some(&variant.name())),
                    baseline,
                });
            }
        }
    }
    packages
}

/// What was finished of a study.
#[derive(Default)]
struct Finished {
    world_ids: Vec<WorldId>,
    partial: bool,
    events: u64,
    /// The worst residual of each identity over all runs of a package.
    audit: BTreeMap<(String, String), i64>,
}

fn gather(study: &mut Study, jobs: &[Job], brought: Vec<Option<JobResult>>) -> Finished {
    let mut finished = Finished::default();
    let mut unlocked: Vec<(usize, WorldId, f64)> = Vec::new();

    for (job, brought) in jobs.iter().zip(brought) {
        let Some(brought) = brought else {
            finished.partial = true;
            continue;
        };
        if let Job::Main(world_id) = job {
            finished.world_ids.push(*world_id);
            if study.entries.is_empty() {
                study.entries = brought.entries;
            }
        }
        match job {
            Job::Split(point, _) => match study.split.iter_mut().find(|(own, _)| own == point) {
                Some((_, samples)) => samples.extend(brought.samples),
                None => study.split.push((*point, brought.samples)),
            },
            Job::Main(_) | Job::Variant(..) | Job::Unlock(..) => {
                study.samples.extend(brought.samples);
            }
        }
        unlocked.extend(brought.unlocked);
        finished.events += brought.events;
        for (run, check) in brought.checks {
            let key = (check.check.to_owned(), format!("{run}: {}", check.subject));
            let worst = finished.audit.entry(key).or_insert(0);
            if check.residual.abs() > worst.abs() {
                *worst = check.residual;
            }
        }
    }
    study.sort();
    study.unlock = gains(study, &unlocked);
    finished
}

/// Mean gain of removing each cause, over the replications that were run both ways.
fn gains(study: &Study, unlocked: &[(usize, WorldId, f64)]) -> Vec<(Loss, f64)> {
    let mut gains = Vec::new();
    for (place, (causes, _)) in UNLOCKS.iter().enumerate() {
        let of = unlocked.iter().filter(|(own, ..)| *own == place);
        let each: Vec<f64> = of
            .filter_map(|(_, world_id, convergence)| {
                let baseline = study.samples.iter().find(|sample| {
                    (sample.package, sample.draw, sample.replication)
                        == (0, world_id.draw, world_id.replication)
                })?;
                Some(convergence - baseline.figures.convergence()?)
            })
            .collect();
        if !each.is_empty() {
            let gain = each.iter().sum::<f64>() / each.len() as f64;
            gains.extend(causes.iter().map(|cause| (*cause, gain)));
        }
    }
    gains
}
