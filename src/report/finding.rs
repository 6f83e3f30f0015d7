//! The findings of a study, stated only as strongly as its intervals allow.

use super::contender::{Contender, Entry};
use super::number;
use super::rows::Rows;
use super::text::finding as text;
use crate::stats::tables::{Rival, Statistic};
use crate::stats::{BASELINE, Coverage, Indicator, PackageKey, Uncertainty, Unit};

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
    /// No parameters were drawn, so the largest estimate does not say which is best.
    NotDrawn(Entry),
    /// None leads: the fewest that together are best nine times in ten, the most often first.
    Open(Vec<Contender>),
    /// It is best in at least eight worlds of ten, and little is lost where it is not.
    Clear(Contender),
}

/// A reform leads if it is best at least this often,
const LEADS_FROM: f64 = 0.8;
/// and if choosing it costs at most this part of its effect on average.
const REGRET_AT_MOST: f64 = 0.1;
/// Where none leads, those are named that together are best at least this often.
const TOGETHER: f64 = 0.9;

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

/// The ranking. Which of several is best follows from the worlds in which all were run, never
/// from intervals that overlap: these are wide by what all reforms share.
pub(super) fn ranking(rows: &Rows) -> Ranking {
    let entries = effects(rows);
    let [best, others @ ..] = entries.as_slice() else {
        return Ranking::Missing;
    };
    let raises = |entry: &Entry| {
        entry.statistic.covers != Coverage::Range
            && entry.statistic.low.is_some_and(|low| low > 0.0)
    };
    match (entries.iter().any(raises), others.is_empty()) {
        (false, true) => return Ranking::OnlyUnclear(best.clone()),
        (false, false) => return Ranking::NoneClear(best.clone()),
        (true, true) => return Ranking::Only(best.clone()),
        (true, false) if rows.widest() == Uncertainty::Stochastic => {
            return Ranking::NotDrawn(best.clone());
        }
        (true, false) => {}
    }
    let contenders = contenders(rows, entries);
    let Some(first) = contenders.first() else {
        return Ranking::Missing;
    };
    let effect = first.entry.statistic.estimate.unwrap_or_default();
    if first.share >= LEADS_FROM && first.regret <= REGRET_AT_MOST * effect {
        return Ranking::Clear(first.clone());
    }
    let mut together = 0.0;
    let few = contenders.into_iter().take_while(|contender| {
        let is_needed = together < TOGETHER;
        together += contender.share;
        is_needed
    });
    Ranking::Open(few.collect())
}

/// Reforms that are best in some world, the most often first.
fn contenders(rows: &Rows, entries: Vec<Entry>) -> Vec<Contender> {
    let contender = |entry: Entry| {
        let mut comparisons = rows.tables.comparisons.iter();
        let row = comparisons.find(|row| {
            row.package == entry.id
                && row.other == Rival::Best
                && (row.period, row.host) == (rows.basis(), None)
        })?;
        let statistic = Statistic {
            estimate: Some(row.probability),
            low: Some(row.low),
            high: Some(row.high),
            n: row.n,
            covers: Coverage::Mean,
        };
        Some(Contender {
            entry,
            best: number::level(&statistic, &Unit::Share),
            n: row.n,
            share: row.probability,
            regret: row.regret?,
        })
    };
    let mut contenders: Vec<Contender> = entries.into_iter().filter_map(contender).collect();
    contenders.retain(|contender| contender.share > 0.0);
    contenders.sort_by(|a, b| b.share.total_cmp(&a.share));
    contenders
}

/// The ranking as a title.
pub(super) fn ranking_title(rows: &Rows) -> String {
    match ranking(rows) {
        Ranking::Missing => text::effects(),
        Ranking::NoneClear(best) => text::none_clear(&best.label, &best.shown),
        Ranking::Only(best) => text::only(&best.label, &best.shown),
        Ranking::OnlyUnclear(best) => text::only_unclear(&best.label, &best.shown),
        Ranking::NotDrawn(best) => text::not_drawn(&best.label, &best.shown),
        Ranking::Open(contenders) => text::none_leads(&contenders),
        Ranking::Clear(best) => text::leads(&best),
    }
}

/// Baseline beside the widest package over the widest spread, as a title.
pub(super) fn levels_title(rows: &Rows) -> Option<String> {
    levels(rows, text::SHARE, |id| {
        rows.widest_level(id, &Indicator::Convergence)
    })
}

/// The same over the spread of the losses.
pub(super) fn ledger_title(rows: &Rows) -> Option<String> {
    let spread = rows.spread_of_losses();
    let share = match spread {
        Uncertainty::Stochastic => text::SHARE_CENTRAL,
        Uncertainty::Parametric => text::SHARE,
    };
    levels(rows, share, |id| {
        rows.level(id, &Indicator::Convergence, spread)
    })
}

fn levels<'a>(
    rows: &Rows,
    share: &str,
    level: impl Fn(&PackageKey) -> Option<(&'a Unit, Statistic)>,
) -> Option<String> {
    let (unit, baseline) = level(&BASELINE)?;
    let baseline = number::level(&baseline, unit);
    let whole = rows.whole().and_then(|id| {
        let (unit, statistic) = level(id)?;
        Some((rows.package(id), number::level(&statistic, unit)))
    });
    Some(match whole {
        Some((label, shown)) => text::levels(share, &baseline, &label, &shown),
        None => text::level(share, &baseline),
    })
}
