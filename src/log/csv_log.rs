//! Logs as CSV tables: one event in each row, columns by name.

use std::hash::{DefaultHasher, Hash, Hasher};

use csv::ByteRecord;

use super::bounds::{self, BoundedReader, CELL_BYTES, COLUMNS, HEADER_BYTES, NAME_BYTES};
use super::column_role::{ColumnRole, Columns};
use super::log_file::{self, LogBytes};
use super::raw_log::{RawEvent, RawLog, Transition};
use super::read_fault::{FaultPlace, ReadFault, shorten};
use super::timestamp::{self, Timestamp};
use super::without_apostrophe;

/// Reads a table. `mark_bytes`: length of the byte order mark before it.
pub(super) fn read(
    file: LogBytes,
    separator: u8,
    mark_bytes: u64,
    columns: &Columns,
) -> Result<RawLog, ReadFault> {
    let packed = file.packed;
    let (bytes, allowance) = BoundedReader::new(file.bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let place = RecordPlace {
        mark_bytes,
        separator,
    };
    let mut next = |record: &mut ByteRecord| {
        allowance.renew();
        let begin = reader.position().byte();
        let read = reader.read_byte_record(record);
        read.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(_) if allowance.is_spent() => {
                bounds::endless_record(FaultPlace::Byte(begin + mark_bytes), "line")
            }
            csv::ErrorKind::Io(error) => log_file::input_fault(&error, packed),
            kind => ReadFault::new(FaultPlace::File, format!("{kind:?}"), "a CSV file"),
        })
    };
    if !next(&mut record)? {
        return Err(ReadFault::new(
            FaultPlace::File,
            "the file has no line",
            "an event log",
        ));
    }
    let layout = ColumnLayout::read(&record, columns, place)?;
    let mut raw = RawLog::default();
    while next(&mut record)? {
        layout.add_event(&record, &mut raw, place)?;
    }
    if raw.rows.is_empty() {
        return Err(ReadFault::new(
            FaultPlace::File,
            "the table has column names and no event",
            "at least one event",
        ));
    }
    Ok(raw)
}

/// What the place of a record depends on.
#[derive(Clone, Copy)]
struct RecordPlace {
    mark_bytes: u64,
    separator: u8,
}

impl RecordPlace {
    /// Checks the length of a cell.
    fn check_length(
        self,
        record: &ByteRecord,
        index: usize,
        (what, limit): (&str, usize),
    ) -> Result<(), ReadFault> {
        let length = record.get(index).map_or(0, <[u8]>::len);
        bounds::check_length(self.cell(record, Some(index)), what, length, limit)
    }

    /// The place of a cell, or of the whole record.
    fn cell(self, record: &ByteRecord, index: Option<usize>) -> FaultPlace {
        let position = record.position();
        FaultPlace::Cell {
            byte: position.map_or(0, csv::Position::byte) + self.mark_bytes,
            index,
            separator: self.separator,
        }
    }
}

/// The index of each column.
struct ColumnLayout {
    width: usize,
    case: usize,
    activity: usize,
    timestamp: usize,
    start: Option<usize>,
    resource: Option<usize>,
    transition: Option<usize>,
}

impl ColumnLayout {
    fn read(record: &ByteRecord, columns: &Columns, place: RecordPlace) -> Result<Self, ReadFault> {
        let at = place.cell(record, None);
        let length = record.as_slice().len() + record.len();
        bounds::check_length(at, "the first line", length, HEADER_BYTES)?;
        if record.len() > COLUMNS {
            return Err(bounds::too_many_columns(at, "columns"));
        }
        let mut header = Vec::with_capacity(record.len());
        for index in 0..record.len() {
            let name = text(record, index, place)?;
            place.check_length(record, index, ("a column name", NAME_BYTES))?;
            header.push(name.to_owned());
        }
        if header.iter().any(|name| timestamp::parse(name).is_some()) {
            return Err(ReadFault::new(
                at,
                "the first line contains a time",
                "column names in the first line",
            )
            .cure("add a line before it, such as `case,activity,timestamp`"));
        }
        let find = |role: ColumnRole| role.find(&header, columns, at);
        let needed = |role: ColumnRole| {
            find(role)?.ok_or_else(|| ReadFault::new(at, "a column is missing", "all columns"))
        };
        Ok(Self {
            case: needed(ColumnRole::Case)?,
            activity: needed(ColumnRole::Activity)?,
            timestamp: needed(ColumnRole::Timestamp)?,
            start: find(ColumnRole::Start)?,
            resource: find(ColumnRole::Resource)?,
            transition: find(ColumnRole::Transition)?,
            width: header.len(),
        })
    }

