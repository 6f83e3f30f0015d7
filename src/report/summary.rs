//! A page of text.
use super::rows::Rows;
pub(super) fn text(_rows: &Rows) -> String { String::new() }
