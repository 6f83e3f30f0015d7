//! Charts that compare packages of reforms.

use crate::model::Period;
use crate::report::number::{self, Shown};
use crate::stats::Indicator;

/// How many of the packages are shown, where not all are.
fn shown_of(shown: usize, all: usize) -> String {
    if shown < all {
        format!(". {shown} of {all} packages are shown; the tables hold all")
    } else {
        String::new()
    }
}

pub fn effects_subtitle(shown: usize, all: usize) -> String {
    format!(
        "Change from the baseline in the share realised, percentage points, reforms as encoded in the scenario{}",
        shown_of(shown, all)
    )
}

pub const EFFECTS_KEY: &str = "effect";
pub const EFFECTS_KEY_EVIDENCE: &str = "structural changes and sourced sizes only";
pub const EFFECTS_MISSING: &str = "table `differences` has no row of `convergence` for a package";
/// The title of the levels where the baseline has none.
pub const LEVELS_UNTITLED: &str = "Share realised, by package";

pub fn levels_subtitle(shown: usize, all: usize) -> String {
    format!(
        "Realised share of the value that attainable joint projects could create, %. Effects of reforms are known more precisely than these levels{}",
        shown_of(shown, all)
    )
}

pub const LEVELS_MISSING: &str = "table `indicators` has no row of `convergence` for a package";

pub fn cost_subtitle(currency: &str, most: f64) -> String {
    let exposure = if most > 0.0 {
        let most = number::quantity(most);
        format!(". Larger dots change exposure more, at most by {most} per 1,000 crossings")
    } else {
        String::new()
    };
    format!(
        "Change in the share realised, percentage points, against discounted cost, {currency}{exposure}"
    )
}

pub const COST_MORE_EXPOSURE: &str = "more risky crossings that no step screened";
pub const COST_LESS_EXPOSURE: &str = "fewer";
pub const COST_SAME_EXPOSURE: &str = "no clear change in exposure";

pub fn cost_interval(interval: &str) -> String {
    format!("{interval}, of the effect")
}

/// The scale of costs; `magnitude` is empty or ` million`.
pub fn cost_scale(magnitude: &str, currency: &str) -> String {
    format!("discounted cost,{magnitude} {currency}")
}

/// A point by number, in the list beside the chart.
pub fn cost_numbered(number: &str, package: &str) -> String {
    format!("{number}  {package}")
}

pub const COST_MISSING: &str = "no package has both `reform_cost` and a change in `convergence`";

/// What the intervals of the gain per unit of cost allow a title to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CostRanking {
    /// No reform has a gain per unit of cost.
    Missing,
    /// One reform has one.
    Only,
    /// The best interval lies above zero and above all others.
    Clear,
    /// Intervals meet.
    Open,
}

pub fn cost_title(ranking: CostRanking, best: &str, gain: &Shown) -> String {
    let gain = gain.sentence();
    match ranking {
        CostRanking::Missing => "Gain in the share realised against cost and exposure".to_owned(),
        CostRanking::Only => format!("{best}, gain per unit of cost: {gain}"),
        CostRanking::Clear => format!("{best} gains most per unit of cost: {gain}"),
        CostRanking::Open => {
            format!("No clear winner per unit of cost. Largest estimate: {best}, {gain}")
        }
    }
}

pub const QUARTERS_SUBTITLE: &str = "Realised share of the potential value of projects whose earliest start lies in the quarter, at the central parameters, %";

/// At the end of a package's line; `last` is the share of the last quarter.
pub fn quarters_label(package: &str, last: Option<f64>) -> String {
    let last = last.map_or_else(String::new, |last| number::fixed(last * 100.0, 1));
    format!("{package} {last}\u{a0}%")
}

pub fn quarters_title(package: &str, last: &Shown, baseline: &Shown) -> String {
    format!(
        "Share realised in the last quarter: {package} {}, baseline {}",
        last.short(),
        baseline.short()
    )
}

pub const QUARTERS_UNTITLED: &str = "Realised share by quarter";

pub fn quarters_missing(indicator: &Indicator) -> String {
    format!("table `series` has no package with two quarters of `{indicator}`")
}

