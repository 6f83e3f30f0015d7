//! What the command prints, where it cannot be printed.
#![cfg(target_os = "linux")]

use std::fs::File;
use std::process::Stdio;

use crate::support::{Folder, OrFail, tidegate};

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

fn full() -> Stdio {
    File::options()
        .write(true)
        .open("/dev/full")
        .or_fail()
        .into()
}

/// A pipe whose reader has gone.
fn cut() -> Stdio {
    let (reader, writer) = std::io::pipe().or_fail();
    drop(reader);
    writer.into()
}

#[test]
fn a_result_that_does_not_fit_is_an_error_of_one_line() {
    for words in COMMANDS {
        let run = tidegate(*words).sending(full(), Stdio::piped());
        let ended = run.fails_with(1);
        let errors = ended.messages.lines();
        let errors = errors.filter(|line| line.starts_with("error: "));
        assert_eq!(errors.count(), 1, "{ended:?}");
        ended.says("No space left");
    }
}

#[test]
fn a_reader_that_has_gone_ends_the_command_quietly() {
    for words in COMMANDS {
        let expected = tidegate(*words)
            .sending(Stdio::null(), Stdio::null())
            .ends();
        let ended = tidegate(*words).sending(cut(), Stdio::piped()).ends();
        assert_eq!(ended.code, expected.code, "{ended:?}");
        ended.does_not_say("pipe").does_not_say("panicked");
    }
}

#[test]
fn lost_notices_stop_nothing() {
    for messages in [full, cut] {
        for words in COMMANDS {
            let run = |messages| tidegate(*words).sending(Stdio::piped(), messages).ends();
            let (expected, ended) = (run(Stdio::null()), run(messages()));
            assert_eq!(ended.code, expected.code, "{words:?}");
            assert_eq!(ended.printed, expected.printed, "{words:?}");
        }
        let wrong = tidegate(["no-such-command"]);
        wrong.sending(Stdio::null(), messages()).fails_with(2);
    }
}

#[test]
fn a_study_is_kept_though_its_summary_cannot_be_printed() {
    let folder = Folder::new();
    tidegate([
        "compare", "tiny", "--plain", "--draws", "0", "--years", "0.3",
    ])
    .with(["--packages", "baseline"])
    .into(&folder)
    .sending(full(), Stdio::piped())
    .fails_with(1)
    .says("the study is in");
    assert!(folder.holds("tiny/manifest.json"));
}
