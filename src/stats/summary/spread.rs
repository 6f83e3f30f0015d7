//! The sources of variance over draws: randomness, unknown parameters, groups of them.

use std::collections::BTreeSet;

use super::indicators::{cost_unit, difference_of, per_cost};
use super::{Point, Sample, Study, twin};
use crate::observe::Slice;
use crate::scenario::Group;
use crate::stats::figures::Entry;
use crate::stats::shares::{Fisher, Frozen, none, parts, rest};
use crate::stats::tables::{Statistic, Tables, VarianceRow};
use crate::stats::{Indicator, PackageKey, Quantity, Share, Source};

/// A run and that of the baseline in the same world.
type Pair<'a> = (&'a Sample, &'a Sample);

/// The runs of a package, each with its baseline.
struct Runs<'a> {
    /// At the central parameters.
    central: Vec<Pair<'a>>,
    draws: Vec<Pair<'a>>,
    /// In the draws finished at every point, by point.
    points: Vec<(Point, Vec<Pair<'a>>)>,
    /// In the same draws, unmixed.
    whole: Vec<Pair<'a>>,
}

/// The quantity of a row.
struct MeasuredQuantity<'a> {
    slice: Slice,
    indicator: &'a Indicator,
    /// The currency or the amount of money in its unit.
    money: &'a str,
    of: Quantity,
    value: &'a dyn Fn(Pair<'_>) -> Option<f64>,
}

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    let mut fisher = Fisher::default();
    let (size, amount) = cost_unit(study);
    let currency = &study.names.currency;
    for (number, package) in study.whole_packages() {
        let runs = runs(study, number, package.baseline);
        let mut push = |quantity: &MeasuredQuantity<'_>| {
            rows(study, &package.key, (&runs, quantity), &mut fisher, tables);
        };
        for (place, entry) in entries(study) {
            push(&MeasuredQuantity {
                slice: entry.slice,
                indicator: &entry.indicator,
                money: currency,
                of: Quantity::Level,
                value: &|(sample, _)| sample.figures.value(place),
            });
        }
        if number == package.baseline {
            continue;
        }
        push(&MeasuredQuantity {
            slice: study.headline(),
            indicator: &Indicator::ConvergencePerCost,
            money: &amount,
            of: Quantity::Level,
            value: &|(sample, twin)| per_cost(study, sample, twin, size),
        });
        for (place, entry) in entries(study) {
            push(&MeasuredQuantity {
                slice: entry.slice,
                indicator: &entry.indicator,
                money: currency,
                of: Quantity::Difference,
                value: &|(sample, twin)| difference_of(sample, twin, (place, entry)),
            });
        }
    }
}

/// Indicators of the world, in all years and in those of the headline, and of hosts, with their
/// places.
fn entries(study: &Study) -> impl Iterator<Item = (usize, &Entry)> {
    let entries = study.entries.iter().enumerate();
    entries.filter(|(_, entry)| match entry.slice {
        Slice::All | Slice::Host(_) => true,
        Slice::Section(..) => entry.slice == study.headline(),
        Slice::Partner(_) | Slice::Field(_) | Slice::Year(_) => false,
    })
}

fn runs(study: &Study, package: usize, baseline: usize) -> Runs<'_> {
    let (central, draws): (Vec<Pair<'_>>, Vec<Pair<'_>>) = pairs(&study.samples, package, baseline)
        .into_iter()
        .partition(|(sample, _)| sample.draw == 0);
    let mut points: Vec<(Point, Vec<Pair<'_>>)> = study
        .split
        .iter()
        .map(|(point, samples)| (*point, pairs(samples, package, baseline)))
        .collect();
    // An interrupted study has some draws at some points only.
    let mut whole = draws.clone();
    for (_, pairs) in &points {
        let finished: BTreeSet<u32> = pairs.iter().map(|(sample, _)| sample.draw).collect();
        whole.retain(|(sample, _)| finished.contains(&sample.draw));
    }
    let kept: BTreeSet<u32> = whole.iter().map(|(sample, _)| sample.draw).collect();
    for (_, pairs) in &mut points {
        pairs.retain(|(sample, _)| kept.contains(&sample.draw));
    }
    Runs {
        central,
        draws,
        points,
        whole,
    }
}

fn pairs(samples: &[Sample], package: usize, baseline: usize) -> Vec<Pair<'_>> {
    let samples_of_package = samples.iter().filter(|sample| sample.package == package);
    samples_of_package
        .filter_map(|sample| Some((sample, twin(samples, baseline, sample)?)))
        .collect()
}

