//! The civil calendar of an office: when it is open, in seconds.
//!
//! Two functions carry all of it: `open`, the open seconds before an instant,
//! and `at`, the first instant by which that number of open seconds has passed.

use crate::time::{DAY, Instant, Span};

const ONE_SECOND: Span = Span::from_seconds(1);

/// What kind of day it is for an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayKind {
    /// It opens.
    Open,
    /// The weekend.
    Rest,
    /// A public holiday of one of its jurisdictions.
    Holiday,
}

/// What the clocks of a calendar show: time before an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Reading {
    /// Open time.
    pub open: Span,
    /// Time of public holidays.
    pub holiday: Span,
}

/// How quickly open time passes in each hour of the week, of the quickest: as much of a
/// second as is done in one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pace {
    /// For each weekday from that of `day 0`, seconds of the quickest pace before each hour
    /// of the day; last, of the whole day.
    hours: [[u32; 25]; 7],
    /// The same before each local day, in opening hours of open days.
    before: Vec<u32>,
}

impl Pace {
    /// Seconds of the quickest pace from midnight to a second of a day: in each second one
    /// more, or none.
    fn passed(&self, day: usize, second: i64) -> i64 {
        let hours = &self.hours[day % 7];
        let hour = (second / 3600).min(23) as usize;
        let rate = i64::from(hours[hour + 1] - hours[hour]);
        i64::from(hours[hour]) + (second - 3600 * hour as i64) * rate / 3600
    }

    /// The first second of a day by which that number of open seconds has passed.
    fn reached(&self, day: usize, passed: i64) -> i64 {
        let hours = &self.hours[day % 7];
        let next = hours.partition_point(|before| i64::from(*before) < passed);
        let hour = next.clamp(1, 24) - 1;
        let rate = i64::from(hours[hour + 1] - hours[hour]).max(1);
        let into = ((passed - i64::from(hours[hour])) * 3600 + rate - 1) / rate;
        3600 * hour as i64 + into
    }
}

/// The opening hours of an office over the whole simulated time.
///
/// Days are local; `day 0` is the local day that holds midnight UTC of the
/// first simulated day, or the one before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    offset: i64,
    from: i64,
    length: i64,
    open_before: Vec<u32>,
    holidays_before: Vec<u32>,
    open_days: Vec<u32>,
    always: bool,
    pace: Option<Box<Pace>>,
}

impl Calendar {
    /// An office that never closes.
    #[must_use]
    pub fn always() -> Self {
        Self {
            offset: 0,
            from: 0,
            length: i64::from(DAY),
            open_before: Vec::new(),
            holidays_before: Vec::new(),
            open_days: Vec::new(),
            always: true,
            pace: None,
        }
    }

    /// Opening from second `from` to second `to` of each open local day.
    /// `days[0]` is the local day before the one of the first UTC midnight, so
    /// that an office east or west of Greenwich is covered; `offset` is local
    /// time minus UTC in seconds.
    #[must_use]
    pub fn new(days: &[DayKind], from: u32, to: u32, offset: i64) -> Self {
        let mut calendar = Self {
            offset: offset + i64::from(DAY),
            from: i64::from(from),
            length: i64::from(to) - i64::from(from),
            open_before: vec![0],
            holidays_before: vec![0],
            open_days: Vec::new(),
            always: false,
            pace: None,
        };
        let (mut open, mut holidays) = (0, 0);
        for (day, kind) in days.iter().enumerate() {
            match kind {
                DayKind::Open => {
                    open += 1;
                    calendar.open_days.push(day as u32);
                }
                DayKind::Rest => {}
                DayKind::Holiday => holidays += 1,
            }
            calendar.open_before.push(open);
            calendar.holidays_before.push(holidays);
        }
        calendar
    }

