//! `list`: what there is.

use std::fmt::Display;

use super::arguments::{Listed, What};
use super::ending::Ending;
use super::{output, show};
use crate::compile::{self, Package};
use crate::scenario::{self, Group, Scenario, keys::Lever};
use crate::stats::INDICATORS;

pub fn list(options: &Listed) -> Result<(), Ending> {
    let scenario = || compile::load(&options.scenario, &[]).map_err(Ending::faults);
    let text = match options.what {
        What::Scenarios => lines(scenario::built_in()),
        What::Packages => {
            let names = Package::parse_list("baseline,singles,full", &scenario()?);
            lines(names.map_err(Ending::input)?)
        }
        What::Indicators => indicators(),
        What::Levers => lines(Lever::ALL),
        What::Groups => groups(&scenario()?),
        What::Parameters => parameters(&scenario()?),
        What::Keys => scenario::schema::markdown(),
    };
    output::result(&text)
}

fn lines(items: impl IntoIterator<Item = impl Display>) -> String {
    let lines = items.into_iter().map(|item| format!("{item}\n"));
    lines.collect()
}

fn indicators() -> String {
    let cells = |name: &str, unit: &str, meaning: &str| [name, unit, meaning].map(str::to_owned);
    let rows: Vec<Vec<String>> = INDICATORS
        .iter()
        .map(|row| cells(row.name, row.unit, row.meaning).to_vec())
        .collect();
    show::columns(&["indicator", "unit", "meaning"], &rows)
}

fn groups(scenario: &Scenario) -> String {
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
    show::columns(&["group", "uncertain", "all", "holds"], &rows)
}

/// What no result depends on has no group.
fn parameters(scenario: &Scenario) -> String {
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
    show::columns(
        &["address", "value", "low", "high", "grade", "group"],
        &rows,
    )
}
