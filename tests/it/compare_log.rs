//! Distances between logs: by hand on tiny ones, and what must hold of any.

#![expect(clippy::float_cmp, reason = "worked out by hand in dyadic fractions")]

use std::fs;
use std::process::Command;

use tidegate::log::compare::{
    CompareError, ComparePlan, Comparison, DistanceMeasure, DistanceRow, MEASURES, Replay,
    Standing, UnsharedActivity, compare,
};
use tidegate::log::{CaseLog, Event, EventLog};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;
const PLAN: ComparePlan = ComparePlan {
    halvings: 40,
    seed: 1,
};

/// A log from cases: first event in hours from a Monday, then each activity with the hours
/// since the event before.
fn log(cases: impl IntoIterator<Item = (i64, Vec<(u32, i64)>)>) -> EventLog {
    const MONDAY: i64 = 1_704_067_200_000;
    let mut log = EventLog {
        activities: ["a", "b", "c", "d"].map(str::to_owned).to_vec(),
        ..EventLog::default()
    };
    for (number, (begin, steps)) in cases.into_iter().enumerate() {
        let mut time = MONDAY + begin * HOUR;
        let events = steps.into_iter().map(|(activity, hours)| {
            time += hours * HOUR;
            Event {
                activity,
                start: None,
                end: time,
                resource: None,
            }
        });
        log.cases.push(CaseLog {
            id: format!("case {number}"),
            events: events.collect(),
        });
    }
    log.cases.sort_by_key(|case| case.events[0].end);
    log
}

fn compared(simulated: &EventLog, real: &EventLog) -> Comparison {
    compare(simulated, real, None, PLAN).unwrap_or_else(|error| panic!("{error}"))
}

fn row(found: &Comparison, measure: DistanceMeasure) -> &DistanceRow {
    let row = found.distances.iter().find(|row| row.measure == measure);
    row.unwrap_or_else(|| panic!("{measure:?}"))
}

fn plain(simulated: &EventLog, real: &EventLog, measure: DistanceMeasure) -> f64 {
    row(&compared(simulated, real), measure).plain
}

/// Cases that differ: times, variants, hours of the week and rework.
fn mixed(number: i64, seed: i64) -> EventLog {
    log((0..number).map(|case| {
        let turn = (case * 7 + seed * 3) % 10;
        let mut steps = vec![(0, 0), (1, 5 + turn * turn)];
        if turn % 3 == 0 {
            steps.push((0, 2));
        }
        steps.push((2, turn));
        (case * 5 + turn, steps)
    }))
}

#[test]
fn distances_by_hand() {
    // Real: two cases a-b of one day, one a-c of three days, one a-b-a of three days.
    let real = log([
        (9, vec![(0, 0), (1, 24)]),
        (9, vec![(0, 0), (1, 24)]),
        (9, vec![(0, 0), (2, 72)]),
        (9, vec![(0, 0), (1, 24), (0, 48)]),
    ]);
    // Simulated: two cases a-b of one day.
    let simulated = log([(9, vec![(0, 0), (1, 24)]), (10, vec![(0, 0), (1, 24)])]);
    let found = compared(&simulated, &real);
    let wanted = [
        (DistanceMeasure::ThroughputKs, 0.5),
        (DistanceMeasure::ThroughputEmd, 1.0),
        // Real: 4/9 Monday 9, 3/9 Tuesday 9, 2/9 Thursday 9; simulated a quarter each on
        // Monday and Tuesday at 9 and at 10.
        (DistanceMeasure::EventsTv, 0.5),
        (DistanceMeasure::ArrivalsTv, 0.5),
        (DistanceMeasure::ArrivalsEmd, 0.5),
        (DistanceMeasure::VariantsTv, 0.5),
        (DistanceMeasure::VariantsUnknown, 0.5),
        // Real pairs of 13: >a 4, ab 3, b< 2, ac 1, c< 1, ba 1, a< 1; simulated a third each.
        (DistanceMeasure::PairsTv, 4.0 / 13.0),
        // Real triples of 9: >ab 3, ab< 2, >ac 1, ac< 1, aba 1, ba< 1; simulated a half each.
        (DistanceMeasure::TriplesTv, 4.0 / 9.0),
        (DistanceMeasure::Rework, 0.25),
    ];
    for (measure, value) in wanted {
        let plain = row(&found, measure).plain;
        assert!(
            (plain - value).abs() < 1e-12,
            "{measure:?}: {plain} for {value}"
        );
    }
    assert_eq!(found.real.variants, 3);
    assert_eq!(found.real.events, 9);
    assert_eq!(found.real.median_days, 2.0);
    assert_eq!(found.real.rework_share, 0.25);
    assert_eq!((found.simulated.cases, found.cases_a_side), (2, 2));
}

