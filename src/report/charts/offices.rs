//! How busy offices are, before and after.

use super::axis::Axis;
use super::font;
use super::palette::{self, BLUE, GRID, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::Style;
use super::sheet::{Intervals, Sheet, Sign};
use crate::report::number;
use crate::report::rows::Rows;
use crate::stats::Unit;
use crate::stats::tables::Office;

/// Rows a sheet holds legibly.
const MOST: usize = 20;

/// Width that labels may take.
const ROOM: f64 = 640.0;

/// The offices with the highest load at the baseline.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let mut offices: Vec<&Office> = rows
        .tables
        .offices
        .iter()
        .filter(|row| row.package.is_baseline() && row.utilisation.is_some())
        .collect();
    if offices.is_empty() {
        return Err("`offices` has no row of the baseline with a utilisation".to_owned());
    }
    let all = offices.len();
    offices.sort_by(|a, b| load(b).total_cmp(&load(a)).then(a.office.cmp(&b.office)));
    offices.truncate(MOST);
    let whole = rows.whole();
    let after = |office: &str| {
        let mut found = rows.tables.offices.iter();
        found
            .find(|row| Some(&row.package) == whole && row.office == office)
            .and_then(|row| row.utilisation)
    };
    let mut key = vec![(Sign::Dot(palette::SOFT), "baseline".to_owned())];
    key.extend(whole.map(|id| (Sign::Dot(BLUE), rows.package(id))));
    key.push((
        Sign::Upright(VERMILION),
        "load aimed at by the calibration".to_owned(),
    ));
    let subtitle = format!(
        "Share of officers' open time worked, %; {} of {all} offices, by load at the baseline. An office near 100 % keeps files waiting",
        offices.len()
    );
    let mut sheet = Sheet::new(
        rows,
        title(rows, &offices),
        &subtitle,
        &key,
        Intervals::Luck,
    );
    let body = sheet.body;
    let pitch = ((body.height() - 60.0) / offices.len() as f64).min(60.0);
    let size = LABEL.min(pitch * 0.7);
    let labels: Vec<String> = offices.iter().map(|row| rows.office(&row.office)).collect();
    let room = labels
        .iter()
        .map(|label| font::width(label, size, false))
        .fold(0.0, f64::max)
        .min(ROOM);
    let (left, right) = (body.left + room + 20.0, body.right - 130.0);
    let values = offices.iter().flat_map(|row| {
        [row.utilisation, row.nominal_load, after(&row.office)]
            .into_iter()
            .flatten()
            .map(|share| share * 100.0)
    });
    let axis = Axis::over(values.chain([100.0]), left, right).padded(0.03);
    let bottom = body.top + pitch * offices.len() as f64;
    sheet.upright_grid(&axis, 8, (body.top, bottom), |word| format!("{word} %"));
    for (index, (row, label)) in offices.iter().zip(&labels).enumerate() {
        let y = body.top + pitch * (index as f64 + 0.5);
        let base = y + size * 0.36;
        name(&mut sheet, label, (left - 14.0, y), room, (size, pitch));
        sheet.scene.line((left, y), (right, y), 1.0, GRID.tint(0.7));
        let before = row.utilisation.unwrap_or_default();
        let x = axis.at(before * 100.0);
        let mut words = number::fixed(before * 100.0, 0);
        let radius = (pitch * 0.25).clamp(4.0, 8.0);
        if let Some(after) = after(&row.office) {
            let end = axis.at(after * 100.0);
            sheet.scene.line((x, y), (end, y), 3.0, SOFT.tint(0.5));
            sheet.scene.dot((end, y), radius, BLUE);
            words = format!("{words} \u{2192} {}", number::fixed(after * 100.0, 0));
        }
        sheet.scene.dot((x, y), radius, palette::SOFT);
        if let Some(aim) = row.nominal_load {
            let x = axis.at(aim * 100.0);
            sheet
                .scene
                .line((x, y - pitch * 0.32), (x, y + pitch * 0.32), 3.0, VERMILION);
        }
        sheet.scene.text(
            right + 14.0,
            base,
            format!("{words} %"),
            Style::new(size.min(TICK), SOFT),
        );
    }
    Ok(sheet)
}

/// A label in one line of letters no smaller than four fifths, else in two lines.
fn name(sheet: &mut Sheet, label: &str, (x, y): (f64, f64), room: f64, (size, pitch): (f64, f64)) {
    let fitting = size * (room / font::width(label, size, false)).min(1.0);
    if fitting >= size * 0.8 {
        let style = Style::new(fitting, INK).end();
        sheet.scene.text(x, y + fitting * 0.36, label, style);
        return;
    }
    let size = size.min(pitch * 0.46);
    let lines = font::wrap(label, size, false, room, 2);
    let first = y + size * 0.36 - size * 0.54 * (lines.len() as f64 - 1.0);
    for (line, words) in lines.into_iter().enumerate() {
        let base = first + size * 1.08 * line as f64;
        sheet
            .scene
            .text(x, base, words, Style::new(size, INK).end());
    }
}

fn load(row: &Office) -> f64 {
    row.load.or(row.utilisation).unwrap_or_default()
}

/// The busiest office, with the interval of its row where that is known.
fn title(rows: &Rows, offices: &[&Office]) -> String {
    let Some(busiest) = offices.first() else {
        return "How busy offices are".to_owned();
    };
    let shown = number::level(&busiest.statistic, &Unit::Share);
    let shown = if shown.estimate.is_empty() {
        format!(
            "{} %",
            number::fixed(busiest.utilisation.unwrap_or_default() * 100.0, 0)
        )
    } else {
        shown.sentence()
    };
    format!(
        "The office with the highest load at the baseline: {}, {shown} of its officers' time worked",
        rows.office(&busiest.office)
    )
}
