//! A study from its plan to its tables.

use std::collections::BTreeMap;

use rayon::ThreadPool;
use rayon::prelude::*;

use super::calibrated::{Correction, Expected};
use super::plan::{Draw, Extras, Plan};
use super::unit::{Brought, Design, FormedBeside, Unit, units};
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
pub struct Done {
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

impl Done {
    /// Whether every identity holds.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.tables.audit.iter().all(|row| row.ok)
    }
}

/// Why a study brought nothing.
#[derive(Debug)]
pub enum Failure {
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
pub fn compare(scenario: &Scenario, plan: &Plan, watch: &dyn Watch) -> Result<Done, Failure> {
    let pool = pool(plan.threads.unwrap_or(0))?;
    let central = plan.options(0);
    let expected = Expected::new(scenario, &central).map_err(Failure::Faults)?;
    let edited = begun(scenario, plan, &expected, watch)?;
    let (correction, beside) = pool.install(|| {
        rayon::join(
            || Correction::of(&expected, &central, parts(rayon::current_num_threads(), 1)),
            || FormedBeside::new(edited, plan),
        )
    });
    let (model, calibration) = expected
        .corrected(scenario, &central, &correction)
        .map_err(Failure::Faults)?;
    let packages = plan.ordered();
    // A thread holds two states at a time where packages branch off, and as much again
    // is counted.
    let states = if packages.len() > 1 { 2 } else { 1 };
    let bytes_each = correction.bytes * states * 2;
    let uncertain = uncertain(scenario);
    let units = units(plan, &uncertain);
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
    let runs: usize = units.iter().map(|unit| design.runs(*unit)).sum();
    let split = units.iter().filter(|unit| matches!(unit, Unit::Split(..)));
    let split: usize = split.map(|unit| design.runs(*unit)).sum();
    if split > 0 {
        watch.splits(runs - split, split);
    }
    let Correction { kept, named, .. } = design.correction;
    let kept = runs as f64 * kept as f64 + units.len() as f64 * named as f64;
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
    // Collected in the order of units, whichever ends first.
    let brought: Result<Vec<Option<Brought>>, Faults> = pool.install(|| {
        units
            .par_iter()
            .with_max_len(1)
            .map(|unit| design.carry_out(*unit))
            .collect()
    });
    let brought = brought.map_err(Failure::Faults)?;
    let currency = scenario.root.study.currency.as_deref().unwrap_or_default();
    let mut study = Study {
        names: Names::new(&model, currency),
        packages: table_packages(&design, plan),
        targets: stats::targets(&scenario.root, &model),
        uncertain,
        ..Study::default()
    };
    let finished = gather(&mut study, &units, brought);
    if !finished.lucks.iter().any(|luck| luck.draw == 0) {
        return Err(Failure::Stopped);
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
    Ok(Done {
        tables,
        packages: design
            .packages
            .iter()
            .map(crate::compile::Package::name)
            .collect(),
        replications: finished.lucks.iter().filter(|luck| luck.draw == 0).count() as u32,
        draws: finished.lucks.iter().filter(|luck| luck.draw > 0).count() as u32,
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
) -> Result<Model, Failure> {
    let (edited, found) = expected
        .corrected(scenario, &plan.options(0), &Correction::default())
        .map_err(Failure::Faults)?;
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
fn fits(plan: &Plan, what: &str, bytes: f64, cure: &'static str) -> Result<(), Failure> {
    match plan.memory {
        Some(free) if bytes > free as f64 => Err(Failure::Memory {
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

pub(super) fn pool(threads: usize) -> Result<ThreadPool, Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    pool.map_err(|error| Failure::Threads(error.to_string()))
}

/// Starts the threads that runs outside a study share.
///
/// # Errors
///
/// When the system starts no thread.
pub fn start_threads(threads: usize) -> Result<(), Failure> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads);
    pool.build_global()
        .map_err(|error| Failure::Threads(error.to_string()))
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
) -> Result<ThreadPool, Failure> {
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
    lucks: Vec<Draw>,
    partial: bool,
    events: u64,
    /// The worst residual of each identity over all runs of a package.
    audit: BTreeMap<(String, String), i64>,
}

fn gather(study: &mut Study, units: &[Unit], brought: Vec<Option<Brought>>) -> Finished {
    let mut finished = Finished::default();
    let mut unlocked: Vec<(usize, Draw, f64)> = Vec::new();

    for (unit, brought) in units.iter().zip(brought) {
        let Some(brought) = brought else {
            finished.partial = true;
            continue;
        };
        if let Unit::Main(luck) = unit {
            finished.lucks.push(*luck);
            if study.entries.is_empty() {
                study.entries = brought.entries;
            }
        }
        match unit {
            Unit::Split(point, _) => match study.split.iter_mut().find(|(own, _)| own == point) {
                Some((_, samples)) => samples.extend(brought.samples),
                None => study.split.push((*point, brought.samples)),
            },
            Unit::Main(_) | Unit::Variant(..) | Unit::Unlock(..) => {
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
fn gains(study: &Study, unlocked: &[(usize, Draw, f64)]) -> Vec<(Loss, f64)> {
    let mut gains = Vec::new();
    for (place, (causes, _)) in UNLOCKS.iter().enumerate() {
        let of = unlocked.iter().filter(|(own, ..)| *own == place);
        let each: Vec<f64> = of
            .filter_map(|(_, luck, convergence)| {
                let baseline = study.samples.iter().find(|sample| {
                    (sample.package, sample.draw, sample.replication)
                        == (0, luck.draw, luck.replication)
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
