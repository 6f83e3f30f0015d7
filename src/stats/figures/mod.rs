//! From the sums of one run to its figures: one value for each indicator.

mod crossings;
mod effort;
mod offices;
mod procedures;
mod projects;

use std::collections::BTreeMap;

use super::names::Names;
use super::target::{self, Target};
use super::unit::Unit;
use crate::model::{Channel, JurisdictionIndex};
use crate::observe::{LossKey, RunSums, Slice, Sum, WaitKey};
use crate::time::{DAY_SECONDS, YEAR_SECONDS};

pub use crossings::QUANTILES;
pub use offices::OfficeFigures;
pub use procedures::ProcedureFigures;

/// Millionths in one unit of value or money.
const MILLIONTHS: f64 = 1e6;

/// What a value is of.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// Along which dimension.
    pub slice: Slice,
    /// Name of the indicator.
    pub indicator: String,
    /// Its unit.
    pub unit: Unit,
}

impl Entry {
    /// Bytes that it takes, about: the name has a block of its own.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        const A_BLOCK: usize = 32;
        (size_of::<Self>() + self.indicator.len() + A_BLOCK) as u64
    }
}

/// What the aspects achieve where nothing stands in the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Ideal {
    achieved: Vec<f64>,
}

/// What figures need beside the sums of the run.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// The frictionless run of the same draw and luck.
    pub ideal: Option<&'a Ideal>,
    /// Discounted cost of the package.
    pub cost: Option<f64>,
    /// Figures the run is held against.
    pub targets: &'a [Target],
    /// Whether the waiting ledger is kept.
    pub waiting: bool,
}

/// The figures of one run. Runs of one study have the same entries in the same
/// order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Figures {
    /// Values of the indicators, in the order of the entries.
    pub values: Vec<Option<f64>>,
    /// Losses, in millionths.
    pub losses: BTreeMap<LossKey, u64>,
    /// Potential value in millionths, of all and by host.
    pub potential: Vec<u64>,
    /// Realised value in millionths, of all and by host.
    pub realised: Vec<u64>,
    /// The waiting ledger, where it is kept.
    pub waiting: BTreeMap<WaitKey, u64>,
    /// Median days of the baseline over the needs that both worlds filed, by channel.
    pub matched: Vec<Option<f64>>,
    /// Offices.
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
    /// Events.
    pub events: u64,
}

impl Figures {
    /// Realised share of the potential value.
    #[must_use]
    pub fn convergence(&self) -> Option<f64> {
        ratio(*self.realised.first()?, *self.potential.first()?)
    }

    /// Bytes that it takes, about: a study keeps the figures of every run.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        let of_trees = size_of::<(LossKey, u64)>() * self.losses.len()
            + size_of::<(WaitKey, u64)>() * self.waiting.len()
            + size_of::<((JurisdictionIndex, JurisdictionIndex), (u64, u64))>()
                * self.corridors.len();
        let months: usize = self.months.iter().map(Vec::len).sum();
        let of_lists = size_of::<Option<f64>>()
            * (self.values.len() + self.quantiles.len() + self.matched.len() + months)
            + size_of::<OfficeFigures>() * self.offices.len()
            + size_of::<u64>() * (self.potential.len() + self.realised.len());
        // A tree keeps room for half as much again.
        (size_of::<Self>() + of_trees * 3 / 2 + of_lists) as u64
    }

    /// Lets go of all that tables of single values do not show.
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

/// Realised share of the potential value of a run; none if nothing could be.
#[must_use]
pub fn convergence(outcome: &RunSums) -> Option<f64> {
    let all = outcome.total();
    ratio(all.realised, all.potential)
}

/// Entries and values as they are put down.
#[derive(Debug, Default)]
struct Sheet {
    entries: Vec<Entry>,
    values: Vec<Option<f64>>,
}

impl Sheet {
    fn put(&mut self, slice: Slice, indicator: impl Into<String>, unit: Unit, value: Option<f64>) {
        self.entries.push(Entry {
            slice,
            indicator: indicator.into(),
            unit,
        });
        // A sum of nothing is -0.0; nobody reads that.
        self.values.push(value.map(|value| value + 0.0));
    }
}

