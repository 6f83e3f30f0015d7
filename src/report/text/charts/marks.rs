//! Signs and short marks that the lines of charts share.

/// Written behind each tick of a scale of percentages.
pub const PERCENT: &str = " %";
/// Stands between parts of the line at the foot.
pub const DOT: &str = " \u{b7} ";
/// Marks a study that was cut short.
pub const PARTIAL: &str = "PARTIAL, cut short";
