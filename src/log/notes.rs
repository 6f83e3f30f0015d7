//! What a reader should know about a log that was read: what was left out, and what looks
//! like a fault of the file.

/// Counts to report to the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Notes {
    /// Starts without a completion: left out.
    pub never_completed: u64,
    /// Completions without a start, of activities that have starts elsewhere: kept without a
    /// start.
    pub never_started: u64,
    /// Events that are neither a start nor a completion (scheduled, suspended, ...): left
    /// out.
    pub other_transitions: u64,
    /// Events that begin after they end: kept without their start.
    pub backwards: u64,
    /// Events that belong to no case (XES outside a trace): left out.
    pub without_case: u64,
    /// Events that are equal in every cell (XES: in trace and every attribute) to an event
    /// before them: kept.
    pub equal_rows: u64,
    /// XES traces that have the name of a trace before them: their events are added to it.
    pub repeated_traces: u64,
}

impl Notes {
    /// Each count above zero as a sentence.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let counted = [
            (
                self.never_completed,
                "event(s) begin and are never completed: left out",
            ),
            (
                self.never_started,
                "event(s) end without a start, unlike others of their activity: kept without a start",
            ),
            (
                self.other_transitions,
                "event(s) are neither a start nor a completion: left out",
            ),
            (
                self.backwards,
                "event(s) begin after they end: kept without a start",
            ),
            (
                self.without_case,
                "event(s) stand outside any case: left out",
            ),
            (
                self.equal_rows,
                "event(s) are equal in every cell to an earlier event: all kept, each as an event; \
                 if the log was written twice, take the copies out",
            ),
            (
                self.repeated_traces,
                "trace(s) have the name of an earlier trace: their events are added to its case; \
                 if they are other cases, give them other names",
            ),
        ];
        counted
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect()
    }
}
