//! From potential to realised value, cause by cause.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, FAINT, GRID, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Style};
use super::sheet::{Intervals, Sheet};
use crate::model::Loss;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::{finding, text};
use crate::stats::{BASELINE, Booked, PackageKey};

/// Shares of a package's potential value by what they are booked to.
type Shares = BTreeMap<Booked, f64>;

/// What a bar between potential and realised value shows.
#[derive(Clone, Copy, PartialEq)]
enum Bar {
    /// A cause of loss.
    Cause(Loss),
    /// All causes that have no bar.
    Other,
}

impl Bar {
    const fn label(self) -> &'static str {
        match self {
            Self::Cause(cause) => text::loss(cause),
            Self::Other => "other",
        }
    }
}

/// Causes that stand alone; with potential, other and realised, nine bars.
const CAUSES: usize = 6;

/// Baseline beside the widest package.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let mut panels = Vec::new();
    for id in [Some(&BASELINE), rows.whole()].into_iter().flatten() {
        let shares = by_cause(rows, id);
        if !shares.is_empty() {
            panels.push((rows.package(id), shares));
        }
    }
    if panels.is_empty() {
        return Err("`losses` has no row of the baseline".to_owned());
    }
    let bars = bars(&panels);
    let title = match (finding::central_title(rows), largest(&panels)) {
        (Some(levels), Some(cause)) => format!("{levels}; largest loss: {cause}"),
        (_, Some(cause)) => format!("Most value is lost to one cause: {cause}"),
        (Some(levels), None) => levels,
        (None, None) => "From potential to realised value".to_owned(),
    };
    let subtitle = "Share of potential value at the central parameters, %, each loss booked once, to its first cause; a share is not what removing the cause would gain";
    let mut sheet = Sheet::new(rows, title, subtitle, &[], Intervals::Luck);
    let body = sheet.body;
    let names: Vec<&str> = std::iter::once("potential")
        .chain(bars.iter().map(|bar| bar.label()))
        .chain([text::booked(Booked::Realised)])
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
        let name = font::fit(&text::capital(name), LABEL, ends, room);
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
            &bars,
            (start, start + width, top, pitch),
        );
    }
    Ok(sheet)
}

/// Shares of a package's potential value, added over channels and offices.
fn by_cause(rows: &Rows, package: &PackageKey) -> Shares {
    let mut shares = Shares::new();
    for row in rows.losses(package) {
        *shares.entry(row.cause).or_insert(0.0) += row.share;
    }
    shares
}

/// The largest causes in the order of section 4 of the model, then small ones together.
fn bars(panels: &[(String, Shares)]) -> Vec<Bar> {
    let mut totals: BTreeMap<Loss, f64> = BTreeMap::new();
    for (_, shares) in panels {
        for (booked, share) in shares {
            if let Some(cause) = booked.lost() {
                *totals.entry(cause).or_insert(0.0) += share;
            }
        }
    }
    let mut causes: Vec<(Loss, f64)> = totals.into_iter().collect();
    causes.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.name().cmp(b.0.name())));
    let rest = causes.len() > CAUSES + 1;
    if rest {
        causes.truncate(CAUSES);
    }
    let mut chosen: Vec<Loss> = causes.into_iter().map(|(cause, _)| cause).collect();
    chosen.sort_unstable();
    let bars = chosen.into_iter().map(Bar::Cause);
    bars.chain(rest.then_some(Bar::Other)).collect()
}

fn largest(panels: &[(String, Shares)]) -> Option<String> {
    let name = |shares: &Shares| {
        let losses = shares
            .iter()
            .filter_map(|(booked, share)| Some((booked.lost()?, *share)));
        let by_size =
            |a: &(Loss, f64), b: &(Loss, f64)| a.1.total_cmp(&b.1).then(b.0.name().cmp(a.0.name()));
        let (cause, share) = losses.max_by(by_size)?;
        (share > 0.0).then(|| text::loss(cause))
    };
    let first = name(&panels.first()?.1)?;
    match panels.get(1).and_then(|(_, shares)| name(shares)) {
        Some(second) if second == first => Some(format!("{first}, in both")),
        Some(second) => Some(format!("{first} at the baseline, then {second}")),
        None => Some(first.to_owned()),
    }
}

fn panel(
    sheet: &mut Sheet,
    label: &str,
    shares: &Shares,
    bars: &[Bar],
    (left, right, top, pitch): (f64, f64, f64, f64),
) {
    let axis = Axis::over([0.0, 100.0], left, right - 74.0);
    let bottom = top + pitch * (bars.len() + 2) as f64;
    sheet.upright_grid(&axis, 5, (top, bottom), |word| format!("{word} %"));
    let head = font::fit(label, 22.0, true, right - left);
    sheet
        .scene
        .text(left, top - 16.0, head, Style::new(22.0, INK).bold());
    let mut draw_bar = |index: usize, from: f64, to: f64, ink, word: String| {
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
    draw_bar(0, 0.0, 1.0, SOFT, "100 %".to_owned());
    let mut left_over = 1.0;
    let mut steps = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        let share = match bar {
            Bar::Cause(cause) => shares.get(&Booked::Lost(*cause)).copied().unwrap_or(0.0),
            Bar::Other => shares
                .iter()
                .filter_map(|(booked, share)| Some((Bar::Cause(booked.lost()?), share)))
                .filter(|(cause, _)| !bars.contains(cause))
                .map(|(_, share)| share)
                .sum(),
        };
        let word = format!("\u{2212}{} %", number::fixed(share * 100.0, 1));
        let ink = match bar {
            Bar::Cause(_) => VERMILION,
            Bar::Other => FAINT,
        };
        steps.push(draw_bar(index + 1, left_over - share, left_over, ink, word));
        left_over -= share;
    }
    let realised = shares.get(&Booked::Realised).copied().unwrap_or(left_over);
    let word = format!("{} %", number::fixed(realised * 100.0, 1));
    draw_bar(bars.len() + 1, 0.0, realised, BLUE, word);
    for (x, y) in steps {
        sheet.scene.line(
            (x, y - pitch * 0.17),
            (x, y + pitch * 0.17),
            1.0,
            GRID.tint(1.0),
        );
    }
}
