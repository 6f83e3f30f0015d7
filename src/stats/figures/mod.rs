//! From the sums of one run to its figures: one value for each indicator.

mod crossings;
mod effort;
mod offices;
mod procedures;
mod projects;

use std::collections::BTreeMap;

use super::indicator::Indicator;
use super::names::Names;
use super::target::{self, Target};
use crate::model::{Basis, Channel, JurisdictionIndex, Loss, Period};
use crate::observe::{LossKey, RunSums, Slice, Sum, WaitKey};
use crate::time::{DAY_SECONDS, YEAR_SECONDS};

pub use crossings::QUANTILES;
pub use offices::OfficeFigures;
pub use procedures::ProcedureFigures;

/// Millionths in one unit of value or money.
const MILLIONTHS: f64 = 1e6;

/// The indicator and slice of a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub slice: Slice,
    pub indicator: Indicator,
}

impl Entry {
    /// Approximate bytes, including a block for ids in the indicator.
    pub const BYTES: u64 = {
        const A_BLOCK: usize = 64;
        (size_of::<Self>() + A_BLOCK) as u64
    };
}

/// Achievement of each aspect in the frictionless run.
#[derive(Debug, Clone, PartialEq)]
pub struct Ideal {
    achieved: Vec<f64>,
}

/// Inputs of the figures besides the sums of the run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The frictionless run of the same world.
    pub ideal: Option<&'a Ideal>,
    /// Discounted cost of the package.
    pub cost: Option<f64>,
    /// Observed figures that the run is compared with.
    pub targets: &'a [Target],
    /// Whether the waiting ledger is kept.
    pub waiting: bool,
    /// Whether the parameters that decided the losses are kept.
    pub bases: bool,
}

/// The figures of one run. Runs of one study have the same entries in the same
/// order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Values of the indicators, in the order of the entries.
    pub values: Vec<Option<f64>>,
    /// Losses, in millionths, by period.
    pub losses: BTreeMap<LossKey, [u64; Period::ALL.len()]>,
    /// Losses in the years of the headline by what decided them, where that is kept.
    pub bases: Vec<((Loss, Basis), u64)>,
    /// Potential value in millionths by [`Names::value_slices`].
    pub potential: Vec<u64>,
    /// Realised value in millionths, likewise.
    pub realised: Vec<u64>,
    /// The waiting ledger, where it is kept.
    pub waiting: BTreeMap<WaitKey, u64>,
    /// Median days in the baseline over the needs filed in both runs, by channel.
    pub matched: Vec<Option<f64>>,
    pub offices: Vec<OfficeFigures>,
    /// Procedures, of a scenario without projects.
    pub procedures: Vec<ProcedureFigures>,
    /// Days by quantile: channel, place (0: all), quantile.
    pub quantiles: Vec<Option<f64>>,
    /// Realised share by month, of all and by host.
    pub months: Vec<Vec<Option<f64>>>,
    /// The same by quarter, only of all, with the month in which it begins.
    pub quarters: Vec<(usize, Option<f64>)>,
    /// Potential and realised value by corridor (guest, host), millionths.
    pub corridors: BTreeMap<(JurisdictionIndex, JurisdictionIndex), (u64, u64)>,
    /// Simulated values of the targets.
    pub targets: Vec<Option<f64>>,
    pub events: u64,
}

impl Figures {
    /// Realised share of the potential value, by place among [`Names::value_slices`].
    #[must_use]
    pub fn convergence(&self, place: usize) -> Option<f64> {
        ratio(*self.realised.get(place)?, *self.potential.get(place)?)
    }

    /// The value at a place.
    pub(super) fn value(&self, place: usize) -> Option<f64> {
        self.values.get(place).copied().flatten()
    }

