//! What a reader should know before relying on a number.

use crate::report::TargetLabel;
use crate::report::number::{Shown, fixed};
use crate::scenario::Grade;

/// An identity of the audit does not hold.
pub fn audit() -> String {
    "An identity of the audit does not hold: use no number of this study.".to_owned()
}

/// The study was interrupted.
pub fn partial() -> String {
    "This study was cut short; its intervals are wider than planned.".to_owned()
}

/// One agent stands for several researchers; `idle` offices have less work than one officer.
pub fn preview(scale: u32, idle: u32) -> String {
    let offices = match idle {
        0 => "An office has at least one officer per branch, however few files reach it".to_owned(),
        1 => "1 office has one officer per branch, the minimum, who has less work than stated"
            .to_owned(),
        many => {
            format!(
                "{many} offices have one officer per branch, the minimum, who has less work than stated"
            )
        }
    };
    format!(
        "This is a preview with one researcher in {scale}. {offices}. So waits, loads and effects of reforms of offices must not be read; run without `--scale` to see them."
    )
}

/// The share realised is near 0 or 1.
pub fn extreme(share: &Shown) -> String {
    format!(
        "The share realised at the baseline, {}, lies outside 10 to 90\u{a0}%, where effects are compressed.",
        share.sentence()
    )
}

/// One cause holds most of the losses.
pub fn one_cause(label: &str) -> String {
    format!("More than half of the losses at the baseline have one cause: {label}.")
}

/// One channel holds most of the losses.
pub fn one_channel(label: &str) -> String {
    format!("More than half of the losses at the baseline are in one channel: {label}.")
}

/// Removing all time from procedures would gain little.
pub fn time_is_free(points: f64) -> String {
    format!(
        "If the procedures where the reforms act took no time at all, the share realised would rise by only {} points, so no reform that speeds them up can rank high.",
        fixed(points, 1)
    )
}

/// No draw of the parameters ran.
pub fn only_luck() -> String {
    "The intervals cover luck alone: no draws of the parameters were run, so the intervals do not show how far the unknowns could move a number.".to_owned()
}

/// A simulated figure is far from its target.
pub fn missed(target: &str, simulated: &str, value: &str, label: Option<&TargetLabel>) -> String {
    let known = match label {
        Some(label) if label.grade == Some(Grade::assumed) => "assumed",
        Some(_) | None => "observed",
    };
    let note = label.map_or("", |label| &label.note);
    let sentence = format!(
        "{target}: {simulated} simulated, {value} {known}. They differ by more than a factor of two, and the figure was not fitted. {note}"
    );
    sentence.trim_end().to_owned()
}

/// No project could have been realised.
pub fn no_potential() -> String {
    "No potential project starts in the measured years: there is nothing to realise. \
     Raise `rate_a_year`, lengthen `study.years`, or lower `--scale`."
        .to_owned()
}

/// A concern about a key that bears on the headline.
pub fn of_key(address: &str, concern: &str) -> String {
    format!("`{address}`: {concern}.")
}

/// The kind of a warning about a scenario file.
pub fn expected(wanted: &str) -> String {
    format!("Expected {wanted}")
}
