//! The events of a file in its order, and how they become a log: dates are resolved, starts
//! joined to completions, events grouped by case.

use std::collections::{BTreeMap, VecDeque};

use super::event_log::{CaseLog, Event, EventLog};
use super::log_notes::LogNotes;
use super::read_fault::{FaultPlace, ReadFault};
use super::timestamp::{DateOrder, Timestamp};

/// Numbers of names, in the order of their first use.
#[derive(Debug, Default)]
pub(super) struct NameTable {
    numbers: BTreeMap<Box<str>, u32>,
    /// The last lookup: consecutive rows often belong to one case.
    last: Option<(Box<str>, u32)>,
}

impl NameTable {
    pub(super) fn number(&mut self, name: &str) -> u32 {
        if let Some((last, number)) = &self.last
            && **last == *name
        {
            return *number;
        }
        let number = if let Some(number) = self.numbers.get(name) {
            *number
        } else {
            let number = self.numbers.len() as u32;
            self.numbers.insert(name.into(), number);
            number
        };
        self.last = Some((name.into(), number));
        number
    }

    /// The number of names.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The sorted names, and the rank of each number among them.
    fn sorted(self) -> (Vec<String>, Vec<u32>) {
        let mut places = vec![0; self.numbers.len()];
        let mut names = Vec::with_capacity(places.len());
        for (place, (name, number)) in self.numbers.into_iter().enumerate() {
            places[number as usize] = place as u32;
            names.push(name.into_string());
        }
        (names, places)
    }
}

/// The stage of an event that a row reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Transition {
    Start,
    Complete,
    Other,
}

impl Transition {
    /// Interprets the text of a log; an empty text is a completion.
    pub(super) fn from_text(text: &str) -> Self {
        let is_one_of = |names: &[&str]| names.iter().any(|name| text.eq_ignore_ascii_case(name));
        if is_one_of(&["", "complete", "completed", "end"]) {
            Self::Complete
        } else if is_one_of(&["start", "started"]) {
            Self::Start
        } else {
            Self::Other
        }
    }
}

/// A row of the file, with numbers for names.
#[derive(Debug)]
pub(super) struct RawEvent {
    pub(super) case: u32,
    pub(super) activity: u32,
    pub(super) resource: Option<u32>,
    pub(super) time: Timestamp,
    pub(super) start: Option<Timestamp>,
    pub(super) transition: Transition,
    /// A hash of all cells, to count equal rows.
    pub(super) fingerprint: u64,
}

/// All rows of a file, in its order.
#[derive(Debug, Default)]
pub(super) struct RawLog {
    pub(super) cases: NameTable,
    pub(super) activities: NameTable,
    pub(super) resources: NameTable,
    pub(super) order: DateOrder,
    pub(super) rows: Vec<RawEvent>,
    pub(super) notes: LogNotes,
}

impl RawLog {
    /// Builds the log.
    pub(super) fn into_log(self) -> Result<(EventLog, LogNotes), ReadFault> {
        let time = self.order.resolve()?;
        let mut notes = self.notes;
        notes.equal_rows = equal_rows(&self.rows);
        let (activities, activity_ranks) = self.activities.sorted();
        let (resources, resource_ranks) = self.resources.sorted();
        let (ids, case_ranks) = self.cases.sorted();
        let mut cases_entries: Vec<Vec<CaseEntry>> = Vec::new();
        cases_entries.resize_with(ids.len(), Vec::new);
        let mut started = vec![false; activities.len()];
        for row in self.rows {
            if row.transition == Transition::Other {
                notes.other_transitions += 1;
                continue;
            }
            let activity = activity_ranks[row.activity as usize];
            started[activity as usize] |= row.transition == Transition::Start;
            cases_entries[case_ranks[row.case as usize] as usize].push(CaseEntry {
                transition: row.transition,
                event: Event {
                    activity,
                    start: row.start.map(&time),
                    end: time(row.time),
                    resource: row.resource.map(|number| resource_ranks[number as usize]),
                },
            });
        }
        let any_started = started.contains(&true);
        let mut cases: Vec<CaseLog> = Vec::with_capacity(ids.len());
        for (id, mut entries) in ids.into_iter().zip(cases_entries) {
            if any_started {
                join_starts(&mut entries, &started, &mut notes);
            }
            let mut events: Vec<Event> = entries.into_iter().map(|entry| entry.event).collect();
            for event in &mut events {
                if event.start.is_some_and(|start| start > event.end) {
                    notes.backwards += 1;
                    event.start = None;
                }
            }
            events.sort_by_key(|event| event.end);
            if !events.is_empty() {
                cases.push(CaseLog { id, events });
            }
        }
        // The sort is stable: cases with the same time stay in order of id.
        cases.sort_by_key(|case| case.events[0].end);
        if cases.is_empty() {
            let fault = ReadFault::new(
                FaultPlace::File,
                "the log has no event",
                "at least one event",
            );
            return Err(match notes.sentences().into_iter().next() {
                Some(sentence) => fault.cure(sentence),
                None => fault,
            });
        }
        let log = EventLog {
            activities,
            resources,
            cases,
        };
        Ok((log, notes))
    }
}

/// The number of rows that are equal to an earlier row in every cell. Different rows have the
/// same hash with probability 2^-64; the count is only reported and changes no result.
fn equal_rows(rows: &[RawEvent]) -> u64 {
    let mut fingerprints: Vec<u64> = rows.iter().map(|row| row.fingerprint).collect();
    fingerprints.sort_unstable();
    fingerprints
        .windows(2)
        .filter(|pair| pair[0] == pair[1])
        .count() as u64
}

/// A row, once it belongs to a case.
struct CaseEntry {
    transition: Transition,
    event: Event,
}

/// Joins, within an activity, the first start to the first completion that is not before it,
/// and removes the starts.
fn join_starts(entries: &mut Vec<CaseEntry>, started: &[bool], notes: &mut LogNotes) {
    // In time order. At one instant a start precedes a completion, which may be its own.
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|place| {
        let entry = &entries[*place];
        (entry.event.end, entry.transition, *place)
    });
    let mut waiting: BTreeMap<u32, VecDeque<usize>> = BTreeMap::new();
    for place in order {
        let activity = entries[place].event.activity;
        let queue = waiting.entry(activity).or_default();
        if entries[place].transition == Transition::Start {
            queue.push_back(place);
        } else if let Some(start) = queue.pop_front() {
            let start = entries[start].event;
            let event = &mut entries[place].event;
            event.start = Some(start.end);
            event.resource = event.resource.or(start.resource);
        } else if started[activity as usize] && entries[place].event.start.is_none() {
            notes.never_started += 1;
        }
    }
    notes.never_completed += waiting
        .values()
        .map(|queue| queue.len() as u64)
        .sum::<u64>();
    entries.retain(|entry| entry.transition != Transition::Start);
}
