//! How many files are decided after how many days, channel by channel.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::font;
use super::intervals::{Intervals, Years};
use super::label_placement;
use super::palette::{self, INK, LABEL, SOFT, TICK, VERMILION};
use super::scene::{Bounds, Ink, Scene, Style};
use crate::model::Channel;
use crate::report::Limit;
use crate::report::number;
use crate::report::rows::{Rows, channels};
use crate::report::text::{capital, charts as chart_text};
use crate::stats::tables::Distribution;
use crate::stats::{BASELINE, PackageKey, Unit};

/// The last tenth is so long that it would flatten the rest.
const SHOWN: f64 = 0.901;
/// Letters of a limit.
const NAME: f64 = 15.0;
/// Room for ticks under a frame.
const BELOW: f64 = 46.0;
/// Room left and right of a frame.
const BESIDE: (f64, f64) = (58.0, 40.0);

/// A panel for each channel.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let worldwide: Vec<&Distribution> = rows
        .tables
        .distributions
        .iter()
        .filter(|row| row.jurisdiction.is_empty())
        .collect();
    let baseline = worldwide.iter().filter(|row| row.package.is_baseline());
    let channels = channels(baseline.map(|row| row.channel));
    if channels.is_empty() {
        return Err(chart_text::ELAPSED_MISSING.to_owned());
    }
    let mut packages = vec![(&BASELINE, palette::SOFT)];
    packages.extend(rows.whole().map(|id| (id, palette::BLUE)));
    let mut key: Vec<(Sign, String)> = packages
        .iter()
        .map(|(id, ink)| Sign::Thick(*ink).with_meaning(rows.package(id)))
        .collect();
    let mut limits = rows.about.limits.iter();
    if limits.any(|limit| channels.contains(&limit.channel)) {
        key.push(Sign::Dashes(VERMILION).with_meaning(chart_text::ELAPSED_KEY_LIMIT));
    }
    let subtitle = chart_text::ELAPSED_SUBTITLE;
    let mut canvas = Canvas::new(
        rows,
        title(rows, &worldwide),
        subtitle,
        &key,
        (Years::All, Intervals::Stochastic),
    );
    let body = canvas.body;
    let lines: Vec<Line> = lines(&channels)
        .into_iter()
        .map(|channels| Line::new(rows, channels, body.width() + 30.0))
        .collect();
    // What heads and ticks leave is shared out evenly.
    let taken: f64 = lines.iter().map(|line| line.above + BELOW).sum();
    let height = (body.height() + 6.0 - taken) / lines.len() as f64;
    let mut top = body.top;
    for line in lines {
        let bottom = top + line.above + height + BELOW;
        let room = Bounds::new((body.left, body.right + 30.0), (top, bottom));
        let columns = room.columns(line.channels.len(), 0.0);
        for (channel, column) in line.channels.iter().zip(columns) {
            let place = (column.inset(BESIDE, (line.above, BELOW)), top + 22.0);
            let scene = &mut canvas.scene;
            draw_panel(scene, rows, &worldwide, (*channel, &packages), place);
        }
        top = bottom;
    }
    Ok(canvas)
}

/// Panels side by side.
struct Line<'a> {
    channels: &'a [Channel],
    /// Room for titles and limits over the frames.
    above: f64,
}

impl<'a> Line<'a> {
    fn new(rows: &Rows, channels: &'a [Channel], room: f64) -> Self {
        let width = room / channels.len() as f64;
        let names = channels.iter().filter_map(|channel| {
            let limits = limits(rows, *channel);
            let lines = limit_names(&limits, width - BESIDE.0 - BESIDE.1);
            (!limits.is_empty()).then_some(lines.len())
        });
        let above = names
            .max()
            .map_or(34.0, |lines| 56.0 + NAME * 1.2 * lines as f64);
        Self { channels, above }
    }
}

fn limits<'a>(rows: &Rows<'a>, channel: Channel) -> Vec<&'a Limit> {
    let limits = rows.about.limits.iter();
    limits.filter(|limit| limit.channel == channel).collect()
}

/// The names of limits in whole words.
fn limit_names(limits: &[&Limit], room: f64) -> Vec<String> {
    let names: Vec<&str> = limits.iter().map(|limit| &*limit.label).collect();
    font::wrap(&chart_text::elapsed_limits(&names), NAME, false, room, 2)
}

