//! Laws of the calendar, over weeks with holidays in every time zone.

use proptest::prelude::*;
use tidegate::model::calendar::{Calendar, DayKind};
use tidegate::model::{DAY, Instant, Span};

const DAYS: u32 = 120;

const ONE_SECOND: Span = Span::from_seconds(1);

/// Any instant of the first days.
fn instants(days: u32) -> impl Strategy<Value = Instant> {
    (0..days * DAY.seconds()).prop_map(Instant::from_seconds)
}

fn calendars() -> impl Strategy<Value = Calendar> {
    let day = prop_oneof![
        5 => Just(DayKind::Open),
        2 => Just(DayKind::Rest),
        1 => Just(DayKind::Holiday),
    ];
    let days = prop::collection::vec(day, (DAYS + 3) as usize);
    let hours = (0_u32..20 * 3600, 600_u32..4 * 3600);
    let zone = -12_i64..=14;
    (days, hours, zone).prop_map(|(mut days, (from, length), zone)| {
        // Something is open in the end.
        days.extend([DayKind::Open; 5]);
        Calendar::new(&days, from, from + length, zone * 3600)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn at_is_the_first_instant_after_an_amount_of_open_time(
        calendar in calendars(),
        t in instants(DAYS),
        part in 0.01_f64..1.0,
    ) {
        let open = calendar.open(t);
        let at = calendar.at(open + 1);
        prop_assert!(at > t, "one more second of work ends later");
        prop_assert_eq!(calendar.open(at), open + 1);
        prop_assert_eq!(calendar.open(at - ONE_SECOND), open);
        let length = Span::from_seconds_f64(f64::from(calendar.day_length()) * part).max(ONE_SECOND);
        let worked = calendar.open_part(t, length);
        let done = calendar.at_part(worked + 1, length);
        prop_assert!(done > t && done != Instant::NEVER);
        prop_assert_eq!(calendar.open_part(done, length), worked + 1);
        prop_assert_eq!(calendar.open_part(done - ONE_SECOND, length), worked);
        prop_assert!(worked <= open, "part of a day is no more than all of it");
    }

    #[test]
    fn open_time_and_holidays_never_overlap(calendar in calendars(), a in instants(DAYS), b in instants(DAYS)) {
        let (from, to) = (a.min(b), a.max(b));
        let open = calendar.open(to) - calendar.open(from);
        let holiday = calendar.holiday(to) - calendar.holiday(from);
        prop_assert!(open + holiday <= u64::from(to - from));
    }

    #[test]
    fn work_split_in_two_ends_when_the_whole_does(
        calendar in calendars(),
        t in instants(DAYS / 2),
        one in 1_u64..30_000,
        other in 1_u64..30_000,
    ) {
        let split = calendar.after(calendar.after(t, one), other);
        prop_assert_eq!(split, calendar.after(t, one + other));
    }

    #[test]
    fn an_opening_is_open_and_nothing_was_open_between(calendar in calendars(), t in instants(DAYS)) {
        let opening = calendar.opening(t);
        prop_assert!(opening >= t);
        prop_assert_eq!(calendar.open(opening), calendar.open(t));
        prop_assert_eq!(calendar.open(opening + ONE_SECOND), calendar.open(t) + 1);
        let day = calendar.days_begun(t);
        prop_assert!(calendar.opening_of(day) >= t || calendar.open(t) % u64::from(calendar.day_length()) == 0);
    }

    #[test]
    fn an_office_that_never_closes_counts_every_second(t in instants(DAYS), seconds in 1_u64..100_000) {
        let always = Calendar::always();
        prop_assert_eq!(always.open(t), u64::from(t));
        prop_assert_eq!(always.after(t, seconds), t + Span::from_seconds(seconds as u32));
        prop_assert_eq!(always.opening(t), t);
    }
}
