//! From an event log to a scenario: a procedure as it is done, not as it is written.
//!
//! What is found: steps and the ways between them with their loops; how long each takes,
//! in open hours, at the pace of the week, where people do it and on the clock on the wall
//! where it is done at once; days of rest, hours and days without work; when cases come;
//! officers, where the log names who did what and when they began. What cannot be found is
//! said ([`Learnt::unknown`]).

mod alike;
mod days_off;
mod draft;
mod history;
mod mixture;
mod names;
mod pace;
mod staff;
mod text;
mod told;
mod unknown;
mod ways;
mod week;

use std::fmt;

pub use text::{Text, write};
pub use told::told;

use draft::Draft;
use history::Case;
use staff::Staff;
use ways::{Next, Ways};
use week::{Week, date};

use crate::compile::YEARS;
use crate::limits::STEPS;
use crate::log::EventLog;

/// Fewest cases that a procedure can be learnt from.
const CASES_AT_LEAST: usize = 20;

/// Chances below which two groups of visits are told apart; a smaller one where there
/// would be too many steps, at last none.
const CHANCES: [f64; 4] = [1e-3, 1e-6, 1e-12, 0.0];

/// A weekend with so much of a working day's work, and a night, is none.
const ALWAYS: f64 = 0.4;

/// How a log is read.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// Hours that local time is ahead of the log's.
    pub utc_offset_hours: f64,
    /// Activities that end a case with a refusal; found by their names if empty.
    pub refused: Vec<String>,
}

/// Why nothing can be learnt from a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unusable {
    /// What was found.
    pub found: String,
    /// What was wanted.
    pub wanted: String,
}

impl fmt::Display for Unusable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; wanted: {}", self.found, self.wanted)
    }
}

/// A procedure as a log shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct Learnt {
    /// What the activities are called.
    pub activities: Vec<String>,
    /// Cases.
    pub cases: usize,
    /// Events of them.
    pub events: usize,
    /// Cases a year, between the first and the last arrival.
    pub a_year: f64,
    /// How many cases came in each hour of the week, from Monday.
    pub arrivals: Vec<f64>,
    /// The day of the first arrival, since 1970.
    pub first_day: i64,
    /// The day of the last event.
    pub last_day: i64,
    /// A time that 99 of 100 cases take less than, in seconds.
    pub longest: i64,
    /// When work is done.
    pub week: Week,
    /// The ways of files.
    pub ways: Ways,
    /// The steps.
    pub draft: Draft,
    /// Activities that end a case with a refusal.
    pub refused: Vec<usize>,
    /// Activities too rare to be a step.
    pub left_out: Vec<String>,
    /// Their share of all events.
    pub left_out_share: f64,
    /// Hours that local time is ahead of the log's.
    pub utc_offset_hours: f64,
    /// What the log cannot tell.
    pub unknown: Vec<String>,
}

impl Learnt {
    /// The names of some activities, as a list in words.
    fn names_of(&self, activities: &[usize]) -> String {
        let named = activities
            .iter()
            .map(|activity| format!("`{}`", self.activities[*activity]));
        named.collect::<Vec<_>>().join(", ")
    }
}

/// Learns a procedure from a log.
///
/// # Errors
///
/// When the log has too few cases, or all of them come at one time.
pub fn learn(log: &EventLog, options: &Options) -> Result<Learnt, Unusable> {
    if log.cases.len() < CASES_AT_LEAST {
        return Err(Unusable {
            found: format!("a log of {} cases", log.cases.len()),
            wanted: format!("at least {CASES_AT_LEAST} cases of one procedure"),
        });
    }
    let refused = refused(log, options)?;
    let counts = events_of(log);
    // The least frequent activities go first, where there are too many steps.
    let mut by_count: Vec<usize> = (0..counts.len()).collect();
    by_count.sort_by_key(|activity| (counts[*activity], *activity));
    let mut left_out = vec![false; counts.len()];
    let unused = counts.iter().filter(|count| **count == 0).count();
    // Each activity is one step at least, so what is above the limit can go before anything is
    // tried: with all 10,000 activities of a log a try takes half a minute.
    let spare = (counts.len() - unused).saturating_sub(STEPS);
    let mut dropped = unused + spare;
    for activity in &by_count[unused..dropped] {
        left_out[*activity] = true;
    }
    loop {
        let cases = history::cases(log, options.utc_offset_hours, &left_out);
        let week = week(&cases);
        let staff = Staff::of(&cases, &week);
        for chance in CHANCES {
            // As far back as there is room for.
            for ways in Ways::rounds(&cases, chance).into_iter().rev() {
                let draft = Draft::of(&cases, &week, &ways, &staff);
                if draft.steps.len() > STEPS {
                    continue;
                }
                let names = by_count[unused..dropped].iter();
                let left_out: Vec<usize> = names.copied().collect();
                let parts = (week, ways, draft, staff);
                return learnt(log, options, (&cases, refused, left_out), parts);
            }
        }
        if let Some(activity) = by_count.get(dropped) {
            left_out[*activity] = true;
        }
        dropped += 1;
    }
}

