//! Tidegate simulates how researchers, data, materials and funds reach a joint
//! research project through the procedures of two countries.

pub mod draw;
pub mod engine;
pub mod model;
pub mod scenario;
pub mod stats;
pub mod verify;
