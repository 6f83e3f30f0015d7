//! Learning a procedure from a log: what is known comes back, and what a log cannot show is
//! named.

mod command;
mod fidelity;
mod officers;
mod round_trip;
mod shapes;
mod size;
mod small_logs;

use std::collections::BTreeSet;

use tidegate::learn::{LearnOptions, learn, write_scenario};
use tidegate::log::{CaseLog, Columns, Event, EventLog, read};
use tidegate::report::{NewFile, write_log};
use tidegate::scenario::Scenario;
use tidegate::study::{Plan, log};

use crate::support::{Folder, OrFail, built, load, plan};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday 1 January 2018, in milliseconds since 1970.
const MONDAY: i64 = 17_532 * DAY;

/// The log of a run, written and read again.
fn logged(scenario: &Scenario, years: f64) -> EventLog {
    let plan = Plan {
        years: Some(years),
        ..plan(scenario, "baseline")
    };
    let logged = log(scenario, &plan, &plan.packages[0]).expect("it runs");
    let folder = Folder::new();
    let path = folder.at("log.csv");
    write_log(&logged, NewFile::named_by(&path, "--log").or_fail()).or_fail();
    read(&path, &Columns::default()).or_fail()
}

/// What was learnt from a log, written to a folder and read as a scenario.
fn relearnt(log: &EventLog, folder: &Folder) -> Scenario {
    let learnt = learn(log, &LearnOptions::default()).or_fail();
    let text = write_scenario(&learnt, "learnt", "a log", "XAA");
    for (name, table) in &text.tables {
        folder.write(name, table);
    }
    let scenario = load(folder.write("learnt.toml", &text.scenario));
    built(&scenario);
    scenario
}

/// The share of cases that repeat an activity.
fn rework_share(log: &EventLog) -> f64 {
    let repeats = |case: &&CaseLog| {
        let distinct: BTreeSet<u32> = case.events.iter().map(|event| event.activity).collect();
        distinct.len() < case.events.len()
    };
    log.cases.iter().filter(repeats).count() as f64 / log.cases.len() as f64
}

/// The times from the first event of a case to its last, sorted.
fn throughput(log: &EventLog) -> Vec<i64> {
    let took = |case: &CaseLog| {
        let (first, last) = (case.events.first(), case.events.last());
        let (first, last) = (first.map_or(0, |e| e.end), last.map_or(0, |e| e.end));
        last - first
    };
    let mut all: Vec<i64> = log.cases.iter().map(took).collect();
    all.sort_unstable();
    all
}

/// A log made by hand: `count` cases, each with some events.
fn made(
    activities: &[&str],
    count: i64,
    events: impl Fn(i64) -> Vec<(u32, Option<i64>, i64, Option<u32>)>,
) -> EventLog {
    let case = |number: i64| CaseLog {
        id: number.to_string(),
        events: events(number)
            .into_iter()
            .map(|(activity, start, end, resource)| Event {
                activity,
                start,
                end,
                resource,
            })
            .collect(),
    };
    EventLog {
        activities: activities.iter().map(|name| (*name).to_owned()).collect(),
        resources: (0..4).map(|name| format!("officer {name}")).collect(),
        cases: (0..count).map(case).collect(),
    }
}

/// The day on which a case comes: four each working day.
fn working_day(number: i64) -> i64 {
    let day = number / 4;
    MONDAY + (day / 5 * 7 + day % 5) * DAY
}
