//! Tests of the simulation against theory, and of identities that every run must satisfy.
//!
//! Pure functions from scenarios to rows; the command prints them.

mod birth_death;
mod closing_queue;
mod events;
mod fitting;
mod identities;
mod permits;
mod prediction;
mod queueing_formulas;
mod replication;
mod residents;
mod settling;
mod source;
mod station;
mod theory;
mod traffic;
mod unfit;
mod unserved_files;
mod verdict;
mod verification_row;

pub(crate) use events::predict_with_effort;
pub(crate) use events::{DRAWS, EffortLaw, EffortResults, EffortRow, EventRow, Interval, Score};
pub use events::{EVENTS, EventResults, EventSummary, IntervalBand, predict_events};

pub(crate) use settling::ShortWarmUp;
pub(crate) use verdict::Verdict;
pub(crate) use verification_row::VerificationRow;

use rayon::prelude::*;

use crate::compile::{Options, build, load};
use crate::model::{Model, Policy};
use crate::scenario::{Faults, Scenario};
use prediction::{Prediction, TheoryQuantity};
use theory::predict_theory;
use unfit::Unfit;
use verdict::{Estimate, estimate, verdicts};

/// The files that are verified if none is named.
pub const FILES: &[&str] = &[
    "scenarios/theory/mm1.toml",
    "scenarios/theory/mmc.toml",
    "scenarios/theory/mm3.toml",
    "scenarios/theory/mg1.toml",
    "scenarios/theory/jackson.toml",
    "scenarios/theory/shares.toml",
    "scenarios/theory/tandem.toml",
    "scenarios/theory/mdc.toml",
    "scenarios/theory/priority.toml",
    "scenarios/theory/panel.toml",
    "scenarios/theory/closing.toml",
    "scenarios/theory/mmck.toml",
    "scenarios/theory/patience.toml",
    "scenarios/theory/residents.toml",
    "scenarios/theory/validity.toml",
];

/// The world with tested identities if no file is named.
pub const WORLD: &str = "scenarios/tiny.toml";

/// Number of replications: intervals of [`FILES`] are then about 2 % or less.
pub const REPLICATIONS: u32 = 100;

/// The result of a verification.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verification {
    /// The rows of the table.
    pub rows: Vec<VerificationRow>,
    /// Files without an applicable formula, and why.
    pub untested: Vec<UntestedFile>,
    /// Files with a warm-up that is too short; their rows of theory never fail.
    pub short_warm_ups: Vec<ShortWarmUp>,
}

/// A file without an applicable formula.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UntestedFile {
    /// The scenario's name.
    pub scenario: String,
    /// Why no formula applies.
    pub found: String,
    /// What a formula requires.
    pub wanted: String,
}

/// Verifies files and their identities: the `expect` tables of a file, or, without any, its
/// network of offices if it has a product form. If no file is named, verifies the built-in ones
/// and the identities of a whole world.
///
/// # Errors
///
/// All faults of the files, and everything that a formula does not allow.
pub fn verify(files: &[String], replications: u32, seed: u64) -> Result<Verification, Faults> {
    let built_in: Vec<String> = FILES.iter().map(|&file| file.to_owned()).collect();
    let queues = if files.is_empty() { &built_in } else { files };
    let mut pending = Vec::new();
    let mut rows = Vec::new();
    let mut untested = Vec::new();
    let mut short_warm_ups = Vec::new();
    for file in queues {
        let scenario = load(file, &[])?;
        let notes = verify_file(&scenario, replications, seed, &mut pending, &mut rows)?;
        untested.extend(notes.unfit.map(|(found, wanted)| UntestedFile {
            scenario: scenario.name.clone(),
            found,
            wanted,
        }));
        short_warm_ups.extend(notes.short_warm_up);
    }
    let estimates: Vec<(Estimate, f64)> = pending
        .iter()
        .map(|row| (row.estimate, row.prediction.value))
        .collect();
    let mut table: Vec<VerificationRow> = pending
        .into_iter()
        .zip(verdicts(&estimates))
        .map(|(row, verdict)| row.finish(verdict))
        .collect();
    if files.is_empty() {
        rows.extend(identities::world_identities(&load(WORLD, &[])?, seed)?);
    }
    table.extend(rows);
    Ok(Verification {
        rows: table,
        untested,
        short_warm_ups,
    })
}

