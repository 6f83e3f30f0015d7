//! The report owns its words: no English phrase in `src/report` outside `src/report/text`.
//! Comments are in plain words.

use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use syn::visit::{self, Visit};
use syn::{Attribute, Item, ItemMod, LitStr, Macro};

use crate::imports;

/// Files that may hold phrases, each with the reason.
const EXEMPT: &[(&str, &str)] = &[
    ("report/charts/font.rs", "names of fonts"),
    ("report/text/", "the place of words"),
    (
        "report/command.rs",
        "a command line, the same in every language",
    ),
    ("report/content.rs", "names of folders in error messages"),
    ("report/disk.rs", "error messages"),
    ("report/file_set.rs", "error messages"),
    ("report/folder.rs", "error messages"),
    ("report/lock.rs", "error messages"),
    ("report/manifest.rs", "a name that enters a hash"),
    ("report/new_file.rs", "error messages"),
];

/// Collects the phrases among the string literals of a file. Attributes, which hold comments,
/// are no code, and tests are left out.
#[derive(Default)]
struct Phrases(Vec<String>);

impl Phrases {
    fn read(&mut self, literal: &LitStr) {
        let text = literal.value();
        if is_phrase(&text) {
            self.0.push(text);
        }
    }

    fn read_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.read_tokens(group.stream()),
                TokenTree::Literal(literal) => {
                    if let Ok(literal) = syn::parse_str::<LitStr>(&literal.to_string()) {
                        self.read(&literal);
                    }
                }
                TokenTree::Ident(_) | TokenTree::Punct(_) => {}
            }
        }
    }
}

impl<'ast> Visit<'ast> for Phrases {
    fn visit_attribute(&mut self, _: &'ast Attribute) {}

    fn visit_item(&mut self, item: &'ast Item) {
        if let Item::Mod(ItemMod { attrs, .. }) = item
            && imports::is_test(attrs)
        {
            return;
        }
        visit::visit_item(self, item);
    }

    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.read(literal);
    }

    fn visit_macro(&mut self, mac: &'ast Macro) {
        self.read_tokens(mac.tokens.clone());
    }
}

/// Whether two words of letters, one after the other, are separated by a space. A placeholder
/// counts as a word: "{} points" is a phrase.
fn is_phrase(text: &str) -> bool {
    let is_placeholder = |word: &&str| word.starts_with('{') && word.contains('}');
    let is_word = |word: &&str| {
        if is_placeholder(word) || word.starts_with('-') {
            return false;
        }
        let letters = word.trim_matches(|letter: char| letter.is_ascii_punctuation());
        letters.chars().count() > 1 && letters.chars().all(char::is_alphabetic)
    };
    let marks = ['(', ')', ',', ';'];
    let words: Vec<&str> = text
        .split(' ')
        .map(|word| word.trim_matches(marks))
        .collect();
    words.windows(2).any(|pair| {
        let [first, second] = [&pair[0], &pair[1]];
        (is_word(first) && (is_word(second) || is_placeholder(second)))
            || (is_placeholder(first) && is_word(second))
    })
}

fn phrases(text: &str) -> Vec<String> {
    let syntax = syn::parse_file(text).unwrap_or_else(|fault| panic!("{fault}"));
    let mut found = Phrases::default();
    found.visit_file(&syntax);
    found.0
}

#[test]
fn only_the_text_of_the_report_holds_phrases() {
    let files = imports::sources(Path::new("src/report"));
    assert!(files.len() > 10, "the files are found");
    for (exempt, _) in EXEMPT {
        let mut with = files.iter().filter(|(path, _)| path.starts_with(exempt));
        let is_needed = with.any(|(_, text)| !phrases(text).is_empty());
        assert!(is_needed, "{exempt} needs no exemption");
    }
    let is_exempt = |path: &str| EXEMPT.iter().any(|(exempt, _)| path.starts_with(exempt));
    let wrong: Vec<String> = files
        .iter()
        .filter(|(path, _)| !is_exempt(path))
        .flat_map(|(path, text)| {
            let found = phrases(text).into_iter();
            found.map(move |phrase| format!("{path}: {phrase:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_phrase_is_found_wherever_it_is_written() {
    let ways = [
        "const A: &str = \"no winner\";",
        "fn f() { g(\"no winner\") }",
        "fn f() { format!(\"no winner {}\", 1) }",
        "fn f() { vec![(\"id\", format!(\"{} points\", 1))] }",
        "fn f() -> String { format!(\"Change with {}\", 1) }",
    ];
    for way in ways {
        assert_eq!(phrases(way).len(), 1, "{way}");
    }
    let fine = [
        "/// A comment of words.\nconst A: &str = \"summary.md\";",
        "fn f() { format!(\"charts/{}.svg\", 1) }",
        "#[cfg(test)] mod tests { const A: &str = \"no winner\"; }",
        "#[allow(unused, reason = \"it is not used\")] const A: &str = \"one\";",
    ];
    for way in fine {
        assert!(phrases(way).is_empty(), "{way}");
    }
}

/// Turns that a reader has to read twice; CONTRIBUTING.md asks for plain English.
const TURNS: [&str; 6] = [
    "in place of",
    "nobody asks",
    "of which",
    "so many",
    "told",
    "whoever",
];

/// The lines of comment in a source that have such a turn.
fn turns(text: &str) -> Vec<&str> {
    let comments = text.lines().map(str::trim_start);
    let comments = comments.filter(|line| line.starts_with("//"));
    let has_turn = |line: &&str| {
        let words: Vec<&str> = line.split(|c: char| !c.is_alphabetic()).collect();
        let line = format!(" {} ", words.join(" ").to_lowercase());
        TURNS.iter().any(|turn| line.contains(&format!(" {turn} ")))
    };
    comments.filter(has_turn).collect()
}

#[test]
fn comments_are_in_plain_words() {
    let mut wrong = Vec::new();
    for folder in ["src", "tests/it", "benches"] {
        for (path, text) in imports::sources(Path::new(folder)) {
            let is_exempt = ["report/text/", "study/structure/", "compile/structure.rs"]
                .iter()
                .any(|exempt| path.starts_with(exempt));
            if !is_exempt {
                wrong.extend(
                    turns(&text)
                        .into_iter()
                        .map(|line| format!("{path}: {line}")),
                );
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(
        turns("/// Steps, of which one is first.\nlet told = 1;").len(),
        1
    );
}
