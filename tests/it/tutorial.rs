//! The tutorial and the examples: their files and commands are taken out of the documents
//! and run.

use std::fs;
use std::path::Path;

use crate::documents::{arguments, blocks, run};

const TUTORIAL: &str = "docs/tutorial.md";

/// Writes the files of the tutorial. The first line of each block names its file.
fn write_files(folder: &Path) {
    for block in blocks(TUTORIAL, "toml") {
        let first = block.lines().next().unwrap_or_default();
        let name = first.trim_start_matches("# ");
        let (name, old) = match name.strip_suffix(", continued") {
            Some(name) => (name, fs::read_to_string(folder.join(name))),
            None => (name, Ok(String::new())),
        };
        let old = old.unwrap_or_else(|error| panic!("{name}: {error}"));
        fs::write(folder.join(name), format!("{old}\n{block}"))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// The fenced blocks of commands and of what they print, in their order.
fn commands_and_outputs() -> Vec<(bool, String)> {
    let text = fs::read_to_string(TUTORIAL).unwrap_or_else(|error| panic!("{error}"));
    let fences: Vec<&str> = text.split("```").collect();
    let inside = fences.iter().skip(1).step_by(2);
    inside
        .filter_map(|block| {
            let (language, text) = block.split_once('\n')?;
            match language {
                "sh" => Some((true, text.to_owned())),
                "text" => Some((false, text.to_owned())),
                _ => None,
            }
        })
        .collect()
}

#[test]
fn the_tutorial_leads_from_an_empty_folder_to_a_chart() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    write_files(folder.path());
    let mut printed = String::new();
    let mut outputs = 0;
    for (is_command, text) in commands_and_outputs() {
        if is_command {
            let words = arguments(text.trim()).unwrap_or_else(|| panic!("{text} runs tidegate"));
            printed = run(&words, folder.path()).replace('\u{a0}', " ");
            continue;
        }
        for line in text.lines() {
            assert!(printed.contains(line), "{line}\nis not in\n{printed}");
        }
        outputs += 1;
    }
    assert_eq!(outputs, 4);
    for file in [
        "report.html",
        "charts/waterfall.png",
        "tables/losses.csv",
        "tables/README.md",
    ] {
        let file = folder.path().join("output/reform").join(file);
        assert!(file.exists(), "{}", file.display());
    }
}

#[test]
fn the_commands_of_the_examples_run_at_a_small_size() {
    let index = fs::read_to_string("examples/README.md").unwrap_or_default();
    let mut folders = 0;
    for entry in fs::read_dir("examples")
        .unwrap_or_else(|error| panic!("{error}"))
        .flatten()
        .filter(|entry| entry.path().is_dir())
    {
        let name = entry.file_name().to_string_lossy().into_owned();
        assert!(
            index.contains(&format!("{name}/README.md")),
            "{name} is in the list"
        );
        let commands = blocks(&format!("examples/{name}/README.md"), "sh");
        assert!(!commands.is_empty(), "{name} has a command");
        for command in commands {
            let output = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
            let small = format!(
                "{} --replications 1 --draws 0 --years 1 -o {}",
                command.trim(),
                output.path().display()
            );
            let words = arguments(&small).unwrap_or_else(|| panic!("{command} runs tidegate"));
            run(&words, Path::new("."));
            assert!(output.path().join(&name).join("tables").exists(), "{name}");
        }
        folders += 1;
    }
    assert_eq!(folders, 2);
}
