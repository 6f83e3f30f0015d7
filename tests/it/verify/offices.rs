//! Single offices that `verify` knows by their form.

use super::{row, verified, verify};

const COUNTER: &str = r#"
format = 1
title = "A counter of a user's own"

[study]
start = 2023-01-01
warm_up_years = 1
years = 5
discount_a_year = 0
rho_a_year = 0

[jurisdiction.XAA]
label = { en = "Always open" }
researchers = 0
hours = "always"

[office.counter]
jurisdiction = "XAA"
queue.first_come = {}
officers = 2

[procedure.file]
jurisdiction = "XAA"
channel = "personnel"
direction = "internal"
background_a_year = 21915

[procedure.file.step.serve]
office = "counter"
after = []
work.exponential = { mean_hours = 0.9 }
"#;

/// A single office that files leave unserved is known by its form, though more comes than
/// its officers can do.
#[test]
fn verify_knows_an_office_that_files_leave() {
    let little = COUNTER.replace("officers = 2", "officers = 2\ncapacity = 5");
    let ended = verified(&little);
    ended.prints("share turned away").prints("M/M/c/K");
    let patience =
        "background_a_year = 21915\nbackground_patience.exponential = { mean_hours = 2 }";
    let impatient = COUNTER.replace("background_a_year = 21915", patience);
    let ended = verified(&impatient);
    ended.prints("gives up while waiting").prints("M/M/c+M");
    // Patience with a memory has no such formula.
    let ended = verified(&impatient.replace(
        "background_patience.exponential = { mean_hours = 2 }",
        "background_patience.fixed = { hours = 2 }",
    ));
    ended
        .does_not_print("M/M/c+M")
        .says("background_patience.exponential");
}

/// A desk at load 0.9 whose relaxation time is 2 h / (1 - sqrt 0.9)^2, a month.
fn busy_desk(warm_up_years: &str, years: &str) -> String {
    COUNTER
        .replace(
            "warm_up_years = 1",
            &format!("warm_up_years = {warm_up_years}"),
        )
        .replace("years = 5", &format!("years = {years}"))
        .replace("officers = 2", "officers = 1")
        .replace("background_a_year = 21915", "background_a_year = 3944.7")
        .replace("mean_hours = 0.9", "mean_hours = 2")
}

/// What differs from theory while the queue still fills is undecided, not wrong; after a
/// warm-up of five relaxation times the same desk holds.
#[test]
fn verify_decides_nothing_while_a_queue_fills() {
    let ended = verify(&busy_desk("0", "0.25"), 400);
    assert_eq!(ended.code, Some(4), "{ended:?}");
    let [theory, estimate] = row(&ended, "counter", "mean number in queue");
    assert!(estimate < 0.95 * theory, "{ended:?}");
    ended.does_not_print(" fails ");
    for words in [
        "warms up for 0.0 years; expected at least 0.4",
        "office `counter` with load 0.90 (0.09 years)",
        "`study.warm_up_years`",
        "need a longer warm-up",
    ] {
        ended.says(words);
    }
    let ended = verify(&busy_desk("0.5", "5"), 100);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.does_not_say("warm");
    // A file that comes back at once brings its work again and slows the queue: the same load
    // in half the files needs twice the time.
    let back = busy_desk("0.5", "5")
        .replace("background_a_year = 3944.7", "background_a_year = 1972.35")
        .replace("after = []", "after = []\nreturn_share = 0.5");
    verify(&back, 2).says("(0.17 years)");
}
