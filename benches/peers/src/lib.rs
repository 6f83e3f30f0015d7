//! The common part of the programs: the parameters of the three models, distributions, the queue
//! at an office, measurement and output. It uses no engine, so a difference between two programs
//! is a difference between two engines.

pub mod program;
pub mod sums;
pub mod works;

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

pub use program::{Ask, program};
pub use sums::Sums;

/// The generator of every program.
pub type RandomStream = rand_xoshiro::Xoshiro256PlusPlus;

/// An office: officers that are free, and cases in line in the order of arrival. A
/// case is the day it came, or the day it was filed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Office {
    free: u32,
    line: VecDeque<f64>,
}

impl Office {
    /// An office where everyone is free.
    pub fn new(officers: u32) -> Self {
        Self {
            free: officers,
            line: VecDeque::new(),
        }
    }

    /// Takes an officer for an arriving case. If none is free the case joins the line.
    #[must_use]
    pub fn takes(&mut self, case: f64) -> bool {
        if self.free == 0 {
            self.line.push_back(case);
            return false;
        }
        self.free -= 1;
        true
    }

    /// An officer has finished: the case that is next, or she is free.
    pub fn next_case(&mut self) -> Option<f64> {
        let next = self.line.pop_front();
        self.free += u32::from(next.is_none());
        next
    }

    /// Cases in line.
    pub fn in_line(&self) -> usize {
        self.line.len()
    }
}
