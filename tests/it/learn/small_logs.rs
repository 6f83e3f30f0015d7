//! Logs that show little: names without meaning, cases under way, too few cases.

use tidegate::learn::{LearnOptions, learn, procedure_id, write_scenario};
use tidegate::log::EventLog;

use super::{DAY, HOUR, MONDAY, made, relearnt, working_day};
use crate::support::{Folder, OrFail};

/// A log may end while the only cases that do something are under way: what is learnt still
/// has a way out.
#[test]
fn a_stage_that_no_case_was_seen_to_leave_ends() {
    let folder = Folder::new();
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
    assert!(!relearnt(&log, &folder).root.procedure.is_empty());
    let early = made(&["ask", "answer"], 30, |number| {
        let came = working_day(number) - 200 * 365 * DAY;
        vec![(0, None, came, None), (1, None, came + HOUR, None)]
    });
    let unusable = learn(&early, &LearnOptions::default()).err();
    assert!(unusable.is_some_and(|why| why.found.contains("the year 1818")));
}

#[test]
fn names_that_say_nothing_still_make_a_scenario() {
    let folder = Folder::new();
    // Chinese names, quotes, a name twice but for its signs, a number.
    let names = ["\"提交\"", "1", "a b", "a-b", "审核\\"];
    let log = made(&names, 100, |number| {
        let came = working_day(number) + 9 * HOUR;
        (0..5)
            .map(|k| (k, None, came + i64::from(k) * 2 * HOUR, None))
            .collect()
    });
    let scenario = relearnt(&log, &folder);
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
    let refused = |log: &EventLog, options: &LearnOptions, words: &[&str]| {
        let unusable = learn(log, options).expect_err("a log that cannot be used");
        let message = unusable.to_string();
        for words in words {
            assert!(message.contains(words), "{message}");
        }
    };
    let few = made(&["ask"], 3, |number| {
        vec![(0, None, MONDAY + number * DAY, None)]
    });
    refused(&few, &LearnOptions::default(), &["3 cases", "at least 20"]);
    let at_once = made(&["ask"], 50, |_| vec![(0, None, MONDAY, None)]);
    refused(
        &at_once,
        &LearnOptions::default(),
        &["cases begin at the same time"],
    );
    let options = LearnOptions {
        refused: vec!["no".to_owned()],
        ..LearnOptions::default()
    };
    let log = made(&["ask"], 50, |number| {
        vec![(0, None, working_day(number), None)]
    });
    refused(&log, &options, &["the log has no activity `no`"]);
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    let open = log
        .cases
        .iter()
        .filter(|case| case.events.len() == 1)
        .count();
    assert!(open > 10);
    let note = format!("{open} of {count} cases are still open");
    assert!(
        learnt.gaps.iter().any(|line| line.starts_with(&note)),
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
