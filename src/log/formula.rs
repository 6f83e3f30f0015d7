//! Cells that a spreadsheet would take for a formula. Tables that the program writes mark
//! them with an apostrophe, and logs are read without it.

/// Whether a spreadsheet may take a cell for a formula, or would after an apostrophe is
/// taken from it. A number begins so too and is none.
#[must_use]
pub fn is_formula(cell: &[u8]) -> bool {
    let first = cell.iter().find(|byte| **byte != b'\'');
    first.is_some_and(|first| b"=+-@\t\r\n".contains(first))
}

/// The text of a cell without the apostrophe that marks it as no formula.
#[must_use]
pub fn without_apostrophe(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_formula(text.as_bytes()) => text,
        Some(_) | None => cell,
    }
}
