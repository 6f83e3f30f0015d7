//! Laws of attribution: each cause stands out where it is alone, and a reform's name does nothing.

use tidegate::scenario::Scenario;
use tidegate::stats::Indicator;
use tidegate::stats::tables::Tables;

use crate::support::{compare, load, plan, tidegate};

/// The worlds of a scenario in which one thing alone stands in the way, as printed.
fn worlds(scenario: &str) -> Vec<serde_json::Value> {
    let printed = tidegate(["verify", "--causes", "--json", scenario])
        .succeeds()
        .printed;
    serde_json::from_str(&printed).expect("a list")
}

/// Points of some reforms together in a world.
fn points(world: &serde_json::Value, reforms: &[&str]) -> f64 {
    let all = world["reforms"].as_array().into_iter().flatten();
    let ours = all.filter(|row| reforms.contains(&row["reform"].as_str().unwrap_or_default()));
    ours.map(|row| row["effect"].as_f64().expect("a number"))
        .sum()
}

fn check(scenario: &str, least: f64) {
    let worlds = worlds(scenario);
    assert_eq!(worlds.len(), 9);
    for world in &worlds {
        assert_eq!(world["holds"], true, "{world}");
        assert!(world["of_its_kind"].as_f64() >= Some(least), "{world}");
        assert!(world["lost"].as_f64() > Some(0.01), "{world}");
    }
    let families: [(&str, &[&str]); 3] = [
        ("pathway", &["laws", "policies"]),
        ("awareness", &["guidance"]),
        ("procedure", &["procedures", "coordination"]),
    ];
    for ((alone, own), world) in families.into_iter().zip(&worlds) {
        assert_eq!(world["alone"], alone);
        let all = world["reforms"].as_array().expect("a list");
        let others: Vec<&str> = all
            .iter()
            .filter_map(|row| row["reform"].as_str())
            .filter(|reform| !own.contains(reform))
            .collect();
        assert_eq!(own.len() + others.len(), 6);
        let (own, others) = (points(world, own), points(world, &others));
        assert!(own > others.max(0.0), "{alone}: {own}, others {others}");
    }
}

/// Nothing else is in the way, so nothing else is lost: in the tiny world to the last millionth.
#[test]
fn each_cause_stands_out_where_it_is_alone() {
    check("tiny", 0.999);
}

/// The world of extreme cases has call dates, permits for a day, memories, journeys, a year without
/// a record of failures, and two jurisdictions whose procedures a reform lets run in parallel. None
/// of it may stand beside the one cause. Its reforms act on time alone. What is left is the night
/// that a resident's project, which has no lead time, loses before its needs can be filed: less
/// than 0.002 % of the potential value.
#[test]
fn each_cause_stands_out_in_the_extreme_world() {
    let worlds = worlds("stress");
    assert_eq!(worlds.len(), 9);
    for world in &worlds {
        assert_eq!(world["holds"], true, "{world}");
        let number = |key: &str| world[key].as_f64().expect("a number");
        let (lost, of_its_kind) = (number("lost"), number("of_its_kind"));
        assert!(lost > 0.1, "{world}");
        assert!(lost * (1.0 - of_its_kind) < 0.000_02, "{world}");
    }
    for (alone, acting) in [
        ("pathway", &[][..]),
        ("awareness", &[]),
        ("procedure", &["laws", "coordination", "procedures"]),
    ] {
        let world = worlds.iter().find(|world| world["alone"] == alone);
        let reforms = world.and_then(|world| world["reforms"].as_array());
        let reforms = reforms.expect("a world with reforms");
        assert_eq!(reforms.len(), 6);
        for row in reforms {
            let acts = acting.contains(&row["reform"].as_str().unwrap_or_default());
            assert_eq!(row["acts"], acts, "{alone}: {row}");
            assert_eq!(row["changes_nothing"], !acts, "{alone}: {row}");
            assert!(acts || row["effect"] == 0.0, "{alone}: {row}");
        }
    }
}

/// The same in the world of the answer. It takes half a minute: `.ci/full` runs it.
#[test]
#[ignore = "half a minute; .ci/full runs it"]
fn each_cause_stands_out_in_the_baseline() {
    check("baseline", 0.99);
}

#[test]
fn a_scenario_that_is_not_there_is_refused() {
    tidegate(["verify", "--causes", "no-such.toml"])
        .fails_with(1)
        .says("no-such.toml");
    for other in ["--events", "--effort", "--draws=5", "--replications=5"] {
        tidegate(["verify", "--causes", other]).fails_with(2);
    }
    tidegate(["verify", "--causes", "scenarios/theory/mm1.toml"])
        .fails_with(1)
        .says("has no projects or no reforms");
}

/// Nobody needs materials or programmes on the one corridor, so nothing is lost to them.
#[test]
fn a_channel_that_nobody_needs_loses_nothing() {
    tidegate(["verify", "--causes", "single-corridor"]).succeeds();
}

/// Indicators of a package as bits. The cost of all together is left out: it is a sum of fractions
/// in the order of the names.
fn bits(tables: &Tables, package: &str) -> Vec<(String, Option<u64>)> {
    let is_cost =
        |one: &Indicator| matches!(one, Indicator::ReformCost | Indicator::ConvergencePerCost);
    let rows = tables
        .indicators
        .iter()
        .filter(|row| row.package == package && (package != "full" || !is_cost(&row.indicator)));
    rows.map(|row| {
        let name = format!("{} {:?} {}", row.indicator, row.section(), row.year);
        (name, row.statistic.estimate.map(f64::to_bits))
    })
    .collect()
}

/// With the changes and the clock of one reform under another's name, the name has the effect.
#[test]
fn a_reform_does_under_another_name_what_it_does_under_its_own() {
    let scenario = load("tiny");
    let tables = |scenario: &Scenario| compare(scenario, &plan(scenario, "singles,full")).tables;
    let stated = tables(&scenario);
    let ids: Vec<_> = scenario.root.reform.keys().cloned().collect();
    assert_eq!(ids.len(), 6);
    let reforms: Vec<_> = scenario.root.reform.values().cloned().collect();
    for turn in [1, 3] {
        let mut turned = scenario.clone();
        for (place, reform) in turned.root.reform.values_mut().enumerate() {
            *reform = reforms[(place + turn) % 6].clone();
        }
        let swapped = tables(&turned);
        for (place, id) in ids.iter().enumerate() {
            let own = &ids[(place + turn) % 6];
            let (found, expected) = (bits(&swapped, id.as_str()), bits(&stated, own.as_str()));
            assert!(found.len() > 50, "{id}");
            assert_eq!(found, expected, "{own} under the name {id}");
        }
        assert_eq!(bits(&swapped, "full"), bits(&stated, "full"));
    }
}
