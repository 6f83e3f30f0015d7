//! Statistics: the only place where an outcome is defined.

pub mod tables;
