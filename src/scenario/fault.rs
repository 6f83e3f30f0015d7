//! Faults of a scenario: the place, what is wrong, what was expected and the cure. All
//! faults of a scenario are collected and shown at once.

use std::fmt::{self, Write};
use std::sync::Arc;

use annotate_snippets::{AnnotationKind, Group, Level as Mark, Renderer, Snippet};

use super::source::Origin;

/// Faults shown before the rest is only counted.
const SHOWN: usize = 50;

/// The place of a key or a value: a file of the collector and a span of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    /// Index of the file among those the collector has seen.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Place {
    /// A place of `file` from a span of bytes. Files are far below 4 GiB.
    #[must_use]
    pub fn new(file: u32, span: std::ops::Range<usize>) -> Self {
        Self {
            file,
            start: span.start as u32,
            end: span.end as u32,
        }
    }
}

/// A text that faults can point into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// What the user calls it.
    pub name: String,
    /// Where it comes from; paths that it names are looked up beside it.
    pub origin: Origin,
    /// Its text; empty when it could not be read.
    pub text: String,
}

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// The scenario cannot be run.
    Error,
    /// It can be run, but probably not as meant.
    Warning,
}

/// One fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How bad it is.
    pub level: Level,
    pub place: Place,
    /// Address of the table or key it belongs to; empty when it has none.
    pub address: String,
    /// What was found.
    pub found: String,
    /// What was expected instead.
    pub expected: String,
    /// What to do.
    pub cure: Option<String>,
    /// Another place that matters, and why.
    pub second: Option<(Place, String)>,
}

impl Fault {
    /// Says which key or table the fault belongs to.
    pub fn at(&mut self, address: &str) -> &mut Self {
        address.clone_into(&mut self.address);
        self
    }

    /// Says what to do.
    pub fn cure(&mut self, cure: impl Into<String>) -> &mut Self {
        self.cure = Some(cure.into());
        self
    }

    /// Offers the candidate nearest to `found`, if one is near.
    pub fn suggest<'a>(
        &mut self,
        found: &str,
        among: impl IntoIterator<Item = &'a str>,
    ) -> &mut Self {
        if let Some(near) = nearest(found, among) {
            self.cure = Some(format!("did you mean `{near}`?"));
        }
        self
    }

    /// Points at another place that matters.
    pub fn second(&mut self, place: Place, why: impl Into<String>) -> &mut Self {
        self.second = Some((place, why.into()));
        self
    }
}

/// Letters from which on the beginning of a word names it.
const BEGINNING: usize = 3;

/// The candidate that a user probably meant by `found`.
#[must_use]
pub fn nearest<'a>(found: &str, among: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in among {
        let (given, other) = (found.to_lowercase(), candidate.to_lowercase());
        let likeness = if given.len() >= BEGINNING && other.starts_with(&given) {
            // Who stopped early meant what begins like it.
            2.0
        } else {
            strsim::jaro_winkler(&given, &other)
                .max(strsim::normalized_damerau_levenshtein(found, candidate))
        };
        if likeness > 0.8 && best.is_none_or(|(other, _)| likeness > other) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Collects faults and the texts they point into.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    files: Vec<Arc<SourceFile>>,
    list: Vec<Fault>,
}

impl Faults {
    /// A collector that has seen nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A collector without faults that can point into the same files.
    #[must_use]
    pub fn same_files(&self) -> Self {
        Self {
            files: self.files.clone(),
            list: Vec::new(),
        }
    }

    /// Takes a text that faults may point into; gives the file's index.
    pub fn add_file(&mut self, name: &str, origin: Origin, text: &str) -> u32 {
        let file = SourceFile {
            name: name.to_owned(),
            origin,
            text: text.to_owned(),
        };
        self.files.push(Arc::new(file));
        (self.files.len() - 1) as u32
    }

    /// The files seen so far, in order of reading.
    #[must_use]
    pub fn files(&self) -> &[Arc<SourceFile>] {
        &self.files
    }

