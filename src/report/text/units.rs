//! Units, magnitudes and intervals in words.

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
pub fn suffix(unit: &str, difference: bool) -> String {
    let percent = if difference { " points" } else { "\u{a0}%" };
    match unit {
        "" | "count" | "1" => String::new(),
        "share" => percent.to_owned(),
        "share per year" => format!("{percent} a year"),
        "per year" => " a year".to_owned(),
        other => match other.strip_prefix("share ") {
            Some(rest) => format!(" points {rest}"),
            None => format!(" {other}"),
        },
    }
}

/// A unit at the head of a column: a share per something is in points.
pub fn head(unit: &str) -> String {
    unit.replace("share ", "points ")
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
