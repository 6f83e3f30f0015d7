//! Titles, subtitles, keys, notes and labels of the charts, and why a chart is left out.

mod costs;
mod flows;
mod marks;
mod order;
mod packages;
mod procedures;

use crate::report::Description;
use crate::report::number;
use crate::report::text::{uncertainty, units};
use crate::stats::{Coverage, Uncertainty};

pub use costs::*;
pub use flows::*;
pub use marks::PERCENT;
use marks::{DOT, PARTIAL};
pub use order::*;
pub use packages::*;
pub use procedures::*;

/// The unit below a scale of differences between percentages.
pub const POINTS: &str = "percentage points";

/// A share in whole percent.
pub fn whole_percent(share: f64) -> String {
    format!("{}{PERCENT}", number::fixed(share * 100.0, 0))
}

/// The mark of the baseline in a key.
pub const BASELINE: &str = "baseline";
/// The mark of an estimate in a key.
pub const ESTIMATE: &str = "estimate";

/// The mark of an interval in a key.
pub fn interval(spread: Uncertainty, n: u32) -> String {
    let covers = units::interval(Coverage::over(spread, n), n);
    format!("{covers}, {}", uncertainty(spread))
}

/// The intervals of a chart whose key names them.
pub const INTERVALS_BOTH: &str = "intervals by spread, see key";
/// The intervals of shares of a variance.
pub const INTERVALS_DRAWS: &str = "95\u{a0}% intervals over draws";

/// The intervals of shares of the draws.
pub const INTERVALS_BINOMIAL: &str =
    "exact 95\u{a0}% intervals of shares of the draws (Clopper and Pearson)";

/// The line at the foot of a study's chart: scenario, years, size, intervals, source.
pub fn source(about: &Description, (years, size): (&str, &str), intervals: &str) -> String {
    let warm_up = super::count(about.warm_up_years as usize, "year");
    let mut parts = vec![
        about.title.clone(),
        format!("projects with earliest start in {years}, after {warm_up} of warm-up"),
        size.to_owned(),
        intervals.to_owned(),
    ];
    if about.scale > 1 {
        parts.push(format!("PREVIEW, one researcher in {}", about.scale));
    }
    if about.partial {
        parts.push(PARTIAL.to_owned());
    }
    parts.push(format!(
        "Source: simulation with Tidegate {}, study {}; parameters and their sources in the report",
        about.version, about.study
    ));
    parts.join(DOT)
}

/// A PNG without letters would be useless.
pub const FONT_UNREADABLE: &str =
    "the font of the charts cannot be read; the SVG file shows the same chart";

/// A label that leaves the sheet.
pub fn label_cut(label: &str) -> String {
    format!("\"{label}\" is cut by the edge")
}

/// One label covers another.
pub fn labels_overlap(label: &str, other: &str) -> String {
    format!("\"{label}\" overlaps \"{other}\"")
}
