//! The commands of the README, run as written. `cargo run --release --` stands for
//! the program; the main job on the built-in world takes minutes and is only
//! checked to be accepted.

use std::path::Path;
use std::process::Command;

/// The fenced blocks of one language.
fn blocks(language: &str) -> Vec<String> {
    let text = std::fs::read_to_string("README.md").unwrap_or_default();
    let fence = format!("```{language}\n");
    text.split(&fence)
        .skip(1)
        .filter_map(|rest| rest.split("```").next().map(str::to_owned))
        .collect()
}

fn arguments(command: &str) -> Vec<String> {
    command
        .strip_prefix("cargo run --release -- ")
        .unwrap_or_else(|| panic!("{command} runs the program"))
        .split_whitespace()
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_commands_of_the_readme_run_as_written() {
    let folder = tempfile::tempdir().unwrap_or_else(|error| panic!("{error}"));
    let toml = blocks("toml");
    assert_eq!(toml.len(), 1, "one file of one's own");
    assert!(toml[0].lines().count() <= 22, "in some twenty lines");
    std::fs::write(folder.path().join("my-reform.toml"), &toml[0])
        .unwrap_or_else(|error| panic!("{error}"));
    copy(Path::new("scenarios"), &folder.path().join("scenarios"));
    let commands: Vec<String> = blocks("sh")
        .iter()
        .map(|block| block.trim().to_owned())
        .collect();
    assert!(
        commands.contains(&"cargo run --release -- compare".to_owned()),
        "the main job"
    );
    assert!(commands.contains(&"cargo test".to_owned()), "the tests");
    for command in commands
        .iter()
        .filter(|command| command.contains("--release -- compare "))
    {
        let output = Command::new(env!("CARGO_BIN_EXE_tidegate"))
            .args(arguments(command))
            .current_dir(folder.path())
            .output()
            .unwrap_or_else(|error| panic!("{error}"));
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{command}: {said}");
    }
    for study in ["tiny", "my-reform"] {
        let page = folder.path().join("output").join(study).join("report.html");
        assert!(page.exists(), "{}", page.display());
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap_or_else(|error| panic!("{error}"));
    for entry in std::fs::read_dir(from)
        .unwrap_or_else(|error| panic!("{error}"))
        .flatten()
    {
        let (path, new) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &new);
        } else {
            std::fs::copy(&path, &new).unwrap_or_else(|error| panic!("{error}"));
        }
    }
}
