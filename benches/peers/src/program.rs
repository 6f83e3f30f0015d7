//! The command line of a program and the one line that it prints.

use std::time::Instant;

use crate::Sums;

/// The model to run, with its size.
#[derive(Debug, Clone, Copy)]
pub enum Ask {
    /// M/M/3, by the approximate number of arrivals.
    Mm3(u64),
    /// The pipeline, by the approximate number of applications.
    Pipeline(u64),
    /// Agents, by their number.
    Agents(u64),
}

/// Agents a measurement has at least: a small world is run again and again, or its
/// time would be too short to read.
const AGENTS_IN_ALL: u64 = 1_000_000;

/// Runs an engine as the command line says, and prints one line of JSON. `engine` is
/// the name of its package, or `plain`.
pub fn program(engine: &str, run: impl Fn(Ask, u64) -> Sums) {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let Some((ask, seed)) = parse(&words) else {
        eprintln!("usage: {engine} mm3|pipeline|agents SIZE SEED");
        std::process::exit(2);
    };
    let before = peak();
    let start = Instant::now();
    let mut sums = run(ask, seed);
    let after = peak();
    if let Ask::Agents(agents) = ask {
        for world in 1..AGENTS_IN_ALL.div_ceil(agents) {
            // Far from the seeds of other runs, which are small numbers.
            sums.add(&run(ask, seed + 1_000_000 * world));
        }
    }
    let seconds = start.elapsed().as_secs_f64();
    let (size, bytes) = match ask {
        Ask::Mm3(size) | Ask::Pipeline(size) => (size, None),
        Ask::Agents(agents) => (
            agents,
            before
                .zip(after)
                .map(|(before, after)| (after - before) as f64 / agents as f64),
        ),
    };
    println!(
        "{{\"engine\": \"{engine}\", \"version\": \"{}\", \"work\": \"{}\", \"size\": {size}, \
         \"events\": {}, \"seconds\": {seconds:.6}, \"bytes_per_agent\": {}, \"result\": {{{}}}}}",
        version(engine),
        words[0],
        sums.events,
        bytes.map_or_else(|| "null".to_string(), |bytes| format!("{bytes:.1}")),
        result(ask, &sums),
    );
}

fn parse(words: &[String]) -> Option<(Ask, u64)> {
    let [work, size, seed] = words else {
        return None;
    };
    let size = size.parse().ok().filter(|&size| size > 0)?;
    let ask = match work.as_str() {
        "mm3" => Ask::Mm3(size),
        "pipeline" => Ask::Pipeline(size),
        "agents" => Ask::Agents(size),
        _ => return None,
    };
    Some((ask, seed.parse().ok()?))
}

fn result(ask: Ask, sums: &Sums) -> String {
    match ask {
        Ask::Mm3(_) => format!(
            "\"mean_wait_hours\": {:.6}, \"mean_in_queue\": {:.6}",
            sums.mean_wait() * 24.0,
            sums.mean_in_line()
        ),
        Ask::Pipeline(_) => format!(
            "\"mean_elapsed_days\": {:.6}, \"p90_elapsed_days\": {:.6}, \"refused_share\": {:.6}",
            sums.mean_elapsed(),
            sums.quantile(0.9),
            sums.refused_share()
        ),
        Ask::Agents(agents) => format!(
            "\"filings_a_year\": {:.1}, \"mean_wait_hours\": {:.6}",
            sums.arrivals() as f64 / AGENTS_IN_ALL.div_ceil(agents) as f64,
            sums.mean_wait() * 24.0
        ),
    }
}

/// The version of a package as the lock file has it; no peer tells its own.
fn version(package: &str) -> &'static str {
    let mut lines = include_str!("../Cargo.lock").lines();
    let name = format!("name = \"{package}\"");
    lines
        .find(|line| *line == name)
        .and_then(|_| lines.next())
        .and_then(|line| line.strip_prefix("version = \"")?.strip_suffix('"'))
        .unwrap_or(env!("CARGO_PKG_VERSION"))
}

/// The most memory the process has had so far, in bytes, where the system tells.
fn peak() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
