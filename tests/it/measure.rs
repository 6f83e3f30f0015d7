//! `measure` from outside: real runs, a table, charts, exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tidegate::stats::growth::Row;
use tidegate::stats::table::TableRow;

const CHARTS: [&str; 5] = ["researchers", "years", "packages", "load", "threads"];

fn measure(output: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command
        .arg("measure")
        .args(more)
        .arg("--output")
        .arg(output);
    command
}

fn done(mut command: Command) -> Output {
    command.output().unwrap_or_else(|error| panic!("{error}"))
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

fn manifest(folder: &Path) -> serde_json::Value {
    let text = fs::read_to_string(folder.join("manifest.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

#[test]
fn a_quick_measurement_has_a_table_and_five_charts() {
    let place = folder();
    let ran = done(measure(place.path(), &["--quick", "--json", "--quiet"]));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{said}");
    assert!(said.is_empty(), "{said}");
    let own = place.path().join("tiny-cost");
    for chart in CHARTS {
        for end in ["svg", "png"] {
            let path = own.join(format!("charts/cost-{chart}.{end}"));
            assert!(path.is_file(), "{}", path.display());
        }
    }
    let text = fs::read_to_string(own.join("tables/cost.csv")).unwrap_or_default();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    assert!(
        head.iter()
            .eq(Row::TABLE.columns.iter().map(|column| column.name))
    );
    let rows: Vec<csv::StringRecord> = reader.records().map_while(Result::ok).collect();
    let of = |series: &str| rows.iter().filter(|row| &row[0] == series).count();
    assert_eq!(of("researchers"), 7);
    assert_eq!(of("years"), 3, "as far as the holidays are known");
    assert!(of("packages") >= 4 && of("packages") == of("packages-apart"));
    assert_eq!(of("load"), 5);
    assert!(of("threads") >= 1 && of("threads") == of("threads-one"));
    let shown: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    let shown = shown["cost"].as_array().cloned().unwrap_or_default();
    assert_eq!(shown.len(), rows.len());
    // Packages are the same runs together and apart: sharing changes no event.
    let events = |series: &str| {
        let row = shown
            .iter()
            .find(|row| row["series"] == series && row["value"] == 8.0);
        row.and_then(|row| row["events"].as_u64())
    };
    assert!(events("packages").is_some());
    assert_eq!(events("packages"), events("packages-apart"));
    let manifest = manifest(&own);
    assert_eq!(manifest["state"], "whole");
    assert!(manifest["cores"].as_u64().is_some_and(|cores| cores >= 1));
    assert!(
        manifest["date"]
            .as_str()
            .is_some_and(|date| date.ends_with('Z'))
    );
    assert!(!place.path().join("tiny-cost.partial").exists());
}

#[test]
fn usage_is_told_from_input() {
    let place = folder();
    let code = |more: &[&str]| done(measure(place.path(), more)).status.code();
    assert_eq!(code(&["--quick", "--scale", "0"]), Some(2));
    assert_eq!(code(&["--quick", "--threads", "0"]), Some(2));
    assert_eq!(code(&["--no-such-option"]), Some(2));
    assert_eq!(code(&["no-such-file.toml"]), Some(1));
    let file = place.path().join("file");
    fs::write(&file, "in the way").unwrap_or_else(|error| panic!("{error}"));
    let refused = done(measure(&file, &["--quick"]));
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--output"));
}

/// Progress tells when something is measured; then the signal comes.
#[cfg(unix)]
#[test]
fn an_interrupted_measurement_keeps_what_was_measured() {
    use std::io::{BufRead, BufReader};

    let place = folder();
    let mut child = measure(place.path(), &["tiny"])
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}"));
    let Some(stderr) = child.stderr.take() else {
        panic!("no standard error")
    };
    let mut lines = BufReader::new(stderr).lines();
    let line = (lines.by_ref())
        .map_while(Result::ok)
        .find(|line| line.ends_with("runs"));
    assert!(line.is_some(), "a log gets plain lines");
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(status.code(), Some(130), "{rest:?}");
    let own = place.path().join("tiny-cost.partial");
    assert_eq!(manifest(&own)["state"], "partial");
    let text = fs::read_to_string(own.join("tables/cost.csv")).unwrap_or_default();
    assert!(text.lines().count() > 1, "{text}");
    assert!(own.join("charts/cost-researchers.svg").is_file());
    assert!(!place.path().join("tiny-cost").exists());
}

/// A full disk takes neither the measurement before nor leaves a broken one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_broken() {
    use tidegate::report::{Folder, GrowthManifest, Identity, Kind, Occasion, publish_growth};
    use tidegate::stats::growth::{Growth, Point, Series, Spent};
    use tidegate::study::{Grown, GrowthPlan};

    let scenario = tidegate::compile::load("tiny", &[]).unwrap_or_else(|error| panic!("{error}"));
    let mut growth = Growth::default();
    let point = Point {
        series: Series::Load,
        value: 0.6,
        researchers: 3000,
        years: 2.0,
        packages: 1,
        replications: 1,
        threads: 1,
    };
    growth.add(point, Spent::default());
    let grown = Grown {
        growth,
        partial: false,
        holds: true,
    };
    let plan = GrowthPlan {
        rounds: 1,
        seed: 1,
        scale: None,
        threads: 1,
    };
    let occasion = Occasion {
        date: "2024-01-01T00:00:00Z".to_owned(),
        cores: 1,
        processor: None,
        seconds: 1.0,
        command: Vec::new(),
    };
    let manifest = GrowthManifest::new(&scenario, &plan, &grown, occasion);
    let place = folder();
    let begin = || {
        let identity = Identity {
            kind: Kind::Measurement,
            hash: manifest.scenario_hash.clone(),
        };
        Folder::begin(place.path(), "tiny-cost", identity, false)
            .unwrap_or_else(|error| panic!("{error}"))
    };
    let (placed, skipped) = publish_growth(&scenario, &grown, &manifest, begin())
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(skipped.len(), 4, "four series have no row");
    let full = begin();
    let partial = full.path().to_owned();
    std::os::unix::fs::symlink("/dev/full", partial.join(".manifest.json.partial"))
        .unwrap_or_else(|error| panic!("{error}"));
    let error = publish_growth(&scenario, &grown, &manifest, full);
    let error = error.expect_err("a full disk");
    assert!(error.cure().starts_with("free space"), "{error}");
    assert!(error.to_string().contains("tiny-cost.partial"), "{error}");
    assert!(
        partial.join("tables/cost.csv").is_file(),
        "what is finished is kept"
    );
    assert!(placed.folder.join("manifest.json").is_file());
}
