//! The form of deterrence by effort: a project begins if it is worth its papers.

use tidegate::compile::Options;
use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, Loss, Transform};
use tidegate::stats::{Indicator, Uncertainty};
use tidegate::study::{self, Correction, Plan};

use crate::support::{Folder, OrFail, Trial, compare, load_text, load_with, plan, tidegate};

/// Every project, of value 1, needs a dataset whose paper takes ten hours: five documents of two
/// hours each. Half of the papers are refused.
fn world(belief: &str, paper: &str, step: &str, rest: &str) -> String {
    format!(
        "format = 1\ntitle = \"Effort\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 2000\n[jurisdiction.XBB]\nresearchers = 2000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nweight = 0\nown_weight = 0\n{belief}\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nunlimited = true\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"paper\"\n\
         hours_a_document = 2\n{paper}\n\
         [procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\ndocuments = 5\nrefuse_share = 0.5\n{step}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 30\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"paper\"]\n{rest}\n"
    )
}

/// Projects of the first year that XAA hosts: all, and those deterred, which all fear the channel of data.
#[derive(Default, Debug, PartialEq)]
struct Projects {
    all: usize,
    deterred: usize,
    /// Deterred, of those formed in the second half of the year.
    late: [usize; 2],
}

impl Listener for Projects {
    fn record(&mut self, fact: &Fact<'_>) {
        let Fact::ProjectEnded {
            project, losses, ..
        } = fact
        else {
            return;
        };
        // Later ones believe what the first year showed, which is near one half.
        if project.host.index() != 0 || project.formed.day() >= 365 {
            return;
        }
        let deterred = losses.iter().any(|part| part.cause == Loss::Deterred);
        for part in losses.iter().filter(|part| part.cause == Loss::Deterred) {
            assert_eq!(part.channel, Channel::data);
            assert_eq!(part.origin, Some(Loss::Refused));
        }
        self.all += 1;
        self.deterred += usize::from(deterred);
        if project.formed.day() >= 182 {
            self.late[0] += 1;
            self.late[1] += usize::from(deterred);
        }
    }
}

fn effort(scale: f64, cv: f64) -> String {
    format!("form = \"effort\"\neffort_scale = {scale}\neffort_cv = {cv}")
}

#[track_caller]
fn deterred(text: String) -> f64 {
    let projects: Projects = Trial::text(text).calibrated().run();
    assert!(projects.all > 1000);
    projects.deterred as f64 / projects.all as f64
}

#[track_caller]
fn expect_turn(scale: f64, paper: &str, step: &str) {
    let share = |factor: f64| deterred(world(&effort(scale * factor, 0.0), paper, step, ""));
    assert!(share(0.999) < 1e-9, "worth it below {scale}");
    assert!(share(1.001) > 1.0 - 1e-9, "not above");
}

/// Value 1 times hope 0.5 must exceed the scale times the hours.
#[test]
fn a_project_begins_if_it_is_worth_its_papers() {
    expect_turn(0.5 / 10.0, "", "");
    // Half of the files come back, those that do as often again: two rounds on average.
    expect_turn(0.5 / 20.0, "", "return_share = 0.5");
    // One file in five is complete: four times the counter sends one back.
    expect_turn(0.5 / 50.0, "complete_share = 0.2", "");
    // Half of the needs are exempt, which nobody knows before: three of four get there.
    expect_turn(0.75 / 5.0, "exempt_share = 0.5", "");
}

/// Where an hour costs leads differently, half of them bear the median cost.
#[test]
fn at_the_median_cost_half_begin() {
    let share = deterred(world(&effort(0.05, 1.0), "", "", ""));
    assert!((share - 0.5).abs() < 0.04, "{share}");
    // At e to the power of sigma times the median, 84 % are deterred; sigma^2 = ln 2.
    let scale = 0.05 * libm::exp(libm::sqrt(core::f64::consts::LN_2));
    let share = deterred(world(&effort(scale, 1.0), "", "", ""));
    assert!((share - 0.841).abs() < 0.03, "{share}");
}

#[test]
fn nobody_is_deterred_from_papers_that_cost_nothing_or_in_a_frictionless_world() {
    let text = world(&effort(1e9, 1.0), "", "", "");
    let none = text.replace("documents = 5", "documents = 0");
    assert!(deterred(none) < 1e-9);
    let projects: Projects = Trial::text(text).transformed(Transform::FRICTIONLESS).run();
    assert_eq!(projects.deterred, 0);
}

