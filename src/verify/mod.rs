//! Theory beside simulation, and the identities that every run must keep.
//!
//! Pure functions from scenarios to rows; the command prints them.

mod chain;
mod closing;
mod events;
mod fitting;
mod formula;
mod identity;
mod leaving;
mod network;
mod permits;
mod prediction;
mod residents;
mod row;
mod sample;
mod settling;
mod source;
mod station;
mod traffic;
mod unfit;
mod verdict;

pub use chain::{Branch, Chain};
pub use closing::Closing;
pub use events::{DRAWS, EVENTS, EventRow, Events, Interval, Summary, Within, events};
pub use formula::{erlang_c, visits, wait_mdc, wait_mg1, wait_mmc, wait_panel, waits_by_class};
pub use row::Row;
pub use settling::ShortWarmUp;
pub use verdict::Verdict;

use rayon::prelude::*;

use crate::compile::{Options, build, load};
use crate::model::{Model, Policy};
use crate::scenario::{Faults, Scenario};
use network::said;
use prediction::{Prediction, Quantity};
use unfit::Unfit;
use verdict::{Estimate, estimate, verdicts};

/// The files that are verified where none is named.
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

/// The world on which the identities are held where no file is named.
pub const WORLD: &str = "scenarios/tiny.toml";

/// Replications that bring every interval of [`FILES`] to about 2 % or less.
pub const REPLICATIONS: u32 = 100;

/// What has been held against what.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Verified {
    /// The rows of the table.
    pub rows: Vec<Row>,
    /// Of which files theory says nothing, and why.
    pub silent: Vec<Silent>,
    /// Files whose warm-up is too short: no row of theory on them fails.
    pub short: Vec<ShortWarmUp>,
}

/// A file of which theory says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// The scenario's name.
    pub scenario: String,
    /// What stands in the way.
    pub found: String,
    /// What theory would want.
    pub wanted: String,
}

/// Verifies files and the identities on each of them: what their `expect` tables ask for,
/// or, of a file without any, the product form of its network of offices, if it has one.
/// Where no file is named, the built-in ones and the identities of a whole world.
///
/// # Errors
///
/// All faults of the files, and everything in them that a formula does not allow.
pub fn verify(files: &[String], replications: u32, seed: u64) -> Result<Verified, Faults> {
    let own: Vec<String> = FILES.iter().map(|&file| file.to_owned()).collect();
    let queues = if files.is_empty() { &own } else { files };
    let mut drafts = Vec::new();
    let mut rows = Vec::new();
    let mut silent = Vec::new();
    let mut short = Vec::new();
    for file in queues {
        let scenario = load(file, &[])?;
        let notes = theory(&scenario, replications, seed, &mut drafts, &mut rows)?;
        silent.extend(notes.silent.map(|(found, wanted)| Silent {
            scenario: scenario.name.clone(),
            found,
            wanted,
        }));
        short.extend(notes.short);
    }
    let judged: Vec<(Estimate, f64)> = drafts
        .iter()
        .map(|draft| (draft.estimate, draft.prediction.value))
        .collect();
    let mut table: Vec<Row> = drafts
        .into_iter()
        .zip(verdicts(&judged))
        .map(|(draft, verdict)| draft.row(verdict))
        .collect();
    if files.is_empty() {
        rows.extend(identity::of_world(&load(WORLD, &[])?, seed)?);
    }
    table.extend(rows);
    Ok(Verified {
        rows: table,
        silent,
        short,
    })
}

/// The worst verdict of a table.
#[must_use]
pub fn worst(rows: &[Row]) -> Verdict {
    rows.iter()
        .map(|row| row.verdict)
        .max()
        .unwrap_or(Verdict::Undecided)
}

/// A row before all rows are known.
struct Draft {
    scenario: String,
    prediction: Prediction,
    estimate: Estimate,
    /// Whether the start of the run no longer shows in the estimate.
    is_settled: bool,
}

impl Draft {
    fn row(self, verdict: Verdict) -> Row {
        // A system that is still filling differs from its steady state for that reason alone.
        let verdict = match verdict {
            Verdict::Fails if !self.is_settled => Verdict::Undecided,
            Verdict::Holds | Verdict::Undecided | Verdict::Fails => verdict,
        };
        Row {
            scenario: self.scenario,
            subject: self.prediction.subject,
            quantity: name(self.prediction.quantity).to_owned(),
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

fn name(quantity: Quantity) -> &'static str {
    match quantity {
        Quantity::Wait(_) => "mean wait, hours",
        Quantity::Queue(_) => "mean number in queue",
        Quantity::Utilisation(_) => "utilisation",
        Quantity::Waits(_) => "share that waits",
        Quantity::Elapsed(_) => "mean time from filing to decision, hours",
        Quantity::Number(_) => "mean number there",
        Quantity::TurnedAway(_) => "share turned away",
        Quantity::GivesUp(_) => "share that gives up while waiting",
        Quantity::Residents(_) => "mean number of residents",
        Quantity::Covered(_) => "share of needs covered by a permit",
        Quantity::Spread => "variance over mean of the number of residents",
    }
}

/// What stands between a file and a verdict.
struct Notes {
    /// Why theory says nothing of it, if it does not.
    silent: Option<Unfit>,
    /// Its warm-up, if that is too short.
    short: Option<ShortWarmUp>,
}

/// Replications of one file: its predictions with estimates, and the sum of the
/// residuals of all its identities.
fn theory(
    scenario: &Scenario,
    replications: u32,
    seed: u64,
    drafts: &mut Vec<Draft>,
    rows: &mut Vec<Row>,
) -> Result<Notes, Faults> {
    let model = build(scenario, &Options::default())?;
    let said = said(scenario, &model)?;
    let short = said.settling.too_short(&model, &scenario.name);
    let (values, residual) = replicate(&model, &said.predictions, replications.max(1), seed);
    for (i, prediction) in said.predictions.into_iter().enumerate() {
        let of_each: Vec<f64> = values.iter().map(|all| all[i]).collect();
        drafts.push(Draft {
            scenario: scenario.name.clone(),
            estimate: estimate(&of_each, prediction.value),
            prediction,
            is_settled: short.is_none(),
        });
    }
    let what = ("all identities", "sum of residuals");
    let mut row = identity::exact(&scenario.name, what, "left = right", 0.0, residual);
    row.n = replications.max(1);
    rows.push(row);
    Ok(Notes {
        silent: said.silent,
        short,
    })
}

fn replicate(
    model: &Model,
    predictions: &[Prediction],
    replications: u32,
    seed: u64,
) -> (Vec<Vec<f64>>, f64) {
    let policy = Policy::default();
    let population = crate::engine::Population::new(model, seed);
    let samples: Vec<(Vec<f64>, u64)> = (0..replications)
        .into_par_iter()
        .map(|replication| {
            let sample = sample::sample(model, &policy, &population, seed, replication);
            let values = predictions
                .iter()
                .map(|prediction| sample.value(model, prediction.quantity))
                .collect();
            (values, sample.off())
        })
        .collect();
    let off: u64 = samples.iter().map(|(_, off)| off).sum();
    (
        samples.into_iter().map(|(values, _)| values).collect(),
        off as f64,
    )
}