fn learnt(
    log: &EventLog,
    options: &Options,
    (cases, refused, left_out): (&[Case], Vec<usize>, Vec<usize>),
    (week, ways, draft, staff): (Week, Ways, Draft, Staff),
) -> Result<Learnt, Unusable> {
    let counts = events_of(log);
    let begun = || cases.iter().map(Case::begun);
    let (first, last) = (begun().min().unwrap_or(0), begun().max().unwrap_or(0));
    for time in [first, last] {
        let year = date(history::day_of(time)).year();
        if !YEARS.contains(&year) {
            return Err(Unusable {
                found: format!("cases of the year {year}"),
                wanted: format!(
                    "cases from {} to {}; --from and --until leave others out",
                    YEARS.start(),
                    YEARS.end()
                ),
            });
        }
    }
    if first == last {
        return Err(Unusable {
            found: format!("{} cases that all begin at one time", cases.len()),
            wanted: "cases that come one after another".to_owned(),
        });
    }
    let mut arrivals = vec![0.0; 168];
    for time in begun() {
        let hour = history::seconds_of_day(time) / 3600;
        arrivals[week::weekday(history::day_of(time)) * 24 + hour as usize] += 1.0;
    }
    let last_of = |case: &Case| case.times().max().unwrap_or(0);
    let mut lengths: Vec<i64> = cases
        .iter()
        .map(|case| last_of(case) - case.begun())
        .collect();
    lengths.sort_unstable();
    let years = (last - first) as f64 / crate::time::YEAR_SECONDS;
    let dropped: usize = left_out.iter().map(|activity| counts[*activity]).sum();
    let ends = |activity: &usize| {
        let stages = ways.stages.iter().zip(&ways.onward);
        let mut own = stages.filter(|(stage, _)| stage.activity == *activity);
        own.any(|(_, onward)| onward.contains_key(&Next::End))
    };
    let mut learnt = Learnt {
        activities: log.activities.clone(),
        cases: cases.len(),
        events: cases.iter().map(|case| case.steps.len()).sum(),
        a_year: (cases.len() - 1) as f64 / years,
        arrivals,
        first_day: history::day_of(first),
        last_day: cases.iter().map(last_of).max().map_or(0, history::day_of),
        longest: lengths[(lengths.len() * 99 / 100).min(lengths.len() - 1)],
        refused: refused.into_iter().filter(ends).collect(),
        left_out: left_out
            .iter()
            .map(|activity| log.activities[*activity].clone())
            .collect(),
        left_out_share: dropped as f64 / counts.iter().sum::<usize>().max(1) as f64,
        utc_offset_hours: options.utc_offset_hours,
        unknown: Vec::new(),
        week,
        ways,
        draft,
    };
    learnt.unknown = unknown::unknown(&learnt, cases, &staff);
    Ok(learnt)
}

/// The id of a procedure that is called so.
#[must_use]
pub fn procedure_id(name: &str) -> String {
    names::id(name, "learnt")
}

/// How often each activity occurs.
fn events_of(log: &EventLog) -> Vec<usize> {
    let mut counts = vec![0; log.activities.len()];
    for event in log.cases.iter().flat_map(|case| &case.events) {
        counts[event.activity as usize] += 1;
    }
    counts
}

/// The activities that end a case with a refusal.
fn refused(log: &EventLog, options: &Options) -> Result<Vec<usize>, Unusable> {
    if options.refused.is_empty() {
        let named = log.activities.iter().enumerate();
        return Ok(named
            .filter(|(_, name)| names::says_refused(name))
            .map(|(number, _)| number)
            .collect());
    }
    let find = |name: &String| {
        let found = log.activities.iter().position(|activity| activity == name);
        found.ok_or_else(|| Unusable {
            found: format!("no activity `{name}` in the log"),
            wanted: format!("for --refused one of: {}", log.activities.join("; ")),
        })
    };
    options.refused.iter().map(find).collect()
}

/// The working hours of a log, unless it has none: then work goes on at all times.
fn week(cases: &[Case]) -> Week {
    let week = Week::of(cases);
    let whole_days = week.hours.1 - week.hours.0 >= 22 * 3600;
    let no_rest = !week.rest.contains(&true);
    if (whole_days && no_rest) || week.outside > ALWAYS {
        Week::always(cases)
    } else {
        week
    }
}
