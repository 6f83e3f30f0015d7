//! A run's end, and packages that branch off from the baseline's run.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tidegate::compile::{Options, Package, build, policy};
use tidegate::compile::{load, load_text};
use tidegate::draw::Luck;
use tidegate::engine::{
    Check, Formation, Partition, Population, State, World, run_off, run_off_to, run_on, warm_up,
    warm_up_apart,
};
use tidegate::model::{DAY, Instant, Model, Policy};
use tidegate::observe::{OfficeSums, Outcome};
use tidegate::scenario::{Faults, Scenario};
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
    assert!(state.is_over(&world) && state.now() < model.frame.end);
    let (mut later, mut heard) = (state.clone(), outcome.clone());
    run_on(&world, &mut later, model.frame.end, &mut heard);
    assert!(later.events() > state.events(), "the world goes on");
    outcome.close(&world, &state);
    heard.close(&world, &later);
    outcome.events = heard.events;
    assert!(outcome == heard, "what comes after the end is counted");
    // One day earlier something was still open.
    let mut before = warm_up(&world, &mut Outcome::new(&world));
    run_on(
        &world,
        &mut before,
        state.now() - DAY,
        &mut Outcome::new(&world),
    );
    assert!(!before.is_over(&world));
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
    let packages = Package::parse_list("singles,full", &scenario);
    for package in packages.unwrap_or_else(|error| panic!("{error}")) {
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

/// A run that no other world is paired with keeps no crossings, and counts the same: with
/// itself it shares all of them.
#[test]
fn a_run_alone_is_paired_with_itself() {
    let warm = Warm::new(tiny().1, 1, 0);
    let (baseline, never) = (Policy::default(), || false);
    let whole = warm.run(&baseline, &never);
    let (ground, start) = warm.into_parts();
    let alone = ground.begin(start.unpaired(), &baseline).finish(&never);
    let (Some(whole), Some(alone)) = (whole, alone) else {
        panic!("nobody stops a run");
    };
    let (mut whole, mut alone) = (whole.outcome, alone.outcome);
    assert!(whole.crossings.iter().any(|channel| !channel.is_empty()));
    assert!(alone.crossings.iter().all(Vec::is_empty));
    let crossings = whole.crossings.clone();
    whole.pair(&crossings);
    alone.pair(&Vec::new());
    whole.is_paired = false;
    alone.crossings = Vec::new();
    assert!(whole == alone);
}

/// The desks' other cases, of every kind that is kept as an errand: returned with frailty
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

/// Whether background cases are kept in one record each or as cases changes nothing that
/// anybody hears, no sum of a branch and no count, at the baseline and under reforms that
/// change a case at the counter.
#[test]
fn errands_go_the_way_of_cases() {
    let loaded = |text: Result<Scenario, Faults>| text.unwrap_or_else(|faults| panic!("{faults}"));
    let of = |scenario: &Scenario| {
        build(scenario, &Options::default()).unwrap_or_else(|faults| panic!("{faults}"))
    };
    let errands = loaded(load_text("errands", ERRANDS, &[]));
    let years = ["study.years=3".to_owned()];
    let queue = loaded(load("scenarios/theory/pipeline.toml", &years));
    let (scenario, tiny) = tiny();
    for (scenario, model) in [
        (&errands, of(&errands)),
        (&queue, of(&queue)),
        (&scenario, tiny),
    ] {
        let packages = Package::parse_list("baseline,all", scenario);
        for package in packages.unwrap_or_else(|error| panic!("{error}")) {
            let baseline = Policy::default();
            let policy = policy(scenario, &model, &package, &Options::default())
                .unwrap_or_else(|faults| panic!("{faults}"));
            let luck = Luck::new(1, 0);
            let population = Population::new(&model, 1);
            let formation = Formation::new(&model, &population, luck, model.frame.end);
            let [kept, not] = [true, false].map(|keeps| {
                let mut world = World::new(&model, &baseline, &population, &formation, luck);
                world.keeps_background_files = keeps;
                let mut outcome = Outcome::new(&world);
                let mut state = warm_up(&world, &mut outcome);
                let world = world.under(&policy);
                run_on(&world, &mut state, model.frame.measured_to, &mut outcome);
                outcome.close(&world, &state);
                assert!(state.audit(&world).iter().all(|c| c.residual == 0));
                (outcome, state)
            });
            let name = format!("{}, {}", model.title, package.name());
            let turned_away = |of: &OfficeSums| of.turned_away[1];
            if model.title == "Errands" {
                let all: Vec<u64> = kept.0.offices.iter().map(turned_away).collect();
                assert!(all[0] > 0 && all[1] == 0 && all[2] > 0, "{name}: {all:?}");
            }
            assert!(kept.0 == not.0, "{name}");
            assert!(kept.1.parts[0].tally == not.1.parts[0].tally, "{name}");
            let sums = |state: &State| -> Vec<_> {
                let all = state.parts[0].branches.iter();
                all.map(|branch| (branch.sums, branch.waits, branch.worked))
                    .collect()
            };
            assert!(sums(&kept.1) == sums(&not.1), "{name}");
            assert!(
                kept.1.parts[0].background_files.live() > 0
                    && not.1.parts[0].background_files.live() == 0
            );
            assert!(not.1.parts[0].cases.live() > kept.1.parts[0].cases.live());
        }
    }
}

/// What a run of a world comes to whose jurisdictions are parted in some way.
fn parted(
    (model, policy): (&Model, &Policy),
    partition: impl FnOnce(&Population) -> Partition,
) -> (Outcome, Vec<Check>) {
    let (baseline, luck) = (Policy::default(), Luck::new(3, 0));
    let population = Population::new(model, 3);
    let formation = Formation::passing(model, &population, luck, model.frame.end);
    let world = World::new(model, &baseline, &population, &formation, luck);
    let partition = partition(&population);
    let mut heard = Outcome::for_parts(&world, &partition);
    let mut state = warm_up_apart(&world, partition, &mut heard);
    let world = world.under(policy);
    run_off_to(&world, &mut state, Instant::NEVER, &mut heard);
    let mut outcome = Outcome::of_parts(heard);
    outcome.close(&world, &state);
    (outcome, state.audit(&world))
}

/// However jurisdictions are parted, a run comes to the same: alone, each by itself, and
/// in any other way.
#[test]
fn a_partition_changes_nothing() {
    let (scenario, model) = tiny();
    let places = model.jurisdictions.len();
    let packages = Package::parse_list("baseline,singles,full", &scenario);
    for package in packages.unwrap_or_else(|error| panic!("{error}")) {
        let policy = policy(&scenario, &model, &package, &Options::default())
            .unwrap_or_else(|faults| panic!("{faults}"));
        let whole = parted((&model, &policy), |_| Partition::whole(places));
        assert!(whole.0.all().converged > 0);
        assert!(whole.1.iter().all(|check| check.residual == 0));
        let alone: Vec<usize> = (0..places).collect();
        let ways = [
            alone.clone(),
            alone.iter().rev().copied().collect(),
            alone.iter().map(|place| place % 2).collect(),
        ];
        for way in ways {
            let apart = parted((&model, &policy), |_| Partition::stated(&model, &way));
            assert!(apart == whole, "{} in {way:?}", package.name());
        }
        for parts in [2, 3, 8] {
            let balanced = |of: &Population| Partition::balanced(&model, of, parts);
            assert!(
                parted((&model, &policy), balanced) == whole,
                "{parts} parts"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    /// The same of any world in any partition.
    #[test]
    fn no_partition_changes_any_world(
        seed in any::<u64>(),
        way in prop::collection::vec(0..3_usize, 64),
    ) {
        let text = super::world::text(seed);
        let model = super::world::model(&text);
        let places = model.jurisdictions.len();
        let policy = Policy::default();
        let whole = parted((&model, &policy), |_| Partition::whole(places));
        let apart = parted((&model, &policy), |_| Partition::stated(&model, &way[..places]));
        prop_assert!(whole == apart, "{way:?}\n{text}");
        prop_assert!(whole.1.iter().all(|check| check.residual == 0));
    }
}
