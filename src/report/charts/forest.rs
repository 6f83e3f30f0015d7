//! Estimates with both their intervals, a row for each package.

use super::axis::Axis;
use super::font;
use super::palette::{self, BLUE, GRID, INK, LABEL, SOFT, TICK};
use super::scene::{Ink, Style};
use super::sheet::{Intervals, Sheet, Sign, interval_key};
use crate::report::finding;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::stats::tables::Statistic;
use crate::stats::{BASELINE, PackageKey, Spread};

/// Rows a sheet holds legibly.
const MOST: usize = 22;

struct Row {
    label: String,
    ink: Ink,
    strong: bool,
    luck: Option<Statistic>,
    unknowns: Option<Statistic>,
    evidence: Option<f64>,
    shown: Shown,
    estimate: f64,
}

/// Effect of each package on convergence.
pub(super) fn effects(rows: &Rows) -> Result<Sheet, String> {
    let mut lines = Vec::new();
    for id in rows.packages() {
        if id.is_baseline() {
            continue;
        }
        let Some(entry) = finding::entry(rows, id) else {
            continue;
        };
        let evidence = rows
            .widest_change(id, "convergence:evidence_only")
            .and_then(|(_, row)| row.estimate);
        lines.push((
            id,
            Row {
                label: entry.label,
                ink: palette::package(rows, id),
                strong: id.is_full(),
                luck: rows
                    .change(id, "convergence", Spread::Luck)
                    .map(|(_, row)| row),
                unknowns: rows
                    .change(id, "convergence", Spread::Unknowns)
                    .map(|(_, row)| row),
                evidence,
                estimate: entry.statistic.estimate.unwrap_or_default(),
                shown: entry.shown,
            },
        ));
    }
    let all = lines.len();
    let lines = choose(rows, lines);
    if lines.is_empty() {
        return Err("no row of `differences` holds `convergence` for a package".to_owned());
    }
    let mut key = vec![(Sign::Dot(BLUE), "effect".to_owned())];
    key.extend(interval_key(rows, BLUE));
    if lines.iter().any(|row| row.evidence.is_some()) {
        key.push((
            Sign::Ring(BLUE),
            "effect with the levers graded assumed left out".to_owned(),
        ));
    }
    let subtitle = format!(
        "Difference from the baseline in the share of potential joint value realised, percentage points, reforms as encoded{}",
        shown_of(lines.len(), all)
    );
    let sheet = Sheet::new(
        rows,
        finding::ranking_title(rows),
        &subtitle,
        &key,
        Intervals::Both,
    );
    Ok(rows_on(sheet, &lines, Some(0.0), "points"))
}

/// Convergence of each package.
pub(super) fn levels(rows: &Rows) -> Result<Sheet, String> {
    let mut lines = Vec::new();
    for id in rows.packages() {
        let Some((unit, widest)) = rows.widest_level(id, "convergence") else {
            continue;
        };
        lines.push((
            id,
            Row {
                label: rows.package(id),
                ink: palette::package(rows, id),
                strong: id.is_full() || id.is_baseline(),
                luck: rows
                    .level(id, "convergence", Spread::Luck)
                    .map(|(_, row)| row),
                unknowns: rows
                    .level(id, "convergence", Spread::Unknowns)
                    .map(|(_, row)| row),
                evidence: None,
                estimate: widest.estimate.unwrap_or_default(),
                shown: number::level(&widest, unit),
            },
        ));
    }
    let all = lines.len();
    let lines = choose(rows, lines);
    if lines.is_empty() {
        return Err("no row of `indicators` holds `convergence` for a package".to_owned());
    }
    let baseline = rows
        .widest_level(&BASELINE, "convergence")
        .and_then(|(_, row)| row.estimate);
    let mut key = vec![(Sign::Dot(BLUE), "estimate".to_owned())];
    key.extend(interval_key(rows, BLUE));
    if baseline.is_some() {
        key.push((Sign::Upright(SOFT), "baseline".to_owned()));
    }
    let title = finding::levels_title(rows)
        .unwrap_or_else(|| "Share of potential value realised, by package".to_owned());
    let subtitle = format!(
        "Realised share of the value that attainable joint projects could create, %; effects are known better than these levels{}",
        shown_of(lines.len(), all)
    );
    let sheet = Sheet::new(rows, title, &subtitle, &key, Intervals::Both);
    Ok(rows_on(sheet, &lines, baseline, "%"))
}

