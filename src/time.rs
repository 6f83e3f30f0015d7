//! Simulated time: instants, spans and common lengths.
//!
//! An instant is a point in time, a span a length of it. An instant plus a span is an instant, the
//! difference of two instants is a span; no other sums are defined.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// An instant: whole seconds since midnight UTC of the first simulated day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Instant(u32);

/// A length of time: whole seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[repr(transparent)]
pub struct Span(u32);

/// An hour.
pub const HOUR: Span = Span(3600);

/// A day.
pub const DAY: Span = Span(86_400);

/// Days of a year, for rates, decays and lengths in years.
pub const YEAR_DAYS: f64 = 365.25;

/// A year of `YEAR_DAYS` days.
pub const YEAR: Span = Span(365 * DAY.0 + DAY.0 / 4);

/// Seconds of an hour, to divide by.
pub const HOUR_SECONDS: f64 = HOUR.0 as f64;

/// Seconds of a day, to divide by.
pub const DAY_SECONDS: f64 = DAY.0 as f64;

/// Seconds of a year, to divide by.
pub const YEAR_SECONDS: f64 = YEAR.0 as f64;

impl Instant {
    /// Midnight UTC of the first simulated day.
    pub const START: Self = Self(0);

    /// An instant that never comes, later than all others. Records keep it instead of an `Option`,
    /// which would take eight bytes instead of four, and the earlier of two instants is simply a
    /// minimum.
    pub const NEVER: Self = Self(u32::MAX);

    /// The instant `seconds` after the start.
    #[inline]
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// The same, rounded down; [`Self::NEVER`] if it is too late to represent.
    #[inline]
    #[must_use]
    pub fn from_seconds_f64(seconds: f64) -> Self {
        Self(seconds as u32)
    }

    /// The same; [`Self::NEVER`] if it is too late to represent.
    #[inline]
    #[must_use]
    pub fn from_seconds_u64(seconds: u64) -> Self {
        u32::try_from(seconds).map_or(Self::NEVER, Self)
    }

    /// The midnight at which a day begins, counted from 0.
    #[inline]
    #[must_use]
    pub const fn midnight(day: u32) -> Self {
        Self(day * DAY.0)
    }

