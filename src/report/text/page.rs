//! The templates of the page, and the words that fill them.

use crate::model::{HostGroup, Period};
use crate::report::number::{Shown, fixed};
use crate::scenario::Grade;
use crate::stats::tables::Section;
use crate::stats::{Indicator, Uncertainty};

/// Templates by name; the ending makes text in them escape itself.
pub const TEMPLATES: [(&str, &str); 10] = [
    ("page.html", include_str!("page/page.html")),
    ("macros.html", include_str!("page/macros.html")),
    ("findings.html", include_str!("page/findings.html")),
    ("experiments.html", include_str!("page/experiments.html")),
    ("structure.html", include_str!("page/structure.html")),
    ("changes_by.html", include_str!("page/changes_by.html")),
    ("narrow.html", include_str!("page/narrow.html")),
    ("losses.html", include_str!("page/losses.html")),
    ("details.html", include_str!("page/details.html")),
    ("basis.html", include_str!("page/basis.html")),
];

/// The numbers at the head of the page. Exposure stands beside the share realised: a gain bought
/// with risk must show it.
pub const FIGURES: [(Indicator, &str); 3] = [
    (
        Indicator::Convergence,
        "Share realised of the potential joint value",
    ),
    (Indicator::Exposure, "Risky crossings that no step screened"),
    (Indicator::ProjectsRealised, "Joint projects realised"),
];

/// What it means that a number is measured.
pub const MEASURED: &str = "for this quantity itself, with a source";
/// What it means that a number is an analogue.
pub const ANALOGUE: &str = "for something similar, with a source";
/// What it means that a number is assumed.
pub const ASSUMED: &str = "with a stated range";

/// Dimensions along which the share realised is shown.
pub const HOST: &str = "host";
/// As [`HOST`].
pub const FIELD: &str = "field";
/// As [`HOST`].
pub const SECTION: &str = "period and host";
/// As [`HOST`].
pub const YEAR: &str = "year of earliest start";

/// A loss of a project as a whole.
pub const NO_CHANNEL: &str = "no channel";

/// The spread at the baseline.
pub const AT_BASELINE: &str = "Share realised at the baseline";

/// The spread of the change under a package.
pub fn change_with(package: &str) -> String {
    format!("Change with {package}")
}

/// The gain from removing several causes, which one run removes together.
pub fn unlocked_together(causes: &[&str], gain: &str) -> String {
    format!("{} together: {gain}", causes.join(" and "))
}

/// In the row of a cause whose gain stands in the row of another.
pub fn unlocked_with(cause: &str) -> String {
    format!("see {}", super::quoted(cause))
}

/// The shares of the losses that parameters of each grade decided, the best known first; none: no
/// loss.
pub fn decided_by(shares: &[Option<Shown>; Grade::ALL.len()]) -> String {
    let [measured, analogue, assumed] = shares.each_ref().map(|share| match share {
        Some(share) => share.brief(),
        None => "nothing".to_owned(),
    });
    format!(
        "Of the value that is lost at the baseline, {assumed} is decided by a parameter that is assumed, {analogue} by one that is measured in a similar procedure, and {measured} by one that is measured itself."
    )
}

/// Rows of a table.
pub fn rows(number: usize) -> String {
    super::count(number, "row")
}

/// Parts of reforms that no change stands for.
pub fn not_encoded(number: usize) -> String {
    super::count(number, "part")
}

/// Identities of the audit.
pub fn identities(number: usize) -> String {
    match number {
        1 => "1 identity".to_owned(),
        many => format!("{many} identities"),
    }
}

/// In how many checks an identity held.
pub fn held(held: usize, checks: usize) -> String {
    let number = |count: usize| fixed(count as f64, 0);
    format!("{} of {}", number(held), number(checks))
}

/// A period and a group of hosts.
pub fn section((period, host): Section) -> String {
    let period = match period {
        None => "All measured years",
        Some(Period::Transition) => "While reforms come in",
        Some(Period::Settled) => "Once reforms have settled",
    };
    let host = match host {
        None => "all hosts",
        Some(HostGroup::Reforming) => "hosts that reform",
        Some(HostGroup::Other) => "other hosts",
    };
    format!("{period}, {host}")
}

/// The ends of an interval.
pub fn between(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}

/// In how many of the real reforms the observed change lies in the predicted interval.
pub fn experiments_inside(inside: usize, larger: usize, all: usize) -> String {
    if inside == 0 && larger == all {
        format!(
            "For none of {all} durations does the observed change lie in the interval: every observed cut is larger than predicted."
        )
    } else {
        format!("For {inside} of {all} durations the observed change lies in the interval.")
    }
}

/// Dimension of changes.
pub const PERIOD: &str = "period";
/// As [`PERIOD`].
pub const CORRIDOR: &str = "corridor";

/// From a guest's place to a host's.
pub fn corridor(origin: &str, destination: &str) -> String {
    format!("{origin} to {destination}")
}

/// A change for the better.
pub const BETTER: &str = "better";
/// A change for the worse.
pub const WORSE: &str = "worse";
/// The interval holds zero, or there is none.
pub const NOT_CLEAR: &str = "not clear";
/// Neither direction is better.
pub const NEITHER: &str = "neither is better";

/// What a column of estimates is the mean over.
pub const fn means(spread: Uncertainty) -> &'static str {
    match spread {
        Uncertainty::Stochastic => "the mean of the replications at the central parameters",
        Uncertainty::Parametric => "the mean over the draws",
    }
}
