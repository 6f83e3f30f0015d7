//! Days and hours as a scenario writes them.

use std::fmt;

use jiff::civil::Date;
use serde_json::json;

use super::fault::Faults;
use super::record::Read;
use super::shape::Shape;
use super::tree::{Node, Value};
use crate::time::{DAY, Span};

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub Date);

impl fmt::Display for Day {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.0)
    }
}

impl Read for Day {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let day = match &node.value {
            Value::Day(written) if written.time.is_none() && written.offset.is_none() => {
                written.date.and_then(|date| {
                    let year = i16::try_from(date.year).ok()?;
                    Date::new(
                        year,
                        i8::try_from(date.month).ok()?,
                        i8::try_from(date.day).ok()?,
                    )
                    .ok()
                })
            }
            Value::Day(_)
            | Value::Text(_)
            | Value::Whole(_)
            | Value::Number(_)
            | Value::Truth(_)
            | Value::List(_)
            | Value::Table(_) => None,
        };
        if day.is_none() {
            let fault = faults.unfit(node, "a date without quotes, for example 2024-01-01");
            if let Some(text) = node.text()
                && text.parse::<Date>().is_ok()
            {
                fault.cure("remove the quotes");
            }
        }
        day.map(Self)
    }

    fn shape() -> Shape {
        Shape::leaf("date", json!({ "type": "string", "format": "date" }))
    }
}

/// A day of every year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31.
    pub day: i8,
}

impl MonthDay {
    /// The day of a text like "03-20". 29 February is not a day of every year.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-')?;
        let number = |text: &str| {
            (text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit()))
                .then(|| text.parse::<i8>().ok())?
        };
        let (month, day) = (number(month)?, number(day)?);
        Date::new(2023, month, day)
            .ok()
            .map(|_| Self { month, day })
    }

    /// The time from its midnight to the end of a year without a leap day.
    #[must_use]
    pub fn until_turn_of_year(self) -> Span {
        let day = Date::new(2023, self.month, self.day);
        let passed = day.map_or(0, |day| day.day_of_year() - 1);
        (365 - u32::from(passed.unsigned_abs())) * DAY
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:02}-{:02}", self.month, self.day)
    }
}

impl Read for MonthDay {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let day = node.text().and_then(Self::new);
        if day.is_none() {
            faults.unfit(node, "a month and day, for example \"03-20\"");
        }
        day
    }

    fn shape() -> Shape {
        Shape::pattern("day of the year, \"03-20\"", "^[0-9]{2}-[0-9]{2}$")
    }
}

/// Opening hours of a working day, local time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Hours {
    /// Day and night, every day.
    Always,
    /// From one minute of the day to another.
    Between {
        /// Minutes after midnight at opening.
        start: u16,
        /// Minutes after midnight at closing, at most 1440.
        end: u16,
    },
}

impl Hours {
    /// 09:00 to 17:00.
    #[must_use]
    pub const fn working() -> Self {
        Self::Between {
            start: 9 * 60,
            end: 17 * 60,
        }
    }

    /// The hours of a text: "always" or "09:00-17:00".
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if text == "always" {
            return Some(Self::Always);
        }
        let (start, end) = text.split_once('-')?;
        let (start, end) = (minutes(start)?, minutes(end)?);
        (start < end && end <= 24 * 60).then_some(Self::Between { start, end })
    }
}

/// Minutes after midnight of "09:00".
fn minutes(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    let digits = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    (minute < 60).then_some(hour * 60 + minute)
}

impl fmt::Display for Hours {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => formatter.write_str("always"),
            Self::Between { start, end } => {
                write!(
                    formatter,
                    "{:02}:{:02}-{:02}:{:02}",
                    start / 60,
                    start % 60,
                    end / 60,
                    end % 60
                )
            }
        }
    }
}

impl Read for Hours {
    fn read(node: &Node, faults: &mut Faults) -> Option<Self> {
        let hours = node.text().and_then(Self::new);
        if hours.is_none() {
            faults.unfit(node, "\"always\", or hours such as \"09:00-17:00\"");
        }
        hours
    }

    fn shape() -> Shape {
        Shape::pattern(
            "\"always\" or hours such as \"09:00-17:00\"",
            "^(always|[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2})$",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_read_and_written_alike() {
        for text in ["always", "09:00-17:00", "00:00-24:00", "08:30-16:45"] {
            assert_eq!(
                Hours::new(text).map(|hours| hours.to_string()).as_deref(),
                Some(text)
            );
        }
        for bad in [
            "",
            "9-17",
            "17:00-09:00",
            "09:00-25:00",
            "09:60-10:00",
            "09:00-09:00",
        ] {
            assert_eq!(Hours::new(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_day_of_every_year_is_not_the_29th_of_february() {
        assert_eq!(
            MonthDay::new("03-20").map(|day| day.to_string()).as_deref(),
            Some("03-20")
        );
        for bad in ["02-29", "13-01", "3-20", "03-20-01", "é3-20"] {
            assert_eq!(MonthDay::new(bad), None, "{bad}");
        }
    }
}
