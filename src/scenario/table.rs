//! The CSV tables of a scenario: holidays, corridors, weights of branches.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::fault::{Faults, Place};
use super::figure::Grade;
use super::id::{Id, JurisdictionId, TablePath};
use super::keys::Root;
use super::rows::Reader;
use super::sheet::{Row, Sheet};
use super::tree::{Node, shorten};

/// The tables of a scenario.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tables {
    /// Holidays and make-up days, by jurisdiction and in order of date.
    pub holidays: BTreeMap<JurisdictionId, Vec<Holiday>>,
    /// Corridors between jurisdictions of the scenario.
    pub corridors: Vec<Corridor>,
    /// Branches of an office with their weights.
    pub branch_weights: BTreeMap<Id, Vec<BranchWeight>>,
    /// Weights of the hours of the week, from Monday midnight, at which an office's other
    /// cases come.
    pub arrivals: BTreeMap<Id, Vec<f64>>,
    /// Paces of offices: a weight for each hour of the week.
    pub paces: BTreeMap<Id, Vec<f64>>,
    /// Days before the earliest start by which a need bound to a date is filed, by procedure and
    /// the other end of the corridor.
    pub deadlines: BTreeMap<Id, BTreeMap<JurisdictionId, f64>>,
    /// The texts as read, by their path in an output folder.
    pub texts: BTreeMap<String, String>,
}

/// A day that differs from its weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    pub day: Date,
    /// What it is called.
    pub name: String,
    /// True for a make-up day that is worked.
    pub working: bool,
}

/// A corridor from the lead's jurisdiction to the partner's.
#[derive(Debug, Clone, PartialEq)]
pub struct Corridor {
    /// Where the lead is.
    pub origin: JurisdictionId,
    /// Where the partner is.
    pub destination: JurisdictionId,
    /// Weight of the partner among the origin's partners.
    pub weight: f64,
    /// Researchers who moved.
    pub moves: Option<f64>,
    /// How well it is known.
    pub grade: Option<Grade>,
    /// From where it is known.
    pub source: Option<String>,
    /// Further columns as written.
    pub further: BTreeMap<String, String>,
}

/// A branch and the share of institutions that go to it.
#[derive(Debug, Clone, PartialEq)]
pub struct BranchWeight {
    /// Name of the branch.
    pub branch: String,
    pub weight: f64,
}

/// Path of a jurisdiction's holidays in an output folder.
#[must_use]
pub fn holidays_path(jurisdiction: &JurisdictionId) -> String {
    format!("scenario/holidays/{jurisdiction}.csv")
}

/// Path of the corridors in an output folder.
pub const CORRIDORS_PATH: &str = "scenario/corridors.csv";

/// Path of an office's branch weights in an output folder.
#[must_use]
pub fn branches_path(office: &Id) -> String {
    format!("scenario/branches/{office}.csv")
}

/// Path of an office's hours of arrival in an output folder.
#[must_use]
pub fn arrivals_path(office: &Id) -> String {
    format!("scenario/arrivals/{office}.csv")
}

/// Path of an office's pace in an output folder.
#[must_use]
pub fn pace_path(office: &Id) -> String {
    format!("scenario/pace/{office}.csv")
}

/// Path of a procedure's deadlines in an output folder.
#[must_use]
pub fn deadlines_path(procedure: &Id) -> String {
    format!("scenario/deadlines/{procedure}.csv")
}

/// Reads every table that a scenario names. A table with a fault is left out.
pub fn read_all(root: &Root, tree: &Node, faults: &mut Faults) -> Tables {
    let mut tables = Tables::default();
    let mut reader = Reader::new(tree, faults);
    let texts = &mut tables.texts;
    for (id, jurisdiction) in &root.jurisdiction {
        if let Some(path) = &jurisdiction.holidays {
            let columns = ["date", "name", "working"];
            let address = format!("jurisdiction.{id}.holidays");
            let read = reader.table(path, &address, &columns, Reader::holidays);
            tables.holidays.extend(read.map(|(text, days)| {
                texts.insert(holidays_path(id), text);
                (id.clone(), days)
            }));
        }
    }
    if let Some(gravity) = &root.gravity {
        let columns = ["origin", "destination", "weight"];
        let read = reader.table(
            &gravity.corridors,
            "gravity.corridors",
            &columns,
            |reader, sheet| reader.corridors(sheet, root),
        );
        if let Some((text, corridors)) = read {
            texts.insert(CORRIDORS_PATH.to_owned(), text);
            tables.corridors = corridors;
        }
    }
    let columns = ["weekday", "hour", "weight"];
    for (id, office) in &root.office {
        let address = |key: &str| format!("office.{id}.{key}");
        if let Some(path) = &office.branch_weights {
            let columns = ["branch", "weight"];
            let read = reader.table(path, &address("branch_weights"), &columns, Reader::branches);
            tables.branch_weights.extend(read.map(|(text, weights)| {
                texts.insert(branches_path(id), text);
                (id.clone(), weights)
            }));
        }
        for (key, path, into, stored) in [
            (
                "arrivals",
                &office.arrivals,
                &mut tables.arrivals,
                arrivals_path(id),
            ),
            ("pace", &office.pace, &mut tables.paces, pace_path(id)),
        ] {
            let Some(path) = path else { continue };
            let read = reader.table(path, &address(key), &columns, Reader::hours);
            into.extend(read.map(|(text, weights)| {
                texts.insert(stored, text);
                (id.clone(), weights)
            }));
        }
    }
    for (id, procedure) in &root.procedure {
        let Some(path) = &procedure.deadline_days else {
            continue;
        };
        let address = format!("procedure.{id}.deadline_days");
        let columns = ["destination", "days"];
        let read = reader.table(path, &address, &columns, Reader::deadlines);
        tables.deadlines.extend(read.map(|(text, days)| {
            texts.insert(deadlines_path(id), text);
            (id.clone(), days)
        }));
    }
    tables
}

