//! Indicators, their differences from the baseline, and their single values.

use super::{Sample, Study, has_values};
use crate::model::Channel;
use crate::observe::Slice;
use crate::stats::figures::Entry;
use crate::stats::interval::{Uncertainty, at_least_zero, statistic, within_share};
use crate::stats::tables::{Difference, IndicatorRow, Replication, Tables};
use crate::stats::{PackageKey, Unit};

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
        .filter(move |(_, entry)| !variant || entry.slice == Slice::All)
}

fn replications(study: &Study, tables: &mut Tables) {
    for sample in &study.samples {
        let package = &study.packages[sample.package].key;
        for (place, entry) in shown(study, sample.package) {
            let Some(value) = sample.figures.values.get(place).copied().flatten() else {
                continue;
            };
            let [jurisdiction, partner, field, year] = study.names.columns(entry.slice);
            tables.replications.push(Replication {
                package: package.clone(),
                draw: sample.draw,
                replication: sample.replication,
                jurisdiction,
                partner,
                field,
                year,
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
    let mut push = |slice: Slice, indicator: &str, unit: &Unit, statistic| {
        if !has_values(&statistic) {
            return;
        }
        let [jurisdiction, partner, field, year] = study.names.columns(slice);
        tables.indicators.push(IndicatorRow {
            package: study.packages[package].key.clone(),
            jurisdiction,
            partner,
            field,
            year,
            indicator: indicator.to_owned(),
            unit: unit.clone(),
            spread,
            statistic: match unit {
                Unit::Share => within_share(statistic),
                // A reform may do harm, so convergence per cost may be negative.
                Unit::SharePerYear | Unit::SharePerMoney(_) => statistic,
                Unit::PerYear
                | Unit::Days
                | Unit::DaysPerYear
                | Unit::ResourceDaysPerYear
                | Unit::PerThousandCrossings
                | Unit::RoundsPerCase
                | Unit::Persons
                | Unit::Count
                | Unit::Value
                | Unit::Money(_)
                | Unit::MoneyPerYear(_) => at_least_zero(statistic),
            },
        });
    };
    for (place, entry) in shown(study, package) {
        let values = samples.iter().map(|sample| level_of(sample, place));
        push(
            entry.slice,
            &entry.indicator,
            &entry.unit,
            statistic(spread, values),
        );
    }
    let (size, words) = cost_unit(study);
    let unit = Unit::SharePerMoney(
        format!("{words} {}", study.names.currency)
            .trim_end()
            .to_owned(),
    );
    let gains = samples.iter().map(|sample| {
        let twin = study.twin(study.packages[sample.package].baseline, sample)?;
        per_cost(study, sample, twin, size)
    });
    push(
        Slice::All,
        "convergence_per_cost",
        &unit,
        statistic(spread, gains),
    );
}

/// The largest unit that the dearest package costs at least once.
pub(super) fn cost_unit(study: &Study) -> (f64, &'static str) {
    let place = study.place("reform_cost");
    let costs = study.samples.iter().filter(|sample| sample.draw == 0);
    let costs = costs.filter_map(|sample| sample.figures.values.get(place?).copied().flatten());
    let dearest = costs.fold(0.0, f64::max);
    COST_UNITS
        .into_iter()
        .find(|(size, _)| dearest >= *size)
        .unwrap_or((1.0, "1"))
}

/// Gain in convergence per unit of cost; none without cost.
pub(super) fn per_cost(study: &Study, sample: &Sample, twin: &Sample, size: f64) -> Option<f64> {
    let cost = sample
        .figures
        .values
        .get(study.place("reform_cost")?)
        .copied()
        .flatten()?;
    let gain = sample.figures.convergence()? - twin.figures.convergence()?;
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
    let mut push = |slice: Slice, indicator: &str, unit: &Unit, statistic| {
        if !has_values(&statistic) {
            return;
        }
        let [jurisdiction, partner, field, year] = study.names.columns(slice);
        tables.differences.push(Difference {
            package: study.packages[package].key.clone(),
            jurisdiction,
            partner,
            field,
            year,
            indicator: indicator.to_owned(),
            unit: unit.clone(),
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
            &entry.unit,
            statistic(spread, values),
        );
    }
    let evidence = pairs
        .iter()
        .map(|(sample, twin)| Some(sample.evidence? - twin.figures.convergence()?));
    push(
        Slice::All,
        "convergence:evidence_only",
        &Unit::Share,
        statistic(spread, evidence),
    );
}

/// The value of an indicator in a run, by its place among the values.
pub(super) fn level_of(sample: &Sample, place: usize) -> Option<f64> {
    sample.figures.values.get(place).copied().flatten()
}

/// The difference of an indicator from the baseline in a pair of runs.
pub(super) fn difference_of(
    sample: &Sample,
    twin: &Sample,
    (place, entry): (usize, &Entry),
) -> Option<f64> {
    let before = match matched_channel(&entry.indicator) {
        // Over the same needs, not over all filings of the baseline.
        Some(channel) => sample.figures.matched.get(channel).copied().flatten()?,
        None => level_of(twin, place)?,
    };
    Some(level_of(sample, place)? - before)
}

/// The channel of an indicator over needs filed in both runs.
fn matched_channel(indicator: &str) -> Option<usize> {
    let rest = indicator.strip_prefix("elapsed_days_matched.")?;
    Channel::ALL
        .iter()
        .position(|channel| rest.split('.').next() == Some(channel.as_str()))
}
