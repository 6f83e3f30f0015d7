//! On what evidence the losses of the baseline rest.

use std::collections::BTreeMap;

use tidegate::model::Loss;
use tidegate::scenario::Grade;
use tidegate::stats::tables::{EvidenceRow, Tables};
use tidegate::stats::{Booked, Uncertainty};
use tidegate::study::Plan;

use crate::support::{compare, load, load_text, plan};

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() < 1e-9
}

fn single(tables: &Tables) -> impl Iterator<Item = (Loss, &EvidenceRow)> {
    let rows = tables.evidence.iter();
    rows.filter_map(|row| Some((row.cause?, row)))
}

/// With one run, each cause has its share of the ledger of losses, whatever decided it; grades
/// add up, and each is that of the register.
#[test]
fn evidence_adds_up_to_the_ledger_and_has_the_grades_of_the_register() {
    let scenario = load("tiny");
    let tables = compare(&scenario, &plan(&scenario, "baseline,full")).tables;
    let mut booked: BTreeMap<Loss, f64> = BTreeMap::new();
    for row in &tables.losses {
        let is_world = row.jurisdiction.is_empty() && row.period.is_none() && row.host.is_none();
        if let Booked::Lost(cause) = row.cause
            && row.package == "baseline"
            && is_world
        {
            *booked.entry(cause).or_default() += row.share;
        }
    }
    let lost: f64 = booked.values().sum();
    let mut found: BTreeMap<Loss, f64> = BTreeMap::new();
    let mut by_grade: BTreeMap<Grade, f64> = BTreeMap::new();
    let stated: BTreeMap<&str, Grade> = tables
        .assumptions
        .iter()
        .map(|row| (row.address.as_str(), row.grade))
        .collect();
    for (cause, row) in single(&tables) {
        *found.entry(cause).or_default() += row.share;
        *by_grade.entry(row.grade).or_default() += row.share;
        if let Some(grade) = stated.get(row.parameter.as_str()) {
            assert_eq!(row.grade, *grade, "{}", row.parameter);
        }
    }
    assert!(found.len() > 5, "{found:?}");
    for (cause, share) in &booked {
        let found = found.get(cause).copied().unwrap_or_default();
        assert!(near(found, share / lost), "{cause:?}: {found} {share}");
    }
    let totals = tables.evidence.iter().filter(|row| row.cause.is_none());
    let totals: Vec<(Grade, f64)> = totals.map(|row| (row.grade, row.share)).collect();
    assert_eq!(totals.len(), by_grade.len());
    for (grade, share) in totals {
        assert!(near(by_grade[&grade], share), "{grade}: {share}");
    }
    assert!(near(by_grade.values().sum(), 1.0));
}

#[test]
fn evidence_over_draws_has_its_own_rows() {
    let scenario = load("tiny");
    let plan = Plan {
        draws: 3,
        ..plan(&scenario, "baseline,full")
    };
    let tables = compare(&scenario, &plan).tables;
    for (spread, runs) in [(Uncertainty::Stochastic, 1), (Uncertainty::Parametric, 3)] {
        let rows = tables.evidence.iter().filter(|row| row.spread == spread);
        let totals: Vec<&EvidenceRow> = rows.filter(|row| row.cause.is_none()).collect();
        assert!(near(totals.iter().map(|row| row.share).sum(), 1.0));
        assert!(totals.iter().all(|row| row.statistic.n == runs));
    }
}

/// Projects led in XAA need a visit from XBB through one procedure at a desk there.
fn world(procedure: &str, step: &str) -> Tables {
    let text = format!(
        "format = 1\ntitle = \"Evidence\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 1000\n[jurisdiction.XBB]\nresearchers = 1000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XBB\"\nhours = \"always\"\nqueue.first_come = {{}}\nofficers = 40\n\
         [procedure.trip]\njurisdiction = \"XBB\"\nchannel = \"personnel\"\ndirection = \"exit\"\nroute = \"visit\"\n\
         {procedure}\n[procedure.trip.step.one]\noffice = \"desk\"\nafter = []\n{step}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0.5\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 60\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = [\"visit\"]\n"
    );
    let scenario = load_text(&text);
    compare(&scenario, &plan(&scenario, "baseline")).tables
}

/// The cause and parameter that hold most of the losses, with grade and share.
#[track_caller]
fn expect(tables: &Tables, expected: (Loss, &str, Grade), least: f64) {
    let largest = single(tables).max_by(|a, b| a.1.share.total_cmp(&b.1.share));
    let (cause, row) = largest.expect("something is lost");
    assert_eq!((cause, row.parameter.as_str(), row.grade), expected);
    assert!(row.share >= least, "{}", row.share);
}

const HOUR: &str = "work.fixed = { hours = 1 }";

#[test]
fn a_loss_rests_on_the_share_that_its_uniform_met() {
    let measured =
        "{ value = 0.5, low = 0.4, high = 0.6, grade = \"measured\", source = \"a count\" }";
    let tables = world(&format!("pathway_share = {measured}"), HOUR);
    let share = "procedure.trip.pathway_share";
    expect(&tables, (Loss::NoPathway, share, Grade::measured), 0.8);
    let tables = world("", &format!("{HOUR}\nrefuse_share = {measured}"));
    let share = "procedure.trip.step.one.refuse_share";
    expect(&tables, (Loss::Refused, share, Grade::measured), 0.8);
    let tables = world("aware_share = 0.5", HOUR);
    let share = "procedure.trip.aware_share";
    expect(&tables, (Loss::Unaware, share, Grade::assumed), 0.8);
}

/// What comes too late rests on the longer of preparation and step, at home as abroad.
#[test]
fn a_late_need_rests_on_the_time_of_its_longest_step() {
    let days = |mean: u32| {
        format!(
            "{{ mean_days = {{ value = {mean}, low = 100, high = 500, grade = \"analogue\", source = \"a count\" }}, cv = 0.1 }}"
        )
    };
    let prepare = |law: &str| format!("prepare.lognormal = {law}");
    let elapsed = |law: &str| format!("{HOUR}\npassage.lognormal = {law}");
    let tables = world(
        &prepare("{ mean_days = 20, cv = 0.1 }"),
        &elapsed(&days(300)),
    );
    let step = "procedure.trip.step.one.passage";
    expect(&tables, (Loss::Late, step, Grade::analogue), 0.999);
    let tables = world(
        &prepare(&days(300)),
        &elapsed("{ mean_days = 20, cv = 0.1 }"),
    );
    let preparation = "procedure.trip.prepare";
    expect(&tables, (Loss::Late, preparation, Grade::analogue), 0.999);
}
