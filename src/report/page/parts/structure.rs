//! The packages under other forms of the model.

use serde::Serialize;

use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::structure::{self, Form};
use crate::report::text;
use crate::stats::tables::{Statistic, StructureRow};
use crate::stats::{Coverage, Unit};

/// The structure table.
#[derive(Serialize)]
pub(in crate::report::page) struct Structure {
    sentence: minijinja::Value,
    region: Option<String>,
    packages: Vec<String>,
    /// Whether reforms are ranked over draws.
    ranked: bool,
    /// The command that ranks them.
    command: String,
    lines: Vec<Line>,
}

#[derive(Serialize)]
struct Line {
    name: String,
    level: String,
    effects: Vec<Effect>,
    best: String,
}

#[derive(Serialize)]
struct Effect {
    points: String,
    largest: bool,
}

/// The table; none where the scenario names no other form.
pub(in crate::report::page) fn structure(
    rows: &Rows,
    marked: impl Fn(&str) -> minijinja::Value,
) -> Option<Structure> {
    let sentence = structure::sentence(rows)?;
    let forms = structure::forms(rows);
    let packages = &forms.first()?.effects;
    let most = forms.iter().flat_map(|form| &form.effects);
    let most = most.map(|row| row.estimate.abs()).fold(0.0, f64::max);
    Some(Structure {
        sentence: marked(&sentence),
        region: structure::region(rows),
        packages: packages
            .iter()
            .map(|row| rows.package(&row.package))
            .collect(),
        ranked: forms.iter().any(|form| form.best().is_some()),
        command: format!("{} --structure", rows.about.command),
        lines: forms.iter().map(|form| line(rows, form, most)).collect(),
    })
}

fn line(rows: &Rows, form: &Form, most: f64) -> Line {
    let largest = form.largest();
    let effect = |row: &&StructureRow| Effect {
        points: number::points(row.estimate, most),
        largest: largest == Some(&row.package),
    };
    Line {
        name: rows.form(form.id),
        level: number::fixed(form.level * 100.0, 1),
        effects: form.effects.iter().map(effect).collect(),
        best: form.best().map_or_else(String::new, |row| best(rows, row)),
    }
}

/// A reform and how often it is the best.
fn best(rows: &Rows, row: &StructureRow) -> String {
    let statistic = Statistic {
        estimate: row.best,
        low: row.low,
        high: row.high,
        n: row.n,
        covers: Coverage::Mean,
    };
    let shown: Shown = number::level(&statistic, &Unit::Share);
    text::structure::best(&rows.package(&row.package), &shown)
}