#[test]
fn a_log_is_at_no_distance_from_itself_and_distances_have_no_direction() {
    let (one, other) = (mixed(60, 0), mixed(47, 1));
    for row in compared(&one, &one).distances {
        assert_eq!(row.plain, 0.0, "{:?}", row.measure);
    }
    for measure in MEASURES {
        if measure == DistanceMeasure::VariantsUnknown {
            continue;
        }
        let there = plain(&one, &other, measure);
        let back = plain(&other, &one, measure);
        assert!(
            (there - back).abs() < 1e-12,
            "{measure:?}: {there} and {back}"
        );
        assert!(there > 0.0, "{measure:?}");
    }
}

#[test]
fn cases_that_last_a_day_longer_are_one_day_apart() {
    let real = mixed(50, 0);
    let mut longer = real.clone();
    for case in &mut longer.cases {
        if let Some(last) = case.events.last_mut() {
            last.end += DAY;
        }
    }
    let distance = plain(&longer, &real, DistanceMeasure::ThroughputEmd);
    assert!((distance - 1.0).abs() < 1e-12, "{distance}");
    // What only begins a week later is no other procedure.
    let mut later = real.clone();
    for case in &mut later.cases {
        for event in &mut case.events {
            event.end += 7 * DAY;
        }
    }
    for row in compared(&later, &real).distances {
        assert_eq!(row.plain, 0.0, "{:?}", row.measure);
    }
}

#[test]
fn a_daily_rhythm_is_farthest_from_itself_after_twelve_hours() {
    let daily =
        |shift: i64| log((0..14).map(|day| (day * 24 + 9 + shift, vec![(0, 0), (1, 24), (2, 24)])));
    let real = daily(0);
    let distances: Vec<f64> = (0..24)
        .map(|shift| plain(&daily(shift), &real, DistanceMeasure::ArrivalsEmd))
        .collect();
    for (shift, distance) in distances.iter().enumerate() {
        let hours = shift.min(24 - shift) as f64;
        assert!((distance - hours).abs() < 1e-9, "{shift}: {distance}");
    }
    let greatest = distances.iter().copied().fold(0.0, f64::max);
    assert_eq!(distances[12], greatest);
}

/// A log of independent cases of one law: the hours are spread by a multiplication.
fn drawn(number: u64, seed: u64, longer: i64) -> EventLog {
    log((0..number).map(|case| {
        let bits = tidegate::draw::Key::named("a case")
            .with(seed)
            .with(case)
            .bits();
        let hours = (bits % 400) as i64;
        let middle = if (bits >> 20).is_multiple_of(4) { 3 } else { 1 };
        let begin = (bits >> 32) % 4000;
        (
            begin as i64,
            vec![(0, 0), (middle, hours / 3), (2, hours + longer)],
        )
    }))
}

