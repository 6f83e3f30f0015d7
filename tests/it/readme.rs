//! The commands, files and counts of the README, as written. The main job on the built-in
//! world takes minutes and is not run here.

use std::collections::BTreeMap;

use tidegate::scenario::visit_parameters;

use crate::documents::{arguments, blocks};
use crate::support::{Folder, built, load, text_of, tidegate};

const README: &str = "README.md";

#[test]
fn the_commands_of_the_readme_run_as_written() {
    let folder = Folder::new();
    let toml = blocks(README, "toml");
    assert_eq!(toml.len(), 1, "one file to save");
    assert!(toml[0].lines().count() <= 22, "about twenty lines");
    folder.write("my-reform.toml", &toml[0]);
    let commands: Vec<String> = blocks(README, "sh")
        .iter()
        .map(|block| block.trim().to_owned())
        .collect();
    for other in [
        "cargo run --release -- compare",
        "cargo install --path . --locked",
        "cargo test",
    ] {
        assert!(commands.contains(&other.to_owned()), "{other}");
    }
    let mut studies = 0;
    for command in &commands {
        match arguments(command) {
            Some(words) if words.len() > 1 => {
                tidegate(&words).inside(&folder).succeeds();
                studies += 1;
            }
            Some(_) | None => {}
        }
    }
    assert_eq!(studies, 3);
    for study in ["tiny", "my-reform"] {
        let page = format!("output/{study}/report.html");
        assert!(folder.holds(&page), "{page}");
    }
    let summary = folder.text("output/my-reform/summary.md");
    let words = summary.replace('\u{a0}', " ").replace('+', "");
    for effect in ["7.7 points (4.3 to 14.9", "middle 95 % of 40 draws"] {
        assert!(text().contains(effect), "{effect}");
        assert!(words.contains(effect), "{summary}");
    }
}

#[test]
fn the_counts_of_the_readme_are_those_of_the_built_in_world() {
    let scenario = load("baseline");
    let model = built(&scenario);
    let researchers: u64 = model
        .jurisdictions
        .iter()
        .map(|place| place.researchers)
        .sum();
    let mut grades: BTreeMap<String, usize> = BTreeMap::new();
    let mut parameters = 0;
    visit_parameters(&scenario.root, &mut |figure| {
        if figure.address.is_empty() {
            return;
        }
        parameters += 1;
        *grades.entry(figure.grade.to_string()).or_default() += 1;
        let assumed = figure.grade.to_string() == "assumed";
        assert!(assumed || figure.source.is_some(), "{}", figure.address);
    });
    let text = text();
    for count in [
        format!("{} jurisdictions", model.jurisdictions.len()),
        format!("{:.1} million researchers", researchers as f64 / 1e6),
        format!("{} offices", model.offices.len()),
        format!("{} procedures", model.procedures.len()),
        format!("{} parameters", thousands(parameters)),
        format!("{} are measured", grades["measured"]),
        format!("{} come from a similar procedure", grades["analogue"]),
        format!("{} are assumed", thousands(grades["assumed"])),
    ] {
        assert!(text.contains(&count), "{count}");
    }
}

/// The README as one line, for a count may be broken over two.
fn text() -> String {
    let text = text_of(README);
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn thousands(number: usize) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}
