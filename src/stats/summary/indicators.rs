//! Indicators, their differences from the baseline, and their single values.

use super::{Sample, Study, has_values};
use crate::observe::Slice;
use crate::stats::figures::Entry;
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::tables::{Difference, IndicatorRow, Replication, Tables};
use crate::stats::{Indicator, PackageKey};

/// Units of cost, the largest first.
const COST_UNITS: [(f64, &str); 4] = [
    (1e9, "1 billion"),
    (1e6, "1 million"),
    (1e3, "1,000"),
    (1.0, "1"),
];

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    replications(study, tables);
    for spread in [Uncertainty::Stochastic, Uncertainty::Parametric] {
        for (number, _) in study.packages.iter().enumerate() {
            let samples: Vec<&Sample> = study
                .samples_of(number)
                .filter(|sample| varies_by(sample, spread))
                .collect();
            if samples.is_empty() {
                continue;
            }
            levels(study, number, spread, &samples, tables);
            differences(study, number, spread, &samples, tables);
        }
    }
    tables
        .indicators
        .sort_by_key(|row| rank(study, &row.package));
    tables
        .differences
        .sort_by_key(|row| rank(study, &row.package));
}

fn rank(study: &Study, package: &PackageKey) -> usize {
    study
        .packages
        .iter()
        .position(|other| other.key == *package)
        .unwrap_or(usize::MAX)
}

fn varies_by(sample: &Sample, spread: Uncertainty) -> bool {
    match spread {
        Uncertainty::Stochastic => sample.draw == 0,
        Uncertainty::Parametric => sample.draw > 0,
    }
}

/// Entries that a package's rows show, with their places.
fn shown(study: &Study, package: usize) -> impl Iterator<Item = (usize, &Entry)> {
    let variant = study.packages[package].key.variant().is_some();
    study
        .entries
        .iter()
        .enumerate()
        .filter(move |(_, entry)| !variant || study.is_whole(entry.slice))
}

fn replications(study: &Study, tables: &mut Tables) {
    for sample in &study.samples {
        let package = &study.packages[sample.package].key;
        for (place, entry) in shown(study, sample.package) {
            let Some(value) = sample.figures.value(place) else {
                continue;
            };
            let [jurisdiction, partner, field, year] = study.names.columns(entry.slice);
            let (period, host) = entry.slice.section();
            tables.replications.push(Replication {
                package: package.clone(),
                draw: sample.draw,
                replication: sample.replication,
                jurisdiction,
                partner,
                field,
                year,
                period,
                host,
                indicator: entry.indicator.clone(),
                value: Some(value),
            });
        }
    }
}

fn levels(
    study: &Study,
    package: usize,
    spread: Uncertainty,
    samples: &[&Sample],
    tables: &mut Tables,
) {
    let currency = &study.names.currency;
    let mut push = |slice: Slice, indicator: &Indicator, money: &str, values: Vec<Option<f64>>| {
        let unit = indicator.definition(money).unit;
        let statistic = statistic(spread, unit.scale(), values);
        if !has_values(&statistic) {
            return;
        }
        let [jurisdiction, partner, field, year] = study.names.columns(slice);
        let (period, host) = slice.section();
        tables.indicators.push(IndicatorRow {
            package: study.packages[package].key.clone(),
            jurisdiction,
            partner,
            field,
            year,
            period,
            host,
            indicator: indicator.clone(),
            unit,
            spread,
            statistic,
        });
    };
    for (place, entry) in shown(study, package) {
        let values = samples.iter().map(|sample| sample.figures.value(place));
        push(entry.slice, &entry.indicator, currency, values.collect());
    }
    let (size, amount) = cost_unit(study);
    let per_cost = samples.iter().map(|sample| {
        let twin = study.twin(study.packages[sample.package].baseline, sample)?;
        per_cost(study, sample, twin, size)
    });
    push(
        study.headline(),
        &Indicator::ConvergencePerCost,
        &amount,
        per_cost.collect(),
    );
}

