//! Every word that a user reads in a report: on charts, page, summary and terminal.
//!
//! Functions with typed arguments, one file for each place; the templates of the page lie in
//! `page/`. Nothing else in `report` forms a sentence, so a second language is a second set of
//! these files. `tests/it/words.rs` holds the rule.

pub(super) mod charts;
pub(super) mod concern;
pub(super) mod dictionary;
pub(super) mod files;
pub(super) mod finding;
pub(super) mod indicator;
mod labels;
pub(super) mod narrowing;
pub(super) mod notes;
pub(super) mod page;
pub(super) mod structure;
pub(super) mod summary;
pub(super) mod units;
pub(super) mod warnings;

pub(super) use labels::*;
