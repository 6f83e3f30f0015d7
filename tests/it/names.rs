//! What scenarios and studies are called: built-in names, studies of edits, and the command
//! on the page, which makes the study again.

use std::collections::BTreeMap;
use std::path::Path;

use tidegate::scenario::resolve;

use crate::support::{Folder, load, names_in, shell, text_of, tidegate};

/// Options of a study of seconds.
const SMALL: [&str; 12] = [
    "--years",
    "1",
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

fn compare(folder: &Folder, scenario: &str, more: &[&str]) {
    let run = tidegate(["compare", scenario]).with(SMALL).with(more);
    run.inside(folder).succeeds();
}

/// Name and text of each table of a study.
fn tables(study: &Path) -> BTreeMap<String, String> {
    let folder = study.join("tables");
    let names = names_in(&folder).into_iter();
    names
        .map(|name| (name.clone(), text_of(folder.join(name))))
        .collect()
}

#[test]
fn a_built_in_name_works_wherever_a_scenario_is_named() {
    let folder = Folder::new();
    let built_in = load("tiny");
    for key in ["extends", "include"] {
        for name in ["tiny", "tiny.toml", "scenarios/tiny.toml"] {
            let text = format!("format = 1\n{key} = [\"{name}\"]\n");
            let file = load(folder.write("deep/mine.toml", text));
            assert_eq!(resolve(&file), resolve(&built_in), "{key} {name}");
        }
    }
}

#[test]
fn a_file_beside_comes_before_a_built_in_name_and_a_folder_does_not() {
    let folder = Folder::new();
    folder.make("tiny");
    tidegate(["check", "tiny"]).inside(&folder).succeeds();
    let base = "format = 1\nextends = [\"tiny\"]\ntitle = \"Mine\"\n";
    folder.write("base", base);
    let file = folder.write("mine.toml", "format = 1\nextends = [\"base\"]\n");
    assert_eq!(load(file).root.title, "Mine");
}

#[test]
fn an_exported_scenario_gives_the_tables_of_the_built_in_one() {
    let folder = Folder::new();
    // A second time, the same files are no obstacle.
    for _ in 0..2 {
        let export = tidegate(["export", "tiny", "mine"]);
        export.inside(&folder).succeeds();
    }
    compare(&folder, "tiny", &["--output", "built-in"]);
    compare(&folder, "mine/tiny.toml", &["--output", "exported"]);
    let built_in = tables(&folder.at("built-in/tiny"));
    assert!(built_in.len() > 10);
    assert_eq!(built_in, tables(&folder.at("exported/tiny")));
}

#[test]
fn export_replaces_no_file_of_the_user() {
    let folder = Folder::new();
    folder.write("tiny.toml", "mine");
    let export = || tidegate(["export", "tiny", "."]).inside(&folder);
    export().fails_with(1);
    assert_eq!(folder.text("tiny.toml"), "mine");
    assert!(!folder.holds("tiny"), "nothing is written");
    export().with(["--force"]).succeeds();
    assert_ne!(folder.text("tiny.toml"), "mine");
}

/// Runs the command on the summary of a study as a user would, in the study's folder, and
/// expects its tables.
fn runs_again(study: &Path, name: &str) {
    let summary = text_of(study.join("summary.md"));
    let mut lines = summary.lines().map(str::trim);
    let command = lines.find(|line| line.starts_with("tidegate compare "));
    let command = command.expect("a command on the summary");
    shell(command).inside(study).succeeds();
    let again = tables(&study.join("output").join(name));
    assert_eq!(tables(study), again, "{command}");
}

#[cfg(unix)]
#[test]
fn the_command_on_the_page_makes_the_study_again() {
    let folder = Folder::new();
    let text = "format = 1\nextends = [\"tiny\"]\ntitle = \"Mine\"\n\
                [study]\nrho_a_year = 0.4\n";
    for (file, stem) in [
        ("a folder/baseline.toml", "baseline"),
        ("it's $(id);b.toml", "it's $(id);b"),
    ] {
        folder.write(file, text);
        compare(&folder, file, &[]);
        let study = folder.at("output").join(stem);
        runs_again(&study, stem);
        for page in ["report.html", "summary.md"] {
            let page = text_of(study.join(page));
            let user_path = folder.address("");
            assert!(!page.contains(user_path.trim_end_matches('/')), "{file}");
            assert!(!page.contains("a folder"), "{file}");
        }
    }
    compare(&folder, "tiny", &["--name", "asked"]);
    runs_again(&folder.at("output/asked"), "asked");
}

#[cfg(unix)]
#[test]
fn a_study_of_an_edit_has_a_name_of_its_own_and_says_so() {
    let folder = Folder::new();
    let edit = "procedure.xaa-data-out.exempt_share=0.3";
    compare(&folder, "tiny", &[]);
    compare(&folder, "tiny", &["--set", edit]);
    compare(&folder, "tiny", &["--set", edit, "--recalibrate"]);
    let mut names = names_in(folder.at("output"));
    names.retain(|name| !name.starts_with('.'));
    assert_eq!(names.len(), 3, "{names:?}");
    assert_eq!(names[0], "tiny");
    for name in &names[1..] {
        assert!(name.starts_with("tiny+edit-"), "{names:?}");
        let study = folder.at("output").join(name);
        let page = text_of(study.join("report.html"));
        assert!(
            page.contains("Edited by"),
            "the page says that a value was edited"
        );
        runs_again(&study, name);
    }
    // An edited file of a user: the folder holds what the edits apply to.
    folder.write("mine.toml", "format = 1\nextends = [\"tiny\"]\n");
    compare(&folder, "mine.toml", &["--set", edit, "--name", "edited"]);
    runs_again(&folder.at("output/edited"), "edited");
}
