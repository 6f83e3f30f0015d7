//! Logs in XES (IEEE 1849-2016), read as a stream: traces of events, each with attributes by
//! key. Classifiers, extensions and globals are skipped.

use std::hash::{DefaultHasher, Hash, Hasher};

use quick_xml::events::{BytesStart, Event as XmlEvent};
use quick_xml::reader::Reader;
use quick_xml::{Error, XmlVersion};

use super::bounds::{self, BoundedReader, CELL_BYTES, COLUMNS, DEPTH, NAME_BYTES};
use super::column_role::{ColumnRole, Columns};
use super::log_file::{self, LogBytes};
use super::raw_log::{RawEvent, RawLog, Transition};
use super::read_fault::{FaultPlace, ReadFault, shorten};
use super::timestamp::{self, Timestamp};
use crate::scenario::nearest;

/// Reads a log. `mark_bytes`: length of the byte order mark before it.
pub(super) fn read(
    file: LogBytes,
    mark_bytes: u64,
    columns: &Columns,
) -> Result<RawLog, ReadFault> {
    let packed = file.packed;
    let (bytes, allowance) = BoundedReader::new(file.bytes);
    let mut reader = Reader::from_reader(bytes);
    let mut reading = XesReading::new(columns);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        allowance.renew();
        let begin = reader.buffer_position() + mark_bytes;
        let event = match reader.read_event_into(&mut buffer) {
            Ok(event) => event,
            Err(_) if allowance.is_spent() => {
                return Err(bounds::endless_record(
                    FaultPlace::Byte(begin),
                    "piece of XML",
                ));
            }
            Err(error) => {
                let at = FaultPlace::Byte(reader.error_position() + mark_bytes);
                return Err(malformed(&error, at, packed));
            }
        };
        let at = FaultPlace::Byte(begin);
        match event {
            XmlEvent::Start(tag) => reading.open_element(&tag, at)?,
            XmlEvent::Empty(tag) => {
                reading.open_element(&tag, at)?;
                reading.close_element(at)?;
            }
            XmlEvent::End(_) => reading.close_element(at)?,
            XmlEvent::Eof => return reading.finish(at),
            XmlEvent::Text(_)
            | XmlEvent::CData(_)
            | XmlEvent::Comment(_)
            | XmlEvent::Decl(_)
            | XmlEvent::PI(_)
            | XmlEvent::DocType(_)
            | XmlEvent::GeneralRef(_) => {}
        }
    }
}

fn malformed(error: &Error, at: FaultPlace, packed: bool) -> ReadFault {
    match error {
        Error::Io(error) => log_file::input_fault(error, packed),
        Error::Encoding(_) => ReadFault::new(at, "this text is not UTF-8", "a file in UTF-8")
            .cure("save the file as UTF-8"),
        error => ReadFault::new(at, format!("malformed XML: {error}"), "well-formed XES")
            .cure("the file may be cut short: download it again, or export the log again"),
    }
}

/// The kinds of element that matter to a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Log,
    Trace,
    Event,
    /// Skipped with its content.
    Other,
    Attribute,
}

/// The value of an attribute. Of several, the least nested counts.
#[derive(Debug, Default)]
struct AttributeValue {
    text: String,
    depth: Option<usize>,
}

impl AttributeValue {
    fn update(&mut self, text: &str, depth: usize) {
        if self.depth.is_none_or(|known| depth < known) {
            self.text.clear();
            self.text.push_str(text.trim());
            self.depth = Some(depth);
        }
    }

    fn text(&self) -> Option<&str> {
        self.depth
            .map(|_| self.text.as_str())
            .filter(|text| !text.is_empty())
    }
}

/// The roles of attributes of events, in the order of `XesReading::values`.
const ROLES: [ColumnRole; 5] = [
    ColumnRole::Activity,
    ColumnRole::Timestamp,
    ColumnRole::Start,
    ColumnRole::Resource,
    ColumnRole::Transition,
];

/// The state of the reading.
struct XesReading<'a> {
    columns: &'a Columns,
    raw: RawLog,
    /// The open elements.
    open: Vec<Element>,
    /// The name of the open trace.
    case: AttributeValue,
    /// Where the open trace begins.
    trace_start: FaultPlace,
    /// First row of the open trace. The name of a trace may follow its events.
    first_row: usize,
    /// The values of the open event, by role.
    values: [AttributeValue; ROLES.len()],
    /// A hash of all attributes of the open event.
    fingerprint: u64,
    /// Keys of the open trace and event, for the cure of a fault.
    trace_keys: Vec<String>,
    event_keys: Vec<String>,
}

