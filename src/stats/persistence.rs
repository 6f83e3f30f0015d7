//! Whether the effects of the settled years are those of later years.

use super::PackageKey;
use super::interval::{Scale, Uncertainty, statistic};
use super::tables::{PersistenceRow, Statistic, Trend};

/// A settled effect that differs from the later one by more than this part of it has not settled.
const TOLERANCE: f64 = 0.15;

/// The rows of the packages: `shares` holds the convergence of each package and replication, in
/// the settled years and in the late ones; the first package is the baseline.
#[must_use]
pub fn persistence_rows(
    packages: &[PackageKey],
    shares: &[Vec<Option<(f64, f64)>>],
) -> Vec<PersistenceRow> {
    let Some((baseline, others)) = shares.split_first() else {
        return Vec::new();
    };
    let effects = |other: &[Option<(f64, f64)>], of: fn((f64, f64)) -> f64| -> Vec<Option<f64>> {
        let pairs = other.iter().zip(baseline);
        pairs
            .map(|(after, before)| Some(of((*after)?) - of((*before)?)))
            .collect()
    };
    let packages = packages.iter().skip(1).zip(others);
    packages
        .filter_map(|(package, shares)| {
            let settled = effects(shares, |pair| pair.0);
            let late = effects(shares, |pair| pair.1);
            let ends = settled.iter().zip(&late);
            let gaps = ends
                .map(|(settled, late)| Some((*settled)? - (*late)?).filter(|gap| gap.is_finite()));
            let mean = |values: &[Option<f64>]| {
                statistic(
                    Uncertainty::Stochastic,
                    Scale::Plain,
                    values.iter().copied(),
                )
                .estimate
            };
            let gap = statistic(Uncertainty::Stochastic, Scale::Plain, gaps);
            let (settled, late) = (mean(&settled)?, mean(&late)?);
            Some(PersistenceRow {
                package: package.clone(),
                settled,
                late,
                trend: trend(&gap, late),
                statistic: gap,
            })
        })
        .collect()
}

/// The trend that a gap between the settled and the later effect allows to be named: its interval
/// must not hold zero. One replication has no interval.
fn trend(gap: &Statistic, late: f64) -> Trend {
    let value = gap.estimate.unwrap_or_default();
    if value.abs() <= TOLERANCE * late.abs() {
        return Trend::Settled;
    }
    match (gap.low, gap.high) {
        (_, Some(high)) if high < 0.0 => Trend::Rising,
        (Some(low), _) if low > 0.0 => Trend::Fading,
        (Some(_) | None, Some(_) | None) => Trend::Unclear,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::Package;
    use crate::scenario::Id;

    #[test]
    fn an_effect_is_settled_within_fifteen_percent_of_the_later_one() {
        let key = |reforms: &[&str]| {
            let ids = reforms.iter().filter_map(|id| Id::new(id)).collect();
            PackageKey::new(Package::new(ids, 3))
        };
        let packages = [key(&[]), key(&["a"]), key(&["b"]), key(&["c"]), key(&["d"])];
        let shares = [
            vec![Some((0.50, 0.52)), Some((0.48, 0.50))],
            vec![Some((0.60, 0.63)), Some((0.58, 0.61))],
            vec![Some((0.58, 0.62)), Some((0.56, 0.60))],
            vec![Some((0.62, 0.62)), Some((0.60, 0.60))],
            vec![Some((0.60, 0.70)), Some((0.58, 0.58))],
        ];
        let rows = persistence_rows(&packages, &shares);
        let trends: Vec<Trend> = rows.iter().map(|row| row.trend).collect();
        // 10 of 11, 8 of 10, 12 of 10 points, and two replications that disagree.
        let expected = [Trend::Settled, Trend::Rising, Trend::Fading, Trend::Unclear];
        assert_eq!(trends, expected);
        assert!((rows[1].settled - 0.08).abs() < 1e-12 && (rows[1].late - 0.10).abs() < 1e-12);
    }
}
