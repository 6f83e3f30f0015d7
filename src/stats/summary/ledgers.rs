//! The ledgers of value and of waiting.

use std::collections::BTreeMap;

use super::{Sample, Study};
use crate::id::PackedOption;
use crate::model::{Cause, Channel, HostGroup, Loss, OfficeIndex, Period, ProcedureIndex};
use crate::observe::Slice;
use crate::stats::Booked;
use crate::stats::PackageKey;
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::tables::{Effect, LossRow, Statistic, Tables, WaitingRow};
use crate::time::DAY_SECONDS;

/// Millionths in one unit of value.
const MILLIONTHS: f64 = 1e6;

/// The key of a row of losses: slice, cause, channel, office, origin.
type LossKey = (
    Slice,
    Loss,
    Channel,
    PackedOption<OfficeIndex>,
    Option<Loss>,
);
/// The key of a row of waiting: place (0: all), channel, procedure, office, cause.
type WaitKey = (
    usize,
    Channel,
    PackedOption<ProcedureIndex>,
    PackedOption<OfficeIndex>,
    Cause,
);

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    for (number, package) in study.whole_packages() {
        let samples: Vec<&Sample> = study.central_samples(number).collect();
        if samples.is_empty() {
            continue;
        }
        let draws: Vec<&Sample> = study
            .samples_of(number)
            .filter(|one| one.draw > 0)
            .collect();
        for (spread, samples) in [
            (Uncertainty::Stochastic, &samples),
            (Uncertainty::Parametric, &draws),
        ] {
            let is_baseline = number == package.baseline;
            losses(
                study,
                (&package.key, is_baseline),
                (spread, samples),
                tables,
            );
        }
        waiting(study, &package.key, &samples, tables);
        if number != package.baseline {
            effects(study, &package.key, package.baseline, &samples, tables);
        }
    }
}

/// Rows of all hosts have the office; rows of some hosts have cause, channel and origin only.
fn loss_rows(study: &Study, sample: &Sample) -> BTreeMap<LossKey, u64> {
    let mut rows = BTreeMap::new();
    for ((host, cause, channel, office, origin), values) in &sample.figures.losses {
        let group = HostGroup::of_host(study.names.reforming[host.index()]);
        for (period, value) in Period::ALL.into_iter().zip(values) {
            for (slice, office) in [
                (Slice::All, *office),
                (Slice::Host(*host), PackedOption::NONE),
                (Slice::Section(Some(period), None), *office),
                (Slice::Section(None, Some(group)), PackedOption::NONE),
                (
                    Slice::Section(Some(period), Some(group)),
                    PackedOption::NONE,
                ),
            ] {
                let key = (slice, *cause, *channel, office, *origin);
                *rows.entry(key).or_default() += value;
            }
        }
    }
    rows
}

fn losses(
    study: &Study,
    (package, baseline): (&PackageKey, bool),
    (spread, samples): (Uncertainty, &[&Sample]),
    tables: &mut Tables,
) {
    let by_run: Vec<BTreeMap<LossKey, u64>> = samples
        .iter()
        .map(|sample| loss_rows(study, sample))
        .collect();
    let mut keys: Vec<LossKey> = by_run
        .iter()
        .flat_map(|rows| rows.keys().copied())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    for (place, slice) in study.names.value_slices.iter().enumerate() {
        if spread == Uncertainty::Parametric && !study.is_whole(*slice) {
            continue;
        }
        let potential = |run: usize| samples[run].figures.potential[place];
        if (0..samples.len()).all(|run| potential(run) == 0) {
            continue;
        }
        let [jurisdiction, ..] = study.names.columns(*slice);
        let (period, host) = slice.section();
        let mut push = |cause: Booked,
                        channel: Option<Channel>,
                        (office, origin): (String, Option<Loss>),
                        unlock,
                        value: &dyn Fn(usize) -> u64| {
            let shares = (0..samples.len()).map(|run| share(value(run), potential(run)));
            let statistic = statistic(spread, Scale::Share, shares);
            tables.losses.push(LossRow {
                package: package.clone(),
                jurisdiction: jurisdiction.clone(),
                period,
                host,
                cause,
                channel,
                office,
                origin,
                value: mean((0..samples.len()).map(value), MILLIONTHS),
                share: statistic.estimate.unwrap_or_default(),
                unlock,
                spread,
                statistic,
            });
        };
        push(
            Booked::Realised,
            None,
            (String::new(), None),
            None,
            &|run| samples[run].figures.realised[place],
        );
        for key in keys.iter().filter(|key| key.0 == *slice) {
            let (_, cause, channel, office, origin) = *key;
            let value = |run: usize| by_run[run].get(key).copied().unwrap_or(0);
            let unlock = study
                .unlock
                .iter()
                .find(|(removed, _)| *removed == cause && baseline && *slice == study.headline());
            let unlock = unlock.map(|(_, gain)| *gain);
            push(
                Booked::Lost(cause),
                Some(channel),
                (study.names.office(office), origin),
                unlock,
                &value,
            );
        }
    }
}

