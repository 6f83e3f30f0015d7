//! What each reform recovers in each channel.

use super::font;
use super::palette::{GRID, INK, LABEL, SOFT, TICK, WHITE, diverging};
use super::scene::{Bounds, Style};
use super::sheet::{Intervals, Sheet};
use crate::model::Channel;
use crate::report::finding;
use crate::report::number;
use crate::report::rows::{Rows, channels};
use crate::stats::tables::{Effect, Statistic};
use crate::stats::{PackageKey, Unit};

/// A heat map with its numbers.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let effects: Vec<&Effect> = rows
        .tables
        .effects
        .iter()
        .filter(|row| !row.reform.is_baseline() && row.statistic.estimate.is_some())
        .collect();
    let has = |id: &PackageKey| effects.iter().any(|row| row.reform == *id);
    let reforms: Vec<&PackageKey> = rows.leading().into_iter().filter(|id| has(id)).collect();
    let channels = channels(effects.iter().map(|row| row.channel));
    if reforms.is_empty() || channels.is_empty() {
        return Err("`effects` has no row".to_owned());
    }
    let cell = |reform: &PackageKey, channel: Channel| {
        effects
            .iter()
            .find(|row| row.reform == *reform && row.channel == channel)
            .map(|row| row.statistic)
    };
    let most = reforms
        .iter()
        .flat_map(|reform| channels.iter().filter_map(|channel| cell(reform, *channel)))
        .filter_map(|row| row.estimate)
        .map(f64::abs)
        .fold(0.0, f64::max);
    let subtitle = "Percentage points of potential value that a reform recovers from the losses booked to a channel (minus: it loses more there, often because more projects live to meet that gate); bold where the 95 % interval leaves out zero";
    let mut sheet = Sheet::new(rows, title(rows, &effects), subtitle, &[], Intervals::Luck);
    let body = sheet.body;
    let room = reforms
        .iter()
        .map(|id| font::width(&rows.package(id), LABEL, false))
        .fold(0.0, f64::max)
        .min(400.0);
    let left = body.left + room + 18.0;
    let width = (body.right - left) / channels.len() as f64;
    let top = body.top + 58.0;
    let pitch = ((body.bottom - top) / reforms.len() as f64).min(78.0);
    let size = LABEL.min(pitch * 0.62);
    for (index, channel) in channels.iter().enumerate() {
        let x = left + width * (index as f64 + 0.5);
        let lines = font::wrap(&rows.channel(*channel), TICK, true, width - 10.0, 2);
        for (line, words) in lines.iter().rev().enumerate() {
            let y = top - 10.0 - 21.0 * line as f64;
            sheet
                .scene
                .text(x, y, words.clone(), Style::new(TICK, INK).bold().middle());
        }
    }
    for (line, reform) in reforms.iter().enumerate() {
        let y = top + pitch * line as f64;
        let base = y + pitch / 2.0 + size * 0.36;
        let label = font::fit(&rows.package(reform), size, false, room);
        sheet
            .scene
            .text(left - 14.0, base, label, Style::new(size, INK).end());
        for (column, channel) in channels.iter().enumerate() {
            let x = left + width * column as f64;
            let bounds = Bounds {
                left: x + 1.5,
                top: y + 1.5,
                right: x + width - 1.5,
                bottom: y + pitch - 1.5,
            };
            square(&mut sheet, cell(reform, *channel), bounds, most, size);
        }
    }
    Ok(sheet)
}

fn square(sheet: &mut Sheet, cell: Option<Statistic>, bounds: Bounds, most: f64, size: f64) {
    let x = f64::midpoint(bounds.left, bounds.right);
    let base = f64::midpoint(bounds.top, bounds.bottom) + size * 0.36;
    let Some((row, estimate)) = cell.and_then(|row| Some((row, row.estimate?))) else {
        sheet.scene.fill(bounds, GRID);
        let style = Style::new(size, SOFT).middle();
        sheet.scene.text(x, base, "no row", style);
        return;
    };
    let shade = diverging(estimate, most);
    sheet.scene.fill(bounds, shade);
    let clear = row.low.is_some_and(|low| low > 0.0) || row.high.is_some_and(|high| high < 0.0);
    let style = Style {
        bold: clear,
        ..Style::new(size, if shade.is_dark() { WHITE } else { INK })
    };
    sheet
        .scene
        .text(x, base, number::points(estimate, most), style.middle());
}

/// Whether no other interval reaches the best one's.
fn alone(best: &Effect, effects: &[&Effect], reforms: &[&PackageKey]) -> bool {
    let others = effects
        .iter()
        .filter(|row| reforms.contains(&&row.reform))
        .filter(|row| (&row.reform, &row.channel) != (&best.reform, &best.channel));
    let mut highs = others.map(|row| row.statistic.high.unwrap_or(f64::INFINITY));
    highs.all(|high| best.statistic.low.is_some_and(|low| low > high))
}

/// The largest recovery of a single reform, as sure as its interval.
fn title(rows: &Rows, effects: &[&Effect]) -> String {
    let reforms = rows.reforms();
    let single = || effects.iter().filter(|row| reforms.contains(&&row.reform));
    let Some(best) = single().max_by(|a, b| finding::order(&a.statistic, &b.statistic)) else {
        return "Where each package recovers value".to_owned();
    };
    if !single().any(|row| row.statistic.low.is_some_and(|low| low > 0.0)) {
        return "No single reform clearly recovers value in any one channel".to_owned();
    }
    format!(
        "{} recovery of one reform in one channel: {}, {}, {}",
        if alone(best, effects, &reforms) {
            "Largest"
        } else {
            "No clear first; largest estimated"
        },
        rows.package(&best.reform),
        rows.channel(best.channel),
        number::change(&best.statistic, &Unit::Share).sentence()
    )
}
