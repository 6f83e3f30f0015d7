//! Titles that say which reform has the largest effect, and the levels beside it.

use super::quoted;
use crate::report::contender::Contender;
use crate::report::number::{self, Shown};

/// No single reform has a row.
pub fn effects() -> String {
    "Effect of each package on the share realised".to_owned()
}

/// No single reform clearly has an effect.
pub fn none_clear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "No single reform clearly raises the share realised; the largest estimate is that of {label}, {}",
        effect.sentence()
    )
}

/// The only single reform does not clearly raise it.
pub fn only_unclear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "It is not clear that the share realised rises with {label}: {}",
        effect.sentence()
    )
}

/// The only single reform has an effect.
pub fn only(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "Change in the share realised with {label}: {}",
        effect.sentence()
    )
}

/// No parameters were drawn.
pub fn not_drawn(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "Largest effect at the central parameters: {label}, {}. No draws were run, so nothing is ranked",
        effect.sentence()
    )
}

/// No reform is best often enough.
pub fn none_leads(contenders: &[Contender]) -> String {
    let names: Vec<String> = contenders.iter().map(how_often).collect();
    format!(
        "No single reform leads. Most often the best: {}",
        names.join(", ")
    )
}

/// One reform is best nearly always.
pub fn leads(best: &Contender) -> String {
    let label = quoted(&best.entry.label);
    let effect = best.entry.shown.sentence();
    format!("{label} leads: {effect}; best in {}", worlds(best))
}

/// A reform and how often it is the best.
pub fn how_often(contender: &Contender) -> String {
    format!("{} ({})", quoted(&contender.entry.label), times(contender))
}

/// How often a reform is the best, with the interval of the probability.
pub fn worlds(contender: &Contender) -> String {
    let share = &contender.best;
    format!(
        "{} of {} draws ({} {})",
        times(contender),
        contender.n,
        share.covers,
        share.interval
    )
}

/// In how many draws a reform is the best; a percentage where ties were split.
fn times(contender: &Contender) -> String {
    let times = contender.share * f64::from(contender.n);
    if (times - times.round()).abs() < 1e-6 {
        number::fixed(times, 0)
    } else {
        contender.best.estimate.clone()
    }
}

/// What a title of levels begins with.
pub const SHARE: &str = "Share realised";
/// The same of the central parameters.
pub const SHARE_CENTRAL: &str = "Share realised at the central parameters";

/// The share realised at the baseline.
pub fn level(share: &str, baseline: &Shown) -> String {
    format!("{share}, baseline: {}", baseline.short())
}

/// The share realised at the baseline and with another package.
pub fn levels(share: &str, baseline: &Shown, label: &str, package: &Shown) -> String {
    let label = quoted(label);
    format!(
        "{share}: baseline {}, {label} {}",
        baseline.short(),
        package.short()
    )
}
