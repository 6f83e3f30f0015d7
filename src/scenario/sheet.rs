//! A table of the user's: columns found by name, cells that know their places.

use std::path::Path;

use csv::StringRecord;

use super::fault::{Faults, Place, nearest};
use super::source::Origin;
use super::tree::shorten;

/// Faults kept of one table; a file of another kind has one in every line.
const FAULTS_AT_MOST: usize = 1000;

/// A table as read.
pub struct Sheet {
    file: u32,
    text: String,
    header: Vec<String>,
    head: Place,
    rows: Vec<StringRecord>,
}

/// One row of a sheet.
#[derive(Debug, Clone, Copy)]
pub struct Row<'a> {
    sheet: &'a Sheet,
    record: &'a StringRecord,
}

impl std::fmt::Debug for Sheet {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "sheet of {} rows", self.rows.len())
    }
}

impl Sheet {
    /// Reads a table from a file, packed by gzip or not. `what` says what the file holds,
    /// `option` where a user names it; both for the words of a fault.
    pub fn read(path: &Path, what: &str, option: &str, faults: &mut Faults) -> Option<Self> {
        let origin = Origin::Disk(path.to_owned());
        let name = origin.name();
        let text = match origin.read_unpacked() {
            Ok(text) => text,
            Err(reason) => {
                let file = faults.add_file(&name, origin, "");
                let found = format!("cannot read `{name}`: {reason}");
                faults
                    .error(Place::new(file, 0..0), found, what)
                    .cure(format!("name the file with `{option}`"));
                return None;
            }
        };
        let file = faults.add_file(&name, Origin::Given, &text);
        let cure = "quote a cell that holds a comma, or add commas for empty cells";
        let sheet = Self::of_text(file, text, Some(cure), faults)?;
        if sheet.header.is_empty() {
            faults
                .error(Place::new(file, 0..0), format!("`{name}` is empty"), what)
                .cure("begin the table with a line of column names");
            return None;
        }
        Some(sheet)
    }

    /// The table of a text; `cure` is what to do about a row with more or fewer cells.
    pub(super) fn of_text(
        file: u32,
        text: String,
        cure: Option<&str>,
        faults: &mut Faults,
    ) -> Option<Self> {
        // A byte order mark is no part of the first column's name.
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(&text.as_bytes()[start..]);
        let mut header: Option<(Vec<String>, Place)> = None;
        let mut rows = Vec::new();
        let before = faults.count();
        for record in reader.records() {
            let mut record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.error(Place::new(file, 0..0), error.to_string(), "a CSV file");
                    return None;
                }
            };
            let begin = record.position().map_or(0, |at| at.byte() as usize) + start;
            let mut position = csv::Position::new();
            position.set_byte(begin as u64);
            record.set_position(Some(position));
            let Some((names, _)) = &header else {
                let place = whole(file, &text, begin);
                header = Some((record.iter().map(str::to_owned).collect(), place));
                continue;
            };
            if record.len() == names.len() {
                rows.push(record);
            } else if faults.count() - before < FAULTS_AT_MOST {
                let found = format!("the row has {} cells", record.len());
                let expected = format!("{} cells, as in the first line", names.len());
                let fault = faults.error(whole(file, &text, begin), found, expected);
                fault.cure = cure.map(str::to_owned);
            }
        }
        let (header, head) = header.unwrap_or_else(|| (Vec::new(), Place::new(file, 0..0)));
        Some(Self {
            file,
            text,
            header,
            head,
            rows,
        })
    }

    /// The text as read.
    pub fn into_text(self) -> String {
        self.text
    }

    /// Where the names of the columns are.
    pub fn head(&self) -> Place {
        self.head
    }

    /// The place of a column; a fault where there is none, or two.
    pub fn column(&self, name: &str, faults: &mut Faults) -> Option<usize> {
        let mut places = (0..self.header.len()).filter(|place| self.header[*place] == name);
        let Some(place) = places.next() else {
            let found = format!("no column `{name}`");
            let expected = format!("a first line with a column `{name}`");
            let fault = faults.error(self.head, found, expected);
            match nearest(name, self.header.iter().map(String::as_str)) {
                Some(near) => fault.cure(format!("did you mean `{name}` by `{near}`?")),
                None => fault.cure(format!(
                    "name a column `{name}`; the order of columns does not matter"
                )),
            };
            return None;
        };
        if places.next().is_some() {
            faults
                .error(
                    self.head,
                    format!("the column `{name}` is given twice"),
                    "each column once",
                )
                .cure("remove one of them");
            return None;
        }
        Some(place)
    }

    /// The place of a column among the columns.
    fn index(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|own| own == name)
    }

    /// Names of the columns.
    pub fn names(&self) -> &[String] {
        &self.header
    }

    /// The rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|record| Row {
            sheet: self,
            record,
        })
    }

    /// A fault of the table as a whole.
    pub fn fault(&self, found: String, expected: &str, cure: &str, faults: &mut Faults) {
        faults.error(self.head, found, expected).cure(cure);
    }
}

