//! What has run out by the day of assembly must be renewed first.

use std::collections::{BTreeMap, BTreeSet};

use tidegate::engine::{Fact, Listener};
use tidegate::model::{DAY, Instant, Span};

use crate::support::Trial;

#[derive(Default)]
struct Papers {
    filed: [u64; 3],
    converged: u64,
    assembly: u64,
    /// Of each project by the instant at which it formed.
    took: BTreeMap<Instant, Span>,
}

impl Listener for Papers {
    fn record(&mut self, fact: &Fact<'_>) {
        match fact {
            Fact::Filed { procedure, .. } => self.filed[procedure.index()] += 1,
            Fact::ProjectEnded {
                project,
                converged: Some(converged),
                ..
            } => {
                self.converged += 1;
                self.took
                    .insert(project.formed, *converged - project.formed);
                self.assembly += u64::from(*converged - project.formed);
            }
            _ => {}
        }
    }
}

/// Two papers: one is had in a day and holds `valid` days for its project, the other
/// takes forty. `more` is added to the scenario.
fn papers(valid: u32, more: &str) -> Papers {
    papers_led_by(valid, more, 0.5)
}

/// The same where hosts lead a share of the projects: guests need the papers.
fn papers_led_by(valid: u32, more: &str, by_hosts: f64) -> Papers {
    let quick = format!("valid_days = {valid}\nholder = \"project\"");
    papers_under("baseline", &quick, (0, 1), by_hosts, more)
}

/// The same under a package.
fn papers_under(
    package: &str,
    quick: &str,
    passage_and_rate: (u32, u32),
    by_hosts: f64,
    more: &str,
) -> Papers {
    trial(package, quick, passage_and_rate, by_hosts, more).run()
}

/// What is run under a package, with the keys of the quick paper, its days of passage, and
/// projects a year of a researcher.
fn trial(package: &str, quick: &str, (days, rate): (u32, u32), by_hosts: f64, more: &str) -> Trial {
    let text = format!(
        "format = 1\ntitle = \"Two papers\"\n[study]\nstart = 2023-01-01\nwarm_up_years = 0\nyears = 1\n\
         discount_a_year = 0\n[jurisdiction.XAA]\nlabel = {{ en = \"A\", zh = \"A\" }}\nresearchers = 40\n\
         weekend = []\nhours = \"always\"\n[jurisdiction.XBB]\nlabel = {{ en = \"B\", zh = \"B\" }}\n\
         researchers = 40\nweekend = []\nhours = \"always\"\n[institution.default]\nresearchers_mean = 10\n\
         researchers_cv = 0.5\n[field.all]\nshare = 1\n[belief]\nhalf_life_days = 365\nsuccess = 1\n\
         delay_days = 0\nweight = 0\nown_weight = 0\n[office.desk]\njurisdiction = \"XAA\"\n\
         hours = \"always\"\nqueue.first_come = {{}}\nofficers = 40\n\
         [procedure.quick]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"exit\"\nroute = \"quick\"\n\
         {quick}\n[procedure.quick.step.one]\noffice = \"desk\"\nafter = []\n\
         work.fixed = {{ hours = 24 }}\npassage.fixed = {{ days = {days} }}\n\
         [procedure.slow]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"exit\"\nroute = \"slow\"\n\
         [procedure.slow.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n\
         passage.fixed = {{ days = 40 }}\n\
         [project.joint]\nlabel = {{ en = \"J\", zh = \"J\" }}\nrate_a_year = {rate}\nhosted_by_lead_share = {by_hosts}\n\
         value.lognormal = {{ mean = 1, cv = 1 }}\nlead_days = 1\nwindow_days = 100\ntheta = 0.5\n\
         [project.joint.need.quick]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"quick\"]\n\
         [project.joint.need.slow]\nkind = \"data\"\nshare = 1\nweight = 1\nroute = [\"slow\"]\n{more}"
    );
    Trial::text(text).under(package)
}

#[test]
fn what_has_run_out_is_renewed_before_the_project_starts() {
    // Where guests lead, they ask for their papers at home.
    let holds = papers_led_by(60, "", 0.0);
    let lapses = papers_led_by(20, "", 0.0);
    assert!(holds.converged > 0);
    // While it holds, one paper of each kind a project.
    assert_eq!(holds.filed[0], holds.filed[1]);
    // It lapses after 21 days, and is had anew on the day after the other comes. Only
    // projects whose guest lives where the papers are asked for need them.
    assert!(
        lapses.filed[0] * 10 > holds.filed[0] * 18,
        "nearly all twice"
    );
    assert_eq!(lapses.filed[1], holds.filed[1]);
    // Of those that are had twice, each project is later by a day of work.
    assert_eq!(later_by(&holds, &lapses), [0, 1]);
    // Where hosts lead, the paper is asked for abroad: word that it is wanted goes there,
    // and that it is had comes back, each at midnight.
    let (holds, lapses) = (papers_led_by(60, "", 1.0), papers_led_by(20, "", 1.0));
    assert_eq!(holds.filed[0], holds.filed[1]);
    assert_eq!(later_by(&holds, &lapses), [0, 3]);
}

