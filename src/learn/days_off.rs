//! The time that a learnt scenario simulates, and its days without work.

use std::fmt::Write;

use jiff::ToSpan;
use jiff::civil::Date;

use super::Learnt;
use super::week::date;

/// Cases that a run of the scenario should have, so that its log is no thinner than most
/// real ones.
const CASES: f64 = 5000.0;

/// Most years that a run is given for that.
const YEARS_AT_MOST: f64 = 20.0;

/// The days without work that the log shows. A simulated year without one gets a row that
/// says so: a working day that is worked changes nothing, and the table covers every year.
#[must_use]
pub fn table(learnt: &Learnt) -> String {
    let mut rows: Vec<(Date, &str)> = learnt
        .week
        .holidays
        .iter()
        .map(|day| (date(*day), "closed (found in the log),false"))
        .collect();
    let frame = Frame::of(learnt);
    for year in frame.first..=frame.last {
        if !rows.iter().any(|(day, _)| day.year() == year) {
            let day = worked_day(learnt, year);
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

/// The first day of a year that is no day of rest.
fn worked_day(learnt: &Learnt, year: i16) -> Option<Date> {
    let first = Date::new(year, 1, 1).ok()?;
    let rest = &learnt.week.rest;
    first
        .series(1.day())
        .take(7)
        .find(|day| !rest[day.weekday().to_monday_zero_offset() as usize])
}

/// The time that the scenario simulates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Years of warm-up before the first day of the log.
    pub warm_up_years: f64,
    /// Measured years.
    pub years: f64,
    /// First year on the calendar.
    first: i16,
    /// Last year on the calendar.
    last: i16,
}

impl Frame {
    /// Of a learnt procedure.
    #[must_use]
    pub fn of(learnt: &Learnt) -> Self {
        let years = (CASES / learnt.a_year).ceil().clamp(1.0, YEARS_AT_MOST);
        // So long that the first measured day has as many cases under way as any other.
        let warm_up = (learnt.longest as f64 / crate::time::YEAR_SECONDS * 4.0).ceil() / 4.0;
        let warm_up_years = warm_up.clamp(0.25, 5.0);
        let start = date(learnt.first_day).year();
        Self {
            warm_up_years,
            years,
            first: start - warm_up_years.ceil() as i16,
            last: start + years as i16,
        }
    }
}
