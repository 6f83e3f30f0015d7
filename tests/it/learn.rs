//! Learning a procedure from a log: what is known comes back, and what cannot be told is
//! said.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::command::output;
use tempfile::TempDir;
use tidegate::compile::load;
use tidegate::compile::{Options as Building, build};
use tidegate::learn::{LearnOptions, learn, procedure_id, write_scenario};
use tidegate::log::compare::kolmogorov_smirnov as distance;
use tidegate::log::{CaseLog, Columns, Event, EventLog, read};
use tidegate::report::{NewFile, write_log};
use tidegate::scenario::Scenario;
use tidegate::study::{Extras, Plan, log};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// Monday 1 January 2018, in milliseconds since 1970.
const MONDAY: i64 = 17_532 * DAY;

fn folder() -> TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

/// The log of a run, written and read again.
fn logged(scenario: &Scenario, years: f64) -> EventLog {
    let plan = Plan {
        packages: vec![tidegate::compile::Package::baseline()],
        replications: 1,
        draws: 0,
        split: false,
        seed: 1,
        scale: None,
        years: Some(years),
        threads: Some(1),
        memory: None,
        name: None,
        extras: Extras::None,
    };
    let logged = log(scenario, &plan, &plan.packages[0]).unwrap_or_else(|_| panic!("it runs"));
    let folder = folder();
    let path = folder.path().join("log.csv");
    let file = NewFile::named_by(&path, "--log").unwrap_or_else(|error| panic!("{error}"));
    write_log(&logged, file).unwrap_or_else(|error| panic!("{error}"));
    read(&path, &Columns::default()).unwrap_or_else(|fault| panic!("{fault}"))
}