fn shown_of(shown: usize, all: usize) -> String {
    if shown < all {
        format!("; {shown} of {all} packages, all in the tables")
    } else {
        String::new()
    }
}

/// The leading packages and the best of the others, sorted by estimate.
fn choose(rows: &Rows, lines: Vec<(&PackageKey, Row)>) -> Vec<Row> {
    let leading = rows.leading();
    let (mut chosen, mut others): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(id, _)| leading.contains(id));
    others.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    others.truncate(MOST.saturating_sub(chosen.len()));
    chosen.extend(others);
    chosen.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    chosen.into_iter().map(|(_, row)| row).collect()
}

fn rows_on(mut sheet: Sheet, lines: &[Row], reference: Option<f64>, unit: &str) -> Sheet {
    let body = sheet.body;
    let pitch = ((body.height() - 64.0) / lines.len() as f64).min(80.0);
    let size = LABEL.min(pitch * 0.68);
    let widest = |words: &mut dyn Iterator<Item = &str>, bold: bool| {
        words
            .map(|words| font::width(words, size, bold))
            .fold(0.0, f64::max)
    };
    let room = widest(&mut lines.iter().map(|row| &*row.label), true).min(430.0);
    let values: Vec<String> = lines.iter().map(|row| row.shown.short()).collect();
    let values_room = widest(&mut values.iter().map(|value| &**value), true);
    let (left, right) = (body.left + room + 28.0, body.right - values_room - 28.0);
    let everything = lines.iter().flat_map(|row| {
        let ends =
            |row: Option<Statistic>| row.map_or([None; 3], |row| [row.estimate, row.low, row.high]);
        ends(row.luck)
            .into_iter()
            .chain(ends(row.unknowns))
            .chain([row.evidence, reference])
            .flatten()
            .map(|value| value * 100.0)
    });
    let axis = Axis::over(everything, left, right).padded(0.04);
    let bottom = body.top + 8.0 + pitch * lines.len() as f64;
    sheet.upright_grid(&axis, 8, (body.top, bottom), |word| word);
    let caption = if unit == "%" {
        "%"
    } else {
        "percentage points"
    };
    sheet.scene.text(
        f64::midpoint(left, right),
        bottom + TICK * 2.0 + 16.0,
        caption,
        Style::new(TICK, SOFT).middle(),
    );
    if let Some(reference) = reference {
        let x = axis.at(reference * 100.0);
        sheet.scene.line((x, body.top), (x, bottom), 2.5, SOFT);
    }
    for (index, (row, value)) in lines.iter().zip(&values).enumerate() {
        let y = body.top + 8.0 + pitch * (index as f64 + 0.5);
        let below = y + size * 0.36;
        let style = Style {
            bold: row.strong,
            ..Style::new(size, INK)
        };
        let label = font::fit(&row.label, size, row.strong, room);
        sheet.scene.text(left - 20.0, below, label, style.end());
        sheet.scene.text(right + 24.0, below, value.clone(), style);
        if index > 0 {
            let edge = y - pitch / 2.0;
            sheet
                .scene
                .line((body.left, edge), (body.right, edge), 1.0, GRID.tint(0.6));
        }
        bars(&mut sheet, &axis, row, y, pitch);
    }
    sheet
}

fn bars(sheet: &mut Sheet, axis: &Axis, row: &Row, y: f64, pitch: f64) {
    let span = |row: Option<Statistic>| {
        let (low, high) = row.and_then(|row| row.low.zip(row.high))?;
        Some((axis.at(low * 100.0), axis.at(high * 100.0)))
    };
    let radius = (pitch * 0.2).clamp(3.5, 8.0);
    if let Some((low, high)) = span(row.luck) {
        sheet
            .scene
            .line((low, y), (high, y), radius * 1.5, row.ink.tint(0.5));
    }
    if let Some((low, high)) = span(row.unknowns) {
        sheet.scene.line((low, y), (high, y), 2.0, row.ink);
        for x in [low, high] {
            sheet
                .scene
                .line((x, y - radius * 0.8), (x, y + radius * 0.8), 2.0, row.ink);
        }
    }
    // The ring first and larger, so that equal values show as a dot in a ring.
    if let Some(evidence) = row.evidence {
        sheet
            .scene
            .ring((axis.at(evidence * 100.0), y), radius * 1.3, row.ink);
    }
    sheet
        .scene
        .dot((axis.at(row.estimate * 100.0), y), radius, row.ink);
}