    /// Records an error; the returned fault takes further words.
    pub fn error(
        &mut self,
        place: Place,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> &mut Fault {
        self.push(Level::Error, place, found.into(), expected.into())
    }

    /// Records a warning; the returned fault takes further words.
    pub fn warn(
        &mut self,
        place: Place,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> &mut Fault {
        self.push(Level::Warning, place, found.into(), expected.into())
    }

    fn push(&mut self, level: Level, place: Place, found: String, expected: String) -> &mut Fault {
        let last = self.list.len();
        self.list.push(Fault {
            level,
            place,
            address: String::new(),
            found,
            expected,
            cure: None,
            second: None,
        });
        &mut self.list[last]
    }

    /// The faults in the order in which they were recorded.
    #[must_use]
    pub fn list(&self) -> &[Fault] {
        &self.list
    }

    /// Drops the faults at an address and below it.
    pub fn forget_below(&mut self, address: &str) {
        self.list.retain(|fault| {
            let rest = fault.address.strip_prefix(address);
            !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        });
    }

    /// Number of faults recorded so far.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list.len()
    }

    /// Gives the last fault a cure.
    pub fn last_cure(&mut self, cure: &str) {
        if let Some(fault) = self.list.last_mut() {
            fault.cure(cure);
        }
    }

    /// Number of errors recorded so far.
    #[must_use]
    pub fn error_count(&self) -> usize {
        let errors = self.list.iter().filter(|fault| fault.level == Level::Error);
        errors.count()
    }

    /// True when at least one fault is an error.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.error_count() > 0
    }

    /// The errors alone: beside an error a warning may be only its consequence.
    #[must_use]
    pub fn errors(mut self) -> Self {
        self.list.retain(|fault| fault.level == Level::Error);
        self
    }

    /// True when nothing was recorded.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The faults, by file and place. A fault of a text that serves for many
    /// tables (a regime) is kept once.
    #[must_use]
    pub fn sorted(&self) -> Vec<&Fault> {
        let mut sorted: Vec<&Fault> = self.list.iter().collect();
        sorted.sort_by(|a, b| {
            (a.level, a.place, &a.expected, &a.address).cmp(&(
                b.level,
                b.place,
                &b.expected,
                &b.address,
            ))
        });
        sorted.dedup_by(|later, earlier| {
            later.level == earlier.level
                && later.place == earlier.place
                && later.expected == earlier.expected
        });
        sorted.sort_by_key(|fault| fault.place);
        sorted
    }

    /// Turns the faults into text, with colour for a terminal or without.
    #[must_use]
    pub fn render(&self, colour: bool) -> String {
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        let faults = self.sorted();
        if faults.is_empty() {
            return String::new();
        }
        let mut text = String::new();
        for fault in faults.iter().take(SHOWN) {
            text.push_str(&self.render_one(fault, &renderer));
            text.push_str("\n\n");
        }
        if faults.len() > SHOWN {
            let _ = write!(text, "... and {} more\n\n", faults.len() - SHOWN);
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
        text
    }

    fn render_one(&self, fault: &Fault, renderer: &Renderer) -> String {
        let mark = match fault.level {
            Level::Error => Mark::ERROR,
            Level::Warning => Mark::WARNING,
        };
        let expected = format!("expected: {}", fault.expected);
        let within = format!("in `{}`", fault.address);
        let second = fault
            .second
            .as_ref()
            .map(|(place, why)| (self.line_of(*place), why));
        let first = self.line_of(fault.place);
        let mut group = Group::with_title(mark.primary_title(&fault.found));
        if let Some(line) = &first {
            let mut snippet = line.snippet(AnnotationKind::Primary, &expected);
            // Two spans of one line belong under one copy of that line.
            if let Some((Some(other), why)) = &second
                && other.same_line(line)
            {
                snippet = snippet
                    .annotation(AnnotationKind::Context.span(other.span.clone()).label(*why));
            }
            group = group.element(snippet);
        } else {
            if let Some(file) = self.files.get(fault.place.file as usize) {
                group = group.element(annotate_snippets::Origin::path(&file.name));
            }
            group = group.element(Mark::NOTE.message(&expected));
        }
        if let Some((Some(other), why)) = &second
            && first.as_ref().is_none_or(|line| !other.same_line(line))
        {
            group = group.element(other.snippet(AnnotationKind::Context, why));
        }
        if !fault.address.is_empty() {
            group = group.element(Mark::NOTE.message(&within));
        }
        if let Some(cure) = &fault.cure {
            group = group.element(Mark::HELP.message(cure));
        }
        renderer.render(&[group])
    }

    /// The line in which a place begins; none when the file has no text.
    fn line_of(&self, place: Place) -> Option<Line<'_>> {
        let file = self.files.get(place.file as usize)?;
        if file.text.is_empty() {
            return None;
        }
        let text = file.text.as_str();
        let start = floor_boundary(text, place.start as usize);
        let end = floor_boundary(text, (place.end as usize).max(start));
        let from = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let to = text[start..]
            .find('\n')
            .map_or(text.len(), |newline| start + newline);
        let number = text[..from].matches('\n').count() + 1;
        let line = text[from..to].trim_end_matches('\r');
        let start = (start - from).min(line.len());
        // A value of several lines is marked on its first line only.
        let end = (end.clamp(from, to) - from).clamp(start, line.len());
        Some(Line {
            name: &file.name,
            number,
            text: line,
            span: start..end,
        })
    }

