//! The working time of a log: rest days, opening hours and holidays.

use std::collections::BTreeMap;

use jiff::ToSpan;
use jiff::civil::Date;

use super::case_history::{CaseHistory, DAY, day_of, seconds_of_day};

pub(super) const HOUR: i64 = crate::time::HOUR.seconds() as i64;

/// A weekday with less than this share of a seventh of the events is a rest day.
const REST: f64 = 0.25;

/// An hour with less than this share of the busiest hour's events is closed.
const CLOSED: f64 = 0.2;

/// Significance level for holidays, over all working days together (Bonferroni's correction).
const HOLIDAY_LEVEL: f64 = 0.01;

/// A holiday has less than this share of the events of the days around it.
const HOLIDAY_SHARE: f64 = 0.25;

/// Days before and after a day that it is compared with.
const WINDOW: i64 = 21;

/// The days and hours of work, in the log's local time.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkingWeek {
    /// Whether each weekday is a rest day, from Monday.
    pub rest: [bool; 7],
    /// Opening and closing second of an open day.
    pub hours: (i64, i64),
    /// Holidays that are not rest days, sorted, as days since 1970.
    pub holidays: Vec<i64>,
    /// Share of all events outside these hours and days.
    pub outside: f64,
    /// Number of open days from `first` to each day.
    pub(super) open_days: Vec<i64>,
    pub(super) first: i64,
}

/// The weekday of a day since 1970, from Monday.
pub fn weekday(day: i64) -> usize {
    // 1 January 1970 was a Thursday.
    (day + 3).rem_euclid(7) as usize
}

/// A day since 1970 as a date.
pub fn date(day: i64) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(day.days()).unwrap_or(epoch)
}

impl WorkingWeek {
    /// Estimates the working week from all events of a log.
    #[must_use]
    pub fn new(cases: &[CaseHistory]) -> Self {
        let times: Vec<i64> = cases.iter().flat_map(CaseHistory::step_ends).collect();
        let mut by_weekday = [0.0_f64; 7];
        for time in &times {
            by_weekday[weekday(day_of(*time))] += 1.0;
        }
        let total = times.len().max(1) as f64;
        let rest = by_weekday.map(|count| count < REST * total / 7.0);
        let mut by_hour = [0.0_f64; 24];
        for time in times.iter().filter(|time| !rest[weekday(day_of(**time))]) {
            by_hour[(seconds_of_day(*time) / HOUR) as usize] += 1.0;
        }
        let hours = open_hours(&by_hour);
        let mut week = Self {
            rest,
            hours,
            holidays: Vec::new(),
            outside: 0.0,
            open_days: Vec::new(),
            first: 0,
        };
        // A day without events means a holiday only while new cases arrive. Later the log
        // contains only the ends of its last cases.
        let first = cases.iter().map(|case| day_of(case.arrival())).min();
        let last = cases.iter().map(|case| day_of(case.arrival())).max();
        if let (Some(first), Some(last)) = (first, last) {
            week.holidays = holidays(&times, rest, (first, last));
        }
        week.count_open_days(&times);
        let outside = times.iter().filter(|time| !week.is_open(**time)).count();
        week.outside = outside as f64 / total;
        week
    }

    /// A week that never closes.
    #[must_use]
    pub fn always(cases: &[CaseHistory]) -> Self {
        let times: Vec<i64> = cases.iter().flat_map(CaseHistory::step_ends).collect();
        let mut week = Self {
            rest: [false; 7],
            hours: (0, DAY),
            holidays: Vec::new(),
            outside: 0.0,
            open_days: Vec::new(),
            first: 0,
        };
        week.count_open_days(&times);
        week
    }

    /// The same days with other hours.
    #[must_use]
    pub fn with_hours(&self, hours: (i64, i64)) -> Self {
        Self {
            hours,
            ..self.clone()
        }
    }

    fn count_open_days(&mut self, times: &[i64]) {
        let first = times.iter().copied().min().map_or(0, day_of);
        let last = times.iter().copied().max().map_or(0, day_of);
        self.first = first;
        let mut open = 0;
        self.open_days = vec![0];
        for day in first..=last {
            open += i64::from(self.is_open_day(day));
            self.open_days.push(open);
        }
    }

