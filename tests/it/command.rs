//! The program from outside: exit codes, folders, interruption.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const TINY: &str = "scenarios/tiny.toml";

pub fn folder() -> TempDir {
    tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"))
}

fn tidegate(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tidegate"));
    command.args(arguments);
    command
}

pub fn output(arguments: &[&str]) -> Output {
    tidegate(arguments)
        .output()
        .unwrap_or_else(|error| panic!("{error}"))
}

fn code(arguments: &[&str]) -> Option<i32> {
    output(arguments).status.code()
}

fn small(output: &Path) -> Vec<String> {
    let output = output.to_string_lossy().into_owned();
    let words = [
        "compare",
        TINY,
        "--packages",
        "full",
        "--replications",
        "2",
        "--draws",
        "2",
        "--plain",
        "--quiet",
        "--output",
        &output,
    ];
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn run_small(output: &Path, more: &[&str]) -> Output {
    let words = small(output);
    let words: Vec<&str> = words
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    self::output(&words)
}

#[test]
fn a_study_is_written_whole_and_replaced_only_by_its_own_scenario() {
    let place = folder();
    let first = run_small(place.path(), &[]);
    assert!(
        first.status.success(),
        "{}",
        String::from_utf8_lossy(&first.stderr)
    );
    let study = place.path().join("tiny");
    for file in [
        "manifest.json",
        "scenario.toml",
        "report.html",
        "summary.md",
        "tables/indicators.csv",
        "tables/README.md",
    ] {
        assert!(study.join(file).is_file(), "{file}");
    }
    assert!(!place.path().join("tiny.partial").exists());
    let before = fs::read(study.join("tables/replications.csv")).unwrap_or_default();
    let page = fs::read(study.join("report.html")).unwrap_or_default();
    // The same scenario replaces it, with the same bytes.
    assert!(
        run_small(place.path(), &["--threads", "1"])
            .status
            .success()
    );
    assert_eq!(
        fs::read(study.join("tables/replications.csv")).unwrap_or_default(),
        before
    );
    assert_eq!(
        fs::read(study.join("report.html")).unwrap_or_default(),
        page
    );
    // Another one does not, unless told to.
    let other = ["--set", "study.rho_a_year=0.3", "--name", "tiny"];
    assert_eq!(run_small(place.path(), &other).status.code(), Some(1));
    let forced: Vec<&str> = other.iter().copied().chain(["--force"]).collect();
    assert!(run_small(place.path(), &forced).status.success());
    assert_ne!(
        fs::read(study.join("tables/replications.csv")).unwrap_or_default(),
        before
    );
}

#[test]
fn the_resolved_scenario_gives_the_same_study() {
    let place = folder();
    assert!(run_small(place.path(), &[]).status.success());
    let resolved = place.path().join("tiny/scenario.toml");
    let copy = place.path().join("tiny/tiny.toml");
    fs::rename(&resolved, &copy).unwrap_or_else(|error| panic!("{error}"));
    let again = folder();
    let path = copy.to_string_lossy().into_owned();
    let mut words = small(again.path());
    words[1] = path;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    assert!(output(&words).status.success());
    let read =
        |root: &Path| fs::read(root.join("tiny/tables/replications.csv")).unwrap_or_default();
    assert_eq!(read(place.path()), read(again.path()));
}

#[test]
fn exit_codes_tell_input_from_usage() {
    assert_eq!(code(&["run", "no-such-file.toml"]), Some(1));
    assert_eq!(
        code(&["run", TINY, "--set", "study.no_such_key=1"]),
        Some(1)
    );
    assert_eq!(code(&["run", TINY, "--packages", "lawz"]), Some(2));
    assert_eq!(code(&["run", TINY, "--replications", "0"]), Some(2));
    assert_eq!(code(&["no-such-command"]), Some(2));
    assert_eq!(code(&["--help"]), Some(0));
    assert_eq!(code(&["check", TINY]), Some(0));
}

#[test]
fn results_go_to_standard_output_and_all_else_to_standard_error() {
    let ran = output(&["run", TINY, "--json", "--quiet"]);
    assert!(
        ran.stderr.is_empty(),
        "{}",
        String::from_utf8_lossy(&ran.stderr)
    );
    let tables: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    assert!(
        tables
            .get("indicators")
            .and_then(serde_json::Value::as_array)
            .is_some_and(|rows| !rows.is_empty())
    );
    let wrong = output(&["run", TINY, "--packages", "lawz"]);
    assert!(wrong.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&wrong.stderr).contains("laws"),
        "it says what was meant"
    );
}

