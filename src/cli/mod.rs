//! The command line: the only place that prints and reads the environment.
//!
//! Results go to standard output, all else to standard error.
#![expect(
    clippy::disallowed_methods,
    reason = "a command reads the clock, its arguments and the environment"
)]

mod arguments;
mod causes;
mod check;
mod compare;
mod compare_log;
mod events;
mod exit;
mod export;
mod fit;
mod flows;
mod folder;
mod init;
mod learn;
mod levers;
mod list;
mod log_arguments;
mod measure;
mod output;
mod progress;
mod run;
mod show;
mod threads;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use exit::Exit;

/// Runs the command line.
#[must_use]
pub fn main() -> ExitCode {
    full_files_are_errors();
    crate::memory::exit_when_out_of_memory();
    let arguments = match Arguments::try_parse_from(words()) {
        Ok(arguments) => arguments,
        Err(error) => return output::usage(&error),
    };
    let result = match &arguments.command {
        Command::Run(options) => run::run(options),
        Command::Compare(options) => compare::compare(options),
        Command::CompareLog(options) => compare_log::compare_log(options),
        Command::Check(options) => check::check(options),
        Command::Levers(options) => levers::levers(options),
        Command::List(options) => list::list(options),
        Command::Init(options) => init::init(options),
        Command::Export(options) => export::export(options),
        Command::Fit(options) => fit::fit(options),
        Command::Learn(options) => learn::learn(options),
        Command::Verify(options) => verify::verify(options),
        Command::Measure(options) => measure::measure(options),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(exit) => {
            if let Some(message) = exit.message() {
                output::message(message);
            }
            exit.code()
        }
    }
}

/// The command line. `help --help` means `help`.
fn words() -> Vec<std::ffi::OsString> {
    let mut words: Vec<_> = std::env::args_os().collect();
    if words.get(1).is_some_and(|word| word == "help") {
        words.retain(|word| word != "--help" && word != "-h");
    }
    words
}

/// Makes a file that grows past the user's limit (`ulimit -f`) an error, like a full disk.
/// Otherwise the system ends the program without a message.
#[cfg(unix)]
fn full_files_are_errors() {
    let reached = std::sync::Arc::default();
    // Without a handler the program ends as before.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGXFSZ, reached);
}

#[cfg(not(unix))]
fn full_files_are_errors() {}

/// The command line, for the manifest. Bytes that are not UTF-8 are replaced.
fn command_line() -> Vec<String> {
    std::env::args_os()
        .map(|word| word.to_string_lossy().into_owned())
        .collect()
}

/// Reads a scenario, applies edits, and prints its warnings.
fn load(source: &arguments::Source, quiet: bool) -> Result<crate::scenario::Scenario, Exit> {
    let mut scenario = crate::compile::load(&source.scenario, &source.set).map_err(Exit::faults)?;
    if source.recalibrate {
        scenario.recalibrate();
    }
    if let Some(events) = source.events_at_most {
        scenario.events_at_most = events;
    }
    if !quiet && !scenario.warnings.is_empty() {
        output::message(&scenario.warnings.render(output::colours()));
    }
    Ok(scenario)
}
