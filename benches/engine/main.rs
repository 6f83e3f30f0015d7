//! What the engine costs: a queue and a pipeline of offices with everything a
//! study listens to, a plain heap of the same pipeline as yardstick, and worlds
//! of ten thousand to a million researchers.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads the clock"
)]

mod plain;
mod world;

use std::time::Instant;

use criterion::{Criterion, Throughput};
use tidegate::draw::Luck;
use tidegate::engine::{Fact, Formation, Listener, Population, World, audit, run_on, warm_up};
use tidegate::model::{DAY, Model, Options, Policy, build};
use tidegate::observe::Outcome;
use tidegate::scenario::{load, load_text};

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

/// All that a study hears, and the time of the decided.
struct Ears {
    outcome: Outcome,
    from: u32,
    decided: u64,
    seconds: u64,
}

impl Listener for Ears {
    fn hear(&mut self, fact: &Fact<'_>) {
        if let Fact::Decided { filed, at, .. } = fact
            && *at >= self.from
        {
            self.decided += 1;
            self.seconds += u64::from(at - filed);
        }
        self.outcome.hear(fact);
    }
}

/// A run, and what it brought.
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

fn model(file: &str, years: Option<f64>) -> Model {
    let scenario = load(file, &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let options = Options {
        years,
        ..Options::default()
    };
    build(&scenario, &options).unwrap_or_else(|faults| panic!("{faults}"))
}

/// One replication through the functions of a study.
fn run(model: &Model, population: &Population, formation: &Formation, luck: Luck) -> Ran {
    let policy = Policy::default();
    let world = World::new(model, &policy, population, formation, luck);
    let mut ears = Ears {
        outcome: Outcome::new(&world),
        from: model.frame.measured_from,
        decided: 0,
        seconds: 0,
    };
    let start = Instant::now();
    let mut state = warm_up(&world, &mut ears);
    run_on(&world, &mut state, model.frame.measured_to, &mut ears);
    let nanoseconds = start.elapsed().as_nanos() as f64;
    let checks = audit(&world, &mut state);
    Ran {
        events: state.events,
        nanoseconds,
        mean_days: ears.seconds as f64 / ears.decided as f64 / f64::from(DAY),
        residual: checks.iter().map(|check| check.residual.abs()).sum(),
    }
}

fn queue(model: &Model, replication: u64) -> Ran {
    let population = Population::new(model, 1);
    let luck = Luck::new(1, replication);
    let formation = Formation::new(model, &population, luck, model.frame.end);
    run(model, &population, &formation, luck)
}

/// The best of several runs: the machine can only slow one down.
fn best(runs: impl Iterator<Item = Ran>) -> Ran {
    runs.min_by(|a, b| a.nanoseconds.total_cmp(&b.nanoseconds))
        .unwrap_or_else(|| panic!("no run"))
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

fn plain(days: u64, warm_up: u64) -> Ran {
    let start = Instant::now();
    let out = plain::pipeline(days, warm_up, 1);
    Ran {
        events: out.events,
        nanoseconds: start.elapsed().as_nanos() as f64,
        mean_days: out.mean_days(),
        residual: 0,
    }
}

fn pipelines() {
    let model = model("scenarios/theory/pipeline.toml", None);
    let (days, warm_up) = (
        model.frame.measured_to / DAY,
        model.frame.measured_from / DAY,
    );
    // Turn and turn about, so that both meet the same machine.
    let mut engines = Vec::new();
    let mut plains = Vec::new();
    for _ in 0..5 {
        engines.push(queue(&model, 0));
        plains.push(plain(u64::from(days), u64::from(warm_up)));
    }
    let (engine, plain) = (best(engines.into_iter()), best(plains.into_iter()));
    show("pipeline, engine", engine);
    show("pipeline, plain heap", plain);
    println!(
        "{:<28} {:.2} of the plain heap; mean elapsed {:.1} days, plain {:.1}",
        "pipeline",
        engine.a_second() / plain.a_second(),
        engine.mean_days,
        plain.mean_days,
    );
}

/// Memory of the process in bytes, where the system tells.
fn resident() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * 4096)
}

fn worlds() {
    for researchers in [10_000, 100_000, 1_000_000] {
        let scenario = load_text("world", &world::text(researchers), &[])
            .unwrap_or_else(|faults| panic!("{faults}"));
        let model =
            build(&scenario, &Options::default()).unwrap_or_else(|faults| panic!("{faults}"));
        let before = resident();
        let population = Population::new(&model, 1);
        let at_rest = resident();
        let luck = Luck::new(1, 0);
        let start = Instant::now();
        let formation = Formation::new(&model, &population, luck, model.frame.end);
        let forming = start.elapsed().as_secs_f64();
        let seeds = formation.whole().map_or(0, |whole| whole.seeds.len());
        let ran = run(&model, &population, &formation, luck);
        let after = resident();
        show(&format!("world of {researchers}"), ran);
        let bytes = |from: Option<u64>, to: Option<u64>| {
            from.zip(to).map_or_else(String::new, |(from, to)| {
                format!("{:.1}", to.saturating_sub(from) as f64 / researchers as f64)
            })
        };
        println!(
            "{:<28} {} bytes a researcher at rest, {} with {seeds} projects and all under way; formed in {forming:.2} s",
            "",
            bytes(before, at_rest),
            bytes(before, after),
        );
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
            queue(&model("scenarios/theory/mm3.toml", Some(1.0)), 0),
        );
        return;
    }
    if wanted("figures") {
        let mm3 = model("scenarios/theory/mm3.toml", None);
        show("M/M/3 at load 0.9", best((0..5).map(|_| queue(&mm3, 0))));
        pipelines();
        worlds();
    }
    let mut criterion = Criterion::default().sample_size(10).configure_from_args();
    let mut group = criterion.benchmark_group("engine");
    for (name, file, years) in [
        ("mm3", "scenarios/theory/mm3.toml", 2.0),
        ("pipeline", "scenarios/theory/pipeline.toml", 10.0),
    ] {
        let model = model(file, Some(years));
        group.throughput(Throughput::Elements(queue(&model, 0).events));
        group.bench_function(name, |bencher| bencher.iter(|| queue(&model, 0).events));
    }
    group.finish();
    criterion.final_summary();
}
