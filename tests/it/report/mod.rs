//! The report on invented rows.

mod charts;
mod costs;
mod fixture;
mod folder;
mod narrowing;
mod notes;
mod structure;
mod text;
