//! From where the spread over draws comes, on a tiny world.

use std::sync::OnceLock;

use tidegate::scenario::{
    Group, Scenario, built_in, is_uncertain, visit_parameters, visit_parameters_mut,
};
use tidegate::stats::tables::{Statistic, VarianceRow};
use tidegate::stats::{DayStatistic, Indicator, Quantity, Share, Source};
use tidegate::study::{Plan, StudyResult};

use crate::support::{compare, load};

/// The tiny world in which only parameters of these groups are uncertain; what reforms
/// cost has ranges too.
fn only(groups: &[Group]) -> Scenario {
    let mut scenario = load("tiny");
    let stated = scenario.root.clone();
    visit_parameters_mut(&mut scenario.root, &mut |figure| {
        let group = Group::of_address(&figure.address, &stated);
        if figure.address.ends_with(".cost_once") || figure.address.ends_with(".cost_a_year") {
            (figure.low, figure.high) = (Some(0.5 * figure.value), Some(2.0 * figure.value));
        }
        if group.is_none_or(|group| !groups.contains(&group)) {
            (figure.low, figure.high) = (None, None);
        }
    });
    scenario
}

fn plan(scenario: &Scenario, draws: u32, split: bool) -> Plan {
    Plan {
        replications: 3,
        draws,
        split,
        years: Some(1.0),
        threads: Some(2),
        ..crate::support::plan(scenario, "baseline,full")
    }
}

/// The split of the world in which only money is uncertain, run once for all tests.
fn only_money() -> &'static StudyResult {
    static DONE: OnceLock<StudyResult> = OnceLock::new();
    DONE.get_or_init(|| {
        let scenario = only(&[Group::Money]);
        compare(&scenario, &plan(&scenario, 12, true))
    })
}

fn rows<'a>(
    done: &'a StudyResult,
    package: &str,
    indicator: &Indicator,
    quantity: Quantity,
) -> Vec<&'a VarianceRow> {
    let rows = done.tables.spread.iter().filter(|row| {
        row.package == package
            && row.indicator == *indicator
            && row.of == quantity
            && row.jurisdiction.is_empty()
    });
    rows.collect()
}

fn share_of(rows: &[&VarianceRow], source: Source, share: Share) -> Statistic {
    let mut rows = rows.iter();
    let row = rows.find(|row| row.parameter_group == source && row.effect == share);
    row.unwrap_or_else(|| panic!("{share:?} of {source}"))
        .statistic
}

fn exactly(statistic: Statistic, share: f64) -> bool {
    let all = [statistic.estimate, statistic.low, statistic.high];
    all.iter().all(|value| *value == Some(share))
}

#[test]
fn one_uncertain_group_has_everything_and_the_others_exactly_nothing() {
    let of_group = |group| {
        let scenario = only(&[group]);
        compare(&scenario, &plan(&scenario, 6, true))
    };
    let [projects, times] = [Group::Projects, Group::Times].map(of_group);
    for (group, done) in [
        (Group::Money, only_money()),
        (Group::Projects, &projects),
        (Group::Times, &times),
    ] {
        let mut moved = 0;
        for row in done
            .tables
            .spread
            .iter()
            .filter(|row| row.effect != Share::Part)
        {
            if row.parameter_group == Source::Group(group) {
                moved += u32::from(row.statistic.estimate > Some(0.5));
            } else {
                assert!(exactly(row.statistic, 0.0), "{row:?}");
            }
        }
        assert!(moved > 0, "{group} moves something");
    }
}

#[test]
fn what_luck_cannot_move_is_all_of_its_only_group() {
    let done = only_money();
    let cost = rows(done, "full", &Indicator::ReformCost, Quantity::Level);
    assert!(exactly(
        share_of(&cost, Source::Stochastic, Share::Part),
        0.0
    ));
    assert!(exactly(
        share_of(&cost, Source::Parametric, Share::Part),
        1.0
    ));
    let money = share_of(&cost, Source::Group(Group::Money), Share::Total);
    assert_eq!(money.high, Some(1.0), "{money:?}");
    assert!(money.low > Some(0.3), "{money:?}");
    let convergence = rows(done, "baseline", &Indicator::Convergence, Quantity::Level);
    let luck = share_of(&convergence, Source::Stochastic, Share::Part);
    assert_eq!(luck.high, Some(1.0), "{luck:?}");
}

#[test]
fn a_world_of_luck_alone_has_nothing_unknown() {
    let scenario = only(&[]);
    for split in [false, true] {
        let done = compare(&scenario, &plan(&scenario, 4, split));
        assert!(done.tables.spread.len() > 100);
        for row in &done.tables.spread {
            let share = if row.parameter_group == Source::Stochastic {
                1.0
            } else {
                0.0
            };
            assert!(exactly(row.statistic, share), "{row:?}");
        }
    }
}

