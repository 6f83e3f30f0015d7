//! The cases of a log as sequences of steps, in seconds of local time.

use crate::log::EventLog;

/// Seconds of a day.
pub const DAY: i64 = crate::time::DAY.seconds() as i64;

/// The steps of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseHistory {
    /// The steps, by their end.
    pub steps: Vec<HistoryStep>,
}

/// A completed step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryStep {
    /// Index of the activity, or of the group of rare ones.
    pub activity: usize,
    /// Index of the activity in its context.
    pub symbol: usize,
    /// When it began, if known.
    pub start: Option<i64>,
    /// When it was completed.
    pub end: i64,
    /// Index of the resource, if known.
    pub resource: Option<u32>,
}

impl CaseHistory {
    /// The time of arrival.
    #[must_use]
    pub fn arrival(&self) -> i64 {
        let first = self.steps.first();
        first.map_or(0, |step| step.start.unwrap_or(step.end))
    }

    /// The ends of the steps.
    pub fn step_ends(&self) -> impl Iterator<Item = i64> {
        self.steps.iter().map(|step| step.end)
    }
}

/// The cases of a log in local time. `numbers` holds the number of each of its activities.
#[must_use]
pub fn cases(log: &EventLog, utc_offset_hours: f64, numbers: &[usize]) -> Vec<CaseHistory> {
    let offset = (utc_offset_hours * 3600.0).round() as i64;
    let second = |milliseconds: i64| milliseconds.div_euclid(1000) + offset;
    let case = |case: &crate::log::CaseLog| CaseHistory {
        steps: case
            .events
            .iter()
            .map(|event| HistoryStep {
                activity: numbers[event.activity as usize],
                symbol: 0,
                start: event.start.map(second),
                end: second(event.end),
                resource: event.resource,
            })
            .collect(),
    };
    let cases = log.cases.iter().map(case);
    cases.filter(|case| !case.steps.is_empty()).collect()
}

/// The day since 1970 of a second.
#[must_use]
pub fn day_of(second: i64) -> i64 {
    second.div_euclid(DAY)
}

/// Seconds since midnight.
#[must_use]
pub fn seconds_of_day(second: i64) -> i64 {
    second.rem_euclid(DAY)
}
