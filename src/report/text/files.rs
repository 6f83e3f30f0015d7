//! Comments in the scenario files that a study leaves.

/// The head of the scenario of a study with edits.
pub const EDITED: &str = "# The scenario as stated, before the edits by `--set` with which the study ran.\n\
                          # The edits are in summary.md and on the page, in the command that makes the study again.\n\n";

/// The head of a file of fitted values over a scenario.
pub fn fitted(scenario: &str) -> String {
    format!("# Values that `tidegate fit targets` found. Run this file instead of {scenario}.\n")
}

/// What a value was fitted to.
pub fn fitted_to(target: &str, before: f64) -> String {
    format!("Fitted to target `{target}`; it was {before}.")
}
