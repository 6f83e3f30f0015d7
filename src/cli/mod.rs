//! The command line: the only place that prints and reads the environment.
//!
//! Results go to standard output, all else to standard error.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a command talks")]
#![expect(
    clippy::disallowed_methods,
    reason = "a command reads the clock, its arguments and the environment"
)]

mod arguments;
mod check;
mod compare;
mod compare_log;
mod ending;
mod events;
mod fit;
mod flows;
mod init;
mod learn;
mod list;
mod log_arguments;
mod measure;
mod progress;
mod run;
mod show;
mod threads;
mod verify;

use std::process::ExitCode;

use clap::Parser;

use arguments::{Arguments, Command};
use ending::Ending;

/// Does what the command line asks.
#[must_use]
pub fn main() -> ExitCode {
    crate::memory::end_where_exhausted();
    let arguments = Arguments::parse();
    let ended = match &arguments.command {
        Command::Run(options) => run::run(options),
        Command::Compare(options) => compare::compare(options),
        Command::CompareLog(options) => compare_log::compare_log(options),
        Command::Check(options) => check::check(options),
        Command::List(options) => list::list(options),
        Command::Init(options) => init::init(options),
        Command::Fit(options) => fit::fit(options),
        Command::Learn(options) => learn::learn(options),
        Command::Verify(options) => verify::verify(options),
        Command::Measure(options) => measure::measure(options),
    };
    match ended {
        Ok(()) => ExitCode::SUCCESS,
        Err(ending) => {
            if let Some(words) = ending.words() {
                eprint!("{words}");
                if !words.ends_with('\n') {
                    eprintln!();
                }
            }
            ending.code()
        }
    }
}

/// Reads a scenario, applies edits, and tells its warnings.
fn load(source: &arguments::Source, quiet: bool) -> Result<crate::scenario::Scenario, Ending> {
    let mut scenario =
        crate::scenario::load(&source.scenario, &source.set).map_err(Ending::faults)?;
    if source.recalibrate {
        scenario.recalibrate();
    }
    if let Some(events) = source.events_at_most {
        scenario.events_at_most = events;
    }
    if !quiet && !scenario.warnings.is_empty() {
        eprint!("{}", scenario.warnings.render(progress::colours()));
    }
    Ok(scenario)
}
