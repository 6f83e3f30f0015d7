//! On what evidence the losses rest.

use serde::Serialize;

use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text;
use crate::scenario::Grade;
use crate::stats::Unit;
use crate::stats::tables::EvidenceRow;

/// Rows of the table at most.
const MOST: usize = 15;

/// Losses of the baseline by the parameter that decided them.
#[derive(Serialize)]
pub(in crate::report::page) struct Evidence {
    /// The share of each grade.
    sentence: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    parameter: String,
    cause: String,
    grade: &'static str,
    share: Shown,
}

/// The parameters that decided most; none where nothing is lost.
pub(in crate::report::page) fn evidence(rows: &Rows) -> Option<Evidence> {
    let all = rows.tables.evidence.iter();
    let spread = rows.spread_of_losses();
    let (totals, mut single): (Vec<&EvidenceRow>, Vec<&EvidenceRow>) = all
        .filter(|row| row.spread == spread)
        .partition(|row| row.cause.is_none());
    if single.is_empty() {
        return None;
    }
    let share = |row: &EvidenceRow| number::level(&row.statistic, &Unit::Share);
    let by_grade = Grade::ALL.map(|grade| {
        let total = totals.iter().find(|row| row.grade == grade);
        total.map(|row| share(row))
    });
    single.sort_by(|a, b| b.share.total_cmp(&a.share));
    single.truncate(MOST);
    let line = |row: &EvidenceRow| {
        Some(Line {
            parameter: row.parameter.clone(),
            cause: text::capital(text::loss(row.cause?)),
            grade: row.grade.as_str(),
            share: share(row),
        })
    };
    Some(Evidence {
        sentence: text::page::decided_by(&by_grade),
        lines: single.into_iter().filter_map(line).collect(),
    })
}
