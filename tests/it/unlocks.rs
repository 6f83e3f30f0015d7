//! What each cause of loss is worth if it alone is removed.

use tidegate::engine::{Fact, Listener};
use tidegate::model::{Loss, Transform};

use crate::support::Trial;

const DAY: u64 = 86_400;

/// Every project needs a visit without any procedure, and would like a dataset whose paper an
/// office without queue decides after some days. Two needs of equal weight, theta 1.
fn world(days: u32, paper: &str) -> String {
    format!(
        "format = 1\ntitle = \"Unlocks\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 300\n[jurisdiction.XBB]\nresearchers = 300\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nunlimited = true\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"entry\"\nroute = \"paper\"\n{paper}\n\
         [procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ days = {days} }}\n\
         refuse_share = 0.5\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 20\nwindow_days = 300\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = []\n\
         [project.joint.need.dataset]\nkind = \"data\"\nshare = 1\nweight = 1\nessential = false\nroute = [\"paper\"]\n"
    )
}

/// Projects hosted in XAA that are decided: how many days after their earliest start each
/// converged, and how many lost value for want of a need, by its origin.
#[derive(Default)]
struct Projects {
    days: Vec<u64>,
    refused: usize,
    late: usize,
    lost: usize,
}

impl Listener for Projects {
    fn record(&mut self, fact: &Fact<'_>) {
        let Fact::ProjectEnded {
            project,
            converged,
            losses,
            ..
        } = fact
        else {
            return;
        };
        if project.host.index() != 0 {
            return;
        }
        match converged {
            Some(converged) => self
                .days
                .push(u64::from(*converged - project.earliest) / DAY),
            None => self.lost += 1,
        }
        let origin = |loss: Loss| {
            let parts = losses.iter().filter(|part| part.cause == Loss::Incomplete);
            parts.filter(|part| part.origin == Some(loss)).count()
        };
        self.refused += origin(Loss::Refused);
        self.late += origin(Loss::Late);
    }
}

fn complete() -> Transform {
    Transform {
        complete: true,
        ..Transform::default()
    }
}

/// A dataset takes 21 days from the midnight after the project formed, so it comes about a day
/// after the earliest start of a project that formed 20 days ahead: 40 days come 21 late.
#[test]
fn a_project_waits_for_what_may_still_come_and_no_longer() {
    let baseline: Projects = Trial::text(world(40, "")).run();
    assert!(baseline.days.len() > 80);
    assert!(baseline.days.iter().all(|days| *days <= 1));
    assert_eq!(
        baseline.late,
        baseline.days.len(),
        "no dataset comes in time"
    );

    let waits: Projects = Trial::text(world(40, "")).transformed(complete()).run();
    assert_eq!(waits.late, 0, "all that may come has come");
    let half = waits.refused as f64 / waits.days.len() as f64;
    assert!((half - 0.5).abs() < 0.12, "{half}");
    // Both those with a dataset and those whose dataset is refused begin when that is known.
    assert!(waits.days.iter().all(|days| (20..=23).contains(days)));
}

/// A dataset without a legal way is missing from the start: no project waits for it.
#[test]
fn a_project_does_not_wait_for_what_has_failed_before() {
    let shut = world(5, "pathway_share = 0");
    let baseline: Projects = Trial::text(shut.as_str()).run();
    let waits: Projects = Trial::text(shut).transformed(complete()).run();
    assert_eq!(waits.days, baseline.days);
    assert_eq!((waits.lost, baseline.lost), (0, 0));
}

/// A permit for ten days runs out twice before a slow visit comes: in a world without incomplete
/// projects the dataset is renewed like what is essential.
#[test]
fn what_has_run_out_is_renewed_where_a_project_waits_for_it() {
    let text = world(5, "valid_days = 2\nholder = \"project\"").replace("refuse_share = 0.5", "");
    let expired = |transform| {
        let projects: Trial = Trial::text(text.as_str()).transformed(transform);
        projects.run::<Expired>().0
    };
    assert!(expired(Transform::default()) > 80);
    assert_eq!(expired(complete()), 0);
}

/// Projects that began their work without a need that had run out.
#[derive(Default)]
struct Expired(usize);

impl Listener for Expired {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded { losses, .. } = fact {
            let parts = losses.iter();
            self.0 += parts
                .filter(|part| part.origin == Some(Loss::Expired))
                .count();
        }
    }
}

/// A clock that refuses is a refusal too.
#[test]
fn nothing_is_refused_by_a_clock_either() {
    let clock = "[procedure.paper.clock.limit]\nspan = [\"one\", \"two\"]\nlimit_days = 2\n\
                 at_limit = \"refuse\"\n\
                 [procedure.paper.step.two]\noffice = \"desk\"\nafter = [\"one\"]\nwork.fixed = { hours = 1 }\n";
    let text = world(5, clock).replace("refuse_share = 0.5", "");
    let refused = |transform| {
        let projects: Projects = Trial::text(text.as_str()).transformed(transform).run();
        projects.refused
    };
    assert!(refused(Transform::default()) > 80);
    let never = Transform {
        never_refused: true,
        ..Transform::default()
    };
    assert_eq!(refused(never), 0);
}
