//! One event: predicted and observed.

use super::predict::BeforeAfter;
use crate::scenario::keys::Event;
use crate::scenario::{Grade, Scenario};
use crate::stats::percentile;

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
    pub fn from_values(mut values: Vec<f64>) -> Option<Self> {
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

/// The row of an event.
pub fn event_row(scenario: &Scenario, id: &str, event: &Event, pairs: &[BeforeAfter]) -> EventRow {
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
