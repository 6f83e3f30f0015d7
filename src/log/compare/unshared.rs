//! Activities that only one of two logs has.

use std::collections::BTreeSet;

use serde::Serialize;

use super::EventLog;

/// An activity that the other log lacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnsharedActivity {
    /// The name.
    pub activity: String,
    /// The number of events.
    pub events: usize,
    /// Their share of all events of the log.
    pub share: f64,
}

/// Activities with events in `log` and none in `other`, the most frequent first.
pub(super) fn unshared(log: &EventLog, other: &EventLog) -> Vec<UnsharedActivity> {
    let counts = log.event_counts();
    let other_counts = other.event_counts();
    let shared: BTreeSet<&str> = with_events(other, &other_counts)
        .map(|(name, _)| name)
        .collect();
    let total: usize = counts.iter().sum();
    let mut unshared: Vec<UnsharedActivity> = with_events(log, &counts)
        .filter(|(name, _)| !shared.contains(name))
        .map(|(name, events)| UnsharedActivity {
            activity: name.to_owned(),
            events,
            share: events as f64 / total.max(1) as f64,
        })
        .collect();
    // The sort is stable: equally frequent activities stay in order of name.
    unshared.sort_by_key(|activity| std::cmp::Reverse(activity.events));
    unshared
}

/// Activities with at least one event, and their counts.
fn with_events<'a>(
    log: &'a EventLog,
    counts: &'a [usize],
) -> impl Iterator<Item = (&'a str, usize)> {
    let named = log.activities.iter().map(String::as_str);
    named.zip(counts.iter().copied()).filter(|(_, n)| *n > 0)
}
