//! The input of the templates: text only, with every number formatted.

use minijinja::HtmlEscape;
use serde::Serialize;

use super::parts;
use crate::report::charts::{Chart, Gallery};
use crate::report::experiments::{Experiment, experiments};
use crate::report::finding;
use crate::report::number::{self, Shown};
use crate::report::rows::Rows;
use crate::report::summary;
use crate::report::text;
use crate::report::{CitedSource, NotEncoded};
use crate::stats::tables::Status;
use crate::stats::{BASELINE, Indicator, PackageKey, Uncertainty};

/// The page's text.
#[derive(Serialize)]
pub(super) struct View {
    title: String,
    study: String,
    years: String,
    warm_up: String,
    size: String,
    version: String,
    model_version: u32,
    currency: String,
    command: String,
    run_where: String,
    widest: &'static str,
    /// What the intervals over it cover.
    intervals: String,
    /// The years of the headline.
    headline_years: String,
    /// Whether these are the settled ones.
    settled: bool,
    unknowns: bool,
    finding: String,
    sentences: Vec<Marked>,
    changes_by: Vec<parts::Where>,
    narrowing: Option<parts::Parted>,
    structure: Option<parts::Structure>,
    experiments: Vec<Experiment>,
    experiments_inside: String,
    figures: Vec<Figure>,
    warnings: Vec<Marked>,
    concerns: Vec<Kind>,
    concerned: usize,
    grades: Vec<Grade>,
    parameters: String,
    /// Rows of the register that are no parameters.
    calibrated: usize,
    whole: String,
    packages: Vec<Package>,
    packages_left_out: usize,
    table_notes: Vec<String>,
    exposure_unit: String,
    /// Whether some crossing carries a risk.
    has_exposure: bool,
    per_cost_unit: String,
    charts: Vec<Drawing>,
    skipped: Vec<(String, Marked)>,
    causes: Vec<parts::Cause>,
    /// Losses by the parameter that decided them.
    evidence: Option<parts::Evidence>,
    /// What losses are means over, and what their intervals cover.
    losses_means: &'static str,
    losses_intervals: String,
    biggest: Vec<parts::Place>,
    days: Vec<parts::Days>,
    waits: Vec<parts::Wait>,
    stops: Vec<parts::Stop>,
    offices: Vec<parts::Desk>,
    indicators: Vec<parts::Measure>,
    groups: Vec<parts::Group>,
    targets: Vec<parts::Target>,
    missed: Vec<String>,
    sensitivity: Option<parts::Sensitivity>,
    changes: Vec<parts::Change>,
    assumptions: Vec<parts::Parameter>,
    audit: Vec<parts::Check>,
    not_encoded: Vec<NotEncoded>,
    sources: Vec<CitedSource>,
    changes_count: String,
    not_encoded_count: String,
    audit_count: String,
    harmed: Vec<Marked>,
    notes: Vec<Marked>,
}

/// A text as markup: escaped, with text between backticks as code.
type Marked = minijinja::Value;

/// Warnings of `check` of one kind.
#[derive(Serialize)]
struct Kind {
    name: Marked,
    places: Vec<(String, String)>,
}

/// A number at the head of the page.
#[derive(Serialize)]
struct Figure {
    name: &'static str,
    shown: Shown,
    change: Shown,
}

/// The parameters of a grade.
#[derive(Serialize)]
struct Grade {
    name: &'static str,
    meaning: &'static str,
    count: String,
    percent: String,
}

/// A package in the main table.
#[derive(Serialize)]
struct Package {
    label: String,
    chinese: String,
    changes: u32,
    convergence: Shown,
    luck: Shown,
    unknowns: Shown,
    evidence: Shown,
    projects: Shown,
    gain: Shown,
    exposure: Shown,
    cost: Shown,
    per_cost: Shown,
}

/// A chart of the page.
#[derive(Serialize)]
struct Drawing {
    name: &'static str,
    svg: minijinja::Value,
}

