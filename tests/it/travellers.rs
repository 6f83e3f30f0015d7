//! Who travels, and whose permits spare the next case.

use tidegate::engine::{Fact, Listener};

use crate::support::{Trial, one_year, tidegate};

/// Researchers of AAA lead two projects a year, half of them with BBB and half with CCC, and
/// visit the partner. A visa is granted at once and outlasts the year.
const WORLD: &str = concat!(
    one_year!("Visas of an area", "focal = [\"AAA\"]\n"),
    r#"[jurisdiction.AAA]
researchers = 10000
[jurisdiction.BBB]
researchers = 0
[jurisdiction.CCC]
researchers = 0
[field.all]
share = 1
[belief]
half_life_days = 365
success = 1
delay_days = 0
weight = 0
own_weight = 0
[agreement.counter]
passage.fixed = { days = 0 }
[project.joint]
rate_a_year = 2
hosted_by_lead_share = 0
value.lognormal = { mean = 1, cv = 1 }
lead_days = 0
window_days = 100
theta = 1
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 1
files = "before"
files_days_before = 0
route = ["visit"]
"#
);

/// The visas of BBB and CCC, with some keys.
fn visas(keys: [&str; 2]) -> String {
    let visa = |place: &str, keys: &str| {
        let id = place.to_lowercase();
        format!(
            "[procedure.{id}-visa]\njurisdiction = \"{place}\"\nchannel = \"personnel\"\n\
             direction = \"entry\"\nroute = \"visit\"\nvalid_days = 3650\n\
             holder = \"researcher\"\n{keys}\n[procedure.{id}-visa.step.decide]\n\
             agreement = \"counter\"\nafter = []\n"
        )
    };
    let world = WORLD.replace("researchers = 0\n", "researchers = 10000\n");
    let [first, second] = keys;
    format!("{world}{}{}", visa("BBB", first), visa("CCC", second))
}

#[derive(Default)]
struct Filed {
    cases: f64,
    converged: u64,
}

impl Listener for Filed {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            // The run goes on after the year.
            Fact::Filed { at, .. } if at.day() < 365 => self.cases += 1.0,
            Fact::ProjectEnded {
                converged: Some(_), ..
            } => self.converged += 1,
            _ => {}
        }
    }
}

/// A researcher of AAA travels to each country at rate 1. With a visa for each she files for
/// 1 - exp(-1) of each on average; with one for both, 1 - exp(-2) in all: the visa of one country
/// spares the case in the other. Journeys of BBB and CCC go to AAA, which asks for nothing.
#[test]
fn a_permit_of_one_country_of_an_area_spares_the_case_in_another() {
    let area = "scope = \"area\"\narea = \"union\"";
    let files = |keys: [&str; 2]| Trial::text(visas(keys)).run::<Filed>();
    let (each, one) = (files(["", ""]), files([area, area]));
    let apart = files([area, "scope = \"area\"\narea = \"other\""]);
    let expected = |cases: f64| 10_000.0 * cases;
    let near = |filed: f64, cases: f64| (filed / expected(cases) - 1.0).abs() < 0.03;
    assert!(
        near(each.cases, 2.0 * (1.0 - (-1.0_f64).exp())),
        "{}",
        each.cases
    );
    assert!(near(one.cases, 1.0 - (-2.0_f64).exp()), "{}", one.cases);
    // Two areas of one country each are as two visas.
    assert!((apart.cases - each.cases).abs() < 0.5, "{}", apart.cases);
    assert!(one.converged == each.converged && one.converged > 10_000);
}

/// A standing partner makes journeys to her country frequent, so that fewer cases are filed; the
/// number of projects stays.
#[test]
fn repeated_journeys_are_covered_more_often() {
    let files = |share: f64| {
        let text = visas(["", ""]).replace(
            "[project.joint]",
            &format!("[project.joint]\nrepeat_share = {share}"),
        );
        Trial::text(text).run::<Filed>()
    };
    // Standing there: rate 0.8 x 2 + 0.2 x 1 = 1.8; elsewhere 0.2.
    let expected = 10_000.0 * (2.0 - (-1.8_f64).exp() - (-0.2_f64).exp());
    let filed = files(0.8).cases;
    assert!(
        (filed / expected - 1.0).abs() < 0.03,
        "{filed}, expected {expected}"
    );
}

