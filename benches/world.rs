//! The cost of the whole world: every researcher of 107 places, ten years, with the functions of
//! `tidegate run`. Each run is a process of its own, which measures its memory.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads the clock"
)]

use std::process::Command;
use std::time::Instant;

use tidegate::compile::Package;
use tidegate::compile::load;
use tidegate::machine;
use tidegate::study::{Extras, Plan, Unwatched, compare};

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

/// How much of the world, for how long, on how many threads.
#[derive(Clone, Copy)]
struct Work {
    scale: u32,
    years: f64,
    threads: usize,
}

/// What a run of it took.
#[derive(Clone, Copy)]
struct Took {
    events: f64,
    researchers: f64,
    seconds: f64,
    bytes: f64,
}

/// One run, in this process: its figures on one line.
fn one(work: Work) {
    let started = Instant::now();
    let scenario = load("scenarios/world.toml", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    let plan = Plan {
        packages: Package::parse_list("baseline", &scenario).expect("a baseline"),
        replications: 1,
        draws: 0,
        split: false,
        structure: false,
        seed: 1,
        scale: Some(work.scale),
        years: Some(work.years),
        threads: Some(work.threads),
        memory: machine::free_memory(),
        name: None,
        extras: Extras::None,
    };
    let done = compare(&scenario, &plan, &Unwatched).unwrap_or_else(|_| panic!("it runs"));
    let seconds = started.elapsed().as_secs_f64();
    assert!(done.tables.audit.iter().all(|row| row.ok), "audits hold");
    let places = done.model.jurisdictions.iter();
    let researchers: u64 = places.map(|place| place.researchers).sum();
    println!(
        "{} {} {seconds} {}",
        done.events,
        researchers / u64::from(work.scale),
        machine::peak_memory().unwrap_or(0)
    );
}

/// One run in a process of its own.
fn apart(work: Work) -> Took {
    let program = std::env::current_exe().expect("a program knows where it is");
    let Work {
        scale,
        years,
        threads,
    } = work;
    let words = ["one".to_owned(), scale.to_string(), years.to_string()];
    let output = Command::new(program)
        .args(words)
        .arg(threads.to_string())
        .output()
        .expect("it can be started again");
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map(|word| word.parse().ok());
    let mut next = || {
        let number: Option<f64> = numbers.next().flatten();
        number.unwrap_or_else(|| panic!("{}", String::from_utf8_lossy(&output.stderr)))
    };
    Took {
        events: next(),
        researchers: next(),
        seconds: next(),
        bytes: next(),
    }
}

/// The same, shown.
fn shown(name: &str, work: Work) -> Took {
    let took = apart(work);
    println!(
        "{name:<44} {:>6.1} s {:>6.0} MB {:>7.2} M events {:>6.0} ns an event",
        took.seconds,
        took.bytes / 1e6,
        took.events / 1e6,
        took.seconds / took.events * 1e9,
    );
    took
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [one_run, scale, years, threads] = &words[..]
        && one_run == "one"
    {
        one(Work {
            scale: scale.parse().expect("a scale"),
            years: years.parse().expect("years"),
            threads: threads.parse().expect("threads"),
        });
        return;
    }
    let work = Work {
        scale: 1,
        years: 10.0,
        threads: 2,
    };
    // Under `cargo test` a bench only shows that it runs.
    if words.iter().any(|word| word == "--test") {
        let (scale, years) = (64, 1.0);
        shown(
            "one researcher in 64, one year",
            Work {
                scale,
                years,
                ..work
            },
        );
        return;
    }
    let everyone = shown("all researchers, ten years, two threads", work);
    let threads = 1;
    let alone = shown("the same on one thread", Work { threads, ..work });
    let scale = 2;
    let half = shown("half of them, two threads", Work { scale, ..work });
    let years = 5.0;
    let short = shown("all, five years, two threads", Work { years, ..work });
    println!(
        "{:.2} times as quick on two threads as on one (goal 1.6)",
        alone.seconds / everyone.seconds
    );
    println!(
        "{:.1} bytes a researcher between half and all (goal 48)",
        (everyone.bytes - half.bytes) / (everyone.researchers - half.researchers)
    );
    println!(
        "{:.1} MB a year of horizon between five and ten years",
        (everyone.bytes - short.bytes) / 5.0 / 1e6
    );
    println!("goals of the whole: 60 s, 2000 MB");
}
