//! A study from its plan to its tables.

use std::collections::{BTreeMap, BTreeSet};

use rayon::ThreadPool;
use rayon::prelude::*;

use super::calibrated::{Correction, Expected, calibrated};
use super::counterfactual::thinning;
use super::design::{Design, GeneratedAhead};
use super::job::{Job, JobResult, list_jobs};
use super::plan::{Extras, Plan, WorldId};
use super::structure::{SideResults, StructureResults, StructureRuns};
use super::unlock::UNLOCKS;
use super::variant::VARIANTS;
use super::watch::{Counter, Threads, Watch};
use crate::calibrate::check::overloads;
use crate::calibrate::{self, Calibration};
use crate::compile::{Options, Package};
use crate::engine::Check;
use crate::memory::{self, KeptMemory};
use crate::model::{Loss, Model};
use crate::scenario::{Faults, Group, Scenario, groups};
use crate::stats::tables::{Audit, Tables};
use crate::stats::{self, Names, PackageKey, Study};

/// The result of a study.
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
    /// Whether it was interrupted.
    pub partial: bool,
    /// Events of all runs.
    pub events: u64,
    /// The model of the central parameters.
    pub model: Model,
    /// Its calibration.
    pub calibration: Calibration,
}

impl StudyResult {
    /// Whether every identity holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.tables.audit.iter().all(|row| row.ok)
    }
}

