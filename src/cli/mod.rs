//! The command line: the only place that prints and reads the environment.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command talks")]

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::model::{Options, Package, build, policy};
use crate::study::Warm;
use crate::{engine, scenario};

#[derive(Parser)]
#[command(name = "tidegate", version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Runs one package.
    Run {
        /// Scenario.
        #[arg(default_value = "baseline")]
        scenario: String,
        /// Package.
        #[arg(long, default_value = "baseline")]
        packages: String,
        /// Seed.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Built-in transform.
        #[arg(long)]
        frictionless: bool,
        /// Edits.
        #[arg(long)]
        set: Vec<String>,
        /// Draw.
        #[arg(long, default_value_t = 0)]
        draw: u32,
        /// Replication.
        #[arg(long, default_value_t = 0)]
        replication: u32,
    },
}

/// Does what the command line asks.
#[must_use]
pub fn main() -> ExitCode {
    let Command::Run { scenario, packages, seed, frictionless, set, draw, replication } = Arguments::parse().command;
    let scenario = match scenario::load(&scenario, &set) {
        Ok(scenario) => scenario,
        Err(faults) => {
            eprintln!("{faults}");
            return ExitCode::from(1);
        }
    };
    let transform = if frictionless { crate::model::Transform::FRICTIONLESS } else { crate::model::Transform::default() };
    let options = Options { seed, draw, transform, ..Options::default() };
    let model = match build(&scenario, &options) {
        Ok(model) => model,
        Err(faults) => {
            eprintln!("{faults}");
            return ExitCode::from(1);
        }
    };
    let packages = Package::parse_list(&packages, &scenario).unwrap_or_default();
    let policies: Vec<_> = packages.iter().filter_map(|package| policy(&scenario, &model, package, &options).ok()).collect();
    let warm = Warm::new(model, seed, replication);
    for policy in policies {
        let ran = warm.run(&policy);
        let all = ran.outcome.all();
        println!(
            "{:<20} convergence {:.6} projects {} converged {} events {}",
            policy.name,
            all.realised as f64 / all.potential as f64,
            all.projects,
            all.converged,
            ran.outcome.events
        );
        let mut losses: std::collections::BTreeMap<_, u64> = std::collections::BTreeMap::new();
        for ((_, cause, channel, _), value) in &ran.outcome.losses {
            *losses.entry((*cause, *channel)).or_default() += value;
        }
        for ((cause, channel), value) in losses {
            println!("    {:<12} {:<14} {:.5}", cause.name(), format!("{channel:?}"), value as f64 / all.potential as f64);
        }
        for check in ran.checks.iter().filter(|check: &&engine::Check| check.residual != 0) {
            println!("    AUDIT {} ({}): {}", check.check, check.subject, check.residual);
        }
    }
    ExitCode::SUCCESS
}
