//! Simulated time: instants, spans, and the lengths that the whole program shares.

/// An instant: whole seconds since midnight UTC of the first simulated day.
pub type Tick = u32;

/// An instant that never comes.
pub const NEVER: Tick = Tick::MAX;

/// Seconds of an hour.
pub const HOUR: u32 = 3600;

/// Seconds of a day.
pub const DAY: u32 = 86_400;

/// Days of a year, where a rate, a decay or a length is counted in years.
pub const YEAR_DAYS: f64 = 365.25;

/// Seconds of a year of that many days.
pub const YEAR: u32 = 365 * DAY + DAY / 4;

/// Seconds of an hour, to divide by.
pub const HOUR_SECONDS: f64 = HOUR as f64;

/// Seconds of a day, to divide by.
pub const DAY_SECONDS: f64 = DAY as f64;

/// Seconds of a year, to divide by.
pub const YEAR_SECONDS: f64 = YEAR as f64;

/// The first midnight at or after an instant.
#[must_use]
pub fn midnight_from(t: Tick) -> Tick {
    t.div_ceil(DAY).saturating_mul(DAY)
}

/// The first midnight after an instant.
#[must_use]
pub fn next_midnight(t: Tick) -> Tick {
    (t / DAY + 1).saturating_mul(DAY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_midnight_is_its_own_but_not_the_next() {
        assert_eq!(midnight_from(0), 0);
        assert_eq!(midnight_from(1), DAY);
        assert_eq!(midnight_from(DAY), DAY);
        assert_eq!(next_midnight(0), DAY);
        assert_eq!(next_midnight(DAY), 2 * DAY);
        assert_eq!(next_midnight(2 * DAY - 1), 2 * DAY);
    }

    #[test]
    fn no_midnight_lies_past_the_last_instant() {
        assert_eq!(midnight_from(NEVER), NEVER);
        assert_eq!(next_midnight(NEVER), NEVER);
    }

    /// A year in seconds is the year in days, exactly.
    #[test]
    #[expect(clippy::float_cmp, reason = "both are whole numbers")]
    fn a_year_has_one_length() {
        assert_eq!(YEAR_SECONDS, YEAR_DAYS * DAY_SECONDS);
    }
}
