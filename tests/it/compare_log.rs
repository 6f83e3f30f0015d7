//! Distances between logs: by hand on tiny ones, and what must hold of any.

#![expect(clippy::float_cmp, reason = "worked out by hand in dyadic fractions")]

use tidegate::log::compare::{
    CompareError, ComparePlan, Comparison, DistanceMeasure, DistanceRow, MEASURES, Replay,
    Standing, UnsharedActivity, compare,
};
use tidegate::log::{CaseLog, Event, EventLog};

use crate::support::{Folder, OrFail, tidegate};

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
    compare(simulated, real, None, PLAN).or_fail()
}

fn row(comparison: &Comparison, measure: DistanceMeasure) -> &DistanceRow {
    let mut rows = comparison.distances.iter();
    rows.find(|row| row.measure == measure)
        .expect("every measure")
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
    let comparison = compared(&simulated, &real);
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
        let plain = row(&comparison, measure).plain;
        assert!(
            (plain - value).abs() < 1e-12,
            "{measure:?}: {plain} for {value}"
        );
    }
    assert_eq!(comparison.real.variants, 3);
    assert_eq!(comparison.real.events, 9);
    assert_eq!(comparison.real.median_days, 2.0);
    assert_eq!(comparison.real.rework_share, 0.25);
    assert_eq!(
        (comparison.simulated.cases, comparison.cases_a_side),
        (2, 2)
    );
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
fn another_sample_of_the_same_law_lies_within_halves_and_another_law_above() {
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
    let comparison = compared(&drawn(30, 2, 0), &real);
    assert_eq!(comparison.cases_a_side, 30);
    // The plain distance is that of a small sample; the fair ratio knows.
    let row = row(&comparison, DistanceMeasure::EventsTv);
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
    let comparison = compare(&real, &real, Some(&training), PLAN);
    let comparison = comparison.or_fail();
    assert_eq!(comparison.replay, Replay::Training);
    let with_training = row(&comparison, DistanceMeasure::ThroughputEmd);
    assert!(
        (with_training.replay.mean - 10.0).abs() < 1.5,
        "{with_training:?}"
    );
    let comparison = compared(&real, &real);
    assert_eq!(comparison.replay, Replay::FirstHalf);
    // All cases of either half are drawn each time.
    let alone = row(&comparison, DistanceMeasure::ThroughputEmd);
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
    let comparison = compared(&simulated, &real);
    let mut renamed = real.clone();
    renamed.activities.reverse();
    for event in renamed.cases.iter_mut().flat_map(|case| &mut case.events) {
        event.activity = 3 - event.activity;
    }
    assert_eq!(compared(&simulated, &renamed), comparison);
    let other = compare(&simulated, &real, None, ComparePlan { seed: 2, ..PLAN });
    let other = other.or_fail();
    assert_ne!(other, comparison);
    for (one, other) in comparison.distances.iter().zip(&other.distances) {
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
    let comparison = compared(&simulated, &real);
    let only = |list: &[UnsharedActivity]| {
        let figures = |one: &UnsharedActivity| (one.activity.clone(), one.events, one.share);
        list.iter().map(figures).collect::<Vec<_>>()
    };
    assert_eq!(only(&comparison.only_simulated), [("a".to_owned(), 3, 0.6)]);
    assert_eq!(only(&comparison.only_real), [("c".to_owned(), 1, 0.2)]);
    let folder = Folder::new();
    let write = |name: &str, activity: &str| {
        let rows = (0..30).map(|number| {
            let (month, day) = (number / 28 + 1, number % 28 + 1);
            format!("{number},{activity} {number},2024-{month:02}-{day:02}\n")
        });
        let rows: String = rows.collect();
        folder.write(name, format!("case,activity,timestamp\n{rows}"))
    };
    tidegate(["compare-log"])
        .with([write("simulated.csv", "look"), write("real.csv", "judge")])
        .with(["--halvings", "3"])
        .succeeds()
        .prints("30 activities of the simulated log are not in the real one: 30 events, 100.0 %")
        .prints("30 activities of the real log are not in the simulated one")
        .prints("  judge 0: 1 events, 3.3 %")
        .prints("and 20 more");
}

#[test]
fn the_command_compares_files_and_names_what_is_wrong() {
    let folder = Folder::new();
    let rows = "1,a,2024-01-01\n1,b,2024-01-03\n2,a,2024-02-01\n2,b,2024-02-05\n3,a,2024-02-02\n";
    let simulated = format!("case,activity,timestamp\n{rows}");
    let simulated = folder.write("simulated.csv", simulated);
    let real = folder.write("real.csv", format!("file,what,when\n{rows}"));
    let run = || tidegate(["compare-log"]).with([&simulated, &real]);
    let with = |more: &[&str]| {
        let named = ["--case", "file", "--activity", "what"];
        run().with(named).with(["--timestamp", "when"]).with(more)
    };
    let ended = with(&[]).succeeds();
    for measure in MEASURES {
        ended.prints(measure.label());
    }
    // Every column has a heading: no row is wider than its first line.
    let mut heads = ended
        .printed
        .lines()
        .filter(|line| line.contains("  real  "));
    assert!(
        heads.next().is_some_and(|head| head.starts_with("figure ")),
        "{ended:?}"
    );
    ended.prints("simulated / half  mean beside halves\n");
    ended.does_not_print("are not in the");
    let json = with(&["--json", "--halvings", "3"]).succeeds().json();
    assert_eq!(json["real"]["cases"], 3);
    assert_eq!(json["distances"][0]["measure"], "throughput-ks");
    assert_eq!(json["distances"][0]["plain"], 0.0);
    with(&["--json", "--from", "2024-02-01", "--training"])
        .with([&simulated])
        .fails_with(1)
        .says("no column \"file\"");
    let json = with(&["--json", "--from", "2024-02-01"]).ends().json();
    assert_eq!(json["real"]["cases"], 2);
    with(&["--until", "2024-01-02"])
        .fails_with(1)
        .says("fewer than two cases");
    run().fails_with(1).says("no column for the case");
    with(&["--from", "soon"]).fails_with(2);
}
