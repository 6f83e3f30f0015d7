//! The gate of calls: open to the partner, and known to the side that does not live with the
//! programme.

use std::collections::BTreeMap;

use tidegate::engine::{Fact, Listener};
use tidegate::model::{Channel, Loss, Transform};

use crate::support::{Trial, one_year};

/// Every project hosts a guest whose side pays: the host's researchers must know the call.
const WORLD: &str = concat!(
    one_year!("Calls"),
    r#"[jurisdiction.AAA]
researchers = 30000
[jurisdiction.BBB]
researchers = 30000
[project.joint]
rate_a_year = 0.5
hosted_by_lead_share = 0.5
value.lognormal = { mean = 1, cv = 1 }
lead_days = 60
window_days = 300
theta = 1
[project.joint.need.money]
kind = "funds"
share = 0.8
weight = 0.5
awarded = true
route = []
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 0.5
route = []
[programme.a-fund]
jurisdiction = "AAA"
calls = ["01-31", "03-31", "05-31", "07-31", "09-30", "11-30"]
review.fixed = { days = 20 }
open_share = 0.5
aware_share = 0.6
success_share = 1
applications_a_call = 10
budget_a_call = 1000000
award = 1
[programme.b-fund]
jurisdiction = "BBB"
calls = ["01-31", "03-31", "05-31", "07-31", "09-30", "11-30"]
review.fixed = { days = 20 }
open_share = 0.5
aware_share = 0.6
success_share = 1
applications_a_call = 10
budget_a_call = 1000000
award = 1
[reform.guidance]
starts = 2023-01-01
[reform.guidance.change.known]
select = { programme = ["a-fund", "b-fund"] }
lever = "aware_share"
raise = 1
"#
);

/// Projects by what ended them: none, or the first loss, and whether they had begun.
#[derive(Default)]
struct Ends {
    projects: f64,
    by_cause: BTreeMap<(Loss, Channel), f64>,
    begun_in_vain: u32,
}

impl Listener for Ends {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::ProjectEnded {
            losses,
            begun,
            project,
            ..
        } = *fact
        {
            // Of later ones only those are seen that end early.
            if f64::from(project.formed) > 100.0 * 86_400.0 {
                return;
            }
            self.projects += 1.0;
            for part in losses {
                *self.by_cause.entry((part.cause, part.channel)).or_default() += 1.0;
                let shut = matches!(part.cause, Loss::Ineligible | Loss::Unaware);
                self.begun_in_vain += u32::from(shut && begun.is_some());
            }
        }
    }
}

impl Ends {
    fn share(&self, cause: Loss) -> f64 {
        let lost = self.by_cause.get(&(cause, Channel::programmes));
        lost.copied().unwrap_or(0.0) / self.projects
    }
}

fn near(share: f64, expected: f64, what: &str) {
    // Researchers who do not know a call miss it in all their projects, so the error is a
    // little larger than that of independent ones.
    assert!((share - expected).abs() < 0.02, "{what}: {share}");
}

/// Of the 0.8 that ask, half find the call shut to the partner; of the others 0.4 do not know it.
/// Nobody begins in vain.
#[test]
fn an_essential_call_that_is_shut_ends_a_project_before_it_begins() {
    let ends: Ends = Trial::text(WORLD).run();
    near(ends.share(Loss::Ineligible), 0.8 * 0.5, "ineligible");
    near(ends.share(Loss::Unaware), 0.8 * 0.5 * 0.4, "unaware");
    assert_eq!(ends.begun_in_vain, 0);
}

/// An optional award that cannot be had is missing from the start: the project goes on without.
#[test]
fn an_optional_call_that_is_shut_leaves_a_project_incomplete() {
    let optional = "project.joint.need.money.essential=false";
    let ends: Ends = Trial::text(WORLD).with(&[optional]).run();
    near(ends.share(Loss::Ineligible), 0.0, "ineligible");
    near(ends.share(Loss::Unaware), 0.0, "unaware");
    // The few with a need that comes too late are incomplete too: success is certain here.
    let missing = 0.8 * (0.5 + 0.5 * 0.4);
    assert!(ends.share(Loss::Incomplete) >= missing - 0.02);
}

/// Guidance may make calls known; removing each friction alone removes its part alone.
#[test]
fn a_reform_or_a_transform_makes_calls_known_or_open() {
    let under: Ends = Trial::text(WORLD).under("guidance").run();
    near(under.share(Loss::Ineligible), 0.4, "ineligible as before");
    assert!(under.share(Loss::Unaware) < 1e-9, "everybody knows");
    let with = |transform| -> Ends { Trial::text(WORLD).transformed(transform).run() };
    let known = with(Transform {
        aware: true,
        ..Transform::default()
    });
    near(known.share(Loss::Ineligible), 0.4, "ineligible");
    assert!(known.share(Loss::Unaware) < 1e-9);
    let open = with(Transform {
        funded: true,
        ..Transform::default()
    });
    assert!(open.share(Loss::Ineligible) < 1e-9);
    near(open.share(Loss::Unaware), 0.8 * 0.4, "unaware");
}

/// A shut call is no experience: what people believe of success is not lowered by it.
#[test]
fn shut_calls_are_no_experience() {
    let believing = format!("{WORLD}[belief]\nhalf_life_days = 1000\nweight = 1\n");
    let ends: Ends = Trial::text(believing).run();
    assert!(ends.share(Loss::Deterred) < 1e-9);
}
