//! Results on the disk: a kill at any time, two writers, a full disk.
#![cfg(unix)]

use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::command::{folder, output};

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

fn start(arguments: &[&str], place: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(arguments)
        .arg("--output")
        .arg(place)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}"))
}

fn short(seed: u32, place: &Path) -> Child {
    let seed = seed.to_string();
    start(&[SHORT, &["--seed", &seed]].concat(), place)
}

fn manifest(study: &Path) -> Option<serde_json::Value> {
    let text = fs::read_to_string(study.join("manifest.json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// Every file of a study with its bytes; the manifest, which holds a duration, left out.
fn files(study: &Path) -> Vec<(String, Vec<u8>)> {
    fn collect(folder: &Path, study: &Path, files: &mut Vec<(String, Vec<u8>)>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                collect(&path, study, files);
            } else if path.file_name().is_some_and(|name| name != "manifest.json") {
                let name = path.strip_prefix(study).unwrap_or(&path);
                let bytes = fs::read(&path).unwrap_or_default();
                files.push((name.display().to_string(), bytes));
            }
        }
    }
    let mut files = Vec::new();
    collect(study, study, &mut files);
    files.sort();
    files
}

fn names(place: &Path) -> Vec<String> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// How many kills: a few always, a hundred in `.ci/full`.
fn kills() -> u32 {
    let asked = std::env::var("TIDEGATE_KILLS").ok();
    asked.and_then(|text| text.parse().ok()).unwrap_or(25)
}

/// Kills a study at times spread over its whole length, with two seeds in turn. Whenever
/// the kill comes, the old or the new study is there whole, and the next start gets to a
/// whole study by itself.
#[test]
fn a_kill_at_any_time_loses_no_study() {
    let reference = folder();
    let whole: Vec<_> = [1, 2]
        .map(|seed| {
            let place = reference.path().join(seed.to_string());
            let begun = Instant::now();
            let ended = short(seed, &place).wait();
            assert!(ended.is_ok_and(|status| status.success()));
            (files(&place.join("tiny")), begun.elapsed())
        })
        .into();
    assert_ne!(whole[0].0, whole[1].0, "two seeds give two studies");
    let mut length = whole[0].1.min(whole[1].1);
    let place = folder();
    let out = place.path();
    assert!(short(1, out).wait().is_ok_and(|status| status.success()));
    let kills = kills();
    let mut killed = 0;
    for kill in 0..kills {
        let mut child = short(kill % 2 + 1, out);
        // Spread evenly, in an order that mixes early and late.
        let share = f64::from(kill * 37 % kills + 1) / f64::from(kills);
        sleep(length.mul_f64(share));
        let _ = child.kill();
        let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
        let was_killed = status.signal().is_some();
        killed += u32::from(was_killed);
        // How long a study takes depends on what else the machine does.
        if !was_killed {
            length = length.mul_f64(0.9);
        } else if share > 0.8 {
            length = length.mul_f64(1.1);
        }
        let stands = ["tiny", "tiny.partial", ".tiny.old"].map(|name| out.join(name));
        let is_whole = |study: &&std::path::PathBuf| {
            let manifest = manifest(study).unwrap_or_default();
            let seed = manifest["seed"].as_u64().unwrap_or_default() as usize;
            manifest["state"] == "whole" && files(study) == whole[seed - 1].0
        };
        let whole: Vec<_> = stands.iter().filter(is_whole).collect();
        assert!(!whole.is_empty(), "after kill {kill}: {:?}", names(out));
    }
    assert!(killed > kills / 4, "{killed} of {kills} were killed");
    assert!(short(2, out).wait().is_ok_and(|status| status.success()));
    assert_eq!(files(&out.join("tiny")), whole[1].0);
    assert_eq!(names(out), ["tiny"]);
}

#[test]
fn a_second_writer_of_a_study_is_refused() {
    let place = folder();
    let long = [
        "compare",
        "tiny",
        "--quiet",
        "--plain",
        "--replications",
        "5000",
    ];
    let mut first = start(&long, place.path());
    wait_for(&place.path().join("tiny.partial/manifest.json"));
    let out = place.path().to_string_lossy();
    let second = output(&[SHORT, &["--output", &out]].concat());
    let _ = first.kill();
    let _ = first.wait();
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr);
    assert!(
        said.contains("another run") && said.contains("tiny"),
        "{said}"
    );
    // A lock goes with the program that held it.
    let third = output(&[SHORT, &["--output", &out]].concat());
    assert!(third.status.success(), "{third:?}");
    assert_eq!(names(place.path()), ["tiny"]);
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
    let place = folder();
    let long = [
        "compare",
        "tiny",
        "--quiet",
        "--plain",
        "--years",
        "20",
        "--threads",
        "1",
    ];
    let mut child = start(&long, place.path());
    wait_for(&place.path().join("tiny.partial/manifest.json"));
    let sent = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
    let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(status.code(), Some(130));
    assert_eq!(names(place.path()), [""; 0]);
}

