//! Counts of filings, and the shares that the calibration solves to meet them.

use tidegate::calibrate::Calibration;
use tidegate::compile::{self, Options};
use tidegate::engine::{Fact, Listener};
use tidegate::model::Model;
use tidegate::scenario::{Group, Scenario};
use tidegate::study::{self, Correction};

use crate::support::{OrFail, Trial, load_text, tidegate};

/// A share of projects needs a dataset, whose paper a desk without queue handles. Nobody learns of
/// the paper but those who know it by themselves.
fn world(aware: &str, more: &str) -> String {
    format!(
        "format = 1\ntitle = \"Surfaces\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 1\nyears = 2\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 2000\n[jurisdiction.XBB]\nresearchers = 2000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [awareness.data]\nshare = {aware}\nhalf_life_days = 0.001\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nofficers = 400\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"paper\"\n\
         [procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n\
         [project.joint]\nrate_a_year = {{ value = 1, low = 0.8, high = 1.2, grade = \"assumed\" }}\n\
         hosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.dataset]\nkind = \"data\"\nweight = 1\nroute = [\"paper\"]\nessential = false\n\
         share = {{ value = 0.3, low = 0.1, high = 0.5, grade = \"assumed\" }}\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = []\n\
         [target.papers]\nindicator = \"filed.paper\"\ncounts = \"all\"\n\
         observed = {{ value = 1000, low = 900, high = 1100, grade = \"assumed\" }}\n{more}\n"
    )
}

fn surface(high: f64) -> String {
    format!(
        "[surface.papers]\nkeeps = \"papers\"\nsolves = [\"project.*.need.dataset.share\"]\n\
         research_share = {{ value = 0.4, low = 0.2, high = 0.6, grade = \"assumed\" }}\n\
         low = 0.1\nhigh = {high}\n"
    )
}

fn near(value: f64, expected: f64, part: f64) {
    let off = (value - expected).abs() / expected.abs();
    assert!(off < part, "{value}, expected {expected}");
}

/// A calibrated model, with what was found.
fn of(scenario: &Scenario, options: &Options, correction: &Correction) -> (Model, Calibration) {
    study::calibrated(scenario, options, correction).or_fail()
}

fn of_text(text: &str) -> (Model, Calibration) {
    of(
        &load_text(text),
        &Options::default(),
        &Correction::default(),
    )
}

/// Research cases decided in the two years after the first.
#[derive(Default)]
struct Decided(f64);

impl Listener for Decided {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::Decided {
            research: true, at, ..
        } = fact
            && (365..365 + 730).contains(&at.day())
        {
            self.0 += 1.0;
        }
    }
}

#[test]
fn filings_stay_at_the_count_when_fewer_know() {
    let (model, calibration) = of_text(&world("0.8", &surface(20.0)));
    let (fewer, of_fewer) = of_text(&world("0.4", &surface(20.0)));
    for (model, calibration) in [(&model, &calibration), (&fewer, &of_fewer)] {
        near(calibration.flows.filed[0], 400.0, 1e-5);
        near(model.procedures[0].background_a_year, 600.0, 1e-9);
        assert!(!model.surfaces[0].is_clamped());
    }
    near(
        fewer.surfaces[0].factor,
        2.0 * model.surfaces[0].factor,
        1e-5,
    );
    // Without the surface half of those who know file half as much.
    let without = of_text(&world("0.8", "")).1.flows.filed[0];
    near(
        of_text(&world("0.4", "")).1.flows.filed[0],
        without / 2.0,
        1e-6,
    );
    near(model.surfaces[0].factor, 400.0 / without, 1e-5);
}

#[test]
fn a_run_files_what_the_count_leaves() {
    let decided = |aware: &str, more: &str| {
        let trial = Trial::text(world(aware, more)).calibrated();
        trial.run::<Decided>().0
    };
    let luck = 4.0 / f64::sqrt(800.0);
    for aware in ["0.8", "0.4"] {
        near(decided(aware, &surface(20.0)), 800.0, luck);
    }
    let (all, half) = (decided("0.8", ""), decided("0.4", ""));
    near(half, all / 2.0, 4.0 / f64::sqrt(half));
}

#[test]
fn a_factor_is_held_at_its_end_and_background_fills_the_count() {
    let (model, calibration) = of_text(&world("0.1", &surface(1.5)));
    let papers = &model.surfaces[0];
    assert!(papers.is_clamped());
    near(papers.factor, 1.5, 1e-12);
    let own = calibration.flows.filed[0];
    assert!(own < 350.0, "{own}");
    near(model.procedures[0].background_a_year, 1000.0 - own, 1e-6);
    let folder = tempfile::tempdir().or_fail();
    let file = folder.path().join("held.toml");
    std::fs::write(&file, world("0.1", &surface(1.5))).or_fail();
    let printed = tidegate(["check".as_ref(), file.as_os_str()])
        .succeeds()
        .printed;
    assert!(printed.contains("0.1 to 1.5"), "{printed}");
    assert!(
        printed.contains("surface.papers: the solved factor is at the end"),
        "{printed}"
    );
}

