//! The log in memory.

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
    /// What the log calls the case.
    pub id: String,
    /// Its events, by their end, then by their place in the file; at least one.
    pub events: Vec<Event>,
}

/// One thing that happened to a case. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Index of the activity.
    pub activity: u32,
    /// When it began, where the log tells; never after `end`.
    pub start: Option<i64>,
    /// When it was complete.
    pub end: i64,
    /// Index of who did it, where the log tells.
    pub resource: Option<u32>,
}

impl EventLog {
    /// The cases whose first event lies in `from` (inclusive) to `until` (exclusive), in
    /// milliseconds since 1970 UTC; an end left out has no bound. All events of such a case
    /// are kept, and all activities and resources keep their index.
    #[must_use]
    pub fn select(&self, from: Option<i64>, until: Option<i64>) -> EventLog {
        let within = |case: &&CaseLog| {
            case.events.first().is_some_and(|first| {
                from.is_none_or(|from| first.end >= from)
                    && until.is_none_or(|until| first.end < until)
            })
        };
        Self {
            activities: self.activities.clone(),
            resources: self.resources.clone(),
            cases: self.cases.iter().filter(within).cloned().collect(),
        }
    }
}
