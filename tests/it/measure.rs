//! `measure` from outside: real runs, a table, charts, exit codes.

use tidegate::stats::growth::Row;
use tidegate::stats::table::TableRow;

use crate::support::{Folder, OrFail, Run, load, tidegate};

const CHARTS: [&str; 5] = ["researchers", "years", "packages", "load", "threads"];

fn measure(folder: &Folder, more: &[&str]) -> Run {
    tidegate(["measure"]).with(more).into(folder)
}

#[test]
fn a_quick_measurement_has_a_table_and_five_charts() {
    let folder = Folder::new();
    let ran = measure(&folder, &["--quick", "--scale", "8", "--json", "--quiet"]).succeeds();
    ran.is_silent();
    for chart in CHARTS {
        for end in ["svg", "png"] {
            let path = format!("tiny-cost/charts/cost-{chart}.{end}");
            assert!(folder.holds(&path), "{path}");
        }
    }
    let text = folder.text("tiny-cost/tables/cost.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let head = reader.headers().cloned().unwrap_or_default();
    assert!(
        head.iter()
            .eq(Row::TABLE.columns.iter().map(|column| column.name))
    );
    let rows: Vec<csv::StringRecord> = reader.records().map_while(Result::ok).collect();
    let count = |series: &str| rows.iter().filter(|row| &row[0] == series).count();
    assert_eq!(count("researchers"), 7);
    assert_eq!(count("years"), 3, "as far as the holidays are known");
    assert!(count("packages") >= 4 && count("packages") == count("packages-apart"));
    assert_eq!(count("load"), 5);
    assert!(count("threads") >= 1 && count("threads") == count("threads-one"));
    let shown = ran.json()["cost"].as_array().cloned().unwrap_or_default();
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
    let manifest = folder.json("tiny-cost/manifest.json");
    assert_eq!(manifest["state"], "whole");
    assert!(manifest["cores"].as_u64().is_some_and(|cores| cores >= 1));
    assert!(
        manifest["date"]
            .as_str()
            .is_some_and(|date| date.ends_with('Z'))
    );
    assert!(!folder.holds("tiny-cost.partial"));
}

#[test]
fn wrong_usage_and_wrong_input_have_different_exit_codes() {
    let folder = Folder::new();
    measure(&folder, &["--quick", "--scale", "0"]).fails_with(2);
    measure(&folder, &["--quick", "--threads", "0"]).fails_with(2);
    measure(&folder, &["--no-such-option"]).fails_with(2);
    measure(&folder, &["no-such-file.toml"]).fails_with(1);
    let file = folder.write("file", "in the way");
    let refused = tidegate(["measure", "--quick"]).into(file).fails_with(1);
    refused.says("--output");
}

#[cfg(unix)]
#[test]
fn an_interrupted_measurement_keeps_what_was_measured() {
    let folder = Folder::new();
    let ended = measure(&folder, &["tiny"]).interrupted_in_progress();
    assert_eq!(ended.code, Some(130), "{ended:?}");
    let partial = "tiny-cost.partial";
    let manifest = folder.json(&format!("{partial}/manifest.json"));
    assert_eq!(manifest["state"], "partial");
    let text = folder.text(&format!("{partial}/tables/cost.csv"));
    assert!(text.lines().count() > 1, "{text}");
    assert!(folder.holds(&format!("{partial}/charts/cost-researchers.svg")));
    assert!(!folder.holds("tiny-cost"));
}

/// A full disk takes neither the measurement before nor leaves a broken one.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_nothing_broken() {
    use tidegate::report::{self, GrowthManifest, Identity, Kind, Occasion, publish_growth};
    use tidegate::stats::growth::{Growth, Point, Series, Spent};
    use tidegate::study::{GrowthPlan, GrowthResult};

    let scenario = load("tiny");
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
    let grown = GrowthResult {
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
    let place = Folder::new();
    let begin = || {
        let identity = Identity {
            kind: Kind::Measurement,
            hash: manifest.scenario_hash.clone(),
        };
        report::Folder::begin(place.path(), "tiny-cost", identity, false).or_fail()
    };
    let (placed, skipped) = publish_growth(&scenario, &grown, &manifest, begin()).or_fail();
    assert_eq!(skipped.len(), 4, "four series have no row");
    let full = begin();
    let partial = full.path().to_owned();
    std::os::unix::fs::symlink("/dev/full", partial.join(".manifest.json.partial")).or_fail();
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
