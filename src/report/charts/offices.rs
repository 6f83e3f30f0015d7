//! How busy offices are, before and after.

use super::axis::Axis;
use super::canvas::{Canvas, Sign};
use super::intervals::{Intervals, Years};
use super::palette::{BLUE, GRID, SOFT, TICK, VERMILION};
use super::row_chart::{RowChart, Spacing, draw_change};
use super::scene::Style;
use crate::report::number;
use crate::report::rows::Rows;
use crate::report::text::charts as chart_text;
use crate::stats::Unit;
use crate::stats::tables::Office;

/// Rows that fit on a chart.
const MOST: usize = 20;

const SPACING: Spacing = Spacing {
    above: 0.0,
    below: 60.0,
    pitch: 60.0,
    label: 640.0,
    beside: (6.0, 14.0),
};

/// The offices with the highest load at the baseline.
pub(super) fn draw(rows: &Rows) -> Result<Canvas, String> {
    let mut offices: Vec<&Office> = rows
        .tables
        .offices
        .iter()
        .filter(|row| row.package.is_baseline() && row.utilisation.is_some())
        .collect();
    if offices.is_empty() {
        return Err(chart_text::OFFICES_MISSING.to_owned());
    }
    let total = offices.len();
    offices.sort_by(|a, b| load(b).total_cmp(&load(a)).then(a.office.cmp(&b.office)));
    offices.truncate(MOST);
    let whole = rows.whole();
    let after = |office: &str| {
        let mut others = rows.tables.offices.iter();
        let other = others.find(|row| Some(&row.package) == whole && row.office == office);
        other.and_then(|row| row.utilisation)
    };
    let mut key = vec![Sign::Dot(SOFT).with_meaning(chart_text::BASELINE)];
    key.extend(whole.map(|id| Sign::Dot(BLUE).with_meaning(rows.package(id))));
    key.push(Sign::Upright(VERMILION).with_meaning(chart_text::OFFICES_KEY_TARGET));
    let subtitle = chart_text::offices_subtitle(offices.len(), total);
    let mut canvas = Canvas::new(
        rows,
        title(rows, offices[0]),
        &subtitle,
        &key,
        (Years::All, Intervals::Stochastic),
    );
    let scene = &mut canvas.scene;
    let labels = offices.iter().map(|row| (rows.office(&row.office), false));
    let chart = RowChart::new(labels.collect(), canvas.body, SPACING);
    let right = canvas.body.right - 130.0;
    let shares = offices
        .iter()
        .flat_map(|row| [row.utilisation, row.nominal_load, after(&row.office)]);
    let axis = Axis::of_shares(shares.flatten().chain([1.0]), chart.area.left, right)
        .padded(0.03)
        .with_unit(chart_text::PERCENT);
    axis.draw_vertical_grid(scene, 8, chart.area.edges());
    let radius = (chart.pitch * 0.25).clamp(4.0, 8.0);
    for (index, row) in offices.iter().enumerate() {
        let y = chart.middle(index);
        chart.draw_label(scene, index);
        scene.line((chart.area.left, y), (right, y), 1.0, GRID.tint(0.7));
        let before = row.utilisation.unwrap_or_default();
        let after = after(&row.office);
        draw_change(scene, &axis, (before, after), y, radius);
        if let Some(aim) = row.nominal_load {
            let (x, half) = (axis.place(aim), chart.pitch * 0.32);
            scene.line((x, y - half), (x, y + half), 3.0, VERMILION);
        }
        let style = Style::new(chart.size.min(TICK), SOFT);
        let words = chart_text::offices_shares(before, after);
        scene.text(right + 14.0, chart.baseline(index), words, style);
    }
    Ok(canvas)
}

fn load(row: &Office) -> f64 {
    row.load.or(row.utilisation).unwrap_or_default()
}

/// The busiest office, with the interval of its row where that is known.
fn title(rows: &Rows, busiest: &Office) -> String {
    let mut share = number::level(&busiest.statistic, &Unit::Share);
    if share.estimate.is_empty() {
        share.estimate = chart_text::whole_percent(busiest.utilisation.unwrap_or_default());
    }
    chart_text::offices_title(&rows.office(&busiest.office), &share)
}
