//! What scenarios and studies are called: built-in names, studies of edits, and the command
//! on the page, which makes the study again.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tidegate::compile::load;
use tidegate::scenario::resolve;

use super::command::folder;

/// Options of a study of seconds.
const SMALL: [&str; 10] = [
    "--packages",
    "baseline,full",
    "--replications",
    "2",
    "--draws",
    "2",
    "--plain",
    "--quiet",
    "--scale",
    "4",
];

fn tidegate(dir: &Path, arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(arguments)
        .current_dir(dir)
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {said}");
    output
}

fn compare(dir: &Path, scenario: &str, more: &[&str]) {
    let words = [&["compare", scenario], SMALL.as_slice(), more].concat();
    tidegate(dir, &words);
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap_or(path)).unwrap_or_else(|error| panic!("{error}"));
    fs::write(path, text).unwrap_or_else(|error| panic!("{error}"));
}

/// Name and bytes of each table of a study.
fn tables(study: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let entries = fs::read_dir(study.join("tables"));
    let entries = entries.unwrap_or_else(|error| panic!("{}: {error}", study.display()));
    let files = entries.flatten().map(|entry| entry.path());
    let named = files.filter_map(|path| {
        let bytes = fs::read(&path).ok()?;
        Some((PathBuf::from(path.file_name()?), bytes))
    });
    named.collect()
}

#[test]
fn a_built_in_name_works_wherever_a_scenario_is_named() {
    let place = folder();
    let built_in = load("tiny", &[]).unwrap_or_else(|faults| panic!("{faults}"));
    for key in ["extends", "include"] {
        for name in ["tiny", "tiny.toml", "scenarios/tiny.toml"] {
            let path = place.path().join("deep/own.toml");
            write(&path, &format!("format = 1\n{key} = [\"{name}\"]\n"));
            let path = path.to_string_lossy();
            let own = load(&path, &[]).unwrap_or_else(|faults| panic!("{key} {name}: {faults}"));
            assert_eq!(resolve(&own), resolve(&built_in), "{key} {name}");
        }
    }
}

#[test]
fn a_file_beside_comes_before_a_built_in_name_and_a_folder_does_not() {
    let place = folder();
    fs::create_dir(place.path().join("tiny")).unwrap_or_else(|error| panic!("{error}"));
    tidegate(place.path(), &["check", "tiny"]);
    write(
        &place.path().join("base"),
        "format = 1\nextends = [\"tiny\"]\ntitle = \"Mine\"\n",
    );
    write(
        &place.path().join("own.toml"),
        "format = 1\nextends = [\"base\"]\n",
    );
    let path = place.path().join("own.toml");
    let own = load(&path.to_string_lossy(), &[]).unwrap_or_else(|faults| panic!("{faults}"));
    assert_eq!(own.root.title, "Mine");
}

#[test]
fn an_exported_scenario_gives_the_tables_of_the_built_in_one() {
    let place = folder();
    tidegate(place.path(), &["export", "tiny", "mine"]);
    // A second time, the same files are no obstacle.
    tidegate(place.path(), &["export", "tiny", "mine"]);
    compare(place.path(), "tiny", &["--output", "built-in"]);
    compare(place.path(), "mine/tiny.toml", &["--output", "exported"]);
    let (built_in, exported) = (
        tables(&place.path().join("built-in/tiny")),
        tables(&place.path().join("exported/tiny")),
    );
    assert!(built_in.len() > 10);
    assert_eq!(built_in, exported);
}

#[test]
fn export_replaces_no_file_of_the_user() {
    let place = folder();
    let mine = place.path().join("tiny.toml");
    write(&mine, "mine");
    let export = |more: &[&str]| {
        let words = [&["export", "tiny", "."], more].concat();
        let status = Command::new(env!("CARGO_BIN_EXE_tidegate"))
            .args(words)
            .current_dir(place.path())
            .output()
            .unwrap_or_else(|error| panic!("{error}"))
            .status;
        status.code()
    };
    assert_eq!(export(&[]), Some(1));
    assert_eq!(fs::read_to_string(&mine).unwrap_or_default(), "mine");
    assert!(!place.path().join("tiny").exists(), "nothing is written");
    assert_eq!(export(&["--force"]), Some(0));
    assert_ne!(fs::read_to_string(&mine).unwrap_or_default(), "mine");
}

/// The command on the summary of a study.
fn command(study: &Path) -> String {
    let summary = fs::read_to_string(study.join("summary.md")).unwrap_or_default();
    let mut lines = summary.lines().map(str::trim);
    let line = lines.find(|line| line.starts_with("tidegate compare "));
    line.unwrap_or_else(|| panic!("no command in {}", study.display()))
        .to_owned()
}

/// Runs the command of a study as a user would, in the study's folder, and expects its tables.
fn runs_again(study: &Path, name: &str) {
    let command = command(study);
    let program = Path::new(env!("CARGO_BIN_EXE_tidegate"));
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let bin = program.parent().into_iter().map(Path::to_owned);
    let paths = std::env::join_paths(bin.chain(std::env::split_paths(&paths)));
    let output = Command::new("sh")
        .args(["-c", &command])
        .env("PATH", paths.unwrap_or_default())
        .current_dir(study)
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command}: {said}");
    assert_eq!(
        tables(study),
        tables(&study.join("output").join(name)),
        "{command}"
    );
}

#[cfg(unix)]
#[test]
fn the_command_on_the_page_makes_the_study_again() {
    let place = folder();
    let text = "format = 1\nextends = [\"tiny\"]\ntitle = \"Own\"\n\
                [study]\nrho_a_year = 0.4\n";
    for file in ["a folder/baseline.toml", "it's $(id);b.toml"] {
        write(&place.path().join(file), text);
        compare(place.path(), file, &[]);
        let stem = Path::new(file)
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy();
        let study = place.path().join("output").join(&*stem);
        runs_again(&study, &stem);
        for page in ["report.html", "summary.md"] {
            let page = fs::read_to_string(study.join(page)).unwrap_or_default();
            let user_path = place.path().to_string_lossy();
            assert!(
                !page.contains(&*user_path) && !page.contains("a folder"),
                "{file}"
            );
        }
    }
    compare(place.path(), "tiny", &["--name", "asked"]);
    runs_again(&place.path().join("output/asked"), "asked");
}

#[cfg(unix)]
#[test]
fn a_study_of_an_edit_has_a_name_of_its_own_and_says_so() {
    let place = folder();
    let edit = "procedure.xaa-data-out.exempt_share=0.3";
    compare(place.path(), "tiny", &[]);
    compare(place.path(), "tiny", &["--set", edit]);
    compare(place.path(), "tiny", &["--set", edit, "--recalibrate"]);
    let entries = fs::read_dir(place.path().join("output"));
    let entries = entries.unwrap_or_else(|error| panic!("{error}")).flatten();
    let mut names: Vec<String> = entries
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    names.sort();
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], "tiny");
    for name in &names[1..] {
        assert!(name.starts_with("tiny+edit-"), "{names:?}");
        let study = place.path().join("output").join(name);
        let page = fs::read_to_string(study.join("report.html")).unwrap_or_default();
        assert!(
            page.contains("Edited by"),
            "the page says that a value was edited"
        );
        runs_again(&study, name);
    }
    // An edited file of one's own: the folder holds what the edits are of.
    write(
        &place.path().join("own.toml"),
        "format = 1\nextends = [\"tiny\"]\n",
    );
    compare(
        place.path(),
        "own.toml",
        &["--set", edit, "--name", "own-edited"],
    );
    runs_again(&place.path().join("output/own-edited"), "own-edited");
}
