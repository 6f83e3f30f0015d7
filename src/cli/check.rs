//! `check`: faults, warnings, packages.

use std::fmt::Write;

use super::arguments::Checked;
use super::exit::Exit;
use super::{output, show};
use crate::calibrate::Volume;
use crate::calibrate::check::{clamps, load_report};
use crate::calibrate::idle_changes::idle_changes;
use crate::calibrate::{Basis, Calibration, OfficeRow};
use crate::compile::{Options, Package, policy};
use crate::limits::about;
use crate::model::{Model, Policy};
use crate::report::concern_sentence;
use crate::scenario::{Scenario, schema};
use crate::study::{Correction, Expected, FoundEffort, Remaining};

pub fn check(options: &Checked) -> Result<(), Exit> {
    if options.schema {
        return output::line(schema::json());
    }
    let mut scenario = super::load(&options.source, false)?;
    // A scenario too large to run is only a warning here: `run` may be given a scale.
    let bound = std::mem::replace(&mut scenario.events_at_most, f64::INFINITY);
    let central = Options::default();
    let expected = Expected::new(&scenario, &central).map_err(Exit::faults)?;
    // Without pilots it is calibrated by traffic equations alone.
    let correction = if options.pilots {
        Correction::measure(&expected, &central, 1)
    } else {
        Correction::default()
    };
    let (model, calibration) = expected
        .corrected(&scenario, &central, &correction)
        .map_err(Exit::faults)?;
    let policies = policies(&scenario, &model)?;
    let mut text = format!(
        "{}: {}, {}, {}, {}, {}\n",
        scenario.name,
        count(model.jurisdictions.len(), "jurisdiction", "jurisdictions"),
        count(model.offices.len(), "office", "offices"),
        count(model.procedures.len(), "procedure", "procedures"),
        count(model.kinds.len(), "kind of project", "kinds of project"),
        count(policies.len(), "package", "packages")
    );
    let (rows, mut warnings) = load_report(&model, &calibration);
    warnings.extend(clamps(&model, &policies));
    warnings.extend(idle_changes(&scenario, &model, &calibration));
    text += &offices(&model, &rows);
    text += &splits(&model, &calibration);
    text += &surfaces(&model);
    let remaining = options
        .pilots
        .then(|| correction.remaining(&expected, &central))
        .flatten();
    text += &correction.effort().map_or_else(String::new, found_effort);
    text += &remaining.map_or_else(String::new, third_pilot);
    let volume = too_many_events(&model, &calibration, bound);
    if !warnings.is_empty() || volume.is_some() {
        text.push_str("\nWarnings\n");
    }
    if let Some(volume) = volume {
        let _ = writeln!(text, "  {volume}");
    }
    for warning in &warnings {
        let concern = concern_sentence(&warning.concern);
        let _ = writeln!(text, "  {}: {concern}", warning.subject);
    }
    output::result(&text)
}

/// From this part on it is worth a warning that a third pilot would change what is expected.
const WARN_FROM: f64 = 0.02;

/// What a third pilot would change.
fn third_pilot(remaining: Remaining) -> String {
    let parts = [
        ("filings of a procedure", remaining.filings),
        ("success of a channel", remaining.success),
        ("delay of a channel", remaining.delay),
    ];
    let mut text = String::from("\nA third pilot would change at most\n");
    for (name, part) in parts {
        let _ = match part {
            None => writeln!(text, "  {name}: too few to tell"),
            Some(part) if part > WARN_FROM => writeln!(
                text,
                "  {name}: {:.1} % (warning: above 2 %, the pilots have not settled)",
                part * 100.0
            ),
            Some(part) => writeln!(text, "  {name}: {:.1} %", part * 100.0),
        };
    }
    text
}

/// The scale of effort that the pilots found.
fn found_effort(found: FoundEffort) -> String {
    format!(
        "\nDeterrence by effort: belief.effort_scale = {:.4}\n  \
         hope alone deters {:.1} % of the value of matched projects; effort, in the last pilot, \
         {:.1} %\n",
        found.scale,
        found.aimed * 100.0,
        found.reached * 100.0
    )
}

/// A number with its noun.
fn count(number: usize, singular: &str, plural: &str) -> String {
    let noun = if number == 1 { singular } else { plural };
    format!("{number} {noun}")
}

