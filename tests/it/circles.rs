//! No import circles: the files of a module import one another in one direction only.
//!
//! A name that a file re-exports counts as an import of the file that defines it. Methods are
//! not imports: a file may call a method of a type without naming the file that implements
//! it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::imports::{Segments, SourceFile, module_of, read, sources};

/// Modules whose files must form no circle.
const MODULES: &[&str] = &["engine", "log", "report", "scenario", "study", "verify"];

/// Files of one module by the path of each.
type Files = BTreeMap<Segments, SourceFile>;

/// The file that defines what a path names, if it is one of the files.
fn target(files: &Files, path: &[String], hops: usize) -> Option<Segments> {
    let known = (0..=path.len())
        .rev()
        .find(|&length| files.contains_key(&path[..length]))?;
    let module = path[..known].to_vec();
    let file = &files[&module];
    let Some(name) = path.get(known) else {
        return Some(module);
    };
    if hops == 0 || file.defined.contains(name) {
        return Some(module);
    }
    if let Some(from) = file.names.get(name)
        && let Some(target) = target(files, from, hops - 1)
    {
        return Some(target);
    }
    let defines = |glob: &&Segments| {
        files
            .get(*glob)
            .is_some_and(|file| file.defined.contains(name))
    };
    Some(file.globs.iter().find(defines).cloned().unwrap_or(module))
}

/// The files that lie on a circle, each with those of them that it imports.
fn circles(sources: &BTreeMap<String, String>) -> Vec<String> {
    let files: Files = sources
        .iter()
        .map(|(path, text)| (module_of(path), read(path, text)))
        .collect();
    let mut arrows: BTreeMap<&Segments, BTreeSet<Segments>> = files
        .iter()
        .map(|(module, file)| {
            let targets = file.paths.iter().filter_map(|path| target(&files, path, 8));
            (module, targets.filter(|other| other != module).collect())
        })
        .collect();
    // Whatever imports nothing that is left, or that nothing left imports, lies on no circle.
    loop {
        let imported: BTreeSet<Segments> = arrows.values().flatten().cloned().collect();
        let gone: Vec<Segments> = arrows
            .iter()
            .filter(|(module, targets)| targets.is_empty() || !imported.contains(**module))
            .map(|(module, _)| (*module).clone())
            .collect();
        if gone.is_empty() {
            break;
        }
        arrows.retain(|module, _| !gone.contains(module));
        for targets in arrows.values_mut() {
            targets.retain(|other| !gone.contains(other));
        }
    }
    let name = |module: &Segments| module.join("::");
    arrows
        .iter()
        .map(|(module, targets)| {
            let targets: Vec<String> = targets.iter().map(name).collect();
            format!("{} imports {}", name(module), targets.join(", "))
        })
        .collect()
}

#[test]
fn files_of_a_module_import_one_another_in_one_direction() {
    for module in MODULES {
        let files = sources(&Path::new("src").join(module));
        assert!(files.len() > 10, "{module} has files");
        let circles = circles(&files);
        assert!(circles.is_empty(), "{}", circles.join("\n"));
    }
}

/// Files in memory: the first imports the second by each way of naming it.
fn with(first: &str) -> Vec<String> {
    let files = [
        ("m/mod.rs", "mod a; mod b; pub use b::Thing; pub use a::*;"),
        ("m/a.rs", first),
        ("m/b.rs", "pub struct Thing; fn f() { crate::m::a::g() }"),
    ];
    circles(
        &files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
            .collect(),
    )
}

#[test]
fn a_planted_circle_is_reported_in_every_spelling() {
    let ways = [
        "use crate::m::b::Thing;",
        "use crate::{m::{b::{self, Thing as Other}}};",
        "use super::b;",
        "use super::Thing;",
        "use crate::m::Thing;",
        "fn g() { let thing: super::b::Thing; }",
        "fn g() { use super::b::Thing; }",
        "fn g() { vec![crate::m::b::Thing] }",
        "mod inner { use super::super::b::Thing; }",
        "use super::b::*;",
        "pub(in crate::m) fn g(thing: super::b::Thing) {}",
    ];
    for way in ways {
        let circles = with(way);
        assert!(
            circles.iter().any(|line| line.starts_with("m::a imports")),
            "{way}: {circles:?}"
        );
    }
}

#[test]
fn files_without_a_circle_pass() {
    let ways = [
        "pub fn g() {}",
        "pub(in crate::m::b) fn g() {}",
        "use std::fmt::Debug; use crate::other::b::Thing; pub fn g() {}",
        "pub fn g() {} #[cfg(test)] mod tests { use super::super::b::Thing; }",
    ];
    for way in ways {
        assert!(with(way).is_empty(), "{way}");
    }
}
