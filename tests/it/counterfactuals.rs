//! Deep causes, the cost of time and the ceilings.

use tidegate::model::Loss;
use tidegate::scenario::Scenario;
use tidegate::stats::tables::Tables;
use tidegate::stats::{Booked, DeepCause, Indicator};
use tidegate::study::{Extras, Plan};

use crate::support::{compare, load, load_text, one_year, plan};

/// The tables of one replication, with counterfactuals.
fn tables(scenario: &Scenario, packages: &str) -> Tables {
    let plan = Plan {
        replications: 1,
        extras: Extras::Usual,
        ..plan(scenario, packages)
    };
    compare(scenario, &plan).tables
}

fn value(tables: &Tables, package: &str, indicator: &Indicator) -> f64 {
    let mut rows = tables.indicators.iter();
    let row = rows.find(|row| {
        row.package == package && row.indicator == *indicator && row.section().is_some()
    });
    let estimate = row.and_then(|row| row.statistic.estimate);
    estimate.unwrap_or_else(|| panic!("{indicator} of {package}"))
}

/// What is realised, what removing each deep cause closes, and what none of them closes, are
/// the whole potential value. A tiny world is not thinned: its baseline is that of the study.
#[test]
fn deep_causes_and_the_rest_add_up_to_the_potential() {
    let tables = tables(&load("tiny"), "singles,full");
    let of_baseline = |indicator| value(&tables, "baseline", &indicator);
    let causes = DeepCause::ALL.map(|cause| of_baseline(Indicator::DeepCause(cause)));
    let parts = causes.iter().sum::<f64>() + of_baseline(Indicator::DeepCauseRest);
    let sum = of_baseline(Indicator::Convergence) + parts;
    assert!((sum - 1.0).abs() < 1e-9, "{sum}");
    assert!(causes.iter().all(|share| *share > 0.0), "{causes:?}");
    assert!(of_baseline(Indicator::TimeCost) > 0.0);
    // All six together reach less than with every change at its best, at once and for good.
    let closed = value(&tables, "full", &Indicator::CeilingClosed);
    assert!((0.1..0.9).contains(&closed), "{closed}");
    let effect =
        value(&tables, "full", &Indicator::Convergence) - of_baseline(Indicator::Convergence);
    let friction = value(&tables, "full", &Indicator::FrictionClosed);
    assert!(friction < closed && effect > 0.0);
}

/// Where no reform is written, there is no jurisdiction to remove anything in.
#[test]
fn without_reforms_nothing_can_be_removed() {
    let mut bare = load("tiny");
    bare.root.reform.clear();
    let tables = tables(&bare, "baseline");
    for indicator in DeepCause::ALL
        .map(Indicator::DeepCause)
        .into_iter()
        .chain([Indicator::TimeCost])
    {
        let share = value(&tables, "baseline", &indicator);
        assert!(share.to_bits() == 0, "{indicator}: {share}");
    }
    assert!(value(&tables, "baseline", &Indicator::TimeCostEverywhere) > 0.0);
}

/// An optional dataset that has no legal way is missing whatever is removed: nobody waits for it,
/// so removing `incomplete` is worth nothing. Every project has its visit at once.
#[test]
fn nobody_waits_for_what_has_failed() {
    let world = concat!(
        one_year!("No way for data", "rho_a_year = 0.5\n"),
        r#"[jurisdiction.AAA]
researchers = 3000
[jurisdiction.BBB]
researchers = 3000
[project.joint]
rate_a_year = 0.5
hosted_by_lead_share = 0.5
value.lognormal = { mean = 1, cv = 1 }
lead_days = 60
window_days = 300
theta = 1
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 0.5
route = []
[project.joint.need.data]
kind = "data"
share = 1
essential = false
weight = 0.5
route = ["export"]
[office.export]
jurisdiction = "AAA"
queue.first_come = {}
officers = 10
[procedure.export]
jurisdiction = "AAA"
channel = "data"
direction = "exit"
pathway_share = 0
prepare.fixed = { days = 5 }
[procedure.export.step.check]
office = "export"
work.fixed = { hours = 1 }
[office.export-too]
jurisdiction = "BBB"
queue.first_come = {}
officers = 10
[procedure.export-too]
jurisdiction = "BBB"
channel = "data"
direction = "exit"
pathway_share = 0
prepare.fixed = { days = 5 }
[procedure.export-too.step.check]
office = "export-too"
work.fixed = { hours = 1 }
"#
    );
    let scenario = load_text(world);
    let plan = Plan {
        extras: Extras::Usual,
        ..plan(&scenario, "baseline")
    };
    let done = compare(&scenario, &plan);
    let incomplete: Vec<_> = (done.tables.losses.iter())
        .filter(|row| row.cause == Booked::Lost(Loss::Incomplete) && row.jurisdiction.is_empty())
        .collect();
    assert!(
        incomplete.iter().any(|row| row.share > 0.2),
        "{incomplete:?}"
    );
    let unlocks: Vec<f64> = incomplete.iter().filter_map(|row| row.unlock).collect();
    assert!(
        !unlocks.is_empty() && unlocks.iter().all(|gain| gain.abs() <= 0.0),
        "{unlocks:?}"
    );
}