impl Reader<'_> {
    /// The text of a table and what `take` makes of its rows; none if it has a fault.
    fn table<T>(
        &mut self,
        path: &TablePath,
        address: &str,
        columns: &[&str],
        take: impl FnOnce(&mut Self, &Sheet) -> T,
    ) -> Option<(String, T)> {
        let before = self.faults.error_count();
        let sheet = self.sheet(path, address, columns)?;
        let table = take(self, &sheet);
        (self.faults.error_count() == before).then(|| (sheet.into_text(), table))
    }

    fn holidays(&mut self, sheet: &Sheet) -> Vec<Holiday> {
        let mut seen: BTreeMap<Date, Place> = BTreeMap::new();
        let mut holidays = Vec::new();
        for row in sheet.rows() {
            let (date, working) = (row.cell("date"), row.cell("working"));
            let day = is_plain_date(date)
                .then(|| date.parse::<Date>().ok())
                .flatten();
            if day.is_none() {
                self.bad(row, "date", "a date, for example 2024-01-01");
            }
            let worked = match working {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            };
            if worked.is_none() {
                self.bad(row, "working", "true (a make-up working day) or false");
            }
            let (Some(day), Some(working)) = (day, worked) else {
                continue;
            };
            if let Some(first) = seen.insert(day, row.whole()) {
                self.twice(row.whole(), &format!("the day {day}"), first);
            }
            holidays.push(Holiday {
                day,
                name: row.cell("name").to_owned(),
                working,
            });
        }
        holidays.sort_by_key(|holiday| holiday.day);
        holidays
    }

    fn corridors(&mut self, sheet: &Sheet, root: &Root) -> Vec<Corridor> {
        let mut seen: BTreeMap<(JurisdictionId, JurisdictionId), Place> = BTreeMap::new();
        let mut corridors = Vec::new();
        // Rows by a code that the scenario has not, with the first of each code.
        let mut left_out: BTreeMap<JurisdictionId, (usize, Place)> = BTreeMap::new();
        for row in sheet.rows() {
            let origin = self.end(row, "origin");
            let destination = self.end(row, "destination");
            let weight = self.weight(row);
            let moves = optional(row, "moves").map(number_of_at_least_zero);
            if moves == Some(None) {
                self.bad(row, "moves", "a number of at least 0");
                continue;
            }
            let grade = optional(row, "grade").map(Grade::from_text);
            if grade == Some(None) {
                self.bad(row, "grade", "`measured`, `analogue` or `assumed`");
                continue;
            }
            let (Some(origin), Some(destination), Some(weight)) = (origin, destination, weight)
            else {
                continue;
            };
            if origin == destination {
                self.faults.error(
                    row.whole(),
                    format!("a corridor from {origin} to itself"),
                    "two different jurisdictions",
                );
                continue;
            }
            if let Some(first) = seen.insert((origin.clone(), destination.clone()), row.whole()) {
                self.twice(
                    row.whole(),
                    &format!("the corridor {origin} to {destination}"),
                    first,
                );
            }
            let known = |id: &JurisdictionId| root.jurisdiction.contains_key(id);
            let unknown = match (known(&origin), known(&destination)) {
                (true, true) => None,
                (false, _) => Some((origin.clone(), "origin")),
                (true, false) => Some((destination.clone(), "destination")),
            };
            if let Some((id, column)) = unknown {
                let place = row.cell_place(column);
                left_out.entry(id).or_insert((0, place)).0 += 1;
                continue;
            }
            let core_columns = [
                "origin",
                "destination",
                "weight",
                "moves",
                "grade",
                "source",
            ];
            let further = sheet.names().iter();
            let further = further.filter(|name| !core_columns.contains(&name.as_str()));
            corridors.push(Corridor {
                origin,
                destination,
                weight,
                moves: moves.flatten(),
                grade: grade.flatten(),
                source: optional(row, "source").map(str::to_owned),
                further: further
                    .map(|name| (name.clone(), row.cell(name).to_owned()))
                    .collect(),
            });
        }
        self.left_out(&left_out, corridors.len(), root);
        corridors.sort_by(|a, b| (&a.origin, &a.destination).cmp(&(&b.origin, &b.destination)));
        corridors
    }

    /// Warns of rows by codes that the scenario has not. A table with more codes left out than
    /// used serves a larger scenario.
    fn left_out(
        &mut self,
        left_out: &BTreeMap<JurisdictionId, (usize, Place)>,
        used: usize,
        root: &Root,
    ) {
        let rows: usize = left_out.values().map(|(rows, _)| rows).sum();
        if rows > used {
            return;
        }
        for (id, (rows, place)) in left_out {
            let rows = match rows {
                1 => "1 row of corridors is".to_owned(),
                rows => format!("{rows} rows of corridors are"),
            };
            let known = root.jurisdiction.keys().map(JurisdictionId::as_str);
            self.faults
                .warn(
                    *place,
                    format!("{rows} ignored: the scenario has no jurisdiction `{id}`"),
                    "the id of a jurisdiction in the scenario",
                )
                .at("gravity.corridors")
                .suggest(id.as_str(), known);
        }
    }

    fn end(&mut self, row: Row, column: &str) -> Option<JurisdictionId> {
        let id = JurisdictionId::new(row.cell(column));
        if id.is_none() {
            self.bad(row, column, "an ISO 3166 alpha-3 code, for example CHN");
        }
        id
    }

    /// Days by destination. Rows of jurisdictions that the scenario has not are not looked up.
    fn deadlines(&mut self, sheet: &Sheet) -> BTreeMap<JurisdictionId, f64> {
        let mut seen: BTreeMap<JurisdictionId, Place> = BTreeMap::new();
        let mut deadlines = BTreeMap::new();
        for row in sheet.rows() {
            let destination = self.end(row, "destination");
            let days = number_of_at_least_zero(row.cell("days"));
            if days.is_none_or(|days| days > DEADLINE_AT_MOST) {
                self.bad(row, "days", "a number of days from 0 to 3660");
                continue;
            }
            let (Some(destination), Some(days)) = (destination, days) else {
                continue;
            };
            if let Some(first) = seen.insert(destination.clone(), row.whole()) {
                self.twice(
                    row.whole(),
                    &format!("the destination {destination}"),
                    first,
                );
            }
            deadlines.insert(destination, days);
        }
        deadlines
    }

    fn branches(&mut self, sheet: &Sheet) -> Vec<BranchWeight> {
        let mut seen: BTreeMap<String, Place> = BTreeMap::new();
        let mut branches = Vec::new();
        for row in sheet.rows() {
            let branch = row.cell("branch");
            if branch.is_empty() {
                self.bad(row, "branch", "the name of a branch");
                continue;
            }
            if let Some(first) = seen.insert(branch.to_owned(), row.whole()) {
                self.twice(
                    row.whole(),
                    &format!("the branch {:?}", shorten(branch)),
                    first,
                );
            }
            let branch = branch.to_owned();
            branches.extend(
                self.weight(row)
                    .map(|weight| BranchWeight { branch, weight }),
            );
        }
        branches
    }
}

