//! The cost of runs over the quantity that grows: researchers, years, packages, load,
//! threads.

use super::canvas::{Canvas, Sign};
use super::palette::{BLUE, SOFT, VERMILION};
use super::panel::{Curve, Panel, Scale};
use super::scene::Ink;
use crate::report::CostDescription;
use crate::report::text::charts as chart_text;
use crate::stats::growth::{Range, Row, Series};

/// Room between two panels.
const BETWEEN: f64 = 40.0;

/// A figure of a row; memory is missing where the system does not report it.
type Figure = fn(&Row) -> Option<Range>;

const SECONDS: Figure = |row| Some(row.seconds());

/// Seconds and memory against the researchers simulated.
pub(super) fn researchers(about: &CostDescription, rows: &[Row]) -> Result<Canvas, String> {
    let points = rows_of(rows, Series::Researchers)?;
    let (first, last) = ends(&points);
    let title = chart_text::researchers_title(growth(&points), last);
    let subtitle = chart_text::researchers_subtitle(first, last);
    let key = proportional_key(chart_text::RESEARCHERS_KEY);
    let mut canvas = canvas(about, title, &subtitle, key, last);
    let caption = chart_text::RESEARCHERS_SCALE;
    draw_figures(&mut canvas, &points, caption, Scale::Powers);
    Ok(canvas)
}

/// Seconds and memory against the measured years.
pub(super) fn years(about: &CostDescription, rows: &[Row]) -> Result<Canvas, String> {
    let points = rows_of(rows, Series::Years)?;
    let (_, last) = ends(&points);
    let title = chart_text::years_title(growth(&points), last);
    let subtitle = chart_text::years_subtitle(last);
    let key = proportional_key(chart_text::YEARS_KEY);
    let mut canvas = canvas(about, title, &subtitle, key, last);
    draw_figures(&mut canvas, &points, chart_text::YEARS_SCALE, Scale::Even);
    Ok(canvas)
}

/// Seconds of packages in one study against as many separate runs.
pub(super) fn packages(about: &CostDescription, rows: &[Row]) -> Result<Canvas, String> {
    let points = rows_of(rows, Series::Packages)?;
    let apart = rows_of(rows, Series::PackagesApart).unwrap_or_default();
    let (first, last) = ends(&points);
    let last_apart = apart.iter().find(|row| row.packages == last.packages);
    let title = chart_text::packages_title(last, last_apart.copied());
    let subtitle = chart_text::packages_subtitle(last);
    let mut key = vec![
        Sign::Dot(BLUE).with_meaning(chart_text::PACKAGES_KEY_TOGETHER),
        Sign::Dot(VERMILION).with_meaning(chart_text::PACKAGES_KEY_APART),
    ];
    key.extend(proportional_key(chart_text::PACKAGES_KEY_PROPORTION));
    let mut canvas = canvas(about, title, &subtitle, key, last);
    let spans_decades = last.value > 10.0;
    let scale = if spans_decades {
        Scale::Powers
    } else {
        Scale::Even
    };
    let most = first.seconds * last.value / first.value;
    let reference = [(first.value, first.seconds), (last.value, most)];
    let panel = Panel {
        head: chart_text::COSTS_SECONDS,
        caption: chart_text::PACKAGES_SCALE,
        x_scale: scale,
        y_scale: scale,
        ticks_at_points: true,
        curves: vec![
            curve(VERMILION, &apart, SECONDS),
            curve(BLUE, &points, SECONDS),
        ],
        reference: (points.len() > 1).then_some(reference),
    };
    panel.draw(&mut canvas.scene, canvas.body);
    Ok(canvas)
}

/// Time of an event against the load of every office.
pub(super) fn load(about: &CostDescription, rows: &[Row]) -> Result<Canvas, String> {
    let points = rows_of(rows, Series::Load)?;
    let (first, last) = ends(&points);
    let dearest = (points.iter().skip(1)).max_by(|one, other| {
        one.nanoseconds_an_event
            .total_cmp(&other.nanoseconds_an_event)
    });
    let title = chart_text::load_title(first, dearest.copied());
    let subtitle = chart_text::load_subtitle(last);
    let key = vec![
        Sign::Dot(BLUE).with_meaning(chart_text::load_key(last)),
        interval_key(BLUE),
        Sign::Dashes(SOFT).with_meaning(chart_text::LOAD_KEY_TWICE),
    ];
    let mut canvas = canvas(about, title, &subtitle, key, last);
    let twice = 2.0 * first.nanoseconds_an_event;
    let panel = Panel {
        head: chart_text::load_head(last),
        caption: chart_text::LOAD_SCALE,
        x_scale: Scale::Near,
        y_scale: Scale::Even,
        ticks_at_points: true,
        curves: vec![curve(BLUE, &points, |row| Some(row.an_event()))],
        reference: Some([(first.value, twice), (last.value, twice)]),
    };
    panel.draw(&mut canvas.scene, canvas.body);
    Ok(canvas)
}

