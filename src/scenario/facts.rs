//! The fact table: the observations and documents that the scenarios cite by id. The file
//! is `scenarios/facts.csv`, which the program carries.

use std::fmt::Write;
use std::sync::LazyLock;

use serde::Deserialize;

use super::embedded;

/// The carried file.
const FILE: &str = "facts.csv";

/// The sections of `docs/facts.md`: the letters before the dash of an id, and a title.
const SECTIONS: &[(&str, &str)] = &[
    (
        "P",
        "What is said of a research environment without borders",
    ),
    ("A1", "Entry and exit of researchers"),
    ("A2", "Scientific data across borders"),
    ("A3", "Research materials across borders"),
    ("A4", "Programmes and funds"),
    ("A5", "International science organisations"),
    ("A6", "Services and welfare of foreign researchers"),
    ("S", "Stocks and flows"),
    ("E", "Effects of reforms and of delay"),
    ("D", "Data sets"),
];

/// A row of the fact table.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fact {
    /// Its id, such as `A2-07`; a data set has words after the dash, such as `D-WDI`.
    pub id: String,
    /// What is known, in a sentence.
    pub fact: String,
    /// Its figures with their units; empty where there are none.
    pub figure: String,
    /// The author or body, title, year and section.
    pub source: String,
    /// Addresses on the web, with a space between two; empty where none is known.
    pub address: String,
    /// How the figure came into the table.
    pub status: Status,
}

impl Fact {
    /// The addresses one by one.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.address.split_whitespace()
    }
}

/// How a figure came into the fact table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Read in the source.
    Read,
    /// Read on a mirror or a secondary page.
    Secondary,
    /// Computed from other figures.
    Derived,
    /// Not read.
    Recalled,
    /// Partly read, partly computed.
    ReadAndDerived,
    /// Partly read, partly recalled.
    ReadAndRecalled,
    /// Looked for and not found.
    Missing,
}

impl Status {
    /// Every status, in the order of `docs/facts.md`.
    pub const ALL: [Self; 7] = [
        Self::Read,
        Self::Secondary,
        Self::Derived,
        Self::Recalled,
        Self::ReadAndDerived,
        Self::ReadAndRecalled,
        Self::Missing,
    ];

    /// The word in the file.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Secondary => "secondary",
            Self::Derived => "derived",
            Self::Recalled => "recalled",
            Self::ReadAndDerived => "read_and_derived",
            Self::ReadAndRecalled => "read_and_recalled",
            Self::Missing => "missing",
        }
    }

    /// What the word means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Read => "read in the source",
            Self::Secondary => "read on a mirror or a secondary page, not in the original",
            Self::Derived => "computed from other figures",
            Self::Recalled => "recalled, not read: check it before use",
            Self::ReadAndDerived => "read in the source, with parts computed as marked",
            Self::ReadAndRecalled => "read in the source, with parts recalled as marked",
            Self::Missing => "looked for, not found",
        }
    }
}

/// All facts, in the order of the file. A test holds that every row of the file can be read.
#[must_use]
pub fn facts() -> &'static [Fact] {
    static FACTS: LazyLock<Vec<Fact>> = LazyLock::new(|| {
        let text = embedded::text(FILE).unwrap_or_default();
        let mut rows = csv::Reader::from_reader(text.as_bytes());
        rows.deserialize().filter_map(Result::ok).collect()
    });
    &FACTS
}

/// The fact with this id.
#[must_use]
pub fn fact(id: &str) -> Option<&'static Fact> {
    facts().iter().find(|fact| fact.id == id)
}

/// One source that a figure cites.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Citation<'a> {
    /// The citation as the scenario gives it.
    pub text: &'a str,
    /// The id of a fact, or what stands before the first comma.
    pub id: &'a str,
    /// What is said of it, after a comma or in brackets: `before` in `A1-09, before`.
    pub remark: &'a str,
}

/// The citations of a figure's `source`. A semicolon separates two, unless it is in brackets.
pub fn citations(source: &str) -> impl Iterator<Item = Citation<'_>> {
    let mut depth = 0_i32;
    let parts = source.split(move |letter| {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        letter == ';' && depth <= 0
    });
    parts
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(citation)
}

fn citation(text: &str) -> Citation<'_> {
    // Brackets also stand in sources given in words: `Smith (2020)` is not `Smith (2021)`.
    let bracketed = text
        .split_once('(')
        .filter(|(id, _)| looks_like_id(id.trim_end()));
    let (id, remark) = bracketed
        .map(|(id, rest)| (id, rest.trim_end().trim_end_matches(')')))
        .or_else(|| text.split_once(','))
        .unwrap_or((text, ""));
    Citation {
        text,
        id: id.trim(),
        remark: remark.trim(),
    }
}