/// Days of the longest deadline: ten years.
const DEADLINE_AT_MOST: f64 = 3660.0;

/// A finite number of at least 0.
fn number_of_at_least_zero(text: &str) -> Option<f64> {
    let number = text.parse::<f64>().ok();
    number.filter(|number| number.is_finite() && *number >= 0.0)
}

/// The text of a cell that need not be filled.
fn optional<'a>(row: Row<'a>, column: &str) -> Option<&'a str> {
    Some(row.cell(column)).filter(|text| !text.is_empty())
}

/// Days of the week as they are written, from Monday.
pub const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

impl Reader<'_> {
    /// A weight for each hour of the week.
    fn hours(&mut self, sheet: &Sheet) -> Vec<f64> {
        let mut weights = vec![0.0; WEEKDAYS.len() * 24];
        let mut seen: BTreeMap<usize, Place> = BTreeMap::new();
        for row in sheet.rows() {
            let (weekday, hour) = (row.cell("weekday"), row.cell("hour"));
            let day = WEEKDAYS.iter().position(|name| *name == weekday);
            if day.is_none() {
                self.bad(row, "weekday", "a day of the week, for example monday");
            }
            let whole = hour.parse::<usize>().ok().filter(|hour| *hour < 24);
            if whole.is_none() {
                self.bad(row, "hour", "an hour from 0 to 23");
            }
            let weight = self.weight(row);
            let (Some(day), Some(whole), Some(weight)) = (day, whole, weight) else {
                continue;
            };
            let place = day * 24 + whole;
            if let Some(first) = seen.insert(place, row.whole()) {
                self.twice(row.whole(), &format!("{} at {whole}", WEEKDAYS[day]), first);
            }
            weights[place] = weight;
        }
        weights
    }
}

/// A date and nothing else: the parser of dates would take a time as well.
fn is_plain_date(text: &str) -> bool {
    text.len() == 10
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b'-')
}
