//! `learn`: from an event log to a scenario file.

use std::path::{Path, PathBuf};

use super::arguments::Learnt;
use super::exit::Exit;
use super::output;
use super::progress::PhaseLine;
use crate::compile::load;
use crate::learn::{self, LearnOptions, LearnPhase};
use crate::log;
use crate::report;
use crate::scenario::JurisdictionId;

pub fn learn(options: &Learnt) -> Result<(), Exit> {
    if JurisdictionId::new(&options.jurisdiction).is_none() {
        return Err(Exit::Usage(format!(
            "error: `{}` is no code of three capital letters, as DEU",
            options.jurisdiction
        )));
    }
    let path = output(options)?;
    let phase_line = PhaseLine::new();
    phase_line.show("reading the log".to_owned());
    let (log, notes) =
        log::read_with_notes(&options.log, &options.columns.columns()).map_err(Exit::log)?;
    phase_line.clear();
    for sentence in notes.sentences() {
        output::notice(sentence);
    }
    let total = log.cases.len();
    let log = log.select(options.from, options.until);
    let read = LearnOptions {
        utc_offset_hours: options.utc_offset_hours,
        refused: options.refused.clone(),
    };
    let name = options.log.display();
    let progress = |phase: LearnPhase| {
        phase_line.show(match phase {
            LearnPhase::Week => "finding working hours and officers".to_owned(),
            LearnPhase::Stages(0) => "finding stages".to_owned(),
            LearnPhase::Stages(contexts) => format!("finding stages, {contexts} contexts"),
            LearnPhase::Durations => "measuring durations".to_owned(),
        });
    };
    let learnt = learn::learn_with_progress(&log, &read, &progress).map_err(|error| {
        let selected = if log.cases.len() < total {
            format!(
                " ({} of {total} cases lie between --from and --until)",
                log.cases.len()
            )
        } else {
            String::new()
        };
        Exit::input(format!("{name}: {error}{selected}"))
    })?;
    phase_line.show("writing the scenario".to_owned());
    let source = options.log.file_name().unwrap_or(options.log.as_os_str());
    let id = learn::procedure_id(&stem(&path));
    let text = learn::write_scenario(
        &learnt,
        &id,
        &source.to_string_lossy(),
        &options.jurisdiction,
    );
    let folder = path.parent().unwrap_or(Path::new(""));
    // The scenario comes last, so that it never lacks a table.
    let mut files: Vec<(PathBuf, &str)> = (text.tables.iter())
        .map(|(name, table)| (folder.join(name), table.as_str()))
        .collect();
    files.push((path.clone(), &text.scenario));
    report::write_files(&files, options.force, "--output").map_err(Exit::input)?;
    // What is written must be a scenario; if it is not, that is no fault of the log.
    let scenario = path.to_string_lossy();
    load(&scenario, &[]).map_err(Exit::faults)?;
    phase_line.clear();
    let printed = output::result(&learn::summary(&learnt));
    output::notice(format!("the scenario is in {}", path.display()));
    printed
}

fn output(options: &Learnt) -> Result<PathBuf, Exit> {
    let path = match &options.output {
        Some(path) => path.clone(),
        None => PathBuf::from(format!("{}.toml", stem(&options.log))),
    };
    if path.extension().is_none_or(|end| end != "toml") {
        return Err(Exit::Usage(format!(
            "error: --output {}: a scenario's name ends in .toml",
            path.display()
        )));
    }
    Ok(path)
}

/// A file's name up to its first dot.
fn stem(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let stem = name.split('.').find(|part| !part.is_empty());
    stem.unwrap_or("learnt").to_owned()
}
