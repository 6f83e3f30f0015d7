//! Charts of effects by cohort and of the order of the reforms.

use crate::report::contender::Contender;
use crate::report::number::Shown;
use crate::report::text::finding::worlds;
use crate::report::text::quoted;

/// What the panels of cohorts show.
pub fn cohorts_subtitle(own_scale: bool) -> String {
    let scale = if own_scale {
        ". The panel on the left has a scale of its own; the others share one"
    } else {
        ""
    };
    format!(
        "Change from the baseline in the share realised, percentage points, by year of earliest start of the projects{scale}"
    )
}

/// The effect of a package once settled and before, each with its years.
pub fn cohorts_title(
    label: &str,
    settled: &(String, Shown),
    before: Option<&(String, Shown)>,
) -> String {
    let label = quoted(label);
    let before = before.map_or_else(String::new, |(years, shown)| {
        format!("; on the way, {years}: {}", shown.short())
    });
    let (years, shown) = settled;
    format!("{label} once settled, {years}: {}{before}", shown.short())
}

pub const COHORTS_UNTITLED: &str = "Effect of each package by year of earliest start";
/// The shaded years in the key.
pub const COHORTS_SETTLED: &str =
    "years in which the reforms have settled; before them they come in";

/// Under the name of a package.
pub fn cohorts_head(settled: bool, shown: &Shown) -> String {
    let when = if settled { "settled" } else { "all years" };
    format!("{when}: {}", shown.short())
}

pub const COHORTS_MISSING: &str =
    "table `differences` has fewer than two years of `convergence` of a package";

/// Which reform is the best most often.
pub fn order_title(first: &Contender, compared: usize) -> String {
    format!(
        "{} is the best of {compared} reforms in {}",
        quoted(&first.entry.label),
        worlds(first)
    )
}

pub const ORDER_UNTITLED: &str = "How often each reform is the best";

/// What the order compares.
pub fn order_subtitle(shown: usize, all: usize) -> String {
    let shown = if shown < all {
        format!(". {shown} of {all} reforms are shown")
    } else {
        String::new()
    };
    format!(
        "Reforms compared by their effect on the share realised, draw by draw: all are run in the same draws of the parameters with the same random numbers. A tie counts half{shown}"
    )
}

pub const ORDER_KEY_BEST: &str = "share of draws in which it is the best";
pub const ORDER_KEY_INTERVAL: &str = "95\u{a0}% interval";
pub const ORDER_KEY_MORE: &str = "better in more than half of the draws";
pub const ORDER_KEY_LESS: &str = "in less than half; grey: not clear";
/// Above the first column.
pub const ORDER_BEST: &str = "The best of all";
/// Below the scale of the first column.
pub const ORDER_SCALE: &str = "% of draws";
/// Below the matrix.
pub const ORDER_MATRIX: &str =
    "% of draws in which the reform of the row is better than that of the column";
/// Without draws nothing is ranked.
pub const ORDER_WITHOUT_DRAWS: &str = "no draws of the parameters were run (`--draws`)";
pub const ORDER_WITHOUT_RIVALS: &str = "fewer than two single reforms were compared";
