//! The years that a learnt scenario simulates, and its table of holidays.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use super::LearntProcedure;
use super::working_week::date;

/// Cases that a run of the scenario should have, so that its log is comparable with real ones.
const RUN_CASES: f64 = 5000.0;

/// Limit of the years of a run.
const MAX_YEARS: f64 = 20.0;

/// The holidays found in the log. The table must cover every simulated year, so a year without
/// holidays gets a row that marks one of its working days as worked.
#[must_use]
pub fn holiday_table(learnt: &LearntProcedure) -> String {
    let mut rows: Vec<(Date, &str)> = learnt
        .week
        .holidays
        .iter()
        .map(|day| (date(*day), "closed (found in the log),false"))
        .collect();
    let frame = StudyFrame::new(learnt);
    for year in frame.first_year..=frame.last_year {
        if !rows.iter().any(|(day, _)| day.year() == year) {
            let day = first_working_day(learnt, year);
            rows.extend(day.map(|day| (day, "no day without work is known of this year,true")));
        }
    }
    rows.sort();
    let mut text = "date,name,working\n".to_owned();
    for (day, row) in rows {
        let _ = writeln!(text, "{day},{row}");
    }
    text
}

/// The first day of a year that is not a rest day.
fn first_working_day(learnt: &LearntProcedure, year: i16) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok()?;
    let rest = &learnt.week.rest;
    first
        .series(1.day())
        .take(7)
        .find(|day| !rest[day.weekday().to_monday_zero_offset() as usize])
}

/// The years that the scenario simulates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StudyFrame {
    /// Years of warm-up before the first day of the log.
    pub warm_up_years: f64,
    /// Measured years.
    pub years: f64,
    /// First year on the calendar.
    first_year: i16,
    /// Last year on the calendar.
    last_year: i16,
}

impl StudyFrame {
    /// The years for a learnt procedure.
    #[must_use]
    pub fn new(learnt: &LearntProcedure) -> Self {
        let years = (RUN_CASES / learnt.a_year).ceil().clamp(1.0, MAX_YEARS);
        // The first measured day should have as many open cases as any other.
        let warm_up = (learnt.longest as f64 / crate::time::YEAR_SECONDS * 4.0).ceil() / 4.0;
        let warm_up_years = warm_up.clamp(0.25, 5.0);
        let start = date(learnt.first_day).year();
        Self {
            warm_up_years,
            years,
            first_year: start - warm_up_years.ceil() as i16,
            last_year: start + years as i16,
        }
    }
}
