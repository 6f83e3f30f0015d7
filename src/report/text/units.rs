//! Units, magnitudes and intervals in words.

use crate::stats::Unit;

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

/// An estimate in a sentence, with its interval.
pub fn estimate(estimate: &str, interval: &str) -> String {
    if interval.is_empty() {
        format!("{estimate} (no interval)")
    } else {
        format!("{estimate} (95\u{a0}% interval {interval})")
    }
}
