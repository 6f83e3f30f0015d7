//! Background cases are kept in one small record each, an errand, or as cases: both ways give
//! the same run.

use tidegate::engine::{State, run_on, warm_up};
use tidegate::model::{Model, Policy};
use tidegate::observe::{OfficeSums, RunSums};
use tidegate::study::Generated;

use crate::support::{
    assert_audits_hold, built, calibrated, load, load_text, load_with, packages, policy,
};

/// Background cases of every kind that is kept as an errand: returned with frailty
/// and without, refused and filed again, incomplete, in passage, at a second office with
/// branches of its own, at desks with part-time officers, with classes, with panels and with
/// little room.
const ERRANDS: &str = r#"
format = 1
title = "Errands"
[study]
start = 2023-01-01
warm_up_years = 1
years = 1
discount_a_year = 0
[jurisdiction.XAA]
label = { en = "A", zh = "A" }
researchers = 1000
weekend = ["saturday", "sunday"]
hours = "09:00-17:00"
[office.counter]
jurisdiction = "XAA"
branches = 3
queue.first_come = {}
officers = 1.4
capacity = 5
[office.classes]
jurisdiction = "XAA"
queue.priority = {}
officers = 1.5
[office.board]
jurisdiction = "XAA"
branches = 2
queue.panel = { every_wd = 3, at_most = 9 }
officers = 1
capacity = 7
[procedure.licence]
jurisdiction = "XAA"
channel = "materials"
direction = "internal"
background_a_year = 2600
complete_share = 0.8
refile_share = 0.5
correct.exponential = { mean_days = 4 }
[procedure.licence.step.check]
office = "counter"
after = []
work.lognormal = { mean_hours = 1.2, cv = 1 }
passage.exponential = { mean_days = 2 }
return_share = 0.2
frailty = 0.5
[procedure.licence.step.decide]
office = "classes"
after = ["check"]
work.gamma = { mean_hours = 0.4, cv = 0.5 }
return_share = 0.1
return_to = "check"
refuse_share = 0.1
[procedure.licence.step.seal]
office = "counter"
after = ["decide"]
work.fixed = { hours = 0.1 }
[procedure.permit]
jurisdiction = "XAA"
channel = "data"
direction = "internal"
background_a_year = 1500
[procedure.permit.step.decide]
office = "classes"
after = []
priority = 2
work.exponential = { mean_hours = 0.5 }
[procedure.permit.step.meet]
office = "board"
after = ["decide"]
work.fixed = { hours = 1 }
passage.fixed = { wd = 3 }
[reform.procedures]
starts = 2023-01-01
[reform.procedures.change.no-decision]
select = { procedure = ["licence"] }
remove = ["decide"]
background = true
[reform.procedures.change.quicker]
select = { procedure = ["permit"], step = ["decide"] }
lever = "work"
scale = 0.5
background = true
"#;

/// The outcome and the end of a run, with background cases kept in records of their own or as
/// cases.
fn ran(model: &Model, policy: &Policy, keeps_background_files: bool) -> (RunSums, State) {
    let baseline = Policy::default();
    let formed = Generated::new(model, 1, 0);
    let mut world = formed.world(model, &baseline);
    world.keeps_background_files = keeps_background_files;
    let mut outcome = RunSums::new(&world);
    let mut state = warm_up(&world, &mut outcome);
    let world = world.under(policy);
    run_on(&world, &mut state, model.frame.measured_to, &mut outcome);
    outcome.close(&world, &state);
    assert_audits_hold(&mut state, &world);
    (outcome, state)
}

/// Whether background cases are kept in one record each or as cases changes no fact, no sum of
/// a branch and no count, at the baseline and under reforms that change a case at the counter.
#[test]
fn errands_go_the_way_of_cases() {
    let errands = load_text(ERRANDS);
    let queue = load_with("theory/pipeline", &["study.years=3"]);
    let tiny = load("tiny");
    for (scenario, model) in [
        (&errands, built(&errands)),
        (&queue, built(&queue)),
        (&tiny, calibrated(&tiny)),
    ] {
        for package in packages("baseline,all", scenario) {
            let policy = policy(scenario, &model, &package);
            let name = format!("{}, {}", model.title, package.name());
            same_in_both_ways(&model, &policy, &name);
        }
    }
}

fn same_in_both_ways(model: &Model, policy: &Policy, name: &str) {
    let (outcome, end) = ran(model, policy, true);
    let (outcome_of_cases, end_of_cases) = ran(model, policy, false);
    if model.title == "Errands" {
        let turned_away = |office: &OfficeSums| office.turned_away[1];
        let all: Vec<u64> = outcome.offices.iter().map(turned_away).collect();
        assert!(all[0] > 0 && all[1] == 0 && all[2] > 0, "{name}: {all:?}");
    }
    assert!(outcome == outcome_of_cases, "{name}");
    let [part, part_of_cases] = [&end.parts[0], &end_of_cases.parts[0]];
    assert!(part.tally == part_of_cases.tally, "{name}");
    let sums = |state: &State| -> Vec<_> {
        let branches = state.parts[0].branches.iter();
        branches
            .map(|branch| (branch.sums, branch.waits, branch.worked))
            .collect()
    };
    assert!(sums(&end) == sums(&end_of_cases), "{name}");
    assert!(part.background_files.live() > 0);
    assert_eq!(part_of_cases.background_files.live(), 0);
    assert!(part_of_cases.cases.live() > part.cases.live());
}
