//! Charts of where value is lost: causes, channels, offices, corridors.

use super::marks::PERCENT;
use crate::model::Loss;
use crate::report::number::{self, Shown};
use crate::report::text;

/// The first bar of the waterfall.
pub const WATERFALL_POTENTIAL: &str = "potential";
/// The bar of all causes that have none.
pub const WATERFALL_OTHER: &str = "other";
pub const WATERFALL_SUBTITLE: &str = "Share of potential value, %. Each loss is booked once, to its first cause; removing a cause would not gain its whole share";

/// A share of the potential value that is left.
pub fn waterfall_left(share: f64) -> String {
    format!("{}{PERCENT}", number::fixed(share * 100.0, 1))
}

/// A share of the potential value that is lost.
pub fn waterfall_lost(share: f64) -> String {
    format!("{}{PERCENT}", number::fixed(-share * 100.0, 1))
}

/// The largest loss at the baseline, and with the package beside it.
pub fn waterfall_largest(baseline: Loss, package: Option<Loss>) -> String {
    let first = text::loss(baseline);
    match package {
        Some(second) if second == baseline => format!("{first}, in both"),
        Some(second) => format!(
            "{first} at the baseline, {} with the package",
            text::loss(second)
        ),
        None => first.to_owned(),
    }
}

/// `levels` states the shares realised, `largest` the largest loss.
pub fn waterfall_title(levels: Option<String>, largest: Option<String>) -> String {
    match (levels, largest) {
        (Some(levels), Some(cause)) => {
            format!("{levels}; largest loss: {cause}")
        }
        (None, Some(cause)) => format!("Most value is lost to one cause: {cause}"),
        (Some(levels), None) => levels,
        (None, None) => "From potential to realised value".to_owned(),
    }
}

pub const WATERFALL_MISSING: &str = "table `losses` has no row of the baseline";
pub const CHANNELS_SUBTITLE: &str = "Percentage points of potential value that a reform recovers, at the central parameters, from the losses booked to a channel (minus: more is lost there, often because more projects get that far). Bold: the 95 % interval excludes zero";
/// A cell without a row.
pub const CHANNELS_EMPTY: &str = "no row";

/// `is_alone`: no other interval reaches the best one's.
pub fn channels_title(is_alone: bool, (reform, channel): (&str, &str), recovery: &Shown) -> String {
    let rank = if is_alone {
        "Largest"
    } else {
        "No clear first; largest estimated"
    };
    format!(
        "{rank} recovery of one reform in one channel: {reform}, {channel}, {}",
        recovery.sentence()
    )
}

pub const CHANNELS_UNTITLED: &str = "Where each package recovers value";
pub const CHANNELS_NONE_CLEAR: &str = "No single reform clearly recovers value in any one channel";
pub const CHANNELS_MISSING: &str = "table `effects` has no row of a reform that moves anything";
pub const CHANNELS_ONE: &str = "it compares reforms, and the study has one; see table `effects`";
pub const ELAPSED_SUBTITLE: &str = "Share of files decided within a number of days from filing, %, up to nine in ten. A reform that admits harder cases may lengthen the days";
pub const ELAPSED_KEY_LIMIT: &str = "statutory limit, in calendar days";
/// The unit of the scale.
pub const ELAPSED_UNIT: &str = "days";

/// At the line of a limit.
pub fn elapsed_limit(days: f64) -> String {
    format!("{} days", number::fixed(days, 0))
}

/// The names of a panel's limits.
pub fn elapsed_limits(names: &[&str]) -> String {
    names.join("; ")
}

/// `median` is the longest median, with its interval where there is one.
pub fn elapsed_title(channel: &str, median: &Shown, days: f64) -> String {
    let median = if median.estimate.is_empty() {
        format!("{} days", number::quantity(days))
    } else {
        median.short()
    };
    format!(
        "Longest median at the baseline: {channel}, where half of the files take more than {median}"
    )
}

pub const ELAPSED_UNTITLED: &str = "Days from filing to outcome, by channel";
pub const ELAPSED_MISSING: &str =
    "table `distributions` has no row of the baseline for the whole world";
pub const OFFICES_KEY_TARGET: &str = "load that the calibration aims at";

pub fn offices_subtitle(shown: usize, all: usize) -> String {
    format!(
        "Share of officers' open time worked, %; {shown} of {all} offices, sorted by load at the baseline. Files wait at an office near 100 %"
    )
}

/// The share worked before a reform and after it.
pub fn offices_shares(before: f64, after: Option<f64>) -> String {
    let percent = |share: f64| number::fixed(share * 100.0, 0);
    let after = after.map_or_else(String::new, |after| format!(" \u{2192} {}", percent(after)));
    format!("{}{after}{PERCENT}", percent(before))
}

pub fn offices_title(office: &str, share: &Shown) -> String {
    format!(
        "Highest load at the baseline: {office}, whose officers work {} of their open time",
        share.sentence()
    )
}

pub const OFFICES_MISSING: &str = "table `offices` has no row of the baseline with a utilisation";

pub fn corridors_hosted(place: &str) -> String {
    format!("Hosted in {place}, guests from \u{2026}")
}

pub fn corridors_visiting(place: &str) -> String {
    format!("Guests from {place}, hosted in \u{2026}")
}

/// Above the corridors where no place has a part in all.
pub fn corridors_all() -> String {
    corridors_label("Guest", "host")
}

pub fn corridors_label(origin: &str, destination: &str) -> String {
    format!("{origin} \u{2192} {destination}")
}

/// How many corridors are shown, and how they were chosen.
pub fn corridors_subtitle(shown: usize, all: usize, panels: usize) -> String {
    let side = if panels > 1 { " on each side" } else { "" };
    let choice = if shown < all {
        format!("{shown} of {all} corridors, those that gain most{side}, sorted by the change")
    } else {
        let all = text::count(all, "corridor");
        format!("{all} in all, sorted by the change{side}")
    };
    format!(
        "Realised share of the potential value of each corridor's projects, %; {choice}. Corridors with few projects vary by chance"
    )
}

/// A corridor with its share realised, in a title.
pub fn corridors_share((origin, destination): (&str, &str), share: &Shown) -> String {
    format!("{origin} to {destination} {}", share.short())
}

/// From the corridor that realises least to the one that realises most; `most` is empty where
/// there is one corridor.
pub fn corridors_title(least: &str, most: Option<&str>) -> String {
    match most {
        None => format!("At the baseline: {least}"),
        Some(most) => {
            format!("Baseline by corridor, from least to most realised: {least}; {most}")
        }
    }
}

pub const CORRIDORS_MISSING: &str = "table `corridors` has no row of `convergence` at the baseline";