/// The calibration expects about the share of covered requests that a run has: with permits of
/// half a year, of areas, by class and by standing partner.
#[test]
fn the_calibration_expects_the_covered_share() {
    let classes = "[activity.seldom]\nshare = 0.9\nfactor = 0.5\n\
                   [activity.often]\nshare = 0.1\nfactor = 5.5\n";
    for (keys, classes, repeated) in [
        ("", "", 0.0),
        ("", classes, 0.5),
        ("scope = \"all\"", classes, 0.5),
        ("scope = \"area\"\narea = \"union\"", classes, 0.0),
        ("scope = \"area\"\narea = \"union\"", classes, 0.5),
    ] {
        let text = visas([keys, keys])
            .replace("valid_days = 3650", "valid_days = 182.625")
            .replace(
                "warm_up_years = 0\nyears = 1",
                "warm_up_years = 1\nyears = 2",
            )
            .replace(
                "[project.joint]",
                &format!("[project.joint]\nrepeat_share = {repeated}"),
            )
            + classes;
        let scenario = crate::support::load_text(&text);
        let (_, calibration) = tidegate::study::calibrated(
            &scenario,
            &tidegate::compile::Options::default(),
            &tidegate::study::Correction::default(),
        )
        .unwrap_or_else(|faults| panic!("{faults}"));
        let expected: f64 = calibration.flows.filed.iter().sum();
        let run = Trial::text(text).calibrated().run::<FiledInTime>();
        let filed = run.0 / 2.0;
        assert!(
            (filed / expected - 1.0).abs() < 0.05,
            "{keys} {classes} {repeated}: {filed} a year, expected {expected}"
        );
    }
}

/// Filings of the second and third year.
#[derive(Default)]
struct FiledInTime(f64);

impl Listener for FiledInTime {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::Filed { at, .. } = fact
            && (365..1096).contains(&at.day())
        {
            self.0 += 1.0;
        }
    }
}

/// A tiny world with activity classes, repeats and an area, and a reform that changes nothing.
pub const TINY: &str = r#"
format = 1
title = "Tiny"
extends = ["tiny"]
[activity.seldom]
share = 0.8
factor = 0.5
[activity.often]
share = 0.2
factor = 3
[project.joint]
repeat_share = 0.5
[regime.plain.procedure."@-export"]
scope = "area"
area = "plain"
[reform.nothing]
starts = 2024-01-01
[reform.nothing.change.work]
select = { procedure = ["xaa-trip"] }
lever = "work"
scale = 1
"#;

/// One thread and three give the same bytes, and a reform that changes nothing differs by
/// exactly 0.
#[test]
fn the_new_keys_keep_threads_alike_and_the_null_reform_at_zero() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("who.toml");
    std::fs::write(&file, TINY).expect("written");
    let tables = |threads: &str| {
        let into = folder.path().join(threads);
        let file = file.to_str().expect("a path");
        tidegate(["compare", file, "--packages", "baseline,nothing,singles"])
            .with(["--replications", "2", "--draws", "0", "--threads", threads])
            .into(&into)
            .succeeds();
        let table = |name: &str| {
            std::fs::read_to_string(into.join("who").join("tables").join(name)).expect("a table")
        };
        (
            table("differences.csv"),
            table("indicators.csv"),
            table("losses.csv"),
        )
    };
    let (one, three) = (tables("1"), tables("3"));
    assert!(one == three);
    let mut lines = one.0.lines();
    let columns: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let place = columns
        .iter()
        .position(|column| *column == "estimate")
        .expect("a column");
    let of_nothing = lines.filter(|line| line.starts_with("nothing,"));
    let values: Vec<f64> = of_nothing
        .filter_map(|line| line.split(',').nth(place)?.parse().ok())
        .collect();
    assert!(values.len() > 20 && values.iter().all(|value| *value == 0.0));
}
