//! Logs in XES (IEEE 1849-2016), as a stream: traces of events, each with attributes by
//! key. Classifiers, extensions and globals are passed over.

use std::hash::{DefaultHasher, Hash, Hasher};

use quick_xml::events::{BytesStart, Event as Mark};
use quick_xml::reader::Reader;
use quick_xml::{Error, XmlVersion};

use super::bounds::{self, Bounded, CELL_BYTES, COLUMNS, DEPTH, NAME_BYTES};
use super::fault::{At, Fault, shown};
use super::join::{Raw, Row, Transition};
use super::moment::{self, Moment};
use super::names::{Columns, Role};
use super::open::{self, Opened};
use crate::scenario::nearest;

/// Reads a log. `marks`: bytes of the file that come before it.
pub(super) fn read(opened: Opened, marks: u64, columns: &Columns) -> Result<Raw, Fault> {
    let packed = opened.packed;
    let (bytes, allowance) = Bounded::new(opened.bytes);
    let mut reader = Reader::from_reader(bytes);
    let mut state = State::new(columns);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        allowance.renew();
        let begin = reader.buffer_position() + marks;
        let mark = match reader.read_event_into(&mut buffer) {
            Ok(mark) => mark,
            Err(_) if allowance.is_spent() => {
                return Err(bounds::endless(At::Byte(begin), "piece of XML"));
            }
            Err(error) => {
                let at = At::Byte(reader.error_position() + marks);
                return Err(malformed(&error, at, packed));
            }
        };
        let at = At::Byte(begin);
        match mark {
            Mark::Start(tag) => state.open(&tag, at)?,
            Mark::Empty(tag) => {
                state.open(&tag, at)?;
                state.close(at)?;
            }
            Mark::End(_) => state.close(at)?,
            Mark::Eof => return state.finish(at),
            Mark::Text(_)
            | Mark::CData(_)
            | Mark::Comment(_)
            | Mark::Decl(_)
            | Mark::PI(_)
            | Mark::DocType(_)
            | Mark::GeneralRef(_) => {}
        }
    }
}

fn malformed(error: &Error, at: At, packed: bool) -> Fault {
    match error {
        Error::Io(error) => open::unreadable(error, packed),
        Error::Encoding(_) => Fault::new(at, "what stands here is not UTF-8", "a file in UTF-8")
            .cure("save it as UTF-8"),
        error => Fault::new(at, format!("malformed XML: {error}"), "well-formed XES")
            .cure("a file cut short? get it anew, or export the log again"),
    }
}

/// What an element is, as far as a log is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Element {
    Log,
    Trace,
    Event,
    /// What is passed over with all it holds.
    Other,
    /// An attribute.
    Attribute,
}

/// A value of an attribute; one that stands less deep goes before it.
#[derive(Debug, Default)]
struct Held {
    text: String,
    depth: Option<usize>,
}

impl Held {
    fn take(&mut self, text: &str, depth: usize) {
        if self.depth.is_none_or(|held| depth < held) {
            self.text.clear();
            self.text.push_str(text.trim());
            self.depth = Some(depth);
        }
    }

    fn value(&self) -> Option<&str> {
        self.depth
            .map(|_| self.text.as_str())
            .filter(|text| !text.is_empty())
    }
}

/// The roles in the order in which an event keeps their values.
const ROLES: [Role; 5] = [
    Role::Activity,
    Role::Timestamp,
    Role::Start,
    Role::Resource,
    Role::Transition,
];

/// How far the reading has come.
struct State<'a> {
    columns: &'a Columns,
    raw: Raw,
    /// The elements that are open.
    open: Vec<Element>,
    /// The name of the trace that is open.
    case: Held,
    /// Where the trace that is open begins.
    trace: At,
    /// First row of the trace that is open: a trace may tell its name after its events.
    first: usize,
    /// The values of the event that is open, by role.
    values: [Held; ROLES.len()],
    /// The same number for events that are equal in every attribute.
    cells: u64,
    /// Keys of the trace and of the event that are open, for an offer.
    trace_keys: Vec<String>,
    event_keys: Vec<String>,
}

