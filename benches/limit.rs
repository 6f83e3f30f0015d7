//! The limits of this machine: memory, draws and orders on their own, to compare with the cost of
//! a run of the engine.
//!
//! `cargo bench --bench limit` prints one table, in nanoseconds, each figure the median
//! of five rounds; it takes less than a minute. Independent operations are marked, because a
//! processor overlaps several of them.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads the clock"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hint::black_box;
use std::time::Instant;

use tidegate::draw::{
    Distribution, Key, Purpose, RandomStream, exp, normal_quantile, open_unit, philox,
    standard_exponential,
};

#[global_allocator]
static ALLOCATOR: tidegate::memory::LargePages = tidegate::memory::LargePages;

/// The amount of work: a full measurement, or enough to show that it runs.
#[derive(Clone, Copy)]
struct Effort {
    /// Operations a round.
    many: usize,
    /// The largest working set, in bytes.
    largest: usize,
}

const FULL: Effort = Effort {
    many: 1 << 21,
    largest: 512 << 20,
};
const SHORT: Effort = Effort {
    many: 1 << 8,
    largest: 1 << 20,
};

/// The median of five rounds, in nanoseconds for each of `many`.
fn median(many: usize, mut round: impl FnMut() -> u64) -> f64 {
    let mut times: Vec<f64> = (0..5)
        .map(|_| {
            let start = Instant::now();
            black_box(round());
            start.elapsed().as_nanos() as f64 / many as f64
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[2]
}

fn show(name: &str, nanoseconds: f64) {
    println!("{name:<58} {nanoseconds:>9.2}");
}

/// Numbers without order: the words of a block by counter.
fn word(i: u64) -> u64 {
    philox([i, 0], 1)[0]
}

/// A place below `n`, by the upper bits of a word.
fn place(word: u64, n: usize) -> usize {
    ((u128::from(word) * n as u128) >> 64) as usize
}

fn size(bytes: usize) -> String {
    if bytes >= 1 << 20 {
        format!("{} MB", bytes >> 20)
    } else {
        format!("{} KB", bytes >> 10)
    }
}

/// A cache line.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line {
    next: u32,
}

/// One round through all lines, in an order without pattern (Sattolo 1986).
fn cycle(lines: usize) -> Vec<Line> {
    let mut order: Vec<u32> = (0..lines as u32).collect();
    for i in (1..lines).rev() {
        order.swap(i, place(word(i as u64), i));
    }
    let mut memory = vec![Line { next: 0 }; lines];
    for pair in order.windows(2) {
        memory[pair[0] as usize].next = pair[1];
    }
    if let (Some(last), Some(first)) = (order.last(), order.first()) {
        memory[*last as usize].next = *first;
    }
    memory
}

fn reads(effort: Effort) {
    let many = effort.many;
    for bytes in [16 << 10, 256 << 10, 1 << 20, 8 << 20, 64 << 20, 512 << 20] {
        if bytes > effort.largest {
            break;
        }
        let memory = cycle(bytes / size_of::<Line>());
        let mut index = 0;
        let dependent = median(many, || {
            for _ in 0..many {
                index = memory[index].next as usize;
            }
            index as u64
        });
        show(
            &format!("random read, dependent, of {}", size(bytes)),
            dependent,
        );
        let mut counter = 0;
        let independent = median(many, || {
            let mut sum = 0;
            for _ in 0..many {
                counter += 1;
                sum += u64::from(memory[place(spread(counter), memory.len())].next);
            }
            sum
        });
        show(
            &format!("the same, independent, of {}", size(bytes)),
            independent,
        );
    }
}

/// Numbers without order for less than a draw (Steele, Lea, Flood 2014, but for a step).
fn spread(i: u64) -> u64 {
    let bits = i.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (bits ^ (bits >> 32)).wrapping_mul(0xbf58_476d_1ce4_e5b9)
}

/// Records read by a list of places, as the entries of a day read theirs.
fn records(effort: Effort) {
    const TOGETHER: usize = 16;
    let (many, bytes) = (effort.many, effort.largest.min(256 << 20));
    let memory = vec![Line { next: 1 }; bytes / size_of::<Line>()];
    let places: Vec<u32> = (0..many as u64)
        .map(|i| place(word(i), memory.len()) as u32)
        .collect();
    // The work on a record depends on the one before, as events do.
    let work = |state: u64, line: Line| philox([state, u64::from(line.next)], 1)[0];
    let plain = median(many, || {
        let read = |state, place: &u32| work(state, memory[*place as usize]);
        places.iter().fold(0, read)
    });
    let ahead = median(many, || {
        let mut state = 0;
        for some in places.chunks_exact(TOGETHER) {
            let mut lines = [Line { next: 0 }; TOGETHER];
            for (line, place) in lines.iter_mut().zip(some) {
                line.next = memory[*place as usize].next;
            }
            state = lines.iter().fold(state, |state, line| work(state, *line));
        }
        state
    });
    let near = median(many, || {
        let line = Line { next: 1 };
        places.iter().fold(0, |state, _| work(state, line))
    });
    let label = size(bytes);
    show(
        &format!("a record of {label} and a block drawn from it"),
        plain,
    );
    show("the same, 16 records read before their blocks", ahead);
    show(
        "the same without memory: a block that waits for the last",
        near,
    );
    let words = vec![1_u64; bytes / 8];
    let sum = median(words.len() / 8, || words.iter().sum());
    show(&format!("sequential read of a line of {label}"), sum);
}

/// An agenda entry: time, kind, entity.
type Entry = (u64, u64, u64);

fn entries(effort: Effort) {
    const BUCKETS: usize = 4096;
    let many = effort.many;
    let empty = || Vec::<Entry>::with_capacity(2 * many / BUCKETS + 8);
    let mut buckets: Vec<Vec<Entry>> = std::iter::repeat_with(empty).take(BUCKETS).collect();
    let writes = median(many, || {
        buckets.iter_mut().for_each(Vec::clear);
        for i in 0..many as u64 {
            let when = spread(i);
            buckets[place(when, BUCKETS)].push((when, i, 0));
        }
        buckets.len() as u64
    });
    show(
        "an entry of 24 bytes written to one of 4096 buckets",
        writes,
    );
    for day in [1_000, 30_000] {
        let entries: Vec<Entry> = (0..day as u64).map(|i| (word(i) >> 47, i, 0)).collect();
        let days = (many / 4 / day).max(1);
        let mut today = Vec::with_capacity(day);
        let sorts = median(days * day, || {
            for _ in 0..days {
                today.clear();
                today.extend_from_slice(&entries);
                today.sort_unstable();
            }
            today[0].1
        });
        show(&format!("sort of a day of {day} entries, an entry"), sorts);
    }
    for waiting in [1_000, 1_000_000] {
        if waiting > effort.many {
            break;
        }
        let mut heap: BinaryHeap<Reverse<Entry>> = (0..waiting)
            .map(|i| Reverse((word(i as u64) >> 20, i as u64, 0)))
            .collect();
        let mut i = 0;
        let turns = median(many / 2, || {
            for _ in 0..many / 2 {
                let Some(Reverse((when, whose, _))) = heap.pop() else {
                    break;
                };
                i += 1;
                heap.push(Reverse((when + (spread(i) >> 20), whose, 0)));
            }
            heap.len() as u64
        });
        show(&format!("pop and push of a heap of {waiting}"), turns);
    }
}

/// A quantile by uniforms at hand, each for itself and each after the one before.
fn quantiles(name: &str, effort: Effort, quantile: impl Fn(f64) -> f64) {
    // They stay in the first cache.
    let uniforms: Vec<f64> = (0..2048).map(|i| open_unit(word(i))).collect();
    let rounds = effort.many.div_ceil(uniforms.len());
    let many = rounds * uniforms.len();
    let apart = median(many, || {
        let round = |_| uniforms.iter().map(|u| quantile(*u)).sum::<f64>();
        (0..rounds).map(round).sum::<f64>().to_bits()
    });
    let in_turn = median(many, || {
        let after = |last: f64, u: &f64| quantile(u + last * 1e-300);
        let round = |last, _| uniforms.iter().fold(last, after);
        (0..rounds).fold(0.0, round).to_bits()
    });
    show(name, apart);
    show(&format!("{name}, each after the last"), in_turn);
}

fn draws(effort: Effort) {
    let many = effort.many;
    let (luck, key) = (RandomStream::new(1, 0), Key::named("limit"));
    let distribution = Distribution::lognormal(black_box(3.0), black_box(1.0));
    let (mu, sigma) = (black_box(0.752), black_box(0.833));
    let mean = black_box(3.0);
    let drawn = |quantile: &dyn Fn(f64) -> f64| {
        median(many, || {
            let draw = |i| luck.uniform(key, Purpose::StepWork, i);
            (0..many as u32)
                .map(|i| quantile(draw(i)))
                .sum::<f64>()
                .to_bits()
        })
    };
    let block = median(many, || {
        (0..many as u64).map(|i| philox([i, 0], 1)[0]).sum()
    });
    show("a block of two words", block);
    let of_rounds = median(many, || {
        let draw = |i| luck.uniform(key, Purpose::StepWork, i);
        (0..many as u32).map(draw).sum::<f64>().to_bits()
    });
    show("a keyed draw, round after round", of_rounds);
    let of_entities = median(many, || {
        let draw = |i| luck.uniform(key.with(i), Purpose::StepWork, 0);
        (0..many as u64).map(draw).sum::<f64>().to_bits()
    });
    show(
        "a keyed draw, entity after entity, its key included",
        of_entities,
    );
    quantiles("exponential, exact", effort, |u| -mean * libm::log(1.0 - u));
    quantiles("exponential by table", effort, |u| {
        mean * standard_exponential(u)
    });
    let exact = |u| exp(mu + sigma * normal_quantile(u));
    let by_table = |u| distribution.quantile(u);
    quantiles("lognormal, exact", effort, exact);
    quantiles("lognormal by table", effort, by_table);
    show("a keyed draw and a lognormal, exact", drawn(&exact));
    show("a keyed draw and a lognormal by table", drawn(&by_table));
}

fn main() {
    // Under `cargo test` a bench only shows that it runs.
    let is_test = std::env::args().any(|word| word == "--test");
    let effort = if is_test { SHORT } else { FULL };
    println!("{:<58} {:>9}", "", "ns");
    reads(effort);
    records(effort);
    entries(effort);
    draws(effort);
}