impl View {
    pub fn new(rows: &Rows, gallery: &Gallery) -> Self {
        let about = rows.about;
        let audit = parts::audit(rows);
        let changes = parts::changes(rows);
        let leading = rows.leading();
        let experiments = if about.on_baseline {
            experiments()
        } else {
            Vec::new()
        };
        Self {
            title: about.title.clone(),
            study: about.study.clone(),
            years: rows.years(),
            warm_up: text::years(about.warm_up_years),
            size: rows.size(),
            version: about.version.clone(),
            model_version: crate::model::MODEL_VERSION,
            currency: text::units::currency(&about.currency).to_owned(),
            command: about.command.clone(),
            run_where: about.run_where.clone(),
            widest: text::uncertainty(rows.widest()),
            intervals: rows.intervals(rows.widest()),
            headline_years: rows.years_of(rows.basis()),
            settled: rows.basis().is_some(),
            unknowns: rows.widest() == Uncertainty::Parametric,
            finding: finding::levels_title(rows).unwrap_or_else(|| about.title.clone()),
            sentences: summary::sentences(rows).iter().map(marked).collect(),
            changes_by: parts::changes_by(rows),
            narrowing: parts::narrowing(rows, |text| marked(text)),
            experiments_inside: inside(&experiments),
            experiments,
            structure: parts::structure(rows, |text| marked(text)),
            figures: figures(rows),
            warnings: summary::warnings(rows).iter().map(marked).collect(),
            concerns: concerns(rows),
            concerned: about.concerns.len(),
            grades: grades(rows),
            parameters: summary::grades(rows),
            calibrated: calibrated(rows),
            whole: rows.whole().map_or_else(String::new, |id| rows.package(id)),
            packages: leading.iter().map(|id| package(rows, id)).collect(),
            packages_left_out: rows.packages().len().saturating_sub(leading.len()),
            table_notes: summary::table_notes(
                rows,
                &[
                    Indicator::Convergence,
                    Indicator::ProjectsRealised,
                    Indicator::Gain,
                    Indicator::Exposure,
                ],
            ),
            has_exposure: !rows.is_always_zero(&Indicator::Exposure),
            exposure_unit: unit(rows, &Indicator::Exposure),
            per_cost_unit: unit(rows, &Indicator::ConvergencePerCost),
            charts: gallery.charts.iter().map(drawing).collect(),
            skipped: gallery
                .skipped
                .iter()
                .map(|skipped| (skipped.chart.clone(), marked(&skipped.reason)))
                .collect(),
            causes: parts::causes(rows),
            evidence: parts::evidence(rows),
            losses_means: text::page::means(rows.spread_of_losses()),
            losses_intervals: rows.intervals(rows.spread_of_losses()),
            biggest: parts::biggest(rows),
            days: parts::days(rows),
            waits: parts::waits(rows),
            stops: parts::stops(rows),
            offices: parts::offices(rows),
            indicators: parts::indicators(rows),
            groups: parts::groups(rows),
            missed: rows
                .missed()
                .into_iter()
                .map(|row| rows.target(&row.target))
                .collect(),
            targets: parts::targets(rows),
            sensitivity: parts::sensitivity(rows),
            changes_count: text::page::rows(changes.len()),
            not_encoded_count: text::page::not_encoded(about.not_encoded.len()),
            audit_count: text::page::identities(audit.len()),
            changes,
            assumptions: parts::assumptions(rows),
            audit,
            not_encoded: about.not_encoded.clone(),
            sources: about.sources.clone(),
            harmed: about.harmed.iter().map(marked).collect(),
            notes: about.notes.iter().map(marked).collect(),
        }
    }
}

fn inside(experiments: &[Experiment]) -> String {
    let inside = experiments.iter().filter(|one| one.inside).count();
    let larger = experiments.iter().filter(|one| one.larger).count();
    text::page::experiments_inside(inside, larger, experiments.len())
}

fn calibrated(rows: &Rows) -> usize {
    let register = rows.tables.assumptions.iter();
    register
        .filter(|row| row.status == Status::Calibrated)
        .count()
}

fn marked(text: impl AsRef<str>) -> Marked {
    let parts: Vec<&str> = text.as_ref().split('`').collect();
    let markup = parts.iter().enumerate().map(|(index, part)| {
        let escaped = HtmlEscape(part);
        // An unpaired backtick encloses nothing.
        if index % 2 == 1 && index + 1 < parts.len() {
            format!("<code>{escaped}</code>")
        } else {
            escaped.to_string()
        }
    });
    let markup: String = markup.collect();
    Marked::from_safe_string(markup)
}