/// The figures of a run with what each is of.
#[must_use]
pub fn measure(outcome: &RunSums, names: &Names, context: &Context<'_>) -> (Vec<Entry>, Figures) {
    let mut sheet = Sheet::default();
    projects::put(&mut sheet, outcome, names);
    for (number, channel) in Channel::ALL.iter().enumerate() {
        let share = context.ideal.and_then(|ideal| {
            let most = ideal.achieved[number];
            (most > 0.0).then(|| achieved(outcome)[number] / most)
        });
        sheet.put(Slice::All, format!("aspect.{channel}"), Unit::Share, share);
    }
    crossings::put(&mut sheet, outcome, names);
    effort::put(&mut sheet, outcome, names);
    sheet.put(
        Slice::All,
        "reform_cost",
        Unit::Money(names.currency.clone()),
        context.cost,
    );
    offices::put(&mut sheet, outcome, names);
    let places = 0..=names.jurisdictions.len();
    let at = |place: usize| {
        if place == 0 {
            Slice::All
        } else {
            Slice::Host(place - 1)
        }
    };
    let sums = |place: usize| &outcome.projects[outcome.axes.index(at(place))];
    let corridors = outcome.corridors.sorted().into_iter();
    let figures = Figures {
        values: sheet.values,
        losses: outcome.losses.sorted().into_iter().copied().collect(),
        potential: places.clone().map(|place| sums(place).potential).collect(),
        realised: places.map(|place| sums(place).realised).collect(),
        waiting: if context.waiting {
            outcome.waits().collect()
        } else {
            BTreeMap::new()
        },
        matched: outcome
            .matched
            .iter()
            .map(|pair| days(pair.baseline.quantile(0.5)))
            .collect(),
        offices: offices::figures(outcome, names),
        procedures: procedures::figures(outcome, names),
        quantiles: crossings::quantiles(outcome),
        months: projects::months(outcome),
        quarters: projects::quarters(outcome, names),
        corridors: corridors
            .map(|(pair, sums)| (*pair, (sums.potential, sums.realised)))
            .collect(),
        targets: context
            .targets
            .iter()
            .map(|target| target::simulated(target.measure, outcome, names))
            .collect(),
        events: outcome.events,
    };
    (sheet.entries, figures)
}

impl Ideal {
    /// What a frictionless run achieves.
    #[must_use]
    pub fn new(outcome: &RunSums) -> Self {
        Self {
            achieved: achieved(outcome),
        }
    }
}

/// What each aspect achieves, in the order of channels: arrivals of researchers,
/// data and materials, awards whose money arrived, settled organisations, and
/// years lived by residents.
fn achieved(outcome: &RunSums) -> Vec<f64> {
    let arrivals = &outcome.arrivals[0].kinds;
    let settled: i64 = outcome
        .organisations
        .iter()
        .map(|kind| standing(kind).max(0))
        .sum();
    let lived: u64 = outcome
        .residents
        .iter()
        .flat_map(|place| &place.seconds)
        .sum();
    let of = |channel: &Channel| match channel {
        Channel::personnel => arrivals[0] as f64,
        Channel::data => arrivals[1] as f64,
        Channel::materials => arrivals[2] as f64,
        Channel::programmes => arrivals[3] as f64,
        Channel::organisations => settled as f64,
        Channel::welfare => lived as f64,
    };
    Channel::ALL.iter().map(of).collect()
}

/// Organisations that stand settled at the end of the measured years.
fn standing(kind: &crate::observe::OrganisationSums) -> i64 {
    kind.before + kind.settled as i64 - kind.closed as i64
}

/// The sum of several sums.
pub(super) fn total<'a, T: Sum + Default + 'a>(parts: impl Iterator<Item = &'a T>) -> T {
    parts.fold(T::default(), |mut sum, part| {
        sum.absorb(part);
        sum
    })
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn days(seconds: Option<f64>) -> Option<f64> {
    seconds.map(|seconds| seconds / DAY_SECONDS)
}

/// Length in years of the measured time or of one of its years.
fn years_of(outcome: &RunSums, slice: Slice) -> f64 {
    match slice {
        Slice::Year(year) => {
            let starts = &outcome.axes.year_starts;
            f64::from(starts[year + 1] - starts[year]) / YEAR_SECONDS
        }
        Slice::All | Slice::Host(_) | Slice::Partner(_) | Slice::Field(_) => {
            outcome.axes.years_long()
        }
    }
}
