//! Each file of `tests/invalid` has one fault; the file beside it holds the message.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use tidegate::compile::load;

use crate::support::names_in;

#[test]
fn every_invalid_scenario_has_its_message() {
    let names = names_in("tests/invalid").into_iter();
    let paths: Vec<String> = names
        .map(|name| format!("tests/invalid/{name}"))
        .filter(|path| Path::new(path).extension().is_some_and(|end| end == "toml"))
        .collect();
    assert!(paths.len() >= 40, "only {} invalid scenarios", paths.len());
    let mut wrong = String::new();
    for path in paths {
        // The first line may hold edits, as on the command line.
        let text = String::from_utf8_lossy(&fs::read(&path).unwrap_or_default()).into_owned();
        let first = text.lines().next().unwrap_or_default();
        let sets: Vec<String> = first
            .strip_prefix("# --set ")
            .map(str::to_owned)
            .into_iter()
            .collect();
        let message = match load(&path, &sets) {
            Ok(scenario) => scenario.warnings.to_string(),
            Err(faults) => faults.to_string(),
        };
        let count = message
            .lines()
            .filter(|line| line.starts_with("error") || line.starts_with("warning"))
            .count();
        if count != 1 {
            let _ = writeln!(wrong, "{path} should have one fault:\n{message}");
        }
        super::assert_file(&path.replace(".toml", ".txt"), &message);
    }
    assert!(wrong.is_empty(), "{wrong}");
}
