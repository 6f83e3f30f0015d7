//! Logs of more activities than a procedure has steps.

use tidegate::learn::{LearnOptions, learn};

use super::{HOUR, MINUTE, logged, made, relearnt, working_day};
use crate::support::{Folder, OrFail};

#[test]
fn activities_of_the_fewest_cases_become_one_group() {
    let folder = Folder::new();
    let names: Vec<String> = (0..300)
        .map(|number| format!("activity {number:03}"))
        .collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let log = made(&names, 600, |number| {
        let came = working_day(number) + 9 * HOUR;
        // Activity k comes in every (k+1)-th case.
        let comes = |k: &i64| number % (k + 1) == 0;
        (0..300)
            .filter(comes)
            .map(|k| (k as u32, None, came + k * 5 * HOUR, None))
            .collect()
    });
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    assert!(learnt.grouped.contains(&"activity 299".to_owned()));
    assert!(!learnt.grouped.contains(&"activity 000".to_owned()));
    assert_eq!(
        learnt.activities.last().map(String::as_str),
        Some("other activities")
    );
    // No event is dropped.
    let events: usize = log.cases.iter().map(|case| case.events.len()).sum();
    assert_eq!(learnt.events, events);
    let scenario = relearnt(&log, &folder);
    let labels: Vec<String> = scenario
        .root
        .procedure
        .values()
        .flat_map(|procedure| procedure.step.values())
        .filter_map(|step| step.label.as_ref()?.get("en").cloned())
        .collect();
    assert!(
        labels.contains(&"other activities".to_owned()),
        "{labels:?}"
    );
}

/// 10,000 activities in 10,000 cases are learnt in the time of their most frequent ones.
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    assert!(learnt.grouped.len() >= 9_700, "{}", learnt.grouped.len());
    let all: Vec<&String> = (0..30).map(|activity| &log.activities[activity]).collect();
    assert!(all.iter().all(|name| learnt.activities.contains(name)));
    // Twenty are named, so that the sentence can be read.
    let sentence = learnt
        .gaps
        .iter()
        .find(|line| line.contains("other activities"));
    assert!(sentence.is_some_and(|line| line.len() < 500 && line.contains(" more.")));
}

/// A hundred activities in a row, each at once in some cases and after hours in others, come back
/// in a row.
#[test]
fn a_long_chain_is_learnt_whole() {
    let names: Vec<String> = (0..100).map(|number| format!("a{number:02}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let log = made(&names, 200, |number| {
        // Work goes on at all hours.
        let mut end = working_day(0) + number * 7 * HOUR;
        let mut event = |activity: u32| {
            let is_slow = (i64::from(activity) + number) % 9 == 0;
            end += if is_slow { 3 * HOUR } else { 2 * MINUTE };
            (activity, None, end, None)
        };
        (0..100).map(&mut event).collect()
    });
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    assert!(learnt.grouped.is_empty());
    let scenario = relearnt(&log, &Folder::new());
    let again = logged(&scenario, 1.0);
    assert!(again.cases.len() > 200);
    for case in &again.cases {
        let order: Vec<u32> = case.events.iter().map(|event| event.activity).collect();
        assert_eq!(order, (0..100).collect::<Vec<u32>>());
    }
    // Eleven waits of three hours each.
    let days = |log: &tidegate::log::EventLog| {
        let took = log
            .cases
            .iter()
            .map(|case| case.events[99].end - case.events[0].end);
        took.sum::<i64>() as f64 / log.cases.len() as f64 / super::DAY as f64
    };
    assert!(
        (days(&again) / days(&log) - 1.0).abs() < 0.1,
        "{} {}",
        days(&again),
        days(&log)
    );
}
