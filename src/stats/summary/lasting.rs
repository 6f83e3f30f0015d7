//! Effects of settled years beside those of later ones.

use super::Study;
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::lasting::{Course, LongSample};
use crate::stats::tables::{LastingEffect, Tables};

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    for (number, package) in study.whole_packages().skip(1) {
        let effects = effects(study, number);
        let mean = |part: fn(&(f64, f64)) -> f64| {
            effects.iter().map(part).sum::<f64>() / effects.len() as f64
        };
        if effects.is_empty() {
            continue;
        }
        let (settled, later) = (mean(|pair| pair.0), mean(|pair| pair.1));
        let ratio = (later > 0.0).then(|| settled / later);
        // The mean of these is the ratio r of the means, their variance that of the ratio
        // estimator: r + (s - r l) / mean l (Cochran 1977, section 6.4).
        let parts = effects
            .iter()
            .map(|(before, after)| ratio.map(|ratio| ratio + (before - ratio * after) / later));
        tables.lasting_effects.push(LastingEffect {
            package: package.key.clone(),
            settled,
            later,
            course: ratio.map(Course::from_ratio),
            statistic: statistic(Uncertainty::Stochastic, Scale::Plain, parts),
        });
    }
}

/// The changes of a package from the baseline in each replication: settled years, later years.
fn effects(study: &Study, package: usize) -> Vec<(f64, f64)> {
    let find = |package: usize, replication: u32| {
        let mut samples = study.long.iter();
        samples.find(|one| (one.package, one.replication) == (package, replication))
    };
    let change = |one: &LongSample| {
        let before = find(0, one.replication)?;
        Some((one.settled? - before.settled?, one.later? - before.later?))
    };
    let samples = study.long.iter().filter(|one| one.package == package);
    samples.filter_map(change).collect()
}
