//! The pace of work in each open hour of the week.

use super::case_history::{day_of, seconds_of_day};
use super::homogeneity::chi_squared_tail;
use super::working_week::{HOUR, WorkingWeek, weekday};
use crate::scenario::WEEKDAYS;

/// Mean events per hour of the week below which the pace is a product of weekday and hour.
const FULL_TABLE: f64 = 50.0;

/// An uneven pace is used only if the p-value of an even one is below this.
const MAX_P_VALUE: f64 = 1e-3;

/// Least pace of an open hour, as a share of the fastest.
const MIN_PACE: f64 = 0.01;

/// Pace of work in each open hour of the week, as a share of the fastest.
#[derive(Debug, Clone, PartialEq)]
pub struct WeeklyPace {
    /// From Monday midnight; 0 outside opening hours.
    pub weights: [f64; 168],
    week: WorkingWeek,
    /// Seconds at the fastest pace from the log's first day to each day.
    before_day: Vec<f64>,
}

impl WeeklyPace {
    /// Estimates the pace from the ends of work; none if an even pace fits as well.
    #[must_use]
    pub fn new(ends: &[i64], week: &WorkingWeek) -> Option<Self> {
        let mut counts = [0.0; 168];
        for end in ends.iter().filter(|end| week.is_open(**end)) {
            let hour = (seconds_of_day(*end) / HOUR) as usize;
            counts[weekday(day_of(*end)) * 24 + hour] += 1.0;
        }
        let days = week.open_days_by_weekday();
        // Only hours of the week that are open on some day.
        let open = |hour_of_week: usize| {
            days[hour_of_week / 24] > 0.0 && week.opens_in((hour_of_week % 24) as i64)
        };
        let cells: Vec<usize> = (0..168)
            .filter(|hour_of_week| open(*hour_of_week))
            .collect();
        let total: f64 = cells.iter().map(|hour_of_week| counts[*hour_of_week]).sum();
        let open_days: f64 = cells
            .iter()
            .map(|hour_of_week| days[hour_of_week / 24])
            .sum();
        if cells.len() < 2 || total < 5.0 * cells.len() as f64 {
            return None;
        }
        let even = |hour_of_week: usize| total * days[hour_of_week / 24] / open_days;
        let statistic: f64 = cells
            .iter()
            .map(|hour_of_week| {
                let difference = counts[*hour_of_week] - even(*hour_of_week);
                difference * difference / even(*hour_of_week)
            })
            .sum();
        if chi_squared_tail(statistic, cells.len() - 1) >= MAX_P_VALUE {
            return None;
        }
        let rates: Vec<f64> = if total >= FULL_TABLE * cells.len() as f64 {
            cells
                .iter()
                .map(|hour_of_week| counts[*hour_of_week] / days[hour_of_week / 24])
                .collect()
        } else {
            // Rate of the weekday times rate of the hour.
            let sums = |is_included: &dyn Fn(usize) -> bool| -> [f64; 2] {
                let included = cells
                    .iter()
                    .filter(|hour_of_week| is_included(**hour_of_week));
                included.fold([0.0; 2], |sum, hour_of_week| {
                    [
                        sum[0] + counts[*hour_of_week],
                        sum[1] + days[hour_of_week / 24],
                    ]
                })
            };
            let rate = |[count, days]: [f64; 2]| count / days;
            cells
                .iter()
                .map(|hour_of_week| {
                    let weekday_rate = rate(sums(&|other| other / 24 == hour_of_week / 24));
                    let hour_rate = rate(sums(&|other| other % 24 == hour_of_week % 24));
                    weekday_rate * hour_rate
                })
                .collect()
        };
        let fastest = rates.iter().copied().fold(0.0, f64::max);
        let mut weights = [0.0; 168];
        for (hour_of_week, rate) in cells.iter().zip(&rates) {
            // Three digits are enough for any log.
            weights[*hour_of_week] = ((rate / fastest).max(MIN_PACE) * 1000.0).round() / 1000.0;
        }
        let mut pace = Self {
            weights,
            week: week.clone(),
            before_day: vec![0.0],
        };
        let mut before = 0.0;
        for day in 0..week.open_days.len() as i64 - 1 {
            let day = week.first + day;
            if week.is_open_day(day) {
                before += pace.seconds_until(day, week.hours.1);
            }
            pace.before_day.push(before);
        }
        Some(pace)
    }

    /// The mean pace of each open weekday.
    pub fn by_weekday(&self) -> impl Iterator<Item = (String, f64)> {
        let length = self.week.day_length().max(1) as f64;
        let day = move |(day, name): (usize, &str)| {
            let mut name = name.to_owned();
            name[..1].make_ascii_uppercase();
            // 5 January 1970 was a Monday.
            let seconds = self.seconds_until(4 + day as i64, self.week.hours.1);
            (name, seconds / length)
        };
        let days = WEEKDAYS.into_iter().enumerate();
        days.filter(|(day, _)| !self.week.rest[*day]).map(day)
    }

    /// Seconds at the fastest pace from opening to a second of an open day.
    fn seconds_until(&self, day: i64, second: i64) -> f64 {
        let (from, to) = self.week.hours;
        let until = second.clamp(from, to);
        let hours = (from / HOUR..=(to - 1) / HOUR).map(|hour| {
            let within = until.min((hour + 1) * HOUR) - from.max(hour * HOUR);
            within.max(0) as f64 * self.weights[weekday(day) * 24 + hour as usize]
        });
        hours.sum()
    }

    /// Seconds at the fastest pace from the first day to a time.
    fn seconds_before(&self, time: i64) -> f64 {
        let day = day_of(time);
        let index = (day - self.week.first).clamp(0, self.before_day.len() as i64 - 1) as usize;
        let today = if self.week.is_open_day(day) {
            self.seconds_until(day, seconds_of_day(time))
        } else {
            0.0
        };
        self.before_day[index] + today
    }

    /// Seconds at the fastest pace between two times.
    #[must_use]
    pub fn between(&self, from: i64, to: i64) -> f64 {
        (self.seconds_before(to) - self.seconds_before(from)).max(0.0)
    }
}
