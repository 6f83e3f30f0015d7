//! Charts of what runs cost.

use super::{DOT, PARTIAL};
use crate::report::CostDescription;
use crate::report::number;
use crate::report::text::count;
use crate::stats::growth::{Range, Row, Series};

/// Three digits that count, fewer below one.
pub fn figure(value: f64) -> String {
    let decimals = match value {
        value if value >= 100.0 => 0,
        value if value >= 10.0 => 1,
        value if value >= 0.1 => 2,
        _ => 3,
    };
    number::fixed(value, decimals)
}

/// A value as it was chosen: 0.95, 8, 10.5 million.
pub fn chosen(value: f64) -> String {
    if value < 1000.0 {
        value.to_string()
    } else {
        number::quantity(value)
    }
}

/// Where each point is one run it has no interval. The ends stay on one line.
fn with_ends(range: Range, figure: impl Fn(f64) -> String, unit: &str) -> (String, String) {
    let median = format!("{}{unit}", figure(range.median));
    if range.greatest - range.least < 1e-9 {
        return (median, String::new());
    }
    let (least, greatest) = (figure(range.least), figure(range.greatest));
    (median, format!(" ({least}\u{a0}to\u{a0}{greatest})"))
}

/// `2.31 (2.20 to 2.40) times`.
fn times(range: Range) -> String {
    let (median, ends) = with_ends(range, figure, "");
    format!("{median}{ends} times")
}

/// `41 % (40 to 43)`.
fn percent(range: Range) -> String {
    let (median, ends) = with_ends(range, |share| number::fixed(share * 100.0, 0), "\u{a0}%");
    format!("{median}{ends}")
}

fn years(row: &Row) -> String {
    if (row.years - 1.0).abs() < 1e-9 {
        "1 measured year".to_owned()
    } else {
        format!("{} measured years", number::quantity(row.years))
    }
}

fn researchers(row: &Row) -> String {
    format!(
        "{} researchers simulated",
        number::quantity(row.researchers as f64)
    )
}

/// The line at the foot: what a point is, and where it was measured.
pub fn costs_source(about: &CostDescription, last: &Row) -> String {
    let point = if last.runs > 1 {
        format!("each point the median of {} runs", last.runs)
    } else {
        "each point one run".to_owned()
    };
    let partial = if about.partial {
        format!("{DOT}{PARTIAL}")
    } else {
        String::new()
    };
    format!(
        "{}{DOT}{point} of one machine, which the manifest names{DOT}Source: measured with Tidegate {}, scenario {}{partial}",
        about.title, about.version, about.study
    )
}

pub fn costs_missing(series: Series) -> String {
    format!("table `cost` has no row of `{}`", series.name())
}

pub const COSTS_KEY_RUNS: &str = "from the least run to the greatest";
pub const COSTS_SECONDS: &str = "Seconds";
pub const COSTS_MEMORY: &str = "Memory at most, megabytes";

/// How far something has grown, and the seconds with it; `growth` is none for one point.
fn grown_title(growth: Option<(f64, Range)>, what: &str, last: &Row) -> String {
    let seconds = figure(last.seconds);
    match growth {
        Some((grown, cost)) => format!(
            "{} times the {what} take {} the seconds: {seconds} s",
            number::quantity(grown.round()),
            times(cost)
        ),
        None => format!("{seconds} s for {} {what}", chosen(last.value)),
    }
}

pub fn researchers_title(growth: Option<(f64, Range)>, last: &Row) -> String {
    grown_title(growth, "researchers", last)
}

pub fn researchers_subtitle(first: &Row, last: &Row) -> String {
    format!(
        "One replication of the baseline over {} on one thread, calibration and pilot included; {} to {} researchers",
        years(first),
        number::quantity(first.value),
        number::quantity(last.value)
    )
}

pub const RESEARCHERS_KEY: &str = "growth in proportion, through the largest world";
pub const RESEARCHERS_SCALE: &str = "researchers simulated";

pub fn years_title(growth: Option<(f64, Range)>, last: &Row) -> String {
    grown_title(growth, "years", last)
}