    /// The same hours at a pace: `weights` of each hour of the local week from Monday, over
    /// the greatest, of open time pass. `monday` is the weekday of local day 0, from Monday.
    /// None if no open time would pass in a week.
    #[must_use]
    pub fn paced(mut self, weights: &[f64; 168], monday: usize) -> Option<Self> {
        let to = self.from + self.length;
        let open = |hour: i64| (3600 * hour < to) && (3600 * (hour + 1) > self.from);
        let hours = (0..168).filter(|hour| open(hour % 24));
        let greatest = hours
            .map(|hour| weights[hour as usize])
            .fold(0.0_f64, f64::max);
        if greatest <= 0.0 || self.always {
            return None;
        }
        let mut pace = Pace {
            hours: [[0; 25]; 7],
            before: vec![0],
        };
        for (day, hours) in pace.hours.iter_mut().enumerate() {
            for hour in 0..24 {
                let weight = weights[(day + monday) % 7 * 24 + hour] / greatest;
                hours[hour + 1] = hours[hour] + (3600.0 * weight.clamp(0.0, 1.0)).round() as u32;
            }
        }
        let mut before = 0;
        for day in 0..self.open_before.len() - 1 {
            if self.open_before[day + 1] > self.open_before[day] {
                before += (pace.passed(day, to) - pace.passed(day, self.from)) as u32;
            }
            pace.before.push(before);
        }
        self.pace = Some(Box::new(pace));
        Some(self)
    }

    /// Open seconds before `t`, at a pace.
    #[cold]
    fn open_at_pace(&self, pace: &Pace, t: Instant) -> u32 {
        let (day, second) = self.local(t);
        let today = if self.open_before[day + 1] > self.open_before[day] {
            let second = second.clamp(self.from, self.from + self.length);
            pace.passed(day, second) - pace.passed(day, self.from)
        } else {
            0
        };
        pace.before[day] + today as u32
    }

    /// The first instant with that number of open seconds before it, at a pace.
    #[cold]
    fn at_pace(&self, pace: &Pace, open: u64) -> Instant {
        let open = open.max(1);
        let next = pace
            .before
            .partition_point(|before| u64::from(*before) < open);
        if next == pace.before.len() {
            return Instant::NEVER;
        }
        let day = next - 1;
        let wanted = pace.passed(day, self.from) + (open - u64::from(pace.before[day])) as i64;
        let t = day as i64 * i64::from(DAY) + pace.reached(day, wanted) - self.offset;
        Instant::from_seconds_u64(t.max(0) as u64)
    }

