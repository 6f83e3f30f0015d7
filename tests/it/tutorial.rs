//! The tutorial and the examples: their files and commands are taken out of the documents
//! and run.

use std::path::Path;

use crate::documents::{arguments, blocks};
use crate::support::{Folder, names_in, text_of, tidegate};

const TUTORIAL: &str = "docs/tutorial.md";

/// Writes the files of the tutorial. The first line of each block names its file.
fn write_files(folder: &Folder) {
    for block in blocks(TUTORIAL, "toml") {
        let first = block.lines().next().unwrap_or_default();
        let name = first.trim_start_matches("# ");
        let (name, old) = match name.strip_suffix(", continued") {
            Some(name) => (name, folder.text(name)),
            None => (name, String::new()),
        };
        folder.write(name, format!("{old}\n{block}"));
    }
}

/// The fenced blocks of commands and of what they print, in their order.
fn commands_and_outputs() -> Vec<(bool, String)> {
    let text = text_of(TUTORIAL);
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
    let folder = Folder::new();
    write_files(&folder);
    let mut printed = String::new();
    let mut outputs = 0;
    for (is_command, text) in commands_and_outputs() {
        if is_command {
            let words = arguments(text.trim()).expect(&text);
            let ended = tidegate(&words).inside(&folder).succeeds();
            printed = ended.printed.replace('\u{a0}', " ");
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
        assert!(folder.holds(&format!("output/reform/{file}")), "{file}");
    }
}

#[test]
fn the_commands_of_the_examples_run_at_a_small_size() {
    let index = text_of("examples/README.md");
    let mut folders = 0;
    let is_folder = |name: &String| Path::new("examples").join(name).is_dir();
    for name in names_in("examples").into_iter().filter(is_folder) {
        assert!(
            index.contains(&format!("{name}/README.md")),
            "{name} is in the list"
        );
        let commands = blocks(&format!("examples/{name}/README.md"), "sh");
        assert!(!commands.is_empty(), "{name} has a command");
        for command in commands {
            let small = "--replications 1 --draws 0 --years 1";
            let words = arguments(&format!("{} {small}", command.trim())).expect(&command);
            let output = Folder::new();
            tidegate(&words).into(&output).succeeds();
            assert!(output.holds(&format!("{name}/tables")), "{name}");
        }
        folders += 1;
    }
    assert_eq!(folders, 2);
}
