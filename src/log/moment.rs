//! Times as logs write them.
//!
//! `2018-03-27T14:15:02.5+01:00` and its kin (a space for the `T`, no offset, no seconds,
//! no time of day, `/` or `.` for `-`), `27.03.2018 14:15`, and `27/03/2018` or
//! `03/27/2018`, with `AM` or `PM` or without. A time without an offset is taken as UTC.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use super::fault::{At, Fault};

/// What is wanted of a time.
pub(super) const WANTED: &str =
    "a time such as 2018-03-27T14:15:02Z, 2018-03-27 14:15, 27.03.2018 14:15 or 2018-03-27";

/// A time in milliseconds since 1970 UTC, once with the day and once with the month first.
/// Where the text leaves no choice, both are the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    day_first: i64,
    month_first: i64,
}

/// No such time: the month would be above 12.
const IMPOSSIBLE: i64 = i64::MIN;

impl Moment {
    fn sure(time: i64) -> Self {
        Self {
            day_first: time,
            month_first: time,
        }
    }

    /// The time, if the text leaves no choice.
    pub(super) fn sure_time(self) -> Option<i64> {
        (self.day_first == self.month_first).then_some(self.day_first)
    }
}

/// Which of day and month stands first in a file, as its values tell.
#[derive(Debug, Default)]
pub(super) struct Order {
    /// First place at which only the day can.
    day: Option<At>,
    /// First place at which only the month can.
    month: Option<At>,
    /// First place at which either can.
    either: Option<At>,
}

impl Order {
    /// Takes a value into account.
    pub(super) fn see(&mut self, moment: Moment, at: impl FnOnce() -> At) {
        if moment.sure_time().is_some() {
            return;
        }
        let seen = match (moment.day_first, moment.month_first) {
            (_, IMPOSSIBLE) => &mut self.day,
            (IMPOSSIBLE, _) => &mut self.month,
            _ => &mut self.either,
        };
        if seen.is_none() {
            *seen = Some(at());
        }
    }

    /// How to read every value of the file.
    pub(super) fn settle(&self) -> Result<impl Fn(Moment) -> i64 + use<>, Fault> {
        const CURE: &str = "write times as 2018-03-27T14:15:02Z";
        match (self.day, self.month, self.either) {
            (Some(_), Some(at), _) => Err(Fault::new(
                at,
                "here only the month can stand first, elsewhere in the file only the day",
                "dates in one order",
            )
            .cure(CURE)),
            (None, None, Some(at)) => Err(Fault::new(
                at,
                "day or month: no value of the file is above 12 where it would tell",
                "dates in an order that can be told",
            )
            .cure(CURE)),
            (_, month, _) => {
                let month_first = month.is_some();
                Ok(move |moment: Moment| {
                    if month_first {
                        moment.month_first
                    } else {
                        moment.day_first
                    }
                })
            }
        }
    }
}

/// Reads a time; none if it is none.
pub(super) fn parse(text: &str) -> Option<Moment> {
    let mut rest = Rest(text.trim().as_bytes());
    let (first, digits) = rest.number(4)?;
    let mark = rest.any(b"-/.")?;
    let (second, _) = rest.number(2)?;
    rest.any(&[mark])?;
    let (third, last_digits) = rest.number(4)?;
    let clock = rest.clock()?;
    match (digits, last_digits) {
        (4, 1..=2) => clock.on(first, second, third).map(Moment::sure),
        (1..=2, 4) if mark == b'.' => clock.on(third, second, first).map(Moment::sure),
        (1..=2, 4) => {
            let day_first = clock.on(third, second, first).unwrap_or(IMPOSSIBLE);
            let month_first = clock.on(third, first, second).unwrap_or(IMPOSSIBLE);
            (day_first != IMPOSSIBLE || month_first != IMPOSSIBLE).then_some(Moment {
                day_first,
                month_first,
            })
        }
        _ => None,
    }
}

/// A time of day with its offset from UTC in seconds.
#[derive(Default)]
struct Clock {
    hour: i64,
    minute: i64,
    second: i64,
    nanosecond: i64,
    offset: i64,
}