/// Fewer documents reach leads on the day they fall.
#[test]
fn the_hours_are_those_of_the_day() {
    let reform = "[reform.laws]\nstarts = 2023-07-01\n[reform.laws.change.papers]\n\
                  select = { procedure = [\"paper\"] }\nlever = \"documents\"\nscale = 0.5";
    // Ten hours deter, five do not.
    let text = world(&effort(0.07, 0.0), "", "", reform);
    let before: Projects = Trial::text(text.as_str()).calibrated().run();
    assert_eq!(before.deterred, before.all);
    let after: Projects = Trial::text(text).calibrated().under("laws").run();
    assert!(
        after.late[0] > 300 && after.late[1] < 40,
        "{:?}",
        after.late
    );
    assert!(after.deterred + 40 >= after.all - after.late[0]);
}

#[test]
fn a_change_that_does_nothing_deters_the_same() {
    let reform = "[reform.laws]\n[reform.laws.change.papers]\nselect = { procedure = [\"paper\"] }\n\
                  lever = \"documents\"\nscale = 1";
    let trial = || Trial::text(world(&effort(0.05, 1.0), "", "", reform)).calibrated();
    let (before, after): (Projects, Projects) = (trial().run(), trial().under("laws").run());
    assert!(before.deterred > 100);
    assert_eq!(before, after);
}

#[test]
fn keys_of_the_form_by_effort_belong_to_it() {
    let folder = Folder::new();
    for (belief, words) in [
        (
            "effort_cv = 1",
            "effort_cv is given, and hope alone decides",
        ),
        (
            "form = \"effort\"",
            "the spread of what an hour costs is not stated",
        ),
    ] {
        folder.write("world.toml", world(belief, "", "", ""));
        let path = folder.address("world.toml");
        tidegate(["check", path.as_str()]).fails_with(1).says(words);
    }
}

/// The equations expect what a run finds: half begin, and their cases are filed.
#[test]
fn the_calibration_expects_who_begins() {
    let filed = |belief: &str| {
        let scenario = load_text(&world(belief, "", "", ""));
        let (_, calibration) =
            study::calibrated(&scenario, &Options::default(), &Correction::default()).or_fail();
        calibration.flows.filed[0]
    };
    let hope = filed("deterrence = 0");
    let half = filed(&effort(0.05, 1.0)) / hope;
    assert!((half - 0.5).abs() < 1e-6, "{half}");
}

/// Without a stated scale, effort deters as much as hope alone does: one half here.
#[test]
fn the_scale_is_found_at_which_both_forms_deter_alike() {
    let belief = "form = \"effort\"\neffort_cv = 1";
    let scenario = load_text(&world(belief, "", "", "").replace("years = 1", "years = 2"));
    let options = Options::default();
    let correction = Correction::new(&scenario, &options).or_fail();
    let found = correction.effort().expect("the scale is not stated");
    // Projects hosted in XBB meet no paper: of all, a quarter is deterred.
    assert!((found.aimed - 0.25).abs() < 0.03, "{}", found.aimed);
    assert!((found.reached - found.aimed).abs() < 0.01, "{found:?}");
    // With value 1, hope 0.5 and ten hours the median threshold is 0.05.
    assert!((found.scale - 0.05).abs() < 0.004, "{}", found.scale);
    let (model, _) = study::calibrated(&scenario, &options, &correction).or_fail();
    let in_force = model.belief.effort_in_force().map(|(_, scale)| scale);
    assert_eq!(in_force, Some(found.scale));
}

/// The share realised in the last two of fourteen years, from this belief in success at the start.
fn in_the_end(belief: &str) -> f64 {
    let scenario = load_with("tiny", &[&format!("belief.success={belief}")]);
    let plan = Plan {
        years: Some(14.0),
        replications: 2,
        ..plan(&scenario, "baseline")
    };
    let tables = compare(&scenario, &plan).tables;
    let rows = tables.indicators.iter().filter(|row| {
        row.indicator == Indicator::Convergence
            && row.spread == Uncertainty::Stochastic
            && ["2035", "2036"].contains(&row.year.as_str())
            && row.jurisdiction.is_empty()
            && row.partner.is_empty()
            && row.field.is_empty()
    });
    let shares: Vec<f64> = rows.filter_map(|row| row.statistic.estimate).collect();
    assert_eq!(shares.len(), 2);
    shares.iter().sum::<f64>() / 2.0
}

/// What people believe follows from what happens, not from what they believed at first.
#[test]
fn low_and_high_beliefs_end_the_same() {
    let (low, high) = (in_the_end("0.1"), in_the_end("1"));
    assert!(low > 0.4, "{low}");
    assert!((low - high).abs() < 0.02, "{low}, {high}");
}
