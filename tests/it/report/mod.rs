//! The report on invented rows.

mod charts;
mod fixture;
mod folder;
mod text;
