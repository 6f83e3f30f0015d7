//! Arrivals a year of each kind of resource, on a scale of its own each.

use super::axis::Axis;
use super::font;
use super::palette::{self, GRID, INK, LABEL, SOFT, WHITE};
use super::scene::{Bounds, Style};
use super::sheet::{Intervals, Sheet, Sign};
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text;
use crate::stats::{BASELINE, PackageKey, Unit};

const KINDS: [&str; 4] = ["researchers", "data", "materials", "funds"];

/// A panel for each kind, a row for each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let packages = rows.leading();
    let kinds: Vec<(&str, String)> = KINDS
        .into_iter()
        .map(|kind| (kind, format!("arrival.{kind}")))
        .filter(|(_, indicator)| {
            packages
                .iter()
                .any(|id| rows.widest_level(id, indicator).is_some())
        })
        .collect();
    if kinds.is_empty() {
        return Err("`indicators` has no world row of `arrival`".to_owned());
    }
    let spread = rows.widest();
    let key = [
        (Sign::Dot(palette::BLUE), "estimate".to_owned()),
        (
            Sign::Thin(palette::BLUE),
            format!("95 % interval, {spread}"),
        ),
        (Sign::Upright(SOFT), "baseline".to_owned()),
    ];
    let subtitle = "Resources that arrived for joint projects, a year, each kind on its own scale that need not begin at zero";
    let mut sheet = Sheet::new(rows, title(rows, &kinds), subtitle, &key, Intervals::Widest);
    let body = sheet.body;
    let room = packages
        .iter()
        .map(|id| font::width(&rows.package(id), LABEL, true))
        .fold(0.0, f64::max)
        .min(340.0);
    let left = body.left + room + 24.0;
    let width = (body.right - left) / kinds.len() as f64;
    let top = body.top + 40.0;
    let pitch = ((body.bottom - 38.0 - top) / packages.len() as f64).min(76.0);
    for (index, id) in packages.iter().enumerate() {
        let y = top + pitch * (index as f64 + 0.5);
        let strong = id.is_baseline() || id.is_full();
        let size = LABEL.min(pitch * 0.5);
        let style = Style {
            bold: strong,
            ..Style::new(size, INK)
        };
        let label = font::fit(&rows.package(id), size, strong, room);
        sheet
            .scene
            .text(left - 22.0, y + size * 0.36, label, style.end());
    }
    for (column, (kind, indicator)) in kinds.iter().enumerate() {
        let start = left + width * column as f64;
        let frame = (start + 10.0, start + width - 22.0, top, pitch);
        panel(&mut sheet, rows, kind, indicator, &packages, frame);
    }
    Ok(sheet)
}

fn panel(
    sheet: &mut Sheet,
    rows: &Rows,
    kind: &str,
    indicator: &str,
    packages: &[&PackageKey],
    (left, right, top, pitch): (f64, f64, f64, f64),
) {
    let found: Vec<_> = packages
        .iter()
        .map(|id| rows.widest_level(id, indicator).map(|(_, row)| row))
        .collect();
    let values = found
        .iter()
        .flatten()
        .flat_map(|row| [row.estimate, row.low, row.high].into_iter().flatten());
    let axis = Axis::over(values, left, right).padded(0.05);
    let bottom = top + pitch * packages.len() as f64;
    sheet.upright_grid(&axis, 3, (top, bottom), |word| word);
    let head = text::capital(kind);
    let middle = f64::midpoint(left, right);
    sheet.scene.text(
        middle,
        top - 14.0,
        head,
        Style::new(LABEL, INK).bold().middle(),
    );
    let baseline = rows
        .widest_level(&BASELINE, indicator)
        .and_then(|(_, row)| row.estimate);
    if let Some(baseline) = baseline {
        let x = axis.at(baseline);
        sheet.scene.line((x, top), (x, bottom), 2.0, SOFT.tint(0.7));
    }
    for (index, (id, row)) in packages.iter().zip(found).enumerate() {
        let Some((row, estimate)) = row.and_then(|row| Some((row, row.estimate?))) else {
            continue;
        };
        let y = top + pitch * (index as f64 + 0.5);
        let ink = palette::package(rows, id);
        sheet.scene.line((left, y), (right, y), 1.0, GRID.tint(0.6));
        if let Some((low, high)) = row.low.zip(row.high) {
            sheet
                .scene
                .line((axis.at(low), y), (axis.at(high), y), 2.5, ink);
        }
        let x = axis.at(estimate);
        sheet.scene.dot((x, y), 8.0, ink);
        let word = number::quantity(estimate);
        let half = font::width(&word, 15.0, false) / 2.0;
        let x = x.clamp(left + half - 8.0, right - half + 12.0);
        if pitch > 46.0 {
            let style = Style::new(15.0, INK).middle();
            // Paper behind the digits, so that no line strikes them through.
            let paper = Bounds {
                left: x - half - 2.0,
                top: y - 27.0,
                right: x + half + 2.0,
                bottom: y - 10.0,
            };
            sheet.scene.fill(paper, WHITE);
            sheet.scene.text(x, y - 13.0, word, style);
        }
    }
}

/// What the widest package adds, kind by kind, where its interval is clear.
fn title(rows: &Rows, kinds: &[(&str, String)]) -> String {
    let Some(whole) = rows.whole() else {
        return "Arrivals a year".to_owned();
    };
    let mut clear = Vec::new();
    for (kind, indicator) in kinds {
        let Some((_, row)) = rows.widest_change(whole, indicator) else {
            continue;
        };
        if row.low.is_some_and(|low| low > 0.0) || row.high.is_some_and(|high| high < 0.0) {
            clear.push(format!(
                "{kind} {}",
                number::change(&row, &Unit::Count).short()
            ));
        }
    }
    if clear.is_empty() {
        format!(
            "{}: no clear change in arrivals a year",
            rows.package(whole)
        )
    } else {
        format!(
            "Arrivals a year with {}: {}",
            rows.package(whole),
            clear.join(", ")
        )
    }
}
