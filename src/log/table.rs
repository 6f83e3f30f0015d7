//! Logs as tables: one event a line, columns by name.

use std::hash::{DefaultHasher, Hash, Hasher};

use csv::ByteRecord;

use super::bounds::{self, Bounded, CELL_BYTES, COLUMNS, HEADER_BYTES, NAME_BYTES};
use super::fault::{At, Fault, shown};
use super::formula::without_apostrophe;
use super::join::{Raw, Row, Transition};
use super::moment::{self, Moment};
use super::names::{Columns, Role};
use super::open::{self, Opened};

/// Reads a table. `marks`: bytes of the file that come before it.
pub(super) fn read(
    opened: Opened,
    separator: u8,
    marks: u64,
    columns: &Columns,
) -> Result<Raw, Fault> {
    let packed = opened.packed;
    let (bytes, allowance) = Bounded::new(opened.bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(separator)
        .from_reader(bytes);
    let mut record = ByteRecord::new();
    let place = Place { marks, separator };
    let mut next = |record: &mut ByteRecord| {
        allowance.renew();
        let begin = reader.position().byte();
        let read = reader.read_byte_record(record);
        read.map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(_) if allowance.is_spent() => {
                bounds::endless(At::Byte(begin + marks), "line")
            }
            csv::ErrorKind::Io(error) => open::unreadable(&error, packed),
            kind => Fault::new(At::File, format!("{kind:?}"), "a CSV file"),
        })
    };
    if !next(&mut record)? {
        return Err(Fault::new(
            At::File,
            "the file holds nothing",
            "an event log",
        ));
    }
    let layout = Layout::read(&record, columns, place)?;
    let mut raw = Raw::default();
    while next(&mut record)? {
        layout.take(&record, &mut raw, place)?;
    }
    if raw.rows.is_empty() {
        return Err(Fault::new(
            At::File,
            "a first line with names, and no event after it",
            "at least one event",
        ));
    }
    Ok(raw)
}

/// What is known of the place of every record.
#[derive(Clone, Copy)]
struct Place {
    marks: u64,
    separator: u8,
}

impl Place {
    /// That a cell is no longer than allowed.
    fn short(
        self,
        record: &ByteRecord,
        index: usize,
        (what, most): (&str, usize),
    ) -> Result<(), Fault> {
        let length = record.get(index).map_or(0, <[u8]>::len);
        bounds::check(self.at(record, Some(index)), what, length, most)
    }

    /// A cell of a record, or all of them.
    fn at(self, record: &ByteRecord, index: Option<usize>) -> At {
        let position = record.position();
        At::Cell {
            byte: position.map_or(0, csv::Position::byte) + self.marks,
            index,
            separator: self.separator,
        }
    }
}

/// Which column is which.
struct Layout {
    width: usize,
    case: usize,
    activity: usize,
    timestamp: usize,
    start: Option<usize>,
    resource: Option<usize>,
    transition: Option<usize>,
}

impl Layout {
    fn read(record: &ByteRecord, columns: &Columns, place: Place) -> Result<Self, Fault> {
        let at = place.at(record, None);
        let length = record.as_slice().len() + record.len();
        bounds::check(at, "a first line", length, HEADER_BYTES)?;
        if record.len() > COLUMNS {
            return Err(bounds::too_many(at, "columns"));
        }
        let mut header = Vec::with_capacity(record.len());
        for index in 0..record.len() {
            let name = text(record, index, place)?;
            place.short(record, index, ("the name of a column", NAME_BYTES))?;
            header.push(name.to_owned());
        }
        if header.iter().any(|name| moment::parse(name).is_some()) {
            return Err(Fault::new(
                at,
                "the first line holds a time",
                "a first line with the names of the columns",
            )
            .cure("put one before it, such as `case,activity,timestamp`"));
        }
        let find = |role: Role| role.find(&header, columns, at);
        let needed = |role: Role| {
            find(role)?.ok_or_else(|| Fault::new(at, "a column is missing", "all columns"))
        };
        Ok(Self {
            case: needed(Role::Case)?,
            activity: needed(Role::Activity)?,
            timestamp: needed(Role::Timestamp)?,
            start: find(Role::Start)?,
            resource: find(Role::Resource)?,
            transition: find(Role::Transition)?,
            width: header.len(),
        })
    }

    /// Takes a record in.
    fn take(&self, record: &ByteRecord, raw: &mut Raw, place: Place) -> Result<(), Fault> {
        if record.len() != self.width {
            let fault = Fault::new(
                place.at(record, None),
                format!("{} cells", record.len()),
                format!("{} cells, as in the first line", self.width),
            );
            let broken = record.iter().any(|cell| cell.contains(&b'\n'));
            return Err(if broken {
                fault.cure("a quotation mark that is opened here and not closed?")
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
            place.short(record, index, bound)?;
        }
        let needed = |index: usize, wanted: &str| {
            let found = text(record, index, place)?;
            if found.is_empty() {
                let at = place.at(record, Some(index));
                return Err(
                    Fault::new(at, "an empty cell", wanted).cure("fill it, or take the line out")
                );
            }
            Ok(found)
        };
        let case = needed(self.case, "the case that the event belongs to")?;
        let activity = needed(self.activity, "what happened")?;
        needed(self.timestamp, moment::WANTED)?;
        let optional = |index: Option<usize>| match index {
            Some(index) => text(record, index, place).map(Some),
            None => Ok(None),
        };
        let resource = optional(self.resource)?.filter(|name| !name.is_empty());
        let transition = optional(self.transition)?.unwrap_or("");
        let start = optional(self.start)?.is_some_and(|start| !start.is_empty());
        let time = time(record, self.timestamp, raw, place)?;
        let start = match self.start.filter(|_| start) {
            Some(index) => Some(self::time(record, index, raw, place)?),
            None => None,
        };
        raw.rows.push(Row {
            case: raw.cases.number(case),
            activity: raw.activities.number(activity),
            resource: resource.map(|name| raw.resources.number(name)),
            time,
            start,
            transition: Transition::of(transition),
            cells: fingerprint(record),
        });
        Ok(())
    }
}

/// A number that is the same for records that are equal in every cell.
fn fingerprint(record: &ByteRecord) -> u64 {
    let mut hasher = DefaultHasher::new();
    record.iter().for_each(|cell| cell.hash(&mut hasher));
    hasher.finish()
}

/// The text of a cell without the spaces around it, and without the apostrophe that marks
/// it as no formula.
fn text(record: &ByteRecord, index: usize, place: Place) -> Result<&str, Fault> {
    let cell = record.get(index).unwrap_or_default();
    let text = std::str::from_utf8(cell).map(str::trim);
    text.map(without_apostrophe).map_err(|_| {
        Fault::new(
            place.at(record, Some(index)),
            "what stands here is not UTF-8",
            "a file in UTF-8",
        )
        .cure("save it as UTF-8")
    })
}

/// The time in a cell.
fn time(record: &ByteRecord, index: usize, raw: &mut Raw, place: Place) -> Result<Moment, Fault> {
    let written = text(record, index, place)?;
    let at = || place.at(record, Some(index));
    let Some(moment) = moment::parse(written) else {
        let found = format!("{} is no time", shown(written));
        return Err(Fault::new(at(), found, moment::WANTED));
    };
    raw.order.see(moment, at);
    Ok(moment)
}