impl<'a> Row<'a> {
    /// The text of a cell.
    pub fn text(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("")
    }

    /// The text of the cell under a name; empty where the table has no such column.
    pub fn cell(&self, name: &str) -> &'a str {
        self.sheet
            .index(name)
            .map_or("", |column| self.text(column))
    }

    /// Where the cell under a name is; the row's place where the table has no such column.
    pub fn cell_place(&self, name: &str) -> Place {
        let column = self.sheet.index(name);
        column.map_or_else(|| self.whole(), |column| self.place(column))
    }

    /// The row's place.
    pub fn whole(&self) -> Place {
        whole(self.sheet.file, &self.sheet.text, self.begin())
    }

    /// Where a cell is.
    pub fn place(&self, column: usize) -> Place {
        let spans = cell_spans(&self.sheet.text, self.begin());
        let span = spans.get(column).or(spans.last()).cloned();
        Place::new(self.sheet.file, span.unwrap_or(0..0))
    }

    fn begin(&self) -> usize {
        self.record.position().map_or(0, |at| at.byte() as usize)
    }

    /// A text that must not be empty.
    pub fn word(&self, column: usize, expected: &str, faults: &mut Faults) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.bad(
                column,
                expected,
                "fill in the cell, or remove the line",
                faults,
            );
            return None;
        }
        Some(text)
    }

    /// A number of 0 or more.
    pub fn count(&self, column: usize, faults: &mut Faults) -> Option<f64> {
        let number = self.text(column).parse::<f64>().ok();
        let number = number.filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            let cure = "write the number with a decimal point and without thousands separators";
            self.bad(column, "a number of at least 0", cure, faults);
        }
        number
    }

    /// A year, also if it is written with decimals.
    pub fn year(&self, column: usize, faults: &mut Faults) -> Option<i32> {
        let number = self.text(column).parse::<f64>().ok();
        let year =
            number.filter(|year| (1000.0..=9999.0).contains(year) && year.fract().abs() < 1e-9);
        if year.is_none() {
            self.bad(
                column,
                "a year, for example 2012",
                "write the year with four digits",
                faults,
            );
        }
        year.map(|year| year as i32)
    }

    /// 0 or 1.
    pub fn flag(&self, column: usize, faults: &mut Faults) -> Option<bool> {
        match self.text(column) {
            "0" | "0.0" => Some(false),
            "1" | "1.0" => Some(true),
            _ => {
                self.bad(column, "0 or 1", "write 1 for yes and 0 for no", faults);
                None
            }
        }
    }

    /// A fault of a cell.
    pub fn bad(&self, column: usize, expected: &str, cure: &str, faults: &mut Faults) {
        if faults.count() >= FAULTS_AT_MOST {
            return;
        }
        let text = self.text(column);
        let found = if text.is_empty() {
            format!("an empty cell in `{}`", self.sheet.header[column])
        } else {
            format!("`{}` is {:?}", self.sheet.header[column], shorten(text))
        };
        faults.error(self.place(column), found, expected).cure(cure);
    }

    /// A fault of a row that says again what another said.
    pub fn twice(&self, what: &str, first: Place, faults: &mut Faults) {
        if faults.count() >= FAULTS_AT_MOST {
            return;
        }
        faults
            .error(
                self.whole(),
                format!("{what} is listed twice"),
                "each row once",
            )
            .second(first, "first listed here")
            .cure("remove one of them, or add up the two");
    }
}

/// The place of the record that begins at a byte.
fn whole(file: u32, text: &str, begin: usize) -> Place {
    let spans = cell_spans(text, begin);
    let start = spans.first().map_or(begin, |span| span.start);
    Place::new(file, start..spans.last().map_or(begin, |span| span.end))
}

/// Spans of the cells of the record that begins at a byte.
fn cell_spans(text: &str, begin: usize) -> Vec<std::ops::Range<usize>> {
    let bytes = text.as_bytes();
    let mut position = begin.min(bytes.len());
    // The end of the line before may count as the beginning of this record.
    while position < bytes.len() && matches!(bytes[position], b'\r' | b'\n') {
        position += 1;
    }
    let mut spans = Vec::new();
    let mut start = position;
    let mut quoted = false;
    while position < bytes.len() {
        match bytes[position] {
            b'"' => quoted = !quoted,
            b',' if !quoted => {
                spans.push(start..position);
                start = position + 1;
            }
            b'\r' | b'\n' if !quoted => break,
            _ => {}
        }
        position += 1;
    }
    spans.push(start..position);
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
