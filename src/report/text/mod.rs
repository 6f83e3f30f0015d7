//! Every word that a user reads in a report: on charts, page, summary and terminal.
//!
//! Functions with typed arguments, one file for each place. Nothing else in `report` forms a
//! sentence, so a second language is a second set of these files.

pub(super) mod charts;
mod labels;

pub(super) use labels::*;
