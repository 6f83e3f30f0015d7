//! `list`: what there is.

use super::arguments::{Listed, What};
use super::ending::Ending;
use super::show;
use crate::model::Package;
use crate::scenario::{self, Group, Scenario, keys::Lever};
use crate::stats::INDICATORS;

pub fn list(options: &Listed) -> Result<(), Ending> {
    match options.what {
        What::Scenarios => {
            for name in scenario::built_in() {
                println!("{name}");
            }
        }
        What::Packages => {
            let scenario = scenario::load(&options.scenario, &[]).map_err(Ending::faults)?;
            let names =
                Package::parse_list("baseline,singles,full", &scenario).map_err(Ending::input)?;
            let rows: Vec<Vec<String>> = names
                .iter()
                .map(|package| vec![package.name(), meaning(package, &scenario)])
                .collect();
            print!("{}", show::columns(&["package", "meaning"], &rows));
        }
        What::Indicators => {
            let rows: Vec<Vec<String>> = INDICATORS
                .iter()
                .map(|row| {
                    vec![
                        row.name.to_owned(),
                        row.unit.to_owned(),
                        row.meaning.to_owned(),
                    ]
                })
                .collect();
            print!(
                "{}",
                show::columns(&["indicator", "unit", "meaning"], &rows)
            );
        }
        What::Levers => {
            let rows = Lever::ALL.iter();
            let rows: Vec<Vec<String>> = rows
                .map(|lever| vec![lever.to_string(), lever.meaning()])
                .collect();
            print!("{}", show::columns(&["lever", "meaning"], &rows));
        }
        What::Groups => groups(&scenario::load(&options.scenario, &[]).map_err(Ending::faults)?),
        What::Parameters => {
            parameters(&scenario::load(&options.scenario, &[]).map_err(Ending::faults)?);
        }
        What::Keys => print!("{}", scenario::schema::markdown()),
    }
    Ok(())
}

/// A package in words: the label of its reform.
fn meaning(package: &Package, scenario: &Scenario) -> String {
    match package.reforms() {
        [] => "no reform".to_owned(),
        [reform] => {
            let label = scenario
                .root
                .reform
                .get(reform)
                .and_then(|of| of.label.as_ref());
            let english = label.and_then(|label| label.get("en"));
            english.cloned().unwrap_or_else(|| reform.to_string())
        }
        several => format!("all {} reforms together", several.len()),
    }
}

fn groups(scenario: &Scenario) {
    let counts = scenario::groups(&scenario.root);
    let rows: Vec<Vec<String>> = Group::ALL
        .iter()
        .map(|group| {
            let (all, uncertain) = counts.get(group).copied().unwrap_or_default();
            vec![
                group.name().to_owned(),
                uncertain.to_string(),
                all.to_string(),
                group.meaning().to_owned(),
            ]
        })
        .collect();
    print!(
        "{}",
        show::columns(&["group", "uncertain", "all", "holds"], &rows)
    );
}

/// What no result depends on has no group.
fn parameters(scenario: &Scenario) {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let end = |end: Option<f64>| end.map_or_else(String::new, |end| end.to_string());
    scenario::visit_parameters(&scenario.root, &mut |figure| {
        if !figure.address.is_empty() {
            let group = Group::of(&figure.address, &scenario.root);
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
    print!(
        "{}",
        show::columns(
            &["address", "value", "low", "high", "grade", "group"],
            &rows
        )
    );
}