/// Whether a text has the form of an id of the fact table: a capital and at most one digit,
/// a dash, then capitals and digits.
#[must_use]
pub fn looks_like_id(text: &str) -> bool {
    let Some((section, rest)) = text.split_once('-') else {
        return false;
    };
    let mut letters = section.chars();
    let first = letters
        .next()
        .is_some_and(|letter| letter.is_ascii_uppercase());
    let second = letters.next().is_none_or(|digit| digit.is_ascii_digit());
    let capitals = |letter: char| letter.is_ascii_uppercase() || letter.is_ascii_digit();
    first && second && letters.next().is_none() && !rest.is_empty() && rest.chars().all(capitals)
}

/// A `source` as Markdown in which each id of the table is a link to `docs/facts.md`.
#[must_use]
pub fn linked(source: &str) -> String {
    let cited = citations(source).map(|cited| match fact(cited.id) {
        None => cited.text.to_owned(),
        Some(fact) => {
            let rest = cited.text.strip_prefix(cited.id).unwrap_or_default();
            format!("[{}](facts.md#{}){rest}", fact.id, anchor(&fact.id))
        }
    });
    cited.collect::<Vec<_>>().join("; ")
}

/// The anchor that a heading of this id has.
fn anchor(id: &str) -> String {
    id.to_ascii_lowercase()
}

/// The fact table as Markdown: `docs/facts.md`.
#[must_use]
pub fn markdown() -> String {
    let mut text = String::from(
        "# Facts\n\nGenerated from [scenarios/facts.csv](../scenarios/facts.csv); a test fails when \
         it is stale. Every source that a built-in\nscenario cites is an id of this table. A \
         scenario of your own may cite others.\n\n| status | meaning |\n|---|---|\n",
    );
    for status in Status::ALL {
        let _ = writeln!(text, "| `{}` | {} |", status.word(), status.meaning());
    }
    for (section, title) in SECTIONS {
        let _ = write!(text, "\n## {title}\n");
        let of_section = |fact: &&Fact| fact.id.split('-').next() == Some(*section);
        for fact in facts().iter().filter(of_section) {
            entry(&mut text, fact);
        }
    }
    text
}

fn entry(text: &mut String, fact: &Fact) {
    let _ = write!(text, "\n### {}\n\n{}\n\n", fact.id, fact.fact);
    if !fact.figure.is_empty() {
        let _ = writeln!(text, "- Figure: {}", fact.figure);
    }
    let _ = writeln!(text, "- Source: {}", fact.source);
    for address in fact.addresses() {
        // The page of a mirror is named, not linked: nobody answers for it.
        if fact.status == Status::Secondary {
            let _ = writeln!(text, "- Address: `{address}`");
        } else {
            let _ = writeln!(text, "- Address: <{address}>");
        }
    }
    let _ = writeln!(text, "- Status: {}", fact.status.meaning());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_split_at_semicolons_outside_brackets() {
        let ids = |source| -> Vec<(&str, &str)> {
            citations(source)
                .map(|cited| (cited.id, cited.remark))
                .collect()
        };
        assert_eq!(
            ids("A1-09, before; E-02; D-WDI (one; two) ;"),
            [("A1-09", "before"), ("E-02", ""), ("D-WDI", "one; two")]
        );
        assert_eq!(ids("A1-09 (before)"), [("A1-09", "before")]);
        assert_eq!(ids("Smith (2020)"), [("Smith (2020)", "")]);
        assert_eq!(ids(" ; "), []);
    }

    #[test]
    fn an_id_has_a_form_of_its_own() {
        for id in ["A2-07", "E-12", "D-BPI2020"] {
            assert!(looks_like_id(id), "{id}");
        }
        for text in [
            "",
            "A2",
            "A2-",
            "-07",
            "AB-07",
            "A22-07",
            "a2-07",
            "A2-07 (x)",
            "covid-19",
        ] {
            assert!(!looks_like_id(text), "{text}");
        }
    }

    #[test]
    fn every_status_has_the_word_of_the_file() {
        for status in Status::ALL {
            let read: Result<Status, _> =
                serde_json::from_value(serde_json::Value::String(status.word().to_owned()));
            assert_eq!(read.ok(), Some(status));
        }
    }

    #[test]
    fn links_keep_what_stands_beside_an_id() {
        assert_eq!(
            linked("A1-09, before; my own survey (2024); D-WDI (x)"),
            "[A1-09](facts.md#a1-09), before; my own survey (2024); [D-WDI](facts.md#d-wdi) (x)"
        );
    }
}
