//! What a study finds, said only as strongly as its intervals allow.

use super::number::{self, Shown};
use super::rows::{BASELINE, Rows};
use crate::stats::tables::Statistic;

/// How the single reforms rank.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Ranking {
    /// No single reform has a row.
    Missing,
    /// The best interval holds zero.
    NoneClear(Entry),
    /// The two best intervals meet.
    Open(Entry, Entry),
    /// The best interval lies above every other.
    Clear(Entry),
}

/// A reform with its effect on convergence.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Entry {
    /// Package.
    pub id: String,
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
pub(super) fn entry(rows: &Rows, id: &str) -> Option<Entry> {
    let (unit, statistic) = rows.widest_change(id, "convergence")?;
    Some(Entry {
        id: id.to_owned(),
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
    let Some(best) = entries.first() else {
        return Ranking::Missing;
    };
    if best.statistic.low.is_none_or(|low| low <= 0.0) {
        return Ranking::NoneClear(best.clone());
    }
    let highest = |entry: &Entry| entry.statistic.high.unwrap_or(f64::INFINITY);
    let rival = entries[1..]
        .iter()
        .max_by(|a, b| highest(a).total_cmp(&highest(b)));
    match rival {
        Some(rival) if best.statistic.low.is_none_or(|low| highest(rival) >= low) => {
            Ranking::Open(best.clone(), entries[1].clone())
        }
        _ => Ranking::Clear(best.clone()),
    }
}

/// The ranking as a title.
pub(super) fn ranking_title(rows: &Rows) -> String {
    match ranking(rows) {
        Ranking::Missing => "Effect of each package on convergence".to_owned(),
        Ranking::NoneClear(best) => format!(
            "No single reform clearly changes convergence; the largest estimate is {}, {}",
            best.label,
            best.shown.sentence()
        ),
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

/// Baseline beside the widest package, as a title.
pub(super) fn levels_title(rows: &Rows) -> Option<String> {
    let (unit, baseline) = rows.widest_level(BASELINE, "convergence")?;
    let baseline = number::level(&baseline, unit).short();
    let whole = rows.whole().and_then(|id| {
        let (unit, statistic) = rows.widest_level(id, "convergence")?;
        Some((rows.package(id), number::level(&statistic, unit).short()))
    });
    Some(match whole {
        Some((label, shown)) => {
            format!("Share of potential value realised: baseline {baseline}, {label} {shown}")
        }
        None => format!("Share of potential value realised at the baseline: {baseline}"),
    })
}
