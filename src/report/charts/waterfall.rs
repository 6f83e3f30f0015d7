//! From potential to realised value, cause by cause.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, FAINT, GRID, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Style};
use super::sheet::{Intervals, Sheet};
use crate::model::Loss;
use crate::report::number;
use crate::report::rows::{BASELINE, Rows};
use crate::report::{finding, words};

/// Causes that stand alone; with potential, other and realised, nine bars.
const CAUSES: usize = 6;

/// Baseline beside the widest package.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let mut panels = Vec::new();
    for id in [Some(BASELINE), rows.whole()].into_iter().flatten() {
        let shares = by_cause(rows, id);
        if !shares.is_empty() {
            panels.push((rows.package(id), shares));
        }
    }
    if panels.is_empty() {
        return Err("`losses` has no row of the baseline".to_owned());
    }
    let causes = order(&panels);
    let title = match (finding::central_title(rows), largest(&panels)) {
        (Some(levels), Some(cause)) => format!("{levels}; largest loss: {cause}"),
        (_, Some(cause)) => format!("Most value is lost to one cause: {cause}"),
        (Some(levels), None) => levels,
        (None, None) => "From potential to realised value".to_owned(),
    };
    let subtitle = "Share of potential value at the central parameters, %, each loss booked once, to its first cause; a share is not what removing the cause would gain";
    let mut sheet = Sheet::new(rows, title, subtitle, &[], Intervals::Luck);
    let body = sheet.body;
    let names: Vec<String> = std::iter::once("potential".to_owned())
        .chain(causes.iter().map(|cause| words::cause(cause)))
        .chain([words::REALISED.to_owned()])
        .collect();
    let room = names
        .iter()
        .map(|name| font::width(name, LABEL, true))
        .fold(0.0, f64::max)
        .min(340.0);
    let top = body.top + 44.0;
    let pitch = ((body.bottom - top - 40.0) / names.len() as f64).min(72.0);
    for (index, name) in names.iter().enumerate() {
        let y = top + pitch * (index as f64 + 0.5);
        let ends = index == 0 || index + 1 == names.len();
        let style = Style {
            bold: ends,
            ..Style::new(LABEL, INK)
        };
        let name = font::fit(&words::capital(name), LABEL, ends, room);
        sheet
            .scene
            .text(body.left + room, y + LABEL * 0.36, name, style.end());
    }
    let left = body.left + room + 20.0;
    let gap = 60.0;
    let width = (body.right - left - gap * (panels.len() as f64 - 1.0)) / panels.len() as f64;
    for (index, (label, shares)) in panels.iter().enumerate() {
        let start = left + (width + gap) * index as f64;
        panel(
            &mut sheet,
            label,
            shares,
            &causes,
            (start, start + width, top, pitch),
        );
    }
    Ok(sheet)
}

/// Shares of a package's potential value, added over channels and offices.
fn by_cause(rows: &Rows, package: &str) -> BTreeMap<String, f64> {
    let mut shares = BTreeMap::new();
    for row in rows.losses(package) {
        *shares.entry(row.cause.clone()).or_insert(0.0) += row.share;
    }
    shares
}

/// The largest causes in the order of section 4 of the model, small ones
/// joined to `other`.
fn order(panels: &[(String, BTreeMap<String, f64>)]) -> Vec<String> {
    let mut totals: BTreeMap<&str, f64> = BTreeMap::new();
    for (_, shares) in panels {
        for (cause, share) in shares {
            if cause != words::REALISED {
                *totals.entry(cause).or_insert(0.0) += share;
            }
        }
    }
    let mut causes: Vec<(&str, f64)> = totals.into_iter().collect();
    causes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let rest = causes.len() > CAUSES + 1;
    if rest {
        causes.truncate(CAUSES);
    }
    let mut chosen: Vec<String> = causes
        .into_iter()
        .map(|(cause, _)| cause.to_owned())
        .collect();
    chosen.sort_by_key(|cause| (rank(cause), cause.clone()));
    if rest {
        chosen.push("other".to_owned());
    }
    chosen
}

/// The place of a cause among the model's causes of loss.
fn rank(cause: &str) -> usize {
    Loss::named(cause).map_or(Loss::ALL.len(), |loss| loss as usize)
}

fn largest(panels: &[(String, BTreeMap<String, f64>)]) -> Option<String> {
    let name = |shares: &BTreeMap<String, f64>| {
        let losses = shares.iter().filter(|(cause, _)| *cause != words::REALISED);
        let most = losses.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(a.0)))?;
        (*most.1 > 0.0).then(|| words::cause(most.0))
    };
    let first = name(&panels.first()?.1)?;
    match panels.get(1).and_then(|(_, shares)| name(shares)) {
        Some(second) if second == first => Some(format!("{first}, in both")),
        Some(second) => Some(format!("{first} at the baseline, then {second}")),
        None => Some(first),
    }
}

fn panel(
    sheet: &mut Sheet,
    label: &str,
    shares: &BTreeMap<String, f64>,
    causes: &[String],
    (left, right, top, pitch): (f64, f64, f64, f64),
) {
    let axis = Axis::over([0.0, 100.0], left, right - 74.0);
    let bottom = top + pitch * (causes.len() + 2) as f64;
    sheet.upright_grid(&axis, 5, (top, bottom), |word| format!("{word} %"));
    let head = font::fit(label, 22.0, true, right - left);
    sheet
        .scene
        .text(left, top - 16.0, head, Style::new(22.0, INK).bold());
    let mut bar = |index: usize, from: f64, to: f64, ink, word: String| {
        let y = top + pitch * index as f64;
        let (x0, x1) = (axis.at(from * 100.0), axis.at(to * 100.0));
        let bounds = Bounds {
            left: x0.min(x1),
            top: y + pitch * 0.17,
            right: x0.max(x1).max(x0.min(x1) + 1.5),
            bottom: y + pitch * 0.83,
        };
        sheet.scene.fill(bounds, ink);
        let style = Style::new(TICK, INK);
        let base = y + pitch / 2.0 + TICK * 0.36;
        sheet.scene.text(bounds.right + 8.0, base, word, style);
        (x1, y)
    };
    bar(0, 0.0, 1.0, SOFT, "100 %".to_owned());
    let mut left_over = 1.0;
    let mut steps = Vec::new();
    for (index, cause) in causes.iter().enumerate() {
        let share = if cause == "other" && !shares.contains_key("other") {
            let rest = shares
                .iter()
                .filter(|(id, _)| *id != words::REALISED && !causes.contains(id));
            rest.map(|(_, share)| share).sum()
        } else {
            shares.get(cause).copied().unwrap_or(0.0)
        };
        let word = format!("\u{2212}{} %", number::fixed(share * 100.0, 1));
        let ink = if cause == "other" { FAINT } else { VERMILION };
        steps.push(bar(index + 1, left_over - share, left_over, ink, word));
        left_over -= share;
    }
    let realised = shares.get(words::REALISED).copied().unwrap_or(left_over);
    let word = format!("{} %", number::fixed(realised * 100.0, 1));
    bar(causes.len() + 1, 0.0, realised, BLUE, word);
    for (x, y) in steps {
        sheet.scene.line(
            (x, y - pitch * 0.17),
            (x, y + pitch * 0.17),
            1.0,
            GRID.tint(1.0),
        );
    }
}
