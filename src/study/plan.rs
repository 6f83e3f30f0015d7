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
    /// Whether the variance over draws is split by groups of parameters. That repeats the
    /// runs of the draws for each group and twice more.
    pub split: bool,
    /// Whether the forms of the structure table are run in every draw too, to rank the reforms
    /// under each. Without it each has one replication at the central parameters.
    pub structure: bool,
    /// Seed of all draws.
    pub seed: u64,
    /// One researcher in this many, instead of the scenario's.
    pub scale: Option<u32>,
    /// Measured years, instead of the scenario's.
    pub years: Option<f64>,
    /// Threads; none: one for each core of the machine.
    pub threads: Option<usize>,
    /// Bytes of free memory; none: not known. It may reduce the threads and changes no byte
    /// of the result.
    pub memory: Option<u64>,
    /// The name of the study; none: that of its scenario, marked where that is edited.
    pub name: Option<String>,
    /// Frictionless runs, variants, unlocking and evidence-only runs.
    pub extras: Extras,
}

/// Runs beside the packages.
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
            at_ceiling: false,
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

    /// The worlds of the main design, in their order.
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
    pub fn variant_packages(&self, scenario: &Scenario) -> Vec<usize> {
        let full = Package::full(scenario).name();
        let ordered = self.ordered();
        ordered
            .iter()
            .enumerate()
            .filter(|(number, package)| {
                *number == 0 || self.extras == Extras::Thorough || package.name() == full
            })
            .map(|(number, _)| number)
            .collect()
    }
}

/// A world: a draw of the parameters and a replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct WorldId {
    /// The draw of the parameters; 0 is the central values.
    pub draw: u32,
    /// The replication, which selects the random stream.
    pub replication: u32,
}

/// The default name of a study of `scenario`. Edits change it, so that a study with edits
/// never replaces one without.
#[must_use]
pub fn default_name(scenario: &Scenario) -> String {
    if scenario.edits.is_empty() {
        return scenario.name.clone();
    }
    let recalibrated = u64::from(scenario.unedited.is_none());
    let start = Key::named("edits").with(recalibrated);
    let key = (scenario.edits.iter()).fold(start, |key, edit| key.within(Key::named(edit)));
    format!("{}+edit-{:04x}", scenario.name, key.bits() >> 48)
}
