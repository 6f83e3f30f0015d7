//! `compare`: a whole study in a folder.

use std::time::Instant;

use super::arguments::Study;
use super::ending::Ending;
use super::progress::Watcher;
use super::run;
use crate::report::Folder;
use crate::study::{self, Extras, Manifest, Plan};

pub fn compare(options: &Study) -> Result<(), Ending> {
    if options.beside.split && options.draws < 2 {
        return Err(Ending::Usage(format!(
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
        ..run::plan(&scenario, &options.packages, &options.size)?
    };
    if !options.size.quiet && (options.draws == 1 || options.draws + options.replications < 3) {
        eprintln!(
            "note: no interval without two draws or more, or, with --draws 0, two replications"
        );
    }
    let hash = study::scenario_hash(&scenario);
    // Before hours of work, not after them.
    let folder = Folder::begin(&options.output, &scenario.name, &hash, options.force)
        .map_err(Ending::input)?;
    let watcher = Watcher::new(options.size.quiet);
    let started = Instant::now();
    let done = run::done(study::compare(&scenario, &plan, &watcher), &watcher)?;
    let seconds = started.elapsed().as_secs_f64();
    let manifest = Manifest::new(&scenario, &plan, &done, seconds, std::env::args().collect());
    let published =
        study::publish(&scenario, &plan, &done, &manifest, folder).map_err(Ending::input)?;
    if options.size.json {
        println!("{}", run::json(&done)?);
    } else {
        print!("{}", published.summary);
    }
    if !options.size.quiet {
        for (chart, reason) in &published.skipped {
            eprintln!("left out: {chart}: {reason}");
        }
        let words = if done.partial {
            "interrupted; what was finished is in"
        } else {
            "the study is in"
        };
        eprintln!("{words} {}", published.folder.display());
    }
    run::end(&done)
}