    /// Whether a day is open.
    #[must_use]
    pub fn is_open_day(&self, day: i64) -> bool {
        !self.rest[weekday(day)] && self.holidays.binary_search(&day).is_err()
    }

    /// Whether a time is open.
    #[must_use]
    pub fn is_open(&self, time: i64) -> bool {
        let second = seconds_of_day(time);
        self.is_open_day(day_of(time)) && self.hours.0 <= second && second < self.hours.1
    }

    /// Number of open days of each weekday, from Monday.
    pub(super) fn open_days_by_weekday(&self) -> [f64; 7] {
        let mut days = [0.0; 7];
        for day in self.first..self.first + self.open_days.len() as i64 - 1 {
            if self.is_open_day(day) {
                days[weekday(day)] += 1.0;
            }
        }
        days
    }

    /// Whether any part of an hour of the day is open.
    pub(super) fn opens_in(&self, hour: i64) -> bool {
        hour * HOUR < self.hours.1 && (hour + 1) * HOUR > self.hours.0
    }

    /// Open seconds of one open day.
    #[must_use]
    pub fn day_length(&self) -> i64 {
        self.hours.1 - self.hours.0
    }

    /// Open seconds from the first day to a time of the log.
    fn open_before(&self, time: i64) -> i64 {
        let day = day_of(time);
        let index = (day - self.first).clamp(0, self.open_days.len() as i64 - 1) as usize;
        let full_days = self.open_days[index] * self.day_length();
        if !self.is_open_day(day) {
            return full_days;
        }
        full_days + (seconds_of_day(time) - self.hours.0).clamp(0, self.day_length())
    }

    /// Open seconds between two times of the log.
    #[must_use]
    pub fn open_between(&self, from: i64, to: i64) -> i64 {
        (self.open_before(to) - self.open_before(from)).max(0)
    }
}

/// The hours from the first to the last open one.
fn open_hours(by_hour: &[f64; 24]) -> (i64, i64) {
    let busiest = by_hour.iter().copied().fold(0.0, f64::max);
    let open = |hour: &usize| by_hour[*hour] >= CLOSED * busiest;
    let first = (0..24).find(open).unwrap_or(0) as i64;
    let last = (0..24).rev().find(open).unwrap_or(23) as i64;
    (first * HOUR, (last + 1) * HOUR)
}

/// Working days with far fewer events than the days around them, relative to the mean of their
/// weekday.
fn holidays(times: &[i64], rest: [bool; 7], (first, last): (i64, i64)) -> Vec<i64> {
    let mut counts: BTreeMap<i64, f64> = (first..=last)
        .filter(|day| !rest[weekday(*day)])
        .map(|day| (day, 0.0))
        .collect();
    for time in times {
        if let Some(count) = counts.get_mut(&day_of(*time)) {
            *count += 1.0;
        }
    }
    let days = counts.len().max(1) as f64;
    // Means by weekday, so that a slow Friday is no holiday.
    let mut sums = [[0.0_f64; 2]; 7];
    for (day, count) in &counts {
        let [sum, number] = &mut sums[weekday(*day)];
        *sum += count;
        *number += 1.0;
    }
    let usual = |day: i64| {
        let [sum, number] = sums[weekday(day)];
        sum / number.max(1.0)
    };
    let is_holiday = |day: i64, count: f64| {
        let nearby = counts.range(day - WINDOW..=day + WINDOW);
        let (sum, expected) = nearby
            .filter(|(other, _)| **other != day)
            .fold((0.0, 0.0), |(sum, expected), (other, count)| {
                (sum + count, expected + usual(*other))
            });
        let mean = if expected > 0.0 {
            sum / expected * usual(day)
        } else {
            0.0
        };
        count < HOLIDAY_SHARE * mean && poisson_at_most(count, mean) < HOLIDAY_LEVEL / days
    };
    counts
        .iter()
        .filter(|(day, count)| is_holiday(**day, **count))
        .map(|(day, _)| *day)
        .collect()
}

/// The probability of at most `count` under a Poisson distribution.
fn poisson_at_most(count: f64, mean: f64) -> f64 {
    let mut term = libm::exp(-mean);
    let mut sum = term;
    let mut k = 1.0;
    while k <= count {
        term *= mean / k;
        sum += term;
        k += 1.0;
    }
    sum
}
