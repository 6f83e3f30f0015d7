//! Cells that a spreadsheet would evaluate as a formula. Tables that the program writes mark
//! them with a leading apostrophe, and reading a log removes it.

/// Whether a spreadsheet may evaluate a cell as a formula, with or without leading
/// apostrophes. A signed number is true here too; the caller excludes it.
#[must_use]
pub fn is_formula(cell: &[u8]) -> bool {
    let first = cell.iter().find(|byte| **byte != b'\'');
    first.is_some_and(|first| b"=+-@\t\r\n".contains(first))
}

/// The text of a cell without the apostrophe that protects a formula.
#[must_use]
pub fn without_apostrophe(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.as_bytes()) => text,
        Some(_) | None => cell,
    }
}
