//! Activities that only one of two logs has.

use std::collections::BTreeSet;

use serde::Serialize;

use super::EventLog;

/// An activity that the other log lacks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Unshared {
    /// Its name.
    pub activity: String,
    /// Its events.
    pub events: usize,
    /// Their share of all events of its log.
    pub share: f64,
}

/// Activities with events in `log` and none in `other`, the most frequent first.
pub(super) fn unshared(log: &EventLog, other: &EventLog) -> Vec<Unshared> {
    let counts = events(log);
    let others = events(other);
    let known: BTreeSet<&str> = with_events(other, &others).map(|(name, _)| name).collect();
    let all: usize = counts.iter().sum();
    let mut unshared: Vec<Unshared> = with_events(log, &counts)
        .filter(|(name, _)| !known.contains(name))
        .map(|(name, events)| Unshared {
            activity: name.to_owned(),
            events,
            share: events as f64 / all.max(1) as f64,
        })
        .collect();
    // Activities come by name, and stay so where they are as frequent.
    unshared.sort_by_key(|activity| std::cmp::Reverse(activity.events));
    unshared
}

/// Events of each activity.
fn events(log: &EventLog) -> Vec<usize> {
    let mut counts = vec![0; log.activities.len()];
    for event in log.cases.iter().flat_map(|case| &case.events) {
        counts[event.activity as usize] += 1;
    }
    counts
}

fn with_events<'a>(
    log: &'a EventLog,
    counts: &'a [usize],
) -> impl Iterator<Item = (&'a str, usize)> {
    let named = log.activities.iter().map(String::as_str);
    named.zip(counts.iter().copied()).filter(|(_, n)| *n > 0)
}
