//! A world of any size: two jurisdictions whose researchers file about once a
//! year, with offices that keep pace.

use std::fmt::Write;

/// The text of a world of `researchers`.
pub fn text(researchers: u64) -> String {
    let mut text = String::from(HEAD);
    for place in ["XAA", "XBB"] {
        let _ = write!(
            text,
            "[jurisdiction.{place}]\nlabel = {{ en = \"{place}\", zh = \"{place}\" }}\n\
             researchers = {}\nweekend = [\"saturday\", \"sunday\"]\nhours = \"09:00-17:00\"\n",
            researchers / 2,
        );
        let own = place.to_lowercase();
        for (office, hours_a_year) in [("exit", 1.2), ("entry", 1.2), ("data", 1.0)] {
            // Each of n/2 researchers brings about half a case a year to each
            // office; an officer has about 2,080 hours.
            let officers = (researchers as f64 / 2.0 * 0.5 * hours_a_year / 2080.0 / 0.85).max(1.0);
            let _ = write!(
                text,
                "[office.{own}-{office}]\njurisdiction = \"{place}\"\nhours = \"09:00-17:00\"\n\
                 queue.first_come = {{}}\nbranches = 10\nofficers = {}\n",
                (officers / 10.0).max(1.0),
            );
        }
        let _ = write!(
            text,
            r#"
[procedure.{own}-leave]
jurisdiction = "{place}"
channel = "personnel"
direction = "exit"
route = "visit"
complete_share = 0.8
prepare.fixed = {{ days = 5 }}
correct.exponential = {{ mean_days = 5 }}
[procedure.{own}-leave.step.approve]
office = "{own}-exit"
after = []
work.lognormal = {{ mean_hours = 1, cv = 1 }}
return_share = 0.2
[procedure.{own}-visa]
jurisdiction = "{place}"
channel = "personnel"
direction = "entry"
route = "visit"
after = []
prepare.fixed = {{ days = 4 }}
correct.exponential = {{ mean_days = 5 }}
[procedure.{own}-visa.step.decide]
office = "{own}-entry"
after = []
work.lognormal = {{ mean_hours = 1, cv = 1 }}
passage.fixed = {{ wd = 3 }}
refuse_share = 0.04
[procedure.{own}-data]
jurisdiction = "{place}"
channel = "data"
direction = "exit"
route = "dataset"
correct.exponential = {{ mean_days = 8 }}
[procedure.{own}-data.step.check]
office = "{own}-data"
after = []
work.lognormal = {{ mean_hours = 0.5, cv = 1 }}
return_share = 0.3
frailty = 0.5
[procedure.{own}-data.step.assess]
office = "{own}-data"
after = ["check"]
work.lognormal = {{ mean_hours = 0.5, cv = 1 }}
[procedure.{own}-data.clock.law]
span = ["check", "assess"]
limit_wd = 30
stops_while = ["returned"]
at_limit = "nothing"
"#
        );
    }
    text
}

const HEAD: &str = r#"
format = 1
title = "A world of any size"
[study]
start = 2023-01-01
warm_up_years = 0.5
years = 1
discount_a_year = 0
[institution.default]
researchers_mean = 100
researchers_cv = 1
[field.all]
share = 1
[awareness.data]
share = 0.7
half_life_days = 700
institution_share = 0.3
collaborators = 3
word_share = 0.2
[project.joint]
label = { en = "Joint", zh = "合作" }
rate_a_year = 0.5
hosted_by_lead_share = 0.5
value.lognormal = { mean = 1, cv = 1 }
lead_days = 120
window_days = 180
theta = 0.5
[project.joint.need.visit]
kind = "researchers"
share = 1
weight = 0.6
route = ["visit"]
transit.fixed = { days = 1 }
[project.joint.need.dataset]
kind = "data"
share = 0.5
weight = 0.4
route = ["dataset"]
"#;
