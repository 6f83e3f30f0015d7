//! Officers of a step.

use tidegate::learn::{LearnOptions, learn, write_scenario};

use super::{HOUR, MINUTE, made, relearnt, working_day};
use crate::support::{Folder, OrFail};

#[test]
fn officers_are_counted_where_names_and_starts_are_known() {
    let folder = Folder::new();
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    let scenario = relearnt(&log, &folder);
    let decided = scenario.root.procedure.values().flat_map(|p| p.step.iter());
    let mut decide = decided.filter(|(id, _)| id.as_str() == "decide");
    let office = decide.find_map(|(_, step)| step.office.clone());
    let office = &scenario.root.office[&office.expect("an office")];
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
    let learnt = learn(&log, &LearnOptions::default()).or_fail();
    let line_of_officers = learnt
        .gaps
        .iter()
        .find(|line| line.starts_with("Officers of `decide`"));
    assert!(
        line_of_officers.is_some_and(|line| line.contains("several cases at a time")),
        "{:?}",
        learnt.gaps
    );
    let text = write_scenario(&learnt, "learnt", "a log", "XAA").scenario;
    assert!(!text.contains("\nofficers ="), "{text}");
}