pub fn years_subtitle(last: &Row) -> String {
    format!(
        "One replication of the baseline, {}, on one thread. Calibration, warm-up and the end of the last projects are paid for once",
        researchers(last)
    )
}

pub const YEARS_KEY: &str = "growth in proportion, through the longest run";
pub const YEARS_SCALE: &str = "measured years";

/// `apart` is the row of as many runs, each of one package.
pub fn packages_title(together: &Row, apart: Option<&Row>) -> String {
    let packages = count(together.packages as usize, "package");
    match apart {
        Some(apart) if together.packages > 1 => format!(
            "Together {packages} take {} of the seconds of separate runs",
            percent(together.seconds().over(apart.seconds()))
        ),
        _ => format!("{} s for {packages}", figure(together.seconds)),
    }
}

pub fn packages_subtitle(last: &Row) -> String {
    format!(
        "One replication of each package over {}, {}, on one thread. Packages of one study share calibration, pilot, warm-up and the baseline's run up to their first change",
        years(last),
        researchers(last)
    )
}

pub const PACKAGES_KEY_TOGETHER: &str = "packages of one study";
pub const PACKAGES_KEY_APART: &str = "each package in a separate run";
pub const PACKAGES_KEY_PROPORTION: &str = "the first package's seconds each time";
pub const PACKAGES_SCALE: &str = "packages, the baseline among them";

/// Whether long queues make events dear, only as far as the intervals tell; `dearest` is none
/// for one load.
pub fn load_title(first: &Row, dearest: Option<&Row>) -> String {
    let Some(dearest) = dearest else {
        let nanoseconds = figure(first.nanoseconds_an_event);
        return format!("{nanoseconds} nanoseconds an event");
    };
    let cost = dearest.an_event().over(first.an_event());
    let verdict = if first.runs.min(dearest.runs) < 2 {
        ", one run each"
    } else if cost.greatest <= 2.0 {
        ""
    } else if cost.least > 2.0 {
        ", more than twice"
    } else {
        "; the runs do not show whether it is more than twice"
    };
    format!(
        "At load {} an event costs {} that at {}{verdict}",
        chosen(dearest.value),
        times(cost),
        chosen(first.value)
    )
}

pub fn load_subtitle(last: &Row) -> String {
    format!(
        "Baseline over {}, {}, on one thread, matching of projects and warm-up included. The work of each file is scaled until every office with a queue reaches the load",
        years(last),
        researchers(last)
    )
}

/// What a point is.
pub fn load_key(last: &Row) -> &'static str {
    if last.runs > 1 { "median" } else { "one run" }
}

pub const LOAD_KEY_TWICE: &str = "twice the cost at the least load";

pub fn load_head(last: &Row) -> &'static str {
    if last.processor_seconds.is_some() {
        "Processor nanoseconds an event"
    } else {
        "Nanoseconds an event"
    }
}

pub const LOAD_SCALE: &str = "load of every office with a queue, share of capacity";

/// `several` and `one` are the seconds of the most threads over those of one thread, of
/// several replications and of one; none for one point.
pub fn threads_title(last: &Row, several: Option<Range>, one: Option<Range>) -> String {
    let replications = threads_key_several(last);
    let threads = count(last.threads as usize, "thread");
    match (several, one) {
        (Some(several), Some(one)) => format!(
            "{threads} take {} of the seconds of one for {replications}, {} for one replication",
            percent(several),
            percent(one)
        ),
        _ => format!("{replications} on {threads}: {} s", figure(last.seconds)),
    }
}

pub fn threads_subtitle(last: &Row) -> String {
    format!(
        "Replications of the baseline over {}, {}, calibration and pilot included. Replications run in parallel; one replication gains only from the projects formed in parallel with its pilot",
        years(last),
        researchers(last)
    )
}

pub fn threads_key_several(last: &Row) -> String {
    count(last.replications as usize, "replication")
}

pub const THREADS_KEY_ONE: &str = "one replication";
pub const THREADS_KEY_PROPORTION: &str = "seconds divided evenly among threads";
pub const THREADS_SCALE: &str = "threads";
