//! A run's end, and packages that branch off from the baseline's run.

use tidegate::draw::Luck;
use tidegate::engine::{Formation, Population, World, is_over, run_off, run_on, warm_up};
use tidegate::model::{DAY, Model, Options, Package, Policy, policy};
use tidegate::observe::Outcome;
use tidegate::scenario::{Scenario, load};
use tidegate::study::{Correction, Warm, calibrated};

fn tiny() -> (Scenario, Model) {
    let scenario = load("scenarios/tiny.toml", &[]);
    let scenario = scenario.unwrap_or_else(|faults| panic!("{faults}"));
    let (model, _) = calibrated(&scenario, &Options::default(), &Correction::default())
        .unwrap_or_else(|faults| panic!("{faults}"));
    (scenario, model)
}

/// The run-off goes to the last decision of a project that counts, and no further:
/// whatever happens later is counted nowhere.
#[test]
fn a_run_ends_when_all_that_counts_is_decided() {
    let (_, model) = tiny();
    let (policy, luck) = (Policy::default(), Luck::new(1, 0));
    let population = Population::new(&model, 1);
    let formation = Formation::new(&model, &population, luck, model.frame.end);
    let world = World::new(&model, &policy, &population, &formation, luck);
    let mut outcome = Outcome::new(&world);
    let mut state = warm_up(&world, &mut outcome);
    run_off(&world, &mut state, &mut outcome);
    assert!(is_over(&world, &state) && state.now < model.frame.end);
    let (mut later, mut heard) = (state.clone(), outcome.clone());
    run_on(&world, &mut later, model.frame.end, &mut heard);
    assert!(later.events > state.events, "the world goes on");
    outcome.close(&world, &state);
    heard.close(&world, &later);
    outcome.events = heard.events;
    assert!(outcome == heard, "what comes after the end is counted");
    // One day earlier something was still open.
    let mut before = warm_up(&world, &mut Outcome::new(&world));
    run_on(
        &world,
        &mut before,
        state.now - DAY,
        &mut Outcome::new(&world),
    );
    assert!(!is_over(&world, &before));
}

/// Until its first change a package runs as the baseline does: branched off from the
/// baseline's run on that day, it comes to the very outcome of a run of its own.
#[test]
fn a_package_may_branch_off_on_the_day_of_its_first_change() {
    let (scenario, model) = tiny();
    let options = Options::default();
    let warm = Warm::new(model, 1, 0);
    let (baseline, never) = (Policy::default(), || false);
    let mut late = 0;
    for package in Package::parse_list("singles,full", &scenario).unwrap_or_default() {
        let policy = policy(&scenario, warm.model(), &package, &options)
            .unwrap_or_else(|faults| panic!("{faults}"));
        let mut trunk = warm.begin(&baseline);
        let day = trunk.leaves_at(&policy);
        late += u32::from(day > warm.model().frame.measured_from);
        let (Some(()), Some(whole)) = (trunk.go_on(day, &never), warm.run(&policy, &never)) else {
            panic!("nobody stops a run");
        };
        let Some(branched) = trunk.branch(&policy).finish(&never) else {
            panic!("nobody stops a run");
        };
        assert!(branched.outcome == whole.outcome, "{}", package.name());
        assert_eq!(branched.checks, whole.checks);
        // A year later it would have missed something.
        let mut missed = trunk.clone();
        let a_year_late = day + 365 * DAY;
        let gone = missed.go_on(a_year_late, &never);
        let Some(missed) = gone.and_then(|()| missed.branch(&policy).finish(&never)) else {
            panic!("nobody stops a run");
        };
        assert!(missed.outcome != whole.outcome, "{}", package.name());
    }
    assert!(late > 0, "some package begins late");
}

/// Who does not ask for the waiting ledger hears the same of everything else: its trails
/// know the time at each place, and the losses are split by that.
#[test]
fn a_run_without_the_waiting_ledger_is_otherwise_the_same() {
    let warm = Warm::new(tiny().1, 1, 0);
    let (baseline, never) = (Policy::default(), || false);
    let quiet = warm.clone().without_waiting();
    let (Some(whole), Some(quiet)) = (warm.run(&baseline, &never), quiet.run(&baseline, &never))
    else {
        panic!("nobody stops a run");
    };
    // What needs waited that ended in the warm-up has been heard.
    let seconds = |outcome: &Outcome| outcome.waits().map(|(_, seconds)| seconds).sum::<u64>();
    assert!(seconds(&quiet.outcome) < seconds(&whole.outcome));
    assert_eq!(quiet.checks, whole.checks);
    let mut rest = whole.outcome;
    rest.asked = quiet.outcome.asked;
    rest.waiting = quiet.outcome.waiting.clone();
    assert!(rest == quiet.outcome);
}
