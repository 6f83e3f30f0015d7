//! Harms of a reform.

use super::tables::{Difference, Tables};
use super::{Better, Uncertainty};

/// An indicator that a package clearly makes worse.
#[derive(Debug, Clone, PartialEq)]
pub struct Harm {
    /// The row of the difference.
    pub row: Difference,
}

/// Rows whose whole interval lies on the bad side: convergence of a host, a
/// partner or a field that falls, days over the same needs that rise, queues
/// that grow. The wider spread decides where it is known.
#[must_use]
pub fn harmed(tables: &Tables) -> Vec<Harm> {
    let wide = tables
        .differences
        .iter()
        .any(|row| row.spread == Uncertainty::Parametric);
    let spread = if wide {
        Uncertainty::Parametric
    } else {
        Uncertainty::Stochastic
    };
    let rows = tables.differences.iter();
    rows.filter(|row| {
        row.spread == spread
            && row.package.variant().is_none()
            && row.year.is_empty()
            && (row.period, row.host) == (None, None)
    })
    .filter(|row| is_harm(row))
    .map(|row| Harm { row: row.clone() })
    .collect()
}

fn is_harm(row: &Difference) -> bool {
    /// A smaller increase is not noticed.
    const DAYS: f64 = 0.5;
    let falls = row.statistic.high.is_some_and(|high| high < 0.0);
    let rises = row.statistic.low.is_some_and(|low| low > DAYS);
    match row.indicator.definition("").better {
        Better::Up => falls,
        Better::Down => rises,
        Better::Neither => false,
    }
}
