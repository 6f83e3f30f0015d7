//! Reforms that are ranked.

use super::number::Shown;
use crate::stats::PackageKey;
use crate::stats::tables::Statistic;

/// A reform with its effect on convergence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Package.
    pub id: PackageKey,
    /// Its label.
    pub label: String,
    /// The difference in convergence, widest spread.
    pub statistic: Statistic,
    /// In words.
    pub shown: Shown,
}

/// A reform that may be the best.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Contender {
    /// The reform.
    pub entry: Entry,
    /// How often it is best, with the interval.
    pub best: Shown,
    /// Draws in which it was compared with the others.
    pub n: u32,
    /// The same as a number.
    pub share: f64,
    /// What choosing it costs on average.
    pub regret: f64,
}
