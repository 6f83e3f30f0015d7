//! The cost of the engine: a queue, a pipeline of offices, and ten thousand to ten million
//! researchers who file, with all listeners of a study. Plain heaps of the same models are
//! yardsticks, run interleaved with the engine.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads the clock"
)]

mod plain;
mod plain_queue;

use std::time::Instant;

use criterion::{Criterion, Throughput};
use tidegate::compile::load;
use tidegate::compile::{Options, build};
use tidegate::engine::{Fact, Listener, run_on, warm_up};
use tidegate::model::{DAY, Model, Policy};
use tidegate::observe::RunSums;
use tidegate::study::Generated;

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

/// What a study records, and how long decided cases took.
struct Record {
    outcome: RunSums,
    from: tidegate::model::Instant,
    decided: u64,
    seconds: u64,
}

impl Listener for Record {
    fn record(&mut self, fact: &Fact<'_>) {
        if let Fact::Decided { filed, at, .. } = fact
            && *at >= self.from
        {
            self.decided += 1;
            self.seconds += u64::from(*at - *filed);
        }
        self.outcome.record(fact);
    }
}

/// A run and its results.
#[derive(Clone, Copy)]
struct Ran {
    events: u64,
    nanoseconds: f64,
    mean_days: f64,
    residual: i64,
}

impl Ran {
    fn a_second(self) -> f64 {
        self.events as f64 / self.nanoseconds * 1e9
    }
}

fn model(file: &str, years: Option<f64>, sets: &[String]) -> Model {
    let scenario = load(file, sets).unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options {
        years,
        ..Options::default()
    };
    build(&scenario, &options).unwrap_or_else(|faults| panic!("{faults}"))
}

/// One replication through the functions of a study.
fn run(model: &Model, formed: &Generated) -> Ran {
    let policy = Policy::default();
    let world = formed.world(model, &policy);
    let mut record = Record {
        outcome: RunSums::new(&world),
        from: model.frame.measured_from,
        decided: 0,
        seconds: 0,
    };
    let start = Instant::now();
    let mut state = warm_up(&world, &mut record);
    run_on(&world, &mut state, model.frame.measured_to, &mut record);
    let nanoseconds = start.elapsed().as_nanos() as f64;
    let checks = state.audit(&world);
    Ran {
        events: state.events(),
        nanoseconds,
        mean_days: record.seconds as f64 / record.decided as f64 / f64::from(DAY),
        residual: checks.iter().map(|check| check.residual.abs()).sum(),
    }
}

fn queue(model: &Model) -> Ran {
    run(model, &Generated::new(model, 1, 0))
}

fn show(name: &str, ran: Ran) {
    assert_eq!(ran.residual, 0, "the identities of {name} hold");
    println!(
        "{name:<28} {:>11} events {:>7.1} ns an event {:>6.2} M events/s",
        ran.events,
        ran.nanoseconds / ran.events as f64,
        ran.a_second() / 1e6,
    );
}

/// A run of a plain heap.
fn plain(run: impl Fn() -> (u64, u64, u64)) -> Ran {
    let start = Instant::now();
    let (events, decided, seconds) = run();
    Ran {
        events,
        nanoseconds: start.elapsed().as_nanos() as f64,
        mean_days: seconds as f64 / decided as f64 / f64::from(DAY),
        residual: 0,
    }
}

/// Runs of each model, whose median is shown.
const TURNS: usize = 5;

/// The median run by time.
fn median(mut runs: Vec<Ran>) -> Ran {
    runs.sort_by(|a, b| a.nanoseconds.total_cmp(&b.nanoseconds));
    runs[runs.len() / 2]
}

/// Runs the engine and a plain heap interleaved, so that both see the same load of the machine, and
/// shows their medians and the median of their ratios.
fn beside(name: &str, engine: impl Fn() -> Ran, plain: impl Fn() -> Ran) {
    let (mut engines, mut plains) = (Vec::new(), Vec::new());
    for _ in 0..TURNS {
        engines.push(engine());
        plains.push(plain());
    }
    let pairs = engines.iter().zip(&plains);
    let mut ratios: Vec<f64> = pairs.map(|(e, p)| e.a_second() / p.a_second()).collect();
    ratios.sort_by(f64::total_cmp);
    let (engine, plain) = (median(engines), median(plains));
    show(name, engine);
    show(&format!("{name}, plain heap"), plain);
    println!(
        "{:<28} {:.2} of the plain heap ({:.2} to {:.2}); mean elapsed {:.4} days, plain {:.4}",
        "",
        ratios[TURNS / 2],
        ratios[0],
        ratios[TURNS - 1],
        engine.mean_days,
        plain.mean_days,
    );
}

