//! Scenarios, their models and small studies of them: any fault ends the test.

use std::path::Path;

use tidegate::compile::{self, Options, Package, build};
use tidegate::model::{Model, Policy};
use tidegate::scenario::Scenario;
use tidegate::study::{self, Correction, Extras, Plan, StudyResult, Unwatched};

use super::OrFail;

/// A scenario of a file or a built-in name.
#[track_caller]
pub fn load(name: impl AsRef<Path>) -> Scenario {
    load_with(name, &[])
}

/// The same with some values set.
#[track_caller]
pub fn load_with(name: impl AsRef<Path>, sets: &[&str]) -> Scenario {
    let sets: Vec<String> = sets.iter().map(|set| (*set).to_owned()).collect();
    compile::load(&name.as_ref().to_string_lossy(), &sets).or_fail()
}

/// A scenario of a text.
#[track_caller]
pub fn load_text(text: &str) -> Scenario {
    match compile::load_text("text", text, &[]) {
        Ok(scenario) => scenario,
        Err(faults) => panic!("{faults}\n{text}"),
    }
}

/// The model of a scenario.
#[track_caller]
pub fn built(scenario: &Scenario) -> Model {
    build(scenario, &Options::default()).or_fail()
}

/// The same, calibrated on its baseline.
#[track_caller]
pub fn calibrated(scenario: &Scenario) -> Model {
    study::calibrated(scenario, &Options::default(), &Correction::default())
        .or_fail()
        .0
}

/// Some packages of a scenario, as after `--packages`.
#[track_caller]
pub fn packages(names: &str, scenario: &Scenario) -> Vec<Package> {
    Package::parse_list(names, scenario).or_fail()
}

/// The policy of a package.
#[track_caller]
pub fn policy(scenario: &Scenario, model: &Model, package: &Package) -> Policy {
    compile::policy(scenario, model, package, &Options::default()).or_fail()
}

/// One replication of some packages without draws, on one thread.
#[track_caller]
pub fn plan(scenario: &Scenario, names: &str) -> Plan {
    Plan {
        packages: packages(names, scenario),
        replications: 1,
        draws: 0,
        split: false,
        structure: false,
        seed: 1,
        scale: None,
        years: None,
        threads: Some(1),
        memory: None,
        name: None,
        extras: Extras::None,
    }
}

/// The results of a study.
#[track_caller]
pub fn compare(scenario: &Scenario, plan: &Plan) -> StudyResult {
    study::compare(scenario, plan, &Unwatched).expect("the study runs")
}