/// Why a study has no result.
#[derive(Debug)]
pub enum StudyError {
    /// The scenario does not give a model in every draw.
    Faults(Faults),
    /// The threads could not be started.
    Threads(String),
    /// It would not fit into memory.
    Memory {
        /// What would not fit.
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
    let pool = start_pool(plan.threads.unwrap_or(0))?;
    let central = plan.options(0);
    let expected = Expected::new(scenario, &central).map_err(StudyError::Faults)?;
    let edited = edited_model(scenario, plan, &expected, watch)?;
    let (correction, generated_ahead) = pool.install(|| {
        rayon::join(
            || Correction::measure(&expected, &central, parts(rayon::current_num_threads(), 1)),
            || GeneratedAhead::new(edited, plan),
        )
    });
    let (model, calibration) = expected
        .corrected(scenario, &central, &correction)
        .map_err(StudyError::Faults)?;
    let packages = plan.ordered();
    // A thread holds two states where packages branch off. Their sums take as much again.
    let states = if packages.len() > 1 { 2 } else { 1 };
    let bytes_each = correction.bytes * states * 2;
    let uncertain = uncertain_groups(scenario);
    let jobs = list_jobs(plan, &uncertain);
    let thinned = thinned_model(scenario, plan, &model, &correction)?;
    let structure = StructureRuns::new(scenario, plan).map_err(StudyError::Faults)?;
    let mut design = Design {
        scenario,
        plan,
        variant_packages: plan.variant_packages(scenario),
        counter: Counter::new(watch, 0),
        correction,
        packages,
        central: model.clone(),
        thinned,
        generated_ahead,
        parts: 1,
    };
    let of_jobs: usize = jobs.iter().map(|job| design.runs(*job)).sum();
    let runs = of_jobs + structure.number(plan, &design.packages, &design.central);
    let split = jobs.iter().filter(|job| matches!(job, Job::Split(..)));
    let split: usize = split.map(|job| design.runs(*job)).sum();
    if split > 0 {
        watch.splits(runs - split, split);
    }
    let Correction { kept, named, .. } = design.correction;
    let kept = of_jobs as f64 * kept as f64 + jobs.len() as f64 * named as f64;
    let figures = format!("to keep the figures of {of_jobs} runs");
    check_memory(plan, &figures, kept + bytes_each as f64 / 2.0, OF_RUNS)?;
    let pool = match plan.memory {
        Some(free) => limit_threads(pool, (runs, bytes_each), free, watch)?,
        None => pool,
    };
    memory::set_kept(if runs > 1 {
        KeptMemory::ForRuns
    } else {
        KeptMemory::Little
    });
    design.parts = parts(pool.current_num_threads(), runs);
    design.counter = Counter::new(watch, runs);
    // Collected in the order of jobs, so that threads change no result.
    let results: Result<Vec<Option<JobResult>>, Faults> = pool.install(|| {
        jobs.par_iter()
            .with_max_len(1)
            .map(|job| design.carry_out(*job))
            .collect()
    });
    let results = results.map_err(StudyError::Faults)?;
    let beside = pool
        .install(|| structure.run(&design))
        .map_err(StudyError::Faults)?;
    let currency = scenario.root.study.currency.as_deref().unwrap_or_default();
    let mut study = Study {
        names: Names::new(&model, currency),
        packages: table_packages(&design, plan),
        targets: stats::targets(&scenario.root, &model),
        uncertain,
        ..Study::default()
    };
    let mut finished = gather(&mut study, &jobs, results);
    finished.add_structure(&beside);
    add_stated(&mut study, &jobs, &design.variant_packages);
    if !finished.worlds.iter().any(|world| world.draw == 0) {
        return Err(StudyError::Stopped);
    }
    let mut tables = stats::summarise(&study);
    tables.structure = beside.forms.table(&structure.forms, &design.packages);
    tables.region = beside.region.rows;
    tables.persistence = beside.persistence.rows;
    tables.evidence = stats::evidence_rows(&study, scenario, &design.central);
    add_registers(&mut tables, &design, &finished.worlds);
    tables.audit = audit_rows(std::mem::take(&mut finished.audit));
    Ok(StudyResult {
        tables,
        packages: design.packages.iter().map(Package::name).collect(),
        replications: finished.number(|world| world.draw == 0),
        draws: finished.number(|world| world.draw > 0),
        partial: finished.partial,
        events: finished.events,
        model,
        calibration,
    })
}

/// Adds changes and parameters, the labels of what the tables name by ids, and the values of the
/// finished draws.
fn add_registers(tables: &mut Tables, design: &Design<'_>, worlds: &[WorldId]) {
    let scenario = design.scenario;
    tables.reforms = stats::reforms(scenario, &design.central);
    tables.assumptions = stats::assumptions(scenario, &design.central);
    tables.packages = stats::package_names(scenario, &design.packages);
    tables.places = stats::place_names(scenario, &design.central);
    tables.offices_named = stats::office_names(scenario);
    let draws = worlds.iter().filter(|world| world.draw > 0);
    let options = draws.map(|world| design.plan.options(world.draw));
    tables.draws = stats::drawn_values(scenario, options);
}

/// The model with its edits, which the pilot does not know. Reports a lack of memory and
/// overloaded offices before any run begins.
fn edited_model(
    scenario: &Scenario,
    plan: &Plan,
    expected: &Expected,
    watch: &dyn Watch,
) -> Result<Model, StudyError> {
    let (edited, calibration) = expected
        .corrected(scenario, &plan.options(0), &Correction::default())
        .map_err(StudyError::Faults)?;
    let bytes = expected
        .bytes()
        .max(calibrate::bytes(&edited, &calibration));
    check_memory(plan, "for a run of this world", bytes, OF_WORLD)?;
    let overloaded = overloads(&edited, &calibration);
    if !overloaded.is_empty() {
        watch.overloaded(&overloaded);
    }
    Ok(edited)
}

/// The central model of a thinned world, for counterfactuals; none if there are none, or if
/// the world is too small to be thinned.
fn thinned_model(
    scenario: &Scenario,
    plan: &Plan,
    central: &Model,
    correction: &Correction,
) -> Result<Option<Model>, StudyError> {
    let factor = thinning(central);
    if plan.extras == Extras::None || factor == 1 {
        return Ok(None);
    }
    let options = Options {
        scale: Some(central.frame.scale * factor),
        ..plan.options(0)
    };
    let model = calibrated(scenario, &options, correction).map_err(StudyError::Faults)?;
    Ok(Some(model.0))
}

/// The cure where a world does not fit into memory.
const OF_WORLD: &str = "simulate one researcher in more (--scale)";

/// The cure where the runs of a study do not fit.
const OF_RUNS: &str = "ask for fewer replications, draws or packages";

/// Refuses what would not fit into free memory.
fn check_memory(plan: &Plan, what: &str, bytes: f64, cure: &'static str) -> Result<(), StudyError> {
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

/// Groups with an uncertain parameter.
fn uncertain_groups(scenario: &Scenario) -> Vec<Group> {
    let groups = groups(&scenario.root).into_iter();
    groups
        .filter(|(_, (_, uncertain))| *uncertain > 0)
        .map(|(group, _)| group)
        .collect()
}

pub(super) fn start_pool(threads: usize) -> Result<ThreadPool, StudyError> {
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

/// Parts of a run for each of its threads. Several parts shorten the wait of threads for
/// each other at midnight.
const PARTS_A_THREAD: usize = 2;

/// The parts of each run: one, unless there are fewer runs than threads.
fn parts(threads: usize, runs: usize) -> usize {
    match threads.div_ceil(runs.max(1)) {
        0 | 1 => 1,
        each => each * PARTS_A_THREAD,
    }
}

/// Reduces the threads to those whose runs fit into memory, and informs the watcher.
fn limit_threads(
    wanted: ThreadPool,
    (runs, bytes_each): (usize, u64),
    free: u64,
    watch: &dyn Watch,
) -> Result<ThreadPool, StudyError> {
    let parallel = wanted.current_num_threads().min(runs.max(1));
    let threads = Threads::fitting(parallel, bytes_each, free);
    if threads.started == threads.wanted {
        return Ok(wanted);
    }
    watch.held_back(&threads);
    start_pool(threads.started)
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
            for number in &design.variant_packages {
                packages.push(stats::Package {
                    key: packages[*number].key.under(Some(&variant.name())),
                    baseline,
                });
            }
        }
    }
    packages
}

/// The finished part of a study.
#[derive(Default)]
struct Finished {
    worlds: Vec<WorldId>,
    partial: bool,
    events: u64,
    /// The worst residual of each identity over all runs of a package.
    audit: BTreeMap<(String, String), i64>,
}

impl Finished {
    /// How many worlds are finished that fit.
    fn number(&self, fits: impl Fn(&WorldId) -> bool) -> u32 {
        self.worlds.iter().filter(|world| fits(world)).count() as u32
    }

