//! The cost of a study: a replication of the built-in baseline, with its number of events, and a
//! whole comparison in the tiny world.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads the clock"
)]

use std::time::{Duration, Instant};

use criterion::{Criterion, criterion_group, criterion_main};
use tidegate::compile::load;
use tidegate::compile::{Options, Package};
use tidegate::engine::NullListener;
use tidegate::model::Policy;
use tidegate::study::{Correction, Extras, Plan, Unwatched, WarmedUp, calibrated, compare};

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

/// A replication of the baseline: forming projects, warm-up, run to the last decision.
fn replication(criterion: &mut Criterion) {
    let scenario = load("baseline", &[]).expect("the built-in baseline loads");
    let options = Options::default();
    let (model, _) = calibrated(&scenario, &options, &Correction::default())
        .expect("the baseline gives a model");
    let started = Instant::now();
    let warm = WarmedUp::new(model.clone(), 1, 0);
    let ran = warm
        .run(&Policy::default(), &|| false)
        .expect("it is not interrupted");
    let seconds = started.elapsed().as_secs_f64();
    let events = ran.sums.events;
    println!(
        "baseline replication: {events} events in {seconds:.2} s, {:.0} ns an event",
        seconds * 1e9 / events as f64
    );
    let mut group = criterion.benchmark_group("study");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(30));
    for (name, prefetches) in [
        ("baseline run after warm-up", true),
        ("the same, asking no memory ahead", false),
    ] {
        group.bench_function(name, |bencher| {
            bencher
                .iter(|| warm.run_with_listener(&Policy::default(), prefetches, &mut NullListener));
        });
    }
    group.finish();
}

/// The tiny world: every package, replication, draw and variant of a default study.
fn tiny(criterion: &mut Criterion) {
    let scenario = load("tiny", &[]).expect("the tiny world loads");
    let plan = Plan {
        packages: Package::parse_list("baseline,singles,full", &scenario)
            .expect("packages of the tiny world"),
        replications: 4,
        draws: 10,
        split: false,
        structure: false,
        seed: 1,
        scale: None,
        years: None,
        threads: None,
        memory: None,
        name: None,
        extras: Extras::Usual,
    };
    let mut group = criterion.benchmark_group("study");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(30));
    group.bench_function("compare tiny", |bencher| {
        bencher.iter(|| compare(&scenario, &plan, &Unwatched).expect("the tiny study is whole"));
    });
    group.finish();
}

criterion_group!(benches, replication, tiny);
criterion_main!(benches);
