//! `run`: packages a few times, indicators printed.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::arguments::{Run, Size};
use super::ending::Ending;
use super::progress::Watcher;
use super::show;
use crate::model::Package;
use crate::report::{self, Folder};
use crate::scenario::Scenario;
use crate::study::{self, Done, Extras, Failure, Manifest, Plan};

pub fn run(options: &Run) -> Result<(), Ending> {
    let scenario = super::load(&options.source, options.size.quiet)?;
    let plan = Plan {
        replications: options.replications,
        draws: options.draws,
        ..plan(&scenario, &options.packages, &options.size)?
    };
    let hash = study::scenario_hash(&scenario);
    let folder = options
        .output
        .as_ref()
        .map(|output| Folder::begin(output, &scenario.name, &hash, true));
    let folder = folder.transpose().map_err(Ending::input)?;
    let watcher = Watcher::new(options.size.quiet);
    let started = Instant::now();
    let done = done(study::compare(&scenario, &plan, &watcher), &watcher)?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(folder) = folder {
        let manifest = Manifest::new(&scenario, &plan, &done, seconds, std::env::args().collect());
        let published = study::publish_tables(&done, &manifest, folder).map_err(Ending::input)?;
        eprintln!("the tables are in {}", published.display());
    }
    if let Some(path) = &options.log {
        log(&scenario, &plan, path, &watcher)?;
    }
    if options.size.json {
        println!("{}", json(&done)?);
    } else {
        print!("{}", show::found(&done.tables));
    }
    if !options.size.quiet {
        let each = seconds / (done.events.max(1) as f64) * 1e9;
        eprintln!(
            "{} events, {seconds:.1} seconds, {each:.0} nanoseconds an event",
            done.events
        );
    }
    end(&done)
}

/// Runs the first package once more and keeps its steps.
fn log(scenario: &Scenario, plan: &Plan, path: &Path, watcher: &Watcher) -> Result<(), Ending> {
    let Some(package) = plan.packages.first() else {
        return Ok(());
    };
    let logged = self::done(study::log(scenario, plan, package), watcher)?;
    let rows = study::log_rows(&logged);
    let count = rows.len();
    report::write_log(rows, path).map_err(Ending::input)?;
    eprintln!("{count} steps are in {}", path.display());
    if logged.under_way > 0 {
        eprintln!(
            "{} cases were still under way at the end and are left out",
            logged.under_way
        );
    }
    Ok(())
}

/// A plan without extras.
pub fn plan(scenario: &Scenario, packages: &str, size: &Size) -> Result<Plan, Ending> {
    let packages = Package::parse_list(packages, scenario)
        .map_err(|unknown| Ending::Usage(format!("error: {unknown}")))?;
    Ok(Plan {
        packages,
        replications: 1,
        draws: 0,
        split: false,
        seed: size.seed,
        scale: size.scale,
        years: size.years,
        threads: size.threads.map(usize::from),
        memory: crate::machine::free_memory(),
        extras: Extras::None,
    })
}

/// What a study has brought, or the words for why not.
pub fn done<T>(result: Result<T, Failure>, watcher: &Watcher) -> Result<T, Ending> {
    watcher.finish();
    result.map_err(|failure| match failure {
        Failure::Faults(faults) => Ending::faults(faults),
        Failure::Threads(words) => Ending::input(format!(
            "cannot start threads: {words}; ask for fewer with --threads"
        )),
        Failure::Stopped => Ending::Interrupted(
            "interrupted before a replication was finished; nothing is kept".to_owned(),
        ),
    })
}

/// The tables as one JSON object.
pub fn json(done: &Done) -> Result<String, Ending> {
    serde_json::to_string(&done.tables).map_err(Ending::input)
}

/// Failed audits and interruptions have exit codes of their own.
pub fn end(done: &Done) -> Result<(), Ending> {
    if !done.holds() {
        let mut lines = String::new();
        for row in done.tables.audit.iter().filter(|row| !row.ok) {
            let _ = writeln!(
                lines,
                "  {} ({}): off by {}",
                row.check, row.subject, row.residual
            );
        }
        return Err(Ending::Failed(format!(
            "error: identities do not hold; this is a fault of the program, not of the scenario\n{lines}"
        )));
    }
    if done.partial {
        return Err(Ending::Interrupted(String::new()));
    }
    Ok(())
}
