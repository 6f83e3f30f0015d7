//! Text of a user that looks like markup, a formula or a part of another file.

use std::fs;

use tidegate::log::{Columns, read};

use crate::support::{Folder, OrFail, tidegate};

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

fn scenario(folder: &Folder) -> String {
    let tiny = concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios/tiny.toml");
    folder.write("hostile.toml", HOSTILE.replace("TINY", tiny));
    folder.address("hostile.toml")
}

#[test]
fn labels_are_no_markup_in_the_summary_and_no_formulas_in_the_tables() {
    let folder = Folder::new();
    let path = scenario(&folder);
    tidegate(["compare", &path, "--quiet", "--plain", "--draws", "2"])
        .with(["--replications", "2", "--packages", "baseline,laws"])
        .into(&folder)
        .succeeds();
    let summary = folder.text("hostile/summary.md");
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
    for entry in fs::read_dir(folder.at("hostile/tables")).or_fail() {
        let path = entry.or_fail().path();
        if path.extension().is_none_or(|end| end != "csv") {
            continue;
        }
        let mut reader = csv::Reader::from_path(&path).or_fail();
        for row in reader.records() {
            for cell in &row.or_fail() {
                let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
                let is_number = cell.parse::<f64>().is_ok();
                assert!(!begins || is_number, "{}: {cell}", path.display());
                sources += usize::from(cell == "'=HYPERLINK(\"a\")");
            }
        }
    }
    assert_eq!(sources, 1, "the source is there, and is text");
    let readme = folder.text("hostile/tables/README.md");
    assert!(readme.contains("an apostrophe before it"));
}

#[test]
fn names_of_activities_come_back_from_a_log_and_a_learnt_scenario_loads() {
    let folder = Folder::new();
    let path = scenario(&folder);
    let (log, learnt) = (folder.address("log.csv"), folder.address("learnt.toml"));
    // Half a year has all names; learning from the whole log takes fifty times as long.
    tidegate(["run", &path, "--quiet", "--years", "0.5", "--log", &log]).succeeds();
    let text = folder.text("log.csv");
    assert!(!text.contains(",=") && !text.contains(",-"), "no formula");
    let read = read(log.as_ref(), &Columns::default()).or_fail();
    for name in ["=cmd()", "'=a \"quoted\",\nnext", "-1+1"] {
        let is_there = read.activities.iter().any(|activity| activity == name);
        assert!(is_there, "{name}: {:?}", read.activities);
    }
    tidegate(["learn", &log, "--output", &learnt]).succeeds();
    let text = folder.text("learnt.toml");
    assert!(text.contains("=cmd()"), "{text}");
}

/// Control characters may not be in a comment of TOML.
#[test]
fn control_characters_in_a_log_break_no_learnt_scenario() {
    let folder = Folder::new();
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
    let log = folder.write("log.csv", log);
    tidegate(["learn"])
        .with([log])
        .into(folder.at("learnt.toml"))
        .succeeds();
}
