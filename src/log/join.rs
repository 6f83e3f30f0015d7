//! From the rows of a file to a log: times settled, starts joined to completions, cases
//! put together.

use std::collections::{BTreeMap, VecDeque};

use super::event_log::{CaseLog, Event, EventLog};
use super::fault::{At, Fault};
use super::moment::{Moment, Order};
use super::notes::Notes;

/// Names as numbers, in the order in which they were met.
#[derive(Debug, Default)]
pub(super) struct Known {
    numbers: BTreeMap<Box<str>, u32>,
    /// The last one asked for; the rows of one case often stand together.
    last: Option<(Box<str>, u32)>,
}

impl Known {
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

    /// How many names are known.
    pub(super) fn len(&self) -> usize {
        self.numbers.len()
    }

    /// The names in order, and the place of each number among them.
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

/// What an entry says of its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Transition {
    Start,
    Complete,
    Other,
}

impl Transition {
    /// What the words of a log mean; none said is a completion.
    pub(super) fn of(words: &str) -> Self {
        let is = |word: &str| words.eq_ignore_ascii_case(word);
        if words.is_empty() || is("complete") || is("completed") || is("end") {
            Self::Complete
        } else if is("start") || is("started") {
            Self::Start
        } else {
            Self::Other
        }
    }
}

/// An entry of the file, its names as numbers.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) case: u32,
    pub(super) activity: u32,
    pub(super) resource: Option<u32>,
    pub(super) time: Moment,
    pub(super) start: Option<Moment>,
    pub(super) transition: Transition,
    /// The same number for entries that are equal in every cell.
    pub(super) cells: u64,
}

/// All entries of a file, in its order.
#[derive(Debug, Default)]
pub(super) struct Raw {
    pub(super) cases: Known,
    pub(super) activities: Known,
    pub(super) resources: Known,
    pub(super) order: Order,
    pub(super) rows: Vec<Row>,
    pub(super) notes: Notes,
}

impl Raw {
    /// The log that the entries make.
    pub(super) fn joined(self) -> Result<(EventLog, Notes), Fault> {
        let time = self.order.settle()?;
        let mut notes = self.notes;
        notes.equal_rows = equal(&self.rows);
        let (activities, activity_of) = self.activities.sorted();
        let (resources, resource_of) = self.resources.sorted();
        let (ids, case_of) = self.cases.sorted();
        let mut of_case: Vec<Vec<Entry>> = Vec::new();
        of_case.resize_with(ids.len(), Vec::new);
        let mut started = vec![false; activities.len()];
        for row in self.rows {
            if row.transition == Transition::Other {
                notes.other_transitions += 1;
                continue;
            }
            let activity = activity_of[row.activity as usize];
            started[activity as usize] |= row.transition == Transition::Start;
            of_case[case_of[row.case as usize] as usize].push(Entry {
                transition: row.transition,
                event: Event {
                    activity,
                    start: row.start.map(&time),
                    end: time(row.time),
                    resource: row.resource.map(|number| resource_of[number as usize]),
                },
            });
        }
        let any_started = started.contains(&true);
        let mut cases: Vec<CaseLog> = Vec::with_capacity(ids.len());
        for (id, mut entries) in ids.into_iter().zip(of_case) {
            if any_started {
                pair(&mut entries, &started, &mut notes);
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
        // The ids came in order, and this keeps it where times are the same.
        cases.sort_by_key(|case| case.events[0].end);
        if cases.is_empty() {
            let told = notes.sentences();
            let fault = Fault::new(At::File, "the log holds no event", "at least one event");
            return Err(match told.first() {
                Some(told) => fault.cure(told.clone()),
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

/// How many entries are equal in every cell to one before them. Two that differ have the same
/// number with a chance of 2^-64; the count is only reported, and changes no result.
fn equal(rows: &[Row]) -> u64 {
    let mut cells: Vec<u64> = rows.iter().map(|row| row.cells).collect();
    cells.sort_unstable();
    cells.windows(2).filter(|pair| pair[0] == pair[1]).count() as u64
}

/// An entry of a case.
struct Entry {
    transition: Transition,
    event: Event,
}

/// Joins, within an activity, the first start to the first completion that is not before
/// it, and takes the starts out.
fn pair(entries: &mut Vec<Entry>, started: &[bool], notes: &mut Notes) {
    // In time; of one instant a start comes before a completion, which may be its own.
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
        } else if let Some(begun) = queue.pop_front() {
            let begun = entries[begun].event;
            let event = &mut entries[place].event;
            event.start = Some(begun.end);
            event.resource = event.resource.or(begun.resource);
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
