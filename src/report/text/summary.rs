//! The sentences and headings of `summary.md`, which open the page as well.

use super::finding::{how_often, over, worlds};
use super::quoted;
use crate::report::contender::Contender;
use crate::report::number::Shown;
use crate::stats::{DayStatistic, Indicator, Uncertainty};

/// The share realised at the baseline, and the projects.
pub fn baseline(share: &Shown, projects: Option<&Shown>) -> String {
    let projects = projects.map(|projects| format!("; projects realised: {}", projects.sentence()));
    format!(
        "At the baseline, {} of the value that attainable joint projects could create is realised{}.",
        share.sentence(),
        projects.unwrap_or_default()
    )
}

/// No single reform clearly has an effect.
pub fn none_clear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "No single reform clearly raises this share; the largest estimate is that of {label}, {}.",
        effect.sentence()
    )
}

/// The only single reform, which is not the widest package, has an effect.
pub fn only(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "The only single reform in this study is {label}. With it, the share realised changes by {}.",
        effect.sentence()
    )
}

/// The only single reform, which is not the widest package, does not clearly raise the share.
pub fn only_unclear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "The only single reform in this study is {label}. It is not clear that the share realised rises with it: {}.",
        effect.sentence()
    )
}

/// The same of a single reform that is the widest package, after [`package`].
pub fn unclear() -> String {
    "So it is not clear that the share realised rises with this reform.".to_owned()
}

/// No reform is best often enough to lead.
pub fn none_leads(contenders: &[Contender]) -> String {
    let names: Vec<String> = contenders.iter().map(how_often).collect();
    let over = contenders.first().map(over).unwrap_or_default();
    format!(
        "No single reform leads. Over {over}, the best was {}.",
        names.join(" or ")
    )
}

/// One reform is best nearly always, and little is lost where it is not.
pub fn leads(best: &Contender) -> String {
    let label = quoted(&best.entry.label);
    format!(
        "Among the single reforms {label} leads: the share realised changes by {}. It is the best in {}.",
        best.entry.shown.sentence(),
        worlds(best)
    )
}

/// The effect of the widest package: on the share, and on other indicators by their names.
pub fn package(label: &str, share: &Shown, others: &[(&str, Shown)]) -> String {
    let label = quoted(label);
    let others: Vec<String> = others
        .iter()
        .map(|(name, shown)| format!("; {name}: {}", shown.sentence()))
        .collect();
    format!(
        "With {label}, the share realised changes by {}{}.",
        share.sentence(),
        others.concat()
    )
}

/// Indicators that the sentence on the widest package names.
pub const OTHERS: [(Indicator, &str); 3] = [
    (Indicator::ProjectsRealised, "joint projects realised"),
    (
        Indicator::AssemblyDays(DayStatistic::Median),
        "median days to assembly",
    ),
    (Indicator::Exposure, "risky crossings that no step screened"),
];

/// What the intervals cover, and what a comparison of reforms means.
pub fn reading(spread: Uncertainty) -> String {
    let spread = super::uncertainty(spread);
    format!(
        "Intervals in these sentences are over {spread}. Each reform is compared by its effect and its cost, exactly as the scenario describes it. Whether it could be enacted is outside the model."
    )
}

/// The line above the main table.
pub fn above_table(spread: Uncertainty) -> String {
    let spread = super::uncertainty(spread);
    format!("Estimates with 95\u{a0}% intervals over {spread}.")
}

/// The intervals rest on few draws.
pub fn few_draws(n: u32) -> String {
    format!(
        "The intervals over {} rest on n = {n} draws. With so few they are rough.",
        Uncertainty::Parametric
    )
}

/// An interval of the table has no width.
pub fn no_width() -> String {
    "An interval without width means that all runs gave the same change, not that it is certain."
        .to_owned()
}

/// The first columns of the main table.
pub const COLUMNS: [&str; 3] = ["package", "share realised", "change"];

/// The other columns of the main table, each with its indicator.
pub const FURTHER_COLUMNS: [(Indicator, &str); 4] = [
    (Indicator::ProjectsRealised, "projects a year"),
    (
        Indicator::AssemblyDays(DayStatistic::Median),
        "median days to assemble",
    ),
    (Indicator::Exposure, "exposure"),
    (Indicator::ReformCost, "cost"),
];

/// The heading of the warnings.
pub const WARNINGS: &str = "Warnings";

/// The heading of the basis.
pub const BASIS: &str = "Basis";

/// Numbers of parameters, written out.
pub struct Parameters {
    /// All of them.
    pub all: String,
    /// Those measured.
    pub measured: String,
    /// Those from a similar procedure.
    pub analogue: String,
    /// Those assumed.
    pub assumed: String,
}

/// What ran, and what it rests on.
pub fn basis(years: &str, warm_up: &str, size: &str, parameters: &Parameters) -> String {
    format!(
        "Projects with earliest start in {years}, after {warm_up} of warm-up; {size}. \
         Intervals are 95\u{a0}%; `{}` is the spread over replications, `{}` adds the ranges of \
         the parameters. Of {} parameters {} are measured, {} analogue, {} assumed.",
        Uncertainty::Stochastic,
        Uncertainty::Parametric,
        parameters.all,
        parameters.measured,
        parameters.analogue,
        parameters.assumed,
    )
}
