//! `compare-log`: a simulated event log beside a real one.

use std::fmt::Write;
use std::path::Path;

use super::exit::Exit;
use super::log_arguments::ComparedLogs;
use super::{output, show};
use crate::log::compare::{
    ComparePlan, Comparison, DistanceRange, DistanceRow, LogFigures, Replay, Standing,
    UnsharedActivity, compare,
};
use crate::log::{self, Columns, EventLog};

pub fn compare_log(options: &ComparedLogs) -> Result<(), Exit> {
    let columns = options.columns.columns();
    let simulated = read_simulated(&options.simulated, &columns)?;
    let real = read(&options.real, &columns)?.select(options.from, options.until);
    let training = match &options.training {
        Some(path) => {
            let log = read(path, &columns)?;
            Some(log.select(options.training_from, options.training_until))
        }
        None => None,
    };
    let plan = ComparePlan {
        halvings: options.halvings,
        seed: options.seed,
    };
    let comparison = compare(&simulated, &real, training.as_ref(), plan).map_err(Exit::input)?;
    if options.json {
        output::line(serde_json::to_string(&comparison).map_err(Exit::input)?)
    } else {
        output::result(&text(&comparison))
    }
}

/// Reads a log and prints which parts are left out.
fn read(path: &Path, columns: &Columns) -> Result<EventLog, Exit> {
    let (log, notes) = log::read_with_notes(path, columns).map_err(Exit::log)?;
    for sentence in notes.sentences() {
        output::notice(format!("{}: {sentence}", path.display()));
    }
    Ok(log)
}

/// Reads a simulated log, whose columns may have other names than those of the real log.
fn read_simulated(path: &Path, columns: &Columns) -> Result<EventLog, Exit> {
    let usual = Columns::default();
    if *columns == usual {
        return read(path, &usual);
    }
    read(path, columns).or_else(|_| read(path, &usual))
}

/// A comparison as text.
fn text(comparison: &Comparison) -> String {
    let mut text = figures(&comparison.simulated, &comparison.real);
    text += &unshared("simulated", "real", &comparison.only_simulated);
    text += &unshared("real", "simulated", &comparison.only_real);
    text.push('\n');
    let rows: Vec<Vec<String>> = comparison.distances.iter().map(row).collect();
    text += &show::columns(
        &[
            "distance",
            "unit",
            "whole logs",
            "simulated",
            "half against half",
            "replay",
            "replay / half",
            "simulated / half",
            "mean beside halves",
        ],
        &rows,
    );
    let replay = match comparison.replay {
        Replay::Training => "the training log against the real one",
        Replay::FirstHalf => {
            "the first half of the real log in time against its second half, as no training log is given"
        }
    };
    let _ = write!(
        text,
        "\nWhole logs: all cases of both. All else: {} cases a side, drawn {} times at random;\n\
         mean (range of 95 %).\n\
         Replay: {replay}.\n\
         Mean beside halves: above the range of half against half; below it, as where cases of\n\
         one log are copies of the other's; or within it, where these logs cannot decide.\n\
         Hours of the week are in UTC; times are of completed events.\n",
        comparison.cases_a_side, comparison.halvings
    );
    text
}

fn figures(simulated: &LogFigures, real: &LogFigures) -> String {
    let count = |name: &str, value: fn(&LogFigures) -> usize| {
        vec![
            name.to_owned(),
            value(simulated).to_string(),
            value(real).to_string(),
        ]
    };
    let figure = |name: &str, value: fn(&LogFigures) -> f64| {
        let (simulated, real) = (value(simulated), value(real));
        let change = if real > 0.0 {
            format!("{:+.1} %", (simulated / real - 1.0) * 100.0)
        } else {
            String::new()
        };
        vec![
            name.to_owned(),
            show::number(simulated),
            show::number(real),
            change,
        ]
    };
    let rows = [
        count("cases", |log| log.cases),
        count("events", |log| log.events),
        count("variants", |log| log.variants),
        figure("median throughput time, days", |log| log.median_days),
        figure("90 % quantile, days", |log| log.p90_days),
        figure("share of cases with rework", |log| log.rework_share),
    ];
    show::columns(&["figure", "simulated", "real", "difference"], &rows)
}

/// Activities of one log that the other lacks, with their share of its events.
fn unshared(log: &str, other: &str, activities: &[UnsharedActivity]) -> String {
    const SHOWN: usize = 10;
    if activities.is_empty() {
        return String::new();
    }
    let events: usize = activities.iter().map(|activity| activity.events).sum();
    let share: f64 = activities.iter().map(|activity| activity.share).sum();
    let mut text = format!(
        "\n{} activities of the {log} log are not in the {other} one: {events} events, {:.1} % of its events\n",
        activities.len(),
        100.0 * share
    );
    for activity in activities.iter().take(SHOWN) {
        let (name, share) = (&activity.activity, 100.0 * activity.share);
        let _ = writeln!(text, "  {name}: {} events, {share:.1} %", activity.events);
    }
    if activities.len() > SHOWN {
        let _ = writeln!(
            text,
            "  and {} more (all: --json)",
            activities.len() - SHOWN
        );
    }
    text
}

fn row(row: &DistanceRow) -> Vec<String> {
    let spread = |spread: &DistanceRange| {
        let [mean, low, high] = [spread.mean, spread.low, spread.high].map(show::number);
        format!("{mean} ({low} to {high})")
    };
    let ratio = |ratio: Option<f64>| ratio.map_or_else(String::new, |ratio| format!("{ratio:.2}"));
    let standing = match row.standing {
        Standing::Above => "above",
        Standing::Within => "within",
        Standing::Below => "below",
    };
    vec![
        row.measure.label().to_owned(),
        row.unit.to_owned(),
        show::number(row.plain),
        spread(&row.fair),
        spread(&row.halves),
        spread(&row.replay),
        ratio(row.replay_ratio),
        ratio(row.ratio),
        standing.to_owned(),
    ]
}