/// The key of a role, where the user names none.
fn usual(role: Role) -> &'static str {
    match role {
        Role::Case | Role::Activity => "concept:name",
        Role::Timestamp => "time:timestamp",
        Role::Start => "start_timestamp",
        Role::Resource => "org:resource",
        Role::Transition => "lifecycle:transition",
    }
}

impl<'a> State<'a> {
    fn new(columns: &'a Columns) -> Self {
        Self {
            columns,
            raw: Raw::default(),
            open: Vec::new(),
            case: Held::default(),
            trace: At::File,
            first: 0,
            values: Default::default(),
            cells: 0,
            trace_keys: Vec::new(),
            event_keys: Vec::new(),
        }
    }

    fn key(&self, role: Role) -> &'a str {
        role.given(self.columns).unwrap_or(usual(role))
    }

    /// An element begins.
    fn open(&mut self, tag: &BytesStart, at: At) -> Result<(), Fault> {
        if self.open.len() == DEPTH {
            return Err(Fault::new(
                at,
                format!("an element within {DEPTH} others"),
                format!("at most {DEPTH} elements within one another"),
            )
            .cure("end the elements that are open, or take the attribute out"));
        }
        let name = tag.local_name();
        let name = name.as_ref();
        let element = match (self.open.last(), name) {
            (None, "log") => Element::Log,
            (None, _) => {
                return Err(Fault::new(
                    at,
                    format!("an XML file that begins with <{name}>"),
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
                self.case = Held::default();
                self.trace = at;
                self.first = self.raw.rows.len();
                self.trace_keys.clear();
            }
            Element::Event => {
                for held in &mut self.values {
                    held.depth = None;
                }
                self.cells = 0;
                self.event_keys.clear();
            }
            Element::Attribute => self.attribute(tag, at)?,
            Element::Log | Element::Other => {}
        }
        self.open.push(element);
        Ok(())
    }

    /// Takes the value of an attribute whose key plays a role.
    fn attribute(&mut self, tag: &BytesStart, at: At) -> Result<(), Fault> {
        let (mut key, mut value) = (None, None);
        for (number, attribute) in tag.attributes().enumerate() {
            if number == COLUMNS {
                return Err(bounds::too_many(at, "XML attributes of an element"));
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
        for (text, what, most) in [
            (key, "a key", NAME_BYTES),
            (value.as_ref(), "a value", CELL_BYTES),
        ] {
            bounds::check(at, what, text.len(), most)?;
        }
        let around = self
            .open
            .iter()
            .rposition(|element| *element != Element::Attribute);
        let depth = self.open.len() - around.unwrap_or(0);
        if around.map(|place| self.open[place]) == Some(Element::Event) {
            for (place, role) in ROLES.into_iter().enumerate() {
                if self.key(role) == key {
                    let is_name = matches!(role, Role::Activity | Role::Resource);
                    let most = if is_name { NAME_BYTES } else { CELL_BYTES };
                    bounds::check(at, "a name", value.len(), most)?;
                    self.values[place].take(&value, depth);
                }
            }
            // The sum does not depend on the order of the attributes.
            self.cells = self.cells.wrapping_add(fingerprint(&(key, &value, depth)));
            remember(&mut self.event_keys, key);
        } else {
            if self.key(Role::Case) == key {
                bounds::check(at, "a name", value.len(), NAME_BYTES)?;
                self.case.take(&value, depth);
            }
            remember(&mut self.trace_keys, key);
        }
        Ok(())
    }

    /// The innermost open element ends.
    fn close(&mut self, at: At) -> Result<(), Fault> {
        match self.open.pop() {
            Some(Element::Event) if self.open.last() == Some(&Element::Trace) => self.event(at),
            Some(Element::Event) => {
                self.raw.notes.without_case += 1;
                Ok(())
            }
            Some(Element::Trace) => self.end_trace(),
            Some(Element::Log | Element::Other | Element::Attribute) | None => Ok(()),
        }
    }

    /// Takes the event in whose end stands at `at`.
    fn event(&mut self, at: At) -> Result<(), Fault> {
        let [activity, timestamp, start, resource, transition] = &self.values;
        let Some(activity) = activity.value() else {
            return Err(self.lacks(Role::Activity, at));
        };
        let Some(timestamp) = timestamp.value() else {
            return Err(self.lacks(Role::Timestamp, at));
        };
        let raw = &mut self.raw;
        let mut time = |written: &str| -> Result<Moment, Fault> {
            let Some(moment) = moment::parse(written) else {
                let found = format!("the event that ends here has {} as a time", shown(written));
                return Err(Fault::new(at, found, moment::WANTED));
            };
            raw.order.see(moment, || at);
            Ok(moment)
        };
        let row = Row {
            // The trace's name may come after its events.
            case: 0,
            time: time(timestamp)?,
            start: start.value().map(time).transpose()?,
            activity: raw.activities.number(activity),
            resource: resource.value().map(|name| raw.resources.number(name)),
            transition: Transition::of(transition.value().unwrap_or("")),
            cells: self.cells,
        };
        raw.rows.push(row);
        Ok(())
    }

    /// Gives the events of a trace its name.
    fn end_trace(&mut self) -> Result<(), Fault> {
        let rows = &mut self.raw.rows[self.first..];
        if rows.is_empty() {
            return Ok(());
        }
        let Some(name) = self.case.value() else {
            return Err(self.lacks(Role::Case, self.trace));
        };
        let known = self.raw.cases.len();
        let case = self.raw.cases.number(name);
        self.raw.notes.repeated_traces += u64::from((case as usize) < known);
        for row in rows {
            row.case = case;
            row.cells = fingerprint(&(row.cells, case));
        }
        Ok(())
    }

    /// An event or a trace has no value for a role.
    fn lacks(&self, role: Role, at: At) -> Fault {
        let (what, keys) = if role == Role::Case {
            ("the trace that begins here", &self.trace_keys)
        } else {
            ("the event that ends here", &self.event_keys)
        };
        let key = self.key(role);
        let fault = Fault::new(
            at,
            format!("{what} has no `{key}`"),
            format!(
                "a value of `{key}`, or of the key named by `{}`",
                role.option()
            ),
        );
        match nearest(key, keys.iter().map(String::as_str)) {
            Some(near) => fault.cure(format!("`{} {near:?}` if that is it", role.option())),
            None if keys.is_empty() => fault,
            None => fault.cure(format!("its keys are `{}`", keys.join("`, `"))),
        }
    }

    /// The file ends.
    fn finish(self, at: At) -> Result<Raw, Fault> {
        if let Some(element) = self.open.last() {
            let within = match element {
                Element::Log | Element::Other => "the log",
                Element::Trace => "a trace",
                Element::Event | Element::Attribute => "an event",
            };
            return Err(Fault::new(
                at,
                format!("malformed XML: the file ends within {within}"),
                "an end of every element that begins",
            )
            .cure("a file cut short? get it anew, or export the log again"));
        }
        if self.raw.rows.is_empty() && self.raw.notes.without_case == 0 {
            return Err(Fault::new(
                At::File,
                "no event in any trace",
                "at least one event",
            ));
        }
        Ok(self.raw)
    }
}

/// A number that is the same for what is equal.
fn fingerprint(of: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// Keeps a few keys.
fn remember(keys: &mut Vec<String>, key: &str) {
    const MOST: usize = 12;
    if keys.len() < MOST && !keys.iter().any(|held| held == key) {
        keys.push(key.to_owned());
    }
}
