//! What runs cost: every label legible, every title as strong as its runs allow.

use std::fs;

use tidegate::report::charts::Gallery;
use tidegate::report::{CostDescription, draw_costs, write_costs};
use tidegate::stats::growth::{Growth, Point, Row, Series, Spent};
use tidegate::stats::table::TableRow;

const NAMES: [&str; 5] = [
    "cost-researchers",
    "cost-years",
    "cost-packages",
    "cost-load",
    "cost-threads",
];

fn about() -> CostDescription {
    CostDescription {
        title: "An invented world".to_owned(),
        study: "invented".to_owned(),
        partial: false,
        version: "0.0.0".to_owned(),
    }
}

/// Points of a series, each with the seconds of its runs.
fn add(growth: &mut Growth, series: Series, seconds: impl Fn(f64) -> f64, values: &[f64]) {
    for &value in values {
        let replications = if series == Series::Threads { 8 } else { 1 };
        let point = Point {
            series,
            value,
            researchers: if series == Series::Researchers {
                value as u64
            } else {
                10_510_000
            },
            years: if series == Series::Years { value } else { 4.0 },
            packages: 8,
            replications,
            threads: 8,
        };
        let point = match series {
            Series::Packages | Series::PackagesApart => Point {
                packages: value as u32,
                ..point
            },
            Series::Threads | Series::ThreadsOne => Point {
                threads: value as u32,
                ..point
            },
            _ => point,
        };
        for spread in [1.0, 0.94, 1.09] {
            let spent = Spent {
                seconds: seconds(value) * spread,
                processor: Some(seconds(value) * spread),
                peak: Some(40_000_000 + (seconds(value) * 5e7) as u64),
                events: 8_000_000,
            };
            growth.add(point, spent);
        }
    }
}

const DOUBLED: [f64; 7] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0];

/// A measurement with every series, on as many threads as doubling brings.
fn rows(threads: usize) -> Vec<Row> {
    let mut growth = Growth::default();
    let worlds = DOUBLED.map(|times| times * 164_218.0);
    add(
        &mut growth,
        Series::Researchers,
        |all| 0.3 + all * 7e-7,
        &worlds,
    );
    add(
        &mut growth,
        Series::Years,
        |years| 2.0 + 1.6 * years,
        &DOUBLED[..4],
    );
    add(
        &mut growth,
        Series::Packages,
        |count| 4.0 + 2.1 * count,
        &DOUBLED[..4],
    );
    add(
        &mut growth,
        Series::PackagesApart,
        |count| 6.3 * count,
        &DOUBLED[..4],
    );
    let loads = [0.6, 0.8, 0.95, 1.05, 1.2];
    add(&mut growth, Series::Load, |load| 2.0 + 0.4 * load, &loads);
    let threads = &DOUBLED[..threads];
    add(
        &mut growth,
        Series::Threads,
        |count| 3.0 + 25.0 / count.min(8.0),
        threads,
    );
    add(
        &mut growth,
        Series::ThreadsOne,
        |count| 5.0 + 1.0 / count,
        threads,
    );
    growth.rows()
}

fn sound(gallery: &Gallery) {
    for chart in &gallery.charts {
        let faults = chart.scene.faults();
        assert!(faults.is_empty(), "{}: {faults:#?}", chart.name);
    }
}

fn title(rows: &[Row], name: &str) -> String {
    let gallery = draw_costs(&about(), rows);
    sound(&gallery);
    gallery.find(name).expect(name).title.clone()
}

#[test]
fn every_series_has_a_chart_without_a_collision() {
    for threads in 1..=DOUBLED.len() {
        let gallery = draw_costs(&about(), &rows(threads));
        assert_eq!(gallery.skipped, []);
        assert!(gallery.charts.iter().map(|chart| chart.name).eq(NAMES));
        sound(&gallery);
    }
}

#[test]
fn titles_state_factors_with_their_ends() {
    let rows = rows(4);
    assert_eq!(
        title(&rows, "cost-years"),
        "8 times the years take 4.11 (3.55\u{a0}to\u{a0}4.77) times the seconds: 14.8 s"
    );
    assert!(
        title(&rows, "cost-packages").starts_with("Together 8 packages take 41\u{a0}% ("),
        "{}",
        title(&rows, "cost-packages")
    );
}

/// Below and above the limit, too near to tell, and on one run.
#[test]
fn the_chart_of_load_says_no_more_than_its_runs_allow() {
    for (seconds, verdict) in [
        (1.2, "that at 0.6"),
        (3.0, ", more than twice"),
        (2.0, "; the runs do not show whether it is more than twice"),
    ] {
        let mut growth = Growth::default();
        add(&mut growth, Series::Load, |_| 1.0, &[0.6]);
        add(&mut growth, Series::Load, |_| seconds, &[1.2]);
        let said = title(&growth.rows(), "cost-load");
        assert!(said.ends_with(verdict), "{said}");
    }
    let mut rows = rows(1);
    for row in &mut rows {
        row.runs = 1;
        row.nanoseconds_an_event_least = row.nanoseconds_an_event;
        row.nanoseconds_an_event_greatest = row.nanoseconds_an_event;
    }
    let said = title(&rows, "cost-load");
    assert!(said.ends_with("one run each"), "{said}");
}

#[test]
fn a_system_that_does_not_report_memory_has_no_panel_of_it() {
    let shows = |rows: &[Row]| {
        let gallery = draw_costs(&about(), rows);
        sound(&gallery);
        let chart = gallery.find("cost-researchers").expect("researchers");
        let mut labels = chart.scene.labels();
        labels.any(|label| label.words.contains("megabytes"))
    };
    let mut rows = rows(2);
    assert!(shows(&rows));
    for row in &mut rows {
        row.peak_megabytes = None;
    }
    assert!(!shows(&rows));
}

/// Cut short after the first points: one dot, or a reason.
#[test]
fn what_was_not_measured_is_left_out_with_its_reason() {
    let rows: Vec<Row> = rows(1).into_iter().take(1).collect();
    let gallery = draw_costs(
        &CostDescription {
            partial: true,
            ..about()
        },
        &rows,
    );
    sound(&gallery);
    assert_eq!(gallery.charts.len(), 1);
    assert_eq!(gallery.skipped.len(), 4);
    let words: Vec<&str> = (gallery.charts[0].scene.labels())
        .map(|label| &*label.words)
        .collect();
    assert!(words.join(" ").contains("PARTIAL"), "{words:?}");
    assert_eq!(draw_costs(&about(), &[]).charts.len(), 0);
}

#[test]
fn table_and_charts_are_written_with_a_dictionary() {
    let dir = tempfile::tempdir().expect("room");
    let rows = rows(3);
    let written = write_costs(&about(), &rows, dir.path()).expect("written");
    assert_eq!(written.files.len(), 2 + 2 * NAMES.len());
    assert_eq!(written.skipped, []);
    let text = fs::read_to_string(dir.path().join("tables/cost.csv")).expect("a table");
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    assert!(
        head.iter()
            .eq(Row::TABLE.columns.iter().map(|column| &column.name))
    );
    assert_eq!(lines.count(), rows.len());
    let meanings = fs::read_to_string(dir.path().join("tables/README.md")).expect("a dictionary");
    assert!(
        head.iter()
            .all(|name| meanings.contains(&format!("| `{name}` |")))
    );
    // A measurement says the same wherever it is drawn.
    let drawn = draw_costs(&about(), &rows);
    let svg = fs::read_to_string(dir.path().join("charts/cost-load.svg")).expect("a chart");
    assert_eq!(drawn.find("cost-load").expect("load").svg(), svg);
}
