//! How much of each spread each group of parameters is to blame for.

use super::axis::Axis;
use super::font;
use super::palette::{BLUE, FAINT, GRID, INK, LABEL, SOFT, TICK};
use super::scene::{Bounds, Ink, Style};
use super::sheet::{Intervals, Sheet, Sign};
use crate::report::narrowing;
use crate::report::rows::{BASELINE, Rows};
use crate::scenario::Group;
use crate::stats::tables::{Spread, Statistic};

/// Columns that a sheet holds legibly.
const MOST: usize = 8;
/// Room for a number beside its bar.
const NUMBER: f64 = 40.0;

/// A bar for each group and each headline: the level at the baseline, and the
/// difference of each leading package.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let title = narrowing::title(rows)
        .ok_or_else(|| "the spread was not split by groups; `--split` does it".to_owned())?;
    let mut columns: Vec<(&str, Vec<&Spread>)> = rows
        .leading()
        .into_iter()
        .map(|id| (id, narrowing::headline(rows, id)))
        .filter(|(_, headline)| narrowing::part(headline, "luck").is_some())
        .collect();
    let all = columns.len();
    columns.truncate(MOST);
    let groups: Vec<Group> = narrowing::effects(&narrowing::headline(rows, BASELINE))
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
    let labels = || groups.iter().map(|group| group.label()).chain(["Luck"]);
    let room = labels()
        .map(|label| font::width(label, LABEL, false))
        .fold(0.0, f64::max);
    let left = body.left + room + 24.0;
    let width = (body.right - left) / columns.len() as f64;
    let top = body.top + 84.0;
    let pitch = ((body.bottom - 30.0 - top) / (groups.len() + 1) as f64).min(60.0);
    for (line, label) in labels().enumerate() {
        let y = top + pitch * (line as f64 + 0.5);
        let style = Style::new(LABEL.min(pitch * 0.6), INK).end();
        sheet
            .scene
            .text(left - 16.0, y + LABEL * 0.36, label, style);
        let edge = top + pitch * line as f64;
        sheet
            .scene
            .line((body.left, edge), (body.right, edge), 1.0, GRID.tint(0.6));
    }
    for (column, (id, headline)) in columns.iter().enumerate() {
        let x = left + width * column as f64;
        head(&mut sheet, rows, id, (x, top, width));
        let bottom = top + pitch * (groups.len() + 1) as f64;
        let axis = Axis::over([0.0, 100.0], x + NUMBER, x + width - 14.0);
        for value in [0.0, 50.0, 100.0] {
            let at = axis.at(value);
            sheet.scene.line((at, top), (at, bottom), 1.0, GRID);
        }
        for (value, word) in [(0.0, "0"), (100.0, "100")] {
            let style = Style::new(TICK, SOFT).middle();
            sheet
                .scene
                .text(axis.at(value), bottom + TICK + 4.0, word, style);
        }
        let effects = narrowing::effects(headline);
        for (line, group) in groups.iter().enumerate() {
            let found = effects.iter().find(|(own, _)| own == group);
            let y = top + pitch * (line as f64 + 0.5);
            if let Some((_, statistic)) = found {
                bar(&mut sheet, &axis, statistic, (x, y, pitch), BLUE);
            }
        }
        if let Some(luck) = narrowing::part(headline, "luck") {
            let y = top + pitch * (groups.len() as f64 + 0.5);
            bar(&mut sheet, &axis, &luck.statistic, (x, y, pitch), FAINT);
        }
    }
    Ok(sheet)
}

/// Whether a group has any effect.
fn moves(headline: &[&Spread], group: Group) -> bool {
    let effects = narrowing::effects(headline);
    effects
        .iter()
        .any(|(own, row)| *own == group && row.estimate.is_some_and(|share| share > 0.0))
}

/// What a column is of.
fn head(sheet: &mut Sheet, rows: &Rows, id: &str, (x, top, width): (f64, f64, f64)) {
    let words = if id == BASELINE {
        "Share realised, baseline".to_owned()
    } else {
        format!("Change: {}", rows.package(id))
    };
    let lines = font::wrap(&words, TICK, true, width - 12.0, 3);
    for (line, words) in lines.iter().rev().enumerate() {
        let y = top - 12.0 - 21.0 * line as f64;
        let style = Style::new(TICK, INK).bold();
        sheet.scene.text(x + 4.0, y, words.clone(), style);
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
        crate::report::number::fixed(share * 100.0, 0)
    }
}