    /// Adds the event of a record.
    fn add_event(
        &self,
        record: &ByteRecord,
        raw: &mut RawLog,
        place: RecordPlace,
    ) -> Result<(), ReadFault> {
        if record.len() != self.width {
            let fault = ReadFault::new(
                place.cell(record, None),
                format!("{} cells", record.len()),
                format!("{} cells, as in the first line", self.width),
            );
            let has_line_break = record.iter().any(|cell| cell.contains(&b'\n'));
            return Err(if has_line_break {
                fault.cure("close the quotation mark that is open here")
            } else {
                fault
            });
        }
        for index in 0..record.len() {
            let names = [Some(self.case), Some(self.activity), self.resource];
            let bound = if names.contains(&Some(index)) {
                ("a name", NAME_BYTES)
            } else {
                ("a cell", CELL_BYTES)
            };
            place.check_length(record, index, bound)?;
        }
        let needed = |index: usize, expected: &str| {
            let text = text(record, index, place)?;
            if text.is_empty() {
                let at = place.cell(record, Some(index));
                return Err(ReadFault::new(at, "an empty cell", expected)
                    .cure("fill the cell, or remove the line"));
            }
            Ok(text)
        };
        let case = needed(self.case, "the case that the event belongs to")?;
        let activity = needed(self.activity, "what happened")?;
        needed(self.timestamp, timestamp::WANTED)?;
        let optional = |index: Option<usize>| match index {
            Some(index) => text(record, index, place).map(Some),
            None => Ok(None),
        };
        let resource = optional(self.resource)?.filter(|name| !name.is_empty());
        let transition = optional(self.transition)?.unwrap_or("");
        let has_start = optional(self.start)?.is_some_and(|start| !start.is_empty());
        let time = time(record, self.timestamp, raw, place)?;
        let start = match self.start.filter(|_| has_start) {
            Some(index) => Some(self::time(record, index, raw, place)?),
            None => None,
        };
        raw.rows.push(RawEvent {
            case: raw.cases.number(case),
            activity: raw.activities.number(activity),
            resource: resource.map(|name| raw.resources.number(name)),
            time,
            start,
            transition: Transition::from_text(transition),
            fingerprint: fingerprint(record),
        });
        Ok(())
    }
}

/// A hash of all cells of a record.
fn fingerprint(record: &ByteRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.iter().for_each(|cell| cell.hash(&mut hasher));
    hasher.finish()
}

/// The text of a cell, without spaces around it and without the apostrophe that protects a
/// formula.
fn text(record: &ByteRecord, index: usize, place: RecordPlace) -> Result<&str, ReadFault> {
    let cell = record.get(index).unwrap_or_default();
    let text = std::str::from_utf8(cell).map(str::trim);
    text.map(without_apostrophe).map_err(|_| {
        ReadFault::new(
            place.cell(record, Some(index)),
            "this text is not UTF-8",
            "a file in UTF-8",
        )
        .cure("save the file as UTF-8")
    })
}

/// The time in a cell.
fn time(
    record: &ByteRecord,
    index: usize,
    raw: &mut RawLog,
    place: RecordPlace,
) -> Result<Timestamp, ReadFault> {
    let text = text(record, index, place)?;
    let at = || place.cell(record, Some(index));
    let Some(timestamp) = timestamp::parse(text) else {
        let found = format!("{} is not a time", shorten(text));
        return Err(ReadFault::new(at(), found, timestamp::WANTED));
    };
    raw.order.record(timestamp, at);
    Ok(timestamp)
}
