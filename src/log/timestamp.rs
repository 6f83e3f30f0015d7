//! Times in the formats of event logs.
//!
//! `2018-03-27T14:15:02.5+01:00` and variants (a space for the `T`, no offset, no seconds,
//! no time of day, `/` or `.` for `-`), `27.03.2018 14:15`, and `27/03/2018` or
//! `03/27/2018`, with or without `AM` or `PM`. A time without an offset is taken as UTC.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::read_fault::{FaultPlace, ReadFault};

/// What an error expects of a time.
pub(super) const WANTED: &str =
    "a time such as 2018-03-27T14:15:02Z, 2018-03-27 14:15, 27.03.2018 14:15 or 2018-03-27";

/// A time in milliseconds since 1970 UTC, read with the day first and with the month first.
/// Both are equal if the text is unambiguous.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Timestamp {
    day_first: i64,
    month_first: i64,
}

/// Marks a reading with a month above 12.
const IMPOSSIBLE: i64 = i64::MIN;

impl Timestamp {
    fn unambiguous(time: i64) -> Self {
        Self {
            day_first: time,
            month_first: time,
        }
    }

    /// The time, if the text is unambiguous.
    pub(super) fn unambiguous_time(self) -> Option<i64> {
        (self.day_first == self.month_first).then_some(self.day_first)
    }
}

/// Whether day or month comes first in a file, inferred from its values.
#[derive(Debug, Default)]
pub(super) struct DateOrder {
    /// First value in which only the day can come first.
    day: Option<FaultPlace>,
    /// First value in which only the month can come first.
    month: Option<FaultPlace>,
    /// First value in which either can.
    either: Option<FaultPlace>,
}

impl DateOrder {
    /// Records a value.
    pub(super) fn record(&mut self, timestamp: Timestamp, at: impl FnOnce() -> FaultPlace) {
        if timestamp.unambiguous_time().is_some() {
            return;
        }
        let evidence = match (timestamp.day_first, timestamp.month_first) {
            (_, IMPOSSIBLE) => &mut self.day,
            (IMPOSSIBLE, _) => &mut self.month,
            _ => &mut self.either,
        };
        if evidence.is_none() {
            *evidence = Some(at());
        }
    }

    /// The function that reads every value of the file.
    pub(super) fn resolve(&self) -> Result<impl Fn(Timestamp) -> i64 + use<>, ReadFault> {
        const CURE: &str = "write times as 2018-03-27T14:15:02Z";
        match (self.day, self.month, self.either) {
            (Some(_), Some(at), _) => Err(ReadFault::new(
                at,
                "here only the month can come first, elsewhere in the file only the day",
                "dates in one order",
            )
            .cure(CURE)),
            (None, None, Some(at)) => Err(ReadFault::new(
                at,
                "day and month cannot be distinguished: both are 12 or less in every date",
                "dates with an unambiguous order",
            )
            .cure(CURE)),
            (_, month, _) => {
                let month_first = month.is_some();
                Ok(move |timestamp: Timestamp| {
                    if month_first {
                        timestamp.month_first
                    } else {
                        timestamp.day_first
                    }
                })
            }
        }
    }
}

/// Parses a time; none if the text is no time.
pub(super) fn parse(text: &str) -> Option<Timestamp> {
    let mut scanner = Scanner(text.trim().as_bytes());
    let (first, digits) = scanner.number(4)?;
    let mark = scanner.next_of(b"-/.")?;
    let (second, _) = scanner.number(2)?;
    scanner.next_of(&[mark])?;
    let (third, last_digits) = scanner.number(4)?;
    let time = scanner.time_of_day()?;
    match (digits, last_digits) {
        (4, 1..=2) => time
            .on_date(first, second, third)
            .map(Timestamp::unambiguous),
        (1..=2, 4) if mark == b'.' => time
            .on_date(third, second, first)
            .map(Timestamp::unambiguous),
        (1..=2, 4) => {
            let day_first = time.on_date(third, second, first).unwrap_or(IMPOSSIBLE);
            let month_first = time.on_date(third, first, second).unwrap_or(IMPOSSIBLE);
            (day_first != IMPOSSIBLE || month_first != IMPOSSIBLE).then_some(Timestamp {
                day_first,
                month_first,
            })
        }
        _ => None,
    }
}

