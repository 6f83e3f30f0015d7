//! Logs of more activities than a procedure has steps.

use tidegate::learn::{LearnOptions, learn};

use super::{HOUR, made, relearnt, working_day};
use crate::support::{Folder, OrFail};

#[test]
fn more_activities_than_steps_leave_out_the_rarest() {
    let folder = Folder::new();
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    assert!(!learnt.left_out.is_empty() && learnt.left_out.contains(&"activity 59".to_owned()));
    assert!(!learnt.left_out.contains(&"activity 00".to_owned()));
    let scenario = relearnt(&log, &folder);
    let steps: usize = scenario.root.procedure.values().map(|p| p.step.len()).sum();
    assert!(steps <= 32, "{steps}");
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    assert!(
        learnt.left_out.len() >= 10_000 - 32,
        "{}",
        learnt.left_out.len()
    );
}
