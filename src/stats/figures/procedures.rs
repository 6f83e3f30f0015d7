//! Figures of the cases of each procedure, research and background cases together.

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

/// The figures of all procedures of a scenario without projects. With projects it is empty,
/// because the indicators by channel hold them.
pub(super) fn figures(run: &RunSums, names: &Names) -> Vec<ProcedureFigures> {
    if names.has_projects {
        return Vec::new();
    }
    let figures = run.procedures.iter().enumerate().map(|(number, cases)| {
        let sums: ProcedureSums = total(cases.iter());
        let a_year = |count: fn(&ProcedureSums) -> u64| {
            names.cases_a_year(number, cases.each_ref().map(count), run.axes.years_long())
        };
        ProcedureFigures {
            filed: a_year(|cases| cases.filed.iter().sum()),
            decided: a_year(ProcedureSums::decided),
            refused: ratio(sums.refused, sums.decided()),
            returned: ratio(sums.returned, sums.decided()),
            elapsed_mean: days(sums.elapsed.mean()),
            elapsed_median: days(sums.elapsed.quantile(0.5)),
            elapsed_p90: days(sums.elapsed.quantile(0.9)),
        }
    });
    figures.collect()
}
