//! The settled years, the groups of hosts, and sums by both.

use std::collections::BTreeMap;

use tidegate::compile::Package;
use tidegate::engine::{Fact, Listener};
use tidegate::model::{HostGroup, Instant, Model, Period, Policy};
use tidegate::observe::{RunSums, Slice};
use tidegate::stats::tables::{Comparison, LossRow, Replication, Rival, Section};
use tidegate::stats::{Indicator, Uncertainty, contest};
use tidegate::study::{Plan, WarmedUp};

use crate::support::{Trial, compare, load_with, packages, plan};

/// The baseline says so itself.
#[test]
fn the_last_two_of_six_years_of_the_baseline_are_settled() {
    let frame = |years: f64| Trial::built_in("baseline").years(years).model().frame;
    let six = frame(6.0);
    assert_eq!(six.years[six.first_settled_year..], [2027, 2028]);
    assert_eq!(frame(4.0).first_settled_year, 4, "none of four years");
}

/// Where no key says so, the settled years follow from the slowest change, a year of public
/// figures and the longest lead of a project: in the tiny world 365, 365.25 and 270 days.
#[test]
fn settled_years_follow_from_ramps_figures_and_leads() {
    let first = |sets: &[&str]| {
        let trial = Trial::built_in("tiny").with(sets).years(6.0);
        trial.model().frame.first_settled_year
    };
    assert_eq!(first(&[]), 3, "1,000.25 days");
    assert_eq!(
        first(&["reform.top-level-design.lead_days=95"]),
        3,
        "1,095.25 days"
    );
    assert_eq!(
        first(&["reform.top-level-design.lead_days=96"]),
        4,
        "1,096.25 days"
    );
    assert_eq!(first(&["project.joint.lead_days=400"]), 4);
}

/// Only China reforms in the baseline, and nobody where there is no reform.
#[test]
fn reforming_jurisdictions_are_those_that_some_change_selects() {
    let reforming = |model: &Model| -> Vec<String> {
        let places = model.jurisdictions.iter().zip(&model.reforming);
        let places = places.filter(|(_, reforms)| **reforms);
        places.map(|(place, _)| place.id.clone()).collect()
    };
    assert_eq!(reforming(&Trial::built_in("baseline").model()), ["CHN"]);
    assert!(reforming(&Trial::built_in("theory/mm3").model()).is_empty());
}

/// What ended of each project: host, earliest start, potential and realised value.
#[derive(Default)]
struct Ended(Vec<(usize, Instant, u64, u64)>);

impl Listener for Ended {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project, realised, ..
        } = *fact
        {
            let host = project.host.index();
            self.0
                .push((host, project.earliest, project.potential, realised));
        }
    }
}

#[test]
fn sections_add_up_the_projects_of_their_years_and_hosts() {
    let trial = Trial::built_in("tiny").with(&["study.settled_from=2025-01-01"]);
    let trial = trial.years(5.0);
    let model = trial.model();
    assert_eq!(model.frame.first_settled_year, 2);
    let settled_from = model.frame.year_starts[2];
    let ended: Ended = trial.run();
    let reforming = model.reforming.clone();
    let (from, to) = (model.frame.measured_from, model.frame.measured_to);
    let run = WarmedUp::new(model, 1, 0).run(&Policy::default(), &|| false);
    let sums: RunSums = run.expect("nobody stops a run").sums;
    assert_eq!(sums.axes.sections().count(), 8);
    for slice in sums.axes.sections() {
        let Slice::Section(period, group) = slice else {
            panic!("{slice:?} is no section");
        };
        let belongs = |(host, earliest, ..): &&(usize, Instant, u64, u64)| {
            let is_settled = *earliest >= settled_from;
            (from..to).contains(earliest)
                && period.is_none_or(|period| (period == Period::Settled) == is_settled)
                && group.is_none_or(|group| (group == HostGroup::Reforming) == reforming[*host])
        };
        let projects: Vec<_> = ended.0.iter().filter(belongs).collect();
        let kept = &sums.projects[sums.axes.index(slice)];
        assert!(!projects.is_empty(), "{slice:?}");
        assert_eq!(kept.projects, projects.len() as u64, "{slice:?}");
        assert_eq!(
            kept.potential,
            projects.iter().map(|ended| ended.2).sum::<u64>()
        );
        assert_eq!(
            kept.realised,
            projects.iter().map(|ended| ended.3).sum::<u64>()
        );
    }
}

