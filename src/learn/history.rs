//! A log as sequences of what was done and when, in seconds of local time.

use crate::log::EventLog;

/// Seconds of a day.
pub const DAY: i64 = crate::time::DAY.seconds() as i64;

/// What happened in one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The steps, by their end.
    pub steps: Vec<Done>,
}

/// Something that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Done {
    /// What, by its number in the log.
    pub activity: usize,
    /// When it was taken up, if that is known.
    pub start: Option<i64>,
    /// When it was done.
    pub end: i64,
    /// By whom, if that is known.
    pub resource: Option<u32>,
}

impl Case {
    /// When it came in.
    #[must_use]
    pub fn begun(&self) -> i64 {
        let first = self.steps.first();
        first.map_or(0, |step| step.start.unwrap_or(step.end))
    }

    /// The ends of its steps.
    pub fn times(&self) -> impl Iterator<Item = i64> {
        self.steps.iter().map(|step| step.end)
    }
}

/// The cases of a log in local time, some hours from UTC; without the activities that are
/// left out.
#[must_use]
pub fn cases(log: &EventLog, utc_offset_hours: f64, left_out: &[bool]) -> Vec<Case> {
    let offset = (utc_offset_hours * 3600.0).round() as i64;
    let second = |milliseconds: i64| milliseconds.div_euclid(1000) + offset;
    let case = |case: &crate::log::CaseLog| Case {
        steps: case
            .events
            .iter()
            .filter(|event| !left_out[event.activity as usize])
            .map(|event| Done {
                activity: event.activity as usize,
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

/// The second of its day.
#[must_use]
pub fn seconds_of_day(second: i64) -> i64 {
    second.rem_euclid(DAY)
}