#[test]
fn a_folder_that_cannot_be_written_is_found_before_the_run() {
    let place = folder();
    let file = place.path().join("file");
    fs::write(&file, "in the way").unwrap_or_else(|error| panic!("{error}"));
    let refused = run_small(&file, &[]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(
        String::from_utf8_lossy(&refused.stderr).contains("--output"),
        "it says what to do"
    );
}

#[test]
fn what_is_no_study_is_never_replaced() {
    let place = folder();
    fs::create_dir_all(place.path().join("tiny/letters")).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(run_small(place.path(), &["--force"]).status.code(), Some(1));
    assert!(place.path().join("tiny/letters").is_dir());
}

#[test]
fn lists_and_beginnings() {
    let listed =
        |what: &str| String::from_utf8_lossy(&output(&["list", what, TINY]).stdout).into_owned();
    assert!(listed("packages").contains("top-level-design"));
    assert!(listed("indicators").contains("convergence"));
    assert!(listed("levers").contains("pathway_share"));
    assert!(listed("scenarios").contains("tiny"));
    let begun = output(&["init", "--like", "XBB", "--as", "XDD", TINY]);
    assert!(String::from_utf8_lossy(&begun.stdout).contains("[jurisdiction.XDD]"));
    assert_eq!(
        code(&["init", "--like", "XBB", "--as", "xdd", TINY]),
        Some(2)
    );
    assert_eq!(
        code(&["init", "--like", "XZZ", "--as", "XDD", TINY]),
        Some(1)
    );
}

#[test]
fn a_fitted_file_meets_its_targets() {
    let place = folder();
    let copy = |name: &str| {
        let to = place.path().join(name);
        fs::copy(format!("scenarios/{name}"), to).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    fs::create_dir(place.path().join("tiny")).unwrap_or_else(|error| panic!("{error}"));
    copy("tiny.toml");
    copy("tiny/XAA.csv");
    copy("tiny/corridors.csv");
    let path = place
        .path()
        .join("tiny.toml")
        .to_string_lossy()
        .into_owned();
    let fitted = output(&["fit", "targets", &path, "--tolerance", "0.05", "--quiet"]);
    assert!(
        fitted.status.success(),
        "{}",
        String::from_utf8_lossy(&fitted.stderr)
    );
    let file = place
        .path()
        .join("tiny.fitted.toml")
        .to_string_lossy()
        .into_owned();
    let ran = output(&["run", &file, "--json", "--quiet", "--replications", "2"]);
    let tables: serde_json::Value = serde_json::from_slice(&ran.stdout).unwrap_or_default();
    let rows = tables["targets"].as_array().cloned().unwrap_or_default();
    let row = rows.iter().find(|row| row["target"] == "joint-projects");
    let simulated = row
        .and_then(|row| row["simulated"].as_f64())
        .unwrap_or_default();
    assert!((simulated / 200.0 - 1.0).abs() < 0.15, "{simulated} of 200");
}

#[cfg(unix)]
#[test]
fn an_interrupted_study_keeps_what_is_finished() {
    let place = folder();
    let out = place.path().to_string_lossy().into_owned();
    let words = [
        "compare",
        TINY,
        "--packages",
        "full",
        "--replications",
        "2000",
        "--draws",
        "0",
        "--plain",
        "--threads",
        "2",
        "--output",
        &out,
    ];
    let mut child = tidegate(&words)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap_or_else(|error| panic!("{error}"));
    let Some(stderr) = child.stderr.take() else {
        panic!("no standard error")
    };
    let mut lines = BufReader::new(stderr).lines();
    // The first line of progress: some replications are finished, most are not.
    let line = lines
        .by_ref()
        .map_while(Result::ok)
        .find(|line| line.ends_with("runs"));
    assert!(line.is_some(), "a log gets plain lines");
    let killed = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(killed.is_ok_and(|status| status.success()));
    let rest: Vec<String> = lines.map_while(Result::ok).collect();
    let status = child.wait().unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(status.code(), Some(130), "{rest:?}");
    let text =
        fs::read_to_string(place.path().join("tiny.partial/manifest.json")).unwrap_or_default();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    assert_eq!(manifest["state"], "partial");
    let finished = manifest["replications"].as_u64().unwrap_or_default();
    assert!((1..2000).contains(&finished), "{finished}");
    assert!(place.path().join("tiny.partial/report.html").is_file());
}

/// A log is written through a link and into a pipe, and says its columns without a row.
#[cfg(unix)]
#[test]
fn a_log_replaces_no_link() {
    let place = folder();
    let at = |name: &str| place.path().join(name);
    std::os::unix::fs::symlink("target.csv", at("link.csv"))
        .unwrap_or_else(|error| panic!("{error}"));
    let name = |name: &str| at(name).to_string_lossy().into_owned();
    let (log, folder) = (name("link.csv"), name("out"));
    let how = ["--log", &log, "--replications", "1", "--years", "1"];
    let done = output(
        &[
            &["run", "scenarios/theory/mm1.toml", "--output", &folder][..],
            &how[..],
        ]
        .concat(),
    );
    assert!(done.status.success(), "{done:?}");
    let target = fs::read_to_string(at("target.csv")).unwrap_or_else(|error| panic!("{error}"));
    assert!(target.starts_with("case,activity,procedure,office,start,timestamp\n1,"));
    assert!(fs::symlink_metadata(at("link.csv")).is_ok_and(|link| link.is_symlink()));
}

#[test]
fn splitting_the_spread_needs_two_draws_and_says_what_it_costs() {
    let place = folder();
    let folder = place.path().to_string_lossy().into_owned();
    let split = |draws: &str| {
        let study = ["compare", TINY, "--packages", "full", "--replications", "2"];
        let how = ["--draws", draws, "--plain", "--split", "--output", &folder];
        output(&[study, how].concat())
    };
    let refused = split("1");
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(said.contains("takes 2 of them or more"), "{said}");
    let done = split("2");
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    // Two packages at two draws, for the second sample, its luck, and eight groups of which
    // a parameter is uncertain.
    assert!(
        said.contains("splitting the spread takes 40 runs beside 8"),
        "{said}"
    );
    let study = place.path().join("tiny");
    let page = fs::read_to_string(study.join("report.html")).unwrap_or_default();
    assert!(page.contains("id=\"chart-spread-groups\""));
    let summary = fs::read_to_string(study.join("summary.md")).unwrap_or_default();
    assert!(
        summary.contains("--seed 1 --name tiny --split --plain"),
        "{summary}"
    );
}

#[test]
fn groups_and_parameters_are_listed() {
    let groups = output(&["list", "groups", "tiny"]);
    let text = String::from_utf8_lossy(&groups.stdout).into_owned();
    assert_eq!(text.lines().count(), 14, "{text}");
    let parameters = output(&["list", "parameters", "tiny"]);
    let text = String::from_utf8_lossy(&parameters.stdout).into_owned();
    let row = text
        .lines()
        .find(|line| line.starts_with("study.rho_a_year "));
    assert!(row.is_some_and(|row| row.ends_with("projects")), "{text}");
}
