//! `fit flows`: real moves, gravity, forecasts, refusals.

use std::fmt::Write as _;
use std::path::PathBuf;

use super::arguments::{FitFlows, Source};
use super::exit::Exit;
use super::folder::{self, FolderRequest};
use super::{output, show};
use crate::flows::{self, FlowPlan, FlowTables, FlowsError, InputFiles, LAYOUT};
use crate::report::{Folder, Kind, Placed, scenario_hash, write_flows};

pub fn flows(options: &FitFlows) -> Result<(), Exit> {
    let files = files(options)?;
    let source = Source {
        scenario: options.scenario.clone(),
        set: Vec::new(),
        recalibrate: false,
        events_at_most: None,
    };
    let scenario = super::load(&source, true)?;
    let folder = options.output.as_ref().map(|output| {
        let request = FolderRequest {
            output,
            name: "flows",
            kind: Kind::Flows,
            force: options.force,
            quiet: options.quiet,
        };
        folder::begin(&request, &scenario)
    });
    let folder = folder.transpose()?;
    let plan = FlowPlan {
        fit_from: options.fit_from,
        fit_to: options.fit_to,
        judge_to: options.judge_to,
        refusals_to: options.refusals_to,
        refusals_ahead: options.refusals_ahead,
        redraws: options.redraws,
        seed: options.seed,
    };
    let tables = flows::load(&files)
        .map_err(FlowsError::Faults)
        .and_then(|data| flows::analyse(&data, &scenario, &plan));
    let tables = tables.map_err(exit)?;
    let printed = if options.json {
        output::line(serde_json::to_string(&tables).map_err(Exit::input)?)
    } else {
        output::result(&text(&tables))
    };
    if let Some(folder) = folder {
        let placed = write(options, &tables, &scenario_hash(&scenario), folder)?;
        folder::print_left(&placed);
        if !options.quiet {
            let place = placed.folder.display();
            output::notice(format!("tables and charts are in {place}"));
        }
    }
    printed
}

fn exit(error: FlowsError) -> Exit {
    match error {
        FlowsError::Faults(faults) => Exit::faults(faults),
        FlowsError::Fit(what, error) => Exit::input(format!("cannot fit {what}: {error}")),
        FlowsError::Request(message) => Exit::input(message),
    }
}

/// The files of the folder, each replaced by its option.
fn files(options: &FitFlows) -> Result<InputFiles, Exit> {
    let folder = options.data.as_deref().map(InputFiles::in_folder);
    let required =
        |file: &Option<PathBuf>, of_folder: fn(&InputFiles) -> &PathBuf, index: usize| {
            let file = file
                .clone()
                .or_else(|| folder.as_ref().map(|files| of_folder(files).clone()));
            file.ok_or_else(|| {
                let (what, option, ..) = LAYOUT[index];
                Exit::Usage(format!(
                    "error: no file of {what}; name a folder, or the file with `{option}`"
                ))
            })
        };
    let optional = |file: &Option<PathBuf>, of_folder: fn(&InputFiles) -> &Option<PathBuf>| {
        file.clone()
            .or_else(|| folder.as_ref().and_then(|files| of_folder(files).clone()))
    };
    Ok(InputFiles {
        moves: required(&options.moves, |files| &files.moves, 0)?,
        stocks: required(&options.stocks, |files| &files.stocks, 1)?,
        distances: required(&options.distances, |files| &files.distances, 2)?,
        requirements: optional(&options.requirements, |files| &files.requirements),
        refusals: optional(&options.refusals, |files| &files.refusals),
        names: optional(&options.names, |files| &files.names),
    })
}

fn write(
    options: &FitFlows,
    tables: &FlowTables,
    hash: &str,
    folder: Folder,
) -> Result<Placed, Exit> {
    let manifest = serde_json::json!({
        "manifest": 1,
        "kind": Kind::Flows,
        "program": env!("CARGO_PKG_VERSION"),
        "study": "flows",
        "scenario": options.scenario,
        "scenario_hash": hash,
        "seed": options.seed,
        "redraws": options.redraws,
        "state": "whole",
        "command": super::command_line(),
    });
    let manifest = serde_json::to_string_pretty(&manifest).map_err(Exit::input)?;
    let (written, placed) = folder
        .publish(&format!("{manifest}\n"), false, |folder| {
            write_flows(tables, folder.path())
        })
        .map_err(Exit::input)?;
    if !options.quiet {
        folder::print_skipped(&written.skipped);
    }
    Ok(placed)
}

/// The tables as text, without memories tried, pairs and origins.
fn text(tables: &FlowTables) -> String {
    let mut text = String::new();
    for note in &tables.notes {
        let _ = writeln!(text, "{note}");
    }
    let parts = [
        ("Fits", fits(tables)),
        ("Coefficients, 95 % interval by pair", coefficients(tables)),
        (
            "What the scenario's corridors amount to",
            elasticities(tables),
        ),
        ("Forecasts", forecasts(tables)),
        ("Visa refusal by origin", refusals(tables)),
        ("The scenario's refusal of visitors", scenario(tables)),
    ];
    for (head, part) in parts {
        if !part.is_empty() {
            let _ = write!(text, "\n{head}\n{part}");
        }
    }
    text
}

