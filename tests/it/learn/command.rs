//! What the command writes, and what a run of it prints.

use std::fmt::Write;

use tidegate::log::EventLog;

use super::{DAY, HOUR, MONDAY, made, working_day};
use crate::support::{Ended, Folder, OrFail, tidegate};

/// The text of a log as a table.
fn table(log: &EventLog) -> String {
    let mut text = "case,activity,timestamp\n".to_owned();
    for case in &log.cases {
        for event in &case.events {
            let time = jiff::Timestamp::from_millisecond(event.end).or_fail();
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
    let folder = Folder::new();
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
    folder.write("log.csv", table(&log));
    let (log, learnt) = (folder.address("log.csv"), folder.address("learnt.toml"));
    let is_clean = |ended: &Ended| {
        ended.does_not_say("warning").does_not_print("Warnings");
    };
    let made = tidegate(["learn", &log, "-o", &learnt]).succeeds();
    is_clean(&made);
    let first = made.printed.lines().next().unwrap_or_default();
    assert_eq!(
        first,
        "the model holds 100.0 % of the events by their own activity"
    );
    is_clean(&tidegate(["check", &learnt]).succeeds());
    let ran = tidegate(["run", &learnt]).into(folder.at("out")).succeeds();
    is_clean(&ran);
    ran.prints("filed a year")
        .prints("throughput days, mean")
        .prints("waiting days, mean")
        .prints("load")
        .does_not_print("projects_realised");
    let holidays = folder.text("learnt/holidays.csv");
    assert!(
        holidays.contains("2018-03-28,closed (found in the log),false"),
        "{holidays}"
    );
    assert!(holidays.contains("2019-01-01,no day without work is known of this year,true"));
    let table = folder.text("out/learnt/tables/procedures.csv");
    assert!(
        table.starts_with("package,jurisdiction,procedure,filed,decided,"),
        "{table}"
    );
    let json = tidegate(["run", &learnt, "--json", "-q"]).succeeds().json();
    let row = &json["procedures"][0];
    let number = |key: &str| row[key].as_f64().unwrap_or(f64::NAN);
    assert_eq!(row["procedure"], "learnt");
    assert!(number("filed") > 0.0 && number("decided") > 0.0, "{row}");
    // Two to six hours; a few begin before closing time.
    let mean = number("elapsed_days_mean") * 24.0;
    assert!((3.0..6.0).contains(&mean), "{row}");
    assert!(
        number("elapsed_days_median") < number("elapsed_days_p90"),
        "{row}"
    );
}
