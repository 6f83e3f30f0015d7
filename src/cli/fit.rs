//! `fit targets`: one parameter a target. `fit flows` is in `flows.rs`.

use std::fmt::Write;
use std::path::Path;

use super::arguments::{Fit, FitTargets, Fitted};
use super::exit::Exit;
use super::progress::Watcher;
use super::{output, run, show};
use crate::report::{fitted_file, write_fitted};
use crate::study::{self, Plan};

pub fn fit(options: &Fit) -> Result<(), Exit> {
    match &options.what {
        Fitted::Targets(options) => targets(options),
        Fitted::Flows(options) => super::flows::flows(options),
    }
}

fn targets(options: &FitTargets) -> Result<(), Exit> {
    super::threads::start()?;
    let mut scenario = super::load(&options.source, options.size.quiet)?;
    // Fits the scenario with its edits.
    scenario.recalibrate();
    let plan = Plan {
        replications: options.replications,
        ..run::plan(&scenario, "baseline", &options.size)?
    };
    let watcher = Watcher::new(options.size.quiet);
    let fits = study::fit(&scenario, &plan, options.tolerance, &watcher).map_err(Exit::faults)?;
    watcher.finish();
    if fits.is_empty() {
        return Err(Exit::input(
            "no target has `fitted = true` and names a parameter in `fits`",
        ));
    }
    let rows: Vec<Vec<String>> = fits
        .iter()
        .map(|fit| {
            vec![
                fit.target.clone(),
                fit.address.clone(),
                show::number(fit.before),
                format!("{:.6}", fit.value),
                show::number(fit.observed),
                fit.simulated.map_or_else(String::new, show::number),
                if fit.met { "met" } else { "not met" }.to_owned(),
            ]
        })
        .collect();
    let mut text = show::columns(
        &[
            "target",
            "parameter",
            "before",
            "fitted",
            "observed",
            "simulated",
            "",
        ],
        &rows,
    );
    let path = Path::new(&options.source.scenario);
    if options.print || !path.exists() {
        for fit in &fits {
            let _ = writeln!(text, "--set {}={}", fit.address, fit.value);
        }
    }
    let printed = output::result(&text);
    if !options.print && path.exists() && !watcher.stopped() {
        let text = fitted_file(&scenario, &fits);
        let written = write_fitted(path, &text).map_err(Exit::input)?;
        output::notice(format!("the fitted values are in {}", written.display()));
    }
    printed?;
    if watcher.stopped() {
        return Err(Exit::Interrupted(String::new()));
    }
    if fits.iter().all(|fit| fit.met) {
        Ok(())
    } else {
        Err(Exit::Failed(
            "error: some targets are not met within their parameters' ranges".to_owned(),
        ))
    }
}