/// Not by construction: reforms are uncertain, and the baseline does not know it.
#[test]
fn what_unknowns_cannot_move_is_luck_within_its_interval() {
    let scenario = only(&[Group::Reforms]);
    for split in [false, true] {
        let done = compare(&scenario, &plan(&scenario, 16, split));
        let (mut all, mut held) = (0, 0);
        for indicator in [
            Indicator::Convergence,
            Indicator::ProjectsRealised,
            Indicator::AssemblyDays(DayStatistic::Median),
            Indicator::Exposure,
        ] {
            let rows = rows(&done, "baseline", &indicator, Quantity::Level);
            let luck = share_of(&rows, Source::Stochastic, Share::Part);
            all += 1;
            held += u32::from(luck.high == Some(1.0));
        }
        assert!(held + 1 >= all, "{held} of {all}");
        let gain = rows(&done, "full", &Indicator::Convergence, Quantity::Difference);
        assert!(share_of(&gain, Source::Stochastic, Share::Part).estimate > Some(0.0));
        if split {
            assert!(share_of(&gain, Source::Group(Group::Reforms), Share::Total).low > Some(0.0));
        }
    }
}

#[test]
fn parts_add_to_one_and_no_thread_changes_a_row() {
    let scenario = only(&Group::ALL);
    let two = compare(&scenario, &plan(&scenario, 3, true));
    let one = Plan {
        threads: Some(1),
        ..plan(&scenario, 3, true)
    };
    assert!(compare(&scenario, &one).tables == two.tables);
    let parts: Vec<&VarianceRow> = (two.tables.spread.iter())
        .filter(|row| row.effect == Share::Part)
        .collect();
    for pair in parts.chunks(2) {
        let sum: f64 = pair.iter().filter_map(|row| row.statistic.estimate).sum();
        assert!((sum - 1.0).abs() < 1e-12, "{pair:?}");
    }
}

#[test]
fn splitting_changes_no_other_table() {
    let scenario = only(&Group::ALL);
    let mut plain = compare(&scenario, &plan(&scenario, 3, false)).tables;
    let mut split = compare(&scenario, &plan(&scenario, 3, true)).tables;
    let groups = split.spread.iter().filter(|row| row.effect == Share::Total);
    assert!(groups.count() > 1_000);
    assert!(plain.spread.iter().all(|row| row.effect == Share::Part));
    plain.spread.clear();
    split.spread.clear();
    assert!(plain == split);
}

#[test]
fn without_draws_there_is_no_spread_to_split() {
    let scenario = only(&Group::ALL);
    assert_eq!(
        compare(&scenario, &plan(&scenario, 0, false)).tables.spread,
        []
    );
}

#[test]
fn every_uncertain_parameter_of_every_scenario_is_in_a_group() {
    for name in built_in() {
        let scenario = load(name);
        let mut strange = Vec::new();
        visit_parameters(&scenario.root, &mut |figure| {
            let of_none = Group::of_address(&figure.address, &scenario.root).is_none();
            // What the calibration solves is drawn by no draw.
            let moves_nothing = scenario.root.is_solved(&figure.address)
                || ["target.", "expect."]
                    .iter()
                    .any(|head| figure.address.starts_with(head));
            if of_none && is_uncertain(figure) && !moves_nothing {
                strange.push(figure.address.to_string());
            }
        });
        assert!(strange.is_empty(), "{name}: {strange:?}");
    }
}

#[test]
fn the_address_decides() {
    let scenario = load("tiny");
    let group_of = |address: &str| Group::of_address(address, &scenario.root).map(Group::name);
    for (address, group) in [
        ("procedure.xaa-data-out.exempt_share", "procedures.data"),
        (
            "procedure.xaa-data-out.step.assess.refuse_share",
            "procedures.data",
        ),
        (
            "procedure.xaa-data-out.step.assess.work.fixed.hours",
            "times",
        ),
        ("procedure.xaa-data-out.aware_share", "knowledge"),
        ("procedure.xaa-data-out.fee", "money"),
        ("office.xaa-data.load", "times"),
        ("stay.XAA.bundle.xaa-card.hazard", "people"),
        ("reform.guidance.cost_once", "money"),
        ("reform.guidance.ramp_days", "reforms"),
        ("study.rho_a_year", "projects"),
    ] {
        assert_eq!(group_of(address), Some(group), "{address}");
    }
    assert_eq!(group_of("study.years"), None);
    assert_eq!(group_of("target.anything.observed"), None);
}
