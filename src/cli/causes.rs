//! `verify --causes`: worlds in which one thing alone stands in the way.

use super::arguments::{Size, Verified};
use super::exit::Exit;
use super::progress::Watcher;
use super::{output, run, show};
use crate::compile::load;
use crate::study::{self, OnlyResult, OnlyWorld};

/// The scenario that is tested if none is named.
const SCENARIO: &str = "baseline";

pub fn causes(options: &Verified) -> Result<(), Exit> {
    let named = options.files.iter().map(String::as_str);
    let files: Vec<&str> = if options.files.is_empty() {
        vec![SCENARIO]
    } else {
        named.collect()
    };
    let mut all = Vec::new();
    for file in files {
        let scenario = load(file, &[]).map_err(Exit::faults)?;
        if scenario.root.project.is_empty() || scenario.root.reform.is_empty() {
            return Err(Exit::input(format!(
                "`{file}` has no projects or no reforms; expected: a scenario with both, for example \
                 `tiny`"
            )));
        }
        let size = Size {
            seed: options.seed,
            scale: None,
            years: None,
            threads: None,
            quiet: options.json,
            json: options.json,
        };
        let plan = run::plan(&scenario, "baseline", &size)?;
        let watcher = Watcher::new(options.json);
        let results = run::finish(study::causes(&scenario, &plan, &watcher), &watcher)?;
        all.push((scenario.name.clone(), results));
    }
    if options.json {
        let rows = all.iter().flat_map(|(name, results)| {
            let rows = results.iter();
            rows.map(|result| json(name, result))
        });
        output::line(serde_json::Value::Array(rows.collect()))?;
    } else {
        let texts: Vec<String> = all.iter().map(|(_, results)| table(results)).collect();
        output::result(&texts.join("\n"))?;
    }
    let results = || all.iter().flat_map(|(_, results)| results);
    let residual: u64 = results().map(|result| result.residual).sum();
    if residual > 0 {
        return Err(Exit::Failed(format!(
            "error: the identities of the runs are off by {residual} in all"
        )));
    }
    let failed = results().filter(|result| !result.holds()).count();
    if failed > 0 {
        let number = results().count();
        return Err(Exit::Failed(format!(
            "error: {failed} of {number} worlds fail"
        )));
    }
    Ok(())
}

fn name(world: OnlyWorld) -> String {
    match world {
        OnlyWorld::Cause(cause) => cause.name().to_owned(),
        OnlyWorld::Channel(channel) => channel.to_string(),
    }
}

fn verdict(result: &OnlyResult) -> &'static str {
    let is_idle = !result.reforms.is_empty() && !result.is_acted_on();
    match (result.holds(), is_idle) {
        (true, false) => "holds",
        (true, true) => "holds; no reform acts on it",
        (false, _) => "fails",
    }
}

fn table(results: &[OnlyResult]) -> String {
    let percent = |share: f64| format!("{:.1}", share * 100.0);
    let rows: Vec<Vec<String>> = results
        .iter()
        .map(|result| {
            vec![
                name(result.world),
                percent(result.lost),
                if result.lost > 0.0 {
                    percent(result.expected)
                } else {
                    String::new()
                },
                verdict(result).to_owned(),
            ]
        })
        .collect();
    let head = ["alone", "lost, %", "of its kind, %", ""];
    let worlds = show::columns(&head, &rows);
    let reforms = results.iter().flat_map(|result| {
        let reforms = result.reforms.iter();
        reforms.map(|reform| {
            vec![
                name(result.world),
                reform.reform.clone(),
                if reform.acts { "yes" } else { "no" }.to_owned(),
                format!("{:+.2}", reform.effect * 100.0),
                if reform.is_same {
                    "changes nothing"
                } else {
                    ""
                }
                .to_owned(),
            ]
        })
    });
    let reforms: Vec<Vec<String>> = reforms.collect();
    let head = ["alone", "reform", "acts on it", "points", ""];
    let reforms = if reforms.is_empty() {
        String::new()
    } else {
        format!("\n{}", show::columns(&head, &reforms))
    };
    format!(
        "Worlds in which one thing alone stands in the way, thinned, one run each\n\n{worlds}{reforms}"
    )
}

fn json(scenario: &str, result: &OnlyResult) -> serde_json::Value {
    let reforms: Vec<serde_json::Value> = result
        .reforms
        .iter()
        .map(|reform| {
            serde_json::json!({
                "reform": reform.reform,
                "acts": reform.acts,
                "effect": reform.effect,
                "changes_nothing": reform.is_same,
            })
        })
        .collect();
    serde_json::json!({
        "scenario": scenario,
        "alone": name(result.world),
        "lost": result.lost,
        "of_its_kind": result.expected,
        "holds": result.holds(),
        "reforms": reforms,
    })
}
