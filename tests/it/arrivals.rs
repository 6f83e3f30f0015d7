//! When people set out, and who is there at the start of a project.

use tidegate::engine::{Fact, Listener};
use tidegate::model::Loss;

use crate::support::Trial;

/// Every project needs one visit and would like another. On arrival visitors may have to register:
/// an hour of work and three days of passage.
fn world(route: &str) -> String {
    format!(
        "format = 1\ntitle = \"Arrivals\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nresearchers = 300\n[jurisdiction.XBB]\nresearchers = 300\n\
         [institution.default]\nresearchers_mean = 10\nresearchers_cv = 0.5\n[field.all]\nshare = 1\n\
         [belief]\nhalf_life_days = 365\nsuccess = 1\ndelay_days = 0\nweight = 0\nown_weight = 0\n\
         [office.desk]\njurisdiction = \"XAA\"\nhours = \"always\"\nqueue.first_come = {{}}\nunlimited = true\n\
         [procedure.register]\njurisdiction = \"XAA\"\nchannel = \"personnel\"\ndirection = \"entry\"\n\
         route = \"register\"\nafter = [\"transit\"]\n\
         [procedure.register.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n\
         passage.fixed = {{ days = 3 }}\n\
         [project.joint]\nrate_a_year = 1\nhosted_by_lead_share = 0\nvalue.fixed = {{ value = 1 }}\n\
         lead_days = 60\nwindow_days = 300\ntheta = 1\n\
         [project.joint.need.visit]\nkind = \"researchers\"\nshare = 1\nweight = 1\nroute = {route}\n\
         transit.fixed = {{ days = 1 }}\n\
         [project.joint.need.second]\nkind = \"researchers\"\nshare = 1\nweight = 1\nessential = false\n\
         route = {route}\ntransit.fixed = {{ days = 1 }}\n"
    )
}

/// Projects that began, those that began without the second visit, and those that began late.
#[derive(Default)]
struct Begun {
    all: usize,
    incomplete: usize,
    late: usize,
}

impl Listener for Begun {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            project,
            converged: Some(converged),
            losses,
            ..
        } = fact
        {
            self.all += 1;
            self.late += usize::from(*converged > project.earliest);
            let mut parts = losses.iter();
            self.incomplete += usize::from(parts.any(|part| part.cause == Loss::Incomplete));
        }
    }
}

/// All visitors of the midnight at which a project starts are there, in whatever order they come.
#[test]
fn all_who_arrive_at_a_midnight_are_there() {
    let begun: Begun = Trial::text(world("[]")).run();
    assert!(begun.all > 300);
    assert_eq!((begun.incomplete, begun.late), (0, 0));
}

/// They set out early enough to register before the start, as long as that takes on average.
#[test]
fn who_must_register_sets_out_earlier() {
    let begun: Begun = Trial::text(world("[\"register\"]")).calibrated().run();
    assert!(begun.all > 300);
    assert_eq!((begun.incomplete, begun.late), (0, 0));
}
