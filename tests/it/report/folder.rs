//! The folder: whole, the same every time, and refused early.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::fixture;
use tidegate::report::{probe, write};
use tidegate::stats::tables::DICTIONARY;

fn files(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for folder in ["", "charts", "tables"] {
        for entry in fs::read_dir(dir.join(folder)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path
                    .strip_prefix(dir)
                    .expect("inside")
                    .display()
                    .to_string();
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

#[test]
fn the_same_rows_give_the_same_bytes_in_any_folder() {
    let about = fixture::description(&fixture::eight());
    let tables = fixture::tables(&about);
    let (one, two) = (
        tempfile::tempdir().expect("room"),
        tempfile::tempdir().expect("room"),
    );
    let written = write(&about, &tables, one.path()).expect("written");
    write(&about, &tables, two.path()).expect("written");
    let first = files(one.path());
    assert!(first == files(two.path()));
    assert_eq!(first.len(), written.files.len());
    assert!(written.files.iter().all(|name| first.contains_key(name)));
    for table in DICTIONARY.iter().filter(|table| !table.optional) {
        let text = String::from_utf8(first[&format!("tables/{}.csv", table.name)].clone());
        let text = text.expect("UTF-8");
        let columns = text.lines().next().expect("a header").split(',').count();
        assert_eq!(
            columns,
            table.columns.len() + if table.statistic { 4 } else { 0 }
        );
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert!(reader.records().all(|row| row.is_ok()), "{}", table.name);
    }
    for (name, bytes) in &first {
        let place = one.path().display().to_string();
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(&place), "{name} names the folder it lies in");
    }
}

#[test]
fn columns_are_in_the_order_of_the_dictionary() {
    let about = fixture::description(&fixture::eight());
    let tables = fixture::tables(&about);
    let rows = serde_json::to_string(&tables).expect("json");
    for table in DICTIONARY.iter().filter(|table| !table.optional) {
        let start = format!("\"{}\":[{{", table.name);
        let Some(at) = rows.find(&start) else {
            assert!(rows.contains(&format!("\"{}\":[]", table.name)));
            continue;
        };
        let row = &rows[at + start.len()..];
        let mut last = 0;
        for column in table.columns {
            let place = row
                .find(&format!("\"{}\":", column.name))
                .expect(column.name);
            assert!(place >= last, "{} of {}", column.name, table.name);
            last = place;
        }
    }
}

#[test]
fn a_folder_that_can_be_written_is_left_as_it_was() {
    let dir = tempfile::tempdir().expect("room");
    let study = dir.path().join("a/b.partial");
    probe(&study).expect("writable");
    assert_eq!(fs::read_dir(&study).expect("a folder").count(), 0);
}

#[test]
fn a_file_in_the_way_is_named_with_its_cure() {
    let dir = tempfile::tempdir().expect("room");
    let study = dir.path().join("study.partial");
    fs::write(&study, "in the way").expect("written");
    let error = probe(&study).expect_err("refused");
    assert_eq!(error.path(), study);
    assert!(error.to_string().contains("study.partial"));
    assert!(error.to_string().contains("in the way"), "{error}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_surfaces_before_the_run_and_while_writing() {
    let dir = tempfile::tempdir().expect("room");
    for name in [".probe", "summary.md"] {
        std::os::unix::fs::symlink("/dev/full", dir.path().join(name)).expect("linked");
    }
    let error = probe(dir.path()).expect_err("refused");
    assert!(error.cure().starts_with("free space"), "{error}");
    let about = fixture::description(&fixture::eight());
    let error = write(&about, &fixture::tables(&about), dir.path()).expect_err("refused");
    assert!(error.path().ends_with("summary.md"));
    assert!(error.cure().starts_with("free space"), "{error}");
}

#[test]
fn a_folder_in_place_of_a_file_is_an_error() {
    let dir = tempfile::tempdir().expect("room");
    fs::create_dir_all(dir.path().join("summary.md")).expect("made");
    let about = fixture::description(&fixture::eight());
    let tables = fixture::tables(&about);
    let error = write(&about, &tables, dir.path()).expect_err("refused");
    assert!(error.path().ends_with("summary.md"));
}
