//! Tidegate simulates how researchers, data, materials and funds reach a joint
//! research project through the procedures of two countries.

pub mod calibrate;
pub mod cli;
pub mod compile;
pub mod draw;
pub mod engine;
pub mod flows;
pub mod id;
pub mod learn;
pub mod limits;
pub mod log;
pub mod machine;
pub mod memory;
pub mod model;
pub mod observe;
pub mod report;
pub mod scenario;
pub mod stats;
pub mod study;
pub mod time;
pub mod verify;
