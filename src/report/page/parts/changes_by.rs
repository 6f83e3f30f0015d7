//! Changes of the share realised by period, year and corridor.

use serde::Serialize;

use crate::model::Period;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::page as text;
use crate::stats::tables::{CorridorDifference, Statistic};
use crate::stats::{BASELINE, Better, Coverage, Indicator, Uncertainty, Unit};

/// Corridors on the page at most.
const CORRIDORS: usize = 15;

/// Changes with the widest package along one dimension.
#[derive(Serialize)]
pub(in crate::report::page) struct Where {
    name: &'static str,
    lines: Vec<Line>,
}

/// A change over both spreads, and whether it is for the better.
#[derive(Serialize)]
struct Line {
    name: String,
    luck: Shown,
    unknowns: Shown,
    direction: &'static str,
}

/// Changes of convergence by period, year and corridor.
pub(in crate::report::page) fn changes_by(rows: &Rows) -> Vec<Where> {
    let all = [
        (text::PERIOD, periods(rows)),
        (text::YEAR, years(rows)),
        (text::CORRIDOR, corridors(rows)),
    ];
    let filled = all.into_iter().filter(|(_, lines)| !lines.is_empty());
    filled.map(|(name, lines)| Where { name, lines }).collect()
}

fn line(name: String, of: impl Fn(Uncertainty) -> Option<Statistic>) -> Option<Line> {
    let (luck, unknowns) = (of(Uncertainty::Stochastic), of(Uncertainty::Parametric));
    let widest = unknowns.or(luck)?;
    let shown = |row: Option<Statistic>| {
        row.map_or_else(Shown::default, |row| number::change(&row, &Unit::Share))
    };
    Some(Line {
        name,
        luck: shown(luck),
        unknowns: shown(unknowns),
        direction: direction(&widest, Indicator::Convergence.definition("").better),
    })
}

/// Whether a change is for the better, in a word.
pub(in crate::report::page) fn direction(row: &Statistic, better: Better) -> &'static str {
    let is_range = row.covers == Coverage::Range;
    let rises = !is_range && row.low.is_some_and(|low| low > 0.0);
    let falls = !is_range && row.high.is_some_and(|high| high < 0.0);
    match (better, rises, falls) {
        (Better::Neither, ..) => text::NEITHER,
        (Better::Up, true, _) | (Better::Down, _, true) => text::BETTER,
        (Better::Up, _, true) | (Better::Down, true, _) => text::WORSE,
        (Better::Up | Better::Down, false, false) => text::NOT_CLEAR,
    }
}

fn periods(rows: &Rows) -> Vec<Line> {
    let Some(whole) = rows.whole() else {
        return Vec::new();
    };
    let of = |period: Option<Period>| {
        line(text::section((period, None)), |spread| {
            let change = rows.change_in((period, None), whole, &Indicator::Convergence, spread);
            change.map(|(_, row)| row)
        })
    };
    let periods = [None, Some(Period::Transition), Some(Period::Settled)];
    periods.into_iter().filter_map(of).collect()
}

fn years(rows: &Rows) -> Vec<Line> {
    let Some(whole) = rows.whole() else {
        return Vec::new();
    };
    let by_year = |spread| rows.changes_by_year(whole, &Indicator::Convergence, spread);
    let (luck, unknowns) = (
        by_year(Uncertainty::Stochastic),
        by_year(Uncertainty::Parametric),
    );
    let mut names: Vec<&str> = luck.iter().chain(&unknowns).map(|row| row.0).collect();
    names.sort_unstable();
    names.dedup();
    let found = |rows: &[(&str, Statistic)], name: &str| {
        let mut rows = rows.iter();
        rows.find(|row| row.0 == name).map(|row| row.1)
    };
    let of = |name: &str| {
        line(name.to_owned(), |spread| match spread {
            Uncertainty::Stochastic => found(&luck, name),
            Uncertainty::Parametric => found(&unknowns, name),
        })
    };
    names.into_iter().filter_map(of).collect()
}

/// The corridors with the most potential value.
fn corridors(rows: &Rows) -> Vec<Line> {
    let Some(whole) = rows.whole() else {
        return Vec::new();
    };
    let corridors = rows.tables.corridors.iter();
    let mut largest: Vec<(f64, &str, &str)> = corridors
        .filter(|row| row.package == BASELINE && row.indicator == Indicator::PotentialValue)
        .filter_map(|row| Some((row.statistic.estimate?, &*row.origin, &*row.destination)))
        .collect();
    largest.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    largest.truncate(CORRIDORS);
    let changes: Vec<&CorridorDifference> = rows
        .tables
        .corridor_differences
        .iter()
        .filter(|row| row.package == *whole)
        .collect();
    let of = |(_, origin, destination): (f64, &str, &str)| {
        let name = text::corridor(&rows.place(origin), &rows.place(destination));
        line(name, |spread| {
            let mut changes = changes.iter();
            let row = changes.find(|row| {
                row.spread == spread && (&*row.origin, &*row.destination) == (origin, destination)
            });
            row.map(|row| row.statistic)
        })
    };
    largest.into_iter().filter_map(of).collect()
}
