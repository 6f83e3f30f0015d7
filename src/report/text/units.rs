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
        Unit::Money(name) if name.is_empty() => format!(" {}", currency(name)),
        Unit::Share => percent.to_owned(),
        Unit::Relative => "\u{a0}%".to_owned(),
        Unit::SharePerYear => format!("{percent} a year"),
        Unit::SharePerMoney(amount) => format!(" points per {}", money(amount)),
        Unit::PerYear => " a year".to_owned(),
        Unit::MoneyPerYear(name) if name.is_empty() => format!(" {} a year", currency(name)),
        other => format!(" {other}"),
    }
}

/// A unit at the head of a column: a share per something is in points.
pub fn head(unit: &Unit) -> String {
    match unit {
        Unit::SharePerMoney(amount) => format!("points per {}", money(amount)),
        other => other.to_string().replace("share ", "points "),
    }
}

/// A currency; a scenario need not name one.
pub fn currency(name: &str) -> &str {
    if name.is_empty() { "money units" } else { name }
}

/// An amount of money. Without a currency it ends in a number or a magnitude.
fn money(amount: &str) -> String {
    match amount.rsplit(' ').next() {
        Some("1") => format!("{amount} money unit"),
        Some("thousand" | "million" | "billion" | "trillion") => format!("{amount} money units"),
        Some(_) | None => amount.to_owned(),
    }
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
