//! The report on invented rows.

mod charts;
mod fixture;
