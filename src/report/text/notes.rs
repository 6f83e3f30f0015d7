//! Notes on how to read a study, and whom a reform harms.

use crate::stats::{Indicator, Uncertainty, Unit};

/// The study ran with edits.
pub fn edited(edits: &str) -> String {
    format!("Edited by `--set`: {edits}. The figures are those of the edited scenario.")
}

/// In which folder the command runs that makes the study again.
pub fn run_where(is_built_in: bool) -> String {
    if is_built_in {
        "The scenario is part of the program, so this command makes the study again in any folder:"
            .to_owned()
    } else {
        "Run in the study's folder, which holds the scenario, this command makes the study again:"
            .to_owned()
    }
}

/// How intervals are formed.
pub fn intervals() -> String {
    "Intervals over luck are Student intervals for the mean of the replications. Intervals over luck and unknowns show where one more draw would lie.".to_owned()
}

/// Why medians may rise.
pub fn medians() -> String {
    "A good reform admits harder cases and lets projects live long enough to meet the next gate. Median days and the losses of a channel may therefore rise. Days over the needs that passed in both worlds are shown beside them.".to_owned()
}

/// Variants ran once.
pub fn variants() -> String {
    "Variants and the gains of removing one cause rest on one replication.".to_owned()
}

/// How far the corridors were from observed ones.
pub fn corridors(judged: &str) -> String {
    format!("Corridors: {judged}")
}

/// Whose projects a harm is about.
pub enum Harmed<'a> {
    /// All.
    All,
    /// Those that a jurisdiction hosts.
    Host(&'a str),
    /// Those with partners from a jurisdiction.
    Partner(&'a str),
    /// Those in a field.
    Field(&'a str),
}

/// A package harms some projects by an indicator. `interval` are its ends.
pub fn harm(
    package: &str,
    indicator: &Indicator,
    harmed: &Harmed,
    (estimate, interval): (f64, Option<(f64, f64)>),
    unit: &Unit,
    spread: Uncertainty,
) -> String {
    let whom = match harmed {
        Harmed::All => String::new(),
        Harmed::Host(host) => format!(" of projects hosted by {host}"),
        Harmed::Partner(partner) => format!(" of projects with partners from {partner}"),
        Harmed::Field(field) => format!(" of projects in {field}"),
    };
    let ends = interval.map_or_else(String::new, |(low, high)| {
        format!(" ({low:.3} to {high:.3})")
    });
    let spread = super::uncertainty(spread);
    format!(
        "Under {package}, `{indicator}`{whom} changes by {estimate:.3}{ends} {unit}, over {spread}."
    )
}

/// How many harms are not named.
pub fn more_harms(number: usize) -> String {
    format!("{number} more rows of `differences` lie wholly on the worse side.")
}
