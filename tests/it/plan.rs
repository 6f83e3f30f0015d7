//! Needs that must be in the plan of the year before.

use tidegate::engine::{Fact, Listener};
use tidegate::model::{Instant, Loss};

use crate::support::Trial;

/// Projects form 100 days ahead and need a visit from XBB, led from either side.
fn world(share: f64) -> String {
    format!(
        "format = 1\ntitle = \"Plan\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 2\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 1000\n[jurisdiction.XBB]\nresearchers = 1000\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XBB\"\nhours = \"always\"\nqueue.first_come = {{}}\nofficers = 40\n\
         [procedure.trip]\njurisdiction = \"XBB\"\nchannel = \"personnel\"\ndirection = \"exit\"\nroute = \"visit\"\n\
         plan_share = {share}\nplan_closes = \"12-01\"\n[procedure.trip.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0.5\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 100\nwindow_days = 365\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = [\"visit\"]\n"
    )
}

/// When each project of a host in XAA forms and may start, and whether it has no pathway.
#[derive(Default)]
struct Projects(Vec<(Instant, Instant, bool)>);

impl Listener for Projects {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project, losses, ..
        } = fact
            && project.host.index() == 0
        {
            let is_lost = |cause| losses.iter().any(|part| part.cause == cause);
            // After two years of failures some do not try.
            if !is_lost(Loss::Deterred) {
                let lost = is_lost(Loss::NoPathway);
                self.0.push((project.formed, project.earliest, lost));
            }
        }
    }
}

/// 2024, 2025 and 2026 begin on days 365, 731 and 1096; 2023 closes its plan for 2024 on day 334.
fn is_planned(formed: Instant, earliest: Instant) -> bool {
    let year_begins = [1096, 731, 365]
        .into_iter()
        .find(|day| earliest.day() >= *day);
    year_begins.is_some_and(|day| formed.day() < day - 31)
}

#[test]
fn a_project_that_forms_after_the_plan_is_closed_has_no_pathway() {
    let Projects(projects) = Trial::text(world(1.0)).run();
    let lost = projects.iter().filter(|(.., lost)| *lost).count();
    assert!(lost > 100 && projects.len() - lost > 100);
    for (formed, earliest, lost) in projects {
        assert_eq!(
            lost,
            !is_planned(formed, earliest),
            "{formed:?} {earliest:?}"
        );
    }
}

#[test]
fn a_share_must_stand_in_the_plan() {
    let Projects(projects) = Trial::text(world(0.3)).run();
    let late = projects.iter().filter(|(a, b, _)| !is_planned(*a, *b));
    let (mut all, mut lost) = (0.0, 0.0);
    for (.., is_lost) in late {
        all += 1.0;
        lost += f64::from(u8::from(*is_lost));
    }
    assert!((lost / all - 0.3).abs() < 0.06, "{lost} of {all}");
    let early = projects.iter().filter(|(a, b, _)| is_planned(*a, *b));
    assert!(early.into_iter().all(|(.., lost)| !lost));
}