/// Each section's losses and what is realised add up to its potential value, and the sections
/// add up to all.
#[test]
fn losses_of_sections_add_up() {
    let scenario = load_with("tiny", &["study.settled_from=2024-01-01"]);
    let done = compare(&scenario, &plan(&scenario, "full"));
    let rows = &done.tables.losses;
    let whole: Vec<_> = rows.iter().filter(|row| row.package == "full").collect();
    let sum = |period: Option<Period>, host: Option<HostGroup>, of: fn(&LossRow) -> f64| -> f64 {
        let rows = whole
            .iter()
            .filter(|row| row.jurisdiction.is_empty() && row.period == period && row.host == host);
        rows.map(|row| of(row)).sum()
    };
    let close = |a: f64, b: f64| assert!((a / b - 1.0).abs() < 1e-12, "{a} is not {b}");
    let periods = [None, Some(Period::Transition), Some(Period::Settled)];
    let hosts = [None, Some(HostGroup::Reforming), Some(HostGroup::Other)];
    for period in periods {
        for host in hosts {
            close(sum(period, host, |row| row.share), 1.0);
        }
        let parts = hosts[1..]
            .iter()
            .map(|host| sum(period, *host, |row| row.value));
        close(parts.sum(), sum(period, None, |row| row.value));
    }
    let parts = periods[1..]
        .iter()
        .map(|period| sum(*period, None, |row| row.value));
    close(parts.sum(), sum(None, None, |row| row.value));
}

/// The value of an indicator of a package in each world of a section, by draw and replication.
fn by_world(
    rows: &[Replication],
    package: &str,
    indicator: &Indicator,
    section: Section,
) -> BTreeMap<(u32, u32), f64> {
    let rows = rows.iter().filter(|row| {
        row.package == package && row.indicator == *indicator && row.section() == Some(section)
    });
    let worlds = rows.map(|row| ((row.draw, row.replication), row.value));
    worlds
        .filter_map(|(world, value)| Some((world, value?)))
        .collect()
}

/// Every package meets the same projects, so the value that one realises over that of the
/// baseline is the ratio of their shares, world by world.
#[test]
fn gain_and_comparisons_follow_from_the_worlds() {
    let sets = ["study.settled_from=2024-01-01"];
    let scenario = load_with("tiny", &sets);
    let plan = Plan {
        draws: 5,
        ..plan(&scenario, "singles")
    };
    let done = compare(&scenario, &plan);
    let tables = &done.tables;
    let singles: Vec<String> = packages("singles", &scenario)
        .iter()
        .map(Package::name)
        .collect();
    assert_eq!(singles.len(), 6);
    let section = (Some(Period::Settled), Some(HostGroup::Reforming));
    let shares = |package: &str| {
        by_world(
            &tables.replications,
            package,
            &Indicator::Convergence,
            section,
        )
    };
    let before = shares("baseline");
    let drawn = |values: BTreeMap<(u32, u32), f64>| -> Vec<f64> {
        let values = values.into_iter().filter(|((draw, _), _)| *draw > 0);
        values.map(|(_, value)| value).collect()
    };
    for package in &singles {
        let gains: BTreeMap<(u32, u32), f64> = shares(package)
            .into_iter()
            .map(|(world, share)| (world, share / before[&world] - 1.0))
            .collect();
        let gains = drawn(gains);
        assert_eq!(gains.len(), 5);
        let row = tables.differences.iter().find(|row| {
            row.package == **package
                && row.indicator == Indicator::Gain
                && row.section() == Some(section)
                && row.spread == Uncertainty::Parametric
        });
        let estimate = row.and_then(|row| row.statistic.estimate).expect("a gain");
        let mean = gains.iter().sum::<f64>() / 5.0;
        assert!(
            (estimate - mean).abs() < 1e-9,
            "{package}: {estimate}, {mean}"
        );
    }
    let worlds: Vec<Vec<f64>> = singles
        .iter()
        .map(|package| drawn(shares(package)))
        .collect();
    let standings = contest(&worlds);
    let rows: Vec<&Comparison> = tables
        .comparisons
        .iter()
        .filter(|row| (row.period, row.host) == section)
        .collect();
    assert_eq!(
        rows.len(),
        6 * (5 + 2),
        "each beside five others, best, first two"
    );
    for (package, standing) in singles.iter().zip(&standings) {
        let best = rows
            .iter()
            .find(|row| row.package == **package && row.other == Rival::Best);
        let best = best.expect("a row");
        assert_eq!(best.n, 5);
        assert!((best.probability - standing.best.share).abs() < 1e-12);
        assert!((best.regret.unwrap_or_default() - standing.regret).abs() < 1e-9);
    }
}
