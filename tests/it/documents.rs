//! Documents: their commands and files, taken out and run; their links and paths.

use std::path::{Path, PathBuf};

use crate::support::{ends_in, files_below, text_of};

/// The blocks of a document that are fenced with a language, such as `sh` or `toml`.
pub fn blocks(document: &str, language: &str) -> Vec<String> {
    let text = text_of(document).replace("\r\n", "\n");
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

/// Documents that people write.
fn documents() -> Vec<PathBuf> {
    let mut documents: Vec<PathBuf> = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"]
        .map(PathBuf::from)
        .to_vec();
    documents.push(PathBuf::from("CHANGELOG.md"));
    for folder in ["docs", "examples", "scenarios"] {
        documents.extend(files_below(folder));
    }
    documents.retain(|path| ends_in(path, &["md"]));
    documents
}

#[test]
fn links_of_documents_lead_to_files() {
    let mut links = 0;
    let mut dead = Vec::new();
    for document in documents() {
        let text = text_of(&document);
        let folder = document.parent().unwrap_or(Path::new("."));
        for part in text.split("](").skip(1) {
            let link = part.split(')').next().unwrap_or_default();
            let file = link.split('#').next().unwrap_or_default();
            if file.is_empty() || link.contains("://") {
                continue;
            }
            links += 1;
            if !folder.join(file).exists() {
                dead.push(format!("{}: {link}", document.display()));
            }
        }
    }
    assert!(links > 30, "links are found");
    assert!(dead.is_empty(), "{dead:#?}");
}

#[test]
fn paths_that_developers_are_sent_to_exist() {
    let mut paths = 0;
    let mut gone = Vec::new();
    for document in ["ARCHITECTURE.md", "CONTRIBUTING.md"] {
        let text = text_of(document);
        for word in text.split('`').skip(1).step_by(2) {
            let first = word.split('/').next().unwrap_or_default();
            let folders = [
                "src",
                "tests",
                "docs",
                "scenarios",
                "benches",
                "examples",
                ".ci",
            ];
            if first == word || !folders.contains(&first) || word.contains('*') {
                continue;
            }
            paths += 1;
            if !Path::new(word).exists() {
                gone.push(format!("{document}: {word}"));
            }
        }
    }
    assert!(paths > 30, "paths are found");
    assert!(gone.is_empty(), "{gone:#?}");
}
