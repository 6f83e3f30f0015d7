//! What happens when.

mod buckets;
mod day;
mod entry;

pub use buckets::Agenda;
pub use entry::{Due, Entry};