    /// Seconds since the start.
    #[inline]
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }

    /// The time since the start.
    #[inline]
    #[must_use]
    pub const fn since_start(self) -> Span {
        Span(self.0)
    }

    /// Its day, counted from 0.
    #[inline]
    #[must_use]
    pub const fn day(self) -> u32 {
        self.0 / DAY.0
    }

    /// The time since its midnight.
    #[inline]
    #[must_use]
    pub const fn since_midnight(self) -> Span {
        Span(self.0 % DAY.0)
    }

    /// The instant later by a span, or [`Self::NEVER`].
    #[inline]
    #[must_use]
    pub const fn saturating_add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// The time since an earlier instant; zero if it is later.
    #[inline]
    #[must_use]
    pub const fn saturating_since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// The instant earlier by a span, but not before the start.
    #[inline]
    #[must_use]
    pub const fn saturating_sub(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

impl Span {
    /// No time.
    pub const ZERO: Self = Self(0);

    /// A span of this many seconds.
    #[inline]
    #[must_use]
    pub const fn from_seconds(seconds: u32) -> Self {
        Self(seconds)
    }

    /// A span of seconds, rounded down, at most the longest span.
    #[inline]
    #[must_use]
    pub fn from_seconds_f64(seconds: f64) -> Self {
        Self(seconds as u32)
    }

    /// The difference from another span; zero if that is longer.
    #[inline]
    #[must_use]
    pub const fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// Its seconds.
    #[inline]
    #[must_use]
    pub const fn seconds(self) -> u32 {
        self.0
    }
}

impl Add<Span> for Instant {
    type Output = Self;
    #[inline]
    fn add(self, span: Span) -> Self {
        Self(self.0 + span.0)
    }
}

impl Sub<Span> for Instant {
    type Output = Self;
    #[inline]
    fn sub(self, span: Span) -> Self {
        Self(self.0 - span.0)
    }
}

impl Sub for Instant {
    type Output = Span;
    #[inline]
    fn sub(self, earlier: Self) -> Span {
        Span(self.0 - earlier.0)
    }
}

impl Add for Span {
    type Output = Self;
    #[inline]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Span {
    type Output = Self;
    #[inline]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl AddAssign for Span {
    #[inline]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Mul<Span> for u32 {
    type Output = Span;
    #[inline]
    fn mul(self, span: Span) -> Span {
        Span(self * span.0)
    }
}

impl Div<u32> for Span {
    type Output = Self;
    #[inline]
    fn div(self, parts: u32) -> Self {
        Self(self.0 / parts)
    }
}

/// How often a span fits into another.
impl Div for Span {
    type Output = u32;
    #[inline]
    fn div(self, other: Self) -> u32 {
        self.0 / other.0
    }
}

impl Sum for Span {
    fn sum<I: Iterator<Item = Self>>(spans: I) -> Self {
        Self(spans.map(|span| span.0).sum())
    }
}

/// Seconds as wider numbers: of an instant, since the start.
macro_rules! seconds_as {
    ($($time:ty as $number:ty),+) => {
        $(impl From<$time> for $number {
            #[inline]
            fn from(time: $time) -> Self {
                time.0.into()
            }
        })+
    };
}

seconds_as!(
    Instant as u64,
    Instant as i64,
    Instant as f64,
    Span as u64,
    Span as i64,
    Span as f64
);

/// The first midnight at or after an instant.
#[must_use]
pub fn midnight_from(t: Instant) -> Instant {
    Instant(t.0.div_ceil(DAY.0).saturating_mul(DAY.0))
}

/// The first midnight after an instant.
#[must_use]
pub fn next_midnight(t: Instant) -> Instant {
    Instant((t.day() + 1).saturating_mul(DAY.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_midnight_is_its_own_but_not_the_next() {
        let (first, second) = (Instant::START, Instant::midnight(1));
        assert_eq!(midnight_from(first), first);
        assert_eq!(midnight_from(Instant(1)), second);
        assert_eq!(midnight_from(second), second);
        assert_eq!(next_midnight(first), second);
        assert_eq!(next_midnight(second), Instant::midnight(2));
        assert_eq!(next_midnight(Instant(2 * DAY.0 - 1)), Instant::midnight(2));
    }

    #[test]
    fn no_midnight_lies_past_the_last_instant() {
        assert_eq!(midnight_from(Instant::NEVER), Instant::NEVER);
        assert_eq!(next_midnight(Instant::NEVER), Instant::NEVER);
    }

    #[test]
    fn what_lies_too_far_to_be_counted_never_comes() {
        assert_eq!(Instant::from_seconds_f64(1e12), Instant::NEVER);
        assert_eq!(Instant::from_seconds_u64(1 << 32), Instant::NEVER);
        assert_eq!(
            Instant::midnight(3).saturating_add(Span(u32::MAX)),
            Instant::NEVER
        );
        assert_eq!(Instant::midnight(3).saturating_sub(4 * DAY), Instant::START);
    }

    #[test]
    fn an_instant_is_a_day_and_the_time_since_its_midnight() {
        let t = Instant::midnight(5) + 7 * HOUR;
        assert_eq!((t.day(), t.since_midnight()), (5, 7 * HOUR));
        assert_eq!(t - Instant::midnight(4), DAY + 7 * HOUR);
        assert_eq!(DAY / HOUR, 24);
    }

    /// A year in seconds is the year in days, exactly.
    #[test]
    #[expect(clippy::float_cmp, reason = "both are whole numbers")]
    fn a_year_has_one_length() {
        assert_eq!(YEAR_SECONDS, YEAR_DAYS * DAY_SECONDS);
    }
}
