//! Real logs: what is learnt from a log repeats, varies and lasts as its cases do.

use std::collections::BTreeSet;

use tidegate::log::compare::kolmogorov_smirnov;
use tidegate::log::{CaseLog, Columns, EventLog, read};

use super::{DAY, MONDAY, logged, relearnt, rework_share, throughput};
use crate::support::{Folder, OrFail, real_data};

/// Different sequences of activities in the first cases of a log, `count` at most.
fn variants(log: &EventLog, count: usize) -> usize {
    let variant =
        |case: &CaseLog| -> Vec<u32> { case.events.iter().map(|event| event.activity).collect() };
    let cases = log.cases.iter().take(count).map(variant);
    cases.collect::<BTreeSet<_>>().len()
}

/// Learns from the cases before a time and holds what is learnt against the same cases.
fn assert_like_its_log(data: &str, until: i64) {
    let Some(path) = real_data(data) else {
        return;
    };
    let seen = read(&path, &Columns::default()).or_fail();
    let seen = seen.select(None, Some(until));
    let simulated = logged(&relearnt(&seen, &Folder::new()), 5.0);
    let count = seen.cases.len();
    assert!(
        simulated.cases.len() > count,
        "{data}: as many cases are compared"
    );
    let rework = (rework_share(&simulated) - rework_share(&seen)).abs();
    assert!(rework < 0.05, "{data}: rework differs by {rework}");
    let ratio = variants(&simulated, count) as f64 / variants(&seen, count) as f64;
    assert!((0.5..2.0).contains(&ratio), "{data}: variants {ratio}");
    // Naive replay takes the first half of the cases for the second.
    let half = |cases: &[CaseLog]| {
        throughput(&EventLog {
            cases: cases.to_vec(),
            ..EventLog::default()
        })
    };
    let (first, second) = seen.cases.split_at(count / 2);
    let replay = kolmogorov_smirnov(&half(first), &half(second));
    let distance = kolmogorov_smirnov(&throughput(&simulated), &throughput(&seen));
    assert!(
        distance < 1.5 * replay,
        "{data}: {distance} beside {replay}"
    );
    // What chance alone brings into this many cases, and a tenth for the model.
    assert!(distance < 0.1, "{data}: {distance}");
}

#[test]
fn real_declarations_are_simulated_as_they_were() {
    assert_like_its_log("travel_declarations/tue_2018_h1.csv.gz", MONDAY + 120 * DAY);
}

/// Two strands run in parallel, and one case in twelve repeats an activity.
#[test]
fn real_permits_are_simulated_as_they_were() {
    // August 2011.
    assert_like_its_log("receipt_wabo/receipt.csv.gz", MONDAY - 2345 * DAY);
}
