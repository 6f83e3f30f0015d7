//! Calendars: one for each distinct combination of weekend, holidays and hours.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::compiler::Compiler;
use crate::model::calendar::DayKind;
use crate::model::{Calendar, CalendarIndex, DAY, Frame, Span};
use crate::scenario::keys::{self, Hours, JurisdictionId};

/// Days beyond the end that every calendar reaches, so that work begun at the end
/// has an end.
const BEYOND: u32 = 2 * 366;

/// What tells one calendar from another.
type Distinct = (JurisdictionId, Vec<JurisdictionId>, u16, u16);

/// The calendars made so far.
#[derive(Debug, Default)]
pub struct Calendars {
    /// The calendars.
    pub list: Vec<Calendar>,
    known: BTreeMap<Distinct, CalendarIndex>,
    first: Date,
    days: u32,
}

impl Calendars {
    /// Sets the days that every calendar covers.
    pub fn cover(&mut self, frame: &Frame) {
        self.first = frame.first_day;
        self.days = frame.end.day() + BEYOND;
    }

    /// Whether it is known which days there are.
    pub fn are_covered(&self) -> bool {
        self.days > 0
    }

    /// Seconds of one open day of a calendar.
    pub fn day_length(&self, calendar: CalendarIndex) -> Span {
        self.list
            .get(calendar.index())
            .map_or(DAY, Calendar::day_length)
    }

    fn take(&mut self, calendar: Calendar) -> CalendarIndex {
        if let Some(place) = self.list.iter().position(|other| *other == calendar) {
            return CalendarIndex::from_index(place);
        }
        self.list.push(calendar);
        CalendarIndex::from_index(self.list.len() - 1)
    }
}

/// The calendar of a jurisdiction's own hours and days.
pub fn of_jurisdiction(compiler: &mut Compiler, id: &JurisdictionId) -> CalendarIndex {
    calendar(compiler, id, None, &[])
}

/// The calendar of an office in a jurisdiction: with its own hours, where it has
/// any, and closed on the holidays of others too.
pub fn calendar(
    compiler: &mut Compiler,
    id: &JurisdictionId,
    hours: Option<Hours>,
    also_closed: &[JurisdictionId],
) -> CalendarIndex {
    let Some(jurisdiction) = compiler.root.jurisdiction.get(id) else {
        // The name that leads nowhere is a fault already.
        return CalendarIndex::from_index(0);
    };
    let Hours::Between { start, end } = hours.unwrap_or(jurisdiction.hours) else {
        return compiler.calendars.take(Calendar::always());
    };
    let others: BTreeSet<JurisdictionId> = also_closed.iter().cloned().collect();
    let distinct = (id.clone(), others.iter().cloned().collect(), start, end);
    if let Some(known) = compiler.calendars.known.get(&distinct) {
        return *known;
    }
    let days = days(compiler, jurisdiction, id, &others);
    let offset = offset(compiler, id);
    let seconds = |minute: u16| u32::from(minute) * 60;
    let made = Calendar::new(&days, seconds(start), seconds(end), offset);
    let place = compiler.calendars.take(made);
    compiler.calendars.known.insert(distinct, place);
    place
}

/// A calendar at a pace: weights of the hours of the local week. None if no open time
/// would pass.
pub fn paced(
    compiler: &mut Compiler,
    id: &JurisdictionId,
    calendar: CalendarIndex,
    weights: &[f64; 168],
) -> Option<CalendarIndex> {
    let given = compiler.calendars.list.get(calendar.index())?;
    let given = if given.is_always() {
        let days = vec![DayKind::Open; compiler.calendars.days as usize + 2];
        Calendar::new(&days, 0, DAY.seconds(), offset(compiler, id))
    } else {
        given.clone()
    };
    // Local day 0 is the day before the first.
    let weekday = compiler.calendars.first.weekday().to_monday_zero_offset();
    let made = given.paced(weights, (weekday as usize + 6) % 7)?;
    Some(compiler.calendars.take(made))
}

/// Seconds into the local week, from Monday midnight, at the first UTC midnight.
pub fn into_week(compiler: &Compiler, id: &JurisdictionId) -> i64 {
    let weekday = i64::from(compiler.calendars.first.weekday().to_monday_zero_offset());
    weekday * i64::from(DAY) + offset(compiler, id)
}

/// Local time minus UTC in seconds.
fn offset(compiler: &Compiler, id: &JurisdictionId) -> i64 {
    let jurisdiction = compiler.root.jurisdiction.get(id);
    let hours = jurisdiction.map_or(0.0, |jurisdiction| jurisdiction.utc_offset_hours);
    (hours * 3600.0).round() as i64
}

/// What kind of day each local day is, from the day before the first on. A holiday
/// on a day of rest stays a day of rest: it closes nothing more.
fn days(
    compiler: &Compiler,
    jurisdiction: &keys::Jurisdiction,
    id: &JurisdictionId,
    others: &BTreeSet<JurisdictionId>,
) -> Vec<DayKind> {
    let tables = &compiler.scenario.tables;
    let holidays = |id: &JurisdictionId| {
        let rows = tables.holidays.get(id).into_iter().flatten();
        rows.map(|holiday| (holiday.day, holiday.working))
    };
    let stated_days: BTreeMap<Date, bool> = holidays(id).collect();
    let elsewhere: BTreeSet<Date> = others
        .iter()
        .flat_map(holidays)
        .filter(|(_, working)| !working)
        .map(|(day, _)| day)
        .collect();
    let rest: Vec<Weekday> = jurisdiction
        .weekend
        .iter()
        .map(|day| weekday(*day))
        .collect();
    let mut day = compiler
        .calendars
        .first
        .checked_sub(1.day())
        .unwrap_or(compiler.calendars.first);
    let mut kinds = Vec::new();
    for _ in 0..compiler.calendars.days + 2 {
        let stated = stated_days.get(&day).copied();
        let kind = if rest.contains(&day.weekday()) && stated != Some(true) {
            DayKind::Rest
        } else if stated == Some(false) || elsewhere.contains(&day) {
            DayKind::Holiday
        } else {
            DayKind::Open
        };
        kinds.push(kind);
        day = day.tomorrow().unwrap_or(day);
    }
    kinds
}

fn weekday(day: keys::Weekday) -> Weekday {
    match day {
        keys::Weekday::monday => Weekday::Monday,
        keys::Weekday::tuesday => Weekday::Tuesday,
        keys::Weekday::wednesday => Weekday::Wednesday,
        keys::Weekday::thursday => Weekday::Thursday,
        keys::Weekday::friday => Weekday::Friday,
        keys::Weekday::saturday => Weekday::Saturday,
        keys::Weekday::sunday => Weekday::Sunday,
    }
}
