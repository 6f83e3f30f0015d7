//! The share of cases that repeat an activity: in the log, and in what is learnt from it.

use std::collections::BTreeSet;

use super::case_history::CaseHistory;
use super::stage_graph::{NextStage, StageGraph};
use crate::draw::{Key, Purpose, RandomStream};

/// Cases drawn from the stages; their share is known to 0.01.
const DRAWN: u64 = 2000;

/// Limit of the steps of a drawn case.
const MAX_STEPS: u32 = 10_000;

/// The share of cases of the log that repeat an activity.
#[must_use]
pub fn of_cases(cases: &[CaseHistory]) -> f64 {
    let repeats = |case: &&CaseHistory| {
        let mut seen = BTreeSet::new();
        !case.steps.iter().all(|step| seen.insert(step.activity))
    };
    cases.iter().filter(repeats).count() as f64 / cases.len().max(1) as f64
}

/// The share of cases that repeat an activity among cases drawn from the stages.
#[must_use]
pub fn of_stages(graph: &StageGraph) -> f64 {
    let stream = RandomStream::new(1, 0);
    let begins: f64 = graph.begins.iter().sum();
    let totals: Vec<f64> = (graph.transitions.iter())
        .map(|next| next.values().sum())
        .collect();
    let repeats = |number: &u64| {
        let key = Key::named("rework").with(*number);
        let mut left = begins * stream.uniform(key, Purpose::Next, 0);
        let first = graph.begins.iter().position(|count| {
            left -= count;
            left < 0.0
        });
        let mut stage = first.unwrap_or(0);
        let mut seen = BTreeSet::new();
        for step in 1..MAX_STEPS {
            if !seen.insert(graph.stages[stage].activity) {
                return true;
            }
            let mut left = totals[stage] * stream.uniform(key, Purpose::Next, step);
            let next = graph.transitions[stage].iter().find(|(_, count)| {
                left -= **count;
                left < 0.0
            });
            match next {
                Some((NextStage::Stage(next), _)) => stage = *next,
                Some((NextStage::End, _)) | None => return false,
            }
        }
        false
    };
    (0..DRAWN).filter(repeats).count() as f64 / DRAWN as f64
}
