//! `check`: faults, warnings, packages.

use super::arguments::Checked;
use super::ending::Ending;
use super::show;
use crate::model::{Options, Package, policy};
use crate::scenario::schema;
use crate::study::model_of;

pub fn check(options: &Checked) -> Result<(), Ending> {
    if options.schema {
        println!("{}", schema::json());
        return Ok(());
    }
    let scenario = super::load(&options.source, false)?;
    let model = model_of(&scenario, &Options::default()).map_err(Ending::faults)?;
    // Beyond what can be listed, the singles and all together stand for the rest.
    let packages = Package::all(&scenario).unwrap_or_else(|_| {
        let mut packages = Package::singles(&scenario);
        packages.push(Package::full(&scenario));
        packages
    });
    for package in &packages {
        policy(&scenario, &model, package, &Options::default()).map_err(Ending::faults)?;
    }
    println!(
        "{}: {} jurisdictions, {} offices, {} procedures, {} kinds of project, {} packages compose",
        scenario.name,
        model.jurisdictions.len(),
        model.offices.len(),
        model.procedures.len(),
        model.kinds.len(),
        packages.len()
    );
    let rows: Vec<Vec<String>> = model
        .offices
        .iter()
        .map(|office| {
            vec![
                office.id.clone(),
                model.jurisdictions[office.jurisdiction].id.clone(),
                if office.internal { "internal".to_owned() } else { office.branches.to_string() },
                show::number(model.levers[office.officers.0 as usize].base),
                office.load.map_or_else(String::new, show::number),
            ]
        })
        .collect();
    print!("{}", show::columns(&["office", "jurisdiction", "branches", "officers a branch", "load aimed at"], &rows));
    Ok(())
}
