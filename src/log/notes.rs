//! What of a file is not in the log that was read from it.

/// Counts of what was left out, to be told to the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes {
    /// Events that began and of which no completion is told: left out.
    pub never_completed: u64,
    /// Events that were completed and whose start is not told, of activities whose starts
    /// are told elsewhere: kept without a start.
    pub never_started: u64,
    /// Events that are neither a start nor a completion (scheduled, suspended, ...): left
    /// out.
    pub other_transitions: u64,
    /// Events that begin after they end: kept without their start.
    pub backwards: u64,
    /// Events that belong to no case (XES outside a trace): left out.
    pub without_case: u64,
}

impl Notes {
    /// Each count above zero as a sentence.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let told = [
            (
                self.never_completed,
                "that began and are never completed: left out",
            ),
            (
                self.never_started,
                "completed whose start is not told, unlike others of their activity: kept without a start",
            ),
            (
                self.other_transitions,
                "that are neither a start nor a completion: left out",
            ),
            (
                self.backwards,
                "that begin after they end: kept without a start",
            ),
            (self.without_case, "outside any case: left out"),
        ];
        told.into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} event(s) {words}"))
            .collect()
    }
}
