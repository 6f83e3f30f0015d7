//! An event log in memory.

/// An event log: what happened to each case of a real or a simulated procedure, and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventLog {
    /// Activities, sorted by name.
    pub activities: Vec<String>,
    /// Resources, sorted by name; empty if the log names none.
    pub resources: Vec<String>,
    /// Cases, by the time of their first event, then by id.
    pub cases: Vec<CaseLog>,
}

/// What happened to one case.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseLog {
    /// The id of the case in the log.
    pub id: String,
    /// The events, by end, then by place in the file; at least one.
    pub events: Vec<Event>,
}

/// One event of a case. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Index of the activity.
    pub activity: u32,
    /// When it began, if known; never after `end`.
    pub start: Option<i64>,
    /// When it was completed.
    pub end: i64,
    /// Index of the resource, if known.
    pub resource: Option<u32>,
}

impl EventLog {
    /// The number of events of each activity.
    #[must_use]
    pub fn event_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.activities.len()];
        for event in self.cases.iter().flat_map(|case| &case.events) {
            counts[event.activity as usize] += 1;
        }
        counts
    }

    /// The cases with a first event in `from` (inclusive) to `until` (exclusive), in
    /// milliseconds since 1970 UTC; none is no bound. All events of such a case are kept, and
    /// activities and resources keep their indices.
    #[must_use]
    pub fn select(&self, from: Option<i64>, until: Option<i64>) -> EventLog {
        let is_selected = |case: &&CaseLog| {
            case.events.first().is_some_and(|first| {
                from.is_none_or(|from| first.end >= from)
                    && until.is_none_or(|until| first.end < until)
            })
        };
        Self {
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            cases: self.cases.iter().filter(is_selected).cloned().collect(),
        }
    }
}
