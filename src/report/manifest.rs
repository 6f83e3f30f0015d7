//! The manifest of a study: how it was made.

use serde::Serialize;

use super::content::Kind;
use crate::draw::{Key, SCHEME};
use crate::model::MODEL_VERSION;
use crate::scenario::{Scenario, resolve};
use crate::study::{Plan, StudyResult};

/// Version of the manifest itself.
const VERSION: u32 = 1;

/// The manifest: the only file with a duration, a path or a machine in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[expect(clippy::struct_field_names, reason = "the names are keys of the file")]
pub struct Manifest {
    /// Version of the manifest.
    pub manifest: u32,
    /// A study or the tables of a run.
    pub kind: Kind,
    /// Version of the program.
    pub program: &'static str,
    /// Version of the model. It changes with the results of a scenario and seed.
    pub model_version: u32,
    /// Version of the scheme that maps causes to draws.
    pub key_scheme: &'static str,
    /// The study's name.
    pub study: String,
    /// Hash of the resolved scenario with its tables.
    pub scenario_hash: String,
    /// Packages in their order.
    pub packages: Vec<String>,
    /// Seed of all draws.
    pub seed: u64,
    /// Replications at the central parameters that were finished.
    pub replications: u32,
    /// Draws of the parameters that were finished.
    pub draws: u32,
    /// `whole` or `partial`.
    pub state: &'static str,
    /// Events of all runs.
    pub events: u64,
    /// Seconds it took.
    pub seconds: f64,
    /// The command line.
    pub command: Vec<String>,
}

impl Manifest {
    /// The manifest of a study that took some seconds.
    #[must_use]
    pub fn new(
        kind: Kind,
        scenario: &Scenario,
        plan: &Plan,
        done: &StudyResult,
        seconds: f64,
        command: Vec<String>,
    ) -> Self {
        Self {
            manifest: VERSION,
            kind,
            program: env!("CARGO_PKG_VERSION"),
            model_version: MODEL_VERSION,
            key_scheme: SCHEME,
            study: plan.study_name(scenario),
            scenario_hash: scenario_hash(scenario),
            packages: done.packages.clone(),
            seed: plan.seed,
            replications: done.replications,
            draws: done.draws,
            state: if done.partial { "partial" } else { "whole" },
            events: done.events,
            seconds,
            command,
        }
    }

    /// As indented JSON.
    #[must_use]
    pub fn json(&self) -> String {
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }
}

/// A stable hash of the resolved scenario and its tables, 16 hexadecimal digits.
#[must_use]
pub fn scenario_hash(scenario: &Scenario) -> String {
    let resolved = resolve(scenario);
    let mut key = Key::named(&resolved.toml);
    for (path, text) in &resolved.tables {
        key = key.within(Key::named(path)).within(Key::named(text));
    }
    if scenario.unedited.is_some() {
        // The same keys, calibrated before the edits.
        key = key.within(Key::named("edited after the calibration"));
    }
    format!("{:016x}", key.bits())
}
