//! What `verify` tests against theory, and what it declines.

mod network;
mod offices;
mod refusals;

use crate::support::{Ended, Folder, tidegate};

/// Theory, audits, a reform that changes nothing, no friction, one thread and many:
/// with as few replications as decide every row.
#[test]
fn verify_holds_for_the_built_in_files_and_world() {
    tidegate(["verify", "--replications", "20"])
        .succeeds()
        .prints("a reform that changes nothing")
        .prints("frictionless")
        .prints("one thread and many");
}

/// `verify` on a text.
fn verify(text: &str, replications: u32) -> Ended {
    let folder = Folder::new();
    folder.write("mine.toml", text);
    tidegate(["verify", &folder.address("mine.toml")])
        .with(["--replications", &replications.to_string()])
        .ends()
}

/// The same, where every row holds or nothing is tested.
#[track_caller]
fn verified(text: &str) -> Ended {
    let ended = verify(text, 20);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended
}

/// The same, where the file is at fault.
#[track_caller]
fn refused(text: &str) -> Ended {
    let ended = verify(text, 20);
    assert_eq!(ended.code, Some(1), "{ended:?}");
    ended
}

/// The theory and the estimate of a row of `verify`'s table.
fn row(ended: &Ended, subject: &str, quantity: &str) -> [f64; 2] {
    let mut lines = ended.printed.lines();
    let line = lines
        .find(|line| line.contains(&format!(" {subject} ")) && line.contains(quantity))
        .unwrap_or_else(|| panic!("{subject}, {quantity}: {ended:?}"));
    let (_, numbers) = line.split_once(quantity).unwrap_or_default();
    let mut numbers = numbers.split_whitespace().map(str::parse);
    let mut next = || match numbers.next() {
        Some(Ok(number)) => number,
        _ => panic!("{line}"),
    };
    [next(), next()]
}
