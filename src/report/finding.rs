//! What a study finds, said only as strongly as its intervals allow.

use super::number::{self, Shown};
use super::rows::Rows;
use crate::stats::tables::Statistic;
use crate::stats::{BASELINE, PackageKey, Spread, Unit};

/// How the single reforms rank.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ranking {
    /// No single reform has a row.
    Missing,
    /// No interval lies above zero.
    NoneClear(Entry),
    /// It is clear of zero, and no other single reform ran.
    Only(Entry),
    /// Its interval meets that of the second, the best of those that it meets.
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

/// Single reforms from the largest effect on.
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
    let (unit, statistic) = rows.widest_change(id, "convergence")?;
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

/// Whether the best reform can be told from the next. Without intervals none can.
pub(super) fn ranking(rows: &Rows) -> Ranking {
    let entries = effects(rows);
    let [best, others @ ..] = entries.as_slice() else {
        return Ranking::Missing;
    };
    let raises = |entry: &Entry| entry.statistic.low.is_some_and(|low| low > 0.0);
    if !entries.iter().any(raises) {
        return Ranking::NoneClear(best.clone());
    }
    if others.is_empty() {
        return Ranking::Only(best.clone());
    }
    let meets = |other: &&Entry| {
        let ends = other.statistic.high.zip(best.statistic.low);
        ends.is_none_or(|(high, low)| high >= low)
    };
    match others.iter().find(meets) {
        Some(other) => Ranking::Open(best.clone(), other.clone()),
        None => Ranking::Clear(best.clone()),
    }
}

/// The ranking as a title.
pub(super) fn ranking_title(rows: &Rows) -> String {
    match ranking(rows) {
        Ranking::Missing => "Effect of each package on convergence".to_owned(),
        Ranking::NoneClear(best) => format!(
            "No single reform clearly raises convergence; the largest estimate is {}, {}",
            best.label,
            best.shown.sentence()
        ),
        Ranking::Only(best) => {
            format!("{}: {}", best.label, best.shown.sentence())
        }
        Ranking::Open(best, next) => format!(
            "No clear winner: {} {} and {} {} have intervals that meet",
            best.label,
            best.shown.short(),
            next.label,
            next.shown.short()
        ),
        Ranking::Clear(best) => {
            format!("{} recovers most: {}", best.label, best.shown.sentence())
        }
    }
}

/// Baseline beside the widest package over the widest spread, as a title.
pub(super) fn levels_title(rows: &Rows) -> Option<String> {
    levels(rows, |id| rows.widest_level(id, "convergence"))
}

/// The same over luck alone, beside marks at the central parameters.
pub(super) fn central_title(rows: &Rows) -> Option<String> {
    levels(rows, |id| rows.level(id, "convergence", Spread::Luck))
}

fn levels<'a>(
    rows: &Rows,
    level: impl Fn(&PackageKey) -> Option<(&'a Unit, Statistic)>,
) -> Option<String> {
    let (unit, baseline) = level(&BASELINE)?;
    let baseline = number::level(&baseline, unit).short();
    let whole = rows.whole().and_then(|id| {
        let (unit, statistic) = level(id)?;
        Some((rows.package(id), number::level(&statistic, unit).short()))
    });
    Some(match whole {
        Some((label, shown)) => {
            format!("Share of potential value realised: baseline {baseline}, {label} {shown}")
        }
        None => format!("Share of potential value realised at the baseline: {baseline}"),
    })
}
