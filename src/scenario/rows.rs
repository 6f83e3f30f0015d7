//! CSV files as rows whose cells know their places.

use std::collections::BTreeMap;

use super::fault::{Faults, Place, nearest};
use super::id::TablePath;
use super::source::Origin;
use super::tree::{Node, shorten};

/// Reads CSV files and points at their cells.
pub(super) struct Reader<'a> {
    /// Knows where each path is written.
    tree: &'a Node,
    /// Files already taken into the collector, so that several jurisdictions can
    /// share one and its faults are found once.
    opened: Vec<(Origin, u32, String)>,
    pub(super) faults: &'a mut Faults,
}

impl<'a> Reader<'a> {
    pub(super) fn new(tree: &'a Node, faults: &'a mut Faults) -> Self {
        Self {
            tree,
            opened: Vec::new(),
            faults,
        }
    }
}

/// A row: its cells by column, each with its place.
pub(super) struct Row {
    pub(super) place: Place,
    pub(super) cells: BTreeMap<String, (String, Place)>,
}

impl Row {
    pub(super) fn cell(&self, column: &str) -> (&str, Place) {
        self.cells
            .get(column)
            .map_or(("", self.place), |(text, place)| (text.as_str(), *place))
    }

    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column).0)
            .filter(|text| !text.is_empty())
            .map(str::to_owned)
    }
}

impl Reader<'_> {
    /// The rows of a table that has at least the stated columns.
    pub(super) fn rows(
        &mut self,
        path: &TablePath,
        address: &str,
        columns: &[&str],
    ) -> Option<(String, Vec<Row>)> {
        let (file, text) = self.open(path, address)?;
        // A byte order mark is no part of the first column's name.
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let body = &text[start..];
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(body.as_bytes());
        let mut header: Option<Vec<String>> = None;
        let mut rows = Vec::new();
        for record in reader.records() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    self.faults
                        .error(Place::new(file, 0..0), error.to_string(), "a CSV file")
                        .at(address);
                    return None;
                }
            };
            let begin = record
                .position()
                .map_or(0, |position| position.byte() as usize)
                + start;
            let spans = cell_spans(&text, begin);
            let place = |index: usize| {
                let span = spans
                    .get(index)
                    .or(spans.last())
                    .cloned()
                    .unwrap_or(begin..begin);
                Place::new(file, span)
            };
            let whole = Place::new(
                file,
                spans.first().map_or(begin, |span| span.start)
                    ..spans.last().map_or(begin, |span| span.end),
            );
            let Some(header) = &header else {
                let names: Vec<String> = record.iter().map(str::to_owned).collect();
                if !self.check_header(&names, columns, whole) {
                    return None;
                }
                header = Some(names);
                continue;
            };
            if record.len() != header.len() {
                let found = format!("{} cells", record.len());
                self.faults.error(
                    whole,
                    found,
                    format!("{} cells, as in the first line", header.len()),
                );
                continue;
            }
            let cells = header.iter().zip(record.iter()).enumerate();
            let cells = cells
                .map(|(index, (name, cell))| (name.clone(), (cell.to_owned(), place(index))))
                .collect();
            rows.push(Row {
                place: whole,
                cells,
            });
        }
        if header.is_none() {
            self.check_header(&[], columns, Place::new(file, 0..0));
            return None;
        }
        Some((text, rows))
    }

    fn open(&mut self, path: &TablePath, address: &str) -> Option<(u32, String)> {
        if let Some((_, file, text)) = self
            .opened
            .iter()
            .find(|(origin, _, _)| *origin == path.origin)
        {
            return Some((*file, text.clone()));
        }
        match path.origin.read() {
            Ok(text) => {
                let file = self
                    .faults
                    .add_file(&path.origin.name(), path.origin.clone(), &text);
                self.opened.push((path.origin.clone(), file, text.clone()));
                Some((file, text))
            }
            Err(reason) => {
                let place = self
                    .tree
                    .find(address)
                    .map_or(self.tree.place, |node| node.place);
                let found = format!("cannot read `{}`: {reason}", path.origin.name());
                self.faults
                    .error(
                        place,
                        found,
                        "a CSV file; paths start at the folder of the file that names them",
                    )
                    .at(address);
                None
            }
        }
    }

    fn check_header(&mut self, names: &[String], columns: &[&str], place: Place) -> bool {
        let missing: Vec<&str> = columns
            .iter()
            .copied()
            .filter(|column| !names.iter().any(|name| name == column))
            .collect();
        if let Some(first) = missing.first() {
            let found = format!("no column `{}`", missing.join("`, `"));
            let fault = self.faults.error(
                place,
                found,
                format!("a first line with the columns {}", columns.join(",")),
            );
            if let Some(near) = nearest(first, names.iter().map(String::as_str)) {
                fault.cure(format!("should `{near}` be `{first}`?"));
            }
        }
        let mut twice = names
            .iter()
            .enumerate()
            .filter(|(index, name)| names[..*index].contains(name));
        if let Some((_, name)) = twice.next() {
            self.faults.error(
                place,
                format!("two columns `{}`", shorten(name)),
                "each column once",
            );
            return false;
        }
        missing.is_empty()
    }

    pub(super) fn bad(&mut self, (text, place): (&str, Place), wanted: &str) {
        let found = if text.is_empty() {
            "an empty cell".to_owned()
        } else {
            format!("{:?}", shorten(text))
        };
        self.faults.error(place, found, wanted);
    }

    pub(super) fn weight(&mut self, row: &Row) -> Option<f64> {
        let cell = row.cell("weight");
        let weight = cell
            .0
            .parse::<f64>()
            .ok()
            .filter(|weight| weight.is_finite() && *weight >= 0.0);
        if weight.is_none() {
            self.bad(cell, "a number of at least 0");
        }
        weight
    }

    pub(super) fn twice(&mut self, place: Place, what: &str, first: Place) {
        self.faults
            .error(place, format!("{what} stands twice"), "each one once")
            .second(first, "first here");
    }
}

/// Spans of the cells of the record that begins at a byte.
#[must_use]
pub fn cell_spans(text: &str, begin: usize) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = begin.min(bytes.len());
    // The end of the line before may count as the beginning of this record.
    while at < bytes.len() && matches!(bytes[at], b'\r' | b'\n') {
        at += 1;
    }
    let mut spans = Vec::new();
    let mut start = at;
    let mut quoted = false;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                spans.push(start..at);
                start = at + 1;
            }
            b'\r' | b'\n' if !quoted => break,
            _ => {}
        }
        at += 1;
    }
    spans.push(start..at);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_found_through_quotes_and_line_ends() {
        let text = "a,b\r\n\"x, y\",\"two\nlines\"\r\nlast,";
        let cells = |begin: usize| -> Vec<&str> {
            cell_spans(text, begin)
                .into_iter()
                .map(|span| &text[span])
                .collect()
        };
        assert_eq!(cells(0), ["a", "b"]);
        assert_eq!(cells(4), ["\"x, y\"", "\"two\nlines\""]);
        assert_eq!(cells(text.len() - 5), ["last", ""]);
        assert_eq!(cells(900), [""]);
    }
}