fn concerns(rows: &Rows) -> Vec<Kind> {
    let kinds = summary::concerns(rows).into_iter();
    kinds
        .map(|(kind, places)| Kind {
            name: marked(kind),
            places: places
                .into_iter()
                .map(|place| (place.address.clone(), place.found.clone()))
                .collect(),
        })
        .collect()
}

/// The unit of an indicator at the head of its column.
fn unit(rows: &Rows, indicator: &Indicator) -> String {
    let packages = rows.packages();
    let mut levels = packages
        .iter()
        .filter_map(|id| rows.widest_level(id, indicator));
    let unit = levels.next().map(|(unit, _)| text::units::head(unit));
    unit.unwrap_or_default()
}

fn drawing(chart: &Chart) -> Drawing {
    Drawing {
        name: chart.name,
        svg: minijinja::Value::from_safe_string(chart.svg()),
    }
}

fn figures(rows: &Rows) -> Vec<Figure> {
    let whole = rows.whole();
    text::page::FIGURES
        .into_iter()
        .filter(|(indicator, _)| !rows.is_always_zero(indicator))
        .filter_map(|(indicator, name)| {
            let (unit, row) = rows.widest_level(&BASELINE, &indicator)?;
            let change = whole.and_then(|id| rows.widest_change(id, &indicator));
            Some(Figure {
                name,
                shown: number::level(&row, unit),
                change: change
                    .map_or_else(Shown::default, |(unit, row)| number::change(&row, unit)),
            })
        })
        .collect()
}

fn grades(rows: &Rows) -> Vec<Grade> {
    let grades = rows.about.grades;
    let total = f64::from((grades.measured + grades.analogue + grades.assumed).max(1));
    [
        ("measured", text::page::MEASURED, grades.measured),
        ("analogue", text::page::ANALOGUE, grades.analogue),
        ("assumed", text::page::ASSUMED, grades.assumed),
    ]
    .map(|(name, meaning, count)| Grade {
        name,
        meaning,
        count: number::fixed(f64::from(count), 0),
        percent: format!("{:.1}", f64::from(count) / total * 100.0),
    })
    .into()
}

/// The change with structural changes and sourced sizes only, over the widest spread.
fn evidence(rows: &Rows, id: &PackageKey) -> Shown {
    let change = rows.widest_change(id, &Indicator::EvidenceOnly);
    let change = change.filter(|_| rows.has_sourced_change());
    change.map_or_else(Shown::default, |(unit, row)| {
        number::bare(number::change(&row, unit), unit, true)
    })
}

fn package(rows: &Rows, id: &PackageKey) -> Package {
    let stated = rows.about.packages.iter().find(|package| package.id == *id);
    let level = |indicator: &Indicator| {
        let level = rows.widest_level(id, indicator);
        level.map_or_else(Shown::default, |(unit, row)| {
            number::bare(number::level(&row, unit), unit, false)
        })
    };
    let change = |indicator: &Indicator, spread: Uncertainty| {
        let change = rows.change(id, indicator, spread);
        change.map_or_else(Shown::default, |(unit, row)| {
            number::bare(number::change(&row, unit), unit, true)
        })
    };
    let widest = rows.widest();
    Package {
        label: rows.package(id),
        chinese: stated.map_or_else(String::new, |package| package.label_zh.clone()),
        changes: stated.map_or(0, |package| package.changes),
        convergence: level(&Indicator::Convergence),
        luck: change(&Indicator::Convergence, Uncertainty::Stochastic),
        unknowns: change(&Indicator::Convergence, Uncertainty::Parametric),
        evidence: evidence(rows, id),
        projects: change(&Indicator::ProjectsRealised, widest),
        gain: change(&Indicator::Gain, widest),
        exposure: if rows.is_always_zero(&Indicator::Exposure) {
            Shown::default()
        } else {
            change(&Indicator::Exposure, widest)
        },
        cost: if id.is_baseline() {
            Shown::default()
        } else {
            level(&Indicator::ReformCost)
        },
        per_cost: level(&Indicator::ConvergencePerCost),
    }
}
