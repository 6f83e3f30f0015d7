//! Titles that say which reform has the largest effect, and the levels beside it.

use crate::report::number::Shown;

/// No single reform has a row.
pub fn effects() -> String {
    "Effect of each package on convergence".to_owned()
}

/// No single reform clearly has an effect.
pub fn none_clear(label: &str, effect: &Shown) -> String {
    format!(
        "No single reform clearly raises convergence; the largest estimate is {label}, {}",
        effect.sentence()
    )
}

/// The only single reform has an effect.
pub fn only(label: &str, effect: &Shown) -> String {
    format!("{label}: {}", effect.sentence())
}

/// The intervals of the best two reforms overlap.
pub fn no_clear_winner(best: (&str, &Shown), next: (&str, &Shown)) -> String {
    format!(
        "No clear winner: the intervals of {}, {}, and {}, {}, overlap",
        best.0,
        best.1.short(),
        next.0,
        next.1.short()
    )
}

/// One reform is ahead of all others.
pub fn winner(label: &str, effect: &Shown) -> String {
    format!("{label} recovers most: {}", effect.sentence())
}

/// The share realised at the baseline.
pub fn level(baseline: &Shown) -> String {
    format!(
        "Share of potential value realised at the baseline: {}",
        baseline.short()
    )
}

/// The share realised at the baseline and with another package.
pub fn levels(baseline: &Shown, label: &str, package: &Shown) -> String {
    format!(
        "Share of potential value realised: baseline {}, {label} {}",
        baseline.short(),
        package.short()
    )
}