/// The key of a role if the user names none.
fn usual_key(role: ColumnRole) -> &'static str {
    match role {
        ColumnRole::Case | ColumnRole::Activity => "concept:name",
        ColumnRole::Timestamp => "time:timestamp",
        ColumnRole::Start => "start_timestamp",
        ColumnRole::Resource => "org:resource",
        ColumnRole::Transition => "lifecycle:transition",
    }
}

impl<'a> XesReading<'a> {
    fn new(columns: &'a Columns) -> Self {
        Self {
            columns,
            raw: RawLog::default(),
            open: Vec::new(),
            case: AttributeValue::default(),
            trace_start: FaultPlace::File,
            first_row: 0,
            values: Default::default(),
            fingerprint: 0,
            trace_keys: Vec::new(),
            event_keys: Vec::new(),
        }
    }

    fn key(&self, role: ColumnRole) -> &'a str {
        role.given_name(self.columns).unwrap_or(usual_key(role))
    }

    /// Handles the start of an element.
    fn open_element(&mut self, tag: &BytesStart, at: FaultPlace) -> Result<(), ReadFault> {
        if self.open.len() == DEPTH {
            return Err(ReadFault::new(
                at,
                format!("an element is nested in {DEPTH} others"),
                format!("at most {DEPTH} nested elements"),
            )
            .cure("close the open elements, or remove the attribute"));
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let element = match (self.open.last(), name) {
            (None, "log") => Element::Log,
            (None, _) => {
                return Err(ReadFault::new(
                    at,
                    format!("the XML file begins with <{name}>"),
                    "XES, which begins with <log>",
                ));
            }
            (Some(Element::Log), "trace") => Element::Trace,
            (Some(Element::Log | Element::Trace), "event") => Element::Event,
            (Some(Element::Log | Element::Other), _) => Element::Other,
            (Some(Element::Trace | Element::Event | Element::Attribute), _) => Element::Attribute,
        };
        match element {
            Element::Trace => {
                self.case = AttributeValue::default();
                self.trace_start = at;
                self.first_row = self.raw.rows.len();
                self.trace_keys.clear();
            }
            Element::Event => {
                for value in &mut self.values {
                    value.depth = None;
                }
                self.fingerprint = 0;
                self.event_keys.clear();
            }
            Element::Attribute => self.read_attribute(tag, at)?,
            Element::Log | Element::Other => {}
        }
        self.open.push(element);
        Ok(())
    }

    /// Keeps the value of an attribute if its key has a role.
    fn read_attribute(&mut self, tag: &BytesStart, at: FaultPlace) -> Result<(), ReadFault> {
        let (mut key, mut value) = (None, None);
        for (number, attribute) in tag.attributes().enumerate() {
            if number == COLUMNS {
                return Err(bounds::too_many_columns(at, "XML attributes of an element"));
            }
            let attribute =
                attribute.map_err(|error| malformed(&Error::InvalidAttr(error), at, false))?;
            let part = match attribute.key.as_ref() {
                "key" => &mut key,
                "value" => &mut value,
                _ => continue,
            };
            let text = attribute.normalized_value(XmlVersion::Implicit1_0);
            *part = Some(text.map_err(|error| malformed(&error, at, false))?);
        }
        let (Some(key), Some(value)) = (key, value) else {
            return Ok(());
        };
        let key = key.as_ref();
        for (text, what, limit) in [
            (key, "a key", NAME_BYTES),
            (value.as_ref(), "a value", CELL_BYTES),
        ] {
            bounds::check_length(at, what, text.len(), limit)?;
        }
        let parent = self
            .open
            .iter()
            .rposition(|element| *element != Element::Attribute);
        let depth = self.open.len() - parent.unwrap_or(0);
        if parent.map(|place| self.open[place]) == Some(Element::Event) {
            for (place, role) in ROLES.into_iter().enumerate() {
                if self.key(role) == key {
                    let is_name = matches!(role, ColumnRole::Activity | ColumnRole::Resource);
                    let limit = if is_name { NAME_BYTES } else { CELL_BYTES };
                    bounds::check_length(at, "a name", value.len(), limit)?;
                    self.values[place].update(&value, depth);
                }
            }
            // The sum does not depend on the order of the attributes.
            let hash = fingerprint(&(key, &value, depth));
            self.fingerprint = self.fingerprint.wrapping_add(hash);
            remember(&mut self.event_keys, key);
        } else {
            if self.key(ColumnRole::Case) == key {
                bounds::check_length(at, "a name", value.len(), NAME_BYTES)?;
                self.case.update(&value, depth);
            }
            remember(&mut self.trace_keys, key);
        }
        Ok(())
    }

    /// Handles the end of the innermost open element.
    fn close_element(&mut self, at: FaultPlace) -> Result<(), ReadFault> {
        match self.open.pop() {
            Some(Element::Event) if self.open.last() == Some(&Element::Trace) => self.end_event(at),
            Some(Element::Event) => {
                self.raw.notes.without_case += 1;
                Ok(())
            }
            Some(Element::Trace) => self.end_trace(),
            Some(Element::Log | Element::Other | Element::Attribute) | None => Ok(()),
        }
    }

    /// Adds the event that ends at `at`.
    fn end_event(&mut self, at: FaultPlace) -> Result<(), ReadFault> {
        let [activity, timestamp, start, resource, transition] = &self.values;
        let Some(activity) = activity.text() else {
            return Err(self.missing_key(ColumnRole::Activity, at));
        };
        let Some(timestamp) = timestamp.text() else {
            return Err(self.missing_key(ColumnRole::Timestamp, at));
        };
        let raw = &mut self.raw;
        let mut time = |text: &str| -> Result<Timestamp, ReadFault> {
            let Some(timestamp) = timestamp::parse(text) else {
                let found = format!("the event that ends here has {} as a time", shorten(text));
                return Err(ReadFault::new(at, found, timestamp::WANTED));
            };
            raw.order.record(timestamp, || at);
            Ok(timestamp)
        };
        let row = RawEvent {
            // `end_trace` sets it.
            case: 0,
            time: time(timestamp)?,
            start: start.text().map(time).transpose()?,
            activity: raw.activities.number(activity),
            resource: resource.text().map(|name| raw.resources.number(name)),
            transition: Transition::from_text(transition.text().unwrap_or("")),
            fingerprint: self.fingerprint,
        };
        raw.rows.push(row);
        Ok(())
    }

    /// Gives the events of a trace its name.
    fn end_trace(&mut self) -> Result<(), ReadFault> {
        let rows = &mut self.raw.rows[self.first_row..];
        if rows.is_empty() {
            return Ok(());
        }
        let Some(name) = self.case.text() else {
            return Err(self.missing_key(ColumnRole::Case, self.trace_start));
        };
        let case_count = self.raw.cases.len();
        let case = self.raw.cases.number(name);
        self.raw.notes.repeated_traces += u64::from((case as usize) < case_count);
        for row in rows {
            row.case = case;
            row.fingerprint = fingerprint(&(row.fingerprint, case));
        }
        Ok(())
    }

    /// The fault of an event or a trace without a value for a role.
    fn missing_key(&self, role: ColumnRole, at: FaultPlace) -> ReadFault {
        let (what, keys) = if role == ColumnRole::Case {
            ("the trace that begins here", &self.trace_keys)
        } else {
            ("the event that ends here", &self.event_keys)
        };
        let key = self.key(role);
        let fault = ReadFault::new(
            at,
            format!("{what} has no `{key}`"),
            format!(
                "a value of `{key}`, or of the key named by `{}`",
                role.option()
            ),
        );
        match nearest(key, keys.iter().map(String::as_str)) {
            Some(near) => fault.cure(format!(
                "write `{} {near:?}` if that is the key",
                role.option()
            )),
            None if keys.is_empty() => fault,
            None => fault.cure(format!("its keys are `{}`", keys.join("`, `"))),
        }
    }

    /// Handles the end of the file.
    fn finish(self, at: FaultPlace) -> Result<RawLog, ReadFault> {
        if let Some(element) = self.open.last() {
            let part = match element {
                Element::Log | Element::Other => "the log",
                Element::Trace => "a trace",
                Element::Event | Element::Attribute => "an event",
            };
            return Err(ReadFault::new(
                at,
                format!("malformed XML: the file ends within {part}"),
                "a closing tag for every element",
            )
            .cure("the file may be cut short: download it again, or export the log again"));
        }
        if self.raw.rows.is_empty() && self.raw.notes.without_case == 0 {
            return Err(ReadFault::new(
                FaultPlace::File,
                "no trace has an event",
                "at least one event",
            ));
        }
        Ok(self.raw)
    }
}

/// A hash; equal values have the same.
fn fingerprint(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// Keeps the first few keys.
fn remember(keys: &mut Vec<String>, key: &str) {
    const KEPT: usize = 12;
    if keys.len() < KEPT && !keys.iter().any(|kept| kept == key) {
        keys.push(key.to_owned());
    }
}
