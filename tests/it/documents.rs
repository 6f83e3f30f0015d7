//! Commands and files as documents show them, taken out and run.

use std::path::Path;
use std::process::Command;

/// The blocks of a document that are fenced with a language, such as `sh` or `toml`.
pub fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = std::fs::read_to_string(document)
        .unwrap_or_else(|error| panic!("{document}: {error}"))
        .replace("\r\n", "\n");
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next().map(str::to_owned))
        .collect()
}

/// The arguments of a command of the program, installed or through Cargo; none where the
/// command is of another program.
pub fn arguments(command: &str) -> Option<Vec<String>> {
    let ours = command
        .strip_prefix("cargo run --release -- ")
        .or_else(|| command.strip_prefix("tidegate "))?;
    Some(ours.split_whitespace().map(str::to_owned).collect())
}

/// Runs the program in a folder, and returns what it printed. Fails where it does.
pub fn run(arguments: &[String], folder: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap_or_else(|error| panic!("{error}"));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {messages}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}