/// A table as text; empty without rows.
fn columns(head: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        String::new()
    } else {
        show::columns(head, rows)
    }
}

fn decimal(value: Option<f64>, decimals: usize) -> String {
    value.map_or_else(String::new, |value| format!("{value:.decimals$}"))
}

/// `0.92 (0.88 to 0.96)`.
fn ends(value: Option<f64>, low: Option<f64>, high: Option<f64>, decimals: usize) -> String {
    match low.zip(high) {
        Some((low, high)) => format!(
            "{} ({low:.decimals$} to {high:.decimals$})",
            decimal(value, decimals)
        ),
        None => decimal(value, decimals),
    }
}

fn fits(tables: &FlowTables) -> String {
    let rows = tables.fits.iter().map(|row| {
        vec![
            row.fit.clone(),
            format!("{}-{}", row.first_year, row.last_year),
            row.rows.to_string(),
            row.pairs.to_string(),
            row.rows_without_moves.to_string(),
            format!("{:.0}", row.moves),
            format!("{:.3}", row.squared_correlation),
            row.separated.to_string(),
            row.left_out.clone(),
        ]
    });
    let head = [
        "fit",
        "years",
        "rows",
        "pairs",
        "without moves",
        "moves",
        "squared correlation",
        "separated",
        "left out",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}

fn coefficients(tables: &FlowTables) -> String {
    let rows = tables.coefficients.iter().map(|row| {
        vec![
            row.fit.clone(),
            row.term.clone(),
            ends(row.estimate, row.low, row.high, 3),
            decimal(row.error_by_pair, 3),
            decimal(row.error_robust, 3),
            decimal(row.error_by_place, 3),
        ]
    });
    let head = [
        "fit",
        "term",
        "coefficient",
        "error by pair",
        "robust",
        "by place",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}

fn elasticities(tables: &FlowTables) -> String {
    let rows = tables.elasticities.iter().map(|row| {
        vec![
            row.term.clone(),
            decimal(row.corridors, 3),
            ends(row.moves, row.moves_low, row.moves_high, 3),
            ends(row.gravity, row.gravity_low, row.gravity_high, 3),
        ]
    });
    let head = [
        "term",
        "corridors",
        "moves, same pairs",
        "gravity, all pairs",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}

/// Forecasts over all judged years. The table also has each year.
fn forecasts(tables: &FlowTables) -> String {
    let whole = tables.forecasts.first().map_or("", |row| &row.years);
    let rows = tables.forecasts.iter().filter(|row| row.years == whole);
    let rows = rows.map(|row| {
        vec![
            row.pairs.clone(),
            row.totals.to_owned(),
            row.years.clone(),
            row.forecast.clone(),
            ends(
                Some(row.common_part),
                row.common_part_low,
                row.common_part_high,
                3,
            ),
            ends(Some(row.gain), row.gain_low, row.gain_high, 3),
            ends(
                Some(row.absolute_error),
                row.absolute_error_low,
                row.absolute_error_high,
                2,
            ),
            ends(row.deviance, row.deviance_low, row.deviance_high, 2),
            format!("{:.4}", row.ruled_out),
        ]
    });
    let head = [
        "pairs",
        "totals given",
        "years",
        "forecast",
        "common part",
        "gain over persistence",
        "absolute error",
        "deviance",
        "ruled out",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}

fn refusals(tables: &FlowTables) -> String {
    let rows = tables.refusals.iter().map(|row| {
        vec![
            row.year.to_string(),
            row.years_ahead.to_string(),
            row.forecast.clone(),
            row.origins.to_string(),
            format!("{:.0}", row.decided),
            ends(
                Some(row.absolute_error),
                row.absolute_error_low,
                row.absolute_error_high,
                2,
            ),
            ends(Some(row.gain), row.gain_low, row.gain_high, 2),
            format!("{:.2}", row.bias),
        ]
    });
    let head = [
        "year",
        "years ahead",
        "forecast",
        "origins",
        "decided",
        "error, points",
        "against last year's share",
        "bias",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}

fn scenario(tables: &FlowTables) -> String {
    let percent = |share: f64| format!("{:.1} %", 100.0 * share);
    let rows = tables.refusal_scenario.iter().map(|row| {
        vec![
            row.scenario.clone(),
            row.origin.clone(),
            row.states.to_string(),
            format!("{:.0}", row.decided),
            percent(row.scenario_share),
            row.last_year.map_or_else(String::new, percent),
            percent(row.observed),
            format!("{:+.1}", row.difference),
        ]
    });
    let head = [
        "scenario",
        "origin",
        "states",
        "decided",
        "scenario",
        "year before",
        "observed",
        "difference, points",
    ];
    columns(&head, &rows.collect::<Vec<_>>())
}
