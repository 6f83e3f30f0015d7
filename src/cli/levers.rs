//! `levers`: the effect of each change alone.

use super::arguments::Levers;
use super::exit::Exit;
use super::progress::Watcher;
use super::{output, run, show};
use crate::study::{self, ChangeEffect, Plan};

pub fn levers(options: &Levers) -> Result<(), Exit> {
    let scenario = super::load(&options.source, options.size.quiet)?;
    let plan = Plan {
        replications: options.replications,
        ..run::plan(&scenario, "baseline", &options.size)?
    };
    let watcher = Watcher::new(options.size.quiet);
    let done = study::levers(&scenario, &plan, options.full, &watcher);
    let mut effects = run::finish(done, &watcher)?;
    if effects.is_empty() {
        return Err(Exit::input("the scenario has no reform with a change"));
    }
    effects.sort_by(|a, b| {
        b.effect
            .estimate
            .unwrap_or(0.0)
            .total_cmp(&a.effect.estimate.unwrap_or(0.0))
    });
    if options.size.json {
        return output::line(json(&effects));
    }
    output::result(&table(&effects))
}

fn table(effects: &[ChangeEffect]) -> String {
    let points =
        |value: Option<f64>| value.map_or_else(String::new, |v| format!("{:+.3}", v * 100.0));
    let rows: Vec<Vec<String>> = effects
        .iter()
        .map(|row| {
            vec![
                format!("{}.{}", row.reform, row.change),
                points(row.effect.estimate),
                points(row.effect.low),
                points(row.effect.high),
                if row.is_zero { "moves nothing" } else { "" }.to_owned(),
            ]
        })
        .collect();
    let table = show::columns(&["change", "points", "low", "high", ""], &rows);
    let n = effects.first().map_or(0, |row| row.effect.n);
    format!(
        "Change of the share realised with each change alone, at the central parameters, n = {n} \
         replications, 95 % intervals over luck\n\n{table}"
    )
}

fn json(effects: &[ChangeEffect]) -> String {
    let rows: Vec<serde_json::Value> = effects
        .iter()
        .map(|row| {
            serde_json::json!({
                "reform": row.reform,
                "change": row.change,
                "estimate": row.effect.estimate,
                "low": row.effect.low,
                "high": row.effect.high,
                "n": row.effect.n,
                "moves_nothing": row.is_zero,
            })
        })
        .collect();
    serde_json::json!({ "changes": rows }).to_string()
}
