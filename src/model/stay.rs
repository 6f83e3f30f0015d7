//! Long stays: how long they last at most, and who is there on the first day.

use jiff::ToSpan;

use super::entities::Frame;
use crate::model::Instant;

impl Frame {
    /// The midnight that begins the day some calendar years after the day of an instant. After a
    /// 29 February it is the 28th in a year without one. Counted from the same instant every time,
    /// so no rounding adds up.
    #[must_use]
    pub fn anniversary(&self, since: Instant, years: u32) -> Instant {
        let date = |days: u32| self.first_day.checked_add(i64::from(days).days());
        let later = date(since.day()).and_then(|date| date.checked_add(i64::from(years).years()));
        let days = later.and_then(|later| self.first_day.until(later));
        let day = days
            .ok()
            .and_then(|days| u32::try_from(days.get_days()).ok());
        day.filter(|day| *day < Instant::NEVER.day())
            .map_or(Instant::NEVER, Instant::midnight)
    }

    /// How many calendar years an anniversary of an instant lies after it.
    #[must_use]
    pub fn years_since(&self, since: Instant, anniversary: Instant) -> u32 {
        let year = |at: Instant| {
            let date = self.first_day.checked_add(i64::from(at.day()).days());
            date.map_or(0, |date| date.year())
        };
        u32::try_from(year(anniversary) - year(since)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compile::{Options, build, load};
    use crate::model::Model;

    fn tiny() -> Model {
        let scenario = load("scenarios/tiny.toml", &[]).unwrap_or_else(|f| panic!("{f}"));
        build(&scenario, &Options::default()).unwrap_or_else(|f| panic!("{f}"))
    }

    #[test]
    fn a_year_ends_on_the_same_date_of_the_calendar() {
        let frame = tiny().frame;
        let date = |at: Instant| frame.first_day.checked_add(i64::from(at.day()).days());
        for day in [0, 1, 58, 59, 60, 200, 364, 365, 790] {
            let since = Instant::midnight(day);
            let began = date(since).expect("a date");
            for years in 0..30 {
                let at = frame.anniversary(since, years);
                let ended = date(at).expect("a date");
                assert_eq!(i32::from(ended.year() - began.year()), years as i32);
                assert_eq!(ended.month(), began.month());
                assert!(ended.day() == began.day() || (began.day(), ended.day()) == (29, 28));
                assert_eq!(frame.years_since(since, at), years);
                assert_eq!(at.since_midnight(), crate::model::Span::ZERO);
            }
        }
    }

    #[test]
    fn a_year_past_the_last_instant_never_ends() {
        let frame = tiny().frame;
        assert_eq!(frame.anniversary(Instant::midnight(9), 900), Instant::NEVER);
    }
}