#[test]
fn another_sample_of_the_same_law_stands_within_halves_and_another_law_above() {
    let real = drawn(400, 1, 0);
    let same = compared(&drawn(900, 2, 0), &real);
    assert_eq!(same.cases_a_side, 200);
    for row in &same.distances {
        assert_eq!(row.standing, Standing::Within, "{row:?}");
        assert!(row.halves.low <= row.halves.mean && row.halves.mean <= row.halves.high);
        assert!(
            row.halves.mean > 0.0
                || row.measure == DistanceMeasure::Rework
                || row.measure == DistanceMeasure::VariantsUnknown
        );
    }
    let ratio = row(&same, DistanceMeasure::ThroughputEmd)
        .ratio
        .unwrap_or(0.0);
    assert!((0.5..2.0).contains(&ratio), "{ratio}");
    let other = compared(&drawn(900, 2, 120), &real);
    for measure in [
        DistanceMeasure::ThroughputKs,
        DistanceMeasure::ThroughputEmd,
    ] {
        let row = row(&other, measure);
        assert_eq!(row.standing, Standing::Above, "{row:?}");
        assert!(row.ratio.is_some_and(|ratio| ratio > 3.0), "{row:?}");
    }
    // A copy is nearer than a sample.
    let copy = compared(&real, &real);
    assert_eq!(
        row(&copy, DistanceMeasure::EventsTv).standing,
        Standing::Below
    );
}

#[test]
fn a_small_simulated_log_is_measured_against_parts_as_small() {
    let real = drawn(400, 1, 0);
    let found = compared(&drawn(30, 2, 0), &real);
    assert_eq!(found.cases_a_side, 30);
    // The plain distance is that of a small sample; the fair ratio knows.
    let row = row(&found, DistanceMeasure::EventsTv);
    assert!(row.halves.mean > 0.5, "{row:?}");
    assert!(
        row.ratio.is_some_and(|ratio| (0.8..1.25).contains(&ratio)),
        "{row:?}"
    );
}

#[test]
fn replay_is_the_training_log_or_the_first_half_in_time() {
    let real = drawn(300, 1, 0);
    let training = drawn(300, 5, 240);
    let found = compare(&real, &real, Some(&training), PLAN);
    let found = found.unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(found.replay, Replay::Training);
    let with_training = row(&found, DistanceMeasure::ThroughputEmd);
    assert!(
        (with_training.replay.mean - 10.0).abs() < 1.5,
        "{with_training:?}"
    );
    let found = compared(&real, &real);
    assert_eq!(found.replay, Replay::FirstHalf);
    // All cases of either half are drawn each time.
    let alone = row(&found, DistanceMeasure::ThroughputEmd);
    assert!(
        (alone.replay.high - alone.replay.low).abs() < 1e-12,
        "{alone:?}"
    );
    let (before, after) = real.cases.split_at(150);
    let part = |cases: &[CaseLog]| EventLog {
        cases: cases.to_vec(),
        ..real.clone()
    };
    let wanted = plain(&part(before), &part(after), DistanceMeasure::ThroughputEmd);
    assert!((alone.replay.mean - wanted).abs() < 1e-12, "{alone:?}");
}

#[test]
fn nothing_depends_on_the_order_of_names_or_cases_and_the_seed_only_parts() {
    let (simulated, real) = (drawn(80, 2, 0), drawn(90, 1, 0));
    let found = compared(&simulated, &real);
    let mut renamed = real.clone();
    renamed.activities.reverse();
    for event in renamed.cases.iter_mut().flat_map(|case| &mut case.events) {
        event.activity = 3 - event.activity;
    }
    assert_eq!(compared(&simulated, &renamed), found);
    let other = compare(&simulated, &real, None, ComparePlan { seed: 2, ..PLAN });
    let other = other.unwrap_or_else(|error| panic!("{error}"));
    assert_ne!(other, found);
    for (one, other) in found.distances.iter().zip(&other.distances) {
        assert_eq!(one.plain, other.plain);
    }
}

#[test]
fn logs_that_are_too_small_are_refused() {
    let (none, one, two) = (mixed(0, 0), mixed(1, 0), mixed(2, 0));
    let refused = |simulated, real, training| compare(simulated, real, training, PLAN).err();
    assert_eq!(refused(&none, &two, None), Some(CompareError::Simulated));
    assert_eq!(refused(&two, &one, None), Some(CompareError::Real));
    assert_eq!(
        refused(&two, &two, Some(&none)),
        Some(CompareError::Training)
    );
    assert_eq!(refused(&one, &two, None), None);
}

