//! `list`: scenarios, packages, indicators, levers, groups, parameters and keys.

use super::arguments::{Listed, What};
use super::exit::Exit;
use super::{output, show};
use crate::compile::{self, Package};
use crate::scenario::{self, Group, Scenario, keys::Lever};
use crate::stats::Indicator;

pub fn list(options: &Listed) -> Result<(), Exit> {
    let scenario = || compile::load(&options.scenario, &[]).map_err(Exit::faults);
    let text = match options.what {
        What::Scenarios => {
            let rows: Vec<Vec<String>> = scenario::built_in().map(scenario_row).collect();
            show::columns(
                &["scenario", "title", "jurisdictions", "researchers"],
                &rows,
            )
        }
        What::Packages => {
            let scenario = scenario()?;
            let packages = Package::parse_list("baseline,singles,full", &scenario);
            let packages = packages.map_err(Exit::input)?;
            let row = |package: &Package| (package.name(), package_meaning(package, &scenario));
            meanings("package", packages.iter().map(row))
        }
        What::Indicators => indicators(),
        What::Levers => {
            let row = |lever: &Lever| (lever.to_string(), lever.meaning());
            meanings("lever", Lever::ALL.iter().map(row))
        }
        What::Groups => groups(&scenario()?),
        What::Parameters => parameters(&scenario()?),
        What::Keys => scenario::schema::markdown(),
    };
    output::result(&text)
}

/// A built-in scenario: its name, title and size.
fn scenario_row(name: &str) -> Vec<String> {
    let mut row = vec![name.to_owned()];
    if let Ok(scenario) = compile::load(name, &[]) {
        let places = &scenario.root.jurisdiction;
        let researchers = places.values().map(|place| place.researchers.value);
        row.push(scenario.root.title.clone());
        row.push(show::grouped(places.len() as f64));
        row.push(show::grouped(researchers.sum()));
    }
    row
}

/// Names with their meanings.
fn meanings(name: &str, rows: impl IntoIterator<Item = (String, String)>) -> String {
    let rows: Vec<Vec<String>> = (rows.into_iter())
        .map(|(name, meaning)| vec![name, meaning])
        .collect();
    show::columns(&[name, "meaning"], &rows)
}

/// A package in words: the label of its reform.
fn package_meaning(package: &Package, scenario: &Scenario) -> String {
    match package.reforms() {
        [] => "no reform".to_owned(),
        [reform] => {
            let reform_keys = scenario.root.reform.get(reform);
            let label = reform_keys.and_then(|reform| reform.label.as_ref());
            let english = label.and_then(|label| label.get("en"));
            english.cloned().unwrap_or_else(|| reform.to_string())
        }
        several => format!("all {} reforms together", several.len()),
    }
}

fn indicators() -> String {
    let rows: Vec<Vec<String>> = Indicator::definitions()
        .iter()
        .map(|row| {
            [row.form, row.unit.name(), row.meaning]
                .map(str::to_owned)
                .to_vec()
        })
        .collect();
    show::columns(&["indicator", "unit", "meaning"], &rows)
}

fn groups(scenario: &Scenario) -> String {
    let counts = scenario::groups(&scenario.root);
    let rows: Vec<Vec<String>> = Group::ALL
        .iter()
        .map(|group| {
            let (count, uncertain) = counts.get(group).copied().unwrap_or_default();
            vec![
                group.name().to_owned(),
                uncertain.to_string(),
                count.to_string(),
                group.meaning().to_owned(),
            ]
        })
        .collect();
    show::columns(&["group", "uncertain", "all", "holds"], &rows)
}

/// Parameters with their group; a parameter that affects no result has none.
fn parameters(scenario: &Scenario) -> String {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let end = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
    scenario::visit_parameters(&scenario.root, &mut |figure| {
        if !figure.address.is_empty() {
            let group = Group::of_address(&figure.address, &scenario.root);
            rows.push(vec![
                figure.address.to_string(),
                figure.value.to_string(),
                end(figure.low),
                end(figure.high),
                figure.grade.to_string(),
                group.map_or_else(String::new, |group| group.to_string()),
            ]);
        }
    });
    show::columns(
        &["address", "value", "low", "high", "grade", "group"],
        &rows,
    )
}
