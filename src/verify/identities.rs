//! Identities of a whole world, which must hold to the last bit.

use rayon::prelude::*;

use super::replication::{Replication, run_replication};
use super::verdict::Verdict;
use super::verification_row::VerificationRow;
use crate::compile::Options;
use crate::engine::Population;
use crate::model::levers::{Level, Operation, Range, Step};
use crate::model::{Lever, LeverId, Model, Move, Policy, Transform};
use crate::scenario::{Faults, Scenario};
use crate::study::{Correction, calibrated};

/// Replications that are repeated on other threads.
const REPEATED: u32 = 3;

/// A row that allows no deviation.
pub fn exact_row(
    scenario: &str,
    (subject, quantity): (&str, &str),
    formula: &str,
    theory: f64,
    value: f64,
) -> VerificationRow {
    VerificationRow {
        scenario: scenario.to_owned(),
        subject: subject.to_owned(),
        quantity: quantity.to_owned(),
        formula: formula.to_owned(),
        theory,
        estimate: value,
        low: None,
        high: None,
        n: 1,
        verdict: if value.to_bits() == theory.to_bits() {
            Verdict::Holds
        } else {
            Verdict::Fails
        },
    }
}

/// Tests the identities of a world: its audits, a reform that changes nothing, a world without
/// friction, and equal results on one thread and on many.
pub fn world_identities(scenario: &Scenario, seed: u64) -> Result<Vec<VerificationRow>, Faults> {
    let (model, _) = calibrated(scenario, &Options::default(), &Correction::default())?;
    let frictionless = Options {
        transform: Transform::FRICTIONLESS,
        ..Options::default()
    };
    let (frictionless, _) = calibrated(scenario, &frictionless, &Correction::default())?;
    let name = scenario.name.as_str();
    let population = Population::new(&model, seed);
    let baseline = Policy::default();
    let run = |model: &Model, policy: &Policy, replication| {
        run_replication(model, policy, &population, seed, replication)
    };
    let first = run(&model, &baseline, 0);
    let mut rows: Vec<VerificationRow> = first
        .residuals
        .iter()
        .map(|(check, subject, residual)| {
            exact_row(name, (subject, "residual"), check, 0.0, *residual as f64)
        })
        .collect();
    let null = run(&model, &null_reform(&model), 0);
    rows.push(exact_row(
        name,
        ("a reform that changes nothing", "difference in convergence"),
        "every change leaves every bit as it was",
        0.0,
        convergence(&null) - convergence(&first),
    ));
    rows.push(exact_row(
        name,
        ("a reform that changes nothing", "runs whose end differs"),
        "every change leaves every bit as it was",
        0.0,
        f64::from(null.counts != first.counts || !same_end(&null, &first)),
    ));
    rows.push(exact_row(
        name,
        ("frictionless", "convergence"),
        "realised / potential with every friction off",
        1.0,
        convergence(&run(&frictionless, &baseline, 0)),
    ));
    let parallel: Vec<Replication> = (0..REPEATED)
        .into_par_iter()
        .map(|replication| run(&model, &baseline, replication))
        .collect();
    let differing = (0..REPEATED)
        .zip(&parallel)
        .filter(|(replication, other)| run(&model, &baseline, *replication) != **other)
        .count();
    rows.push(exact_row(
        name,
        ("one thread and many", "runs whose end differs"),
        "a run depends on seed and replication alone",
        0.0,
        differing as f64,
    ));
    Ok(rows)
}

fn convergence(replication: &Replication) -> f64 {
    let (potential, realised) = replication.counts.value;
    realised as f64 / potential as f64
}

fn same_end(a: &Replication, b: &Replication) -> bool {
    a.state == b.state && a.residuals == b.residuals
}

/// A reform that applies every operation to every lever without changing its value.
fn null_reform(model: &Model) -> Policy {
    let moves = model
        .levers
        .iter()
        .enumerate()
        .map(|(index, lever)| Move {
            lever: LeverId(index as u32),
            steps: null_steps(lever),
        })
        .collect();
    Policy {
        name: "nothing".to_owned(),
        moves,
        ..Policy::default()
    }
}

fn null_steps(lever: &Lever) -> Vec<Step> {
    let at_once = Level {
        start: 0.0,
        ramp: 0.0,
        half_life: None,
        floor: 0.0,
        intensity: 1.0,
    };
    let mut operations = vec![
        Operation::Set(lever.base),
        Operation::Scale(1.0),
        Operation::Add(0.0),
    ];
    if lever.range == Range::Share {
        operations.extend([Operation::Raise(0.0), Operation::Lower(0.0)]);
    }
    operations
        .into_iter()
        .map(|operation| Step {
            operation,
            level: at_once,
            background: true,
        })
        .collect()
}
