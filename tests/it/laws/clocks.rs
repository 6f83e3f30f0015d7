//! A limit without a consequence is breached by exactly what takes longer.

use tidegate::engine::fact::Outcome;
use tidegate::engine::{Fact, Listener};

use crate::support::Trial;

/// For each case decided on its merits, the clocks that ran and those breached, by bit.
#[derive(Default)]
struct Decisions(Vec<(u32, u32)>);

impl Listener for Decisions {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::Decided {
            outcome: Outcome::Approved | Outcome::Refused,
            clocked,
            breached,
            ..
        } = fact
        {
            self.0.push((*clocked, *breached));
        }
    }
}

/// A paper that takes a day of work and 39 days of passage, with clocks and more.
fn decisions(more: &str) -> Vec<(u32, u32)> {
    decisions_of("", "passage.fixed = { days = 39 }", 1, more)
}

/// A paper with further keys of its own and of its step, needed by some projects a year of a
/// researcher.
fn decisions_of(paper: &str, step: &str, rate: u32, more: &str) -> Vec<(u32, u32)> {
    let text = format!(
        "format = 1\ntitle = \"Clocks\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nlabel = {{ en = \"A\", zh = \"A\" }}\nresearchers = 40\n\
         weekend = []\nhours = \"always\"\n[jurisdiction.XBB]\nlabel = {{ en = \"B\", zh = \"B\" }}\n\
         researchers = 40\nweekend = []\nhours = \"always\"\n[institution.default]\nresearchers_mean = 10\n\
         researchers_cv = 0.5\n[field.all]\nshare = 1\n[belief]\nhalf_life_days = 365\nsuccess = 1\n\
         delay_days = 0\nweight = 0\nown_weight = 0\n[office.desk]\njurisdiction = \"XAA\"\n\
         hours = \"always\"\nqueue.first_come = {{}}\nofficers = 40\n\
         [procedure.paper]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"exit\"\nroute = \"paper\"\n\
         {paper}\n[procedure.paper.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 24 }}\n\
         {step}\n{more}\
         [project.joint]\nlabel = {{ en = \"J\", zh = \"J\" }}\nrate_a_year = {rate}\nhosted_by_lead_share = 0.5\n\
         value.lognormal = {{ mean = 1, cv = 1 }}\nlead_days = 1\nwindow_days = 100\ntheta = 0.5\n\
         [project.joint.need.paper]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"paper\"]\n"
    );
    let Decisions(decisions) = Trial::text(text).run();
    assert!(decisions.len() > 10, "papers are decided");
    decisions
}

fn clock(id: &str, rest: &str) -> String {
    format!(
        "[procedure.paper.clock.{id}]\nspan = [\"one\", \"one\"]\n{rest}\nat_limit = \"nothing\"\n"
    )
}

#[test]
fn what_ends_on_the_last_second_is_in_time() {
    let clocks = clock("a", "limit_days = 39\nstops_while = []")
        + &clock("b", "limit_days = 40\nstops_while = []")
        + &clock("c", "limit_days = 41\nstops_while = []");
    assert!(
        decisions(&clocks)
            .iter()
            .all(|clocks| *clocks == (0b111, 0b001))
    );
}

#[test]
fn time_in_passage_counts_unless_it_stops_the_clock() {
    let clocks = clock("a", "limit_days = 2\nstops_while = []")
        + &clock("b", "limit_days = 2\nstops_while = [\"passage\"]")
        + &clock("c", "limit_days = 0.5\nstops_while = [\"passage\"]");
    assert!(
        decisions(&clocks)
            .iter()
            .all(|clocks| *clocks == (0b111, 0b101))
    );
}

#[test]
fn a_breach_before_a_refusal_counts_when_the_case_is_filed_again() {
    // Passages are so unlike that either filing of a case may break the limit alone;
    // every filing is refused.
    let step = "refuse_share = 1\npassage.lognormal = { mean_days = 10, cv = 20 }";
    let clocks = clock("a", "limit_days = 2\nstops_while = []");
    let share = |refile: u32| {
        let decisions = decisions_of(&format!("refile_share = {refile}"), step, 40, &clocks);
        assert!(decisions.iter().all(|(clocked, _)| *clocked == 1));
        let breached = decisions
            .iter()
            .filter(|(_, breached)| *breached == 1)
            .count();
        breached as f64 / decisions.len() as f64
    };
    let (once, twice) = (share(0), share(1));
    assert!((0.2..0.8).contains(&once), "{once}");
    // Two filings of independent length: in time only if both are.
    let either = 1.0 - (1.0 - once) * (1.0 - once);
    assert!((twice - either).abs() < 0.05, "{twice} against {either}");
}
