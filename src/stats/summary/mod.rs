//! From the figures of many runs to tables.

mod comparisons;
mod corridors;
mod counterfactuals;
mod indicators;
mod ledgers;
mod places;
mod spread;

use super::counterfactual::ThinnedSample;
use super::figures::{Entry, Figures};
use super::indicator::Indicator;
use super::names::Names;
use super::package_key::PackageKey;
use super::tables::{Statistic, Tables};
use super::target::{self, Target};
use crate::model::Loss;
use crate::observe::Slice;
use crate::scenario::Group;

/// A package of a study, or a variant of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The key of its rows. A variant keeps world rows only.
    pub key: PackageKey,
    /// The number of the package it is paired with.
    pub baseline: usize,
}

/// The figures of one run.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Number of the package.
    pub package: usize,
    /// Draw of the parameters; 0 is the central values.
    pub draw: u32,
    pub replication: u32,
    pub figures: Figures,
    /// Convergence without the changes whose size is only assumed.
    pub evidence: Option<f64>,
}

/// A world that mixes two samples, to split the variance over draws. Parts that it does not
/// name come from the first sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Point {
    /// Parameters and replication of the second sample.
    Second,
    /// One group of parameters of the second sample.
    But(Group),
    /// The replication of the second sample.
    Replication,
}

/// The runs of a study, to be summarised.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Study {
    /// Ids.
    pub names: Names,
    /// The indicator and slice of each value.
    pub entries: Vec<Entry>,
    /// Packages in their order.
    pub packages: Vec<Package>,
    /// Runs, in the order of package, draw, replication.
    pub samples: Vec<Sample>,
    /// Runs of the main packages at the points that split the spread, each list in the
    /// order of `samples`.
    pub split: Vec<(Point, Vec<Sample>)>,
    /// Groups with an uncertain parameter.
    pub uncertain: Vec<Group>,
    /// Thinned runs of other worlds and of every package, at the central parameters.
    pub thinned: Vec<ThinnedSample>,
    /// Gain in convergence when one cause is removed.
    pub unlock: Vec<(Loss, f64)>,
    /// Observed figures that the baseline is compared with.
    pub targets: Vec<Target>,
}

impl Study {
    /// Sorts the runs.
    pub fn sort(&mut self) {
        self.samples.sort_by_key(key);
        for (_, samples) in &mut self.split {
            samples.sort_by_key(key);
        }
    }

    /// The runs of a package.
    fn samples_of(&self, package: usize) -> impl Iterator<Item = &Sample> {
        let from = self
            .samples
            .partition_point(|sample| sample.package < package);
        self.samples[from..]
            .iter()
            .take_while(move |sample| sample.package == package)
    }

    /// The runs of a package at the central parameters.
    fn central_samples(&self, package: usize) -> impl Iterator<Item = &Sample> {
        self.samples_of(package).filter(|sample| sample.draw == 0)
    }

    /// The run of another package in the same world.
    fn twin(&self, package: usize, sample: &Sample) -> Option<&Sample> {
        twin(&self.samples, package, sample)
    }

    /// The years of the headline: the settled ones where there are some, else all.
    fn headline(&self) -> Slice {
        self.names.value_slices[self.names.headline()]
    }

    /// Whether a slice has all hosts, partners and fields, in all years or in those of the
    /// headline.
    fn is_whole(&self, slice: Slice) -> bool {
        slice == Slice::All || slice == self.headline()
    }

    /// The discounted cost of the package of a run.
    fn cost(&self, sample: &Sample) -> Option<f64> {
        let mut entries = self.entries.iter();
        let place = entries.position(|entry| entry.indicator == Indicator::ReformCost)?;
        sample.figures.value(place)
    }

    /// Packages that are no variants.
    fn whole_packages(&self) -> impl Iterator<Item = (usize, &Package)> {
        self.packages
            .iter()
            .enumerate()
            .filter(|(_, package)| package.key.variant().is_none())
    }
}

/// The order of runs.
fn key(sample: &Sample) -> (usize, u32, u32) {
    (sample.package, sample.draw, sample.replication)
}

/// The run of another package in the same world, among sorted ones.
fn twin<'a>(samples: &'a [Sample], package: usize, sample: &Sample) -> Option<&'a Sample> {
    let wanted = (package, sample.draw, sample.replication);
    let place = samples.binary_search_by_key(&wanted, key);
    place.ok().map(|place| &samples[place])
}

/// The tables of a study; the caller adds registers and audits. The samples
/// must be sorted.
#[must_use]
pub fn summarise(study: &Study) -> Tables {
    let mut tables = Tables::default();
    indicators::fill(study, &mut tables);
    counterfactuals::fill(study, &mut tables);
    spread::fill(study, &mut tables);
    comparisons::fill(study, &mut tables);
    ledgers::fill(study, &mut tables);
    places::fill(study, &mut tables);
    corridors::fill(study, &mut tables);
    let baseline: Vec<&[Option<f64>]> = study
        .central_samples(0)
        .map(|sample| sample.figures.targets.as_slice())
        .collect();
    tables.targets = target::rows(&study.targets, &baseline);
    tables
}

/// Whether a statistic has a value.
fn has_values(statistic: &Statistic) -> bool {
    statistic.n > 0
}
