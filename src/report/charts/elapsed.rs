//! How many files are decided after how many days, channel by channel.

use super::axis::Axis;
use super::font;
use super::palette::{self, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Ink, Style};
use super::sheet::{Intervals, Sheet, Sign};
use crate::report::number;
use crate::report::rows::{BASELINE, Rows};
use crate::report::words;
use crate::stats::tables::Distribution;

/// The last tenth is so long that it would flatten the rest.
const SHOWN: f64 = 0.901;

/// A panel for each channel.
pub(super) fn draw(rows: &Rows) -> Result<Sheet, String> {
    let worldwide: Vec<&Distribution> = rows
        .tables
        .distributions
        .iter()
        .filter(|row| row.jurisdiction.is_empty())
        .collect();
    let baseline = worldwide.iter().filter(|row| row.package == BASELINE);
    let channels = rows.channels(baseline.map(|row| &*row.channel));
    if channels.is_empty() {
        return Err("`distributions` has no world row of the baseline".to_owned());
    }
    let mut packages = vec![(BASELINE, palette::SOFT)];
    packages.extend(rows.whole().map(|id| (id, palette::BLUE)));
    let mut key: Vec<(Sign, String)> = packages
        .iter()
        .map(|(id, ink)| (Sign::Thick(*ink), rows.package(id)))
        .collect();
    if rows
        .about
        .limits
        .iter()
        .any(|limit| channels.contains(&&*limit.channel))
    {
        key.push((Sign::Dashes(VERMILION), "statutory limit".to_owned()));
    }
    let subtitle = "Share of files decided within so many days from filing, %, to nine in ten; a reform that lets harder cases in may lengthen them";
    let mut sheet = Sheet::new(
        rows,
        title(rows, &worldwide),
        subtitle,
        &key,
        Intervals::Luck,
    );
    let body = sheet.body;
    let columns = channels.len().min(3);
    let lines = channels.len().div_ceil(columns);
    let width = (body.width() + 30.0) / columns as f64;
    let height = (body.height() + 6.0) / lines as f64;
    for (index, channel) in channels.iter().enumerate() {
        let left = body.left + width * (index % columns) as f64;
        let top = body.top + height * (index / columns) as f64;
        let frame = (
            left + 58.0,
            left + width - 40.0,
            top + 34.0,
            top + height - 46.0,
        );
        panel(&mut sheet, rows, &worldwide, channel, &packages, frame);
    }
    Ok(sheet)
}

fn panel(
    sheet: &mut Sheet,
    rows: &Rows,
    worldwide: &[&Distribution],
    channel: &str,
    packages: &[(&str, Ink)],
    (left, right, top, bottom): (f64, f64, f64, f64),
) {
    let curves: Vec<(Vec<(f64, f64)>, Ink)> = packages
        .iter()
        .map(|(id, ink)| (curve(worldwide, id, channel), *ink))
        .collect();
    let limits: Vec<_> = rows
        .about
        .limits
        .iter()
        .filter(|limit| limit.channel == channel)
        .collect();
    let days = curves
        .iter()
        .flat_map(|(points, _)| points.iter().map(|point| point.0));
    let across = Axis::over(
        days.chain(limits.iter().map(|limit| limit.days))
            .chain([0.0]),
        left,
        right,
    );
    let up = Axis::over([0.0, 100.0], bottom, top);
    sheet.upright_grid(&across, 5, (top, bottom), |word| word);
    sheet.level_grid(&up, 2, (left, right), |word| word);
    let name = words::capital(&rows.channel(channel));
    let head = font::fit(&name, LABEL, true, right - left - 60.0);
    sheet
        .scene
        .text(left, top - 12.0, head, Style::new(LABEL, INK).bold());
    sheet
        .scene
        .text(right, top - 12.0, "days", Style::new(TICK, SOFT).end());
    let half = up.at(50.0);
    sheet
        .scene
        .line((left, half), (right, half), 1.5, SOFT.tint(0.5));
    for (points, ink) in curves {
        let places: Vec<(f64, f64)> = points
            .iter()
            .map(|(days, share)| (across.at(*days), up.at(share * 100.0)))
            .collect();
        if places.len() > 1 {
            sheet.scene.path(places, 4.0, ink);
        }
    }
    let mut y = bottom - 10.0;
    for limit in limits {
        let x = across.at(limit.days);
        sheet.scene.dashes((x, top), (x, bottom), 2.0, VERMILION);
        let words = format!("{}: {} days", limit.label, number::quantity(limit.days));
        let style = Style::new(15.0, VERMILION);
        let roomy = right - x > x - left;
        let room = if roomy { right - x } else { x - left } - 12.0;
        let words = font::fit(&words, 15.0, false, room);
        if roomy {
            sheet.scene.text(x + 8.0, y, words, style);
        } else {
            sheet.scene.text(x - 8.0, y, words, style.end());
        }
        y -= 20.0;
    }
}

/// Days and share decided, in rising order.
fn curve(worldwide: &[&Distribution], package: &str, channel: &str) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = worldwide
        .iter()
        .filter(|row| row.package == package && row.channel == channel && row.quantile <= SHOWN)
        .map(|row| (row.days, row.quantile))
        .collect();
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    points
}

/// The channel where half the files take longest at the baseline.
fn title(rows: &Rows, worldwide: &[&Distribution]) -> String {
    let slowest = worldwide
        .iter()
        .filter(|row| row.package == BASELINE && (row.quantile - 0.5).abs() < 1e-9)
        .max_by(|a, b| a.days.total_cmp(&b.days));
    let Some(slowest) = slowest else {
        return "Days from filing to outcome, by channel".to_owned();
    };
    let shown = number::level(&slowest.statistic, "days");
    let shown = if shown.estimate.is_empty() {
        format!("{} days", number::quantity(slowest.days))
    } else {
        shown.short()
    };
    format!(
        "Longest median at the baseline: {}, where half of the files take more than {shown}",
        rows.channel(&slowest.channel)
    )
}