    /// Approximate bytes. A study keeps the figures of every run.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let of_trees = size_of::<(LossKey, [u64; 2])>() * self.losses.len()
            + size_of::<(WaitKey, u64)>() * self.waiting.len()
            + size_of::<((JurisdictionIndex, JurisdictionIndex), (u64, u64))>()
                * self.corridors.len();
        let months: usize = self.months.iter().map(Vec::len).sum();
        let of_lists = size_of::<((Loss, Basis), u64)>() * self.bases.len()
            + size_of::<Option<f64>>()
                * (self.values.len() + self.quantiles.len() + self.matched.len() + months)
            + size_of::<OfficeFigures>() * self.offices.len()
            + size_of::<u64>() * (self.potential.len() + self.realised.len());
        // A tree keeps room for half as much again.
        (size_of::<Self>() + of_trees * 3 / 2 + of_lists) as u64
    }

    /// Drops everything but the values that tables of single runs show.
    pub fn keep_values(&mut self) {
        *self = Self {
            values: std::mem::take(&mut self.values),
            matched: std::mem::take(&mut self.matched),
            potential: std::mem::take(&mut self.potential),
            realised: std::mem::take(&mut self.realised),
            events: self.events,
            ..Self::default()
        };
    }
}

/// Realised share of the potential value of the settled years, or of all where none is settled:
/// the years of the headline. None without potential value.
#[must_use]
pub fn convergence(run: &RunSums) -> Option<f64> {
    let slice = if has_settled(run) {
        Slice::Section(Some(Period::Settled), None)
    } else {
        Slice::All
    };
    let projects = &run.projects[run.axes.index(slice)];
    ratio(projects.realised, projects.potential)
}

/// Whether reforms have settled in some of the measured years.
fn has_settled(run: &RunSums) -> bool {
    let settled = Slice::Section(Some(Period::Settled), None);
    run.axes.sections().any(|slice| slice == settled)
}

/// The part of the losses of the same years that some accounts hold; 0 where nothing is lost.
#[must_use]
pub fn share_of_losses(run: &RunSums, is_meant: impl Fn(&LossKey) -> bool) -> f64 {
    let is_settled = has_settled(run);
    let (mut meant, mut all) = (0, 0);
    for (key, by_period) in run.losses.sorted() {
        let value: u64 = if is_settled {
            by_period[Period::Settled as usize]
        } else {
            by_period.iter().sum()
        };
        all += value;
        meant += if is_meant(key) { value } else { 0 };
    }
    ratio(meant, all).unwrap_or(0.0)
}

/// Losses in the years of the headline by what decided them.
fn bases(run: &RunSums, names: &Names) -> Vec<((Loss, Basis), u64)> {
    let (period, _) = names.value_slices[names.headline()].section();
    let value = |values: &[u64; Period::ALL.len()]| match period {
        Some(period) => values[period as usize],
        None => values.iter().sum(),
    };
    let sums = run.bases.sorted().into_iter();
    sums.map(|(basis, values)| (*basis, value(values)))
        .collect()
}

/// Realised share of the potential value of projects whose earliest start lies in some measured
/// years, counted from 0. None without potential value.
#[must_use]
pub fn convergence_of_years(run: &RunSums, years: std::ops::Range<usize>) -> Option<f64> {
    let sums = years.map(|year| &run.projects[run.axes.index(Slice::Year(year))]);
    let (realised, potential) = sums.fold((0, 0), |(realised, potential), sums| {
        (realised + sums.realised, potential + sums.potential)
    });
    ratio(realised, potential)
}

/// Entries and values in the order of the tables.
#[derive(Debug, Default)]
struct IndicatorList {
    entries: Vec<Entry>,
    values: Vec<Option<f64>>,
}

impl IndicatorList {
    fn add(&mut self, slice: Slice, indicator: Indicator, value: Option<f64>) {
        self.entries.push(Entry { slice, indicator });
        // An empty sum is -0.0, which would be written as `-0`.
        self.values.push(value.map(|value| value + 0.0));
    }
}