/// Channels by line of panels, at most three on each; a line shares out its
/// width, so that no place stays empty.
fn lines(channels: &[Channel]) -> Vec<&[Channel]> {
    let lines = channels.len().div_ceil(3).max(1);
    channels
        .chunks(channels.len().div_ceil(lines).max(1))
        .collect()
}

fn draw_panel(
    scene: &mut Scene,
    rows: &Rows,
    worldwide: &[&Distribution],
    (channel, packages): (Channel, &[(&PackageKey, Ink)]),
    (frame, head): (Bounds, f64),
) {
    let (left, right) = (frame.left, frame.right);
    let curves: Vec<(Vec<(f64, f64)>, Ink)> = packages
        .iter()
        .map(|(id, ink)| (curve(worldwide, id, channel), *ink))
        .collect();
    let limits = limits(rows, channel);
    let days = curves.iter().flat_map(|(points, _)| points);
    let days = days.map(|point| point.0).chain([0.0]);
    let days = days.chain(limits.iter().map(|limit| limit.days));
    let x_axis = Axis::over(days, left, right);
    let y_axis =
        Axis::of_shares([0.0, 1.0], frame.bottom, frame.top).with_unit(chart_text::PERCENT);
    x_axis.draw_vertical_grid(scene, 5, frame.edges());
    y_axis.draw_horizontal_grid(scene, 2, frame.sides());
    let name = capital(&rows.channel(channel));
    let name = font::fit(&name, LABEL, true, right - left - 60.0);
    scene.text(left, head, name, Style::new(LABEL, INK).bold());
    let style = Style::new(TICK, SOFT).end();
    scene.text(right, head, chart_text::ELAPSED_UNIT, style);
    let half = y_axis.place(0.5);
    scene.line((left, half), (right, half), 1.5, SOFT.tint(0.5));
    for (points, ink) in curves {
        let places = points
            .iter()
            .map(|(days, share)| (x_axis.place(*days), y_axis.place(*share)));
        if points.len() > 1 {
            scene.path(places.collect(), 4.0, ink);
        }
    }
    draw_limits(scene, &limits, &x_axis, (frame, head));
}

/// The limits of a panel: named under its title, each a dashed line with its days.
fn draw_limits(scene: &mut Scene, limits: &[&Limit], x_axis: &Axis, (frame, head): (Bounds, f64)) {
    let style = Style::new(NAME, VERMILION);
    for (line, words) in limit_names(limits, frame.width()).into_iter().enumerate() {
        let y = head + 22.0 + NAME * 1.2 * line as f64;
        scene.text(frame.left, y, words, style);
    }
    let words: Vec<String> = limits
        .iter()
        .map(|limit| chart_text::elapsed_limit(limit.days))
        .collect();
    let widest = font::widest(&words, NAME, false);
    let wanted: Vec<f64> = limits
        .iter()
        .map(|limit| x_axis.place(limit.days))
        .collect();
    let (low, high) = (frame.left + widest / 2.0, frame.right - widest / 2.0);
    let places = label_placement::place_along(&wanted, widest + 12.0, low, high);
    for ((x, place), words) in wanted.into_iter().zip(places).zip(words) {
        scene.dashes((x, frame.top), (x, frame.bottom), 2.0, VERMILION);
        scene.text(place, frame.top - 8.0, words, style.middle());
    }
}

/// Days and share decided, in rising order.
fn curve(worldwide: &[&Distribution], package: &PackageKey, channel: Channel) -> Vec<(f64, f64)> {
    let mut points: Vec<(f64, f64)> = worldwide
        .iter()
        .filter(|row| row.package == *package && row.channel == channel && row.quantile <= SHOWN)
        .map(|row| (row.days, row.quantile))
        .collect();
    points.sort_by(|a, b| a.1.total_cmp(&b.1));
    points
}

/// The channel where half the files take longest at the baseline.
fn title(rows: &Rows, worldwide: &[&Distribution]) -> String {
    let slowest = worldwide
        .iter()
        .filter(|row| row.package.is_baseline() && (row.quantile - 0.5).abs() < 1e-9)
        .max_by(|a, b| a.days.total_cmp(&b.days));
    let Some(slowest) = slowest else {
        return chart_text::ELAPSED_UNTITLED.to_owned();
    };
    let median = number::level(&slowest.statistic, &Unit::Days);
    chart_text::elapsed_title(&rows.channel(slowest.channel), &median, slowest.days)
}
