//! How much of each spread each group of parameters is to blame for.

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, FAINT, GRID, INK, LABEL, SOFT, TICK};
use super::scene::{Bounds, Ink, Style};
use super::sheet::{Intervals, Sheet, Sign};
use crate::report::narrowing;
use crate::report::number;
use crate::report::rows::Rows;
use crate::scenario::Group;
use crate::stats::tables::{Statistic, VarianceRow};
use crate::stats::{BASELINE, PackageKey, Source};

/// Columns that a sheet holds legibly.
const MOST: usize = 8;
/// Room for a number beside its bar.
const NUMBER: f64 = 40.0;

/// A bar for each group and each headline: the level at the baseline, and the
/// difference of each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let title = narrowing::title(rows)
        .ok_or_else(|| "the spread was not split by groups; `--split` does it".to_owned())?;
    let mut columns: Vec<(&PackageKey, Vec<&VarianceRow>)> = rows
        .leading()
        .into_iter()
        .map(|id| (id, narrowing::headline(rows, id)))
        .filter(|(_, headline)| narrowing::part(headline, Source::Luck).is_some())
        .collect();
    let all = columns.len();
    columns.truncate(MOST);
    let groups: Vec<Group> = narrowing::effects(&narrowing::headline(rows, &BASELINE))
        .into_iter()
        .map(|(group, _)| group)
        .filter(|group| columns.iter().any(|(_, headline)| moves(headline, *group)))
        .collect();
    let mut subtitle = "Total effects on the share of potential joint value realised, and on its change with each reform: % of the variance over draws that would be left if all else were known; they may add to more than 100 %".to_owned();
    if columns.len() < all {
        subtitle = format!("{subtitle}; {} of {all} packages", columns.len());
    }
    let key = [
        (
            Sign::Thick(BLUE.tint(0.5)),
            "total effect of a group of parameters, %".to_owned(),
        ),
        (
            Sign::Thick(FAINT.tint(0.5)),
            "luck: left if every parameter were known, %".to_owned(),
        ),
        (Sign::Thin(INK), "95 % interval".to_owned()),
    ];
    let mut sheet = Sheet::new(rows, title, &subtitle, &key, Intervals::Draws);
    let body = sheet.body;
    let labels: Vec<&str> = std::iter::once(DEVIATION)
        .chain(groups.iter().map(|group| group.label()))
        .chain(["Luck"])
        .collect();
    let room = labels
        .iter()
        .map(|label| font::width(label, LABEL, false))
        .fold(0.0, f64::max);
    let left = body.left + room + 24.0;
    let top = body.top + HEAD;
    let pitch = ((body.bottom - FOOT - top) / labels.len() as f64).min(60.0);
    let grid = Grid {
        left,
        top,
        width: (body.right - left) / columns.len() as f64,
        pitch,
        bottom: top + pitch * labels.len() as f64,
    };
    for (line, label) in labels.iter().enumerate() {
        let style = Style::new(LABEL.min(pitch * 0.6), INK).end();
        let y = grid.middle(line) + LABEL * 0.36;
        sheet.scene.text(left - 16.0, y, *label, style);
        let edge = top + pitch * line as f64;
        let ends = ((body.left, edge), (body.right, edge));
        sheet.scene.line(ends.0, ends.1, 1.0, GRID.tint(0.6));
    }
    let changes = columns.iter().position(|(id, _)| !id.is_baseline());
    if let Some(first) = changes {
        let (x, y) = (grid.left + grid.width * first as f64 + 4.0, body.top + 16.0);
        let style = Style::new(TICK, SOFT);
        sheet.scene.text(x, y, "Change in that share with", style);
    }
    for (column, (id, headline)) in columns.iter().enumerate() {
        let label = if id.is_baseline() {
            "Share realised at the baseline".to_owned()
        } else {
            rows.package(id)
        };
        let x = grid.left + grid.width * column as f64;
        head(&mut sheet, &label, (x, &grid));
        bars(&mut sheet, (&groups, headline), (x, &grid));
    }
    sheet.scene.text(
        f64::midpoint(left, body.right),
        grid.bottom + TICK * 2.0 + 18.0,
        "% of the variance over draws",
        Style::new(TICK, SOFT).middle(),
    );
    Ok(sheet)
}

