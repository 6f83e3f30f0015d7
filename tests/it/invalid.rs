//! Each file of `tests/invalid` has one fault; the file beside it holds the message.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use tidegate::compile::load;

use crate::support::names_in;

#[test]
fn every_invalid_scenario_has_its_message() {
    let names = names_in("tests/invalid").into_iter();
    let paths: Vec<String> = names
        .map(|name| format!("tests/invalid/{name}"))
        .filter(|path| Path::new(path).extension().is_some_and(|end| end == "toml"))
        .collect();
    assert!(paths.len() >= 40, "only {} invalid scenarios", paths.len());
    let mut wrong = String::new();
    for path in paths {
        // The first line may hold edits, as on the command line.
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
        let first = text.lines().next().unwrap_or_default();
        let sets: Vec<String> = first
            .strip_prefix("# --set ")
            .map(str::to_owned)
            .into_iter()
            .collect();
        let message = match load(&path, &sets) {
            Ok(scenario) => scenario.warnings.to_string(),
            Err(faults) => faults.to_string(),
        };
        let count = message
            .lines()
            .filter(|line| line.starts_with("error") || line.starts_with("warning"))
            .count();
        if count != 1 {
            let _ = writeln!(wrong, "{path} should have one fault:\n{message}");
        }
        super::assert_file(&path.replace(".toml", ".txt"), &message);
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// Two files with five faults of five kinds; the office `desk` is declared, but cannot be read.
const MAIN: &str = r#"format = 1
title = "Five faults"
include = ["procedures.toml"]

[study]
start = 2024-01-01
warm_up_years = 0
years = 1
discount_a_year = 0

[jurisdiction.AAA]
researchers = 100
weekends = ["sunday"]

[jurisdiction.BBB]
researchers = 100

[field.life]
share = 0.5

[office.desk]
jurisdiction = "AAA"
officers = "many"
queue.first_come = {}
"#;

const PROCEDURES: &str = r#"[procedure.visa]
jurisdiction = "AAA"
channel = "personnel"
direction = "entry"
after = ["permit"]

[procedure.visa.step.check]
office = "desk"

[procedure.visa.step.decide]
office = "dessk"
after = ["check"]

[procedure.permit]
jurisdiction = "AAA"
channel = "personnel"
direction = "entry"

[procedure.permit.step.first]
office = "desk"
after = ["second"]

[procedure.permit.step.second]
office = "desk"
after = ["first"]
"#;

#[test]
fn faults_of_all_kinds_are_shown_at_once_in_order_and_without_their_consequences() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let path = folder.path().join("main.toml");
    for (path, text) in [
        (&path, MAIN),
        (&folder.path().join("procedures.toml"), PROCEDURES),
    ] {
        fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
    }
    let faults = load(&path.to_string_lossy(), &[]).expect_err("it has faults");
    let sorted = faults.sorted();
    let seen: Vec<(u32, Option<usize>, &str)> = sorted
        .iter()
        .map(|fault| {
            let line = faults.line_and_column(fault.place).map(|(line, _)| line);
            (fault.place.file, line, fault.found.as_str())
        })
        .collect();
    assert_eq!(
        seen,
        [
            (0, Some(13), "unknown key `weekends`"),
            (0, Some(18), "the shares add to 0.5"),
            (0, Some(23), "the text \"many\" is not allowed here"),
            (1, Some(11), "unknown office `dessk`"),
            (
                1,
                Some(21),
                "these steps wait for one another: first -> second -> first"
            ),
        ]
    );
    assert_eq!(sorted[3].cure.as_deref(), Some("did you mean `desk`?"));
}

/// What cannot be read at the top of a file hides nothing below it.
#[test]
fn a_study_that_cannot_be_read_hides_no_other_fault() {
    let text = fs::read_to_string("tests/valid/format.toml").unwrap_or_default();
    let sets = [
        "study.years=0".to_owned(),
        "procedure.chn-data-out.step.check.office=\"nowhere\"".to_owned(),
    ];
    let path = "tests/valid/format.toml";
    assert!(text.contains("[study]"), "{path}");
    let faults = load(path, &sets).expect_err("it has faults");
    let sorted = faults.sorted();
    let seen: Vec<&str> = sorted.iter().map(|fault| fault.found.as_str()).collect();
    assert_eq!(
        seen,
        [
            "the number 0 is not allowed here",
            "unknown office `nowhere`"
        ]
    );
}
