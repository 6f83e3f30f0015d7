//! What must hold to the last bit, on a whole world.

use rayon::prelude::*;

use super::row::Row;
use super::sample::{Sample, sample};
use super::verdict::Verdict;
use crate::compile::Options;
use crate::engine::Population;
use crate::model::levers::{Level, Operation, Range, Step};
use crate::model::{Lever, Model, Move, Policy, Slot, Transform};
use crate::scenario::{Faults, Scenario};
use crate::study::{Correction, calibrated};

/// Replications that are run again on other threads.
const AGAIN: u32 = 3;

/// A row that allows no deviation.
pub fn exact(
    scenario: &str,
    (subject, quantity): (&str, &str),
    formula: &str,
    theory: f64,
    found: f64,
) -> Row {
    Row {
        scenario: scenario.to_owned(),
        subject: subject.to_owned(),
        quantity: quantity.to_owned(),
        formula: formula.to_owned(),
        theory,
        estimate: found,
        low: None,
        high: None,
        n: 1,
        verdict: if found.to_bits() == theory.to_bits() {
            Verdict::Holds
        } else {
            Verdict::Fails
        },
    }
}

/// The identities of a world: its audits, a reform that changes nothing, no
/// friction at all, and the same bytes on one thread and on many.
pub fn of_world(scenario: &Scenario, seed: u64) -> Result<Vec<Row>, Faults> {
    let (model, _) = calibrated(scenario, &Options::default(), &Correction::default())?;
    let free = Options {
        transform: Transform::FRICTIONLESS,
        ..Options::default()
    };
    let (free, _) = calibrated(scenario, &free, &Correction::default())?;
    let name = scenario.name.as_str();
    let population = Population::new(&model, seed);
    let baseline = Policy::default();
    let run = |model: &Model, policy: &Policy, replication| {
        sample(model, policy, &population, seed, replication)
    };
    let first = run(&model, &baseline, 0);
    let mut rows: Vec<Row> = first
        .residuals
        .iter()
        .map(|(check, subject, residual)| {
            exact(name, (subject, "residual"), check, 0.0, *residual as f64)
        })
        .collect();
    let null = run(&model, &null_reform(&model), 0);
    rows.push(exact(
        name,
        ("a reform that changes nothing", "difference in convergence"),
        "every change leaves every bit as it was",
        0.0,
        convergence(&null) - convergence(&first),
    ));
    rows.push(exact(
        name,
        ("a reform that changes nothing", "runs whose end differs"),
        "every change leaves every bit as it was",
        0.0,
        f64::from(null.tally != first.tally || !same_end(&null, &first)),
    ));
    rows.push(exact(
        name,
        ("frictionless", "convergence"),
        "realised / potential with every friction off",
        1.0,
        convergence(&run(&free, &baseline, 0)),
    ));
    let many: Vec<Sample> = (0..AGAIN)
        .into_par_iter()
        .map(|replication| run(&model, &baseline, replication))
        .collect();
    let differing = (0..AGAIN)
        .zip(&many)
        .filter(|(replication, other)| run(&model, &baseline, *replication) != **other)
        .count();
    rows.push(exact(
        name,
        ("one thread and many", "runs whose end differs"),
        "a run depends on seed and replication alone",
        0.0,
        differing as f64,
    ));
    Ok(rows)
}

fn convergence(sample: &Sample) -> f64 {
    let (potential, realised) = sample.tally.value;
    realised as f64 / potential as f64
}

fn same_end(a: &Sample, b: &Sample) -> bool {
    a.state == b.state && a.residuals == b.residuals
}

/// A reform that moves every lever by nothing, in every way a lever can be moved.
fn null_reform(model: &Model) -> Policy {
    let moves = model
        .levers
        .iter()
        .enumerate()
        .map(|(slot, lever)| Move {
            slot: Slot(slot as u32),
            steps: nothing(lever),
        })
        .collect();
    Policy {
        name: "nothing".to_owned(),
        moves,
        ..Policy::default()
    }
}

fn nothing(lever: &Lever) -> Vec<Step> {
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