fn waiting(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    let by_run: Vec<BTreeMap<WaitKey, u64>> =
        samples.iter().map(|sample| wait_rows(sample)).collect();
    let mut keys: Vec<WaitKey> = by_run
        .iter()
        .flat_map(|rows| rows.keys().copied())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    let whole: Vec<u64> = by_run
        .iter()
        .map(|rows| {
            rows.iter()
                .filter(|(key, _)| key.0 == 0)
                .map(|(_, days)| days)
                .sum()
        })
        .collect();
    for key in keys {
        let (place, channel, procedure, office, cause) = key;
        let seconds = |run: usize| by_run[run].get(&key).copied().unwrap_or(0);
        let shares = (0..samples.len()).map(|run| share(seconds(run), whole[run]));
        let statistic = statistic(Uncertainty::Stochastic, Scale::Share, shares);
        tables.waiting.push(WaitingRow {
            package: package.clone(),
            jurisdiction: place_name(study, place),
            channel,
            procedure: study.names.procedure(procedure),
            office: study.names.office(office),
            cause,
            days: mean((0..samples.len()).map(seconds), DAY_SECONDS),
            share: statistic.estimate.unwrap_or_default(),
            statistic,
        });
    }
}

/// World rows have procedure and office; rows of a place have channel and cause only.
fn wait_rows(sample: &Sample) -> BTreeMap<WaitKey, u64> {
    let mut rows = BTreeMap::new();
    for ((place, channel, procedure, office, cause), ticks) in &sample.figures.waiting {
        *rows
            .entry((0, *channel, *procedure, *office, *cause))
            .or_default() += ticks;
        *rows
            .entry((
                1 + place.index(),
                *channel,
                PackedOption::NONE,
                PackedOption::NONE,
                *cause,
            ))
            .or_default() += ticks;
    }
    rows
}

/// Losses booked to a channel in the baseline less those booked to it here, in the years of the
/// headline.
fn effects(
    study: &Study,
    package: &PackageKey,
    baseline: usize,
    samples: &[&Sample],
    tables: &mut Tables,
) {
    let headline = study.headline();
    for channel in Channel::ALL {
        let lost = |sample: &Sample| -> Option<f64> {
            let booked = sample
                .figures
                .losses
                .iter()
                .filter(|((_, _, lost_in, ..), _)| lost_in == channel)
                .map(|(_, values)| match headline.section().0 {
                    Some(period) => values[period as usize],
                    None => values.iter().sum(),
                });
            let place = study.names.headline();
            share(booked.sum::<u64>(), *sample.figures.potential.get(place)?)
        };
        let recovered = samples
            .iter()
            .map(|sample| Some(lost(study.twin(baseline, sample)?)? - lost(sample)?));
        let statistic: Statistic = statistic(Uncertainty::Stochastic, Scale::Plain, recovered);
        tables.effects.push(Effect {
            reform: package.clone(),
            channel: *channel,
            statistic,
        });
    }
}

fn place_name(study: &Study, place: usize) -> String {
    place.checked_sub(1).map_or_else(String::new, |place| {
        study.names.jurisdictions[place].clone()
    })
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: impl ExactSizeIterator<Item = u64>, unit: f64) -> f64 {
    let n = values.len() as f64;
    values.map(|value| value as f64 / unit).sum::<f64>() / n
}
