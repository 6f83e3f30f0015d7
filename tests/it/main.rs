//! Tests of the whole crate, in one program so that it is linked once.
#![allow(
    clippy::disallowed_methods,
    reason = "a person blesses through the environment, and tests need no stable bits"
)]

mod built_in;
mod circles;
mod columns;
mod command;
mod compare_log;
mod documents;
mod events;
mod facts;
mod flows;
mod hostile;
mod imports;
mod invalid;
mod laws;
mod learn;
mod limits;
mod log;
mod log_faults;
mod measure;
mod metadata;
mod names;
mod output;
mod readme;
mod report;
mod scenario;
mod schema;
mod shares;
mod spread;
mod storage;
mod study;
mod tidy;
mod tutorial;
mod verify;

/// Holds a text against a file; with `BLESS=1` writes the file instead.
fn assert_file(path: &str, text: &str) {
    if std::env::var_os("BLESS").is_some() {
        if let Some(folder) = std::path::Path::new(path).parent() {
            std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{path}: {error}"));
        }
        std::fs::write(path, text).unwrap_or_else(|error| panic!("{path}: {error}"));
        return;
    }
    let held = std::fs::read_to_string(path)
        .unwrap_or_default()
        .replace("\r\n", "\n");
    assert!(
        held == text,
        "{path} is stale; BLESS=1 writes it anew\n--- file\n{held}\n--- now\n{text}"
    );
}
