//! Writes raw keyed draws to the standard output, in the patterns of the engine, for a battery of
//! tests (`benches/dieharder.sh`).
//!
//! `cargo bench --bench raw_draws -- PATTERN [--bytes N] [--seed N]`; without a number of
//! bytes it writes until the reader stops, without a pattern it lists them.
#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a bench prints and reads its arguments"
)]

use std::io::{self, BufWriter, Write};

use tidegate::draw::{Key, Purpose, RandomStream};

/// The words of a pattern under a seed, at a place in it.
type Pattern = fn(u64, u64) -> [u64; 2];

/// Each pattern by name: what moves from draw to draw.
const PATTERNS: &[(&str, &str, Pattern)] = &[
    (
        "entities",
        "one purpose of one entity after the other",
        |seed, i| {
            let draw = |i| luck(seed).bits(of_group(i), Purpose::StepWork, 0);
            [2 * i, 2 * i + 1].map(draw)
        },
    ),
    (
        "rounds",
        "one purpose of one entity, round after round",
        |seed, i| {
            // A round has 32 bits; then comes the next entity.
            let draw = |i| {
                let entity = of_group(i >> 32);
                luck(seed).bits(entity, Purpose::StepPassage, i as u32)
            };
            [2 * i, 2 * i + 1].map(draw)
        },
    ),
    (
        "blocks",
        "both words of a block, entity after entity",
        |seed, i| {
            let draw = |of| luck(seed).bits(of_group(i), of, 0);
            [Purpose::FormationGap, Purpose::Kind].map(draw)
        },
    ),
    (
        "seconds",
        "the second words alone, entity after entity",
        |seed, i| {
            let draw = |i| luck(seed).bits(of_group(i), Purpose::Risk, 0);
            [2 * i, 2 * i + 1].map(draw)
        },
    ),
    (
        "purposes",
        "every purpose of an entity, then of the next",
        |seed, i| {
            let many = Purpose::ALL.len() as u64;
            let draw = |i| {
                let purpose = Purpose::ALL[(i % many) as usize];
                luck(seed).bits(of_group(i / many), purpose, 0)
            };
            [2 * i, 2 * i + 1].map(draw)
        },
    ),
    (
        "parts",
        "four parts of an entity, two rounds of each",
        |seed, i| {
            let part = of_group(i / 4).with(i % 4);
            [0, 1].map(|round| luck(seed).bits(part, Purpose::StepReturn, round))
        },
    ),
    (
        "replications",
        "one cause, replication after replication",
        |seed, i| {
            let draw = |i| RandomStream::new(seed, i).bits(of_group(0), Purpose::Merit, 0);
            [2 * i, 2 * i + 1].map(draw)
        },
    ),
];

fn luck(seed: u64) -> RandomStream {
    RandomStream::new(seed, 0)
}

/// The entity with this number in a group, as researchers and files are numbered.
fn of_group(number: u64) -> Key {
    const GROUP: Key = Key::named("researchers of one place");
    GROUP.with(number)
}

/// Writes blocks of two words; an error means that the reader has stopped.
fn write(pattern: Pattern, seed: u64, blocks: u64, to: impl Write) -> io::Result<()> {
    let mut to = BufWriter::with_capacity(1 << 16, to);
    for i in 0..blocks {
        for word in pattern(seed, i) {
            to.write_all(&word.to_le_bytes())?;
        }
    }
    to.flush()
}

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    // Under `cargo test` a bench only shows that it runs.
    if words.iter().any(|word| word == "--test") {
        for (name, _, pattern) in PATTERNS {
            let mut bytes = Vec::new();
            let written = write(*pattern, 1, 64, &mut bytes);
            assert!(written.is_ok() && bytes.len() == 1024, "{name}");
        }
        return;
    }
    let number = |name: &str| {
        let place = words.iter().position(|word| word == name)?;
        words.get(place + 1)?.parse::<u64>().ok()
    };
    let chosen = PATTERNS
        .iter()
        .find(|(name, _, _)| words.iter().any(|word| word == name));
    let Some((_, _, pattern)) = chosen else {
        for (name, what, _) in PATTERNS {
            println!("{name:<14} {what}");
        }
        return;
    };
    let blocks = number("--bytes").map_or(u64::MAX, |bytes| bytes.div_ceil(16));
    let seed = number("--seed").unwrap_or(1);
    // The reader may stop before the end.
    let _ = write(*pattern, seed, blocks, io::stdout().lock());
}
