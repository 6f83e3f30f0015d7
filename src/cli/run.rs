//! `run`: packages a few times, indicators printed.

use std::fmt::Write;
use std::path::Path;
use std::time::Instant;

use super::arguments::{Run, Size};
use super::exit::Exit;
use super::folder::{self, FolderRequest};
use super::progress::Watcher;
use super::{output, show};
use crate::compile::Package;
use crate::report::{self, Kind, Manifest, NewFile};
use crate::scenario::Scenario;
use crate::study::{self, Extras, Plan, StudyError, StudyResult};

pub fn run(options: &Run) -> Result<(), Exit> {
    let scenario = super::load(&options.source, options.size.quiet)?;
    let plan = Plan {
        replications: options.replications,
        draws: options.draws,
        name: options.name.clone(),
        ..plan(&scenario, &options.packages, &options.size)?
    };
    // Listens for Ctrl-C before anything is written.
    let watcher = Watcher::new(options.size.quiet);
    let folder = options.output.as_ref().map(|output| {
        let request = FolderRequest {
            output,
            name: &plan.study_name(&scenario),
            kind: Kind::Tables,
            force: options.force,
            quiet: options.size.quiet,
        };
        folder::begin(&request, &scenario)
    });
    let folder = folder.transpose()?;
    let log_file = options
        .log
        .as_ref()
        .map(|path| NewFile::named_by(path, "--log"));
    let log_file = log_file.transpose().map_err(Exit::input)?;
    let started = Instant::now();
    let done = finish(study::compare(&scenario, &plan, &watcher), &watcher)?;
    let seconds = started.elapsed().as_secs_f64();
    if let Some(folder) = folder {
        let command = super::command_line();
        let manifest = Manifest::new(Kind::Tables, &scenario, &plan, &done, seconds, command);
        let placed = report::publish_tables(&done, &manifest, folder).map_err(Exit::input)?;
        folder::print_left(&placed);
        output::notice(format!("the tables are in {}", placed.folder.display()));
    }
    if let Some((path, file)) = options.log.as_ref().zip(log_file) {
        log(&scenario, &plan, (path, file), &watcher)?;
    }
    let printed = if options.size.json {
        output::line(json(&done)?)
    } else {
        output::result(&show::results(&done.tables))
    };
    if !options.size.quiet {
        let nanoseconds = seconds / (done.events.max(1) as f64) * 1e9;
        output::notice(format!(
            "{} events, {seconds:.1} seconds, {nanoseconds:.0} nanoseconds an event",
            super::show::grouped(done.events as f64)
        ));
    }
    printed?;
    check_result(&done)
}

/// Repeats the run of the first package and writes its event log.
fn log(
    scenario: &Scenario,
    plan: &Plan,
    (path, file): (&Path, NewFile),
    watcher: &Watcher,
) -> Result<(), Exit> {
    let Some(package) = plan.packages.first() else {
        return Ok(());
    };
    let logged = finish(study::log(scenario, plan, package), watcher)?;
    let count = report::write_log(&logged, file).map_err(Exit::input)?;
    output::notice(format!("{count} steps are in {}", path.display()));
    if logged.under_way > 0 {
        output::notice(format!(
            "{} cases were still under way at the end and are left out",
            logged.under_way
        ));
    }
    Ok(())
}

/// A plan without extras.
pub fn plan(scenario: &Scenario, packages: &str, size: &Size) -> Result<Plan, Exit> {
    let packages = Package::parse_list(packages, scenario)
        .map_err(|unknown| Exit::Usage(format!("error: {unknown}")))?;
    Ok(Plan {
        packages,
        replications: 1,
        draws: 0,
        split: false,
        structure: false,
        seed: size.seed,
        scale: size.scale,
        years: size.years,
        threads: Some(super::threads::threads(size.threads, size.quiet)),
        memory: crate::machine::free_memory(),
        name: None,
        extras: Extras::None,
    })
}

/// The result of a study, or its error message.
pub fn finish<T>(result: Result<T, StudyError>, watcher: &Watcher) -> Result<T, Exit> {
    watcher.finish();
    result.map_err(exit)
}

/// The error message of a study.
pub fn exit(error: StudyError) -> Exit {
    match error {
        StudyError::Faults(faults) => Exit::faults(faults),
        StudyError::Threads(message) => Exit::input(format!(
            "cannot start threads: {message}; ask for fewer with --threads"
        )),
        StudyError::Memory {
            what,
            bytes,
            free,
            cure,
        } => Exit::input(format!(
            "there is not enough memory {what}: it takes about {}, and {} are free; {cure}",
            readable_bytes(bytes),
            readable_bytes(free as f64)
        )),
        StudyError::Stopped => Exit::Interrupted(
            "interrupted before a replication was finished; nothing is kept".to_owned(),
        ),
    }
}

/// Bytes in megabytes or gigabytes.
fn readable_bytes(bytes: f64) -> String {
    if bytes < 1e9 {
        format!("{:.0} MB", bytes / 1e6)
    } else {
        format!("{:.1} GB", bytes / 1e9)
    }
}

/// The tables as one JSON object.
pub fn json(done: &StudyResult) -> Result<String, Exit> {
    serde_json::to_string(&done.tables).map_err(Exit::input)
}

/// The exit of a failed audit or an interruption.
pub fn check_result(done: &StudyResult) -> Result<(), Exit> {
    if !done.holds() {
        let mut lines = String::new();
        for row in done.tables.audit.iter().filter(|row| !row.ok) {
            let _ = writeln!(
                lines,
                "  {} ({}): off by {}",
                row.identity, row.subject, row.residual
            );
        }
        return Err(Exit::Failed(format!(
            "error: identities do not hold; this is a fault of the program, not of the scenario\n{lines}"
        )));
    }
    if done.partial {
        return Err(Exit::Interrupted(String::new()));
    }
    Ok(())
}
