//! Runs of an event's scenario without and with its reform.

use rayon::prelude::*;

use crate::compile::{Options, Package, policy};
use crate::model::{Model, Policy};
use crate::scenario::keys::Event;
use crate::scenario::{Faults, Id, Scenario};
use crate::stats::{Measure, Names, simulated};
use crate::study::{Correction, RunResult, WarmedUp, calibrated};

/// The figure of one event in one draw; none if there is nothing to measure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BeforeAfter {
    /// Without the reform.
    pub before: Option<f64>,
    pub after: Option<f64>,
}

/// The results of all draws.
#[derive(Debug, Clone, PartialEq)]
pub struct EventPredictions {
    /// The figure before at the central parameters, the mean of some replications, by event in
    /// the order of ids.
    pub central: Vec<Option<f64>>,
    /// By event in the order of ids, then by draw.
    pub pairs: Vec<Vec<BeforeAfter>>,
    /// Sum of the absolute residuals of all identities.
    pub residual: u64,
}

/// Replications at the central parameters: queues of two years differ by several percent.
const CENTRAL: u32 = 32;

/// Runs every draw. Observed values are not read here.
///
/// # Errors
///
/// All faults found when the model is built.
pub fn predict(scenario: &Scenario, draws: u32, seed: u64) -> Result<EventPredictions, Faults> {
    let options = |draw: u32| Options {
        draw,
        draws,
        seed,
        ..Options::default()
    };
    let correction = Correction::new(scenario, &options(0))?;
    // Collected in the order of draws; the central parameters come first.
    let worlds = (0..CENTRAL).map(|number| (0, draws + 1 + number));
    let worlds: Vec<(u32, u32)> = worlds.chain((1..=draws).map(|draw| (draw, draw))).collect();
    let results: Result<Vec<(Vec<BeforeAfter>, u64)>, Faults> = worlds
        .into_par_iter()
        .map(|(draw, replication)| run_draw(scenario, &options(draw), replication, &correction))
        .collect();
    let results = results?;
    let (central, drawn) = results.split_at(CENTRAL as usize);
    let mean_before = |event: usize| {
        let figures: Option<Vec<f64>> = central
            .iter()
            .map(|(pairs, _)| pairs[event].before)
            .collect();
        Some(figures?.iter().sum::<f64>() / f64::from(CENTRAL))
    };
    let events = scenario.root.event.len();
    Ok(EventPredictions {
        pairs: (0..events)
            .map(|event| drawn.iter().map(|(pairs, _)| pairs[event]).collect())
            .collect(),
        central: (0..events).map(mean_before).collect(),
        residual: results.iter().map(|(_, residual)| residual).sum(),
    })
}

/// One draw of the parameters with one random stream: a run without any reform, and one with the
/// reform of each event.
fn run_draw(
    scenario: &Scenario,
    options: &Options,
    replication: u32,
    correction: &Correction,
) -> Result<(Vec<BeforeAfter>, u64), Faults> {
    let correction = if options.draw == 0 {
        correction.clone()
    } else {
        correction.of_draw(scenario, options, 1)?
    };
    let (model, _) = calibrated(scenario, options, &correction)?;
    let names = Names::new(&model, "");
    let events: Vec<(&Event, Option<Measure>)> = scenario
        .root
        .event
        .values()
        .map(|event| (event, measure(scenario, event, &model)))
        .collect();
    let mut policies: Vec<(&Id, Policy)> = Vec::new();
    for (event, _) in &events {
        if !policies.iter().any(|(id, _)| **id == event.reform) {
            let package = Package::single(scenario, &event.reform);
            policies.push((&event.reform, policy(scenario, &model, &package, options)?));
        }
    }
    let warm = WarmedUp::new(model, options.seed, replication).without_waiting();
    let run = |policy: &Policy| warm.run(policy, &|| false);
    let baseline = run(&Policy::default());
    let reformed: Vec<(&Id, Option<RunResult>)> = policies
        .iter()
        .map(|(id, policy)| (*id, run(policy)))
        .collect();
    let figure =
        |measure: Option<Measure>, ran: Option<&RunResult>| simulated(measure?, &ran?.sums, &names);
    let pairs = events
        .iter()
        .map(|(event, measure)| {
            let reformed = reformed.iter().find(|(id, _)| **id == event.reform);
            BeforeAfter {
                before: figure(*measure, baseline.as_ref()),
                after: figure(*measure, reformed.and_then(|(_, ran)| ran.as_ref())),
            }
        })
        .collect();
    let runs = baseline
        .iter()
        .chain(reformed.iter().flat_map(|(_, ran)| ran));
    let residual = runs
        .flat_map(|ran| &ran.checks)
        .map(|check| check.residual.unsigned_abs())
        .sum();
    Ok((pairs, residual))
}

fn measure(scenario: &Scenario, event: &Event, model: &Model) -> Option<Measure> {
    Measure::new(&event.indicator, event.counts, &scenario.root, model)
}
