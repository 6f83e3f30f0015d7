//! How quickly work goes on in each open hour of the week.

use super::alike::chi_squared;
use super::history::{day_of, seconds_of_day};
use super::week::{HOUR, Week, weekday};
use crate::scenario::WEEKDAYS;

/// Fewer events than this in an hour of the week on average: hours and weekdays are told
/// apart each by itself.
const FULL: f64 = 50.0;

/// A pace is found only where an even one would be accident with less than this chance.
const UNEVEN: f64 = 1e-3;

/// The least pace of an open hour of what the quickest has.
const SLOWEST: f64 = 0.01;

/// How quickly work goes on in each open hour of the week, of the quickest.
#[derive(Debug, Clone, PartialEq)]
pub struct Pace {
    /// From Monday midnight; nothing outside of the opening hours.
    pub weights: [f64; 168],
    week: Week,
    /// Seconds of the quickest pace from the log's first day to each day.
    before: Vec<f64>,
}

impl Pace {
    /// From when work was done. None where one pace would do as well.
    #[must_use]
    pub fn of(ends: &[i64], week: &Week) -> Option<Self> {
        let mut counts = [0.0; 168];
        for end in ends.iter().filter(|end| week.is_open(**end)) {
            let hour = (seconds_of_day(*end) / HOUR) as usize;
            counts[weekday(day_of(*end)) * 24 + hour] += 1.0;
        }
        let days = week.open_days_by_weekday();
        // Per open day of its kind.
        let open = |place: usize| days[place / 24] > 0.0 && week.opens_in((place % 24) as i64);
        let cells: Vec<usize> = (0..168).filter(|place| open(*place)).collect();
        let all: f64 = cells.iter().map(|place| counts[*place]).sum();
        let open_days: f64 = cells.iter().map(|place| days[place / 24]).sum();
        if cells.len() < 2 || all < 5.0 * cells.len() as f64 {
            return None;
        }
        let even = |place: usize| all * days[place / 24] / open_days;
        let off: f64 = cells
            .iter()
            .map(|place| {
                let apart = counts[*place] - even(*place);
                apart * apart / even(*place)
            })
            .sum();
        if chi_squared(off, cells.len() - 1) >= UNEVEN {
            return None;
        }
        let rate: Vec<f64> = if all >= FULL * cells.len() as f64 {
            cells
                .iter()
                .map(|place| counts[*place] / days[place / 24])
                .collect()
        } else {
            // Weekday times hour, each from all of its own.
            let sum = |own: &dyn Fn(usize) -> bool| -> [f64; 2] {
                let own = cells.iter().filter(|place| own(**place));
                own.fold([0.0; 2], |sum, place| {
                    [sum[0] + counts[*place], sum[1] + days[place / 24]]
                })
            };
            let share = |[count, days]: [f64; 2]| count / days;
            cells
                .iter()
                .map(|place| {
                    let of_day = share(sum(&|other| other / 24 == place / 24));
                    let of_hour = share(sum(&|other| other % 24 == place % 24));
                    of_day * of_hour
                })
                .collect()
        };
        let greatest = rate.iter().copied().fold(0.0, f64::max);
        let mut weights = [0.0; 168];
        for (place, rate) in cells.iter().zip(&rate) {
            // Three digits: no log knows more.
            weights[*place] = ((rate / greatest).max(SLOWEST) * 1000.0).round() / 1000.0;
        }
        let mut pace = Self {
            weights,
            week: week.clone(),
            before: vec![0.0],
        };
        let mut before = 0.0;
        for day in 0..week.open_days.len() as i64 - 1 {
            let day = week.first + day;
            if week.is_open_day(day) {
                before += pace.passed(day, week.hours.1);
            }
            pace.before.push(before);
        }
        Some(pace)
    }

    /// The mean pace of each open weekday.
    pub fn by_weekday(&self) -> impl Iterator<Item = (String, f64)> {
        let length = self.week.day_length().max(1) as f64;
        let day = move |(day, name): (usize, &str)| {
            let mut name = name.to_owned();
            name[..1].make_ascii_uppercase();
            // Any day that falls on it: 5 January 1970 was a Monday.
            let passed = self.passed(4 + day as i64, self.week.hours.1);
            (name, passed / length)
        };
        let days = WEEKDAYS.into_iter().enumerate();
        days.filter(|(day, _)| !self.week.rest[*day]).map(day)
    }

    /// Seconds of the quickest pace from opening to a second of an open day.
    fn passed(&self, day: i64, second: i64) -> f64 {
        let (from, to) = self.week.hours;
        let until = second.clamp(from, to);
        let hours = (from / HOUR..=(to - 1) / HOUR).map(|hour| {
            let within = until.min((hour + 1) * HOUR) - from.max(hour * HOUR);
            within.max(0) as f64 * self.weights[weekday(day) * 24 + hour as usize]
        });
        hours.sum()
    }

    fn before(&self, time: i64) -> f64 {
        let day = day_of(time);
        let place = (day - self.week.first).clamp(0, self.before.len() as i64 - 1) as usize;
        let today = if self.week.is_open_day(day) {
            self.passed(day, seconds_of_day(time))
        } else {
            0.0
        };
        self.before[place] + today
    }

    /// Seconds of the quickest pace between two times of the log.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> f64 {
        (self.before(to) - self.before(from)).max(0.0)
    }
}
