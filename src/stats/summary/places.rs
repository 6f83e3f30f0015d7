//! Offices, days by quantile, months, corridors.

use super::{Sample, Study, has_values};
use crate::model::Channel;
use crate::stats::figures::{OfficeFigures, ProcedureFigures, QUANTILES};
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::tables::{Corridor, Distribution, Office, Procedure, Series, Statistic, Tables};
use crate::stats::{Indicator, PackageKey};

/// Quantiles shown for each destination, out of [`QUANTILES`].
const PLACE_QUANTILES: [f64; 5] = [0.1, 0.25, 0.5, 0.75, 0.9];

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    for (number, package) in study.whole_packages() {
        let samples: Vec<&Sample> = study.central_samples(number).collect();
        if samples.is_empty() {
            continue;
        }
        offices(study, &package.key, &samples, tables);
        procedures(study, &package.key, &samples, tables);
        distributions(study, &package.key, &samples, tables);
        series(study, &package.key, &samples, tables);
        corridors(study, &package.key, &samples, tables);
    }
}

/// Mean over runs, with Student's interval.
fn mean_over(
    samples: &[&Sample],
    scale: Scale,
    value: impl Fn(&Sample) -> Option<f64>,
) -> Statistic {
    statistic(
        Uncertainty::Stochastic,
        scale,
        samples.iter().map(|sample| value(sample)),
    )
}

fn offices(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    for (number, name) in study.names.offices.iter().enumerate() {
        let mean = |part: fn(&OfficeFigures) -> Option<f64>| {
            mean_over(samples, Scale::Positive, |sample| {
                sample.figures.offices.get(number).and_then(part)
            })
            .estimate
        };
        let first = samples
            .first()
            .and_then(|sample| sample.figures.offices.get(number));
        tables.offices.push(Office {
            package: package.clone(),
            jurisdiction: name.jurisdiction.clone(),
            office: name.id.clone(),
            branches: first.map_or(name.branches, |office| office.branches),
            officers: first.map_or(0.0, |office| office.officers),
            nominal_load: name.load,
            load: mean(|office| office.load),
            utilisation: mean(|office| office.utilisation),
            queue_days_mean: mean(|office| office.queue_mean),
            queue_days_p90: mean(|office| office.queue_p90),
            cases: mean(|office| Some(office.research)).unwrap_or_default(),
            background: mean(|office| Some(office.others)).unwrap_or_default(),
            turned_away: mean(|office| Some(office.turned_away)).unwrap_or_default(),
            statistic: mean_over(samples, Scale::Positive, |sample| {
                sample.figures.offices.get(number)?.utilisation
            }),
        });
    }
}

fn procedures(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    for (number, name) in study.names.procedures.iter().enumerate() {
        let spread = |part: fn(&ProcedureFigures) -> Option<f64>| {
            mean_over(samples, Scale::Positive, |sample| {
                sample.figures.procedures.get(number).and_then(part)
            })
        };
        let mean = |part| spread(part).estimate;
        let (Some(filed), Some(decided)) = (
            mean(|cases| Some(cases.filed)),
            mean(|cases| Some(cases.decided)),
        ) else {
            continue;
        };
        tables.procedures.push(Procedure {
            package: package.clone(),
            jurisdiction: study.names.jurisdictions[name.jurisdiction.index()].clone(),
            procedure: name.id.clone(),
            filed,
            decided,
            refused_share: mean(|cases| cases.refused),
            returned_share: mean(|cases| cases.returned),
            elapsed_days_mean: mean(|cases| cases.elapsed_mean),
            elapsed_days_median: mean(|cases| cases.elapsed_median),
            elapsed_days_p90: mean(|cases| cases.elapsed_p90),
            statistic: spread(|cases| cases.elapsed_mean),
        });
    }
}

fn distributions(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    let places = 1 + study.names.jurisdictions.len();
    for (c, channel) in Channel::ALL.iter().enumerate() {
        for place in 0..places {
            for (q, quantile) in QUANTILES.iter().enumerate() {
                let is_shown = place == 0
                    || PLACE_QUANTILES
                        .iter()
                        .any(|shown| (shown - quantile).abs() < 1e-9);
                let index = (c * places + place) * QUANTILES.len() + q;
                let statistic = mean_over(samples, Scale::Positive, |sample| {
                    sample.figures.quantiles.get(index).copied().flatten()
                });
                let (true, Some(days)) = (is_shown, statistic.estimate) else {
                    continue;
                };
                tables.distributions.push(Distribution {
                    package: package.clone(),
                    jurisdiction: if place == 0 {
                        String::new()
                    } else {
                        study.names.jurisdictions[place - 1].clone()
                    },
                    channel: *channel,
                    quantile: *quantile,
                    days,
                    statistic,
                });
            }
        }
    }
}

fn series(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    let mut push =
        |jurisdiction: &str, indicator: Indicator, month: usize, statistic: Statistic| {
            if has_values(&statistic) {
                tables.series.push(Series {
                    package: package.clone(),
                    jurisdiction: jurisdiction.to_owned(),
                    indicator,
                    month: study.names.months[month].clone(),
                    statistic,
                });
            }
        };
    let quarters = samples
        .first()
        .map_or(&[][..], |sample| &sample.figures.quarters);
    for (quarter, (month, _)) in quarters.iter().enumerate() {
        let statistic = mean_over(samples, Scale::Share, |sample| {
            sample.figures.quarters.get(quarter)?.1
        });
        push("", Indicator::RealisedShareQuarter, *month, statistic);
    }
    for place in 0..=study.names.jurisdictions.len() {
        let name = place
            .checked_sub(1)
            .map_or("", |place| &study.names.jurisdictions[place]);
        for month in 0..study.names.months.len() {
            let statistic = mean_over(samples, Scale::Share, |sample| {
                *sample.figures.months.get(place)?.get(month)?
            });
            push(name, Indicator::RealisedShare, month, statistic);
        }
    }
}

fn corridors(study: &Study, package: &PackageKey, samples: &[&Sample], tables: &mut Tables) {
    let mut pairs: Vec<_> = samples
        .iter()
        .flat_map(|sample| sample.figures.corridors.keys().copied())
        .collect();
    pairs.sort_unstable();
    pairs.dedup();
    for (guest, host) in pairs {
        let value = |sample: &Sample| sample.figures.corridors.get(&(guest, host)).copied();
        let mut push = |indicator: Indicator, statistic: Statistic| {
            tables.corridors.push(Corridor {
                package: package.clone(),
                origin: study.names.jurisdictions[guest.index()].clone(),
                destination: study.names.jurisdictions[host.index()].clone(),
                indicator,
                statistic,
            });
        };
        let share = mean_over(samples, Scale::Share, |sample| {
            let (potential, realised) = value(sample)?;
            (potential > 0).then(|| realised as f64 / potential as f64)
        });
        push(Indicator::Convergence, share);
        push(
            Indicator::PotentialValue,
            mean_over(samples, Scale::Positive, |sample| {
                value(sample).map(|(potential, _)| potential as f64 / 1e6)
            }),
        );
        push(
            Indicator::RealisedValue,
            mean_over(samples, Scale::Positive, |sample| {
                value(sample).map(|(_, realised)| realised as f64 / 1e6)
            }),
        );
    }
}
