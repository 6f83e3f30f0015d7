//! What describes the repository says the same everywhere: the manifest of Cargo, the
//! citation file, the description for catalogues of software, and the list of licences.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::process::Command;

use serde_json::Value;

use crate::support::{OrFail, text_of};

const LICENCES: &str = "docs/licences.md";
/// The line before the table of crates.
const CRATES: &str = "## Crates\n";

fn json_of(path: &str) -> Value {
    serde_json::from_str(&text_of(path)).or_fail()
}

fn texts(value: &Value) -> Vec<String> {
    let values = value.as_array().into_iter().flatten();
    values
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

/// The package table of Cargo.toml.
fn package() -> toml::Table {
    let manifest: toml::Table = text_of("Cargo.toml").parse().expect("a manifest");
    let package = manifest["package"].as_table();
    package.cloned().expect("a package")
}

fn keywords(package: &toml::Table) -> Vec<String> {
    let words = package["keywords"].as_array().into_iter().flatten();
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

fn licences(package: &toml::Table) -> BTreeSet<String> {
    let licence = package["license"].as_str().unwrap_or_default();
    licence.split(" OR ").map(str::to_owned).collect()
}

/// The value of a key of the citation file, which needs no more of YAML than this.
fn cited(key: &str) -> String {
    let text = text_of("CITATION.cff");
    let mut lines = text.lines();
    let value = lines.find_map(|line| line.strip_prefix(&format!("{key}: ")));
    value.unwrap_or_default().to_owned()
}

/// The items of a list of the citation file.
fn cited_list(key: &str) -> Vec<String> {
    let text = text_of("CITATION.cff");
    let items = text.lines().skip_while(|line| *line != format!("{key}:"));
    let items = items.skip(1).map_while(|line| line.strip_prefix("  - "));
    items.map(str::to_owned).collect()
}

#[test]
fn the_citation_agrees_with_the_manifest() {
    let package = package();
    let stated = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
    assert_eq!(cited("title").to_lowercase(), stated("name"));
    assert_eq!(cited("version"), stated("version"));
    assert_eq!(cited("abstract"), stated("description"));
    let licence: BTreeSet<String> = cited_list("license").into_iter().collect();
    assert_eq!(licence, licences(&package));
    assert_eq!(cited_list("keywords"), keywords(&package));
}

#[test]
fn the_description_for_catalogues_agrees_with_the_manifest() {
    let package = package();
    let described = json_of("codemeta.json");
    for (key, of_cargo) in [
        ("name", "name"),
        ("version", "version"),
        ("description", "description"),
    ] {
        assert_eq!(described[key].as_str(), package[of_cargo].as_str(), "{key}");
    }
    let licence: BTreeSet<String> = texts(&described["license"])
        .iter()
        .map(|address| address.replace("https://spdx.org/licenses/", ""))
        .collect();
    assert_eq!(licence, licences(&package));
    assert_eq!(texts(&described["keywords"]), keywords(&package));
    let needed = described["softwareRequirements"].as_str();
    let rust = package["rust-version"].as_str().unwrap_or_default();
    assert_eq!(needed, Some(format!("Rust {rust} or later").as_str()));
    let author = described["author"][0]["name"].as_str().unwrap_or_default();
    assert_eq!(cited_list("authors"), [format!("name: {author}")]);
}

/// Name and version of every crate that Cargo.lock holds, without this one.
fn locked() -> BTreeSet<(String, String)> {
    let lock: toml::Table = text_of("Cargo.lock").parse().expect("a lock file");
    let crates = lock["package"].as_array().into_iter().flatten();
    crates
        .filter(|one| one.get("source").is_some())
        .map(|one| {
            let text = |key: &str| one[key].as_str().unwrap_or_default().to_owned();
            (text("name"), text("version"))
        })
        .collect()
}

/// The table of crates from `cargo metadata`, which may have to download some of them.
fn table() -> String {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let made = Command::new(cargo)
        .args(["metadata", "--locked", "--format-version", "1"])
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&made.stdout).expect("JSON of cargo metadata");
    let uses = uses(&metadata);
    let mut rows: Vec<String> = Vec::new();
    for one in metadata["packages"].as_array().into_iter().flatten() {
        let text = |key: &str| one[key].as_str().unwrap_or_default();
        if one["source"].is_null() {
            continue;
        }
        let used = uses.get(text("id")).copied().unwrap_or("not built");
        let (name, version, licence) = (text("name"), text("version"), text("license"));
        rows.push(format!("| {name} | {version} | {licence} | {used} |\n"));
    }
    rows.sort_unstable();
    let mut table = String::from("| crate | version | licence | use |\n|---|---|---|---|\n");
    table.extend(rows);
    table
}

/// How each crate is used, by its id: what the program needs, then what only tests need.
fn uses(metadata: &Value) -> BTreeMap<&str, &'static str> {
    let nodes = metadata["resolve"]["nodes"].as_array();
    let nodes: BTreeMap<&str, &Value> = nodes
        .into_iter()
        .flatten()
        .filter_map(|node| Some((node["id"].as_str()?, node)))
        .collect();
    let root = metadata["resolve"]["root"].as_str().unwrap_or_default();
    let mut uses = BTreeMap::new();
    for (of_tests, direct, indirect) in [
        (false, "direct", "indirect"),
        (true, "tests", "tests, indirect"),
    ] {
        let mut ahead: Vec<(&str, &'static str)> = needs(nodes.get(root), of_tests)
            .into_iter()
            .map(|id| (id, direct))
            .collect();
        while let Some((id, used)) = ahead.pop() {
            // A crate that is needed in both ways is named by the nearer one.
            let known = uses.get(id);
            if known.is_some_and(|known| *known != indirect || used == indirect) {
                continue;
            }
            uses.insert(id, used);
            let further = needs(nodes.get(id), false).into_iter();
            ahead.extend(further.map(|id| (id, indirect)));
        }
    }
    uses
}

/// What a crate needs: to be built (`of_tests` false) or for its tests alone.
fn needs<'a>(node: Option<&&'a Value>, of_tests: bool) -> Vec<&'a str> {
    let needed = node.and_then(|node| node["deps"].as_array());
    needed
        .into_iter()
        .flatten()
        .filter(|one| {
            let mut kinds = one["dep_kinds"].as_array().into_iter().flatten();
            kinds.any(|kind| (kind["kind"] == "dev") == of_tests)
        })
        .filter_map(|one| one["pkg"].as_str())
        .collect()
}

#[test]
fn the_list_of_licences_names_every_crate() {
    let text = text_of(LICENCES);
    let (head, rest) = text.split_once(CRATES).expect("a section of crates");
    if std::env::var_os("BLESS").is_some() {
        let (before, _) = rest.split_once("| crate |").unwrap_or((rest, ""));
        let mut whole = String::new();
        let _ = write!(whole, "{head}{CRATES}{before}{}", table());
        super::assert_file(LICENCES, &whole);
        return;
    }
    let mut listed = BTreeSet::new();
    for row in rest.lines().filter(|line| line.starts_with("| ")).skip(1) {
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(cells.iter().all(|cell| !cell.is_empty()), "{row}");
        listed.insert((cells[0].to_owned(), cells[1].to_owned()));
    }
    assert_eq!(
        listed,
        locked(),
        "{LICENCES} is stale; BLESS=1 writes it anew"
    );
}