#[test]
fn no_share_rises_above_one() {
    let (model, _) = of_text(&world("0.05", &surface(100.0)));
    assert!(model.surfaces[0].is_clamped());
    near(model.surfaces[0].factor, 1.0 / 0.3, 1e-12);
}

#[test]
fn pilots_set_the_factor_right() {
    let scenario = load_text(&world("0.8", &surface(20.0)));
    let options = Options::default();
    let correction = Correction::new(&scenario, &options).or_fail();
    let (_, calibration) = of(&scenario, &options, &correction);
    near(calibration.flows.filed[0], 400.0, 1e-5);
}

#[test]
fn every_draw_is_solved_anew_for_its_own_count() {
    let scenario = load_text(&world(
        "{ value = 0.8, low = 0.2, high = 0.9, grade = \"assumed\" }",
        &surface(50.0),
    ));
    let mut factors = Vec::new();
    for draw in 1..=6 {
        let options = Options {
            draw,
            draws: 6,
            ..Options::default()
        };
        let (model, calibration) = of(&scenario, &options, &Correction::default());
        let papers = &model.surfaces[0];
        assert!((900.0..=1100.0).contains(&papers.count));
        assert!((0.2..=0.6).contains(&papers.research_share));
        near(
            calibration.flows.filed[0],
            papers.count * papers.research_share,
            1e-5,
        );
        let background = model.procedures[0].background_a_year;
        near(background + calibration.flows.filed[0], papers.count, 1e-5);
        // The share itself is not drawn: it is the stated one times the factor.
        let share = papers.solved[0].1;
        near(share, 0.3, 1e-12);
        factors.push(papers.factor);
    }
    let (least, most) = (
        factors.iter().copied().fold(f64::MAX, f64::min),
        factors.iter().copied().fold(0.0, f64::max),
    );
    assert!(most > 1.3 * least, "{factors:?}");
}

#[test]
fn what_is_solved_is_in_no_group() {
    let scenario = load_text(&world("0.8", &surface(20.0)));
    let group = |address: &str| Group::of_address(address, &scenario.root);
    assert_eq!(group("project.joint.need.dataset.share"), None);
    for address in [
        "project.joint.need.visit.share",
        "target.papers.observed",
        "surface.papers.research_share",
    ] {
        assert_eq!(group(address), Some(Group::Projects), "{address}");
    }
    let plain = load_text(&world("0.8", ""));
    let group = |address: &str| Group::of_address(address, &plain.root);
    assert_eq!(
        group("project.joint.need.dataset.share"),
        Some(Group::Projects)
    );
    assert_eq!(group("target.papers.observed"), None);
}

#[test]
fn an_edit_keeps_the_factor_unless_it_is_of_the_count() {
    let text = world("0.8", &surface(20.0));
    let edited = |set: &str| {
        let scenario = compile::load_text("text", &text, &[set.to_owned()]).or_fail();
        let (model, calibration) = of(&scenario, &Options::default(), &Correction::default());
        (model.surfaces[0].factor, calibration.flows.filed[0])
    };
    let (factor, _) = edited("study.years=2");
    let (same, filed) = edited("awareness.data.share=0.4");
    near(same, factor, 1e-12);
    near(filed, 200.0, 1e-4);
    let (doubled, filed) = edited("surface.papers.research_share=0.6");
    near(doubled, 1.5 * factor, 1e-5);
    near(filed, 600.0, 1e-5);
    near(edited("target.papers.observed=1100").1, 440.0, 1e-5);
}

/// With a `scale` researchers are sampled, organisations are not: their filings count once.
#[test]
fn organisations_meet_their_count_at_any_scale() {
    let organisations = "[organisation.academy]\njurisdiction = \"XAA\"\nroute = [\"settle\"]\n\
         arrivals_a_year = { value = 10, low = 5, high = 20, grade = \"assumed\" }\n\
         stock = 5\nclose_hazard_a_year = 0.1\n\
         [procedure.settle]\njurisdiction = \"XAA\"\nchannel = \"organisations\"\n\
         direction = \"internal\"\nroute = \"settle\"\n\
         [procedure.settle.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = { hours = 1 }\n\
         [target.settlements]\nindicator = \"filed.settle\"\ncounts = \"all\"\n\
         observed = { value = 60, low = 50, high = 70, grade = \"assumed\" }\n\
         [surface.settlements]\nkeeps = \"settlements\"\nsolves = [\"organisation.academy.arrivals_a_year\"]\n\
         research_share = { value = 0.5, low = 0.2, high = 0.6, grade = \"assumed\" }\n\
         low = 0.1\nhigh = 20\n";
    let scenario = load_text(&world("0.8", organisations));
    for scale in [1, 5] {
        let options = Options {
            scale: Some(scale),
            ..Options::default()
        };
        let (model, calibration) = of(&scenario, &options, &Correction::default());
        let settle = model.procedures.iter().position(|one| one.id == "settle");
        let settle = settle.expect("it is there");
        near(model.surfaces[0].factor, 3.0, 1e-5);
        near(calibration.flows.filed[settle], 30.0, 1e-5);
        near(model.procedures[settle].background_a_year, 30.0, 1e-5);
    }
}
