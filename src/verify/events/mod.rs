//! Natural experiments: what a scenario that knows only the time before predicts of a
//! real reform, beside what was observed.

mod predict;

use crate::compile::load;
use crate::scenario::keys::Event;
use crate::scenario::{Faults, Grade, Problem, Scenario};
use crate::stats::percentile;
use predict::{Pair, predict};

/// The events that are held against what was observed where no file is named.
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

/// Draws that settle the ends of the middle 95 %: five lie beyond each.
pub const DRAWS: u32 = 200;

/// Quantiles over the draws, in their order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// Half of the draws lie below.
    pub median: f64,
    /// Ends of the middle 80 %.
    pub middle_80: (f64, f64),
    /// Ends of the middle 95 %.
    pub middle_95: (f64, f64),
}

impl Interval {
    /// The quantiles of a sample; none if it is empty.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let ends = |low: f64, high: f64| percentile(&values, low).zip(percentile(&values, high));
        Some(Self {
            median: percentile(&values, 0.5)?,
            middle_80: ends(0.1, 0.9)?,
            middle_95: ends(0.025, 0.975)?,
        })
    }

    fn within(&self, value: f64) -> Within {
        let holds = |(low, high): (f64, f64)| low <= value && value <= high;
        if holds(self.middle_80) {
            Within::Middle80
        } else if holds(self.middle_95) {
            Within::Middle95
        } else {
            Within::Outside
        }
    }
}

/// Where what was observed lies among what was predicted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Within {
    /// In the middle 80 % of the draws.
    Middle80,
    /// In the middle 95 %, but not in the middle 80 %.
    Middle95,
    /// In neither: a miss.
    Outside,
}

/// One event: predicted beside observed.
#[derive(Debug, Clone, PartialEq)]
pub struct EventRow {
    /// The scenario's name.
    pub scenario: String,
    /// The event's id.
    pub event: String,
    /// The indicator's address.
    pub indicator: String,
    /// The figure before, simulated.
    pub before: Option<Interval>,
    /// The figure before, observed.
    pub observed_before: Option<f64>,
    /// Where the observed figure before lies among the simulated ones.
    pub meets_before: Option<Within>,
    /// True where there was nothing before: the change is then the figure after itself,
    /// in the indicator's unit, and else a share of the figure before.
    pub from_nothing: bool,
    /// The predicted change.
    pub predicted: Option<Interval>,
    /// The observed change.
    pub observed: f64,
    /// How well the observed change is known.
    pub grade: Grade,
    /// Source of the observed change.
    pub source: String,
    /// Where the observed change lies among the predicted ones.
    pub within: Option<Within>,
    /// Natural logarithm of the predicted ratio of after to before (median) divided by
    /// the observed one; of the figures after, where there was nothing before. None where
    /// one of them is 0.
    pub log_ratio: Option<f64>,
    /// The parameter whose value the event has chosen. Such an event is no prediction.
    pub fits: Option<String>,
    /// Whether the event has chosen the value of a lever.
    pub fitted: bool,
    /// Draws in which there was something to measure.
    pub draws: u32,
    /// Why the figures are comparable, and what they leave out.
    pub note: String,
}

/// What the predictions come to. Fitted events do not count.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Summary {
    /// Events that predict.
    pub predictions: u32,
    /// Of these, inside the middle 80 % of the draws.
    pub within_80: u32,
    /// Of these, inside the middle 95 %.
    pub within_95: u32,
    /// Of these, with the observed figure before outside the middle 95 % of the
    /// simulated ones.
    pub before_missed: u32,
    /// Median size of the log ratios of predictions; none where there is no prediction.
    pub median_log_ratio: Option<f64>,
    /// Fitted events.
    pub fitted: u32,
}

impl Summary {
    /// What some rows come to.
    #[must_use]
    pub fn of(rows: &[EventRow]) -> Self {
        let mut summary = Self::default();
        let mut sizes = Vec::new();
        for row in rows {
            if row.fitted {
                summary.fitted += 1;
                continue;
            }
            summary.predictions += 1;
            let outside = |within: Option<Within>| within.is_none_or(|w| w == Within::Outside);
            summary.within_80 += u32::from(row.within == Some(Within::Middle80));
            summary.within_95 += u32::from(!outside(row.within));
            summary.before_missed += u32::from(row.meets_before == Some(Within::Outside));
            sizes.extend(row.log_ratio.map(f64::abs));
        }
        sizes.sort_by(f64::total_cmp);
        summary.median_log_ratio = percentile(&sizes, 0.5);
        summary
    }
}

/// What events have come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Events {
    /// One row an event, in the order of the files and of the ids in each.
    pub rows: Vec<EventRow>,
    /// Sum of the residuals of all identities of all runs, without their signs.
    pub residual: u64,
}

/// Predicts the events of files, or the built-in ones where none is named: for each draw of
/// all parameters from their ranges, with a luck of its own, one run without the event's
/// reform and one with it.
///
/// # Errors
///
/// All faults of the files, and a file without any event.
pub fn events(files: &[String], draws: u32, seed: u64) -> Result<Events, Faults> {
    let own: Vec<String> = EVENTS.iter().map(|&file| file.to_owned()).collect();
    let files = if files.is_empty() { &own } else { files };
    let mut found = Events::default();
    for file in files {
        let scenario = load(file, &[])?;
        if scenario.root.event.is_empty() {
            let cure = "docs/format.md lists its keys; scenarios/events has examples";
            scenario.locate(vec![Problem {
                address: String::new(),
                found: "no event".to_owned(),
                wanted: "at least one `[event.<id>]` with what was observed".to_owned(),
                cure: Some(cure.to_owned()),
            }])?;
        }
        let predicted = predict(&scenario, draws.max(1), seed)?;
        found.residual += predicted.residual;
        for ((id, event), pairs) in scenario.root.event.iter().zip(&predicted.of_events) {
            found.rows.push(row(&scenario, id.as_str(), event, pairs));
        }
    }
    Ok(found)
}

/// Sets what was predicted of an event beside what was observed.
fn row(scenario: &Scenario, id: &str, event: &Event, pairs: &[Pair]) -> EventRow {
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
    let predicted = Interval::of(changes);
    let before = Interval::of(pairs.iter().filter_map(|pair| pair.before).collect());
    let size = |change: f64| if from_nothing { change } else { 1.0 + change };
    let log_ratio = predicted.and_then(|own| {
        let (predicted, observed) = (size(own.median), size(observed));
        (predicted > 0.0 && observed > 0.0).then(|| libm::log(predicted / observed))
    });
    EventRow {
        scenario: scenario.name.clone(),
        event: id.to_owned(),
        indicator: event.indicator.clone(),
        before,
        observed_before,
        meets_before: before
            .zip(observed_before)
            .map(|(own, observed)| own.within(observed)),
        from_nothing,
        predicted,
        observed,
        grade: figure.map_or(Grade::assumed, |figure| figure.grade),
        source: figure
            .and_then(|figure| figure.source.clone())
            .unwrap_or_default(),
        within: predicted.map(|own| own.within(observed)),
        log_ratio,
        fits: event.fits.clone(),
        fitted: event.fitted,
        draws,
        note: event.note.clone().unwrap_or_default(),
    }
}
