//! How many files are decided after how many days, channel by channel.

use super::axis::Axis;
use super::font;
use super::palette::{self, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Ink, Style};
use super::sheet::{Intervals, Sheet, Sign};
use super::spread;
use crate::report::Limit;
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
        key.push((
            Sign::Dashes(VERMILION),
            "statutory limit, in calendar days".to_owned(),
        ));
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
    // Limits stand above every panel or above none, so that panels stay level.
    let limits = rows.about.limits.iter();
    let mut limits = limits.filter(|limit| channels.contains(&&*limit.channel));
    let above = if limits.next().is_some() { 96.0 } else { 34.0 };
    let lines = lines(&channels);
    let height = (body.height() + 6.0) / lines.len() as f64;
    for (line, channels) in lines.into_iter().enumerate() {
        let width = (body.width() + 30.0) / channels.len() as f64;
        let top = body.top + height * line as f64;
        for (index, channel) in channels.iter().enumerate() {
            let left = body.left + width * index as f64;
            let frame = Bounds {
                left: left + 58.0,
                top: top + above,
                right: left + width - 40.0,
                bottom: top + height - 46.0,
            };
            let head = top + 22.0;
            panel(
                &mut sheet, rows, &worldwide, channel, &packages, frame, head,
            );
        }
    }
    Ok(sheet)
}

/// Channels by line of panels, at most three on each; a line shares out its
/// width, so that no place stays empty.
fn lines<'a>(channels: &'a [&'a str]) -> Vec<&'a [&'a str]> {
    let lines = channels.len().div_ceil(3).max(1);
    channels
        .chunks(channels.len().div_ceil(lines).max(1))
        .collect()
}

fn panel(
    sheet: &mut Sheet,
    rows: &Rows,
    worldwide: &[&Distribution],
    channel: &str,
    packages: &[(&str, Ink)],
    frame: Bounds,
    head: f64,
) {
    let Bounds {
        left,
        top,
        right,
        bottom,
    } = frame;
    let curves: Vec<(Vec<(f64, f64)>, Ink)> = packages
        .iter()
        .map(|(id, ink)| (curve(worldwide, id, channel), *ink))
        .collect();
    let limits: Vec<&Limit> = rows
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
    let name = font::fit(&name, LABEL, true, right - left - 60.0);
    sheet
        .scene
        .text(left, head, name, Style::new(LABEL, INK).bold());
    sheet
        .scene
        .text(right, head, "days", Style::new(TICK, SOFT).end());
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
    mark(sheet, &limits, &across, frame, head);
}

/// The limits of a panel: named under its title, each a dashed line with its days.
fn mark(sheet: &mut Sheet, limits: &[&Limit], across: &Axis, frame: Bounds, head: f64) {
    const SIZE: f64 = 15.0;
    let style = Style::new(SIZE, VERMILION);
    let names: Vec<&str> = limits.iter().map(|limit| &*limit.label).collect();
    let lines = font::wrap(&names.join("; "), SIZE, false, frame.width(), 2);
    for (line, words) in lines.into_iter().enumerate() {
        let y = head + 22.0 + 18.0 * line as f64;
        sheet.scene.text(frame.left, y, words, style);
    }
    let words: Vec<String> = limits
        .iter()
        .map(|limit| format!("{} days", number::fixed(limit.days, 0)))
        .collect();
    let widest = words
        .iter()
        .map(|words| font::width(words, SIZE, false))
        .fold(0.0, f64::max);
    let wanted: Vec<f64> = limits.iter().map(|limit| across.at(limit.days)).collect();
    let (low, high) = (frame.left + widest / 2.0, frame.right - widest / 2.0);
    let places = spread::along(&wanted, widest + 12.0, low, high);
    for ((x, place), words) in wanted.into_iter().zip(places).zip(words) {
        sheet
            .scene
            .dashes((x, frame.top), (x, frame.bottom), 2.0, VERMILION);
        sheet
            .scene
            .text(place, frame.top - 8.0, words, style.middle());
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
