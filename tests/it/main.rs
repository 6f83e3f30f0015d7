//! Tests of the whole crate, in one program so that it is linked once.
#![allow(
    clippy::disallowed_methods,
    reason = "a person blesses through the environment, and tests need no stable bits"
)]

mod arrivals;
mod built_in;
mod calls;
mod causes;
mod circles;
mod columns;
mod command;
mod compare_log;
mod counterfactuals;
mod dates;
mod documents;
mod effort;
mod events;
mod evidence;
mod facts;
mod flows;
mod hostile;
mod imports;
mod initiation;
mod invalid;
mod laws;
mod learn;
mod levers;
mod limits;
mod log;
mod matching;
mod measure;
mod metadata;
mod names;
mod output;
mod paperwork;
mod periods;
mod plan;
mod quits;
mod readme;
mod report;
mod scenario;
mod schema;
mod shares;
mod side_tables;
mod spread;
mod storage;
mod structure;
mod study;
mod support;
mod surfaces;
mod tidy;
mod tiers;
mod travellers;
mod tutorial;
mod unlocks;
mod verify;
mod words;

use support::OrFail;

/// Expects the text of a file; with `BLESS=1` writes the file instead.
fn assert_file(path: &str, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        let path = std::path::Path::new(path);
        std::fs::create_dir_all(path.parent().unwrap_or(path)).or_fail();
        std::fs::write(path, text).or_fail();
        return;
    }
    let stored = std::fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        stored == text,
        "{path} is stale; BLESS=1 writes it anew\n--- file\n{stored}\n--- now\n{text}"
    );
}
