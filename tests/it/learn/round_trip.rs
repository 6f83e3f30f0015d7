//! What is learnt from the log of a known procedure is that procedure.

use std::fmt::Write;

use tidegate::log::compare::kolmogorov_smirnov as distance;
use tidegate::log::{Columns, read};
use tidegate::scenario::Scenario;

use super::{DAY, HOUR, MINUTE, MONDAY, logged, made, relearnt, throughput, working_day};
use crate::support::{Folder, OrFail, load, real_data};

/// A procedure with a loop and a refusal, of an office with hours, a holiday and arrivals
/// on working mornings.
fn known(folder: &Folder) -> Scenario {
    let mut arrivals = "weekday,hour,weight\n".to_owned();
    for day in ["monday", "tuesday", "wednesday", "thursday", "friday"] {
        for hour in 8..16 {
            let _ = writeln!(arrivals, "{day},{hour},{}", if hour < 12 { 3 } else { 1 });
        }
    }
    folder.write("arrivals.csv", arrivals);
    let holidays = "date,name,working\n2018-04-02,Spring day,false\n2018-05-01,May day,false\n";
    folder.write("holidays.csv", holidays);
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
    load(folder.write("known.toml", text))
}

#[test]
fn a_known_procedure_comes_back() {
    let folder = Folder::new();
    let truth = logged(&known(&folder), 1.0);
    // Starts are known to the simulation; an administration that keeps none is the rule.
    let mut blind = truth.clone();
    for event in blind.cases.iter_mut().flat_map(|case| &mut case.events) {
        event.start = None;
    }
    let learnt = relearnt(&blind, &folder);
    let root = &learnt.root;
    let jurisdiction = root.jurisdiction.values().next().expect("a place");
    assert_eq!(jurisdiction.weekend.len(), 2);
    assert_eq!(jurisdiction.hours.to_string(), "08:00-17:00");
    let holidays: Vec<String> = learnt
        .tables
        .holidays
        .values()
        .flatten()
        .filter(|holiday| !holiday.working)
        .map(|holiday| holiday.day.to_string())
        .collect();
    assert_eq!(holidays, ["2018-04-02", "2018-05-01"]);
    let procedure = root.procedure.values().next().expect("a procedure");
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
    let again = throughput(&logged(&learnt, 1.0));
    let apart = distance(&throughput(&truth), &again);
    assert!(apart < 0.04, "{apart}");
}

#[test]
fn a_nightly_timer_is_a_time_of_the_day() {
    let folder = Folder::new();
    let log = made(&["ask", "pay"], 400, |number| {
        let came = working_day(number) + 9 * HOUR + number % 4 * 97 * MINUTE;
        let paid = working_day(number) + (1 + number % 2) * DAY + 17 * HOUR + 31 * MINUTE;
        vec![(0, None, came, None), (1, None, paid, None)]
    });
    let scenario = relearnt(&log, &folder);
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
fn a_step_is_split_by_what_happened_long_before() {
    let folder = Folder::new();
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
    let scenario = relearnt(&log, &folder);
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
        let cases = again.cases.iter().filter(|case| {
            let mut events = case.events.iter();
            events.any(|event| Some(event.activity as usize) == back) == came_back
        });
        let took = cases.map(|case| case.events[case.events.len() - 1].end - case.events[0].end);
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
    let folder = Folder::new();
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
    folder.write("arrivals.csv", arrivals);
    folder.write("pace.csv", pace);
    let truth = logged(&load(folder.write("known.toml", text)), 1.0);
    let learnt = relearnt(&truth, &folder);
    // No slow Friday is taken for a holiday.
    let closed: usize = learnt.tables.holidays.values().map(Vec::len).sum();
    assert_eq!(closed, 0);
    let paces: Vec<&Vec<f64>> = learnt.tables.paces.values().collect();
    let [pace] = paces[..] else {
        panic!("{paces:?}")
    };
    let mean = |day: usize| pace[24 * day + 8..24 * day + 16].iter().sum::<f64>() / 8.0;
    let others = (mean(0) + mean(1) + mean(2) + mean(3)) / 4.0;
    // A stock that grows on Fridays makes a Friday seem a little quicker than it is.
    assert!((0.15..0.3).contains(&(mean(4) / others)), "{pace:?}");
    let again = throughput(&logged(&learnt, 1.0));
    let apart = distance(&throughput(&truth), &again);
    assert!(apart < 0.05, "{apart}");
}

/// The distance of one half of a sample to the other, over many halvings.
fn half_against_half(sample: &[i64]) -> f64 {
    const HALVINGS: u64 = 200;
    let halving = |seed: u64| {
        let u = |place: usize| {
            let luck = tidegate::draw::RandomStream::new(seed, 0);
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
fn real_declarations_of_months_not_seen_take_as_long_as_learnt() {
    let Some(path) = real_data("travel_declarations/tue_2018_h1.csv.gz") else {
        return;
    };
    let all = read(&path, &Columns::default()).or_fail();
    let may = MONDAY + 120 * DAY;
    let (seen, unseen) = (all.select(None, Some(may)), all.select(Some(may), None));
    let folder = Folder::new();
    let scenario = relearnt(&seen, &folder);
    let simulated = throughput(&logged(&scenario, 2.0));
    let apart = distance(&simulated, &throughput(&unseen));
    // No worse is asked than twice one half of the unseen cases against the other.
    let halves = half_against_half(&throughput(&unseen));
    assert!(apart < 2.0 * halves, "{apart} beside {halves}");
}