    /// Whether it never closes.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.always
    }

    /// The length of one open day.
    #[inline]
    #[must_use]
    pub fn day_length(&self) -> Span {
        Span::from_seconds(self.length as u32)
    }

    /// Open seconds before `t`.
    #[inline]
    #[must_use]
    pub fn open(&self, t: Instant) -> u64 {
        if self.always {
            return u64::from(t);
        }
        if let Some(pace) = &self.pace {
            return u64::from(self.open_at_pace(pace, t));
        }
        self.open_part(t, self.day_length())
    }

    /// Seconds before `t` that an officer has worked who works only the first
    /// `length` of each open day.
    #[inline]
    #[must_use]
    pub fn open_part(&self, t: Instant, length: Span) -> u64 {
        let length = i64::from(length);
        if self.always {
            let (day, second) = (i64::from(t.day()), i64::from(t.since_midnight()));
            return (day * length + second.min(length)) as u64;
        }
        let (day, second) = self.local(t);
        let before = i64::from(self.open_before[day]) * length;
        let today = if self.open_before[day + 1] > self.open_before[day] {
            (second - self.from).clamp(0, length)
        } else {
            0
        };
        (before + today) as u64
    }

    /// Seconds of public holidays before `t`.
    #[must_use]
    pub fn holiday(&self, t: Instant) -> u64 {
        if self.always {
            return 0;
        }
        let (day, second) = self.local(t);
        let before = u64::from(self.holidays_before[day]) * u64::from(DAY);
        if self.holidays_before[day + 1] > self.holidays_before[day] {
            before + second as u64
        } else {
            before
        }
    }

    /// Both readings at an instant.
    #[inline]
    #[must_use]
    pub fn read(&self, t: Instant) -> Reading {
        if self.always {
            return Reading {
                open: t.since_start(),
                holiday: Span::ZERO,
            };
        }
        let (day, second) = self.local(t);
        let (open, holiday) = (self.open_before[day], self.holidays_before[day]);
        let opens = self.open_before[day + 1] > open;
        let is_holiday = self.holidays_before[day + 1] > holiday;
        let today = (second - self.from).clamp(0, self.length) as u32;
        let open = match &self.pace {
            None => open * self.length as u32 + if opens { today } else { 0 },
            Some(pace) => self.open_at_pace(pace, t),
        };
        let holiday = holiday * DAY.seconds() + if is_holiday { second as u32 } else { 0 };
        Reading {
            open: Span::from_seconds(open),
            holiday: Span::from_seconds(holiday),
        }
    }

    /// The first instant with `open` open seconds before it, for `open` at
    /// least 1; `Instant::NEVER` beyond the calendar.
    #[inline]
    #[must_use]
    pub fn at(&self, open: u64) -> Instant {
        if self.always {
            return Instant::from_seconds_u64(open);
        }
        if let Some(pace) = &self.pace {
            return self.at_pace(pace, open);
        }
        self.at_part(open, self.day_length())
    }

    /// The first instant by which an officer who works only the first `length`
    /// of each open day has worked `open` seconds.
    #[inline]
    #[must_use]
    pub fn at_part(&self, open: u64, length: Span) -> Instant {
        let length = u64::from(length);
        let whole = (open.max(1) - 1) / length;
        if self.always {
            let t = whole * u64::from(DAY) + (open.max(1) - whole * length);
            return Instant::from_seconds_u64(t);
        }
        let Some(&day) = self.open_days.get(whole as usize) else {
            return Instant::NEVER;
        };
        let second = (open.max(1) - whole * length) as i64;
        let t = i64::from(day) * i64::from(DAY) + self.from + second - self.offset;
        Instant::from_seconds_u64(t.max(0) as u64)
    }

    /// When work of `seconds` begun at `t` ends; work takes at least a second.
    #[inline]
    #[must_use]
    pub fn after(&self, t: Instant, seconds: u64) -> Instant {
        self.at(self.open(t) + seconds.max(1))
    }

    /// The first instant at or after `t` at which it is open.
    #[must_use]
    pub fn opening(&self, t: Instant) -> Instant {
        let next = self.at(self.open(t) + 1);
        if next == Instant::NEVER {
            Instant::NEVER
        } else {
            (next - ONE_SECOND).max(t)
        }
    }

    /// The opening of the `n`-th open day (from 0) of the calendar.
    #[must_use]
    pub fn opening_of(&self, n: u64) -> Instant {
        let t = self.at(n * self.length as u64 + 1);
        if t == Instant::NEVER {
            Instant::NEVER
        } else {
            t - ONE_SECOND
        }
    }

    /// The instant from which a part-time officer's day is over, on the local
    /// day of `t`; before it he may take a case.
    #[must_use]
    pub fn part_is_over(&self, t: Instant, length: Span) -> bool {
        if self.always {
            return t.since_midnight() >= length;
        }
        let (day, second) = self.local(t);
        let opens = self.open_before[day + 1] > self.open_before[day];
        opens && second >= self.from + i64::from(length) && second < self.from + self.length
    }

    /// Open days that began before `t`.
    #[must_use]
    pub fn days_begun(&self, t: Instant) -> u64 {
        self.open(t).div_ceil(self.length as u64)
    }

    #[inline]
    fn local(&self, t: Instant) -> (usize, i64) {
        let local = i64::from(t) + self.offset;
        let day = (local / i64::from(DAY)) as usize;
        let last = self.open_before.len() - 2;
        if day > last {
            return (last, i64::from(DAY));
        }
        (day, local % i64::from(DAY))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::HOUR;
    use DayKind::{Holiday, Open, Rest};

    fn week() -> Calendar {
        // The day before, then Monday to Sunday with a holiday on Wednesday.
        let days = [
            Rest, Open, Open, Holiday, Open, Open, Rest, Rest, Open, Open,
        ];
        Calendar::new(&days, 9 * 3600, 17 * 3600, 0)
    }

    #[test]
    fn open_time_counts_only_open_hours() {
        let c = week();
        assert_eq!(c.open(Instant::START + 9 * HOUR), 0);
        assert_eq!(c.open(Instant::START + 10 * HOUR), 3600);
        assert_eq!(c.open(Instant::START + 20 * HOUR), 8 * 3600);
        assert_eq!(c.open(Instant::midnight(3)), 16 * 3600);
        assert_eq!(
            c.holiday(Instant::midnight(3)) - c.holiday(Instant::midnight(2)),
            u64::from(DAY)
        );
    }

    #[test]
    fn at_undoes_open() {
        let c = week();
        for open in 1..(40 * 3600) {
            if open % 97 == 0 {
                assert_eq!(c.open(c.at(open)), open);
                assert_eq!(c.open(c.at(open) - ONE_SECOND), open - 1);
            }
        }
    }

    #[test]
    fn at_a_pace_at_undoes_open_and_slow_hours_count_for_less() {
        // Local day 0 is a Sunday, so that instant 0 is a Monday's. Fridays at a tenth, the
        // last hour of each day at a half.
        let mut weights = [2.0; 168];
        for hour in 0..24 {
            weights[4 * 24 + hour] = 0.2;
        }
        for day in 0..7 {
            weights[day * 24 + 16] /= 2.0;
        }
        let c = week()
            .paced(&weights, 6)
            .unwrap_or_else(|| panic!("it opens"));
        // Tuesday, from 9 to 16 at the full pace, then an hour at half of it.
        assert_eq!(
            c.open(Instant::midnight(2)) - c.open(Instant::midnight(1)),
            7 * 3600 + 1800
        );
        let half_past_four = Instant::midnight(1) + 16 * HOUR + HOUR / 2;
        assert_eq!(
            c.open(half_past_four) - c.open(Instant::midnight(1)),
            7 * 3600 + 900
        );
        // The holiday, and Friday.
        assert_eq!(c.open(Instant::midnight(3)), c.open(Instant::midnight(2)));
        assert_eq!(
            c.open(Instant::midnight(5)) - c.open(Instant::midnight(4)),
            7 * 360 + 180
        );
        let last = c.open(Instant::midnight(8));
        for open in 1..=last {
            let t = c.at(open);
            assert_eq!(
                (c.open(t), c.open(t - ONE_SECOND)),
                (open, open - 1),
                "{open}"
            );
            assert_eq!(u64::from(c.read(t).open), open);
        }
        assert_eq!(c.at(last + 1_000_000), Instant::NEVER);
        assert_eq!(week().paced(&[0.0; 168], 0), None);
    }

    #[test]
    fn work_waits_for_the_morning() {
        let c = week();
        let half_past_four = Instant::midnight(1) + 16 * HOUR + HOUR / 2;
        let nine = Instant::midnight(3) + 9 * HOUR;
        // An hour of work from Tuesday 16:30 ends on Thursday 9:30.
        assert_eq!(c.after(half_past_four, 3600), nine + HOUR / 2);
        assert_eq!(c.opening(half_past_four + HOUR / 2), nine);
    }

    #[test]
    fn east_of_greenwich_the_day_begins_earlier() {
        let days = [Rest, Open, Open, Open, Open];
        let c = Calendar::new(&days, 9 * 3600, 17 * 3600, 8 * 3600);
        assert_eq!(c.opening(Instant::START), Instant::START + HOUR);
    }
}
