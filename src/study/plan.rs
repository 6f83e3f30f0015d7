//! What a study runs: packages, replications, draws, variants.

use crate::compile::{Cube, Options, Package};
use crate::draw::Key;
use crate::model::Transform;
use crate::scenario::Scenario;

/// The design of a study.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// Packages; the baseline is always run.
    pub packages: Vec<Package>,
    /// Replications at the central parameters.
    pub replications: u32,
    /// Draws of the parameters, one replication each.
    pub draws: u32,
    /// Whether the spread over draws is split by groups of parameters, which takes as many
    /// runs again for each group and two more times.
    pub split: bool,
    /// Seed of all draws.
    pub seed: u64,
    /// One researcher in this many, in place of the scenario's.
    pub scale: Option<u32>,
    /// Measured years, in place of the scenario's.
    pub years: Option<f64>,
    /// Threads; none: as many as the machine has cores.
    pub threads: Option<usize>,
    /// Bytes of memory that are free; none: not known. It may hold threads back, and
    /// changes no byte of the result.
    pub memory: Option<u64>,
    /// What the study is called; none: as its scenario, with a mark where that is edited.
    pub name: Option<String>,
    /// Frictionless runs, variants, unlocking and evidence-only runs.
    pub extras: Extras,
}

/// What is run beside the packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extras {
    /// Nothing.
    None,
    /// Frictionless worlds, variants of baseline and `full`, one replication.
    Usual,
    /// The same for every package and every replication.
    Thorough,
}

impl Plan {
    /// The name of a study of `scenario`, which is also that of its folder.
    #[must_use]
    pub fn study_name(&self, scenario: &Scenario) -> String {
        let name = self.name.clone();
        name.unwrap_or_else(|| default_name(scenario))
    }

    /// The options of a draw.
    #[must_use]
    pub fn options(&self, draw: u32) -> Options {
        Options {
            draw,
            draws: self.draws,
            cube: Cube::First,
            seed: self.seed,
            years: self.years,
            scale: self.scale,
            transform: Transform::default(),
            load: None,
            without_assumed: false,
        }
    }

    /// The packages in the order of tables: the baseline first.
    #[must_use]
    pub fn ordered(&self) -> Vec<Package> {
        let others = self
            .packages
            .iter()
            .filter(|package| !package.is_baseline())
            .cloned();
        std::iter::once(Package::baseline()).chain(others).collect()
    }

    /// Draws and replications of the main design, in their order.
    #[must_use]
    pub fn world_ids(&self) -> Vec<WorldId> {
        let central = (0..self.replications).map(|replication| WorldId {
            draw: 0,
            replication,
        });
        let drawn = (1..=self.draws).map(|draw| WorldId {
            draw,
            replication: draw,
        });
        central.chain(drawn).collect()
    }

    /// The packages that variants are run for, by number.
    #[must_use]
    pub fn of_variants(&self, scenario: &Scenario) -> Vec<usize> {
        let full = Package::full(scenario).name();
        let ordered = self.ordered();
        let whole = ordered.iter().enumerate();
        whole
            .filter(|(number, package)| {
                *number == 0 || self.extras == Extras::Thorough || package.name() == full
            })
            .map(|(number, _)| number)
            .collect()
    }
}

/// A draw of the parameters and a luck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorldId {
    /// Which parameters; 0 is the central values.
    pub draw: u32,
    /// Which luck.
    pub replication: u32,
}

/// The name of a study of `scenario` unless the user asks for another. A study with edits
/// never takes the place of one without.
#[must_use]
pub fn default_name(scenario: &Scenario) -> String {
    if scenario.edits.is_empty() {
        return scenario.name.clone();
    }
    let recalibrated = u64::from(scenario.unedited.is_none());
    let start = Key::named("edits").with(recalibrated);
    let key = (scenario.edits.iter()).fold(start, |key, edit| key.of(Key::named(edit)));
    format!("{}+edit-{:04x}", scenario.name, key.bits() >> 48)
}
