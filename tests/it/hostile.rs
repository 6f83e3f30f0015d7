//! Text of a user that looks like markup, a formula or a part of another file.

use std::fs;

use tidegate::log::{Columns, read};

use super::command::{folder, output};

/// Names that break a table, a file or a spreadsheet where they are not escaped.
const HOSTILE: &str = r##"
format = 1
title = "Two\nlines | <script>alert(1)</script> *loud*"
extends = ['TINY']

[study]
currency = "<i>|</i>"
rho_a_year = { value = 0.2, low = 0.1, high = 0.4, grade = "assumed", source = "=HYPERLINK(\"a\")", note = "@a,\n=b" }

[reform.laws]
label = { en = "# Laws | <img>\nand `more" }

[procedure.xaa-visa.step.decide]
label = { en = "=cmd()" }

[procedure.xaa-trip.step.approve]
label = { en = "'=a \"quoted\",\nnext" }

[procedure.xaa-trip.step.sign-off]
label = { en = "-1+1" }
"##;

fn scenario(place: &std::path::Path) -> String {
    let path = place.join("hostile.toml");
    let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiny.toml");
    let text = HOSTILE.replace("TINY", tiny);
    fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
    path.to_string_lossy().into_owned()
}

#[test]
fn labels_are_no_markup_in_the_summary_and_no_formulas_in_the_tables() {
    let place = folder();
    let out = place.path().to_string_lossy();
    let path = scenario(place.path());
    let words = ["compare", &path, "--quiet", "--plain", "--draws", "2"];
    let size = ["--replications", "2", "--packages", "baseline,laws"];
    let ran = output(&[&words[..], &size, &["--output", &out]].concat());
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    let study = place.path().join("hostile");
    let text = |name: &str| {
        fs::read_to_string(study.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let summary = text("summary.md");
    assert!(
        summary.starts_with("# Two lines \\| \\<script>alert(1)\\</script> \\*loud\\*\n\n"),
        "{summary}"
    );
    for (number, line) in summary.lines().enumerate() {
        assert!(number == 0 || !line.starts_with("# "), "{line}");
        assert!(!line.replace("\\<", "").contains('<'), "{line}");
    }
    let rows = summary.lines().filter(|line| line.starts_with('|'));
    let bars = |line: &str| line.replace("\\|", "").matches('|').count();
    let mut widths: Vec<usize> = rows.map(bars).collect();
    widths.dedup();
    assert_eq!(widths.len(), 1, "{summary}");

    let mut sources = 0;
    for entry in fs::read_dir(study.join("tables")).unwrap_or_else(|error| panic!("{error}")) {
        let path = entry.unwrap_or_else(|error| panic!("{error}")).path();
        if path.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        let mut reader = csv::Reader::from_path(&path).unwrap_or_else(|error| panic!("{error}"));
        for row in reader.records() {
            for cell in &row.unwrap_or_else(|error| panic!("{error}")) {
                let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                let is_number = cell.parse::<f64>().is_ok();
                assert!(!begins || is_number, "{}: {cell}", path.display());
                sources += usize::from(cell == "'=HYPERLINK(\"a\")");
            }
        }
    }
    assert_eq!(sources, 1, "the source is there, and is text");
    assert!(text("tables/README.md").contains("an apostrophe before it"));
}

#[test]
fn names_of_activities_come_back_from_a_log_and_a_learnt_scenario_loads() {
    let place = folder();
    let path = scenario(place.path());
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let (log, learnt) = (at("log.csv"), at("learnt.toml"));
    let ran = output(&["run", &path, "--quiet", "--log", &log]);
    assert!(ran.status.success(), "{ran:?}");
    let bytes = fs::read_to_string(&log).unwrap_or_else(|error| panic!("{error}"));
    assert!(!bytes.contains(",=") && !bytes.contains(",-"), "no formula");
    let found = read(log.as_ref(), &Columns::default()).unwrap_or_else(|fault| panic!("{fault}"));
    for name in ["=cmd()", "'=a \"quoted\",\nnext", "-1+1"] {
        let is_there = found.activities.iter().any(|activity| activity == name);
        assert!(is_there, "{name}: {:?}", found.activities);
    }
    let ran = output(&["learn", &log, "--output", &learnt]);
    assert!(ran.status.success(), "{ran:?}");
    let text = fs::read_to_string(&learnt).unwrap_or_else(|error| panic!("{error}"));
    assert!(text.contains("=cmd()"), "{text}");
}

/// Control characters may not stand in a comment of TOML.
#[test]
fn control_characters_in_a_log_break_no_learnt_scenario() {
    let place = folder();
    let at = |name: &str| place.path().join(name).to_string_lossy().into_owned();
    let mut log = "case,activity,timestamp\n".to_owned();
    for case in 0..40 {
        for (hour, name) in ["a\u{1}b", "\"c\"\"\u{7f}\"", "\u{1b}[2J"]
            .iter()
            .enumerate()
        {
            let day = case % 28 + 1;
            let time = format!("2024-01-{day:02}T{:02}:00:00Z", 9 + hour);
            log += &[&case.to_string(), *name, &time].join(",");
            log.push('\n');
        }
    }
    fs::write(at("log.csv"), log).unwrap_or_else(|error| panic!("{error}"));
    let ran = output(&["learn", &at("log.csv"), "--output", &at("learnt.toml")]);
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
}
