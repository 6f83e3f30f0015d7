//! Natural experiments: the effect of a real reform, predicted by a scenario of the time before
//! it and compared with the observed effect.

mod effort;
mod event_row;
mod predict;

use crate::compile::load;
use crate::scenario::{Faults, Problem};
use crate::stats::percentile;
pub use effort::{EffortLaw, EffortResults, EffortRow, Score};
use event_row::event_row;
pub use event_row::{EventRow, Interval, IntervalBand};
use predict::predict;

/// The events that are predicted if no file is named.
pub const EVENTS: &[&str] = &[
    "scenarios/events/shanghai-single-window.toml",
    "scenarios/events/shanghai-single-window-b.toml",
    "scenarios/events/beijing-one-stop.toml",
    "scenarios/events/jiaxing-joint-office.toml",
    "scenarios/events/customs-papers.toml",
    "scenarios/events/horizon-negotiation.toml",
    "scenarios/events/funds-abroad.toml",
    "scenarios/events/permanent-residence-agency.toml",
    "scenarios/events/data-exemptions.toml",
    "scenarios/events/standard-agreement.toml",
];

/// Number of draws: enough for the ends of the middle 95 %, with five beyond each.
pub const DRAWS: u32 = 200;

/// Summary of the predictions. Fitted events do not count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct EventSummary {
    /// Predicted events.
    pub predictions: u32,
    /// Predicted events inside the middle 80 % of the draws.
    pub within_80: u32,
    /// Predicted events inside the middle 95 %.
    pub within_95: u32,
    /// Predicted events with the observed figure before outside the middle 95 % of the
    /// simulated ones.
    pub before_missed: u32,
    /// Median absolute log ratio of predictions; none if there is no prediction.
    pub median_log_ratio: Option<f64>,
    /// Fitted events.
    pub fitted: u32,
}

impl EventSummary {
    /// Summarises rows.
    #[must_use]
    pub fn from_rows(rows: &[EventRow]) -> Self {
        let mut summary = Self::default();
        let mut sizes = Vec::new();
        for row in rows {
            if row.fitted {
                summary.fitted += 1;
                continue;
            }
            summary.predictions += 1;
            let is_outside =
                |band: Option<IntervalBand>| band.is_none_or(|band| band == IntervalBand::Outside);
            summary.within_80 += u32::from(row.within == Some(IntervalBand::Middle80));
            summary.within_95 += u32::from(!is_outside(row.within));
            summary.before_missed += u32::from(row.meets_before == Some(IntervalBand::Outside));
            sizes.extend(row.log_ratio.map(f64::abs));
        }
        sizes.sort_by(f64::total_cmp);
        summary.median_log_ratio = percentile(&sizes, 0.5);
        summary
    }
}

/// The results of all events.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventResults {
    /// One row for each event, in the order of files and of ids in each file.
    pub rows: Vec<EventRow>,
    /// Sum of the absolute residuals of all identities of all runs.
    pub residual: u64,
}

/// Predicts the durations among the events again with effort, each with a law that is learnt from
/// the rows of other families; and the law that all of them teach.
///
/// # Errors
///
/// All faults of the files.
pub fn predict_with_effort(
    files: &[String],
    rows: &[EventRow],
    draws: u32,
    seed: u64,
) -> Result<EffortResults, Faults> {
    effort::with_effort(&files_or_built_in(files), rows, (draws, seed))
}

/// The files named, or the built-in ones.
fn files_or_built_in(files: &[String]) -> Vec<String> {
    if files.is_empty() {
        EVENTS.iter().map(|&file| file.to_owned()).collect()
    } else {
        files.to_vec()
    }
}

/// Predicts the events of files, or the built-in ones if none is named. Each draw of all
/// parameters from their ranges has its own random stream, with one run without the event's
/// reform and one with it.
///
/// # Errors
///
/// All faults of the files, and a file without an event.
pub fn predict_events(files: &[String], draws: u32, seed: u64) -> Result<EventResults, Faults> {
    let files = &files_or_built_in(files);
    let mut results = EventResults::default();
    for file in files {
        let scenario = load(file, &[])?;
        if scenario.root.event.is_empty() {
            let cure = "see docs/format.md for its keys and scenarios/events for examples";
            scenario.locate(vec![Problem {
                address: String::new(),
                found: "the scenario has no event".to_owned(),
                expected: "at least one `[event.<id>]` with an observed change".to_owned(),
                cure: Some(cure.to_owned()),
            }])?;
        }
        let predicted = predict(&scenario, draws.max(1), seed)?;
        results.residual += predicted.residual;
        let draws = predicted.pairs.iter().zip(&predicted.central);
        for ((id, event), (pairs, central)) in scenario.root.event.iter().zip(draws) {
            results.rows.push(EventRow {
                before_central: *central,
                ..event_row(&scenario, id.as_str(), event, pairs)
            });
        }
    }
    Ok(results)
}
