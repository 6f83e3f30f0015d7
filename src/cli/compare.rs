//! `compare`: a whole study in a folder.

use std::time::Instant;

use super::arguments::Study;
use super::exit::Exit;
use super::folder::{self, FolderRequest};
use super::progress::Watcher;
use super::{output, run};
use crate::report::{self, Kind, Manifest};
use crate::scenario::Scenario;
use crate::stats::tables::Audit;
use crate::study::{self, Extras, Plan, StudyResult};
use crate::verify::{self, EventRow};

/// The file of the baseline inside the program.
const BASELINE: &str = "baseline.toml";
/// The seed that `verify --events` has if none is given.
const SEED: u64 = 1;

pub fn compare(options: &Study) -> Result<(), Exit> {
    if options.beside.split && options.draws < 2 {
        return Err(Exit::Usage(format!(
            "error: --split with --draws {}: it splits the spread over draws, which takes 2 of them or more",
            options.draws
        )));
    }
    let scenario = super::load(&options.source, options.size.quiet)?;
    let plan = Plan {
        split: options.beside.split,
        replications: options.replications,
        draws: options.draws,
        extras: match (options.beside.thorough, options.beside.plain) {
            (true, _) => Extras::Thorough,
            (false, true) => Extras::None,
            (false, false) => Extras::Usual,
        },
        name: options.name.clone(),
        ..run::plan(&scenario, &options.packages, &options.size)?
    };
    if !options.size.quiet && (options.draws == 1 || options.draws + options.replications < 3) {
        output::notice(
            "note: no interval without two draws or more, or, with --draws 0, two replications",
        );
    }
    // Listens for Ctrl-C before anything is written.
    let watcher = Watcher::new(options.size.quiet);
    let request = FolderRequest {
        output: &options.output,
        name: &plan.study_name(&scenario),
        kind: Kind::Study,
        force: options.force,
        quiet: options.size.quiet,
    };
    let folder = folder::begin(&request, &scenario)?;
    let started = Instant::now();
    let mut done = run::finish(study::compare(&scenario, &plan, &watcher), &watcher)?;
    if shows_events(&scenario, &plan) && !done.partial {
        if !options.size.quiet {
            output::notice("the natural experiments, which take about half a minute");
        }
        add_events(&mut done)?;
    }
    let seconds = started.elapsed().as_secs_f64();
    let command = super::command_line();
    let manifest = Manifest::new(Kind::Study, &scenario, &plan, &done, seconds, command);
    let published =
        report::publish(&scenario, &plan, &done, &manifest, folder).map_err(Exit::input)?;
    folder::print_left(&published.placed);
    let printed = if options.size.json {
        output::line(run::json(&done)?)
    } else {
        output::result(&published.summary)
    };
    if !options.size.quiet {
        folder::print_skipped(&published.skipped);
    }
    // `--quiet` hides progress, but not where the results of an interrupted study are.
    if !options.size.quiet || done.partial {
        let words = if done.partial {
            "interrupted; what was finished is in"
        } else {
            "the study is in"
        };
        let place = published.placed.folder.display();
        output::notice(format!("{words} {place}"));
    }
    printed?;
    run::check_result(&done)
}

/// Whether the study shows the natural experiments: that of the baseline, or of a scenario on
/// top of it, at full size. They take half a minute, little beside such a study.
fn shows_events(scenario: &Scenario, plan: &Plan) -> bool {
    let is_full = plan.scale.unwrap_or(scenario.root.study.scale) <= 1;
    let has_extras = plan.extras != Extras::None;
    has_extras && is_full && scenario.carried_files().contains_key(BASELINE)
}

/// Adds the natural experiments, in the draws of `verify --events`, and their identities.
fn add_events(done: &mut StudyResult) -> Result<(), Exit> {
    let events = verify::predict_events(&[], verify::DRAWS, SEED).map_err(Exit::faults)?;
    let rows = events.rows.iter().map(EventRow::table_row);
    done.tables.natural_experiments = rows.collect();
    done.tables.audit.push(Audit {
        identity: "all identities".to_owned(),
        subject: "natural experiments".to_owned(),
        residual: i64::try_from(events.residual).unwrap_or(i64::MAX),
        ok: events.residual == 0,
    });
    Ok(())
}