/// The rows of one quantity, if it varies.
fn rows(
    study: &Study,
    package: &PackageKey,
    (runs, quantity): (&Runs<'_>, &MeasuredQuantity<'_>),
    fisher: &mut Fisher,
    tables: &mut Tables,
) {
    let [jurisdiction, ..] = study.names.columns(quantity.slice);
    let (period, _) = quantity.slice.section();
    let unit = quantity.indicator.definition(quantity.money).unit;
    let mut push = |group: Source, effect: Share, deviation: f64, statistic: Statistic| {
        tables.spread.push(VarianceRow {
            package: package.clone(),
            jurisdiction: jurisdiction.clone(),
            period,
            indicator: quantity.indicator.clone(),
            unit: unit.clone(),
            of: quantity.of,
            parameter_group: group,
            effect,
            deviation,
            statistic,
        });
    };
    let split = Split::new(runs, quantity);
    let by_group = split.as_ref().filter(|_| {
        study.is_whole(quantity.slice) || *quantity.indicator == Indicator::Convergence
    });
    let values = |pairs: &[Pair<'_>]| -> Vec<f64> {
        let values = pairs.iter().map(|pair| (quantity.value)(*pair));
        values.flatten().filter(|value| value.is_finite()).collect()
    };
    let (deviation, luck) = if let Some(split) = &split {
        (split.frozen.deviation(), split.luck(study))
    } else if let Some(parts) = parts(&values(&runs.draws), &values(&runs.central), fisher) {
        let nothing_uncertain = study.uncertain.is_empty().then(|| parts.only_luck());
        (parts.deviation, nothing_uncertain.unwrap_or(parts.luck))
    } else {
        return;
    };
    push(Source::Stochastic, Share::Part, deviation, luck);
    push(Source::Parametric, Share::Part, deviation, rest(&luck));
    for group in Group::ALL {
        if let Some(split) = by_group {
            push(
                Source::Group(group),
                Share::Total,
                deviation,
                split.total(group),
            );
            push(
                Source::Group(group),
                Share::First,
                deviation,
                split.first_order(group),
            );
        }
    }
}

/// The values of a quantity at the points that split its variance, in draws that have a
/// value at every point.
struct Split {
    frozen: Frozen,
    unmixed: Vec<f64>,
    points: Vec<(Point, Vec<f64>)>,
}

impl Split {
    /// None where the variance was not split or is zero.
    fn new(runs: &Runs<'_>, quantity: &MeasuredQuantity<'_>) -> Option<Self> {
        let value = |pair: &Pair<'_>| (quantity.value)(*pair).filter(|value| value.is_finite());
        let mut unmixed = Vec::new();
        let mut points: Vec<(Point, Vec<f64>)> = runs
            .points
            .iter()
            .map(|(point, _)| (*point, Vec::new()))
            .collect();
        for (place, pair) in runs.whole.iter().enumerate() {
            let at_points = runs.points.iter().map(|(_, pairs)| value(&pairs[place]));
            let at_points: Option<Vec<f64>> = at_points.collect();
            let (Some(value), Some(at_points)) = (value(pair), at_points) else {
                continue;
            };
            unmixed.push(value);
            for ((_, values), value) in points.iter_mut().zip(at_points) {
                values.push(value);
            }
        }
        let second = points.iter().find(|(point, _)| *point == Point::Second)?;
        Some(Self {
            frozen: Frozen::new(&unmixed, &second.1)?,
            unmixed,
            points,
        })
    }

    fn values_at(&self, point: Point) -> Option<&[f64]> {
        let values = self.points.iter().find(|(other, _)| *other == point);
        values.map(|(_, values)| values.as_slice())
    }

    /// The share of randomness: the variance that remains if every parameter is known.
    fn luck(&self, study: &Study) -> Statistic {
        if study.uncertain.is_empty() {
            return rest(&none(self.unmixed.len()));
        }
        self.values_at(Point::Replication)
            .map_or_else(Statistic::default, |values| self.frozen.total(values))
    }

    /// A group without uncertain parameters was not run: its runs would repeat the draws.
    fn total(&self, group: Group) -> Statistic {
        let values = self.values_at(Point::But(group)).unwrap_or(&self.unmixed);
        self.frozen.total(values)
    }

    fn first_order(&self, group: Group) -> Statistic {
        let values = self.values_at(Point::But(group)).unwrap_or(&self.unmixed);
        self.frozen.first_order(values)
    }
}
