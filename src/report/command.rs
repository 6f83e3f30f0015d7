//! The command that repeats a study.

use std::fmt::Write;

use crate::compile::Package;
use crate::scenario::Scenario;
use crate::study::{Extras, Plan, default_name};

/// The file of a study's folder that holds its scenario.
pub(super) const SCENARIO_FILE: &str = "scenario.toml";

/// The command that repeats the study. It names a built-in scenario. A user's file is copied
/// to the study's folder, and the command runs there, so it contains no path of the user.
#[must_use]
pub fn command(scenario: &Scenario, plan: &Plan) -> String {
    let sets = ["baseline,singles,full", "singles,full", "all"];
    let set = sets.into_iter().find(|set| {
        Package::parse_list(set, scenario).is_ok_and(|packages| packages == plan.packages)
    });
    let names: Vec<String> = plan.packages.iter().map(Package::name).collect();
    let packages = set.map_or_else(|| names.join(","), str::to_owned);
    let built_in = scenario.built_in_name();
    let mut command = format!(
        "tidegate compare {} --packages {} --replications {} --draws {} --seed {}",
        quoted(built_in.unwrap_or(SCENARIO_FILE)),
        quoted(&packages),
        plan.replications,
        plan.draws,
        plan.seed
    );
    let name = plan.study_name(scenario);
    if built_in.is_none() || name != default_name(scenario) {
        let _ = write!(command, " --name {}", quoted(&name));
    }
    if let Some(scale) = plan.scale {
        let _ = write!(command, " --scale {scale}");
    }
    if let Some(years) = plan.years {
        let _ = write!(command, " --years {years}");
    }
    if plan.split {
        command += " --split";
    }
    if plan.structure {
        command += " --structure";
    }
    for edit in &scenario.edits {
        let _ = write!(command, " --set {}", quoted(edit));
    }
    if !scenario.edits.is_empty() && scenario.unedited.is_none() {
        command += " --recalibrate";
    }
    match plan.extras {
        Extras::None => command += " --plain",
        Extras::Usual => {}
        Extras::Thorough => command += " --thorough",
    }
    command
}

/// A word of a command line as a POSIX shell reads it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.,+/:=@%".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_a_shell_would_read_otherwise_are_quoted() {
        assert_eq!(quoted("baseline,singles,full"), "baseline,singles,full");
        assert_eq!(quoted("my reform"), "'my reform'");
        assert_eq!(quoted("$(id);b"), "'$(id);b'");
        assert_eq!(quoted("it's"), "'it'\\''s'");
        assert_eq!(quoted(""), "''");
    }
}
