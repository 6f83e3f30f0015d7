//! Every key of a scenario file, declared once.
//!
//! The reader, the list of keys in `docs/format.md`, the JSON Schema and the
//! "did you mean" of an error all come from these declarations.
//! A field of type `Option`, `Vec` or `BTreeMap` may be left out; a field with
//! `= value` has that default; every other field must be given.

mod distribution;
mod event;
mod form;
mod office;
mod people;
mod procedure;
mod programme;
mod project;
mod reform;
mod root;
mod study;
mod surface;

pub use super::day::{Day, Hours, MonthDay};
pub use super::id::{Id, JurisdictionId, Pattern, TablePath};
pub use distribution::*;
pub use event::*;
pub use form::*;
pub use office::*;
pub use people::*;
pub use procedure::*;
pub use programme::*;
pub use project::*;
pub use reform::*;
pub use root::*;
pub use study::*;
pub use surface::*;
