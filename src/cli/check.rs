//! `check`: faults, warnings, packages.

use super::arguments::Checked;
use super::ending::Ending;
use super::show;
use crate::model::calibrate::{Basis, Calibration, OfficeRow};
use crate::model::check::{clamps, load_report};
use crate::model::{Model, Options, Package, Policy, policy};
use crate::scenario::{Scenario, schema};
use crate::study::{Correction, calibrated};

pub fn check(options: &Checked) -> Result<(), Ending> {
    if options.schema {
        println!("{}", schema::json());
        return Ok(());
    }
    let scenario = super::load(&options.source, false)?;
    // By traffic equations alone: `check` simulates nothing, so it has no pilot.
    let (model, found) = calibrated(&scenario, &Options::default(), &Correction::default())
        .map_err(Ending::faults)?;
    let policies = composed(&scenario, &model)?;
    println!(
        "{}: {} jurisdictions, {} offices, {} procedures, {} kinds of project, {} packages compose",
        scenario.name,
        model.jurisdictions.len(),
        model.offices.len(),
        model.procedures.len(),
        model.kinds.len(),
        policies.len()
    );
    let (rows, mut warnings) = load_report(&model, &found);
    warnings.extend(clamps(&model, &policies));
    offices(&model, &rows);
    splits(&model, &found);
    if !warnings.is_empty() {
        println!("\nWarnings");
    }
    for warning in &warnings {
        println!("  {}: {}", warning.subject, warning.concern);
    }
    Ok(())
}

/// All packages that can be listed, composed, from the smallest on; else each reform
/// alone and all together.
fn composed(scenario: &Scenario, model: &Model) -> Result<Vec<(String, Policy)>, Ending> {
    let mut packages = Package::all(scenario).unwrap_or_else(|_| {
        let mut packages = Package::singles(scenario);
        packages.push(Package::full(scenario));
        packages
    });
    packages.sort_by_key(Package::size);
    packages
        .iter()
        .map(|package| {
            let policy =
                policy(scenario, model, package, &Options::default()).map_err(Ending::faults)?;
            Ok((package.name(), policy))
        })
        .collect()
}

fn offices(model: &Model, rows: &[OfficeRow]) {
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
                format!("{:.0}", row.branches),
                officers,
                format!("{:.0}", row.cases),
                format!("{:.0}", row.research),
                format!("{:.0}", row.other_duties),
                row.target
                    .map_or_else(String::new, |load| format!("{load:.2}")),
                format!("{:.2}", row.load),
                format!("{:.2}", row.busiest),
                format!("{:.2}", row.queue_days),
            ]
        })
        .collect();
    println!("\nOffices at the baseline, a year");
    print!(
        "{}",
        show::columns(
            &[
                "office",
                "branches",
                "officers",
                "cases",
                "research",
                "duties",
                "load aimed",
                "reached",
                "busiest",
                "queue days",
            ],
            &offices
        )
    );
}

fn splits(model: &Model, found: &Calibration) {
    println!("\nSteps: known elapsed days, and how they split");
    let day = crate::time::DAY_SECONDS;
    let splits: Vec<Vec<String>> = found
        .splits
        .iter()
        .map(|split| {
            let procedure = &model.procedures[split.procedure];
            vec![
                format!("{}.{}", procedure.id, procedure.steps[split.step].id),
                split
                    .known
                    .map_or_else(String::new, |known| format!("{:.1}", known / day)),
                format!("{:.2}", split.work / day),
                format!("{:.2}", split.passage / day),
                format!("{:.2}", split.queue / day),
                format!("{:.2}", split.visits),
            ]
        })
        .collect();
    print!(
        "{}",
        show::columns(
            &[
                "step",
                "known",
                "work",
                "passage",
                "queue",
                "visits a filing"
            ],
            &splits
        )
    );
}
