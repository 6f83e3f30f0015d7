//! The fact table: each row is whole, and everything that cites an id finds its row.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use tidegate::scenario::facts::{Status, citations, fact, facts, looks_like_id, markdown};

use crate::support::{OrFail, ends_in, files_below};

const FILE: &str = "scenarios/facts.csv";

/// All files in a folder and below it whose name has one of these endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let mut files = files_below(folder);
    files.retain(|path| ends_in(path, endings));
    files
}

fn text_of(path: &Path) -> String {
    let bytes = fs::read(path).or_fail();
    // Some invalid scenarios are no UTF-8 on purpose.
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Every text under a key `source`, at any depth.
fn sources_of(value: &toml::Value, sources: &mut Vec<String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                match value {
                    toml::Value::String(source) if key == "source" => sources.push(source.clone()),
                    other => sources_of(other, sources),
                }
            }
        }
        toml::Value::Array(values) => {
            for value in values {
                sources_of(value, sources);
            }
        }
        toml::Value::String(_)
        | toml::Value::Integer(_)
        | toml::Value::Float(_)
        | toml::Value::Boolean(_)
        | toml::Value::Datetime(_) => {}
    }
}

fn toml_sources(path: &Path) -> Vec<String> {
    let mut sources = Vec::new();
    if let Ok(table) = text_of(path).parse::<toml::Table>() {
        sources_of(&toml::Value::Table(table), &mut sources);
    }
    sources
}

fn csv_sources(path: &Path) -> Vec<String> {
    let text = text_of(path);
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let header = rows.headers().cloned().unwrap_or_default();
    let Some(column) = header.iter().position(|name| name == "source") else {
        return Vec::new();
    };
    let mut sources = BTreeSet::new();
    for row in rows.records() {
        let row = row.or_fail();
        sources.insert(row.get(column).unwrap_or_default().to_owned());
    }
    sources.into_iter().collect()
}

/// The sources that a scenario file or a table cites.
fn sources_in(path: &Path) -> Vec<String> {
    if path.extension().is_some_and(|end| end == "toml") {
        toml_sources(path)
    } else {
        csv_sources(path)
    }
}

/// The ids that a text names anywhere, in prose or in a comment.
fn ids_in(text: &str) -> impl Iterator<Item = &str> {
    let word = |letter: char| letter.is_ascii_alphanumeric() || letter == '-';
    text.split(move |letter| !word(letter)).filter(|word| {
        let section = word.split('-').next().unwrap_or_default();
        let known = ["P", "A1", "A2", "A3", "A4", "A5", "A6", "S", "E", "D"].contains(&section);
        known && looks_like_id(word)
    })
}

#[test]
fn the_columns_need_no_quotes_in_other_tools() {
    let text = text_of(Path::new(FILE));
    let header = text.lines().next().unwrap_or_default();
    assert_eq!(header, "id,fact,figure,source,address,status");
    assert!(!text.contains('\r'), "lines end alike everywhere");
}

#[test]
fn every_row_of_the_file_is_read_once() {
    let text = text_of(Path::new(FILE));
    let rows = csv::Reader::from_reader(text.as_bytes()).into_records();
    let ids: Vec<String> = rows
        .map(|row| {
            let row = row.or_fail();
            row.get(0).unwrap_or_default().to_owned()
        })
        .collect();
    let read: Vec<&str> = facts().iter().map(|fact| fact.id.as_str()).collect();
    assert_eq!(ids, read, "a row that is left out has an unknown status");
    let unique: BTreeSet<&str> = read.iter().copied().collect();
    assert_eq!(unique.len(), read.len());
    assert!(read.len() > 150);
}

#[test]
fn every_fact_is_a_sentence_with_a_source() {
    for fact in facts() {
        let id = &fact.id;
        assert!(looks_like_id(id), "{id}");
        assert!(fact.fact.len() > 20 && fact.fact.ends_with('.'), "{id}");
        assert!(!fact.source.is_empty(), "{id}");
        for cell in [id, &fact.fact, &fact.figure, &fact.source] {
            assert_eq!(cell.trim(), cell, "{id}");
            let marks = ['<', '>', '|', '`', '*', '\n', '['];
            assert!(!cell.contains(marks), "{id}: markup in {cell}");
            let formula = ['=', '+', '-', '@'];
            assert!(
                !cell.starts_with(formula),
                "{id}: a formula in a spreadsheet: {cell}"
            );
        }
        for address in fact.addresses() {
            let web = address.starts_with("https://") || address.starts_with("http://");
            assert!(web, "{id}: {address}");
            let allowed = |letter: char| letter.is_ascii_graphic() && !"<>\"'`|".contains(letter);
            assert!(address.chars().all(allowed), "{id}: {address}");
        }
        if matches!(fact.status, Status::Recalled | Status::Missing) {
            assert!(fact.addresses().count() < 2, "{id} was not read");
        }
    }
    assert!(fact("A2-07").is_some());
    assert!(fact("A2-7").is_none());
}

#[test]
fn every_source_of_a_built_in_scenario_is_a_fact() {
    let mut checked = 0;
    let mut wrong = BTreeSet::new();
    for path in files("scenarios", &["toml", "csv"]) {
        if path.ends_with("facts.csv") {
            continue;
        }
        for source in &sources_in(&path) {
            for cited in citations(source) {
                checked += 1;
                if fact(cited.id).is_none() {
                    wrong.insert(format!("{}: {}", path.display(), cited.text));
                }
            }
        }
    }
    assert!(checked > 500, "{checked}");
    assert!(wrong.is_empty(), "not in {FILE}: {wrong:#?}");
}

#[test]
fn what_looks_like_an_id_in_a_test_scenario_is_a_fact() {
    for path in files("tests", &["toml", "csv"]) {
        for source in &sources_in(&path) {
            for cited in citations(source).filter(|cited| looks_like_id(cited.id)) {
                assert!(
                    fact(cited.id).is_some(),
                    "{}: {}",
                    path.display(),
                    cited.text
                );
            }
        }
    }
}

#[test]
fn ids_in_comments_and_documents_are_facts() {
    let mut paths = files("scenarios", &["toml", "md", "csv"]);
    paths.extend(files("docs", &["md"]));
    paths.push(PathBuf::from("README.md"));
    let mut wrong = BTreeSet::new();
    for path in &paths {
        for id in ids_in(&text_of(path)) {
            if fact(id).is_none() {
                wrong.insert(format!("{}: {id}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "not in {FILE}: {wrong:#?}");
    let ids: Vec<&str> = ids_in("# as in A2-07, A9-01 and E-99").collect();
    assert_eq!(ids, ["A2-07", "E-99"], "the test sees what it looks for");
}

#[test]
fn the_document_of_the_facts_is_that_of_the_file() {
    let text = markdown();
    super::assert_file("docs/facts.md", &text);
    for fact in facts() {
        let heading = format!("\n### {}\n", fact.id);
        assert_eq!(text.matches(&heading).count(), 1, "{}", fact.id);
    }
}

#[test]
fn links_of_the_parameters_lead_to_a_heading() {
    let text = text_of(Path::new("docs/parameters.md"));
    let document = markdown().to_lowercase();
    let mut links = 0;
    for part in text.split("(facts.md#").skip(1) {
        let anchor = part.split(')').next().unwrap_or_default();
        assert!(document.contains(&format!("\n### {anchor}\n")), "{anchor}");
        links += 1;
    }
    assert!(links > 100, "{links}");
}