    /// Line and column (from 1) of a place.
    #[must_use]
    pub fn line_and_column(&self, place: Place) -> Option<(usize, usize)> {
        let line = self.line_of(place)?;
        Some((
            line.number,
            line.text[..line.span.start].chars().count() + 1,
        ))
    }
}

impl fmt::Display for Faults {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.render(false))
    }
}

impl std::error::Error for Faults {}

/// One line of a file with a span to mark in it.
struct Line<'a> {
    name: &'a str,
    number: usize,
    text: &'a str,
    span: std::ops::Range<usize>,
}

impl<'a> Line<'a> {
    fn snippet(
        &'a self,
        kind: AnnotationKind,
        label: &'a str,
    ) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
        Snippet::source(self.text)
            .line_start(self.number)
            .path(self.name)
            .annotation(kind.span(self.span.clone()).label(label))
    }

    fn same_line(&self, other: &Line<'_>) -> bool {
        self.number == other.number && self.name == other.name
    }
}

/// The last boundary between characters at or before `index`.
fn floor_boundary(text: &str, index: usize) -> usize {
    let mut index = index.min(text.len());
    while !text.is_char_boundary(index) {
        index -= 1;
    }
    index
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_line_and_a_column_of_characters() {
        let mut faults = Faults::new();
        let text = "a = 1\r\nb = \"中\" # x\n";
        let file = faults.add_file("file.toml", Origin::Given, text);
        let place = |index: usize| Place::new(file, index..index + 1);
        assert_eq!(faults.line_and_column(place(0)), Some((1, 1)));
        assert_eq!(faults.line_and_column(place(7)), Some((2, 1)));
        assert_eq!(
            faults.line_and_column(place(17)),
            Some((2, 9)),
            "one column a character"
        );
        // A place inside a character, or after the text, is moved to where one can be.
        assert_eq!(faults.line_and_column(place(13)), Some((2, 6)));
        assert!(faults.line_and_column(place(900)).is_some());
    }

    #[test]
    fn faults_stand_in_order_of_place_and_once() {
        let mut faults = Faults::new();
        let file = faults.add_file("file.toml", Origin::Given, "one\ntwo\n");
        faults.error(Place::new(file, 4..7), "second", "x");
        faults.warn(Place::new(file, 0..3), "first", "y");
        faults.error(Place::new(file, 4..7), "second again", "x");
        let found: Vec<&str> = faults
            .sorted()
            .iter()
            .map(|fault| fault.found.as_str())
            .collect();
        assert_eq!(found, ["first", "second"]);
        assert_eq!(faults.clone().errors().sorted().len(), 1);
    }

    #[test]
    fn only_a_near_word_is_offered() {
        assert_eq!(nearest("officer", ["office", "officers"]), Some("officers"));
        assert_eq!(nearest("Load", ["load"]), Some("load"));
        let keys = ["except", "exempt_share", "example"];
        assert_eq!(nearest("exempt", keys), Some("exempt_share"));
        assert_eq!(nearest("zebra", ["load", "office"]), None);
    }
}
