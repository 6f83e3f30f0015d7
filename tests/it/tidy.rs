//! The layering of ARCHITECTURE.md, held by a test: data flows one way.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use crate::imports;

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

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push(path);
        }
    }
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
    let mut files = BTreeMap::new();
    imports::sources(Path::new("src"), &mut files);
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
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
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
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
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
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
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
    let mut files = Vec::new();
    sources(Path::new("src"), &mut files);
    let prints = |path: &PathBuf| {
        let code = code(path);
        code.contains("stdout()") || code.contains("stderr()")
    };
    let found: Vec<_> = files.into_iter().filter(prints).collect();
    // The bar of indicatif draws itself and drops what it cannot write.
    // Out of memory is said without asking for memory, which the others may do.
    let expected = [
        "src/cli/output.rs",
        "src/cli/progress.rs",
        "src/memory/out_of_memory.rs",
    ]
    .map(PathBuf::from);
    let mut found = found;
    found.sort();
    assert_eq!(found, expected);
}

/// The string literals of code, without what is put into them.
fn literals(code: &str) -> Vec<String> {
    let mut literals = Vec::new();
    let mut letters = code.chars();
    while letters.any(|letter| letter == '"') {
        let mut literal = String::new();
        let mut depth = 0_usize;
        while let Some(letter) = letters.next().filter(|letter| *letter != '"') {
            match letter {
                '\\' => {
                    letters.next();
                    literal.push(letter);
                }
                '{' => depth += 1,
                '}' => depth = depth.saturating_sub(1),
                _ if depth == 0 => literal.push(letter),
                _ => {}
            }
        }
        literals.push(literal);
    }
    literals
}

/// Whether a space stands between two words.
fn is_phrase(literal: &str) -> bool {
    let letters: Vec<char> = literal.chars().collect();
    letters.windows(3).any(|three| {
        let ends_word = three[0].is_alphanumeric() || ",;:.%)".contains(three[0]);
        ends_word && three[1] == ' ' && three[2].is_alphanumeric()
    })
}

#[test]
fn charts_take_their_words_from_report_text() {
    let phrases = |folder: &str| {
        let mut files = Vec::new();
        sources(Path::new(folder), &mut files);
        let mut phrases = Vec::new();
        for path in files {
            // The names of fonts are no words of a language.
            let fonts = "\"DejaVu Sans, Verdana, Geneva, sans-serif\"";
            let code = code(&path).replace(fonts, "");
            let found = literals(&code).into_iter().filter(|text| is_phrase(text));
            phrases.extend(found.map(|text| format!("{}: {text}", path.display())));
        }
        phrases
    };
    assert!(phrases("src/report/text/charts").len() > 30);
    let wrong = phrases("src/report/charts");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
