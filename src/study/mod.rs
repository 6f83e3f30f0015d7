//! Designs of studies, and the threads that carry them out.

mod world;

pub use world::{Ran, Warm};
