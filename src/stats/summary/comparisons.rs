//! Which single reform is better, from paired differences over the same worlds.

use super::{Sample, Study};
use crate::stats::PackageKey;
use crate::stats::contest::{Frequency, contest};
use crate::stats::indicator::Indicator;
use crate::stats::interval::Uncertainty;
use crate::stats::tables::{Comparison, Rival, Tables};

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    let singles: Vec<(usize, &PackageKey)> = study
        .whole_packages()
        .filter(|(_, package)| package.key.is_single())
        .map(|(number, package)| (number, &package.key))
        .collect();
    // Draws where there are some: randomness is a small part of what is not known.
    let has_draws = study.samples.iter().any(|sample| sample.draw > 0);
    let spread = if has_draws {
        Uncertainty::Parametric
    } else {
        Uncertainty::Stochastic
    };
    for place in 0..study.names.value_slices.len() {
        compare(study, &singles, place, spread, tables);
    }
}

/// Compares the effects on convergence in one of the slices of value.
fn compare(
    study: &Study,
    singles: &[(usize, &PackageKey)],
    place: usize,
    spread: Uncertainty,
    tables: &mut Tables,
) {
    let slice = study.names.value_slices[place];
    if !study.names.columns(slice).iter().all(String::is_empty) {
        return;
    }
    let Some(effects) = effects(study, singles, place, spread) else {
        return;
    };
    let (period, host) = slice.section();
    for ((_, key), standing) in singles.iter().zip(contest(&effects)) {
        let mut push = |other: Rival, frequency: Frequency, regret: Option<f64>| {
            tables.comparisons.push(Comparison {
                package: (*key).clone(),
                other,
                indicator: Indicator::Convergence,
                period,
                host,
                spread,
                probability: frequency.share,
                low: frequency.low,
                high: frequency.high,
                regret,
                n: frequency.n,
            });
        };
        push(Rival::Best, standing.best, Some(standing.regret));
        push(Rival::FirstTwo, standing.first_two, None);
        for ((_, other), beside) in singles.iter().zip(standing.beside) {
            if let Some((frequency, regret)) = beside {
                push(Rival::Package((*other).clone()), frequency, Some(regret));
            }
        }
    }
}

/// The effect of each reform in each world that all were run in; none without potential value.
fn effects(
    study: &Study,
    singles: &[(usize, &PackageKey)],
    place: usize,
    spread: Uncertainty,
) -> Option<Vec<Vec<f64>>> {
    let share = |sample: &Sample| -> Option<f64> {
        let potential = *sample.figures.potential.get(place)?;
        let realised = *sample.figures.realised.get(place)?;
        (potential > 0).then(|| realised as f64 / potential as f64)
    };
    let first = singles.first()?.0;
    let worlds = study
        .samples_of(first)
        .filter(|sample| (sample.draw > 0) == (spread == Uncertainty::Parametric));
    let mut effects = vec![Vec::new(); singles.len()];
    for world in worlds {
        let before = share(study.twin(study.packages[first].baseline, world)?)?;
        let after: Option<Vec<f64>> = singles
            .iter()
            .map(|(number, _)| Some(share(study.twin(*number, world)?)? - before))
            .collect();
        // An interrupted study has worlds that not all packages were run in.
        for (effects, effect) in effects.iter_mut().zip(after.into_iter().flatten()) {
            effects.push(effect);
        }
    }
    Some(effects)
}
