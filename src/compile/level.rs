//! From when on, and how far, a change of a reform is in force.

use jiff::civil::Date;

use crate::model::levers::Level;
use crate::scenario::keys::{Change, Reform, Root};
use crate::time::YEAR_DAYS;

/// The level of a change as the scenario states it, in days from `first_day`. No change begins
/// before the first measured day.
pub fn stated(root: &Root, first_day: Date, reform: &Reform, change: &Change) -> Level {
    let value = |of_change: Option<f64>, of_reform: Option<f64>| of_change.or(of_reform);
    let lead = reform.lead_days.as_ref().map_or(0.0, |days| days.value);
    let half_life = value(
        change.decay_half_life_years.as_ref().map(|p| p.value),
        reform.decay_half_life_years.as_ref().map(|p| p.value),
    );
    Level {
        start: starts(root, first_day, reform, change) + lead,
        ramp: value(
            change.ramp_days.as_ref().map(|p| p.value),
            reform.ramp_days.as_ref().map(|p| p.value),
        )
        .unwrap_or(0.0),
        half_life: half_life.map(|years| years * YEAR_DAYS),
        floor: value(
            change.decay_floor.as_ref().map(|p| p.value),
            reform.decay_floor.as_ref().map(|p| p.value),
        )
        .unwrap_or(0.0),
        intensity: reform.intensity.as_ref().map_or(1.0, |share| share.value),
    }
}

/// The same without lead, ramp or decay, and as much of the reform as its range allows.
pub fn at_once(root: &Root, first_day: Date, reform: &Reform, change: &Change) -> Level {
    let share = reform.intensity.as_ref();
    Level {
        start: starts(root, first_day, reform, change),
        ramp: 0.0,
        half_life: None,
        floor: 0.0,
        intensity: share.map_or(1.0, |share| share.high.unwrap_or(share.value)),
    }
}

/// The day on which a change starts, before any lead.
fn starts(root: &Root, first_day: Date, reform: &Reform, change: &Change) -> f64 {
    let first = root.study.start;
    let starts = change.starts.or(reform.starts).unwrap_or(first).max(first);
    days_between(first_day, starts.0) as f64
}

/// Days from one day to another.
pub fn days_between(from: Date, to: Date) -> i64 {
    from.until(to).map_or(0, |span| i64::from(span.get_days()))
}
