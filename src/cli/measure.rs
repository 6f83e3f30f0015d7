//! `measure`: the cost of runs and how it grows.

use std::time::Instant;

use super::arguments::{Measured, Source};
use super::exit::Exit;
use super::folder::{self, FolderRequest};
use super::progress::Watcher;
use super::{output, run, show, threads};
use crate::machine;
use crate::report::{self, GrowthManifest, Kind, Occasion};
use crate::stats::growth::Row;
use crate::study::{self, GrowthPlan, GrowthResult, Meter, Reading};

/// Rounds over all points; three give a median that one disturbed run cannot move.
const ROUNDS: u32 = 3;

pub fn measure(options: &Measured) -> Result<(), Exit> {
    let name = options.scenario.as_deref();
    let source = Source {
        scenario: name
            .unwrap_or(if options.quick { "tiny" } else { "baseline" })
            .to_owned(),
        set: Vec::new(),
        recalibrate: false,
        events_at_most: None,
    };
    threads::start()?;
    let scenario = super::load(&source, options.printing.quiet)?;
    let cores = threads::cores();
    let plan = GrowthPlan {
        rounds: if options.quick { 1 } else { ROUNDS },
        seed: options.seed,
        scale: options.scale,
        threads: threads::threads(options.threads, options.printing.quiet),
    };
    // Listens for Ctrl-C before anything is written.
    let watcher = Watcher::new(options.printing.quiet);
    let request = FolderRequest {
        output: &options.output,
        name: &format!("{}-cost", scenario.name),
        kind: Kind::Measurement,
        force: options.force,
        quiet: options.printing.quiet,
    };
    let folder = folder::begin(&request, &scenario)?;
    let clock = Clock(Instant::now());
    let result = run::finish(study::growth(&scenario, &plan, &clock, &watcher), &watcher)?;
    // The figures took minutes: a failure to print them must not keep them from being
    // written, nor the reverse.
    let printed = print(&result, options.printing.json);
    let occasion = Occasion {
        date: jiff::Timestamp::now().to_string(),
        cores,
        processor: machine::processor(),
        seconds: clock.read().seconds,
        command: super::command_line(),
    };
    let manifest = GrowthManifest::new(&scenario, &plan, &result, occasion);
    let (placed, skipped) =
        report::publish_growth(&scenario, &result, &manifest, folder).map_err(Exit::input)?;
    folder::print_left(&placed);
    if !options.printing.quiet {
        folder::print_skipped(&skipped);
    }
    // `--quiet` hides progress, but not where an interrupted measurement is.
    if !options.printing.quiet || result.partial {
        let words = if result.partial {
            "interrupted; what was measured is in"
        } else {
            "table and charts are in"
        };
        output::notice(format!("{words} {}", placed.folder.display()));
    }
    printed?;
    check_result(&result)
}

/// The clock and the system's figures of this process.
struct Clock(Instant);

impl Meter for Clock {
    fn reset_peak(&self) {
        machine::reset_peak();
    }

    fn read(&self) -> Reading {
        Reading {
            seconds: self.0.elapsed().as_secs_f64(),
            processor: machine::processor_seconds(),
            peak: machine::peak_memory(),
        }
    }
}

fn print(result: &GrowthResult, as_json: bool) -> Result<(), Exit> {
    let rows = result.growth.rows();
    if as_json {
        let object = serde_json::json!({ "cost": rows });
        output::line(serde_json::to_string(&object).map_err(Exit::input)?)
    } else {
        output::result(&table(&rows))
    }
}

fn table(rows: &[Row]) -> String {
    let cells: Vec<Vec<String>> = rows.iter().map(line).collect();
    show::columns(
        &[
            "series",
            "value",
            "researchers",
            "years",
            "packages",
            "replications",
            "threads",
            "runs",
            "seconds",
            "least",
            "greatest",
            "processor",
            "events",
            "ns an event",
            "megabytes",
        ],
        &cells,
    )
}

fn line(row: &Row) -> Vec<String> {
    let seconds = |value: f64| format!("{value:.3}");
    vec![
        row.series.name().to_owned(),
        row.value.to_string(),
        row.researchers.to_string(),
        row.years.to_string(),
        row.packages.to_string(),
        row.replications.to_string(),
        row.threads.to_string(),
        row.runs.to_string(),
        seconds(row.seconds),
        seconds(row.seconds_least),
        seconds(row.seconds_greatest),
        row.processor_seconds.map_or_else(String::new, seconds),
        row.events.to_string(),
        format!("{:.0}", row.nanoseconds_an_event),
        row.peak_megabytes
            .map_or_else(String::new, |value| format!("{value:.0}")),
    ]
}

fn check_result(result: &GrowthResult) -> Result<(), Exit> {
    if !result.holds {
        return Err(Exit::Failed(
            "error: identities do not hold; `tidegate run` says which".to_owned(),
        ));
    }
    if result.partial {
        return Err(Exit::Interrupted(String::new()));
    }
    Ok(())
}
