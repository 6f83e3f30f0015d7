//! The program from outside: exit codes, folders, interruption.

use std::fs;

use crate::support::{Folder, OrFail, Run, tidegate};

const TINY: &str = "scenarios/tiny.toml";

/// A small study of the tiny world.
const SMALL: [&str; 8] = [
    "--packages",
    "full",
    "--replications",
    "2",
    "--draws",
    "2",
    "--plain",
    "--quiet",
];

fn small_study(folder: &Folder) -> Run {
    tidegate(["compare", TINY]).with(SMALL).into(folder)
}

#[test]
fn a_study_is_written_whole_and_replaced_only_by_its_own_scenario() {
    let folder = Folder::new();
    let replications = || folder.text("tiny/tables/replications.csv");
    small_study(&folder).succeeds();
    for file in [
        "manifest.json",
        "scenario.toml",
        "report.html",
        "summary.md",
        "tables/indicators.csv",
        "tables/README.md",
    ] {
        assert!(folder.at("tiny").join(file).is_file(), "{file}");
    }
    assert!(!folder.holds("tiny.partial"));
    let before = (replications(), folder.text("tiny/report.html"));
    // The same scenario replaces it, with the same bytes.
    small_study(&folder).with(["--threads", "1"]).succeeds();
    assert!((replications(), folder.text("tiny/report.html")) == before);
    // Another one does not, without `--force`.
    let other = || small_study(&folder).with(["--set", "study.rho_a_year=0.3", "--name", "tiny"]);
    other().fails_with(1);
    other().with(["--force"]).succeeds();
    assert!(replications() != before.0);
}

#[test]
fn the_resolved_scenario_gives_the_same_study() {
    let (first, second) = (Folder::new(), Folder::new());
    small_study(&first).succeeds();
    let copy = first.at("tiny/tiny.toml");
    fs::rename(first.at("tiny/scenario.toml"), &copy).or_fail();
    let again = tidegate(["compare".as_ref(), copy.as_os_str()]);
    again.with(SMALL).into(&second).succeeds();
    let table = "tiny/tables/replications.csv";
    assert_eq!(first.text(table), second.text(table));
}

#[test]
fn exit_codes_tell_input_from_usage() {
    tidegate(["run", "no-such-file.toml"]).fails_with(1);
    tidegate(["run", TINY, "--set", "study.no_such_key=1"]).fails_with(1);
    tidegate(["run", TINY, "--packages", "lawz"]).fails_with(2);
    tidegate(["run", TINY, "--replications", "0"]).fails_with(2);
    tidegate(["no-such-command"]).fails_with(2);
    tidegate(["--help"]).succeeds();
    tidegate(["help"]).succeeds();
    tidegate(["help", "--help"]).succeeds();
    tidegate(["help", "check", "--help"]).succeeds();
    tidegate(["check", TINY]).succeeds();
}

#[test]
fn results_go_to_standard_output_and_all_else_to_standard_error() {
    let ran = tidegate(["run", TINY, "--json", "--quiet"]).succeeds();
    ran.is_silent();
    let tables = ran.json();
    let rows = tables["indicators"].as_array();
    assert!(rows.is_some_and(|rows| !rows.is_empty()));
    let wrong = tidegate(["run", TINY, "--packages", "lawz"]).fails_with(2);
    wrong.says("laws");
    assert!(wrong.printed.is_empty());
}

#[test]
fn a_folder_that_cannot_be_written_is_an_error_before_the_run() {
    let folder = Folder::new();
    let file = folder.write("file", "in the way");
    tidegate(["compare", TINY])
        .with(SMALL)
        .into(file)
        .fails_with(1)
        .says("--output");
}

#[test]
fn what_is_no_study_is_never_replaced() {
    let folder = Folder::new();
    folder.make("tiny/letters");
    small_study(&folder).with(["--force"]).fails_with(1);
    assert!(folder.at("tiny/letters").is_dir());
}

#[test]
fn lists_and_beginnings() {
    for (list, row) in [
        ("packages", "top-level-design"),
        ("indicators", "convergence"),
        ("levers", "pathway_share"),
        ("scenarios", "tiny"),
    ] {
        tidegate(["list", list, TINY]).succeeds().prints(row);
    }
    let init = |like: &str, id: &str| tidegate(["init", "--like", like, "--as", id, TINY]);
    init("XBB", "XDD").succeeds().prints("[jurisdiction.XDD]");
    init("XBB", "xdd").fails_with(2);
    init("XZZ", "XDD").fails_with(1);
}

