//! Titles that say which reform has the largest effect, and the levels beside it.

use super::quoted;
use crate::report::number::Shown;

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

/// The intervals of the best two reforms overlap.
pub fn no_clear_winner(best: (&str, &Shown), next: (&str, &Shown)) -> String {
    format!(
        "No clear winner: the intervals of {}, {}, and {}, {}, overlap",
        quoted(best.0),
        best.1.short(),
        quoted(next.0),
        next.1.short()
    )
}

/// One reform is ahead of all others.
pub fn winner(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "The largest effect is that of {label}: {}",
        effect.sentence()
    )
}

/// The share realised at the baseline.
pub fn level(baseline: &Shown) -> String {
    format!("Share realised at the baseline: {}", baseline.short())
}

/// The share realised at the baseline and with another package.
pub fn levels(baseline: &Shown, label: &str, package: &Shown) -> String {
    let label = quoted(label);
    format!(
        "Share realised: baseline {}, {label} {}",
        baseline.short(),
        package.short()
    )
}
