//! What the command prints, where it cannot be printed.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::process::{Command, Output, Stdio};

use super::command::folder;

/// One call of every command that prints a result within seconds.
const COMMANDS: &[&[&str]] = &[
    &["--help"],
    &["--version"],
    &["compare", "--help"],
    &["list", "keys"],
    &["list", "parameters", "tiny"],
    &["check", "--schema"],
    &["check", "tiny"],
    &["init", "--like", "XAA", "--as", "XDD", "tiny"],
    &["run", "tiny", "--years", "0.3"],
    &["run", "tiny", "--years", "0.3", "--quiet", "--json"],
    &["verify", "scenarios/theory/mm1.toml", "--replications", "2"],
];

fn run(words: &[&str], out: Stdio, err: Stdio) -> Output {
    Command::new(env!("CARGO_BIN_EXE_tidegate"))
        .args(words)
        .stdout(out)
        .stderr(err)
        .spawn()
        .and_then(std::process::Child::wait_with_output)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn full() -> Stdio {
    let file = File::options().write(true).open("/dev/full");
    file.unwrap_or_else(|error| panic!("{error}")).into()
}

/// A pipe whose reader has gone.
fn cut() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap_or_else(|error| panic!("{error}"));
    drop(reader);
    writer.into()
}

#[test]
fn a_result_that_does_not_fit_is_an_error_of_one_line() {
    for words in COMMANDS {
        let ran = run(words, full(), Stdio::piped());
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), Some(1), "{words:?}: {said}");
        let errors = said.lines().filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{words:?}: {said}");
        assert!(said.contains("No space left"), "{words:?}: {said}");
    }
}

#[test]
fn a_reader_that_has_gone_ends_the_command_quietly() {
    for words in COMMANDS {
        let expected = run(words, Stdio::null(), Stdio::null()).status.code();
        let ran = run(words, cut(), Stdio::piped());
        let said = String::from_utf8_lossy(&ran.stderr);
        assert_eq!(ran.status.code(), expected, "{words:?}: {said}");
        assert!(
            !said.contains("pipe") && !said.contains("panicked"),
            "{said}"
        );
    }
}

#[test]
fn lost_notices_stop_nothing() {
    for err in [full, cut] {
        for words in COMMANDS {
            let expected = run(words, Stdio::piped(), Stdio::null());
            let ran = run(words, Stdio::piped(), err());
            assert_eq!(ran.status, expected.status, "{words:?}");
            assert_eq!(ran.stdout, expected.stdout, "{words:?}");
        }
        let wrong = run(&["no-such-command"], Stdio::null(), err());
        assert_eq!(wrong.status.code(), Some(2));
    }
}

#[test]
fn a_study_stands_though_its_summary_cannot_be_printed() {
    let place = folder();
    let out = place.path().to_string_lossy();
    let study = [
        "compare", "tiny", "--plain", "--draws", "0", "--years", "0.3",
    ];
    let ran = run(
        &[&study[..], &["--packages", "baseline", "--output", &out]].concat(),
        full(),
        Stdio::piped(),
    );
    let said = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(1), "{said}");
    assert!(said.contains("the study is in"), "{said}");
    assert!(place.path().join("tiny/manifest.json").is_file());
}