/// The largest unit that the dearest package costs at least once, and the same as an amount
/// of money.
pub(super) fn cost_unit(study: &Study) -> (f64, String) {
    let costs = study.samples.iter().filter(|sample| sample.draw == 0);
    let costs = costs.filter_map(|sample| study.cost(sample));
    let dearest = costs.fold(0.0, f64::max);
    let mut units = COST_UNITS.into_iter();
    let (size, words) = units
        .find(|(size, _)| dearest >= *size)
        .unwrap_or((1.0, "1"));
    let amount = format!("{words} {}", study.names.currency);
    (size, amount.trim_end().to_owned())
}

/// Gain in convergence per unit of cost; none without cost.
pub(super) fn per_cost(study: &Study, sample: &Sample, twin: &Sample, size: f64) -> Option<f64> {
    let cost = study.cost(sample)?;
    let headline = study.names.headline();
    let gain = sample.figures.convergence(headline)? - twin.figures.convergence(headline)?;
    (cost > 0.0).then(|| gain / (cost / size))
}

fn differences(
    study: &Study,
    package: usize,
    spread: Uncertainty,
    samples: &[&Sample],
    tables: &mut Tables,
) {
    let baseline = study.packages[package].baseline;
    if baseline == package {
        return;
    }
    let pairs: Vec<(&Sample, &Sample)> = samples
        .iter()
        .filter_map(|sample| Some((*sample, study.twin(baseline, sample)?)))
        .collect();
    let mut push = |slice: Slice, indicator: &Indicator, statistic| {
        if !has_values(&statistic) {
            return;
        }
        let [jurisdiction, partner, field, year] = study.names.columns(slice);
        let (period, host) = slice.section();
        tables.differences.push(Difference {
            package: study.packages[package].key.clone(),
            jurisdiction,
            partner,
            field,
            year,
            period,
            host,
            indicator: indicator.clone(),
            unit: indicator.definition(&study.names.currency).unit,
            spread,
            statistic,
        });
    };
    for (place, entry) in shown(study, package) {
        let values = pairs
            .iter()
            .map(|(sample, twin)| difference_of(sample, twin, (place, entry)));
        push(
            entry.slice,
            &entry.indicator,
            statistic(spread, Scale::Plain, values),
        );
    }
    let is_variant = study.packages[package].key.variant().is_some();
    let slices = study.names.value_slices.iter().enumerate();
    for (place, slice) in slices.filter(|(_, slice)| !is_variant || study.is_whole(**slice)) {
        let gains = pairs.iter().map(|(sample, twin)| gain(sample, twin, place));
        push(
            *slice,
            &Indicator::Gain,
            statistic(spread, Scale::Plain, gains),
        );
    }
    let headline = study.names.headline();
    let evidence = pairs
        .iter()
        .map(|(sample, twin)| Some(sample.evidence? - twin.figures.convergence(headline)?));
    let statistic = statistic(spread, Scale::Plain, evidence);
    push(study.headline(), &Indicator::EvidenceOnly, statistic);
}

/// Value realised over that of the baseline, less 1, by place among the slices of value.
fn gain(sample: &Sample, twin: &Sample, place: usize) -> Option<f64> {
    let realised = |sample: &Sample| sample.figures.realised.get(place).map(|sum| *sum as f64);
    let before = realised(twin).filter(|before| *before > 0.0)?;
    Some(realised(sample)? / before - 1.0)
}

/// The difference of an indicator from the baseline in a pair of runs.
pub(super) fn difference_of(
    sample: &Sample,
    twin: &Sample,
    (place, entry): (usize, &Entry),
) -> Option<f64> {
    let before = if let Indicator::ElapsedDaysMatched(channel) = entry.indicator {
        // Over the same needs, not over all filings of the baseline.
        let matched = &sample.figures.matched;
        matched.get(channel as usize).copied().flatten()?
    } else {
        twin.figures.value(place)?
    };
    Some(sample.figures.value(place)? - before)
}
