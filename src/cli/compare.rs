//! `compare`: a whole study in a folder.

use super::arguments::Study;
use super::ending::Ending;
use super::progress::Watcher;
use super::{run, show};
use crate::study::{self, Extras, Plan};

pub fn compare(options: &Study) -> Result<(), Ending> {
    let scenario = super::load(&options.source, options.size.quiet)?;
    let plan = Plan {
        replications: options.replications,
        draws: options.draws,
        extras: match (options.thorough, options.plain) {
            (true, _) => Extras::Thorough,
            (false, true) => Extras::None,
            (false, false) => Extras::Usual,
        },
        ..run::plan(&scenario, &options.packages, &options.size)?
    };
    let watcher = Watcher::new(options.size.quiet);
    let done = run::done(study::compare(&scenario, &plan, &watcher), &watcher)?;
    if options.size.json {
        println!("{}", run::json(&done)?);
    } else {
        print!("{}", show::headline(&done.tables));
    }
    run::end(&done)
}