fn days(model: &Model) -> (u64, u64) {
    let frame = &model.frame;
    (
        u64::from(frame.measured_to.day()),
        u64::from(frame.measured_from.day()),
    )
}

fn mm3() {
    let model = model("scenarios/theory/mm3.toml", None, &[]);
    let (to, from) = days(&model);
    let office = plain_queue::Office {
        streams: 1,
        gap: 0.01,
        work: 0.648 / 24.0,
        officers: 3,
    };
    let plain = || {
        let out = plain_queue::run(office, to, from, 1);
        (out.events, out.decided, out.seconds)
    };
    beside("M/M/3 at load 0.9", || queue(&model), || self::plain(plain));
}

fn pipeline() {
    let model = model("scenarios/theory/pipeline.toml", None, &[]);
    let (to, from) = days(&model);
    let plain = || {
        let out = plain::pipeline(to, from, 1);
        (out.events, out.decided, out.seconds)
    };
    beside("permit pipeline", || queue(&model), || self::plain(plain));
}

/// The same work with every office at a load of its own: how much long queues cost.
fn loads() {
    for load in [0.5, 0.9, 1.2] {
        let cases = 3652.5 * load / 0.9;
        let sets = [format!("procedure.permit.background_a_year={cases}")];
        let model = model("scenarios/theory/pipeline.toml", Some(50.0), &sets);
        let runs = (0..TURNS).map(|_| queue(&model)).collect();
        show(&format!("pipeline at load {load}"), median(runs));
    }
}

/// Memory of the process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

/// Researchers who file about once a year, each at one of two offices at load 0.8.
fn agents() {
    for (researchers, turns) in [(10_000, 5), (100_000, 5), (1_000_000, 3), (10_000_000, 1)] {
        // An hour of work each; 8,766 hours a year.
        let officers = f64::from(researchers) / 2.0 / 8766.0 / 0.8;
        let sets = ["xaa", "xbb"].map(|place| {
            let upper = place.to_uppercase();
            [
                format!("jurisdiction.{upper}.researchers={}", researchers / 2),
                format!("office.{place}-entry.officers={}", officers.ceil()),
            ]
        });
        let model = model("scenarios/bench/agents.toml", None, &sets.concat());
        let before = resident();
        let start = Instant::now();
        let formed = Generated::new(&model, 1, 0);
        let forming = start.elapsed().as_secs_f64();
        let runs = (0..turns).map(|_| run(&model, &formed));
        let ran = median(runs.collect());
        let bytes = before
            .zip(resident())
            .map_or_else(String::new, |(from, to)| {
                let bytes = to.saturating_sub(from) as f64 / f64::from(researchers);
                format!("; the process grew by {bytes:.0} bytes a researcher")
            });
        show(&format!("{researchers} researchers"), ran);
        let when = if formed.formation().whole().is_some() {
            format!("formed before in {forming:.2} s")
        } else {
            "formed as the run passes".to_owned()
        };
        println!("{:<28} {when}{bytes}", "");
        if researchers <= 1_000_000 {
            let (to, from) = days(&model);
            let office = plain_queue::Office {
                streams: researchers,
                gap: 365.25,
                work: 1.0 / 24.0,
                officers: officers.ceil() as u32 * 2,
            };
            let plain = plain(|| {
                let out = plain_queue::run(office, to, from, 1);
                (out.events, out.decided, out.seconds)
            });
            show("  plain heap, 3 events a case", plain);
        }
    }
}

fn main() {
    let wanted = |name: &str| {
        let words: Vec<String> = std::env::args()
            .skip(1)
            .filter(|word| !word.starts_with('-'))
            .collect();
        words.is_empty() || words.iter().any(|word| name.contains(word.as_str()))
    };
    // Under `cargo test` a bench only shows that it runs.
    if std::env::args().any(|word| word == "--test") {
        show(
            "mm3",
            queue(&model("scenarios/theory/mm3.toml", Some(1.0), &[])),
        );
        return;
    }
    // All by `figures`, each by its own name.
    let works: [(&str, fn()); 4] = [
        ("figures queue", mm3),
        ("figures pipeline", pipeline),
        ("figures loads", loads),
        ("figures researchers", agents),
    ];
    for (name, figures) in works {
        if wanted(name) {
            figures();
        }
    }
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("engine");
    for (name, file, years) in [
        ("mm3", "scenarios/theory/mm3.toml", 2.0),
        ("pipeline", "scenarios/theory/pipeline.toml", 10.0),
    ] {
        let model = model(file, Some(years), &[]);
        group.throughput(Throughput::Elements(queue(&model).events));
        group.bench_function(name, |bencher| bencher.iter(|| queue(&model).events));
    }
    group.finish();
    criterion.final_summary();
}
