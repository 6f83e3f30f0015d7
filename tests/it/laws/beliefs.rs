//! Where beliefs start must not decide where they end.

use tidegate::engine::{Formation, run_on, warm_up};
use tidegate::model::levers::{Level, Operation, Step};
use tidegate::model::{Model, Move, Policy};
use tidegate::observe::{RunSums, Slice};
use tidegate::study::{Generated, WarmedUp};

use crate::support::{Trial, calibrated, load, load_with};

/// The outcome of a model under the baseline.
fn outcome(model: Model) -> RunSums {
    let ran = WarmedUp::new(model, 1, 0).run(&Policy::default(), &|| false);
    ran.expect("nobody stops a run").sums
}

/// The tiny world over eight years, begun with the given beliefs.
fn begun_with(success: &str, delay: &str) -> RunSums {
    let sets = [
        &*format!("belief.success={success}"),
        &*format!("belief.delay_days={delay}"),
    ];
    let trial = Trial::built_in("tiny").with(&sets).years(8.0);
    outcome(trial.calibrated().model())
}

fn realised(outcome: &RunSums, year: usize) -> f64 {
    let sums = &outcome.projects[outcome.axes.index(Slice::Year(year))];
    sums.realised as f64 / sums.potential as f64
}

#[test]
fn worlds_that_begin_in_fear_and_in_trust_end_alike() {
    let (fear, trust) = (begun_with("0.3", "300"), begun_with("1", "0"));
    let apart = |year: usize| realised(&trust, year) - realised(&fear, year);
    assert!(apart(0) > 0.1, "at first beliefs matter: {}", apart(0));
    // Both follow what crossings show; what is left is less than a tenth of that.
    let end = f64::midpoint(apart(6), apart(7));
    assert!(end.abs() < 0.1 * apart(0), "{} becomes {end}", apart(0));
}

#[test]
fn a_memory_that_is_never_looked_up_may_be_left_out() {
    let model = calibrated(&load("tiny"));
    assert!(!model.aware_may_fall, "no reform of it makes people forget");
    let mut keeps_all = model.clone();
    keeps_all.aware_may_fall = true;
    assert!(
        outcome(model) == outcome(keeps_all),
        "the same in every sum"
    );
}

/// Projects generated all at once or year by year are the same, and a belief that is not
/// looked up again may be left out.
#[test]
fn projects_drawn_in_their_year_are_those_drawn_before() {
    let model = calibrated(&load("tiny"));
    let few = Generated::generated_by(Formation::new, &model, 1, 0);
    // Where each year is generated in its turn, it is unknown which community forms again.
    let all = Generated::generated_by(Formation::passing, &model, 1, 0);
    let seeds = few
        .formation()
        .whole()
        .map_or(&[][..], |whole| &whole.projects);
    let left_out = seeds.iter().filter(|seed| !seed.believed_again).count();
    assert!(left_out > 0 && left_out < seeds.len());
    let policy = Policy::default();
    let outcome = |formed: &Generated| {
        let world = formed.world(&model, &policy);
        let mut outcome = RunSums::new(&world);
        let mut state = warm_up(&world, &mut outcome);
        run_on(&world, &mut state, model.frame.end, &mut outcome);
        outcome.close(&world, &state);
        outcome
    };
    assert!(outcome(&few) == outcome(&all), "the same in every sum");
}

#[test]
fn organisations_without_arrivals_may_arrive_under_a_policy() {
    let stated = load("tiny");
    let kinds = stated.root.organisation.keys();
    let sets: Vec<String> = kinds
        .map(|id| format!("organisation.{id}.arrivals_a_year=0"))
        .collect();
    let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
    let model = calibrated(&load_with("tiny", &sets));
    let level = Level {
        start: 0.0,
        ramp: 0.0,
        half_life: None,
        floor: 0.0,
        intensity: 1.0,
    };
    let more = Policy {
        moves: model
            .organisations
            .iter()
            .map(|kind| Move {
                lever: kind.arrivals,
                steps: vec![Step {
                    operation: Operation::Set(200.0),
                    level,
                    background: false,
                }],
            })
            .collect(),
        ..Policy::default()
    };
    let warm = WarmedUp::new(model, 1, 0);
    let settled = |policy: &Policy| -> u64 {
        let ran = warm.run(policy, &|| false);
        let outcome = ran.expect("nobody stops a run").sums;
        outcome.organisations.iter().map(|sums| sums.settled).sum()
    };
    assert_eq!(settled(&Policy::default()), 0);
    assert!(settled(&more) > 0, "a rate that rises from nothing is met");
}