#[test]
fn a_fitted_file_meets_its_targets() {
    let folder = Folder::with_tiny();
    let scenario = folder.address("tiny.toml");
    tidegate([
        "fit",
        "targets",
        &scenario,
        "--tolerance",
        "0.05",
        "--quiet",
    ])
    .succeeds();
    let fitted = folder.address("tiny.fitted.toml");
    let tables = tidegate(["run", &fitted, "--json", "--quiet", "--replications", "2"])
        .succeeds()
        .json();
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
    let folder = Folder::new();
    let ended = tidegate(["compare", TINY, "--packages", "full", "--draws", "0"])
        .with(["--replications", "2000", "--plain", "--threads", "2"])
        .into(&folder)
        .interrupted_in_progress();
    assert_eq!(ended.code, Some(130), "{ended:?}");
    let manifest = folder.json("tiny.partial/manifest.json");
    assert_eq!(manifest["state"], "partial");
    let finished = manifest["replications"].as_u64().unwrap_or_default();
    assert!((1..2000).contains(&finished), "{finished}");
    assert!(folder.holds("tiny.partial/report.html"));
}

/// A log is written through a link and into a pipe, and has its header even without a row.
#[cfg(unix)]
#[test]
fn a_log_replaces_no_link() {
    let folder = Folder::new();
    let link = folder.at("link.csv");
    std::os::unix::fs::symlink("target.csv", &link).or_fail();
    tidegate([
        "run",
        "scenarios/theory/mm1.toml",
        "--log",
        &folder.address("link.csv"),
    ])
    .with(["--replications", "1", "--years", "1"])
    .into(folder.at("out"))
    .succeeds();
    let log = folder.text("target.csv");
    assert!(log.starts_with("case,activity,procedure,office,start,timestamp\n1,"));
    assert!(fs::symlink_metadata(link).is_ok_and(|link| link.is_symlink()));
}

#[test]
fn splitting_the_spread_needs_two_draws_and_says_what_it_costs() {
    let folder = Folder::new();
    let split = |draws: &str| {
        tidegate(["compare", TINY, "--packages", "full", "--replications", "2"])
            .with(["--draws", draws, "--plain", "--split"])
            .into(&folder)
    };
    split("1").fails_with(2).says("takes 2 of them or more");
    // Two packages at two draws, for the second sample, its luck, and the eight groups with an
    // uncertain parameter.
    split("2")
        .succeeds()
        .says("splitting the spread takes 40 runs beside 8");
    let page = folder.text("tiny/report.html");
    assert!(page.contains("id=\"chart-spread-groups\""));
    let summary = folder.text("tiny/summary.md");
    assert!(
        summary.contains("--seed 1 --name tiny --split --plain"),
        "{summary}"
    );
}

#[test]
fn groups_and_parameters_are_listed() {
    let groups = tidegate(["list", "groups", "tiny"]).succeeds();
    assert_eq!(groups.printed.lines().count(), 14, "{groups:?}");
    let parameters = tidegate(["list", "parameters", "tiny"]).succeeds();
    let mut lines = parameters.printed.lines();
    let row = lines.find(|line| line.starts_with("study.rho_a_year "));
    assert!(row.is_some_and(|row| row.ends_with("projects")), "{row:?}");
}

#[test]
fn scenarios_are_listed_with_title_and_size() {
    let printed = tidegate(["list", "scenarios"]).succeeds().printed;
    let lines: Vec<Vec<&str>> = printed
        .lines()
        .map(|line| {
            line.split("  ")
                .map(str::trim)
                .filter(|c| !c.is_empty())
                .collect()
        })
        .collect();
    assert_eq!(
        lines[0],
        ["scenario", "title", "jurisdictions", "researchers"]
    );
    assert!(
        lines.contains(&vec!["tiny", "Tiny world", "3", "3,000"]),
        "{printed}"
    );
    assert!(lines.iter().all(|line| line.len() == 4), "{printed}");
}

/// A column that says nothing is left out, and large numbers have commas.
#[test]
fn check_shows_visits_in_filled_columns() {
    let printed = tidegate(["check", TINY]).succeeds().printed;
    assert!(
        printed.contains("visits  by research files  load aimed"),
        "{printed}"
    );
    assert!(!printed.contains("duties"), "{printed}");
    assert!(printed.contains("5,014"), "{printed}");
}

/// What the page names as the command that makes the study again has every option of the study.
#[test]
fn the_command_of_a_study_repeats_its_options() {
    let folder = Folder::new();
    let options = [
        "--replications",
        "2",
        "--draws",
        "2",
        "--seed",
        "7",
        "--scale",
        "2",
        "--years",
        "1",
        "--split",
        "--structure",
    ];
    tidegate(["compare", "tiny", "--packages", "baseline,laws"])
        .with(options)
        .into(&folder)
        .succeeds();
    let summary = folder.text("tiny/summary.md");
    let mut lines = summary.lines();
    let command = lines.find(|line| line.trim_start().starts_with("tidegate compare"));
    let command = command.expect("a command").to_owned() + " ";
    assert!(command.contains("--packages baseline,laws "), "{command}");
    for option in options.chunk_by(|_, next| !next.starts_with("--")) {
        let option = format!("{} ", option.join(" "));
        assert!(command.contains(&option), "{option}: {command}");
    }
}
