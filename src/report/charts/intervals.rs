//! Intervals and values on charts.

use std::cmp::Ordering;

use crate::stats::tables::Statistic;

/// The years that a chart shows, for the line at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Years {
    /// Those of the headline.
    Headline,
    /// All measured years.
    All,
}

/// The kind of intervals on a chart, for the line at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::report) enum Intervals {
    /// Those of each spread in `Rows`.
    Both,
    /// Over replications alone.
    Stochastic,
    /// The widest the study has.
    Widest,
    /// Over draws of the parameters.
    Draws,
    /// Of shares of the draws.
    Binomial,
}

/// The greatest of values that are not below zero; 0 without any.
pub(super) fn greatest(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().fold(0.0, f64::max)
}

/// The side of zero on which an interval lies; equal where it contains zero or is unknown.
pub(super) fn clear_sign(row: &Statistic) -> Ordering {
    if row.low.is_some_and(|low| low > 0.0) {
        Ordering::Greater
    } else if row.high.is_some_and(|high| high < 0.0) {
        Ordering::Less
    } else {
        Ordering::Equal
    }
}
