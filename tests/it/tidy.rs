//! The layering of ARCHITECTURE.md, held by a test: data flows one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::imports;
use crate::support::{ends_in, files_below};

/// Modules from left to right. A module uses only those before it.
const ORDER: &[&str] = &[
    "id",
    "time",
    "limits",
    "memory",
    "machine",
    "draw",
    "scenario",
    "model",
    "compile",
    "calibrate",
    "engine",
    "observe",
    "stats",
    "study",
    "log",
    "learn",
    "flows",
    "verify",
    "report",
    "cli",
];

fn sources() -> Vec<PathBuf> {
    let mut files = files_below("src");
    files.retain(|path| ends_in(path, &["rs"]));
    files
}

/// The code of a file without its own tests and comments.
fn code(path: &Path) -> String {
    let text = fs::read_to_string(path).unwrap_or_default();
    text.lines()
        .take_while(|line| !line.starts_with("#[cfg(test)]"))
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

fn module_of(path: &Path) -> Option<usize> {
    let inside = path.strip_prefix("src").ok()?;
    let first = inside.iter().next()?.to_str()?;
    let name = first.strip_suffix(".rs").unwrap_or(first);
    ORDER.iter().position(|module| *module == name)
}

#[test]
fn a_module_uses_only_modules_to_its_left() {
    let files = imports::sources(Path::new("src"));
    assert!(files.len() > 30, "the sources are found");
    let wrong = against_the_order(&files);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every import that goes to the right, and every module that has no place in the order.
fn against_the_order(files: &BTreeMap<String, String>) -> BTreeSet<String> {
    let place = |module: &str| ORDER.iter().position(|known| *known == module);
    let mut wrong = BTreeSet::new();
    for (path, text) in files {
        let module = imports::module_of(path).swap_remove(0);
        if module == "lib" || module == "main" {
            continue;
        }
        let Some(own) = place(&module) else {
            wrong.insert(format!("{module} has no place in the order"));
            continue;
        };
        for import in imports::read(path, text).paths {
            let used = import.first().map_or("", String::as_str);
            if place(used).is_some_and(|used| used > own) {
                wrong.insert(format!("{path} uses {used}"));
            }
        }
    }
    wrong
}

#[test]
fn a_planted_import_to_the_right_is_found_however_it_is_written() {
    let ways = [
        "use crate::report::Folder;",
        "use crate::{id::Id, report::Folder};",
        "use crate::report;",
        "fn f() { crate::report::write() }",
        "fn f() { use super::super::report::write; }",
        "fn f() { vec![crate::report::Folder] }",
    ];
    let found = |text: &str| {
        let file = ("study/plan.rs".to_owned(), text.to_owned());
        against_the_order(&BTreeMap::from([file]))
    };
    for way in ways {
        let wanted = BTreeSet::from(["study/plan.rs uses report".to_owned()]);
        assert_eq!(found(way), wanted, "{way}");
    }
    let fine = "use crate::stats; #[cfg(test)] mod tests { use crate::report; }";
    assert!(found(fine).is_empty());
}

/// The length of a day or a year is written once; all else uses the constants.
#[test]
fn only_time_says_how_long_a_day_and_a_year_are() {
    let files = sources();
    let says = |path: &&PathBuf| {
        let code = code(path);
        ["365.25", "86_400", "86400"]
            .iter()
            .any(|length| code.contains(length))
    };
    let (time, others): (Vec<_>, Vec<_>) = files
        .iter()
        .filter(|path| path.file_name().is_none_or(|name| name != "tests.rs"))
        .partition(|path| path.ends_with("src/time.rs"));
    assert!(time.iter().any(says), "what is looked for is found");
    let wrong: Vec<_> = others.into_iter().filter(says).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn only_memory_is_unsafe() {
    let files = sources();
    let memory = Path::new("src/memory");
    let (inside, outside): (Vec<_>, Vec<_>) =
        files.iter().partition(|path| path.starts_with(memory));
    let is_unsafe = |path: &&PathBuf| code(path).contains("unsafe ");
    assert!(inside.iter().any(is_unsafe), "what is looked for is found");
    let wrong: Vec<_> = outside.into_iter().filter(is_unsafe).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn nothing_prints_by_macro_and_only_studies_start_threads() {
    let files = sources();
    let mut wrong = Vec::new();
    let rules: &[(&str, &[&str])] = &[
        // Such a macro panics where its words cannot be written; cli/output.rs writes them.
        ("print!(", &[]),
        ("println!", &[]),
        ("std::env::", &["cli"]),
        // A run goes in parts side by side; all else in threads is a study's.
        ("rayon::", &["study", "verify", "engine"]),
        // Memory waits for another thread to end the program where there is no more of it.
        ("std::thread", &["study", "cli", "memory"]),
        // The system's own files of this process are read and written by `machine`.
        ("fs::write", &["report", "machine"]),
        ("File::create", &["report"]),
        ("read_to_string", &["scenario", "report", "machine"]),
    ];
    for path in files {
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let place = module_of(&path).map_or("", |module| ORDER[module]);
        let code = code(&path);
        for (word, places) in rules {
            // `eprintln!` ends like `println!`.
            if code.contains(word) && !places.contains(&place) && !place.is_empty() {
                wrong.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn all_words_of_the_command_pass_one_file() {
    let files = sources();
    let prints = |path: &PathBuf| {
        let code = code(path);
        code.contains("stdout()") || code.contains("stderr()")
    };
    let printing: Vec<_> = files.into_iter().filter(prints).collect();
    // The bar of indicatif draws itself and drops what it cannot write.
    // Out of memory is said without asking for memory, which the others may do.
    let expected = [
        "src/cli/output.rs",
        "src/cli/progress.rs",
        "src/memory/out_of_memory.rs",
    ]
    .map(PathBuf::from);
    assert_eq!(printing, expected);
}

/// A fault is made where files are read and where their keys are compiled; others say
/// what is wrong with a `Problem`, or with a type of their own.
#[test]
fn only_scenario_and_compile_make_faults() {
    let files = sources();
    let makes = |path: &&PathBuf| {
        let words: String = code(path).split_whitespace().collect();
        [
            "faults.error(",
            "faults.warn(",
            "faults().error(",
            "faults().warn(",
        ]
        .iter()
        .any(|word| words.contains(word))
    };
    let (inside, outside): (Vec<_>, Vec<_>) = files
        .iter()
        .partition(|path| path.starts_with("src/scenario") || path.starts_with("src/compile"));
    assert!(inside.iter().any(makes), "what is looked for is found");
    let wrong: Vec<_> = outside.into_iter().filter(makes).collect();
    assert!(wrong.is_empty(), "{wrong:?}");
}
