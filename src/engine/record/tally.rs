//! Counts that the audits check.

/// Counts that the audits check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Cases filed.
    pub filed: u64,
    /// Cases decided.
    pub decided: u64,
    /// Cases withdrawn or given up.
    pub withdrawn: u64,
    /// Potential value formed, millionths.
    pub potential: u64,
    /// Value booked as realised.
    pub realised: u64,
    /// Value booked as lost.
    pub lost: u64,
    /// Projects formed that count.
    pub to_count: u64,
    /// Projects decided that count.
    pub counted: u64,
    /// Seconds that needs lived.
    pub lived: u64,
    /// Seconds in their trails.
    pub trailed: u64,
    pub crossings_begun: u64,
    pub crossings_ended: u64,
    /// Awards made to research projects.
    pub awards_made: u64,
    /// Awards handed to needs.
    pub awards_taken: u64,
    /// Residents who came.
    pub residents_came: u64,
    /// Residents who left.
    pub residents_left: u64,
}