/// A need that has spoiled begins anew on both sides. If a permit granted abroad then runs out,
/// the side abroad waits for the stages at home once more, and home, where nothing has run out,
/// does not report them again: no project whose need depends on such a stage starts.
#[test]
fn after_a_need_has_spoiled_a_renewal_abroad_waits_for_the_stages_at_home() {
    // The quick paper is granted abroad, holds 15 days and is filed once the entry paper is
    // granted at home. The data spoil after 20 days and wait for the slow paper for 40.
    let quick = "valid_days = 15\nholder = \"project\"\nafter = [\"entry\"]";
    let entry = "[office.gate]\njurisdiction = \"XBB\"\nhours = \"always\"\n\
        queue.first_come = {}\nofficers = 40\n[procedure.entry]\njurisdiction = \"XBB\"\n\
        channel = \"data\"\ndirection = \"entry\"\nroute = \"quick\"\n\
        [procedure.entry.step.one]\noffice = \"gate\"\nafter = []\nwork.fixed = { hours = 1 }\n";
    let converged = |valid: u32, sets: &[&str]| {
        let quick = quick.replace("15", &valid.to_string());
        let trial = trial("baseline", &quick, (0, 1), 1.0, entry);
        trial.with(sets).run::<Papers>().converged
    };
    let spoils = ["project.joint.need.quick.shelf_life_days=20"];
    let (renewed, kept, stuck) = (
        converged(15, &[]),
        converged(60, &spoils),
        converged(15, &spoils),
    );
    assert!(
        renewed > 100 && kept > 100,
        "{renewed} and {kept} of about 110"
    );
    // About half of the projects are led where the quick paper is needed from abroad.
    assert!(stuck < 60, "{stuck}");
}

/// By how many days projects are later in the second run, each number once.
fn later_by(before: &Papers, after: &Papers) -> Vec<u32> {
    let both = after.took.iter().filter_map(|(formed, took)| {
        let later = *took - *before.took.get(formed)?;
        let days = later / DAY;
        assert_eq!(later, days * DAY, "projects assemble at midnight");
        Some(days)
    });
    both.collect::<BTreeSet<u32>>().into_iter().collect()
}

#[test]
fn an_alternative_procedure_replaces_the_other() {
    let way = |in_force: bool| {
        format!(
            "[procedure.way]\njurisdiction = \"XAA\"\nchannel = \"data\"\ndirection = \"exit\"\n\
             route = \"slow\"\nin_force = {in_force}\ninstead_of = [\"slow\"]\n\
             [procedure.way.step.one]\noffice = \"desk\"\nafter = []\nwork.fixed = {{ hours = 1 }}\n"
        )
    };
    let (plain, shut, open) = (
        papers(60, ""),
        papers(60, &way(false)),
        papers(60, &way(true)),
    );
    assert_eq!(
        plain.filed, shut.filed,
        "what is not in force changes nothing"
    );
    assert_eq!(plain.assembly, shut.assembly);
    assert_eq!(open.filed[1], 0, "nobody files the slow one");
    assert_eq!(
        open.filed[2], plain.filed[1],
        "but the way that stands for it"
    );
    assert!(open.assembly < plain.assembly);
}

#[test]
fn a_permit_that_holds_longer_is_not_cut_short_by_a_later_one() {
    // Institutions hold the quick paper, which takes 26 days and outlasts the run.
    // Each has filed many before its first is granted, and some of these are granted after
    // a reform has shortened what is granted from then on.
    let quick = "valid_days = 1000\nholder = \"institution\"";
    let reform = "[reform.shorter]\nlead_days = 40\nramp_days = 0\n[reform.shorter.change.days]\n\
        select = { procedure = [\"quick\"] }\nlever = \"valid_days\"\nset = 10\n";
    let papers = |package: &str| papers_under(package, quick, (25, 24), 0.5, reform);
    let (long, short) = (papers("baseline"), papers("shorter"));
    assert!(long.converged > 0);
    assert_eq!(long.filed, short.filed, "nobody files again");
    assert_eq!(long.assembly, short.assembly);
}

/// Needs that came up in some days of the first year, and papers of each kind filed in them.
#[derive(Default)]
struct Early {
    needs: f64,
    filed: [f64; 2],
}

impl Listener for Early {
    fn record(&mut self, fact: &Fact<'_>) {
        let days = Instant::midnight(40)..Instant::midnight(80);
        match fact {
            Fact::Filed { procedure, at, .. } if days.contains(at) => {
                self.filed[procedure.index()] += 1.0;
            }
            Fact::ProjectEnded { project, .. } if days.contains(&project.earliest) => {
                self.needs += f64::from(u32::from(project.guest.index() == 0));
            }
            _ => {}
        }
    }
}

/// Permits of the first day have the share and the age that they have ever after, be their
/// validity fixed or random: from the first days on as many needs are covered as theory has
/// it for all times. Needs come up from the second day on, and by the fortieth many holders
/// have not yet asked.
#[test]
fn permits_of_the_first_day_are_as_old_as_later_ones() {
    let sets = [
        "jurisdiction.XAA.researchers=20000",
        "project.joint.lead_days=1",
        "study.warm_up_years=0",
        "study.years=1",
    ];
    let trial = Trial::built_in("theory/validity").with(&sets);
    let early: Early = trial.calibrated().run();
    assert!(early.needs > 7000.0);
    for (filed, expected) in early.filed.into_iter().zip([1.005, 0.5]) {
        let share = filed / early.needs;
        let wanted: f64 = 1.0 / (1.0 + expected);
        let error = (wanted * (1.0 - wanted) / early.needs).sqrt();
        assert!(
            (share - wanted).abs() < 4.0 * error,
            "{share}, not {wanted}"
        );
    }
}