/// A row that waits for its verdict, which depends on all rows.
struct PendingRow {
    scenario: String,
    prediction: Prediction,
    estimate: Estimate,
    /// Whether the warm-up is long enough.
    is_settled: bool,
}

impl PendingRow {
    fn finish(self, verdict: Verdict) -> VerificationRow {
        // Before its steady state a system must differ from theory.
        let verdict = match verdict {
            Verdict::Fails if !self.is_settled => Verdict::Undecided,
            Verdict::Holds | Verdict::Undecided | Verdict::Fails => verdict,
        };
        VerificationRow {
            scenario: self.scenario,
            subject: self.prediction.subject,
            quantity: quantity_name(self.prediction.quantity).to_owned(),
            formula: self.prediction.formula.to_owned(),
            theory: self.prediction.value,
            estimate: self.estimate.mean,
            low: self.estimate.low.is_finite().then_some(self.estimate.low),
            high: self.estimate.high.is_finite().then_some(self.estimate.high),
            n: self.estimate.n,
            verdict,
        }
    }
}

fn quantity_name(quantity: TheoryQuantity) -> &'static str {
    match quantity {
        TheoryQuantity::Wait(_) => "mean wait, hours",
        TheoryQuantity::Queue(_) => "mean number in queue",
        TheoryQuantity::Utilisation(_) => "utilisation",
        TheoryQuantity::Waits(_) => "share that waits",
        TheoryQuantity::Elapsed(_) => "mean time from filing to decision, hours",
        TheoryQuantity::Number(_) => "mean number there",
        TheoryQuantity::TurnedAway(_) => "share turned away",
        TheoryQuantity::GivesUp(_) => "share that gives up while waiting",
        TheoryQuantity::Residents(_) => "mean number of residents",
        TheoryQuantity::Covered(_) => "share of needs covered by a permit",
        TheoryQuantity::Spread => "variance over mean of the number of residents",
    }
}

/// Why the verdicts of a file are limited.
struct FileNotes {
    /// Why no formula applies.
    unfit: Option<Unfit>,
    /// The warm-up, if it is too short.
    short_warm_up: Option<ShortWarmUp>,
}

/// Verifies one file: adds its predictions with estimates, and a row with the sum of the
/// residuals of all its identities.
fn verify_file(
    scenario: &Scenario,
    replications: u32,
    seed: u64,
    pending: &mut Vec<PendingRow>,
    rows: &mut Vec<VerificationRow>,
) -> Result<FileNotes, Faults> {
    let model = build(scenario, &Options::default())?;
    let theory = predict_theory(scenario, &model)?;
    let short_warm_up = theory.settling.short_warm_up(&model, &scenario.name);
    let (values, residual) = replicate(&model, &theory.predictions, replications.max(1), seed);
    for (i, prediction) in theory.predictions.into_iter().enumerate() {
        let values: Vec<f64> = values.iter().map(|values| values[i]).collect();
        pending.push(PendingRow {
            scenario: scenario.name.clone(),
            estimate: estimate(&values, prediction.value),
            prediction,
            is_settled: short_warm_up.is_none(),
        });
    }
    let subject = ("all identities", "sum of residuals");
    let mut row = identities::exact_row(&scenario.name, subject, "left = right", 0.0, residual);
    row.n = replications.max(1);
    rows.push(row);
    Ok(FileNotes {
        unfit: theory.unfit,
        short_warm_up,
    })
}

/// Runs all replications: the values of the predictions in each, and the sum of residuals.
fn replicate(
    model: &Model,
    predictions: &[Prediction],
    replications: u32,
    seed: u64,
) -> (Vec<Vec<f64>>, f64) {
    let policy = Policy::default();
    let population = crate::engine::Population::new(model, seed);
    let results: Vec<(Vec<f64>, u64)> = (0..replications)
        .into_par_iter()
        .map(|replication| {
            let replication =
                replication::run_replication(model, &policy, &population, seed, replication);
            let values = predictions
                .iter()
                .map(|prediction| replication.value(model, prediction.quantity))
                .collect();
            (values, replication.residual_sum())
        })
        .collect();
    let residual: u64 = results.iter().map(|(_, residual)| residual).sum();
    let values = results.into_iter().map(|(values, _)| values);
    (values.collect(), residual as f64)
}
