//! Natural experiments: the effect of a real reform, predicted by a scenario of the time before
//! it and compared with the observed effect.

mod predict;

use crate::compile::load;
use crate::scenario::keys::Event;
use crate::scenario::{Faults, Grade, Problem, Scenario};
use crate::stats::tables::{NaturalExperiment, Position, Statistic};
use crate::stats::{Coverage, percentile};
use predict::{BeforeAfter, predict};

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

/// Quantiles over the draws.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub median: f64,
    /// Ends of the middle 80 %.
    pub middle_80: (f64, f64),
    /// Ends of the middle 95 %.
    pub middle_95: (f64, f64),
}

impl Interval {
    /// The quantiles of a sample; none if it is empty.
    fn from_values(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let ends = |low: f64, high: f64| percentile(&values, low).zip(percentile(&values, high));
        Some(Self {
            median: percentile(&values, 0.5)?,
            middle_80: ends(0.1, 0.9)?,
            middle_95: ends(0.025, 0.975)?,
        })
    }

    fn band(&self, value: f64) -> IntervalBand {
        let contains = |(low, high): (f64, f64)| low <= value && value <= high;
        if contains(self.middle_80) {
            IntervalBand::Middle80
        } else if contains(self.middle_95) {
            IntervalBand::Middle95
        } else {
            IntervalBand::Outside
        }
    }
}

/// Position of an observed value among the predicted ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalBand {
    /// In the middle 80 % of the draws.
    Middle80,
    /// In the middle 95 %, but not in the middle 80 %.
    Middle95,
    /// In neither.
    Outside,
}

/// One event: predicted and observed.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// The scenario's name.
    pub scenario: String,
    /// The event's id.
    pub event: String,
    /// What was observed, in words.
    pub label: String,
    /// The indicator's address.
    pub indicator: String,
    /// The figure before, simulated at the central parameters, which calibration meets.
    pub before_central: Option<f64>,
    /// The figure before, over the draws.
    pub before: Option<Interval>,
    /// The figure before, observed.
    pub observed_before: Option<f64>,
    /// Position of the observed figure before among the simulated ones.
    pub meets_before: Option<IntervalBand>,
    /// Whether the figure before is 0. The change is then the figure after, in the indicator's
    /// unit; otherwise it is a share of the figure before.
    pub from_nothing: bool,
    /// The predicted change.
    pub predicted: Option<Interval>,
    /// The observed change.
    pub observed: f64,
    /// Grade of the observed change.
    pub grade: Grade,
    /// Source of the observed change.
    pub source: String,
    /// Position of the observed change among the predicted ones.
    pub within: Option<IntervalBand>,
    /// Natural logarithm of the predicted ratio of after to before (median) divided by the
    /// observed ratio; of the figures after, if the figure before is 0. None if one of them is 0.
    pub log_ratio: Option<f64>,
    /// The parameter that was fitted to the event. Such an event is no prediction.
    pub fits: Option<String>,
    /// Whether a lever was fitted to the event.
    pub fitted: bool,
    /// Draws with a measurable change.
    pub draws: u32,
    /// Comparability of the figures, and omissions.
    pub note: String,
}

impl EventRow {
    /// The event as a row of a study's table.
    #[must_use]
    pub fn table_row(&self) -> NaturalExperiment {
        let predicted = self.predicted.as_ref();
        NaturalExperiment {
            scenario: self.scenario.clone(),
            event: self.event.clone(),
            label: self.label.clone(),
            indicator: self.indicator.clone(),
            from_nothing: self.from_nothing,
            observed_before: self.observed_before,
            simulated_before: self.before_central,
            observed: self.observed,
            position: self.within.map(|band| match band {
                IntervalBand::Middle80 => Position::Middle80,
                IntervalBand::Middle95 => Position::Middle95,
                IntervalBand::Outside => Position::Outside,
            }),
            fitted: self.fitted,
            source: self.source.clone(),
            statistic: Statistic {
                estimate: predicted.map(|interval| interval.median),
                low: predicted.map(|interval| interval.middle_95.0),
                high: predicted.map(|interval| interval.middle_95.1),
                n: self.draws,
                covers: Coverage::Middle95,
            },
        }
    }
}

/// The label of an event; its id where it has none.
fn label(event: &Event, id: &str) -> String {
    let label = event.label.as_ref().and_then(|label| label.get("en"));
    label.map_or_else(|| id.to_owned(), Clone::clone)
}

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

/// Predicts the events of files, or the built-in ones if none is named. Each draw of all
/// parameters from their ranges has its own random stream, with one run without the event's
/// reform and one with it.
///
/// # Errors
///
/// All faults of the files, and a file without an event.
pub fn predict_events(files: &[String], draws: u32, seed: u64) -> Result<EventResults, Faults> {
    let built_in: Vec<String> = EVENTS.iter().map(|&file| file.to_owned()).collect();
    let files = if files.is_empty() { &built_in } else { files };
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

/// The row of an event.
fn event_row(scenario: &Scenario, id: &str, event: &Event, pairs: &[BeforeAfter]) -> EventRow {
    let observed_before = event.before.as_ref().map(|figure| figure.value);
    let from_nothing = observed_before.is_some_and(|before| before <= 0.0);
    let change = |before: f64, after: f64| {
        if from_nothing {
            Some(after)
        } else {
            (before > 0.0).then(|| after / before - 1.0)
        }
    };
    let figure = event.change.as_deref().or(event.after.as_deref());
    let stated = event.change.as_ref().map(|figure| figure.value);
    let derived = || change(observed_before?, event.after.as_ref()?.value);
    let observed = stated.or_else(derived).unwrap_or(f64::NAN);
    let changes: Vec<f64> = pairs
        .iter()
        .filter_map(|pair| change(pair.before?, pair.after?))
        .collect();
    let draws = changes.len() as u32;
    let predicted = Interval::from_values(changes);
    let before = Interval::from_values(pairs.iter().filter_map(|pair| pair.before).collect());
    let size = |change: f64| if from_nothing { change } else { 1.0 + change };
    let log_ratio = predicted.and_then(|interval| {
        let (predicted, observed) = (size(interval.median), size(observed));
        (predicted > 0.0 && observed > 0.0).then(|| libm::log(predicted / observed))
    });
    EventRow {
        scenario: scenario.name.clone(),
        event: id.to_owned(),
        label: label(event, id),
        indicator: event.indicator.clone(),
        before_central: None,
        before,
        observed_before,
        meets_before: before
            .zip(observed_before)
            .map(|(interval, observed)| interval.band(observed)),
        from_nothing,
        predicted,
        observed,
        grade: figure.map_or(Grade::assumed, |figure| figure.grade),
        source: figure
            .and_then(|figure| figure.source.clone())
            .unwrap_or_default(),
        within: predicted.map(|interval| interval.band(observed)),
        log_ratio,
        fits: event.fits.clone(),
        fitted: event.fitted,
        draws,
        note: event.note.clone().unwrap_or_default(),
    }
}