/// Activities that one log lacks are reported with their share of the other's events.
#[test]
fn activities_of_one_log_alone_are_reported() {
    // Five events each; b is in both, a and c in one alone, d in neither.
    let simulated = log([(0, vec![(0, 0), (0, 1), (1, 1)]), (5, vec![(0, 0), (1, 1)])]);
    let real = log([(0, vec![(2, 0), (1, 1), (1, 1)]), (5, vec![(1, 0), (1, 1)])]);
    let found = compared(&simulated, &real);
    let only = |list: &[UnsharedActivity]| {
        let of = |one: &UnsharedActivity| (one.activity.clone(), one.events, one.share);
        list.iter().map(of).collect::<Vec<_>>()
    };
    assert_eq!(only(&found.only_simulated), [("a".to_owned(), 3, 0.6)]);
    assert_eq!(only(&found.only_real), [("c".to_owned(), 1, 0.2)]);
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, activity: &str| {
        let path = folder.path().join(name);
        let rows = (0..30).map(|number| {
            let (month, day) = (number / 28 + 1, number % 28 + 1);
            format!("{number},{activity} {number},2024-{month:02}-{day:02}\n")
        });
        let text = format!("case,activity,timestamp\n{}", rows.collect::<String>());
        fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path
    };
    let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("compare-log")
        .args([write("simulated.csv", "look"), write("real.csv", "judge")])
        .args(["--halvings", "3"])
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let out = String::from_utf8_lossy(&output.stdout);
    for words in [
        "30 activities of the simulated log are not in the real one: 30 events, 100.0 %",
        "30 activities of the real log are not in the simulated one",
        "  judge 0: 1 events, 3.3 %",
        "and 20 more",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn the_command_compares_files_and_names_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap_or_else(|error| panic!("{error}"));
        path.to_string_lossy().into_owned()
    };
    let rows = "1,a,2024-01-01\n1,b,2024-01-03\n2,a,2024-02-01\n2,b,2024-02-05\n3,a,2024-02-02\n";
    let simulated = write("simulated.csv", &format!("case,activity,timestamp\n{rows}"));
    let real = write("real.csv", &format!("file,what,when\n{rows}"));
    let run = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
            .args(["compare-log", &simulated, &real])
            .args(more)
            .output()
            .unwrap_or_else(|error| panic!("{error}"));
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        (
            output.status.code(),
            text(output.stdout),
            text(output.stderr),
        )
    };
    let named = [
        "--case",
        "file",
        "--activity",
        "what",
        "--timestamp",
        "when",
    ];
    let with = |more: &[&str]| run(&[&named, more].concat());
    let (code, out, said) = with(&[]);
    assert_eq!(code, Some(0), "{said}");
    for measure in MEASURES {
        assert!(out.contains(measure.label()), "{out}");
    }
    // Every column has a heading: no row is wider than its first line.
    let heads: Vec<&str> = out
        .lines()
        .filter(|line| line.contains("  real  "))
        .collect();
    assert!(heads[0].starts_with("figure "), "{out}");
    assert!(
        out.contains("simulated / half  mean beside halves\n"),
        "{out}"
    );
    assert!(!out.contains("are not in the"), "{out}");
    let (code, out, said) = with(&["--json", "--halvings", "3"]);
    assert_eq!(code, Some(0), "{said}");
    let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_default();
    assert_eq!(json["real"]["cases"], 3);
    assert_eq!(json["distances"][0]["measure"], "throughput-ks");
    assert_eq!(json["distances"][0]["plain"], 0.0);
    let (code, out, said) = with(&["--json", "--from", "2024-02-01", "--training", &simulated]);
    assert_eq!(code, Some(1), "{out}");
    assert!(said.contains("no column \"file\""), "{said}");
    let (_, out, _) = with(&["--json", "--from", "2024-02-01"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap_or_default();
    assert_eq!(json["real"]["cases"], 2);
    let (code, _, said) = with(&["--until", "2024-01-02"]);
    assert_eq!(code, Some(1));
    assert!(said.contains("fewer than two cases"), "{said}");
    let (code, _, said) = run(&[]);
    assert_eq!(code, Some(1));
    assert!(said.contains("no column for the case"), "{said}");
    assert_eq!(with(&["--from", "soon"]).0, Some(2));
}
