//! Tidegate simulates how researchers, data, materials and funds reach a joint
//! research project through the procedures of two countries.

pub mod report;
pub mod stats;