/// Seconds against threads, of several replications and of one.
pub(super) fn threads(about: &CostDescription, rows: &[Row]) -> Result<Canvas, String> {
    let points = rows_of(rows, Series::Threads)?;
    let of_one = rows_of(rows, Series::ThreadsOne).unwrap_or_default();
    let (first, last) = ends(&points);
    let seconds = |points| growth(points).map(|(_, seconds)| seconds);
    let title = chart_text::threads_title(last, seconds(&points), seconds(&of_one));
    let subtitle = chart_text::threads_subtitle(last);
    let key = vec![
        Sign::Dot(BLUE).with_meaning(chart_text::threads_key_several(last)),
        Sign::Dot(VERMILION).with_meaning(chart_text::THREADS_KEY_ONE),
        interval_key(SOFT),
        Sign::Dashes(SOFT).with_meaning(chart_text::THREADS_KEY_PROPORTION),
    ];
    let mut canvas = canvas(about, title, &subtitle, key, last);
    let least = first.seconds * first.value / last.value;
    let reference = [(first.value, first.seconds), (last.value, least)];
    let panel = Panel {
        head: chart_text::COSTS_SECONDS,
        caption: chart_text::THREADS_SCALE,
        x_scale: Scale::Powers,
        y_scale: Scale::Powers,
        ticks_at_points: true,
        curves: vec![
            curve(VERMILION, &of_one, SECONDS),
            curve(BLUE, &points, SECONDS),
        ],
        reference: (points.len() > 1).then_some(reference),
    };
    panel.draw(&mut canvas.scene, canvas.body);
    Ok(canvas)
}

fn rows_of(rows: &[Row], series: Series) -> Result<Vec<&Row>, String> {
    let points: Vec<&Row> = rows.iter().filter(|row| row.series == series).collect();
    if points.is_empty() {
        return Err(chart_text::costs_missing(series));
    }
    Ok(points)
}

/// The first and the last row; there is one at least.
fn ends<'a>(points: &[&'a Row]) -> (&'a Row, &'a Row) {
    (points[0], points[points.len() - 1])
}

/// The factor of growth, and that of the seconds.
fn growth(points: &[&Row]) -> Option<(f64, Range)> {
    let (first, last) = (points.first()?, points.last()?);
    let grown = last.value / first.value;
    let is_apart = points.len() > 1 && grown.is_finite();
    is_apart.then(|| (grown, last.seconds().over(first.seconds())))
}

fn curve(ink: Ink, rows: &[&Row], figure: Figure) -> Curve {
    let points = (rows.iter()).filter_map(|row| Some((row.value, figure(row)?)));
    Curve {
        ink,
        points: points.collect(),
    }
}

fn interval_key(ink: Ink) -> (Sign, String) {
    Sign::Upright(ink.tint(0.45)).with_meaning(chart_text::COSTS_KEY_RUNS)
}

fn proportional_key(words: &str) -> Vec<(Sign, String)> {
    vec![interval_key(BLUE), Sign::Dashes(SOFT).with_meaning(words)]
}

/// Seconds, and the peak of memory where the system reports it.
fn draw_figures(canvas: &mut Canvas, points: &[&Row], caption: &str, scale: Scale) {
    let mut figures: Vec<(&str, Figure)> = vec![(chart_text::COSTS_SECONDS, SECONDS)];
    if points.iter().all(|row| row.peak().is_some()) {
        figures.push((chart_text::COSTS_MEMORY, Row::peak));
    }
    let columns = canvas.body.columns(figures.len(), BETWEEN);
    for ((head, figure), room) in figures.into_iter().zip(columns) {
        let curve = curve(BLUE, points, figure);
        let reference = match (curve.points.first(), curve.points.last()) {
            (Some((from, _)), Some((to, most))) if curve.points.len() > 1 => {
                let least = most.median * from / to;
                Some([(*from, least), (*to, most.median)])
            }
            _ => None,
        };
        let panel = Panel {
            head,
            caption,
            x_scale: scale,
            y_scale: scale,
            ticks_at_points: scale == Scale::Even,
            curves: vec![curve],
            reference,
        };
        panel.draw(&mut canvas.scene, room);
    }
}

/// A canvas whose foot explains the points. Date and machine are in the manifest.
fn canvas(
    about: &CostDescription,
    title: String,
    subtitle: &str,
    mut key: Vec<(Sign, String)>,
    last: &Row,
) -> Canvas {
    // One run has no least and greatest.
    key.retain(|(sign, _)| last.runs > 1 || !matches!(sign, Sign::Upright(_)));
    let source = chart_text::costs_source(about, last);
    Canvas::with_foot(title, subtitle, &key, &source)
}
