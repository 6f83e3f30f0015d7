//! A CSV table of the user, with columns by name and faults by place.

use std::path::Path;

use csv::StringRecord;

use crate::scenario::{Faults, Origin, Place, cell_spans, nearest, shorten};

/// Limit of the faults of one table; a file of another kind has one in every line.
const MAX_FAULTS: usize = 1000;

/// A table.
pub struct InputTable {
    file: u32,
    text: String,
    columns: Vec<String>,
    header: Place,
    rows: Vec<StringRecord>,
}

/// One row of a table.
#[derive(Debug, Clone, Copy)]
pub struct InputRow<'a> {
    table: &'a InputTable,
    record: &'a StringRecord,
}

impl std::fmt::Debug for InputTable {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "table of {} rows", self.rows.len())
    }
}

impl InputTable {
    /// Reads a table from a file, packed with gzip or not. A fault names `what` the file should
    /// contain and the `option` that names the file.
    pub fn read(path: &Path, what: &str, option: &str, faults: &mut Faults) -> Option<Self> {
        let origin = Origin::Disk(path.to_owned());
        match origin.read_unpacked() {
            Ok(text) => Self::from_text(&origin.name(), text, what, faults),
            Err(reason) => {
                let file = faults.add_file(&origin.name(), origin.clone(), "");
                let found = format!("cannot read `{}`: {reason}", origin.name());
                faults
                    .error(Place::new(file, 0..0), found, what)
                    .cure(format!("name the file with `{option}`"));
                None
            }
        }
    }

    fn from_text(name: &str, text: String, what: &str, faults: &mut Faults) -> Option<Self> {
        let file = faults.add_file(name, Origin::Given, &text);
        // A byte order mark is no part of the first column's name.
        let start = text.len() - text.trim_start_matches('\u{feff}').len();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(&text.as_bytes()[start..]);
        let mut header: Option<(Vec<String>, Place)> = None;
        let mut rows = Vec::new();
        let faults_before = faults.count();
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
                let place = record_place(file, &text, begin);
                header = Some((record.iter().map(str::to_owned).collect(), place));
                continue;
            };
            if record.len() == names.len() {
                rows.push(record);
            } else if faults.count() - faults_before < MAX_FAULTS {
                faults
                    .error(
                        record_place(file, &text, begin),
                        format!("{} cells", record.len()),
                        format!("{} cells, as in the first line", names.len()),
                    )
                    .cure("quote a cell that contains a comma, or add the missing commas");
            }
        }
        let Some((columns, header)) = header else {
            faults
                .error(Place::new(file, 0..0), format!("`{name}` is empty"), what)
                .cure("begin the table with a line of column names");
            return None;
        };
        Some(Self {
            file,
            text,
            columns,
            header,
            rows,
        })
    }

    /// The index of a column; a fault if there is none, or two.
    pub fn column(&self, name: &str, faults: &mut Faults) -> Option<usize> {
        let mut indices = (0..self.columns.len()).filter(|index| self.columns[*index] == name);
        let Some(index) = indices.next() else {
            let found = format!("no column `{name}`");
            let wanted = format!("a first line with a column `{name}`");
            let fault = faults.error(self.header, found, wanted);
            match nearest(name, self.columns.iter().map(String::as_str)) {
                Some(near) => {
                    fault.cure(format!("if `{near}` is the column, rename it to `{name}`"))
                }
                None => fault.cure(format!(
                    "name a column `{name}`; its position does not matter"
                )),
            };
            return None;
        };
        if indices.next().is_some() {
            faults
                .error(
                    self.header,
                    format!("two columns are called `{name}`"),
                    "different names",
                )
                .cure("remove one of them, or rename it");
            return None;
        }
        Some(index)
    }

    /// The names of the columns.
    pub fn column_names(&self) -> &[String] {
        &self.columns
    }

    /// The rows, in order.
    pub fn rows(&self) -> impl Iterator<Item = InputRow<'_>> {
        self.rows.iter().map(|record| InputRow {
            table: self,
            record,
        })
    }

    /// Adds a fault of the whole table.
    pub fn add_fault(&self, found: String, wanted: &str, cure: &str, faults: &mut Faults) {
        faults.error(self.header, found, wanted).cure(cure);
    }
}

impl<'a> InputRow<'a> {
    /// The text of a cell.
    pub fn text(&self, column: usize) -> &'a str {
        self.record.get(column).unwrap_or("")
    }

    /// The place of a cell.
    pub fn place(&self, column: usize) -> Place {
        let spans = cell_spans(&self.table.text, self.begin());
        let span = spans.get(column).or(spans.last()).cloned();
        Place::new(self.table.file, span.unwrap_or(0..0))
    }

    fn begin(&self) -> usize {
        self.record.position().map_or(0, |at| at.byte() as usize)
    }

    /// The text of a cell that must not be empty.
    pub fn required_text(
        &self,
        column: usize,
        wanted: &str,
        faults: &mut Faults,
    ) -> Option<&'a str> {
        let text = self.text(column);
        if text.is_empty() {
            self.add_fault(column, wanted, "fill the cell, or remove the line", faults);
            return None;
        }
        Some(text)
    }

    /// A number that is not negative.
    pub fn count(&self, column: usize, faults: &mut Faults) -> Option<f64> {
        let number = self.text(column).parse::<f64>().ok();
        let number = number.filter(|number| number.is_finite() && *number >= 0.0);
        if number.is_none() {
            let cure = "write digits, a dot before decimals, and no separator between thousands";
            self.add_fault(column, "a number of 0 or more", cure, faults);
        }
        number
    }

    /// A year; decimals of 0 are accepted.
    pub fn year(&self, column: usize, faults: &mut Faults) -> Option<i32> {
        let number = self.text(column).parse::<f64>().ok();
        let year =
            number.filter(|year| (1000.0..=9999.0).contains(year) && year.fract().abs() < 1e-9);
        if year.is_none() {
            self.add_fault(
                column,
                "a year, as 2012",
                "write the year with four digits",
                faults,
            );
        }
        year.map(|year| year as i32)
    }

    /// A flag, 0 or 1.
    pub fn flag(&self, column: usize, faults: &mut Faults) -> Option<bool> {
        match self.text(column) {
            "0" | "0.0" => Some(false),
            "1" | "1.0" => Some(true),
            _ => {
                self.add_fault(column, "0 or 1", "write 1 for yes and 0 for no", faults);
                None
            }
        }
    }

    /// Adds a fault of a cell.
    pub fn add_fault(&self, column: usize, wanted: &str, cure: &str, faults: &mut Faults) {
        if faults.count() >= MAX_FAULTS {
            return;
        }
        let text = self.text(column);
        let found = if text.is_empty() {
            format!("an empty cell of `{}`", self.table.columns[column])
        } else {
            format!("`{}` is {:?}", self.table.columns[column], shorten(text))
        };
        faults.error(self.place(column), found, wanted).cure(cure);
    }

    /// Adds the fault of a row with the same key as an earlier one.
    pub fn add_duplicate(&self, what: &str, first: Place, faults: &mut Faults) {
        if faults.count() >= MAX_FAULTS {
            return;
        }
        let place = record_place(self.table.file, &self.table.text, self.begin());
        faults
            .error(place, format!("{what} is given twice"), "one row each")
            .second(first, "first here")
            .cure("remove one of them, or add them up");
    }
}

/// The place of the record that begins at a byte.
fn record_place(file: u32, text: &str, begin: usize) -> Place {
    let spans = cell_spans(text, begin);
    let start = spans.first().map_or(begin, |span| span.start);
    Place::new(file, start..spans.last().map_or(begin, |span| span.end))
}