/// A limit on the size of files stands for a full disk.
fn limited(blocks: u32, words: &str) -> std::process::Output {
    let program = env!("CARGO_BIN_EXE_tidegate");
    Command::new("sh")
        .args(["-c", &format!("ulimit -f {blocks}; {program} {words}")])
        .output()
        .unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_log_that_does_not_fit_leaves_nothing_and_names_the_cure() {
    let place = folder();
    let log = place.path().join("log.csv");
    let run = format!("run tiny --quiet --log {}", log.display());
    let full = limited(8, &run);
    let said = String::from_utf8_lossy(&full.stderr);
    assert_eq!(full.status.code(), Some(1), "{said}");
    assert!(
        said.contains("log.csv") && said.contains("ulimit -f"),
        "{said}"
    );
    assert!(said.contains("--log"), "{said}");
    assert_eq!(names(place.path()), [""; 0]);
}

#[test]
fn a_study_that_does_not_fit_says_what_is_kept() {
    let place = folder();
    // Above what the probe writes, below the longest table.
    let words = format!("{} --output {}", SHORT.join(" "), place.path().display());
    let refused = limited(8, &words);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("ulimit -f"), "{said}");
    assert_eq!(names(place.path()), [""; 0], "{said}");
}

#[test]
fn the_tables_of_a_run_replace_no_study() {
    let place = folder();
    assert!(
        short(1, place.path())
            .wait()
            .is_ok_and(|ended| ended.success())
    );
    let out = place.path().to_string_lossy();
    let run = ["run", "tiny", "--quiet", "--output", &out];
    let refused = output(&run);
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1), "{said}");
    assert!(said.contains("--force"), "{said}");
    assert!(place.path().join("tiny/report.html").is_file());
    assert!(output(&[&run[..], &["--force"]].concat()).status.success());
}

#[test]
fn a_folder_that_is_in_the_way_is_kept() {
    let place = folder();
    let letters = place.path().join("tiny.partial/letters.txt");
    fs::create_dir(place.path().join("tiny.partial")).unwrap_or_else(|error| panic!("{error}"));
    fs::write(&letters, "letters").unwrap_or_else(|error| panic!("{error}"));
    let out = place.path().to_string_lossy();
    for more in [&[][..], &["--force"]] {
        let refused = output(&[SHORT, &["--output", &out], more].concat());
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(1), "{said}");
        assert!(
            said.contains("tiny.partial") && said.contains("move it away"),
            "{said}"
        );
        assert!(letters.is_file());
    }
}

#[test]
fn names_that_are_not_utf8_are_taken_or_refused_with_words() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = folder();
    let strange = OsStr::from_bytes(b"o\xff");
    let mut run = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    run.args(SHORT)
        .arg("--output")
        .arg(place.path().join(strange));
    let ran = run.output().unwrap_or_else(|error| panic!("{error}"));
    assert!(ran.status.success(), "{ran:?}");
    assert!(
        place
            .path()
            .join(strange)
            .join("tiny/manifest.json")
            .is_file()
    );
    let refused = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .arg("run")
        .arg(strange)
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert_eq!(refused.status.code(), Some(2), "{said}");
    assert!(said.contains("UTF-8"), "{said}");
}