/// A warning where a run would have more events than the bound.
fn too_many_events(model: &Model, calibration: &Calibration, bound: f64) -> Option<String> {
    let volume = Volume::new(model, calibration);
    let greatest = volume.greatest().filter(|_| volume.events() > bound)?;
    Some(format!(
        "{}: a run would have about {} events, {} of them from this key, and is refused; at most \
         {} without --scale, --years or --events-at-most",
        greatest.address,
        about(volume.events()),
        about(greatest.events),
        about(bound)
    ))
}

/// The policies of all packages, the smallest first; where packages are too many to list,
/// of each reform alone and all together.
fn policies(scenario: &Scenario, model: &Model) -> Result<Vec<(String, Policy)>, Exit> {
    let mut packages = Package::every_combination(scenario).unwrap_or_else(|_| {
        let mut packages = Package::singles(scenario);
        packages.push(Package::full(scenario));
        packages
    });
    packages.sort_by_key(Package::size);
    packages
        .iter()
        .map(|package| {
            let policy =
                policy(scenario, model, package, &Options::default()).map_err(Exit::faults)?;
            Ok((package.name(), policy))
        })
        .collect()
}

fn offices(model: &Model, rows: &[OfficeRow]) -> String {
    let offices: Vec<Vec<String>> = rows
        .iter()
        .map(|row| {
            let office = &model.offices[row.office];
            let officers = match row.basis {
                Basis::Unlimited => "no limit".to_owned(),
                Basis::Panel => "panel".to_owned(),
                _ => format!("{:.2}", row.officers),
            };
            vec![
                office.id.clone(),
                show::grouped(row.branches),
                officers,
                show::grouped(row.cases),
                show::grouped(row.research),
                duties(row.other_duties),
                row.target
                    .map_or_else(String::new, |load| format!("{load:.2}")),
                format!("{:.2}", row.load),
                format!("{:.2}", row.busiest),
                format!("{:.1}", row.queue_days),
            ]
        })
        .collect();
    let columns = [
        "office",
        "branches",
        "officers",
        "visits",
        "by research files",
        "duties",
        "load aimed",
        "reached",
        "busiest",
        "queue days",
    ];
    let table = show::filled_columns(&columns, &offices);
    format!("\nOffices at the baseline; visits in a year\n{table}")
}

/// Visits for other duties; empty where the officers have none.
fn duties(visits: f64) -> String {
    if visits > 0.0 {
        show::grouped(visits)
    } else {
        String::new()
    }
}

fn splits(model: &Model, calibration: &Calibration) -> String {
    let day = crate::time::DAY_SECONDS;
    let splits: Vec<Vec<String>> = calibration
        .splits
        .iter()
        .map(|split| {
            let procedure = &model.procedures[split.procedure];
            vec![
                format!("{}.{}", procedure.id, procedure.steps[split.step].id),
                split
                    .known
                    .map_or_else(String::new, |elapsed| format!("{:.1}", elapsed / day)),
                format!("{:.2}", split.work / day),
                format!("{:.2}", split.passage / day),
                format!("{:.2}", split.queue / day),
                format!("{:.2}", split.visits),
            ]
        })
        .collect();
    let columns = [
        "step",
        "known",
        "work",
        "passage",
        "queue",
        "visits a filing",
    ];
    let has_known = calibration.splits.iter().any(|split| split.known.is_some());
    let head = if has_known {
        "Steps: known elapsed days of a visit, and how they split"
    } else {
        "Steps: expected days of a visit"
    };
    let table = show::filled_columns(&columns, &splits);
    format!("\n{head}\n{table}")
}

/// The factors that meet counts of filings; empty without surfaces.
fn surfaces(model: &Model) -> String {
    if model.surfaces.is_empty() {
        return String::new();
    }
    let rows: Vec<Vec<String>> = model
        .surfaces
        .iter()
        .map(|surface| {
            let background = model.procedures[surface.procedure].background_a_year;
            vec![
                surface.id.clone(),
                surface.target.clone(),
                show::grouped(surface.count),
                format!("{:.1}", surface.wanted()),
                format!("{:.1}", surface.own),
                show::grouped(background),
                format!("{:.3}", surface.factor),
                format!("{} to {}", surface.low, surface.high),
                if surface.is_clamped() { "held" } else { "" }.to_owned(),
            ]
        })
        .collect();
    let columns = [
        "surface",
        "target",
        "count",
        "research",
        "expected",
        "background",
        "factor",
        "range",
        "",
    ];
    let table = show::filled_columns(&columns, &rows);
    format!("\nSurfaces: shares solved to meet counts; filings a year\n{table}")
}