/// What was learnt from a log, written to a folder and read as a scenario.
fn relearnt(log: &EventLog, folder: &Path) -> Scenario {
    let learnt =
        learn(log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    let text = write_scenario(&learnt, "learnt", "a log", "XAA");
    for (name, table) in &text.tables {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap_or(folder))
            .unwrap_or_else(|error| panic!("{error}"));
        fs::write(path, table).unwrap_or_else(|error| panic!("{error}"));
    }
    let path = folder.join("learnt.toml");
    fs::write(&path, &text.scenario).unwrap_or_else(|error| panic!("{error}"));
    let scenario = load(&path.to_string_lossy(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    build(&scenario, &Building::default()).unwrap_or_else(|faults| panic!("{faults}"));
    scenario
}

/// A procedure with a loop and a refusal, of an office with hours, a holiday and arrivals
/// on working mornings.
fn known(folder: &Path) -> Scenario {
    let mut arrivals = "weekday,hour,weight\n".to_owned();
    for day in ["monday", "tuesday", "wednesday", "thursday", "friday"] {
        for hour in 8..16 {
            let _ = writeln!(arrivals, "{day},{hour},{}", if hour < 12 { 3 } else { 1 });
        }
    }
    fs::write(folder.join("arrivals.csv"), arrivals).unwrap_or_else(|error| panic!("{error}"));
    let holidays = "date,name,working\n2018-04-02,Spring day,false\n2018-05-01,May day,false\n";
    fs::write(folder.join("holidays.csv"), holidays).unwrap_or_else(|error| panic!("{error}"));
    let text = r#"
format = 1
title = "Known"
[study]
start = 2018-01-01
warm_up_years = 0.25
years = 1
discount_a_year = 0
rho_a_year = 0
[jurisdiction.XAA]
label = { en = "Here", zh = "此处" }
researchers = 0
weekend = ["saturday", "sunday"]
holidays = "holidays.csv"
hours = "08:00-17:00"
[office.desk]
jurisdiction = "XAA"
queue.first_come = {}
unlimited = true
arrivals = "arrivals.csv"
[procedure.permit]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 6000
begins = { submit = 1 }
[procedure.permit.step.submit]
office = "desk"
work.fixed = { minutes = 0 }
then = { check = 1 }
[procedure.permit.step.check]
office = "desk"
work.lognormal = { mean_hours = 10, cv = 0.8 }
then = { submit-again = 0.25, decide = 0.75 }
[procedure.permit.step.submit-again]
label = { en = "submit", zh = "再次提交" }
office = "desk"
work.exponential = { mean_hours = 20 }
then = { check = 1 }
[procedure.permit.step.decide]
label = { en = "application rejected", zh = "驳回" }
office = "desk"
work.lognormal = { mean_hours = 15, cv = 0.5 }
then = { seal = 0.9 }
[procedure.permit.step.seal]
office = "desk"
work.lognormal = { mean_hours = 4, cv = 0.5 }
"#;
    let path = folder.join("known.toml");
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    load(&path.to_string_lossy(), &[]).unwrap_or_else(|faults| panic!("{faults}"))
}

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

#[test]
fn a_known_procedure_comes_back() {
    let place = folder();
    let truth = logged(&known(place.path()), 1.0);
    // Starts are known to the simulation; an administration that keeps none is the rule.
    let mut blind = truth.clone();
    for event in blind.cases.iter_mut().flat_map(|case| &mut case.events) {
        event.start = None;
    }
    let found = relearnt(&blind, place.path());
    let root = &found.root;
    let jurisdiction = root
        .jurisdiction
        .values()
        .next()
        .unwrap_or_else(|| panic!("a place"));
    assert_eq!(jurisdiction.weekend.len(), 2);
    assert_eq!(jurisdiction.hours.to_string(), "08:00-17:00");
    let holidays: Vec<String> = found
        .tables
        .holidays
        .values()
        .flatten()
        .filter(|holiday| !holiday.working)
        .map(|holiday| holiday.day.to_string())
        .collect();
    assert_eq!(holidays, ["2018-04-02", "2018-05-01"]);
    let procedure = root
        .procedure
        .values()
        .next()
        .unwrap_or_else(|| panic!("a procedure"));
    let a_year = procedure
        .background_a_year
        .as_ref()
        .map_or(0.0, |p| p.value);
    assert!((a_year / 6000.0 - 1.0).abs() < 0.04, "{a_year}");
    // The second submission is a stage of its own: it takes time, the first takes none.
    let check = procedure
        .step
        .iter()
        .filter(|(id, _)| id.as_str().starts_with("check"));
    let back: f64 = check
        .clone()
        .flat_map(|(_, step)| step.then.iter())
        .filter(|(to, _)| to.as_str().starts_with("submit-2"))
        .map(|(_, share)| share.value)
        .sum();
    let parts = check.count() as f64;
    assert!((back / parts - 0.25).abs() < 0.02, "{back} over {parts}");
    let refused: Vec<f64> = procedure
        .step
        .values()
        .filter_map(|step| step.refuse_share.as_ref())
        .map(|share| share.value)
        .collect();
    assert!(
        refused.iter().all(|share| (share - 0.1).abs() < 0.02),
        "{refused:?}"
    );
    assert!(!refused.is_empty());
    // Run again, the learnt procedure takes as long as the one it was learnt from.
    let again = throughput(&logged(&found, 1.0));
    let apart = distance(&throughput(&truth), &again);
    assert!(apart < 0.04, "{apart}");
}

/// A log made by hand: `count` cases, each of which some events follow.
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

#[test]
fn officers_are_counted_where_names_and_starts_are_known() {
    let place = folder();
    // Two officers, each with two cases of three hours a day, between 9 and 17.
    let log = made(&["ask", "decide"], 400, |number| {
        let day = working_day(number);
        let officer = (number % 2) as u32;
        let start = day + 9 * HOUR + (number % 4 / 2) * 4 * HOUR;
        let came = day + 8 * HOUR + number % 4 * 10 * MINUTE;
        vec![
            (0, Some(came), came, Some(2 + officer)),
            (1, Some(start), start + 3 * HOUR, Some(officer)),
        ]
    });
    let learnt =
        learn(&log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    let scenario = relearnt(&log, place.path());
    let decided = scenario.root.procedure.values().flat_map(|p| p.step.iter());
    let mut decide = decided.filter(|(id, _)| id.as_str() == "decide");
    let office = decide.find_map(|(_, step)| step.office.clone());
    let office = office.unwrap_or_else(|| panic!("{:?}", learnt.gaps));
    let office = &scenario.root.office[&office];
    assert!((office.officers.as_ref().map_or(0.0, |p| p.value) - 2.0).abs() < 1e-9);
    assert!(
        learnt
            .gaps
            .iter()
            .any(|line| line.starts_with("Other work of `decide`"))
    );
}

#[test]
fn officers_who_would_be_too_busy_are_not_made_up() {
    // One officer is said to be at each of four files at a time.
    let log = made(&["ask", "decide"], 400, |number| {
        let day = working_day(number);
        let came = day + 8 * HOUR + number % 4 * MINUTE;
        vec![
            (0, Some(came), came, Some(1)),
            (1, Some(came), day + 16 * HOUR, Some(0)),
        ]
    });
    let learnt =
        learn(&log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    let told = learnt
        .gaps
        .iter()
        .find(|line| line.starts_with("Officers of `decide`"));
    assert!(
        told.is_some_and(|line| line.contains("several cases at a time")),
        "{:?}",
        learnt.gaps
    );
    let text = write_scenario(&learnt, "learnt", "a log", "XAA").scenario;
    assert!(!text.contains("\nofficers ="), "{text}");
}

#[test]
fn a_nightly_timer_is_a_time_of_the_day() {
    let place = folder();
    let log = made(&["ask", "pay"], 400, |number| {
        let came = working_day(number) + 9 * HOUR + number % 4 * 97 * MINUTE;
        let paid = working_day(number) + (1 + number % 2) * DAY + 17 * HOUR + 31 * MINUTE;
        vec![(0, None, came, None), (1, None, paid, None)]
    });
    let scenario = relearnt(&log, place.path());
    let hours = scenario
        .root
        .office
        .values()
        .filter_map(|office| office.hours);
    let hours: Vec<String> = hours.map(|hours| hours.to_string()).collect();
    assert!(hours.contains(&"17:31-17:32".to_owned()), "{hours:?}");
}

/// What a step takes may depend on what happened three steps before: a file that came back
/// once is passed quicker by everybody after.
#[test]
fn a_step_is_told_apart_by_what_happened_long_before() {
    let place = folder();
    let log = made(
        &["ask", "return", "check", "approve", "pay"],
        600,
        |number| {
            let came = working_day(number) + 8 * HOUR + number % 4 * 150 * MINUTE;
            let again = number % 3 == 0;
            // Numbers without a rhythm, so that times are spread.
            let spread = |prime: i64| number * prime % 41 * 2 * MINUTE;
            let mut at = came;
            let mut after = |activity: u32, wait: i64| {
                at += wait;
                (activity, None, at, None)
            };
            let mut events = vec![(0, None, came, None)];
            if again {
                events.push(after(1, 10 * MINUTE));
                events.push(after(0, 10 * MINUTE));
            }
            events.push(after(2, 10 * MINUTE));
            events.push(after(3, 10 * MINUTE));
            // The next working day, or that day a week later.
            let paid = working_day(number + if again { 4 } else { 20 });
            events.push((4, None, paid + 11 * HOUR + spread(17), None));
            events
        },
    );
    let scenario = relearnt(&log, place.path());
    let steps = scenario.root.procedure.values().flat_map(|p| p.step.iter());
    let pays: Vec<&str> = steps
        .map(|(id, _)| id.as_str())
        .filter(|id| id.starts_with("pay"))
        .collect();
    assert_eq!(pays, ["pay-1", "pay-2"]);
    // So files that came back are done in a day, but for weekends, all others in a week.
    let again = logged(&scenario, 1.0);
    let back = again.activities.iter().position(|name| name == "return");
    let mean = |came_back: bool| {
        let own = again.cases.iter().filter(|case| {
            let mut events = case.events.iter();
            events.any(|event| Some(event.activity as usize) == back) == came_back
        });
        let took = own.map(|case| case.events[case.events.len() - 1].end - case.events[0].end);
        let took: Vec<i64> = took.collect();
        took.iter().sum::<i64>() as f64 / (took.len() as f64 * DAY as f64)
    };
    let (quick, slow) = (mean(true), mean(false));
    assert!(
        (quick - 1.4).abs() < 0.3 && (slow - 7.0).abs() < 0.4,
        "{quick} {slow}"
    );
}

/// Who is slow on Fridays is slow on Fridays in what is learnt, and a file of a Thursday
/// waits longer than one of a Monday.
#[test]
fn the_pace_of_the_week_is_learnt() {
    let place = folder();
    let text = r#"
format = 1
title = "Slow Fridays"
[study]
start = 2018-01-01
warm_up_years = 0.1
years = 1
discount_a_year = 0
rho_a_year = 0
[jurisdiction.XAA]
label = { en = "Here", zh = "此处" }
researchers = 0
weekend = ["saturday", "sunday"]
hours = "08:00-16:00"
[office.desk]
jurisdiction = "XAA"
queue.first_come = {}
unlimited = true
arrivals = "arrivals.csv"
pace = "pace.csv"
[procedure.permit]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 4000
begins = { ask = 1 }
[procedure.permit.step.ask]
office = "desk"
then = { decide = 1 }
[procedure.permit.step.decide]
office = "desk"
work.exponential = { mean_hours = 8 }
"#;
    let (mut arrivals, mut pace) = ("weekday,hour,weight\n".to_owned(), String::new());
    pace.push_str(&arrivals);
    for day in ["monday", "tuesday", "wednesday", "thursday", "friday"] {
        for hour in 8..16 {
            let weight = if day == "friday" { 1 } else { 5 };
            let _ = writeln!(arrivals, "{day},{hour},{weight}");
            let _ = writeln!(pace, "{day},{hour},{weight}");
        }
    }
    for (name, table) in [("arrivals.csv", arrivals), ("pace.csv", pace)] {
        fs::write(place.path().join(name), table).unwrap_or_else(|error| panic!("{error}"));
    }
    let path = place.path().join("known.toml");
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    let known = load(&path.to_string_lossy(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let truth = logged(&known, 1.0);
    let found = relearnt(&truth, place.path());
    // No slow Friday is taken for a holiday.
    let closed: usize = found.tables.holidays.values().map(Vec::len).sum();
    assert_eq!(closed, 0);
    let paces: Vec<&Vec<f64>> = found.tables.paces.values().collect();
    let [pace] = paces[..] else {
        panic!("{paces:?}")
    };
    let mean = |day: usize| pace[24 * day + 8..24 * day + 16].iter().sum::<f64>() / 8.0;
    let others = (mean(0) + mean(1) + mean(2) + mean(3)) / 4.0;
    // A stock that grows on Fridays makes a Friday seem a little quicker than it is.
    assert!((0.15..0.3).contains(&(mean(4) / others)), "{pace:?}");
    let again = throughput(&logged(&found, 1.0));
    let apart = distance(&throughput(&truth), &again);
    assert!(apart < 0.05, "{apart}");
}

#[test]
fn more_activities_than_steps_leave_out_the_rarest() {
    let place = folder();
    let names: Vec<String> = (0..60)
        .map(|number| format!("activity {number:02}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let log = made(&names, 600, |number| {
        let came = working_day(number) + 9 * HOUR;
        // Activity k comes in every (k+1)-th case.
        let comes = |k: &i64| number % (k + 1) == 0;
        (0..60)
            .filter(comes)
            .map(|k| (k as u32, None, came + k * 5 * HOUR, None))
            .collect()
    });
    let learnt =
        learn(&log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    assert!(!learnt.left_out.is_empty() && learnt.left_out.contains(&"activity 59".to_owned()));
    assert!(!learnt.left_out.contains(&"activity 00".to_owned()));
    let scenario = relearnt(&log, place.path());
    let steps: usize = scenario.root.procedure.values().map(|p| p.step.len()).sum();
    assert!(steps <= 32, "{steps}");
}

/// The text of a log as a table.
fn table(log: &EventLog) -> String {
    let mut text = "case,activity,timestamp\n".to_owned();
    for case in &log.cases {
        for event in &case.events {
            let time = jiff::Timestamp::from_millisecond(event.end);
            let time = time.unwrap_or_else(|error| panic!("{error}"));
            let activity = &log.activities[event.activity as usize];
            let _ = writeln!(text, "{},{activity},{time}", case.id);
        }
    }
    text
}

/// A learnt file raises no warning, and a run of it prints the times of its procedure, the same
/// in text and JSON.
#[test]
fn a_learnt_file_is_clean_and_its_run_prints_its_times() {
    let place = folder();
    let path = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let log = made(&["file", "judge", "seal"], 800, |number| {
        // Nothing is done on one Wednesday: a day without work of one year.
        let day = working_day(number);
        let closed = MONDAY + (12 * 7 + 2) * DAY;
        let day = if day == closed { day + DAY } else { day };
        let came = day + (9 + number % 4) * HOUR;
        vec![
            (0, None, came, None),
            (1, None, came + (1 + number % 5) * HOUR, None),
            (2, None, came + (2 + number % 5) * HOUR, None),
        ]
    });
    fs::write(path("log.csv"), table(&log)).unwrap_or_else(|error| panic!("{error}"));
    let (learnt, out) = (path("learnt.toml"), path("out"));
    for words in [
        vec!["learn", &path("log.csv"), "-o", &learnt],
        vec!["check", &learnt],
        vec!["run", &learnt, "-o", &out],
    ] {
        let output = output(&words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{words:?}: {said}");
        assert!(!said.contains("warning"), "{words:?}: {said}");
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(!text.contains("Warnings"), "{text}");
        if words[0] == "run" {
            for head in [
                "filed a year",
                "throughput days, mean",
                "waiting days, mean",
                "load",
            ] {
                assert!(text.contains(head), "{head}: {text}");
            }
            assert!(!text.contains("projects_realised"), "{text}");
        }
    }
    let holidays = fs::read_to_string(place.path().join("learnt/holidays.csv"));
    let holidays = holidays.unwrap_or_else(|error| panic!("{error}"));
    assert!(
        holidays.contains("2018-03-28,closed (found in the log),false"),
        "{holidays}"
    );
    assert!(holidays.contains("2019-01-01,no day without work is known of this year,true"));
    let table = fs::read_to_string(place.path().join("out/learnt/tables/procedures.csv"));
    let table = table.unwrap_or_else(|error| panic!("{error}"));
    assert!(
        table.starts_with("package,jurisdiction,procedure,filed,decided,"),
        "{table}"
    );
    let output = output(&["run", &learnt, "--json", "-q"]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let row = &json["procedures"][0];
    let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
    assert_eq!(row["procedure"], "learnt");
    assert!(number("filed") > 0.0 && number("decided") > 0.0, "{row}");
    // Two to six hours, of which a few begin before closing time.
    let mean = number("elapsed_days_mean") * 24.0;
    assert!((3.0..6.0).contains(&mean), "{row}");
    assert!(
        number("elapsed_days_median") < number("elapsed_days_p90"),
        "{row}"
    );
}

/// 10,000 activities in 10,000 cases are learnt in the time of their most frequent ones: this
/// takes half a minute where all of them are tried as steps.
#[test]
fn ten_thousand_activities_are_not_tried_as_steps() {
    let names: Vec<String> = (0..10_000).map(|number| format!("a{number:04}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let log = made(&names, 10_000, |number| {
        let came = working_day(number / 20) + 9 * HOUR + number % 20 * 60;
        // Thirty activities come in every case, each of the others in one.
        let steps = (0..30).chain([30 + number % 9_970]);
        steps
            .enumerate()
            .map(|(place, activity)| (activity as u32, None, came + place as i64 * 600, None))
            .collect()
    });
    let learnt =
        learn(&log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    assert!(
        learnt.left_out.len() >= 10_000 - 32,
        "{}",
        learnt.left_out.len()
    );
}

/// A log may end while the only cases that do something are under way: what is learnt still
/// has a way out.
#[test]
fn a_stage_that_nobody_was_seen_to_leave_ends() {
    let place = folder();
    let names: Vec<String> = (0..20).map(|number| format!("doc {number}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let log = made(&names, 20, |number| {
        let event = |k: i64| {
            let end = MONDAY + 9 * HOUR + 11 * number * HOUR + 5 * k * HOUR;
            (number as u32, None, end, None)
        };
        (0..3).map(event).collect()
    });
    // It is built where it is read.
    assert!(!relearnt(&log, place.path()).root.procedure.is_empty());
    let early = made(&["ask", "answer"], 30, |number| {
        let came = working_day(number) - 200 * 365 * DAY;
        vec![(0, None, came, None), (1, None, came + HOUR, None)]
    });
    let unusable = learn(&early, &LearnOptions::default()).err();
    assert!(unusable.is_some_and(|why| why.found.contains("the year 1818")));
}

#[test]
fn names_that_say_nothing_still_make_a_scenario() {
    let place = folder();
    // Chinese names, quotes, a name twice but for its signs, a number.
    let names = ["\"提交\"", "1", "a b", "a-b", "审核\\"];
    let log = made(&names, 100, |number| {
        let came = working_day(number) + 9 * HOUR;
        (0..5)
            .map(|k| (k, None, came + i64::from(k) * 2 * HOUR, None))
            .collect()
    });
    let scenario = relearnt(&log, place.path());
    let labels: Vec<String> = scenario
        .root
        .procedure
        .values()
        .flat_map(|procedure| procedure.step.values())
        .filter_map(|step| step.label.as_ref()?.get("en").cloned())
        .collect();
    for name in names {
        assert!(labels.contains(&name.to_owned()), "{name} in {labels:?}");
    }
    assert_eq!(procedure_id("提交"), "learnt");
}

#[test]
fn a_log_that_cannot_be_used_says_why() {
    let few = made(&["ask"], 3, |number| {
        vec![(0, None, MONDAY + number * DAY, None)]
    });
    let told = learn(&few, &LearnOptions::default()).map_err(|unusable| unusable.to_string());
    assert!(
        told.is_err_and(
            |words| words.contains("the log has 3 cases") && words.contains("at least 20")
        )
    );
    let at_once = made(&["ask"], 50, |_| vec![(0, None, MONDAY, None)]);
    let told = learn(&at_once, &LearnOptions::default()).map_err(|unusable| unusable.to_string());
    assert!(told.is_err_and(|words| words.contains("cases begin at the same time")));
    let options = LearnOptions {
        refused: vec!["no".to_owned()],
        ..LearnOptions::default()
    };
    let log = made(&["ask"], 50, |number| {
        vec![(0, None, working_day(number), None)]
    });
    let told = learn(&log, &options).map_err(|unusable| unusable.to_string());
    assert!(told.is_err_and(|words| words.contains("the log has no activity `no`")));
}

#[test]
fn cases_under_way_at_the_end_are_no_decisions() {
    // Every case is decided after ten days; the last ones are not yet.
    let count = 400;
    let ends = working_day(count - 1) + 12 * HOUR;
    let log = made(&["ask", "decide"], count, |number| {
        let came = working_day(number) + 9 * HOUR + number % 4 * HOUR;
        let decided = came + 10 * DAY;
        let mut events = vec![(0, None, came, None)];
        events.extend((decided <= ends).then_some((1, None, decided, None)));
        events
    });
    let learnt =
        learn(&log, &LearnOptions::default()).unwrap_or_else(|unusable| panic!("{unusable}"));
    let open = log
        .cases
        .iter()
        .filter(|case| case.events.len() == 1)
        .count();
    assert!(open > 10);
    let told = format!("{open} of {count} cases are still open");
    assert!(
        learnt.gaps.iter().any(|line| line.starts_with(&told)),
        "{:?}",
        learnt.gaps
    );
    // So that after asking, every file is decided.
    let text = write_scenario(&learnt, "learnt", "a log", "XAA").scenario;
    let then = text.lines().find(|line| line.starts_with("then.decide"));
    assert!(
        then.is_some_and(|line| line.contains("value = 1,")),
        "{text}"
    );
}

/// The distance of one half of a sample to the other, over many halvings.
fn half_against_half(sample: &[i64]) -> f64 {
    const HALVINGS: u64 = 200;
    let halving = |seed: u64| {
        let u = |place: usize| {
            let luck = tidegate::draw::Luck::new(seed, 0);
            let key = tidegate::draw::Key::named("half").with(place as u64);
            luck.uniform(key, tidegate::draw::Purpose::Kind, 0)
        };
        let mut order: Vec<(f64, i64)> = (0..sample.len()).map(|i| (u(i), sample[i])).collect();
        order.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut values: Vec<i64> = order.into_iter().map(|(_, value)| value).collect();
        let mut other = values.split_off(sample.len() / 2);
        values.sort_unstable();
        other.sort_unstable();
        distance(&values, &other)
    };
    (0..HALVINGS).map(halving).sum::<f64>() / HALVINGS as f64
}

/// The declarations of a university of 2018 (4TU.ResearchData, van Dongen 2020): learnt
/// from January to April, held against May and June.
#[test]
#[expect(clippy::print_stdout, reason = "says why it skips")]
fn real_declarations_of_months_not_seen_take_as_long_as_learnt() {
    let path = Path::new("../shared/data/travel_declarations/tue_2018_h1.csv.gz");
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return;
    }
    let all = read(path, &Columns::default()).unwrap_or_else(|fault| panic!("{fault}"));
    let may = MONDAY + 120 * DAY;
    let (seen, unseen) = (all.select(None, Some(may)), all.select(Some(may), None));
    let place = folder();
    let scenario = relearnt(&seen, place.path());
    let simulated = throughput(&logged(&scenario, 2.0));
    let apart = distance(&simulated, &throughput(&unseen));
    // No worse is asked than twice one half of the unseen cases against the other.
    let halves = half_against_half(&throughput(&unseen));
    assert!(apart < 2.0 * halves, "{apart} beside {halves}");
}
