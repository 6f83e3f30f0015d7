//! The charts: each a pure function from rows to marks, and from marks to bytes.

mod arrivals;
mod axis;
mod canvas;
mod channels;
mod cohorts;
mod corridors;
mod cost;
mod draw;
mod elapsed;
mod flows;
mod font;
mod forest;
mod groups;
mod growth;
mod intervals;
mod label_placement;
mod offices;
mod order;
mod palette;
mod panel;
mod quarters;
mod row_chart;
pub(crate) mod scene;
mod waterfall;

use super::description::CostDescription;
use super::rows::Rows;
use crate::flows::FlowTables;
use crate::stats::growth::Row;
use canvas::Canvas;
use scene::Scene;

/// A chart: its name, what it finds, and its marks.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    /// File name without ending.
    pub name: &'static str,
    /// What it finds.
    pub title: String,
    /// What is shown, with its unit.
    pub subtitle: String,
    /// Its marks.
    pub scene: Scene,
}

impl Chart {
    /// The chart as SVG.
    #[must_use]
    pub fn svg(&self) -> String {
        draw::svg(&self.scene, &self.title, &self.subtitle)
    }

    /// The chart as PNG, 1600 by 900.
    ///
    /// # Errors
    ///
    /// In words, when the font or the encoder fails.
    pub fn png(&self) -> Result<Vec<u8>, String> {
        draw::png(&self.scene)
    }
}

/// A chart left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// Its name.
    pub chart: String,
    /// The reason in words.
    pub reason: String,
}

/// All charts of a study.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Gallery {
    /// The charts that the rows allow.
    pub charts: Vec<Chart>,
    /// The others.
    pub skipped: Vec<Skipped>,
}

impl Gallery {
    /// A chart by name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<&Chart> {
        self.charts.iter().find(|chart| chart.name == name)
    }
}

/// Draws a chart, or says why its rows do not allow it.
type ChartFn = fn(&Rows) -> Result<Canvas, String>;

/// Every chart in the order in which the page shows them.
const CHARTS: &[(&str, ChartFn)] = &[
    ("effect-by-cohort", cohorts::draw),
    ("paired-order", order::draw),
    ("reform-effects", forest::effects),
    ("convergence-by-package", forest::levels),
    ("waterfall", waterfall::draw),
    ("reform-channel", channels::draw),
    ("elapsed", elapsed::draw),
    ("office-loads", offices::draw),
    ("quarters", quarters::draw),
    ("arrivals", arrivals::draw),
    ("corridors", corridors::draw),
    ("cost-exposure", cost::draw),
];

/// Draws every chart that the rows allow.
pub(super) fn gallery(rows: &Rows) -> Gallery {
    let drawn = CHARTS.iter().map(|(name, draw)| (*name, draw(rows)));
    // Drawn only where a study split its variance; elsewhere no chart is missing.
    let split = rows
        .tables
        .spread
        .iter()
        .any(|row| row.effect == crate::stats::Share::Total);
    let groups = split.then(|| ("spread-groups", groups::draw(rows)));
    collected(drawn.chain(groups))
}

/// Draws a chart of costs, or says why its rows do not allow it.
type CostChartFn = fn(&CostDescription, &[Row]) -> Result<Canvas, String>;

/// Every chart of what runs cost.
const COSTS: &[(&str, CostChartFn)] = &[
    ("cost-researchers", growth::researchers),
    ("cost-years", growth::years),
    ("cost-packages", growth::packages),
    ("cost-load", growth::load),
    ("cost-threads", growth::threads),
];

/// Draws every chart of costs that the rows allow.
pub(super) fn costs(about: &CostDescription, rows: &[Row]) -> Gallery {
    collected((COSTS.iter()).map(|(name, draw)| (*name, draw(about, rows))))
}

/// Draws a chart of a fit of flows, or says why its rows do not allow it.
type FlowChartFn = fn(&FlowTables) -> Result<Canvas, String>;

/// Every chart of a fit of flows.
const FLOWS: &[(&str, FlowChartFn)] = &[
    ("flow-coefficients", flows::coefficients),
    ("flow-forecasts", flows::forecasts),
];

/// Draws every chart of a fit of flows that the rows allow.
pub(super) fn flows(tables: &FlowTables) -> Gallery {
    collected((FLOWS.iter()).map(|(name, draw)| (*name, draw(tables))))
}

fn collected(drawn: impl IntoIterator<Item = (&'static str, Result<Canvas, String>)>) -> Gallery {
    let mut gallery = Gallery::default();
    for (name, canvas) in drawn {
        match canvas {
            Ok(canvas) => gallery.charts.push(Chart {
                name,
                title: canvas.title,
                subtitle: canvas.subtitle,
                scene: canvas.scene,
            }),
            Err(reason) => gallery.skipped.push(Skipped {
                chart: name.to_owned(),
                reason,
            }),
        }
    }
    gallery
}
