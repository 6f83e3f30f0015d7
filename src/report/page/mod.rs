//! The page.
use super::charts::Gallery;
use super::rows::Rows;
pub(super) fn html(_rows: &Rows, _gallery: &Gallery) -> String { String::new() }