    /// Adds the runs beside the main design.
    fn add_structure(&mut self, beside: &StructureResults) {
        let StructureResults {
            forms,
            region,
            persistence,
        } = beside;
        self.add(forms);
        self.add(region);
        self.add(persistence);
    }

    /// Adds further runs: whether they were stopped, their events and identities.
    fn add<R>(&mut self, results: &SideResults<R>) {
        self.partial |= results.stopped;
        self.events += results.events;
        for (run, check) in &results.checks {
            self.add_check(run, check);
        }
    }

    fn add_check(&mut self, run: &str, check: &Check) {
        let key = (check.check.to_owned(), format!("{run}: {}", check.subject));
        let worst = self.audit.entry(key).or_insert(0);
        if check.residual.abs() > worst.abs() {
            *worst = check.residual;
        }
    }
}

fn audit_rows(audit: BTreeMap<(String, String), i64>) -> Vec<Audit> {
    let rows = audit.into_iter();
    rows.map(|((identity, subject), residual)| Audit {
        identity,
        subject,
        residual,
        ok: residual == 0,
    })
    .collect()
}

fn gather(study: &mut Study, jobs: &[Job], results: Vec<Option<JobResult>>) -> Finished {
    let mut finished = Finished::default();
    let mut unlocked: Vec<(usize, WorldId, f64)> = Vec::new();
    for (job, result) in jobs.iter().zip(results) {
        let Some(result) = result else {
            finished.partial = true;
            continue;
        };
        if let Job::Main(world) = job {
            finished.worlds.push(*world);
            if study.entries.is_empty() {
                study.entries = result.entries;
            }
        }
        match job {
            Job::Split(point, _) => {
                match study.split.iter_mut().find(|(other, _)| other == point) {
                    Some((_, samples)) => samples.extend(result.samples),
                    None => study.split.push((*point, result.samples)),
                }
            }
            Job::Main(_) | Job::Variant(..) | Job::Unlock(..) | Job::Thinned(..) => {
                study.samples.extend(result.samples);
            }
        }
        unlocked.extend(result.unlocked);
        study.thinned.extend(result.thinned);
        finished.events += result.events;
        for (run, check) in &result.checks {
            finished.add_check(run, check);
        }
    }
    study.sort();
    study.unlock = gains(study, &unlocked);
    finished
}

/// Adds the packages of the variants in the world as stated, in the same replications, so that
/// variants are read beside it and not beside means over other replications and draws.
fn add_stated(study: &mut Study, jobs: &[Job], numbers: &[usize]) {
    let worlds: BTreeSet<(u32, u32)> = jobs
        .iter()
        .filter_map(|job| match job {
            Job::Variant(_, world) => Some((world.draw, world.replication)),
            Job::Main(_) | Job::Split(..) | Job::Unlock(..) | Job::Thinned(..) => None,
        })
        .collect();
    if worlds.is_empty() {
        return;
    }
    let baseline = study.packages.len();
    for (place, number) in numbers.iter().enumerate() {
        study.packages.push(stats::Package {
            key: study.packages[*number].key.under(Some(stats::AS_STATED)),
            baseline,
        });
        let samples = study.samples.iter().filter(|sample| {
            sample.package == *number && worlds.contains(&(sample.draw, sample.replication))
        });
        let stated: Vec<stats::Sample> = samples
            .map(|sample| stats::Sample {
                package: baseline + place,
                evidence: None,
                ..sample.clone()
            })
            .collect();
        study.samples.extend(stated);
    }
    study.sort();
}

/// Mean gain of removing each cause, over the worlds that were run with and without it.
fn gains(study: &Study, unlocked: &[(usize, WorldId, f64)]) -> Vec<(Loss, f64)> {
    let mut gains = Vec::new();
    for (place, unlock) in UNLOCKS.iter().enumerate() {
        let gains_of_cause: Vec<f64> = unlocked
            .iter()
            .filter(|(unlock, ..)| *unlock == place)
            .filter_map(|(_, world, convergence)| {
                let baseline = study.samples.iter().find(|sample| {
                    (sample.package, sample.draw, sample.replication)
                        == (0, world.draw, world.replication)
                })?;
                Some(convergence - baseline.figures.convergence(study.names.headline())?)
            })
            .collect();
        if !gains_of_cause.is_empty() {
            let gain = gains_of_cause.iter().sum::<f64>() / gains_of_cause.len() as f64;
            gains.extend(unlock.causes.iter().map(|cause| (*cause, gain)));
        }
    }
    gains
}
