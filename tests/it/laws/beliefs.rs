//! Where beliefs start must not decide where they end.

use tidegate::compile::Options;
use tidegate::compile::load;
use tidegate::draw::Luck;
use tidegate::engine::{Formation, Population, World, run_on, warm_up};
use tidegate::model::levers::{Level, Operation, Step};
use tidegate::model::{Move, Policy};
use tidegate::observe::{Outcome, Slice};
use tidegate::study::{Correction, Warm, calibrated};

/// The tiny world over eight years, begun with the given beliefs.
fn ran(success: &str, delay: &str) -> Outcome {
    let sets = [
        format!("belief.success={success}"),
        format!("belief.delay_days={delay}"),
    ];
    let scenario = load("scenarios/tiny.toml", &sets).unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options {
        years: Some(8.0),
        ..Options::default()
    };
    let (model, _) = calibrated(&scenario, &options, &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let ran = Warm::new(model, 1, 0).run(&Policy::default(), &|| false);
    ran.unwrap_or_else(|| panic!("nobody stops it")).outcome
}

fn realised(outcome: &Outcome, year: usize) -> f64 {
    let sums = &outcome.projects[outcome.axes.index(Slice::Year(year))];
    sums.realised as f64 / sums.potential as f64
}

#[test]
fn worlds_that_begin_in_fear_and_in_trust_end_alike() {
    let (fear, trust) = (ran("0.3", "300"), ran("1", "0"));
    let apart = |year: usize| realised(&trust, year) - realised(&fear, year);
    assert!(apart(0) > 0.1, "at first beliefs matter: {}", apart(0));
    // Both follow what crossings show; what is left is less than a tenth of that.
    let end = f64::midpoint(apart(6), apart(7));
    assert!(end.abs() < 0.1 * apart(0), "{} becomes {end}", apart(0));
}

#[test]
fn a_memory_that_nobody_asks_for_may_be_left_out() {
    let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let (model, _) = calibrated(&scenario, &Options::default(), &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    assert!(!model.aware_may_fall, "no reform of it makes people forget");
    let mut keeps_all = model.clone();
    keeps_all.aware_may_fall = true;
    let run = |model| Warm::new(model, 1, 0).run(&Policy::default(), &|| false);
    let (few, all) = (run(model), run(keeps_all));
    let outcome = |ran: Option<tidegate::study::Ran>| {
        ran.unwrap_or_else(|| panic!("nobody stops it")).outcome
    };
    assert!(outcome(few) == outcome(all), "the same in every sum");
}

/// Projects drawn all at once or year by year are the same, and a belief that nobody
/// holds again may be left out.
#[test]
fn projects_drawn_in_their_year_are_those_drawn_before() {
    let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let (model, _) = calibrated(&scenario, &Options::default(), &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    let (population, luck) = (Population::new(&model, 1), Luck::new(1, 0));
    let end = model.frame.end;
    let few = Formation::new(&model, &population, luck, end);
    // Of one whose years are drawn in their turn nobody knows which community forms again.
    let all = Formation::passing(&model, &population, luck, end);
    let seeds = few.whole().map_or(&[][..], |whole| &whole.projects);
    let left_out = seeds.iter().filter(|seed| !seed.believed_again).count();
    assert!(left_out > 0 && left_out < seeds.len());
    let policy = Policy::default();
    let outcome = |formation: &Formation| {
        let world = World::new(&model, &policy, &population, formation, luck);
        let mut outcome = Outcome::new(&world);
        let mut state = warm_up(&world, &mut outcome);
        run_on(&world, &mut state, model.frame.end, &mut outcome);
        outcome.close(&world, &state);
        outcome
    };
    assert!(outcome(&few) == outcome(&all), "the same in every sum");
}

#[test]
fn organisations_that_nobody_wished_for_may_be_wished_for_later() {
    let stated = load("scenarios/tiny.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let kinds = stated.root.organisation.keys();
    let sets: Vec<String> = kinds
        .map(|id| format!("organisation.{id}.arrivals_a_year=0"))
        .collect();
    let scenario = load("scenarios/tiny.toml", &sets).unwrap_or_else(|faults| panic!("{faults}"));
    let (model, _) = calibrated(&scenario, &Options::default(), &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
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
                slot: kind.arrivals,
                steps: vec![Step {
                    operation: Operation::Set(200.0),
                    level,
                    background: false,
                }],
            })
            .collect(),
        ..Policy::default()
    };
    let warm = Warm::new(model, 1, 0);
    let settled = |policy: &Policy| -> u64 {
        let ran = warm.run(policy, &|| false);
        let ran = ran.unwrap_or_else(|| panic!("nobody stops it"));
        ran.outcome
            .organisations
            .iter()
            .map(|sums| sums.settled)
            .sum()
    };
    assert_eq!(settled(&Policy::default()), 0);
    assert!(settled(&more) > 0, "a rate that rises from nothing is met");
}
