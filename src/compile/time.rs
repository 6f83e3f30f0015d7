//! The frame of time.

use jiff::ToSpan;
use jiff::civil::Date;

use super::compiler::Compiler;
use super::level::days_between;
use super::settled;
use crate::model::{DAY, Frame, Instant};
use crate::time::YEAR_DAYS;

/// Days from the last start of the last project that counts to the end: the day on
/// which it is given up, and the rounding of its window to a midnight.
const MARGIN_DAYS: f64 = 2.0;

/// Days that ticks of 32 bits can hold, less the two years that calendars reach
/// further.
const DAYS_AT_MOST: f64 = 49_700.0 - 2.0 * 366.0;

/// The frame of a scenario's study.
pub fn frame(compiler: &mut Compiler) -> Option<Frame> {
    let study = &compiler.root.study;
    let start = study.start.0;
    let warm_up = study.warm_up_years.value;
    let years = compiler.options.years.unwrap_or(study.years.value);
    let window = compiler
        .root
        .project
        .values()
        .map(|kind| kind.window_days.value)
        .fold(0.0, f64::max);
    if (warm_up + years) * YEAR_DAYS + window + MARGIN_DAYS > DAYS_AT_MOST {
        // One of them alone may be a fault already.
        let mut faults = compiler.faults.list().iter();
        let of_one =
            |address: &str| address.starts_with("study.") || address.ends_with(".window_days");
        if !faults.any(|fault| of_one(&fault.address)) {
            let found = format!("warm-up and study last {warm_up} and {years} years");
            compiler.error("study.years", found, "at most about 130 years together");
        }
        return None;
    }
    let (Some(first_day), Some(last_day)) = (moved(start, -warm_up), moved(start, years)) else {
        compiler.error(
            "study.start",
            format!("the study starts on {start}"),
            "a day between the years 1 and 9000",
        );
        return None;
    };
    let tick = |day: Date| Instant::midnight(days_between(first_day, day) as u32);
    let measured_from = tick(start);
    let measured_to = tick(last_day);
    // A midnight: days are run whole, and nothing may fall between.
    let end = measured_to + (window + MARGIN_DAYS).ceil() as u32 * DAY;
    let mut year_starts = Vec::new();
    let mut calendar_years = Vec::new();
    let mut year = 0.0;
    while let Some(day) = moved(start, year).filter(|day| *day < last_day) {
        year_starts.push(tick(day));
        calendar_years.push(day.year());
        year += 1.0;
    }
    year_starts.push(measured_to);
    let mut month_starts = vec![Instant::START];
    let mut month = first_day.first_of_month();
    while let Ok(next) = month.checked_add(1.month()) {
        month = next;
        if days_between(first_day, month) * i64::from(DAY) >= i64::from(end) {
            break;
        }
        month_starts.push(tick(month));
    }
    let turns_of_year = (first_day.year() + 1..)
        .map_while(|year| Date::new(year, 1, 1).ok())
        .map(tick)
        .take_while(|turn| *turn < end)
        .collect();
    let first_settled_year = settled::first_settled_year(compiler, &year_starts);
    Some(Frame {
        first_day,
        measured_from,
        measured_to,
        end,
        rho: study.rho_a_year.value,
        discount: study.discount_a_year.value,
        scale: compiler.options.scale.unwrap_or(study.scale).max(1),
        year_starts,
        years: calendar_years,
        first_settled_year,
        turns_of_year,
        month_starts,
    })
}

/// The day some years later: whole years by the calendar, the rest in days.
fn moved(day: Date, years: f64) -> Option<Date> {
    let whole = years.trunc();
    let rest = ((years - whole) * YEAR_DAYS).round();
    let day = day.checked_add((whole as i64).years()).ok()?;
    day.checked_add((rest as i64).days()).ok()
}
