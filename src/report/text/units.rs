//! Units, magnitudes and intervals in words.

use crate::stats::{Coverage, Uncertainty, Unit};

/// The power of ten that people count in, and its name after a space.
pub fn magnitude(size: f64) -> (f64, &'static str) {
    if size >= 1e9 {
        (1e9, " billion")
    } else if size >= 1e6 {
        (1e6, " million")
    } else {
        (1.0, "")
    }
}

/// What follows a level or a difference in a unit.
pub fn suffix(unit: &Unit, difference: bool) -> String {
    let percent = if difference { " points" } else { "\u{a0}%" };
    match unit {
        Unit::Count => String::new(),
        Unit::Money(currency) if currency.is_empty() => String::new(),
        Unit::Share => percent.to_owned(),
        Unit::Relative => "\u{a0}%".to_owned(),
        Unit::SharePerYear => format!("{percent} a year"),
        Unit::SharePerMoney(amount) => format!(" points per {amount}"),
        Unit::PerYear => " a year".to_owned(),
        Unit::MoneyPerYear(currency) if currency.is_empty() => " a year".to_owned(),
        other => format!(" {other}"),
    }
}

/// A unit at the head of a column: a share per something is in points.
pub fn head(unit: &Unit) -> String {
    unit.to_string().replace("share ", "points ")
}

/// A difference in percentage points.
pub fn points(number: &str) -> String {
    format!("{number} points")
}

/// From one end to the other.
pub fn range(low: &str, high: &str) -> String {
    format!("{low} to {high}")
}

/// What an interval covers, before its ends.
pub fn interval(covers: Coverage, n: u32) -> String {
    match covers {
        Coverage::Mean => "95\u{a0}% interval".to_owned(),
        Coverage::Middle95 => format!("middle 95\u{a0}% of {n} draws"),
        Coverage::Middle80 => format!("middle 80\u{a0}% of {n} draws"),
        Coverage::Range => format!("range of {n} draws"),
    }
}

/// The intervals of a table or chart.
pub fn intervals(spread: Uncertainty, n: u32) -> String {
    match Coverage::over(spread, n) {
        Coverage::Mean => format!("95\u{a0}% intervals over {spread}"),
        covers @ (Coverage::Middle95 | Coverage::Middle80 | Coverage::Range) => {
            format!("the {} ({spread})", interval(covers, n))
        }
    }
}

/// An estimate in a sentence, with an interval explained elsewhere.
pub fn brief(estimate: &str, interval: &str) -> String {
    let interval = if interval.is_empty() {
        "no interval"
    } else {
        interval
    };
    format!("{estimate} ({interval})")
}

/// An estimate in a sentence, with its interval.
pub fn estimate(estimate: &str, covers: &str, interval: &str) -> String {
    if interval.is_empty() {
        format!("{estimate} (no interval)")
    } else {
        format!("{estimate} ({covers} {interval})")
    }
}
