//! A run's end, and packages that branch off from the baseline's run.

use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use tidegate::engine::{
    Check, Formation, NullListener, Partition, Population, run_off, run_off_to, run_on, warm_up,
    warm_up_apart,
};
use tidegate::model::{DAY, Instant, Model, Policy};
use tidegate::observe::RunSums;
use tidegate::scenario::Scenario;
use tidegate::study::{Generated, RunResult, UnderWay, WarmedUp};

use crate::support::{calibrated, load, load_text, packages, policy};

fn tiny() -> (Scenario, Model) {
    let scenario = load("tiny");
    let model = calibrated(&scenario);
    (scenario, model)
}

/// A run to its end, which nobody stops.
fn finished(run: UnderWay<'_>) -> RunResult {
    run.finish(&|| false).expect("nobody stops a run")
}

/// The run-off goes to the last decision of a project that counts, and no further:
/// whatever happens later is counted nowhere.
#[test]
fn a_run_ends_when_all_that_counts_is_decided() {
    let (_, model) = tiny();
    let policy = Policy::default();
    let formed = Generated::new(&model, 1, 0);
    let world = formed.world(&model, &policy);
    let mut outcome = RunSums::new(&world);
    let mut state = warm_up(&world, &mut outcome);
    run_off(&world, &mut state, &mut outcome);
    assert!(state.is_over(&world) && state.now() < model.frame.end);
    let (mut later, mut longer) = (state.clone(), outcome.clone());
    run_on(&world, &mut later, model.frame.end, &mut longer);
    assert!(later.events() > state.events(), "the world goes on");
    outcome.close(&world, &state);
    longer.close(&world, &later);
    outcome.events = longer.events;
    assert!(outcome == longer, "what comes after the end is not counted");
    // One day earlier something was still open.
    let mut before = warm_up(&world, &mut NullListener);
    run_on(&world, &mut before, state.now() - DAY, &mut NullListener);
    assert!(!before.is_over(&world));
}

/// Until its first change a package runs as the baseline does: branched off from the
/// baseline's run on that day, it comes to the very outcome of a run of its own.
#[test]
fn a_package_may_branch_off_on_the_day_of_its_first_change() {
    let (scenario, model) = tiny();
    let warm = WarmedUp::new(model, 1, 0);
    let (baseline, never) = (Policy::default(), || false);
    let mut late = 0;
    for package in packages("singles,full", &scenario) {
        let policy = policy(&scenario, warm.model(), &package);
        let mut trunk = warm.begin(&baseline);
        let day = trunk.leaves_at(&policy);
        late += u32::from(day > warm.model().frame.measured_from);
        trunk.run_to(day, &never).expect("nobody stops a run");
        let whole = finished(warm.begin(&policy));
        let branched = finished(trunk.branch(&policy));
        assert!(branched.sums == whole.sums, "{}", package.name());
        assert_eq!(branched.checks, whole.checks);
        // A year later it would have missed something.
        let mut trunk = trunk.clone();
        trunk
            .run_to(day + 365 * DAY, &never)
            .expect("nobody stops a run");
        let missed = finished(trunk.branch(&policy));
        assert!(missed.sums != whole.sums, "{}", package.name());
    }
    assert!(late > 0, "some package begins late");
}

/// Without the waiting ledger all other results are the same: trails still hold the time at
/// each place, by which losses are split.
#[test]
fn a_run_without_the_waiting_ledger_is_otherwise_the_same() {
    let warm = WarmedUp::new(tiny().1, 1, 0);
    let baseline = Policy::default();
    let whole = finished(warm.begin(&baseline));
    let quiet = finished(warm.clone().without_waiting().begin(&baseline));
    // The waits of needs that ended in the warm-up are counted in both.
    let seconds = |outcome: &RunSums| outcome.waits().map(|(_, seconds)| seconds).sum::<u64>();
    assert!(seconds(&quiet.sums) < seconds(&whole.sums));
    assert_eq!(quiet.checks, whole.checks);
    let mut rest = whole.sums;
    rest.scope = quiet.sums.scope;
    rest.waiting = quiet.sums.waiting.clone();
    assert!(rest == quiet.sums);
}

