//! Notes on a log that was read: events left out, and signs of a faulty file.

/// Counts to report to the user.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LogNotes {
    /// Starts without a completion; left out.
    pub never_completed: u64,
    /// Completions without a start, of activities that have starts elsewhere; kept without a
    /// start.
    pub never_started: u64,
    /// Events that are neither start nor completion (scheduled, suspended, ...); left out.
    pub other_transitions: u64,
    /// Events that begin after they end; kept without their start.
    pub backwards: u64,
    /// Events without a case (XES outside a trace); left out.
    pub without_case: u64,
    /// Events equal to an earlier event in every cell (XES: in trace and every attribute);
    /// kept.
    pub equal_rows: u64,
    /// XES traces with the name of an earlier trace; their events are added to it.
    pub repeated_traces: u64,
}

impl LogNotes {
    /// Each count above zero as a sentence.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let counts = [
            (
                self.never_completed,
                "event(s) begin and are never completed; they are left out",
            ),
            (
                self.never_started,
                "event(s) end without a start, unlike others of their activity; they are kept without a start",
            ),
            (
                self.other_transitions,
                "event(s) are neither a start nor a completion; they are left out",
            ),
            (
                self.backwards,
                "event(s) begin after they end; they are kept without a start",
            ),
            (
                self.without_case,
                "event(s) belong to no case; they are left out",
            ),
            (
                self.equal_rows,
                "event(s) are equal in every cell to an earlier event; all are kept; \
                 if the log was written twice, remove the copies",
            ),
            (
                self.repeated_traces,
                "trace(s) have the name of an earlier trace; their events are added to its case; \
                 if they are other cases, rename them",
            ),
        ];
        counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, text)| format!("{count} {text}"))
            .collect()
    }
}
