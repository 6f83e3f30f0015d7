//! From potential to realised value, cause by cause.

use std::collections::BTreeMap;

use super::axis::Axis;
use super::canvas::Canvas;
use super::font;
use super::intervals::{Intervals, Years};
use super::palette::{BLUE, FAINT, GRID, INK, SOFT, TICK, VERMILION};
use super::row_chart::{RowChart, Spacing};
use super::scene::{Bounds, Scene, Style};
use crate::model::Loss;
use crate::report::finding;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::{self, charts as chart_text};
use crate::stats::{BASELINE, Booked, Indicator, PackageKey, Uncertainty};

/// Shares of a package's potential value by account.
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
            Self::Other => chart_text::WATERFALL_OTHER,
        }
    }
}

/// A package's shares.
struct Panel {
    name: String,
    shares: Shares,
    /// What is realised, as the headline says it.
    realised: Option<String>,
}

/// Causes with a bar; with potential, other and realised, nine bars.
const CAUSES: usize = 6;
/// Room between two panels.
const BETWEEN: f64 = 60.0;

const SPACING: Spacing = Spacing {
    above: 44.0,
    below: 40.0,
    pitch: 72.0,
    label: 340.0,
    beside: (0.0, 20.0),
};

/// Baseline beside the widest package.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let mut panels = Vec::new();
    for id in [Some(&BASELINE), rows.whole()].into_iter().flatten() {
        let shares = by_cause(rows, id);
        if !shares.is_empty() {
            let spread = rows.spread_of_losses();
            let realised = rows.level(id, &Indicator::Convergence, spread);
            let realised = realised.map(|(unit, row)| number::level(&row, unit).estimate);
            let name = rows.package(id);
            panels.push(Panel {
                name,
                shares,
                realised,
            });
        }
    }
    if panels.is_empty() {
        return Err(chart_text::WATERFALL_MISSING.to_owned());
    }
    let bars = bars(&panels);
    let title = chart_text::waterfall_title(finding::ledger_title(rows), largest(&panels));
    let subtitle = chart_text::WATERFALL_SUBTITLE;
    let intervals = match rows.spread_of_losses() {
        Uncertainty::Stochastic => Intervals::Stochastic,
        Uncertainty::Parametric => Intervals::Widest,
    };
    let mut canvas = Canvas::new(rows, title, subtitle, &[], (Years::Headline, intervals));
    let names: Vec<&str> = std::iter::once(chart_text::WATERFALL_POTENTIAL)
        .chain(bars.iter().map(|bar| bar.label()))
        .chain([text::booked(Booked::Realised)])
        .collect();
    let last = names.len() - 1;
    let labels = names.iter().enumerate();
    let labels = labels.map(|(row, name)| (text::capital(name), row == 0 || row == last));
    let chart = RowChart::new(labels.collect(), canvas.body, SPACING);
    for row in 0..=last {
        chart.draw_label(&mut canvas.scene, row);
    }
    let columns = chart.area.columns(panels.len(), BETWEEN);
    for (panel, column) in panels.iter().zip(columns) {
        draw_panel(&mut canvas.scene, panel, &bars, (&chart, column.sides()));
    }
    Ok(canvas)
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
fn bars(panels: &[Panel]) -> Vec<Bar> {
    let mut totals: BTreeMap<Loss, f64> = BTreeMap::new();
    for panel in panels {
        for (booked, share) in &panel.shares {
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

/// The largest loss at the baseline, and with the package beside it.
fn largest(panels: &[Panel]) -> Option<String> {
    let cause = |shares: &Shares| {
        let losses = shares
            .iter()
            .filter_map(|(booked, share)| Some((booked.lost()?, *share)));
        let by_size =
            |a: &(Loss, f64), b: &(Loss, f64)| a.1.total_cmp(&b.1).then(b.0.name().cmp(a.0.name()));
        let (cause, share) = losses.max_by(by_size)?;
        (share > 0.0).then_some(cause)
    };
    let baseline = cause(&panels.first()?.shares)?;
    let package = panels.get(1).and_then(|panel| cause(&panel.shares));
    Some(chart_text::waterfall_largest(baseline, package))
}

fn draw_panel(
    scene: &mut Scene,
    panel: &Panel,
    bars: &[Bar],
    (chart, (left, right)): (&RowChart, (f64, f64)),
) {
    let axis = Axis::of_shares([0.0, 1.0], left, right - 84.0).with_unit(chart_text::PERCENT);
    axis.draw_vertical_grid(scene, 5, chart.area.edges());
    let shares = &panel.shares;
    let head = font::fit(&panel.name, 22.0, true, right - left);
    let style = Style::new(22.0, INK).bold();
    scene.text(left, chart.area.top - 16.0, head, style);
    let mut draw_bar = |row: usize, ends: (f64, f64), ink, words: String| {
        let (from, to) = (axis.place(ends.0), axis.place(ends.1));
        let left = from.min(to);
        let right = from.max(to).max(left + 1.5);
        let half = chart.pitch * 0.33;
        let edges = (chart.middle(row) - half, chart.middle(row) + half);
        scene.fill(Bounds::new((left, right), edges), ink);
        let style = Style::new(TICK, INK);
        scene.text_beside(right + 8.0, chart.middle(row), words, style);
    };
    draw_bar(0, (0.0, 1.0), SOFT, chart_text::whole_percent(1.0));
    let mut left_over = 1.0;
    let mut steps = Vec::new();
    for (index, bar) in bars.iter().enumerate() {
        steps.push((axis.place(left_over), chart.edge(index + 1)));
        let share = bar_share(*bar, bars, shares);
        let words = chart_text::waterfall_lost(share);
        let ink = match bar {
            Bar::Cause(_) => VERMILION,
            Bar::Other => FAINT,
        };
        draw_bar(index + 1, (left_over - share, left_over), ink, words);
        left_over -= share;
    }
    let realised = shares.get(&Booked::Realised).copied().unwrap_or(left_over);
    let stated = panel.realised.clone();
    let words = stated.unwrap_or_else(|| chart_text::waterfall_left(realised));
    draw_bar(bars.len() + 1, (0.0, realised), BLUE, words);
    let half = chart.pitch * 0.17;
    for (x, y) in steps {
        scene.line((x, y - half), (x, y + half), 1.0, GRID);
    }
}

/// The share that a bar shows.
fn bar_share(bar: Bar, bars: &[Bar], shares: &Shares) -> f64 {
    match bar {
        Bar::Cause(cause) => shares.get(&Booked::Lost(cause)).copied().unwrap_or(0.0),
        Bar::Other => shares
            .iter()
            .filter_map(|(booked, share)| Some((Bar::Cause(booked.lost()?), share)))
            .filter(|(cause, _)| !bars.contains(cause))
            .map(|(_, share)| share)
            .sum(),
    }
}