/// A run that no other world is paired with keeps no crossings, and counts the same: with
/// itself it shares all of them.
#[test]
fn a_run_alone_is_paired_with_itself() {
    let warm = WarmedUp::new(tiny().1, 1, 0);
    let baseline = Policy::default();
    let mut whole = finished(warm.begin(&baseline)).sums;
    let (ground, start) = warm.into_parts();
    let mut alone = finished(ground.begin(start.unpaired(), &baseline)).sums;
    assert!(whole.crossings.iter().any(|channel| !channel.is_empty()));
    assert!(alone.crossings.iter().all(Vec::is_empty));
    let crossings = whole.crossings.clone();
    whole.pair(&crossings);
    alone.pair(&Vec::new());
    whole.is_paired = false;
    alone.crossings = Vec::new();
    assert!(whole == alone);
}

/// The outcome of a run whose jurisdictions are partitioned in some way, and its audits.
fn partitioned(
    (model, policy): (&Model, &Policy),
    partition: impl FnOnce(&Population) -> Partition,
) -> (RunSums, Vec<Check>) {
    let baseline = Policy::default();
    let formed = Generated::generated_by(Formation::passing, model, 3, 0);
    let world = formed.world(model, &baseline);
    let partition = partition(world.population);
    let mut outcomes = RunSums::for_parts(&world, &partition);
    let mut state = warm_up_apart(&world, partition, &mut outcomes);
    let world = world.under(policy);
    run_off_to(&world, &mut state, Instant::NEVER, &mut outcomes);
    let mut outcome = RunSums::merge_parts(outcomes);
    outcome.close(&world, &state);
    (outcome, state.audit(&world))
}

/// Every partition of the jurisdictions gives the same run: one part, one for each, and any
/// other.
#[test]
fn a_partition_changes_nothing() {
    let (scenario, model) = tiny();
    let places = model.jurisdictions.len();
    for package in packages("baseline,singles,full", &scenario) {
        let policy = policy(&scenario, &model, &package);
        let whole = partitioned((&model, &policy), |_| Partition::whole(places));
        assert!(whole.0.total().converged > 0);
        assert!(whole.1.iter().all(|check| check.residual == 0));
        let alone: Vec<usize> = (0..places).collect();
        let ways = [
            alone.clone(),
            alone.iter().rev().copied().collect(),
            alone.iter().map(|place| place % 2).collect(),
        ];
        for way in ways {
            let apart = partitioned((&model, &policy), |_| Partition::stated(&model, &way));
            assert!(apart == whole, "{} in {way:?}", package.name());
        }
        for parts in [2, 3, 8] {
            let balanced = |people: &Population| Partition::balanced(&model, people, parts);
            assert!(
                partitioned((&model, &policy), balanced) == whole,
                "{parts} parts"
            );
        }
    }
}

/// The same where a permit of one jurisdiction is valid in another, and partners stand.
#[test]
fn a_partition_changes_no_permit_of_an_area() {
    let scenario = load_text(crate::travellers::TINY);
    let model = calibrated(&scenario);
    let places = model.jurisdictions.len();
    assert_eq!(model.areas[0].jurisdictions.len(), 2);
    let policy = Policy::default();
    let whole = partitioned((&model, &policy), |_| Partition::whole(places));
    assert!(whole.1.iter().all(|check| check.residual == 0));
    let alone: Vec<usize> = (0..places).collect();
    let apart = partitioned((&model, &policy), |_| Partition::stated(&model, &alone));
    assert!(apart == whole);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, max_shrink_iters: 0, failure_persistence: None, rng_seed: RngSeed::Fixed(2), ..ProptestConfig::default() })]

    /// The same of any world in any partition.
    #[test]
    fn no_partition_changes_any_world(
        seed in any::<u64>(),
        way in prop::collection::vec(0..3_usize, 64),
    ) {
        let text = super::random_world::text(seed);
        let model = super::random_world::model(&text);
        let places = model.jurisdictions.len();
        let policy = Policy::default();
        let whole = partitioned((&model, &policy), |_| Partition::whole(places));
        let apart = partitioned((&model, &policy), |_| Partition::stated(&model, &way[..places]));
        prop_assert!(whole == apart, "{way:?}\n{text}");
        prop_assert!(whole.1.iter().all(|check| check.residual == 0));
    }
}
