//! Changes by corridor.

use super::{Sample, Study, has_values};
use crate::model::JurisdictionIndex;
use crate::stats::Indicator;
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::tables::{CorridorDifference, Tables};

/// Guest and host.
type Pair = (JurisdictionIndex, JurisdictionIndex);

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    for (number, package) in study.whole_packages() {
        if number == package.baseline {
            continue;
        }
        for spread in [Uncertainty::Stochastic, Uncertainty::Parametric] {
            let samples = study.samples_of(number);
            let worlds: Vec<(&Sample, &Sample)> = samples
                .filter(|sample| (sample.draw > 0) == (spread == Uncertainty::Parametric))
                .filter_map(|sample| Some((sample, study.twin(package.baseline, sample)?)))
                .collect();
            let mut pairs: Vec<Pair> = worlds
                .iter()
                .flat_map(|(sample, _)| sample.figures.corridors.keys().copied())
                .collect();
            pairs.sort_unstable();
            pairs.dedup();
            for pair in pairs {
                let changes = worlds
                    .iter()
                    .map(|(sample, twin)| Some(share(sample, pair)? - share(twin, pair)?));
                let statistic = statistic(spread, Scale::Plain, changes);
                if !has_values(&statistic) {
                    continue;
                }
                let name =
                    |place: JurisdictionIndex| study.names.jurisdictions[place.index()].clone();
                tables.corridor_differences.push(CorridorDifference {
                    package: package.key.clone(),
                    origin: name(pair.0),
                    destination: name(pair.1),
                    indicator: Indicator::Convergence,
                    unit: Indicator::Convergence.definition("").unit,
                    spread,
                    statistic,
                });
            }
        }
    }
}

/// Convergence of a corridor in one run; none without potential value.
fn share(sample: &Sample, pair: Pair) -> Option<f64> {
    let (potential, realised) = sample.figures.corridors.get(&pair)?;
    (*potential > 0).then(|| *realised as f64 / *potential as f64)
}
