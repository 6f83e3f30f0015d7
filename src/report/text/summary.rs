//! The sentences and headings of `summary.md`, which open the page as well.

use super::finding::{how_often, worlds};
use super::quoted;
use crate::report::contender::Contender;
use crate::report::number::Shown;
use crate::stats::{Indicator, Uncertainty};

/// The share realised at the baseline in some years, and the projects.
pub fn baseline(years: &str, share: &Shown, projects: Option<&Shown>) -> String {
    let projects = projects.map(|projects| format!("; projects realised: {}", projects.brief()));
    format!(
        "At the baseline, {} of the value that attainable joint projects could create is realised \
         in {years}{}.",
        share.sentence(),
        projects.unwrap_or_default()
    )
}

/// No single reform clearly has an effect.
pub fn none_clear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "No single reform clearly raises this share; the largest estimate is that of {label}, {}.",
        effect.brief()
    )
}

/// The only single reform, which is not the widest package, has an effect.
pub fn only(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "The only single reform in this study is {label}. With it, the share realised changes by {}.",
        effect.brief()
    )
}

/// The only single reform, which is not the widest package, does not clearly raise the share.
pub fn only_unclear(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "The only single reform in this study is {label}. It is not clear that the share realised rises with it: {}.",
        effect.brief()
    )
}

/// The same of a single reform that is the widest package, after [`package`].
pub fn unclear() -> String {
    "So it is not clear that the share realised rises with this reform.".to_owned()
}

/// No parameters were drawn, so nothing is ranked.
pub fn not_drawn(label: &str, effect: &Shown) -> String {
    let label = quoted(label);
    format!(
        "Which reform is best is not stated: no draws of the parameters were run (`--draws`). At \
         the central parameters the largest effect is that of {label}, {}.",
        effect.brief()
    )
}

/// No reform is best often enough to lead.
pub fn none_leads(contenders: &[Contender]) -> String {
    let names: Vec<String> = contenders.iter().map(how_often).collect();
    let draws = contenders.first().map_or(0, |contender| contender.n);
    format!(
        "No single reform leads. Of {draws} draws, the best was {}.",
        names.join(" or ")
    )
}

/// One reform is best nearly always, and little is lost where it is not.
pub fn leads(best: &Contender) -> String {
    let label = quoted(&best.entry.label);
    format!(
        "Among the single reforms {label} leads: the share realised changes by {}. It is the best in {}.",
        best.entry.shown.brief(),
        worlds(best)
    )
}

/// The effect of the widest package in the years of the headline.
pub struct PackageEffect {
    /// The package.
    pub label: String,
    /// The share realised at the baseline and with the package.
    pub levels: Option<(Shown, Shown)>,
    /// The years of the headline.
    pub years: String,
    /// Change of the share realised.
    pub share: Shown,
    /// Change of the value realised, in relative terms.
    pub gain: Option<Shown>,
    /// Whether the years of the headline are those in which the reforms have settled.
    pub settled: bool,
    /// The years before, with the change in them.
    pub before: Option<(String, Shown)>,
}

/// How much more is realised once the reforms have settled, and on the way.
pub fn package(effect: &PackageEffect) -> String {
    let PackageEffect {
        label,
        levels,
        years,
        share,
        gain,
        settled,
        before,
    } = effect;
    let settled = if *settled {
        ", once the reforms have settled"
    } else {
        ""
    };
    let levels = levels
        .as_ref()
        .map_or_else(String::new, |(baseline, package)| {
            format!(
                ", from {} to {} of the value that attainable joint projects could create",
                baseline.brief(),
                package.brief()
            )
        });
    let gain = gain.as_ref().map_or_else(String::new, |gain| {
        format!("; the value realised changes by {}", gain.brief())
    });
    let before = before.as_ref().map_or_else(String::new, |(years, shown)| {
        format!(
            "; on the way, in {years}, the share changes by {}",
            shown.brief()
        )
    });
    format!(
        "With {}, the share realised changes by {} in {years}{settled}{levels}{gain}{before}.",
        quoted(label),
        share.brief(),
    )
}

/// Other indicators of the same package and years.
pub fn others(others: &[(&'static str, Shown)]) -> String {
    let others: Vec<String> = others
        .iter()
        .map(|(name, shown)| format!("{name} {}", shown.brief()))
        .collect();
    format!("Further changes in the same years: {}.", others.join("; "))
}

/// The same by host: those whose procedures the reforms change, and the others.
pub fn for_whom(reforming: &[String], inside: &Shown, outside: &Shown) -> String {
    let (hosts, others) = match reforming {
        [one] => (format!("projects that {one} hosts"), "for all others"),
        [one, other] => (
            format!("projects that {one} or {other} hosts"),
            "for all others",
        ),
        more => (
            format!("projects of the {} hosts that reform", more.len()),
            "for those of other hosts",
        ),
    };
    format!(
        "For {hosts} the share changes by {}, {others} by {}.",
        inside.brief(),
        outside.brief()
    )
}

/// How much of the effect rests on evidence, over a spread.
pub fn evidence(shown: &Shown, spread: Uncertainty) -> String {
    let at = match spread {
        Uncertainty::Stochastic => " at the central parameters",
        Uncertainty::Parametric => "",
    };
    format!(
        "With only structural changes, and those whose size is measured or taken from a similar \
         procedure, the share changes by {}{at}; the sizes of all other changes are assumed.",
        shown.brief()
    )
}

/// No size of a change has a source.
pub fn no_evidence() -> String {
    "No change of a reform has a size that is measured or taken from a similar procedure: the \
     effect rests on assumed sizes."
        .to_owned()
}

/// Indicators beside the share realised.
pub const OTHERS: [(Indicator, &str); 2] = [
    (Indicator::ProjectsRealised, "joint projects realised"),
    (Indicator::Exposure, "risky crossings that no step screened"),
];

/// What the estimates are means over and the intervals cover, and what a comparison of reforms
/// means.
pub fn reading(spread: Uncertainty, intervals: &str) -> String {
    let means = match spread {
        Uncertainty::Stochastic => "means over the replications at the central parameters",
        Uncertainty::Parametric => "means over the draws of the parameters",
    };
    format!(
        "Unless a sentence says otherwise, its levels and effects are {means}, with {intervals}, to as many digits as these allow. Each reform is compared by its effect and its cost, exactly as the scenario describes it. Whether it could be enacted is outside the model."
    )
}

/// The line above the main table.
pub fn above_table(years: &str, intervals: &str) -> String {
    format!("Estimates for {years}, with {intervals}; cost over the whole horizon.")
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
pub const COLUMNS: [&str; 4] = [
    "package",
    "share realised",
    "change",
    "relative change of value",
];

/// The other columns of the main table, each with its indicator.
pub const FURTHER_COLUMNS: [(Indicator, &str); 3] = [
    (Indicator::ProjectsRealised, "projects a year"),
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
         `{}` is the spread over replications, `{}` adds the ranges of the parameters. Of {} parameters {} are measured, {} analogue, {} assumed.",
        Uncertainty::Stochastic,
        Uncertainty::Parametric,
        parameters.all,
        parameters.measured,
        parameters.analogue,
        parameters.assumed,
    )
}
