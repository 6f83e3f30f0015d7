//! What became of the cases of each procedure, research cases and others together.

use super::{days, ratio, total};
use crate::observe::{ProcedureSums, RunSums};
use crate::stats::names::Names;

/// The cases of a procedure in the measured years.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct ProcedureFigures {
    /// Filed a year.
    pub filed: f64,
    /// Decided a year.
    pub decided: f64,
    /// Share of the decided that are refused.
    pub refused: Option<f64>,
    /// Share of the decided that were returned at least once.
    pub returned: Option<f64>,
    /// Mean days from filing to decision.
    pub elapsed_mean: Option<f64>,
    /// Median of the same.
    pub elapsed_median: Option<f64>,
    /// Days that nine in ten do not exceed.
    pub elapsed_p90: Option<f64>,
}

/// The figures of all procedures of a scenario without projects; else none, for the
/// indicators of projects have them by channel.
pub(super) fn figures(outcome: &RunSums, names: &Names) -> Vec<ProcedureFigures> {
    if names.has_projects {
        return Vec::new();
    }
    let a_year = |count: u64| count as f64 * names.scale / outcome.axes.years_long();
    let each = outcome.procedures.iter().map(|cases| {
        let all: ProcedureSums = total(cases.iter());
        ProcedureFigures {
            filed: a_year(all.filed.iter().sum()),
            decided: a_year(all.decided()),
            refused: ratio(all.refused, all.decided()),
            returned: ratio(all.returned, all.decided()),
            elapsed_mean: days(all.elapsed.mean()),
            elapsed_median: days(all.elapsed.quantile(0.5)),
            elapsed_p90: days(all.elapsed.quantile(0.9)),
        }
    });
    each.collect()
}
