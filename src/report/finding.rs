//! The findings of a study, stated only as strongly as its intervals allow.

use super::number::{self, Shown};
use super::rows::Rows;
use super::text::finding as text;
use crate::stats::tables::Statistic;
use crate::stats::{BASELINE, Indicator, PackageKey, Uncertainty, Unit};

/// The ranking of the single reforms.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ranking {
    /// No single reform has a row.
    Missing,
    /// No interval lies above zero.
    NoneClear(Entry),
    /// Its interval lies above zero, and no other single reform ran.
    Only(Entry),
    /// Its interval does not, and no other single reform ran.
    OnlyUnclear(Entry),
    /// Its interval overlaps that of the second, the best of those that it overlaps.
    Open(Entry, Entry),
    /// The best interval lies above every other.
    Clear(Entry),
}

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

impl Entry {
    /// Its label and its effect.
    pub fn label_and_effect(&self) -> (&str, &Shown) {
        (&self.label, &self.shown)
    }
}

/// Single reforms by effect, the largest first.
pub(super) fn effects(rows: &Rows) -> Vec<Entry> {
    let mut entries: Vec<Entry> = rows
        .reforms()
        .into_iter()
        .filter_map(|id| entry(rows, id))
        .collect();
    entries.sort_by(|a, b| order(&b.statistic, &a.statistic));
    entries
}

/// A package's effect on convergence.
pub(super) fn entry(rows: &Rows, id: &PackageKey) -> Option<Entry> {
    let (unit, statistic) = rows.widest_change(id, &Indicator::Convergence)?;
    Some(Entry {
        id: id.clone(),
        label: rows.package(id),
        statistic,
        shown: number::change(&statistic, unit),
    })
}

/// Estimates in rising order; missing ones first.
pub(super) fn order(a: &Statistic, b: &Statistic) -> std::cmp::Ordering {
    let value = |statistic: &Statistic| statistic.estimate.unwrap_or(f64::NEG_INFINITY);
    value(a).total_cmp(&value(b))
}

/// The ranking; without intervals no reform is clearly ahead.
pub(super) fn ranking(rows: &Rows) -> Ranking {
    let entries = effects(rows);
    let [best, others @ ..] = entries.as_slice() else {
        return Ranking::Missing;
    };
    let raises = |entry: &Entry| entry.statistic.low.is_some_and(|low| low > 0.0);
    match (entries.iter().any(raises), others.is_empty()) {
        (false, true) => return Ranking::OnlyUnclear(best.clone()),
        (false, false) => return Ranking::NoneClear(best.clone()),
        (true, true) => return Ranking::Only(best.clone()),
        (true, false) => {}
    }
    let overlaps = |other: &&Entry| {
        let ends = other.statistic.high.zip(best.statistic.low);
        ends.is_none_or(|(high, low)| high >= low)
    };
    match others.iter().find(overlaps) {
        Some(other) => Ranking::Open(best.clone(), other.clone()),
        None => Ranking::Clear(best.clone()),
    }
}

/// The ranking as a title.
pub(super) fn ranking_title(rows: &Rows) -> String {
    match ranking(rows) {
        Ranking::Missing => text::effects(),
        Ranking::NoneClear(best) => text::none_clear(&best.label, &best.shown),
        Ranking::Only(best) => text::only(&best.label, &best.shown),
        Ranking::OnlyUnclear(best) => text::only_unclear(&best.label, &best.shown),
        Ranking::Open(best, next) => {
            text::no_clear_winner(best.label_and_effect(), next.label_and_effect())
        }
        Ranking::Clear(best) => text::winner(&best.label, &best.shown),
    }
}

/// Baseline beside the widest package over the widest spread, as a title.
pub(super) fn levels_title(rows: &Rows) -> Option<String> {
    levels(rows, |id| rows.widest_level(id, &Indicator::Convergence))
}

/// The same over replications alone, for charts at the central parameters.
pub(super) fn central_title(rows: &Rows) -> Option<String> {
    levels(rows, |id| {
        rows.level(id, &Indicator::Convergence, Uncertainty::Stochastic)
    })
}

fn levels<'a>(
    rows: &Rows,
    level: impl Fn(&PackageKey) -> Option<(&'a Unit, Statistic)>,
) -> Option<String> {
    let (unit, baseline) = level(&BASELINE)?;
    let baseline = number::level(&baseline, unit);
    let whole = rows.whole().and_then(|id| {
        let (unit, statistic) = level(id)?;
        Some((rows.package(id), number::level(&statistic, unit)))
    });
    Some(match whole {
        Some((label, shown)) => text::levels(&baseline, &label, &shown),
        None => text::level(&baseline),
    })
}
