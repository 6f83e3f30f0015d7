//! The sources of the variance of the headline.

use serde::Serialize;

use crate::report::narrowing::{self, Narrowing};
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::text::page as text;
use crate::stats::tables::VarianceRow;
use crate::stats::{BASELINE, PackageKey, Source, Unit};

/// The variance over draws in parts.
#[derive(Serialize)]
pub(in crate::report::page) struct Parted {
    /// The sentence on what would narrow the headline most.
    pub sentence: minijinja::Value,
    split: bool,
    /// Whether there are too few draws to split the variance.
    more_draws: bool,
    command: String,
    lines: Vec<Line>,
}

/// The variance of one headline.
#[derive(Serialize)]
struct Line {
    name: String,
    deviation: String,
    unknowns: Shown,
    luck: Shown,
    leading: String,
}

/// The parts of the variance of the baseline's headline and of each leading package's
/// difference; none unless the study has both spreads.
pub(in crate::report::page) fn narrowing(
    rows: &Rows,
    marked: impl Fn(&str) -> minijinja::Value,
) -> Option<Parted> {
    let sentence = narrowing::sentence(rows)?;
    let headline = narrowing::headline(rows, &BASELINE);
    let split = !matches!(narrowing::narrowing(&headline), Narrowing::NotSplit);
    let unknowns = narrowing::part(&headline, Source::Parametric)?;
    let lines = rows.leading().into_iter().filter_map(|id| line(rows, id));
    Some(Parted {
        sentence: marked(&sentence),
        split,
        more_draws: narrowing::is_wide(&unknowns.statistic),
        command: format!("{} --split", rows.about.command),
        lines: lines.collect(),
    })
}

fn line(rows: &Rows, id: &PackageKey) -> Option<Line> {
    let headline = narrowing::headline(rows, id);
    let luck = narrowing::part(&headline, Source::Stochastic)?;
    let unknowns = narrowing::part(&headline, Source::Parametric)?;
    let shown = |row: &VarianceRow| {
        number::bare(
            number::level(&row.statistic, &Unit::Share),
            &Unit::Share,
            false,
        )
    };
    Some(Line {
        name: if id.is_baseline() {
            text::AT_BASELINE.to_owned()
        } else {
            text::change_with(&rows.package(id))
        },
        deviation: number::quantity(luck.deviation * 100.0),
        unknowns: shown(unknowns),
        luck: shown(luck),
        leading: narrowing::leading(&headline),
    })
}
