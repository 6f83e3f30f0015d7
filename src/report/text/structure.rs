//! Sentences on other forms of the model and on the ranges of its parameters.

use super::quoted;
use crate::report::number::{Shown, fixed};
use crate::stats::DeepCause;
use crate::stats::tables::RegionRow;

/// The form that changes nothing.
pub const AS_STATED: &str = "The scenario as stated";

/// Forms with another leader that a sentence names at most.
const NAMED: usize = 3;

/// One reform has the largest effect whatever the form.
pub fn same_leader(label: &str, forms: usize) -> String {
    let label = quoted(label);
    match forms {
        1 => format!(
            "At the central parameters {label} also has the largest effect under the other form of the model (one thinned run)."
        ),
        _ => format!(
            "At the central parameters {label} has the largest effect under each of {forms} other forms of the model too (one thinned run each)."
        ),
    }
}

/// Another reform has the largest effect under some forms: each form with that reform.
pub fn other_leaders(label: &str, forms: usize, elsewhere: &[(String, String)]) -> String {
    let label = quoted(label);
    let named: Vec<String> = elsewhere
        .iter()
        .take(NAMED)
        .map(|(form, reform)| format!("{} under \u{201c}{form}\u{201d}", quoted(reform)))
        .collect();
    let more = match elsewhere.len().saturating_sub(NAMED) {
        0 => String::new(),
        1 => " and under one other".to_owned(),
        more => format!(" and under {more} others"),
    };
    format!(
        "The answer depends on the form of the model: at the central parameters, in one thinned run each, a reform other than {label} has the largest effect under {} of {forms} other forms ({}{more}).",
        elsewhere.len(),
        named.join(", ")
    )
}

/// A deep cause, as a sentence names it.
const fn cause(cause: DeepCause) -> &'static str {
    match cause {
        DeepCause::Pathway => "missing pathways",
        DeepCause::Awareness => "low awareness",
        DeepCause::Procedure => "cumbersome procedures",
    }
}

/// In how many worlds each deep cause is the largest.
pub fn region(draws: usize, corners: usize, times: &[(DeepCause, usize)]) -> String {
    let counted: Vec<String> = times
        .iter()
        .map(|(one, times)| format!("{} in {times}", cause(*one)))
        .collect();
    let corners = match corners {
        0 => String::new(),
        corners => format!(" and {corners} corners of the widest ranges"),
    };
    format!(
        "In {draws} draws{corners} the largest deep cause is: {}.",
        counted.join(", ")
    )
}

/// A deep cause is the largest nowhere: where it is worth most, and what is ahead of it there.
pub fn nowhere(most: &RegionRow, ahead: &RegionRow) -> String {
    let points = |row: &RegionRow| fixed(row.share * 100.0, 1);
    format!(
        "So {one} cannot lead in this model: it is worth {} points at most, in {} {}, where {} are worth {}.",
        points(most),
        most.design.name(),
        most.number,
        cause(ahead.cause),
        points(ahead),
        one = cause(most.cause),
    )
}

/// A reform and how often it is the best, in a cell.
pub fn best(label: &str, share: &Shown) -> String {
    format!("{label}: {} ({})", share.estimate, share.interval)
}

/// Single reforms with their settled and their later effect.
fn unsettled(effects: &[(String, f64, f64)]) -> String {
    let points = |effect: f64| fixed(effect * 100.0, 1);
    let named: Vec<String> = effects
        .iter()
        .map(|(label, settled, late)| {
            let label = quoted(label);
            format!("{label} ({} now, {} then)", points(*settled), points(*late))
        })
        .collect();
    named.join(", ")
}

/// Effects that go on rising.
pub fn rising(effects: &[(String, f64, f64)]) -> String {
    format!(
        "Still rising: in years nine to twelve these effects, in points, are more than 15 % larger than in the settled years, if no reform fades: {}.",
        unsettled(effects)
    )
}

/// Effects that fade by themselves.
pub fn fading(effects: &[(String, f64, f64)]) -> String {
    format!(
        "Fading: in years nine to twelve these effects, in points, are more than 15 % smaller than in the settled years, though no reform fades by itself: {}.",
        unsettled(effects)
    )
}

/// What removing each deep cause is worth in points, the largest first.
pub fn deep_causes(causes: &[(DeepCause, f64)]) -> String {
    let counted: Vec<String> = causes
        .iter()
        .map(|(one, share)| format!("{} ({})", cause(*one), fixed(share * 100.0, 1)))
        .collect();
    format!(
        "Of what the reforming jurisdictions could close themselves, in points, at the central parameters: {}.",
        counted.join(", ")
    )
}
