//! Deep causes, the cost of time and the ceilings, from paired thinned runs.

use super::Study;
use crate::stats::PackageKey;
use crate::stats::counterfactual::{Counterfactual, DeepCause, DeepCauses, shapley};
use crate::stats::indicator::Indicator;
use crate::stats::interval::{Scale, Uncertainty, statistic};
use crate::stats::tables::{IndicatorRow, Statistic, Tables};

pub(super) fn fill(study: &Study, tables: &mut Tables) {
    if study.thinned.is_empty() {
        return;
    }
    let worlds = worlds(study);
    let baseline = study.packages[0].key.clone();
    let rise = |of: Counterfactual| {
        let rises = worlds.iter().map(|world| world.rise(of));
        statistic(Uncertainty::Stochastic, Scale::Plain, rises)
    };
    let mut rows = vec![
        (Indicator::TimeCost, rise(Counterfactual::NoTime)),
        (
            Indicator::TimeCostEverywhere,
            rise(Counterfactual::NoTimeEverywhere),
        ),
    ];
    let shares: Vec<Option<[f64; 3]>> = worlds.iter().map(World::deep_causes).collect();
    for cause in DeepCause::ALL {
        let of_cause = shares
            .iter()
            .map(|shares| shares.map(|shares| shares[cause as usize]));
        let statistic = statistic(Uncertainty::Stochastic, Scale::Plain, of_cause);
        rows.push((Indicator::DeepCause(cause), statistic));
    }
    let rest = worlds.iter().map(|world| {
        let without = world.share(Counterfactual::Without(DeepCauses::ALL));
        without.map(|share| 1.0 - share)
    });
    rows.push((
        Indicator::DeepCauseRest,
        statistic(Uncertainty::Stochastic, Scale::Share, rest),
    ));
    for (indicator, statistic) in rows {
        push(study, tables, (&baseline, indicator, statistic));
    }
    for (number, package) in study.whole_packages().skip(1) {
        for (indicator, ceiling) in [
            (Indicator::CeilingClosed, Counterfactual::EvidenceCeiling),
            (Indicator::FrictionClosed, Counterfactual::FrictionCeiling),
        ] {
            let statistic = ratio_of_means(&worlds, Counterfactual::Package(number), ceiling);
            push(study, tables, (&package.key, indicator, statistic));
        }
    }
}

/// The thinned runs of one replication.
struct World<'a> {
    study: &'a Study,
    replication: u32,
}

impl World<'_> {
    fn share(&self, of: Counterfactual) -> Option<f64> {
        let mut samples = self.study.thinned.iter();
        let sample = samples
            .find(|sample| (sample.counterfactual, sample.replication) == (of, self.replication));
        sample.map(|sample| sample.share)
    }

    /// The rise of convergence from the baseline.
    fn rise(&self, of: Counterfactual) -> Option<f64> {
        Some(self.share(of)? - self.share(Counterfactual::Package(0))?)
    }

    fn deep_causes(&self) -> Option<[f64; 3]> {
        shapley(|set| {
            self.share(match set {
                DeepCauses(0) => Counterfactual::Package(0),
                set => Counterfactual::Without(set),
            })
        })
    }
}

fn worlds(study: &Study) -> Vec<World<'_>> {
    let mut replications: Vec<u32> = study.thinned.iter().map(|one| one.replication).collect();
    replications.sort_unstable();
    replications.dedup();
    let world = |replication| World { study, replication };
    replications.into_iter().map(world).collect()
}

/// The mean effect of one over the mean effect of another, over worlds that have both.
fn ratio_of_means(worlds: &[World], one: Counterfactual, other: Counterfactual) -> Statistic {
    let pairs = worlds.iter();
    let pairs: Vec<(f64, f64)> = pairs
        .filter_map(|world| Some((world.rise(one)?, world.rise(other)?)))
        .collect();
    let whole: f64 = pairs.iter().map(|pair| pair.1).sum();
    let part: f64 = pairs.iter().map(|pair| pair.0).sum();
    Statistic {
        estimate: (whole > 0.0).then(|| part / whole),
        n: pairs.len() as u32,
        ..Statistic::default()
    }
}

fn push(
    study: &Study,
    tables: &mut Tables,
    (package, indicator, statistic): (&PackageKey, Indicator, Statistic),
) {
    if statistic.estimate.is_none() {
        return;
    }
    let (period, host) = study.headline().section();
    tables.indicators.push(IndicatorRow {
        package: package.clone(),
        jurisdiction: String::new(),
        partner: String::new(),
        field: String::new(),
        year: String::new(),
        period,
        host,
        unit: indicator.definition("").unit,
        indicator,
        spread: Uncertainty::Stochastic,
        statistic,
    });
}