/// The figures of a run, with the entry of each value.
#[must_use]
pub fn measure(run: &RunSums, names: &Names, context: &Context<'_>) -> (Vec<Entry>, Figures) {
    let mut list = IndicatorList::default();
    projects::add_indicators(&mut list, run, names);
    for (number, channel) in Channel::ALL.iter().enumerate() {
        let share = context.ideal.and_then(|ideal| {
            let ideal = ideal.achieved[number];
            (ideal > 0.0).then(|| achieved(run)[number] / ideal)
        });
        list.add(Slice::All, Indicator::Aspect(*channel), share);
    }
    crossings::add_indicators(&mut list, run, names);
    effort::add_indicators(&mut list, run, names);
    list.add(Slice::All, Indicator::ReformCost, context.cost);
    offices::add_indicators(&mut list, run, names);
    let projects = || {
        let slices = names.value_slices.iter();
        slices.map(|slice| &run.projects[run.axes.index(*slice)])
    };
    let corridors = run.corridors.sorted().into_iter();
    let figures = Figures {
        values: list.values,
        losses: run.losses.sorted().into_iter().copied().collect(),
        bases: if context.bases {
            bases(run, names)
        } else {
            Vec::new()
        },
        potential: projects().map(|sums| sums.potential).collect(),
        realised: projects().map(|sums| sums.realised).collect(),
        waiting: if context.waiting {
            run.waits().collect()
        } else {
            BTreeMap::new()
        },
        matched: run
            .matched
            .iter()
            .map(|pair| days(pair.baseline.quantile(0.5)))
            .collect(),
        offices: offices::figures(run, names),
        procedures: procedures::figures(run, names),
        quantiles: crossings::quantiles(run),
        months: projects::months(run),
        quarters: projects::quarters(run, names),
        corridors: corridors
            .map(|(pair, sums)| (*pair, (sums.potential, sums.realised)))
            .collect(),
        targets: context
            .targets
            .iter()
            .map(|target| target::simulated(target.measure, run, names))
            .collect(),
        events: run.events,
    };
    (list.entries, figures)
}

impl Ideal {
    /// The achievement of a frictionless run.
    #[must_use]
    pub fn new(run: &RunSums) -> Self {
        Self {
            achieved: achieved(run),
        }
    }
}

/// The achievement of each aspect, in the order of channels: arrivals of researchers,
/// data and materials, awards whose money arrived, settled organisations, and
/// years lived by residents.
fn achieved(run: &RunSums) -> Vec<f64> {
    let arrivals = &run.arrivals[0].kinds;
    let settled: i64 = run
        .organisations
        .iter()
        .map(|kind| settled_at_end(kind).max(0))
        .sum();
    let lived: u64 = run.residents.iter().flat_map(|place| &place.seconds).sum();
    let achieved = |channel: &Channel| match channel {
        Channel::personnel => arrivals[0] as f64,
        Channel::data => arrivals[1] as f64,
        Channel::materials => arrivals[2] as f64,
        Channel::programmes => arrivals[3] as f64,
        Channel::organisations => settled as f64,
        Channel::welfare => lived as f64,
    };
    Channel::ALL.iter().map(achieved).collect()
}

/// Organisations settled at the end of the measured years.
fn settled_at_end(kind: &crate::observe::OrganisationSums) -> i64 {
    kind.before + kind.settled as i64 - kind.closed as i64
}

/// Adds several sums.
pub(super) fn total<'a, T: Sum + Default + 'a>(parts: impl Iterator<Item = &'a T>) -> T {
    parts.fold(T::default(), |mut sum, part| {
        sum.absorb(part);
        sum
    })
}

pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

pub(super) fn days(seconds: Option<f64>) -> Option<f64> {
    seconds.map(|seconds| seconds / DAY_SECONDS)
}

/// Length in years of the measured time of a slice.
fn years_of(run: &RunSums, slice: Slice) -> f64 {
    let (years, starts) = (run.axes.years_of(slice), &run.axes.year_starts);
    f64::from(starts[years.end] - starts[years.start]) / YEAR_SECONDS
}