impl Clock {
    /// Milliseconds since 1970 UTC on a day.
    fn on(&self, year: i64, month: i64, day: i64) -> Option<i64> {
        let small = |number: i64| i8::try_from(number).ok();
        // The end of a day may be written as its hour 24.
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

/// What is left of a text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    /// A number of one to `most` digits, and how many there were.
    fn number(&mut self, most: usize) -> Option<(i64, usize)> {
        let digits = self.0.iter().take(most);
        let digits = digits.take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = self.0.split_at(digits);
        self.0 = rest;
        let value = number
            .iter()
            .fold(0, |value, byte| value * 10 + i64::from(byte - b'0'));
        (digits > 0).then_some((value, digits))
    }

    /// The next byte, if it is one of these.
    fn any(&mut self, bytes: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        bytes.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    /// The rest of the text as a time of day; midnight UTC if nothing is left.
    fn clock(&mut self) -> Option<Clock> {
        let mut clock = Clock::default();
        if self.0.is_empty() {
            return Some(clock);
        }
        self.any(b"Tt ")?;
        while self.any(b" ").is_some() {}
        clock.hour = self.number(2)?.0;
        self.any(b":")?;
        clock.minute = self.two()?;
        if self.any(b":").is_some() {
            // A leap second is the last one that clocks know.
            clock.second = match self.two()? {
                60 => 59,
                second => second,
            };
            if self.any(b".,").is_some() {
                let (fraction, digits) = self.number(9)?;
                clock.nanosecond = (digits..9).fold(fraction, |value, _| value * 10);
                // What is finer than a nanosecond is left out.
                while self.number(9).is_some() {}
            }
        }
        self.half_of_day(&mut clock)?;
        clock.offset = self.offset()?;
        self.0.is_empty().then_some(clock)
    }

    /// `AM` or `PM`, if it stands here.
    fn half_of_day(&mut self, clock: &mut Clock) -> Option<()> {
        let bare = self.0.trim_ascii_start();
        let Some((half, rest)) = bare.split_first_chunk::<2>() else {
            return Some(());
        };
        let afternoon = match half.to_ascii_uppercase().as_slice() {
            b"AM" => 0,
            b"PM" => 12,
            _ => return Some(()),
        };
        self.0 = rest;
        clock.hour = match clock.hour {
            12 => afternoon,
            hour @ 1..=11 => hour + afternoon,
            _ => return None,
        };
        Some(())
    }

    /// An offset from UTC in seconds: `Z`, `UTC`, `+01:00`, `+0100`, `+01`, or nothing.
    fn offset(&mut self) -> Option<i64> {
        let bare = self.0.trim_ascii();
        if [&b""[..], b"Z", b"UTC", b"GMT"]
            .iter()
            .any(|name| bare.eq_ignore_ascii_case(name))
        {
            self.0 = &[];
            return Some(0);
        }
        self.0 = bare;
        let sign = if self.any(b"+-")? == b'-' { -1 } else { 1 };
        let hours = self.two()?;
        let mut seconds = hours * 3600;
        if !self.0.is_empty() {
            let colon = self.any(b":").is_some();
            let minutes = self.two().filter(|minutes| *minutes < 60)?;
            seconds += minutes * 60;
            if !self.0.is_empty() && (!colon || self.any(b":").is_some()) {
                seconds += self.two().filter(|seconds| *seconds < 60)?;
            }
        }
        Some(sign * seconds)
    }

    /// A number of two digits.
    fn two(&mut self) -> Option<i64> {
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
        let at = |text: &str| parse(text).map(|moment| moment.day_first);
        assert!(at("2023-01-03T00:00:00Z").is_some());
        assert_eq!(at("2023-01-02T24:00:00Z"), at("2023-01-03T00:00:00Z"));
        assert_eq!(at("2023-12-31 24:00"), at("2024-01-01"));
        assert_eq!(at("2023-01-02T24:00:01Z"), None);
        assert_eq!(at("2023-01-02T24:01:00Z"), None);
    }

    fn sure(text: &str) -> Option<i64> {
        parse(text)?.sure_time()
    }

    #[test]
    fn one_instant_in_many_words() {
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
            assert_eq!(sure(text), instant, "{text}");
        }
        assert_eq!(sure("2018-03-27T14:15:02.5Z"), Some(1_522_160_102_500));
        assert_eq!(sure("2018-03-27T14:15"), Some(1_522_160_100_000));
        assert_eq!(sure("2018-03-27"), Some(1_522_108_800_000));
        assert_eq!(sure("27.03.2018"), Some(1_522_108_800_000));
        assert_eq!(sure("2018-03-27 12:00 AM"), sure("2018-03-27"));
        assert_eq!(sure("1969-12-31T23:59:59Z"), Some(-1000));
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
    fn day_or_month_first_is_told_by_a_value_above_12() {
        let read = |texts: &[&str]| {
            let mut order = Order::default();
            let moments: Vec<Moment> = texts.iter().filter_map(|text| parse(text)).collect();
            assert_eq!(moments.len(), texts.len());
            for (place, moment) in moments.iter().enumerate() {
                order.see(*moment, || At::Byte(place as u64));
            }
            let settled = order.settle().map_err(|fault| fault.at)?;
            Ok(moments.into_iter().map(settled).collect::<Vec<_>>())
        };
        let day = sure("2018-04-03");
        assert_eq!(
            read(&["03/04/2018", "27/03/2018"]),
            Ok(vec![day.unwrap_or(0), sure("2018-03-27").unwrap_or(0)])
        );
        assert_eq!(
            read(&["04/03/2018", "03/27/2018"]),
            Ok(vec![day.unwrap_or(0), sure("2018-03-27").unwrap_or(0)])
        );
        assert_eq!(read(&["05/05/2018", "03/04/2018"]), Err(At::Byte(1)));
        assert_eq!(read(&["27/03/2018", "03/27/2018"]), Err(At::Byte(1)));
        assert_eq!(read(&["05/05/2018"]).map(|times| times.len()), Ok(1));
    }
}
