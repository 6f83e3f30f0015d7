//! Results on the disk: a kill at any time, two writers, a full disk.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::support::{Folder, OrFail, Run, files_below, interrupt, shell, tidegate};

/// A study of less than a second.
const SHORT: &[&str] = &[
    "compare",
    "tiny",
    "--quiet",
    "--plain",
    "--packages",
    "baseline",
    "--draws",
    "0",
    "--replications",
    "1",
    "--scale",
    "20",
    "--years",
    "0.3",
];

fn short_study(folder: impl AsRef<Path>) -> Run {
    tidegate(SHORT).into(folder)
}

fn start(run: Run) -> Child {
    run.sending(Stdio::null(), Stdio::null()).start()
}

fn start_short(seed: u32, folder: impl AsRef<Path>) -> Child {
    start(short_study(folder).with(["--seed", &seed.to_string()]))
}

fn manifest(study: &Path) -> Option<serde_json::Value> {
    let text = fs::read_to_string(study.join("manifest.json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// Every file of a study with its bytes; the manifest, which holds a duration, left out.
fn files(study: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut files = files_below(study);
    files.retain(|path| !path.ends_with("manifest.json"));
    let named = files.into_iter().map(|path| {
        let bytes = fs::read(&path).unwrap_or_default();
        (path.strip_prefix(study).or_fail().to_owned(), bytes)
    });
    named.collect()
}

/// How many kills: a few always, a hundred in `.ci/full`.
fn kills() -> u32 {
    let asked = std::env::var("TIDEGATE_KILLS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(10)
}

/// Kills a study at times spread over its whole length, with two seeds in turn. Whenever
/// the kill comes, the old or the new study is there whole, and the next start gets to a
/// whole study by itself.
#[test]
fn a_kill_at_any_time_loses_no_study() {
    let reference = Folder::new();
    let whole = [1, 2].map(|seed: u32| {
        let folder = reference.at(seed.to_string());
        let begun = Instant::now();
        assert!(start_short(seed, &folder).wait().or_fail().success());
        (files(&folder.join("tiny")), begun.elapsed())
    });
    assert_ne!(whole[0].0, whole[1].0, "two seeds give two studies");
    let mut length = whole[0].1.min(whole[1].1);
    let folder = Folder::new();
    assert!(start_short(1, &folder).wait().or_fail().success());
    let kills = kills();
    let mut killed = 0;
    for kill in 0..kills {
        let mut child = start_short(kill % 2 + 1, &folder);
        // Spread evenly, in an order that mixes early and late.
        let share = f64::from(kill * 37 % kills + 1) / f64::from(kills);
        sleep(length.mul_f64(share));
        let _ = child.kill();
        let status = child.wait().or_fail();
        let was_killed = status.signal().is_some();
        killed += u32::from(was_killed);
        // How long a study takes depends on what else the machine does.
        if !was_killed {
            length = length.mul_f64(0.9);
        } else if share > 0.8 {
            length = length.mul_f64(1.1);
        }
        let studies = ["tiny", "tiny.partial", ".tiny.old"].map(|name| folder.at(name));
        let is_whole = |study: &PathBuf| {
            let manifest = manifest(study).unwrap_or_default();
            let seed = manifest["seed"].as_u64().unwrap_or_default() as usize;
            manifest["state"] == "whole" && files(study) == whole[seed - 1].0
        };
        assert!(
            studies.iter().any(is_whole),
            "after kill {kill}: {:?}",
            folder.names()
        );
    }
    assert!(killed > kills / 4, "{killed} of {kills} were killed");
    assert!(start_short(2, &folder).wait().or_fail().success());
    assert_eq!(files(&folder.at("tiny")), whole[1].0);
    assert_eq!(folder.names(), ["tiny"]);
}

#[test]
fn a_second_writer_of_a_study_is_refused() {
    let folder = Folder::new();
    let long = tidegate(["compare", "tiny", "--quiet", "--plain"]);
    let mut first = start(long.with(["--replications", "5000"]).into(&folder));
    wait_for(&folder.at("tiny.partial/manifest.json"));
    let second = short_study(&folder).ends();
    let _ = first.kill();
    let _ = first.wait();
    assert_eq!(second.code, Some(1), "{second:?}");
    second.says("another run").says("tiny");
    // A lock goes with the program that held it.
    short_study(&folder).succeeds();
    assert_eq!(folder.names(), ["tiny"]);
}

fn wait_for(path: &Path) {
    for _ in 0..1000 {
        if path.exists() {
            return;
        }
        sleep(Duration::from_millis(10));
    }
    panic!("{} does not come", path.display());
}

#[test]
fn an_interrupt_before_anything_is_finished_leaves_nothing() {
    let folder = Folder::new();
    let long = tidegate(["compare", "tiny", "--quiet", "--plain", "--years", "20"]);
    let mut child = start(long.with(["--threads", "1"]).into(&folder));
    wait_for(&folder.at("tiny.partial/manifest.json"));
    interrupt(&child);
    assert_eq!(child.wait().or_fail().code(), Some(130));
    assert_eq!(folder.names(), [""; 0]);
}

/// A run under a limit on the size of files, which acts like a full disk.
fn limited(blocks: u32, words: &str) -> Run {
    shell(&format!("ulimit -f {blocks}; tidegate {words}"))
}

#[test]
fn a_log_that_does_not_fit_leaves_nothing_and_names_the_cure() {
    let folder = Folder::new();
    let log = folder.address("log.csv");
    limited(8, &format!("run tiny --quiet --log {log}"))
        .fails_with(1)
        .says("log.csv")
        .says("ulimit -f")
        .says("--log");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn a_study_that_does_not_fit_says_what_is_kept() {
    let folder = Folder::new();
    // Above what the probe writes, below the longest table.
    let out = folder.address("");
    limited(8, &format!("{} --output {out}", SHORT.join(" ")))
        .fails_with(1)
        .says("ulimit -f");
    assert_eq!(folder.names(), [""; 0]);
}

#[test]
fn the_tables_of_a_run_replace_no_study() {
    let folder = Folder::new();
    short_study(&folder).succeeds();
    let run = || tidegate(["run", "tiny", "--quiet"]).into(&folder);
    run().fails_with(1).says("--force");
    assert!(folder.holds("tiny/report.html"));
    run().with(["--force"]).succeeds();
}

#[test]
fn a_folder_that_is_in_the_way_is_kept() {
    let folder = Folder::new();
    let letters = folder.write("tiny.partial/letters.txt", "letters");
    for more in [&[][..], &["--force"]] {
        let refused = short_study(&folder).with(more).fails_with(1);
        refused.says("tiny.partial").says("move it away");
        assert!(letters.is_file());
    }
}

#[test]
fn names_that_are_not_utf8_are_taken_or_refused_with_words() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = Folder::new();
    let strange = OsStr::from_bytes(b"o\xff");
    short_study(folder.at(strange)).succeeds();
    assert!(folder.at(strange).join("tiny/manifest.json").is_file());
    let refused = tidegate(["run"]).with([strange]).fails_with(2);
    refused.says("UTF-8");
}