/// A time of day with its offset from UTC in seconds.
#[derive(Default)]
struct TimeOfDay {
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
    offset: i64,
}

impl TimeOfDay {
    /// Milliseconds since 1970 UTC on a date.
    fn on_date(&self, year: i64, month: i64, day: i64) -> Option<i64> {
        let small = |number: i64| i8::try_from(number).ok();
        // The end of a day may be written as hour 24.
        let ends_day = (self.hour, self.minute, self.second, self.nanosecond) == (24, 0, 0, 0);
        let hour = if ends_day { 0 } else { self.hour };
        let local = DateTime::new(
            i16::try_from(year).ok()?,
            small(month)?,
            small(day)?,
            small(hour)?,
            small(self.minute)?,
            small(self.second)?,
            i32::try_from(self.nanosecond).ok()?,
        );
        let offset = Offset::from_seconds(i32::try_from(self.offset).ok()?).ok()?;
        let time = offset.to_timestamp(local.ok()?).ok()?;
        let day = if ends_day { 24 * 3_600_000 } else { 0 };
        Some(time.as_millisecond() + day)
    }
}

/// Reads a text from its beginning; holds what is left.
struct Scanner<'a>(&'a [u8]);

impl Scanner<'_> {
    /// A number of one to `max_digits` digits, and how many it has.
    fn number(&mut self, max_digits: usize) -> Option<(i64, usize)> {
        let digits = self.0.iter().take(max_digits);
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        let value = number
            .iter()
            .fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        (digits > 0).then_some((value, digits))
    }

    /// The next byte, if it is one of these.
    fn next_of(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// The rest of the text as a time of day; midnight UTC if nothing is left.
    fn time_of_day(&mut self) -> Option<TimeOfDay> {
        let mut time = TimeOfDay::default();
        if self.0.is_empty() {
            return Some(time);
        }
        self.next_of(b"Tt ")?;
        while self.next_of(b" ").is_some() {}
        time.hour = self.number(2)?.0;
        self.next_of(b":")?;
        time.minute = self.two_digits()?;
        if self.next_of(b":").is_some() {
            // A leap second becomes the second before it.
            time.second = match self.two_digits()? {
                60 => 59,
                second => second,
            };
            if self.next_of(b".,").is_some() {
                let (fraction, digits) = self.number(9)?;
                time.nanosecond = (digits..9).fold(fraction, |value, _| value * 10);
                // Digits below a nanosecond are ignored.
                while self.number(9).is_some() {}
            }
        }
        self.half_of_day(&mut time)?;
        time.offset = self.offset()?;
        self.0.is_empty().then_some(time)
    }

    /// `AM` or `PM`, if present.
    fn half_of_day(&mut self, time: &mut TimeOfDay) -> Option<()> {
        let text = self.0.trim_ascii_start();
        let Some((half, rest)) = text.split_first_chunk::<2>() else {
            return Some(());
        };
        let afternoon = match half.to_ascii_uppercase().as_slice() {
            b"AM" => 0,
            b"PM" => 12,
            _ => return Some(()),
        };
        self.0 = rest;
        time.hour = match time.hour {
            12 => afternoon,
            hour @ 1..=11 => hour + afternoon,
            _ => return None,
        };
        Some(())
    }

    /// An offset from UTC in seconds: `Z`, `UTC`, `+01:00`, `+0100`, `+01`, or nothing.
    fn offset(&mut self) -> Option<i64> {
        let text = self.0.trim_ascii();
        if [&b""[..], b"Z", b"UTC", b"GMT"]
            .iter()
            .any(|name| text.eq_ignore_ascii_case(name))
        {
            self.0 = &[];
            return Some(0);
        }
        self.0 = text;
        let sign = if self.next_of(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.two_digits()?;
        let mut seconds = hours * 3600;
        if !self.0.is_empty() {
            let colon = self.next_of(b":").is_some();
            let minutes = self.two_digits().filter(|minutes| *minutes < 60)?;
            seconds += minutes * 60;
            if !self.0.is_empty() && (!colon || self.next_of(b":").is_some()) {
                seconds += self.two_digits().filter(|seconds| *seconds < 60)?;
            }
        }
        Some(sign * seconds)
    }

    /// A number of two digits.
    fn two_digits(&mut self) -> Option<i64> {
        self.number(2)
            .filter(|(_, digits)| *digits == 2)
            .map(|(number, _)| number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hour_24_is_the_next_midnight() {
        let time = |text: &str| parse(text).map(|timestamp| timestamp.day_first);
        assert!(time("2023-01-03T00:00:00Z").is_some());
        assert_eq!(time("2023-01-02T24:00:00Z"), time("2023-01-03T00:00:00Z"));
        assert_eq!(time("2023-12-31 24:00"), time("2024-01-01"));
        assert_eq!(time("2023-01-02T24:00:01Z"), None);
        assert_eq!(time("2023-01-02T24:01:00Z"), None);
    }

    fn unambiguous(text: &str) -> Option<i64> {
        parse(text)?.unambiguous_time()
    }

    #[test]
    fn one_instant_in_many_formats() {
        let instant = Some(1_522_160_102_000);
        for text in [
            "2018-03-27T14:15:02Z",
            "2018-03-27t14:15:02z",
            "2018-03-27 14:15:02",
            "2018-03-27T14:15:02.000",
            "2018-03-27T14:15:02.000000000000",
            "2018-03-27 14:15:02,000 UTC",
            "2018-03-27T16:15:02+02:00",
            "2018-03-27T16:15:02+0200",
            "2018-03-27 16:15:02.000 +02",
            "2018-03-27T13:45:02-00:30",
            "2018/03/27 14:15:02",
            "27.03.2018 14:15:02",
            "27.3.2018 14:15:02",
            " 2018-03-27 02:15:02 PM ",
        ] {
            assert_eq!(unambiguous(text), instant, "{text}");
        }
        assert_eq!(
            unambiguous("2018-03-27T14:15:02.5Z"),
            Some(1_522_160_102_500)
        );
        assert_eq!(unambiguous("2018-03-27T14:15"), Some(1_522_160_100_000));
        assert_eq!(unambiguous("2018-03-27"), Some(1_522_108_800_000));
        assert_eq!(unambiguous("27.03.2018"), Some(1_522_108_800_000));
        assert_eq!(
            unambiguous("2018-03-27 12:00 AM"),
            unambiguous("2018-03-27")
        );
        assert_eq!(unambiguous("1969-12-31T23:59:59Z"), Some(-1000));
    }

    #[test]
    fn what_is_no_time_is_none() {
        for text in [
            "",
            "yesterday",
            "2018",
            "2018-03",
            "2018-02-30",
            "2018-13-01",
            "2018-03-27T",
            "2018-03-27T25:00",
            "2018-03-27T14:61",
            "2018-03-27T14:5",
            "2018-03-27T14:15:02.",
            "2018-03-27T14:15:02 x",
            "2018-03-27T14:15:02+",
            "2018-03-27T14:15:02+99:00",
            "2018-03-27 13:00 PM",
            "27.03.18",
            "32/13/2018",
            "13/13/2018",
            "1522160102",
            "99999-01-01",
            "2018-03/27",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_value_above_12_decides_between_day_and_month() {
        let read = |texts: &[&str]| {
            let mut order = DateOrder::default();
            let timestamps: Vec<Timestamp> = texts.iter().filter_map(|text| parse(text)).collect();
            assert_eq!(timestamps.len(), texts.len());
            for (place, timestamp) in timestamps.iter().enumerate() {
                order.record(*timestamp, || FaultPlace::Byte(place as u64));
            }
            let time = order.resolve().map_err(|fault| fault.at)?;
            Ok(timestamps.into_iter().map(time).collect::<Vec<_>>())
        };
        let day = unambiguous("2018-04-03");
        assert_eq!(
            read(&["03/04/2018", "27/03/2018"]),
            Ok(vec![
                day.unwrap_or(0),
                unambiguous("2018-03-27").unwrap_or(0)
            ])
        );
        assert_eq!(
            read(&["04/03/2018", "03/27/2018"]),
            Ok(vec![
                day.unwrap_or(0),
                unambiguous("2018-03-27").unwrap_or(0)
            ])
        );
        assert_eq!(
            read(&["05/05/2018", "03/04/2018"]),
            Err(FaultPlace::Byte(1))
        );
        assert_eq!(
            read(&["27/03/2018", "03/27/2018"]),
            Err(FaultPlace::Byte(1))
        );
        assert_eq!(read(&["05/05/2018"]).map(|times| times.len()), Ok(1));
    }
}