pub const ARRIVALS_SUBTITLE: &str = "Resources that arrived for joint projects each year. Each kind has a scale of its own, which need not begin at zero";

/// A kind of resource with its change, in a title.
pub fn arrivals_change(kind: &str, change: &Shown) -> String {
    format!("{kind} {}", change.short())
}

pub fn arrivals_title(package: &str, changes: &[String]) -> String {
    if changes.is_empty() {
        format!("{package}: no clear change in arrivals a year")
    } else {
        format!("Arrivals a year with {package}: {}", changes.join(", "))
    }
}

pub const ARRIVALS_UNTITLED: &str = "Arrivals a year";
pub const ARRIVALS_MISSING: &str =
    "table `indicators` has no row of `arrival` above 0 for the whole world";

/// Splits of the variance by parameter group.
pub fn groups_subtitle(shown: usize, all: usize) -> String {
    let packages = if shown < all {
        format!(". {shown} of {all} packages are shown")
    } else {
        String::new()
    };
    format!(
        "Total effect of each parameter group on the share realised and on its change with each reform: % of the variance over draws that would remain if all else were known. Effects may add to more than 100 %{packages}"
    )
}

pub const GROUPS_KEY_EFFECT: &str = "total effect of a parameter group, %";
pub const GROUPS_KEY_LUCK: &str = "luck: what would remain if every parameter were known, %";
pub const GROUPS_KEY_INTERVAL: &str = "95 % interval";
pub const GROUPS_DEVIATION: &str = "Standard deviation, points";
pub const GROUPS_LUCK: &str = "luck";
/// Above the columns of packages.
pub const GROUPS_CHANGES: &str = "Change in that share with";
/// Above the column of the baseline.
pub const GROUPS_LEVEL: &str = "Share realised at the baseline";
pub const GROUPS_SCALE: &str = "% of the variance over draws";

/// A share in whole percent without the sign; a small one is not shown as nothing.
pub fn groups_share(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        "<1".to_owned()
    } else {
        number::fixed(share * 100.0, 0)
    }
}

pub const GROUPS_MISSING: &str =
    "the variance was not split by parameter groups; run the study with `--split`";

pub const COHORTS_SUBTITLE: &str = "Change of the share realised from the baseline, percentage points, by year in which a project may start at the earliest";
pub const COHORTS_UNTITLED: &str = "Effect by year of earliest start";
pub const COHORTS_MISSING: &str =
    "table `differences` has no package with `convergence` in two years";

/// The interval that the chart shows, with the name of its package.
pub fn cohorts_interval(interval: &str, package: &str) -> String {
    format!("{package}: {interval}")
}

/// The effect of a package in its first and in its last year.
pub fn cohorts_title(package: &str, first: &(i32, Shown), last: &(i32, Shown)) -> String {
    format!(
        "{package}: {} for projects of {}, {} for those of {}",
        first.1.brief(),
        first.0,
        last.1.short(),
        last.0
    )
}

/// The years before and after the reforms have settled.
pub fn cohorts_period(period: Period) -> String {
    match period {
        Period::Transition => "the reforms come in".to_owned(),
        Period::Settled => "settled".to_owned(),
    }
}

/// At the end of a package's line; `last` is the effect in the last year.
pub fn cohorts_label(package: &str, last: Option<f64>) -> String {
    let last = last.map_or_else(String::new, |last| number::signed(last * 100.0, 1));
    format!("{package} {last}")
}

/// How often each reform is the best, over a number of draws.
pub fn order_subtitle(draws: u32) -> String {
    format!(
        "Share of {draws} draws of the parameters in which the reform raises the share realised most, all reforms in the same draws"
    )
}

pub const ORDER_BEST: &str = "best of the single reforms";
pub const ORDER_FIRST_TWO: &str = "among the first two";
pub const ORDER_INTERVAL: &str = "exact 95 % interval of being best";
pub const ORDER_SCALE: &str = "% of the draws";
/// Above the column of expected regret.
pub const ORDER_REGRET: &str = "mean distance from the best, points";
pub const ORDER_WITHOUT_DRAWS: &str =
    "no draws of the parameters were run (`--draws`), so the reforms are not ranked";
pub const ORDER_MISSING: &str = "there are not two single reforms to compare";