/// What the first line shows.
const DEVIATION: &str = "Standard deviation, points";
/// Room for the heads of columns.
const HEAD: f64 = 106.0;
/// Room below the bars for ticks and their unit.
const FOOT: f64 = 58.0;

/// Where columns and lines stand.
struct Grid {
    left: f64,
    top: f64,
    width: f64,
    pitch: f64,
    bottom: f64,
}

impl Grid {
    /// The middle of a line.
    fn middle(&self, line: usize) -> f64 {
        self.top + self.pitch * (line as f64 + 0.5)
    }
}

/// Whether a group has any effect.
fn moves(headline: &[&VarianceRow], group: Group) -> bool {
    let effects = narrowing::effects(headline);
    effects
        .iter()
        .any(|(own, row)| *own == group && row.estimate.is_some_and(|share| share > 0.0))
}

/// What a column is of.
fn head(sheet: &mut Sheet, label: &str, (x, grid): (f64, &Grid)) {
    let lines = font::wrap(label, TICK, true, grid.width - 12.0, 3);
    for (line, words) in lines.iter().rev().enumerate() {
        let y = grid.top - 12.0 - 21.0 * line as f64;
        let style = Style::new(TICK, INK).bold();
        sheet.scene.text(x + 4.0, y, words.clone(), style);
    }
}

/// A column: the deviation, a bar for each group, and luck's.
fn bars(
    sheet: &mut Sheet,
    (groups, headline): (&[Group], &[&VarianceRow]),
    (x, grid): (f64, &Grid),
) {
    let axis = Axis::over([0.0, 100.0], x + NUMBER, x + grid.width - 14.0);
    let from = grid.top + grid.pitch;
    for value in [0.0, 50.0, 100.0] {
        let at = axis.at(value);
        sheet.scene.line((at, from), (at, grid.bottom), 1.0, GRID);
    }
    for (value, word) in [(0.0, "0"), (100.0, "100")] {
        let style = Style::new(TICK, SOFT).middle();
        let y = grid.bottom + TICK + 4.0;
        sheet.scene.text(axis.at(value), y, word, style);
    }
    let effects = narrowing::effects(headline);
    for (line, group) in groups.iter().enumerate() {
        let found = effects.iter().find(|(own, _)| own == group);
        if let Some((_, statistic)) = found {
            let place = (x, grid.middle(line + 1), grid.pitch);
            bar(sheet, &axis, statistic, place, BLUE);
        }
    }
    if let Some(luck) = narrowing::part(headline, Source::Luck) {
        let place = (x, grid.middle(groups.len() + 1), grid.pitch);
        bar(sheet, &axis, &luck.statistic, place, FAINT);
        let words = number::quantity(luck.deviation * 100.0);
        let y = grid.middle(0) + TICK * 0.36;
        sheet
            .scene
            .text(x + 4.0, y, words, Style::new(TICK, INK).bold());
    }
}

fn bar(
    sheet: &mut Sheet,
    axis: &Axis,
    share: &Statistic,
    (x, y, pitch): (f64, f64, f64),
    ink: Ink,
) {
    let Some(estimate) = share.estimate else {
        return;
    };
    let half = (pitch * 0.28).min(13.0);
    let bounds = Bounds {
        left: axis.at(0.0),
        top: y - half,
        right: axis.at(estimate * 100.0),
        bottom: y + half,
    };
    sheet.scene.fill(bounds, ink.tint(0.5));
    if let Some((low, high)) = share.low.zip(share.high) {
        let (from, to) = (axis.at(low * 100.0), axis.at(high * 100.0));
        sheet.scene.line((from, y), (to, y), 2.0, INK);
        for end in [from, to] {
            sheet
                .scene
                .line((end, y - half * 0.6), (end, y + half * 0.6), 2.0, INK);
        }
    }
    let style = Style::new(TICK, INK).end();
    let place = (x + NUMBER - 6.0, y + TICK * 0.36);
    sheet.scene.text(place.0, place.1, percent(estimate), style);
}

/// In whole percent; what is less than half of one and not nothing says so.
fn percent(share: f64) -> String {
    if share > 0.0 && share < 0.005 {
        "<1".to_owned()
    } else {
        number::fixed(share * 100.0, 0)
    }
}
